-- What changed, by whom; and what a workspace decides for its members.

-- What a line of the log changed: a JSON list of fields with their old and new values; NULL where nothing is to be told.
alter table activity add column changes text;
create index activity_by_user on activity (workspace_id, user_id, at, id);
create index activity_by_kind on activity (workspace_id, target_kind, at, id);

-- What new billable projects begin with, in minor units of the workspace's currency.
alter table workspaces add column default_rate_cents bigint not null default 0 check (default_rate_cents >= 0);
-- How shown durations are rounded; amounts and exports stay exact.
alter table workspaces add column rounding text not null default 'none';
-- For members who have not chosen their own.
alter table workspaces add column time_format text not null default 'hours_24';

-- Empty follows the workspace. What everybody had so far is what a workspace begins with.
update users set time_format = '' where time_format = 'hours_24';
