-- Entries of over 31 days (`LONGEST` of the calendar): one may reach into a week that it began long before.
create index time_entries_long on time_entries (workspace_id, ended_at) where ended_at - started_at > 2678400;
