-- Push: what happened in a workspace, by number, and the webhooks it is sent to.

-- The number of its newest event. Its row is what writers of one workspace queue up at, so that events become visible in
-- the order of their numbers.
alter table workspaces add column last_event bigint not null default 0;

-- Written in the transaction of the change; 30 days at most.
create table events (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    number bigint not null,
    id uuid not null,
    -- `time_entry.created`
    type text not null,
    -- What it happened to; NULL for a timer, whose key is its person.
    object_id uuid,
    -- Whose that is.
    user_id uuid,
    -- Who did it; NULL is nobody in particular.
    actor_id uuid,
    at bigint not null,
    primary key (workspace_id, number)
);
create index events_by_time on events (at);

create table webhooks (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    -- Who made it, and as whom it listens. Who leaves takes it along.
    user_id uuid not null,
    url text not null,
    description text not null,
    -- What deliveries are signed with, encrypted with the server's key.
    sealed_secret bytea not null,
    -- Separated by blanks; empty is every one.
    event_types text not null,
    -- NULL while it works.
    disabled_at bigint,
    -- Whether it was disabled for its failures.
    gave_up boolean not null,
    -- Attempts that failed since the last that did not, and since when.
    failures bigint not null,
    failing_since bigint,
    -- Nobody else delivers before then.
    leased_until bigint not null,
    -- Down or overloaded as it was, it is left alone until then.
    resting_until bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, user_id) references members (workspace_id, user_id) on delete cascade
);
create index webhooks_by_user on webhooks (workspace_id, user_id);

create table webhook_deliveries (
    workspace_id uuid not null,
    id uuid not null,
    webhook_id uuid not null,
    event_number bigint not null,
    state text not null check (state in ('pending', 'delivered', 'failed')),
    attempts bigint not null,
    next_attempt_at bigint not null,
    created_at bigint not null,
    -- What the last attempt came to.
    attempted_at bigint,
    latency_ms bigint,
    response_status bigint,
    -- The answer's first characters.
    response_body text not null,
    -- Why there was no answer, or not the right one.
    error text not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, webhook_id) references webhooks (workspace_id, id) on delete cascade,
    foreign key (workspace_id, event_number) references events (workspace_id, number) on delete cascade
);
-- Which webhooks something is due to, and what comes first: only what waits is looked at, not thirty days of the log.
create index webhook_deliveries_due on webhook_deliveries (workspace_id, webhook_id, next_attempt_at)
    where state = 'pending';
create index webhook_deliveries_waiting on webhook_deliveries (workspace_id, webhook_id, event_number, id)
    where state = 'pending';
create index webhook_deliveries_by_webhook on webhook_deliveries (workspace_id, webhook_id, id);
create index webhook_deliveries_by_event on webhook_deliveries (workspace_id, event_number);
