-- Saved reports: a report's parameters under a name, and the links that show one to people without an account.

create table saved_reports (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    -- Who saved it.
    user_id uuid not null references users (id),
    name text not null,
    -- The name as it is compared.
    name_key text not null,
    -- Which page: `summary`.
    kind text not null,
    -- What stands behind the `?` of its address.
    params text not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (workspace_id, id)
);
create unique index saved_reports_by_name on saved_reports (workspace_id, name_key);

create table report_shares (
    workspace_id uuid not null,
    -- A report has one link at most.
    report_id uuid not null,
    -- A new one for each link.
    id uuid not null,
    -- Who made the link, and as whom the report is read. Who leaves takes it along.
    user_id uuid not null,
    token_hash bytea not null unique,
    -- The same token, encrypted with the server's key, to be shown again.
    sealed_token bytea not null,
    -- A PHC string; NULL without a password.
    password_hash text,
    -- The link ends then; NULL is never.
    expires_at bigint,
    shows_amounts boolean not null,
    shows_people boolean not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (workspace_id, report_id),
    foreign key (workspace_id, report_id) references saved_reports (workspace_id, id) on delete cascade,
    foreign key (workspace_id, user_id) references members (workspace_id, user_id) on delete cascade
);
create index report_shares_by_user on report_shares (workspace_id, user_id);
