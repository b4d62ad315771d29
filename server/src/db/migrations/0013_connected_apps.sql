-- Apps that people connect: which app a token was given to, and the one-time codes that apps exchange for tokens.

-- What the app calls itself to the server; NULL for a token that a person made.
alter table api_tokens add column client_id text;

create table connect_codes (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    -- Who allowed it, and as whom the token acts.
    user_id uuid not null references users (id) on delete cascade,
    code_hash bytea not null unique,
    client_id text not null,
    client_name text not null,
    -- Where the code was sent to.
    redirect_uri text not null,
    -- The SHA-256 of what the app shows when it comes for the token, as base64url.
    challenge text not null,
    scope text not null check (scope in ('read', 'write')),
    expires_at bigint not null,
    -- The token it was exchanged for; NULL until then.
    token_id uuid,
    primary key (workspace_id, id)
);
create index connect_codes_by_user on connect_codes (user_id);
create index connect_codes_by_time on connect_codes (expires_at);
