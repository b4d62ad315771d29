-- API tokens, what was answered to a request that carried an idempotency key, and how long a project is meant to take.

alter table projects add column estimated_seconds bigint check (estimated_seconds >= 0);

create table api_tokens (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    -- Who made it, and as whom it acts.
    user_id uuid not null references users (id),
    name text not null,
    scope text not null check (scope in ('read', 'write')),
    -- The first 9 characters, by which people tell tokens apart.
    prefix text not null,
    token_hash bytea not null unique,
    created_at bigint not null,
    -- NULL never.
    expires_at bigint,
    -- To the minute.
    last_used_at bigint,
    revoked_at bigint,
    primary key (workspace_id, id)
);
create index api_tokens_by_user on api_tokens (user_id);

-- Written in the transaction of what was asked for: the row is there exactly if it was done. A day at most.
create table idempotency_keys (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    token_id uuid not null,
    key text not null,
    -- Method, address and body as SHA-256.
    request_hash bytea not null,
    status bigint not null,
    -- Headers beside the usual ones, as a JSON object.
    headers text not null,
    body text not null,
    created_at bigint not null,
    primary key (workspace_id, token_id, key),
    foreign key (workspace_id, token_id) references api_tokens (workspace_id, id) on delete cascade
);
create index idempotency_keys_by_time on idempotency_keys (created_at);
