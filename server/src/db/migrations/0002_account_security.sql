-- What keeps an account its owner's: sessions with a name of their own, second factors, links by mail, a log.

alter table users add column email_verified_at bigint;
-- Signed up by letter: nobody signs in before its link was followed.
alter table users add column awaiting_link boolean not null default false;
alter table users add column date_format text not null default 'day_month_year';
alter table users add column time_format text not null default 'hours_24';
alter table users add column number_format text not null default 'comma_point';
-- When the picture was changed last; NULL without one.
alter table users add column picture_at bigint;
-- The row stays for what the person tracked in others' workspaces; nothing of the person stays in it.
alter table users add column deleted_at bigint;

create table user_pictures (
    user_id uuid primary key not null references users (id) on delete cascade,
    png bytea not null
);

-- Whoever was signed in before this has to sign in again.
drop table sessions;
create table sessions (
    token_hash bytea primary key not null,
    -- What the session is called in lists and forms; the hash never leaves the server.
    id uuid not null unique,
    user_id uuid not null references users (id) on delete cascade,
    workspace_id uuid references workspaces (id) on delete set null,
    address text not null,
    user_agent text not null,
    created_at bigint not null,
    last_seen_at bigint not null,
    -- When the password, or what stands for it, was given last in this session.
    confirmed_at bigint not null
);
create index sessions_by_user on sessions (user_id, last_seen_at);
create index sessions_by_last_seen on sessions (last_seen_at);

create table two_factor (
    user_id uuid primary key not null references users (id) on delete cascade,
    -- The seed, encrypted with the server's key.
    sealed_secret bytea not null,
    -- NULL until a first code was right: only then is it asked for.
    confirmed_at bigint,
    -- The newest time step whose code was accepted; none up to it is accepted again.
    last_step bigint not null,
    created_at bigint not null
);

create table recovery_codes (
    user_id uuid not null references users (id) on delete cascade,
    code_hash bytea not null,
    used_at bigint,
    primary key (user_id, code_hash)
);

create table passkeys (
    user_id uuid not null references users (id) on delete cascade,
    id uuid not null,
    credential_id bytea not null unique,
    name text not null,
    -- The public half and its counter, as webauthn-rs writes them.
    data text not null,
    created_at bigint not null,
    last_used_at bigint,
    primary key (user_id, id)
);

-- What has begun and waits for its second half: a sign-in for its second factor, a passkey's ceremony.
create table challenges (
    token_hash bytea primary key not null,
    kind text not null,
    user_id uuid references users (id) on delete cascade,
    state text not null,
    expires_at bigint not null
);
create index challenges_by_expiry on challenges (expires_at);

-- Links in mails; each works once.
create table email_links (
    token_hash bytea primary key not null,
    user_id uuid not null references users (id) on delete cascade,
    kind text not null,
    -- The address it proves.
    email text not null,
    expires_at bigint not null
);
create index email_links_by_user on email_links (user_id, kind);
create index email_links_by_expiry on email_links (expires_at);

-- Mails on their way, encrypted with the server's key, since they carry links.
create table mails (
    id uuid primary key not null,
    sealed bytea not null,
    attempts bigint not null,
    next_attempt_at bigint not null,
    created_at bigint not null
);
create index mails_by_next_attempt on mails (next_attempt_at);

-- Browsers an account was used from: a new one is told by mail.
create table known_devices (
    user_id uuid not null references users (id) on delete cascade,
    device text not null,
    first_seen_at bigint not null,
    primary key (user_id, device)
);

-- One append-only line for everything that happened to an account.
create table security_log (
    user_id uuid not null references users (id) on delete cascade,
    id uuid not null,
    at bigint not null,
    event text not null,
    detail text not null,
    address text not null,
    user_agent text not null,
    primary key (user_id, id)
);
create index security_log_by_time on security_log (user_id, at, id);

-- What this instance remembers of itself.
create table instance (
    name text primary key not null,
    value text not null
);
