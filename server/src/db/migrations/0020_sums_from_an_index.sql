-- Holds what reports sum up, so that a whole workspace is walked through in the order of its projects without looking
-- at its entries themselves.
drop index time_entries_by_project;
create index time_entries_by_project
    on time_entries (workspace_id, project_id, started_at, seconds, billable, hourly_rate_cents, user_id);
