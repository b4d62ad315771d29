// The activity log: what happened, by whom, and what it was before.

import { expect, test } from "../support/test";
import { open, row } from "../support/pages";
import { addProject, addTag, call } from "../support/people";
import { inviteAndJoin } from "../support/team";

test("a changed rate is told with old and new, and the log is filtered by the address", async ({ page, person }) => {
  const project = await addProject(page, "Webshop", { rate: "90" });
  await addTag(page, "design");
  await call(page, "update_project", {
    id: project,
    "project[name]": "Webshop",
    "project[billable]": "true",
    "project[hourly_rate]": "120",
  });
  await open(page, "/settings");
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Activity" }).click();
  await expect(page).toHaveURL(/\/settings\/activity$/);
  const changed = row(page, `${person.name} changed the hourly rate of Webshop`);
  await expect(changed).toContainText("$90.00");
  await expect(changed).toContainText("$120.00");
  await expect(row(page, "added the tag design")).toBeVisible();

  const filter = page.getByRole("search", { name: "Filter" });
  await filter.getByLabel("Kind").selectOption({ label: "Projects" });
  await expect(page).toHaveURL(/kind=project/);
  await expect(row(page, "added the tag design")).toHaveCount(0);
  await expect(changed).toBeVisible();
  await page.reload();
  await expect(filter.getByLabel("Kind")).toHaveValue("project");
  await filter.getByLabel("Person").selectOption({ label: "Timether" });
  await expect(page.getByText("Nothing matches", { exact: true })).toBeVisible();
  await filter.getByRole("link", { name: "Clear" }).click();
  await expect(row(page, "added the tag design")).toBeVisible();
});

test("a Member has no such page", async ({ page, person, anotherBrowser }) => {
  await addTag(page, "design");
  const ben = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Okafor");
  await open(ben.page, "/settings");
  await expect(ben.page.getByRole("link", { name: "Activity" })).toHaveCount(0);
  await open(ben.page, "/settings/activity");
  await expect(ben.page.getByText("added the tag")).toHaveCount(0);
});
