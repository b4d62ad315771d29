// Budgets: set on a project, seen in the list, warned of in words and not by colour alone.

import { expect, expectAccessible, test } from "../support/test";
import { expectNoSidewaysScroll } from "../support/accessible";
import { expectBeside, open, row } from "../support/pages";
import { addEntry, addProject } from "../support/people";

test("a budget in hours fills up in the list", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  const project = await addProject(page, "Webshop", { rate: "100" });
  await addEntry(page, "Design", { project, duration: "3:00" });
  await open(page, `/projects?edit=${project}`);
  const dialog = page.getByRole("dialog");
  const hours = dialog.getByLabel("Budget in hours");
  const money = dialog.getByLabel("Budget in money");
  await expect(hours).toBeHidden();
  await expect(money).toBeHidden();
  await dialog.getByLabel("Budget", { exact: true }).selectOption({ label: "Hours" });
  await expect(hours).toBeVisible();
  await expect(money).toBeHidden();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expectBeside(hours, /Enter the hours/);
  await hours.fill("10");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row(page, "Webshop")).toContainText(/3\S* h of 10\S* h, 30 %/);
  await expect(row(page, "Webshop")).not.toContainText("Budget");

  await addEntry(page, "Build", { project, duration: "5:00" });
  await open(page, "/projects");
  await expect(row(page, "Webshop")).toContainText("80 %");
  await expect(row(page, "Webshop")).toContainText("Budget nearly used");
  await expectAccessible(page);
  await addEntry(page, "More", { project, duration: "3:00" });
  await open(page, "/projects");
  await expect(row(page, "Webshop")).toContainText("110 %");
  await expect(row(page, "Webshop")).toContainText("Budget used up");
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSidewaysScroll(page);
});

test("a budget in money counts what is billable, and can be taken away", async ({ page, person }) => {
  const project = await addProject(page, "Webshop", { rate: "100" });
  await addEntry(page, "Design", { project, duration: "2:00" });
  await open(page, `/projects?edit=${project}`);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Budget", { exact: true }).selectOption({ label: "Money" });
  await dialog.getByLabel("Budget in money").fill("800");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(row(page, "Webshop")).toContainText("$200.00 of $800.00, 25 %");
  await open(page, `/projects?edit=${project}`);
  await expect(dialog.getByLabel("Budget in money")).toHaveValue("800.00");
  await expect(dialog).toContainText("$200.00 of $800.00, 25 %");
  await dialog.getByLabel("Budget", { exact: true }).selectOption({ label: "None" });
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row(page, "Webshop")).not.toContainText("%");
});

test("a report by project says how much of each budget is used", async ({ page, person }) => {
  const project = await addProject(page, "Webshop", { rate: "100" });
  const other = await addProject(page, "Internal");
  await addEntry(page, "Design", { project, date: "2026-03-02", duration: "8:00" });
  await addEntry(page, "Planning", { project: other, date: "2026-03-02", duration: "1:00" });
  await open(page, `/projects?edit=${project}`);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Budget", { exact: true }).selectOption({ label: "Hours" });
  await dialog.getByLabel("Budget in hours").fill("10");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog).toHaveCount(0);
  await open(page, "/reports?period=custom&from=2026-03-01&to=2026-03-31");
  const table = page.getByRole("table", { name: "Report" });
  await expect(table.getByRole("columnheader", { name: "Budget used" })).toBeVisible();
  const line = (name: string) => table.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
  await expect(line("Webshop")).toContainText("80 % of 10");
  await expect(line("Internal").getByRole("cell").last()).toHaveText("");
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 700 });
  await expectNoSidewaysScroll(page);
  await open(page, "/reports?period=custom&from=2026-03-01&to=2026-03-31&group_by=user");
  await expect(table.getByRole("columnheader", { name: "Time" })).toBeAttached();
  await expect(table.getByRole("columnheader", { name: "Budget used" })).toHaveCount(0);
});
