-- Files on their way in, backups and other apps' alike, in one pair of tables. What waits now has waited a day at most and
-- is chosen again.

drop table backup_pieces;
drop table backup_uploads;
drop table import_pieces;
drop table import_uploads;

create table uploads (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    user_id uuid not null references users (id) on delete cascade,
    -- What it can be confirmed as.
    kind text not null check (kind in ('backup', 'import')),
    file_name text not null,
    -- Every piece is there.
    complete boolean not null,
    -- It was confirmed and carried out; kept for the rows that were left out.
    done boolean not null,
    created_at bigint not null,
    primary key (workspace_id, id)
);

create table upload_pieces (
    workspace_id uuid not null,
    upload_id uuid not null,
    -- From 0, without gaps.
    position bigint not null,
    content bytea not null,
    primary key (workspace_id, upload_id, position),
    foreign key (workspace_id, upload_id) references uploads (workspace_id, id) on delete cascade
);
