-- Payment: who a workspace is to the payment provider, and what the provider said already.

create table billing_accounts (
    workspace_id uuid primary key not null references workspaces (id) on delete cascade,
    -- The provider's own names.
    customer text not null unique,
    -- NULL once it ended.
    subscription text unique,
    -- The provider's time of the newest news about plan and seats, and of the newest about payment, in unix seconds:
    -- older ones that arrive later change nothing.
    room_at bigint not null,
    payment_at bigint not null,
    updated_at bigint not null
);

-- News that were taken in, so that none is taken twice.
create table billing_events (
    id text primary key not null,
    received_at bigint not null
);
create index billing_events_by_time on billing_events (received_at);

-- The next grace period to end.
create index workspaces_by_grace on workspaces (past_due_since) where billing_state = 'past_due';
