// Rates: whose applies is said beside the field, and a change asks which saved entries it is for.

import { expect, expectAccessible, test } from "../support/test";
import { expectNoSidewaysScroll } from "../support/accessible";
import { expectBeside, open, row } from "../support/pages";
import { addEntry, addProject, call } from "../support/people";

test("a project's new rate is asked about and reaches back to a day", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  const project = await addProject(page, "Webshop", { rate: "90" });
  await addEntry(page, "Early", { project, date: "2026-03-02" });
  await addEntry(page, "Late", { project, date: "2026-03-10" });
  await open(page, `/projects?edit=${project}`);
  const dialog = page.getByRole("dialog");
  const rate = dialog.getByLabel("Hourly rate");
  const since = dialog.getByLabel("Since", { exact: true });
  const question = dialog.getByRole("group", { name: "A new rate applies" });
  await expect(question).toBeHidden();
  await rate.fill("100");
  await expect(question).toBeVisible();
  await expect(question.getByRole("radio", { name: "From now on" })).toBeChecked();
  await question.getByRole("radio", { name: "Also for uninvoiced entries since" }).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expectBeside(since, /Choose the day/);
  await since.fill("2026-03-10");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("1 saved time entry has the new rate.")).toBeVisible();
  await expect(row(page, "Webshop")).toContainText("$100.00/h");
  await open(page, "/timer?from=2026-03-01&to=2026-03-31");
  await expect(row(page, "Early")).toContainText("$90.00");
  await expect(row(page, "Late")).toContainText("$100.00");
});

test("without a project's rate the member's applies, else the workspace's", async ({ page, person }) => {
  await call(page, "create_project", { "project[name]": "Internal", "project[billable]": "true" });
  await open(page, "/settings");
  await page.getByLabel("Default hourly rate").fill("50");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Workspace settings saved")).toBeVisible();
  const entryRate = page.getByRole("dialog").getByLabel("Hourly rate");
  await open(page, "/timer?new=1");
  await page.getByRole("dialog").getByLabel("Project").selectOption({ label: "Internal" });
  await expectBeside(entryRate, /else the workspace’s 50\.00/);

  await open(page, "/settings/members");
  await row(page, person.email).getByRole("link", { name: person.name, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("group", { name: "A new rate applies" })).toBeHidden();
  await dialog.getByLabel("Hourly rate", { exact: true }).fill("80");
  await expect(dialog.getByRole("group", { name: "A new rate applies" })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(row(page, person.email)).toContainText("rate $80.00/h");
  await open(page, "/timer?new=1");
  await page.getByRole("dialog").getByLabel("Project").selectOption({ label: "Internal" });
  await expectBeside(entryRate, /Yours is 80\.00/);
});

test("the question fits a phone", async ({ page, person }) => {
  const project = await addProject(page, "Webshop", { rate: "90" });
  await page.setViewportSize({ width: 320, height: 700 });
  await open(page, `/projects?edit=${project}`);
  await page.getByRole("dialog").getByLabel("Hourly rate").fill("120");
  await page.getByRole("dialog").getByRole("radio", { name: "Also for uninvoiced entries since" }).check();
  await expectNoSidewaysScroll(page);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the question is always there", async ({ page, person }) => {
    const project = await addProject(page, "Webshop", { rate: "90" });
    await addEntry(page, "Planning", { project, date: "2026-03-10" });
    await page.goto(`/projects?edit=${project}`);
    await page.getByLabel("Hourly rate").fill("110");
    await page.getByRole("radio", { name: "Also for uninvoiced entries since" }).check();
    await page.getByLabel("Since", { exact: true }).fill("2026-03-01");
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(row(page, "Webshop")).toContainText("$110.00/h");
    await page.goto("/timer?from=2026-03-01&to=2026-03-31");
    await expect(row(page, "Planning")).toContainText("$110.00");
  });
});
