-- Invoices stay as they were made: their logo and the name of their sender, too.

-- The logos that invoices bear, each once.
create table kept_logos (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    id uuid not null,
    png bytea not null,
    primary key (workspace_id, id)
);

-- The logo that the workspace had when the invoice was made; NULL: none.
alter table invoices add column logo_id uuid;
create index invoices_by_logo on invoices (workspace_id, logo_id) where logo_id is not null;

-- What is here already keeps what it shows today.
insert into kept_logos (workspace_id, id, png)
select l.workspace_id, l.workspace_id, l.png from invoice_logos l
where exists (select 1 from invoices i where i.workspace_id = l.workspace_id);
update invoices set logo_id = workspace_id
where exists (select 1 from invoice_logos l where l.workspace_id = invoices.workspace_id);
update invoices set sender_name = (select w.name from workspaces w where w.id = invoices.workspace_id)
where sender_name = '';
