-- Files of other apps on their way in are kept in pieces, so that none has to be in memory as a whole. What waits now has
-- waited a day at most and is chosen again.

drop table import_uploads;

create table import_uploads (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    user_id uuid not null references users (id) on delete cascade,
    file_name text not null,
    -- Every piece is there.
    complete boolean not null,
    -- Its entries were written; kept for the rows that were left out.
    imported boolean not null,
    created_at bigint not null,
    primary key (workspace_id, id)
);

create table import_pieces (
    workspace_id uuid not null,
    upload_id uuid not null,
    -- From 0, without gaps.
    position bigint not null,
    content bytea not null,
    primary key (workspace_id, upload_id, position),
    foreign key (workspace_id, upload_id) references import_uploads (workspace_id, id) on delete cascade
);
