-- When somebody went to a workspace last, in unix seconds: their next sign-in opens it.

alter table members add column chosen_at bigint not null default 0;
