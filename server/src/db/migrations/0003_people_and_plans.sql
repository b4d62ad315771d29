-- Workspaces with people in them, and plans that mean something.

-- When the renewal failed that began the present grace period, in unix seconds.
alter table workspaces add column past_due_since bigint;
-- Seats that are paid for; NULL without a limit.
alter table workspaces add column seats bigint check (seats >= 1);

-- Expected time a week, in seconds, and what an hour costs the workspace, in minor units of its currency.
alter table members add column weekly_capacity_seconds bigint check (weekly_capacity_seconds >= 0);
alter table members add column internal_cost_cents bigint check (internal_cost_cents >= 0);

-- What an hour of its member cost when the entry was made; never rewritten.
alter table time_entries add column internal_cost_cents bigint check (internal_cost_cents >= 0);

-- Who was asked to join; one invitation an address and workspace.
create table invitations (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    email text not null,
    email_key text not null,
    role text not null check (role in ('manager', 'member', 'viewer')),
    token_hash bytea not null unique,
    invited_by uuid not null references users (id),
    created_at bigint not null,
    expires_at bigint not null,
    primary key (workspace_id, id)
);
create unique index invitations_by_email on invitations (workspace_id, email_key);
create index invitations_by_expiry on invitations (expires_at);
