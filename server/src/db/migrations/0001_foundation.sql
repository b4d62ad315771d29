-- One text for SQLite and PostgreSQL. Instants are unix seconds; money is minor units.
-- Every workspace table is keyed by workspace_id first, and refers within its workspace only.

create table users (
    id uuid primary key not null,
    name text not null,
    email text not null,
    email_key text not null unique,
    password_hash text not null,
    timezone text not null,
    week_start text,
    theme text not null,
    created_at bigint not null,
    updated_at bigint not null
);

create table workspaces (
    id uuid primary key not null,
    name text not null,
    currency text not null,
    week_start text not null,
    plan text not null,
    billing_state text not null,
    created_at bigint not null,
    updated_at bigint not null
);

create table members (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    user_id uuid not null references users (id),
    role text not null check (role in ('owner', 'manager', 'member', 'viewer')),
    created_at bigint not null,
    primary key (workspace_id, user_id)
);
create index members_by_user on members (user_id);
create unique index members_one_owner on members (workspace_id) where role = 'owner';

create table sessions (
    token_hash bytea primary key not null,
    user_id uuid not null references users (id) on delete cascade,
    workspace_id uuid references workspaces (id) on delete set null,
    address text not null,
    user_agent text not null,
    created_at bigint not null,
    last_seen_at bigint not null
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_last_seen on sessions (last_seen_at);

-- Failures of anything that checks a secret, by account and by address.
create table throttle (
    subject text primary key not null,
    failures bigint not null,
    last_failed_at bigint not null
);

create table clients (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    name text not null,
    name_key text not null,
    currency text not null,
    billing_details text not null,
    notes text not null,
    archived_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (workspace_id, id)
);
create unique index clients_by_name on clients (workspace_id, name_key);

create table projects (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    client_id uuid,
    name text not null,
    name_key text not null,
    colour text not null,
    billable boolean not null,
    hourly_rate_cents bigint not null check (hourly_rate_cents >= 0),
    archived_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, client_id) references clients (workspace_id, id)
);
create unique index projects_by_name on projects (workspace_id, client_id, name_key);
-- NULLs never collide in an index, so names without a client have their own.
create unique index projects_by_name_without_client on projects (workspace_id, name_key)
    where client_id is null;

create table tags (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    name text not null,
    name_key text not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (workspace_id, id)
);
create unique index tags_by_name on tags (workspace_id, name_key);

-- At most one timer a person and workspace. elapsed = accumulated + (now - resumed_at, if running).
create table timers (
    workspace_id uuid not null,
    user_id uuid not null,
    project_id uuid,
    description text not null,
    -- NULL follows the project.
    billable boolean,
    started_at bigint not null,
    accumulated_seconds bigint not null,
    -- NULL while paused.
    resumed_at bigint,
    -- NULL while running.
    paused_at bigint,
    updated_at bigint not null,
    primary key (workspace_id, user_id),
    foreign key (workspace_id, user_id) references members (workspace_id, user_id) on delete cascade,
    foreign key (workspace_id, project_id) references projects (workspace_id, id)
);
create index timers_by_project on timers (workspace_id, project_id);

create table timer_tags (
    workspace_id uuid not null,
    user_id uuid not null,
    tag_id uuid not null,
    primary key (workspace_id, user_id, tag_id),
    foreign key (workspace_id, user_id) references timers (workspace_id, user_id) on delete cascade,
    foreign key (workspace_id, tag_id) references tags (workspace_id, id) on delete cascade
);

create table time_entries (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    user_id uuid not null references users (id),
    project_id uuid,
    description text not null,
    -- The description in lower case, so that text search ignores case in every script.
    description_key text not null,
    started_at bigint not null,
    ended_at bigint not null,
    seconds bigint not null check (seconds >= 0),
    billable boolean not null,
    hourly_rate_cents bigint not null check (hourly_rate_cents >= 0),
    -- Set while the entry is on an active invoice: it is locked.
    invoice_id uuid,
    -- What an import knows it by, so that a second import changes nothing.
    import_key text,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (workspace_id, id),
    foreign key (workspace_id, project_id) references projects (workspace_id, id),
    check (ended_at >= started_at)
);
create index time_entries_by_user on time_entries (workspace_id, user_id, started_at, id);
create index time_entries_by_start on time_entries (workspace_id, started_at, id);
-- Holds seconds, so that a project's tracked time is summed from the index alone.
create index time_entries_by_project on time_entries (workspace_id, project_id, started_at, seconds);
create unique index time_entries_by_import_key on time_entries (workspace_id, import_key)
    where import_key is not null;

create table time_entry_tags (
    workspace_id uuid not null,
    time_entry_id uuid not null,
    tag_id uuid not null,
    primary key (workspace_id, time_entry_id, tag_id),
    foreign key (workspace_id, time_entry_id) references time_entries (workspace_id, id) on delete cascade,
    foreign key (workspace_id, tag_id) references tags (workspace_id, id) on delete cascade
);
create index time_entry_tags_by_tag on time_entry_tags (workspace_id, tag_id, time_entry_id);

-- Deleted entries, whole, for a day: what Undo brings back.
create table deleted_time_entries (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    deletion_id uuid not null,
    time_entry_id uuid not null,
    user_id uuid not null references users (id),
    -- The row and its tag ids as JSON.
    entry text not null,
    deleted_at bigint not null,
    primary key (workspace_id, deletion_id, time_entry_id)
);
create index deleted_time_entries_by_time on deleted_time_entries (deleted_at);

-- Files on their way in, between preview and confirmation; a day at most.
create table import_uploads (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    user_id uuid not null references users (id) on delete cascade,
    file_name text not null,
    content bytea not null,
    created_at bigint not null,
    primary key (workspace_id, id)
);

-- Append-only: who did what to which thing, when.
create table activity (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    user_id uuid,
    action text not null,
    target_kind text not null,
    target_id uuid,
    target_name text not null,
    at bigint not null,
    primary key (workspace_id, id)
);
create index activity_by_time on activity (workspace_id, at, id);
