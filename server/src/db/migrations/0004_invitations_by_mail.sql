-- Whether an invitation's link went to its address alone: following it then proves the address.
alter table invitations add column mailed boolean not null default false;
