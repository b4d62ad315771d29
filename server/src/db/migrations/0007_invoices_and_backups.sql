-- Invoices as documents, and backups on their way back in.

-- What an invoice says is frozen here: nothing of it follows its client, project or entries afterwards, and it stays when
-- they go. Days are texts such as 2026-11-21; amounts are minor units of its currency.
create table invoices (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    number text not null,
    status text not null check (status in ('draft', 'sent', 'paid', 'void')),
    -- Whom and what it was made for; they may be gone.
    client_id uuid,
    project_id uuid,
    client_name text not null,
    client_details text not null,
    issue_date text not null,
    due_date text,
    -- The days that were billed.
    period_from text,
    period_to text,
    currency text not null,
    subtotal_cents bigint not null,
    -- NULL without a discount; a percentage is in basis points, a fixed one in minor units.
    discount_kind text check (discount_kind in ('percent', 'fixed')),
    discount_value bigint not null check (discount_value >= 0),
    discount_cents bigint not null check (discount_cents >= 0),
    tax_rate_bp bigint not null check (tax_rate_bp >= 0),
    tax_cents bigint not null,
    total_cents bigint not null,
    design text not null,
    notes text not null,
    sent_at bigint,
    paid_at bigint,
    voided_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (workspace_id, id)
);
create unique index invoices_by_number on invoices (workspace_id, number);
create index invoices_by_client on invoices (workspace_id, client_id);

create table invoice_lines (
    workspace_id uuid not null,
    invoice_id uuid not null,
    -- From 0, without gaps.
    position bigint not null,
    description text not null,
    seconds bigint not null,
    hourly_rate_cents bigint not null,
    amount_cents bigint not null,
    primary key (workspace_id, invoice_id, position),
    foreign key (workspace_id, invoice_id) references invoices (workspace_id, id) on delete cascade
);

create index time_entries_by_invoice on time_entries (workspace_id, invoice_id) where invoice_id is not null;

-- Backups between preview and confirmation, in pieces; a day at most.
create table backup_uploads (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    user_id uuid not null references users (id) on delete cascade,
    file_name text not null,
    -- Whether every piece has arrived.
    complete boolean not null,
    created_at bigint not null,
    primary key (workspace_id, id)
);

create table backup_pieces (
    workspace_id uuid not null,
    upload_id uuid not null,
    position bigint not null,
    content bytea not null,
    primary key (workspace_id, upload_id, position),
    foreign key (workspace_id, upload_id) references backup_uploads (workspace_id, id) on delete cascade
);
