-- What an hour of a member is worth on projects without a rate of their own, and what a project may cost.
alter table members add column hourly_rate_cents bigint check (hourly_rate_cents >= 0);
alter table projects add column budget_cents bigint check (budget_cents >= 0);
-- The last share of the budget, in percent, that people were told of: 0, 80 or 100.
alter table projects add column budget_noticed bigint not null default 0 check (budget_noticed in (0, 80, 100));
