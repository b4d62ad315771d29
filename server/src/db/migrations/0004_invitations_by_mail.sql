-- Whether an invitation's link went to its address alone: following it then proves the address.
alter table invitations add column mailed boolean not null default false;
-- What is on the way to somebody, in whichever workspace.
create index invitations_by_address on invitations (email_key);
