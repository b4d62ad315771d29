-- Invoices completed: what new ones begin with, who sends them, the client's link, credit notes.

-- What a workspace's invoices begin with; without a row, the usual.
create table invoice_settings (
    workspace_id uuid primary key references workspaces (id) on delete cascade,
    number_format text not null,
    -- Empty: the workspace's name.
    sender_name text not null,
    sender_details text not null,
    payment_details text not null,
    -- NULL: no due date.
    due_days bigint,
    notes text not null,
    tax_rate_bp bigint not null,
    updated_at bigint not null
);

-- The logo on its files, as a PNG of our own.
create table invoice_logos (
    workspace_id uuid primary key references workspaces (id) on delete cascade,
    png bytea not null,
    -- Milliseconds: its address changes with it.
    updated_at bigint not null
);

-- Frozen with the draft; an empty name is the workspace's.
alter table invoices add column sender_name text not null default '';
alter table invoices add column sender_details text not null default '';
alter table invoices add column payment_details text not null default '';

-- A credit note is an invoice of negative lines that names the one it takes back; NULL for invoices.
alter table invoices add column credits_id uuid;
-- What credit notes have taken back of an invoice, and when the last of it was.
alter table invoices add column credited_cents bigint not null default 0;
alter table invoices add column credited_at bigint;
create index invoices_by_credit on invoices (workspace_id, credits_id) where credits_id is not null;
-- Which line of the invoice a credit note's line takes back.
alter table invoice_lines add column credits_position bigint;

-- The last number that a workspace has given to a credit note.
create table credit_note_counters (
    workspace_id uuid primary key references workspaces (id) on delete cascade,
    last_number bigint not null
);

-- The address under which a client sees an invoice without an account. It is looked up by its hash; sealed with the
-- server's key, it can be shown again to who made it.
create table invoice_links (
    workspace_id uuid not null,
    invoice_id uuid not null,
    token_hash bytea not null,
    sealed_token bytea not null,
    created_at bigint not null,
    primary key (workspace_id, invoice_id),
    foreign key (workspace_id, invoice_id) references invoices (workspace_id, id) on delete cascade
);
create unique index invoice_links_by_hash on invoice_links (token_hash);
