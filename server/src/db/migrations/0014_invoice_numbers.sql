-- Numbers of invoices, and which entries are in which line.

-- The last number that a workspace has given out; none is ever given out twice.
create table invoice_counters (
    workspace_id uuid primary key references workspaces (id) on delete cascade,
    last_number bigint not null
);

-- What a line was made of. An entry is on the invoice only as long as it says so itself: it may be released, or gone.
create table invoice_line_entries (
    workspace_id uuid not null,
    invoice_id uuid not null,
    time_entry_id uuid not null,
    position bigint not null,
    primary key (workspace_id, invoice_id, time_entry_id),
    foreign key (workspace_id, invoice_id, position)
        references invoice_lines (workspace_id, invoice_id, position) on delete cascade
);
create index invoices_by_issue on invoices (workspace_id, issue_date, id);
