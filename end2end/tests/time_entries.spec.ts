// Time entries: by hand, in place, several at once, filtered, page by page.

import { expect, test } from "../support/test";
import { alive, expectBeside, open, openMenu, row } from "../support/pages";
import { addClient, addEntry, addProject, addTag, call } from "../support/people";
import type { Locator, Page } from "@playwright/test";

const newEntry = (page: Page): Locator => page.getByRole("dialog", { name: "New time entry" });
const editForm = (page: Page): Locator => page.getByRole("form", { name: "Edit time entry" });
const filter = (page: Page): Locator => page.getByRole("search", { name: "Filter" });
const field = (where: Locator, label: string): Locator => where.getByLabel(label, { exact: true });

/** The dialog's and the page's button share the name; one of them can be reached at a time. */
async function addTimeEntry(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Add Time Entry" }).click();
}

test("a duration can be typed in every form", async ({ page, person }) => {
  test.slow();
  await open(page, "/timer");
  for (const [typed, shown] of [
    ["1:30", "1:30:00"],
    ["1:30:15", "1:30:15"],
    ["1.5", "1:30:00"],
    ["1,25", "1:15:00"],
    ["1.5h", "1:30:00"],
    ["90m", "1:30:00"],
    ["1h 35m", "1:35:00"],
    ["45", "0:45:00"],
  ]) {
    await test.step(typed!, async () => {
      await addTimeEntry(page);
      await field(newEntry(page), "Description").fill(`Typed ${typed}`);
      await field(newEntry(page), "Date").fill("2026-03-02");
      await field(newEntry(page), "Duration").fill(typed!);
      await addTimeEntry(page);
      await expect(newEntry(page)).toHaveCount(0);
      await expect(row(page, new RegExp(`Typed ${typed!.replace(".", "\\.")}(?![\\d.h])`)).getByRole("status")).toHaveText(shown!);
    });
  }
});

test("a duration that is none is refused beside the field", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await open(page, "/timer?new=1");
  const dialog = newEntry(page);
  await addTimeEntry(page);
  await expectBeside(field(dialog, "Duration"), /Enter a duration, or a start and an end/);
  for (const [typed, words] of [
    ["soon", /This is not a duration/],
    ["1:75", /go up to 59/],
    ["25h", /24/],
    ["0", /./],
  ] as const) {
    await field(dialog, "Description").fill("Kept");
    await field(dialog, "Duration").fill(typed);
    await addTimeEntry(page);
    await expectBeside(field(dialog, "Duration"), words);
    await expect(field(dialog, "Description")).toHaveValue("Kept");
  }
  await field(dialog, "Start").fill("noonish");
  await field(dialog, "Duration").fill("1h");
  await addTimeEntry(page);
  await expectBeside(field(dialog, "Start"), /This is not a time of day/);
  await dialog.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByText("No time entries yet", { exact: true })).toBeVisible();
});

test("start and end make the duration, and the other way round", async ({ page, person }) => {
  await open(page, "/timer");
  const dialog = newEntry(page);
  await addTimeEntry(page);
  await expect(field(dialog, "Description")).toBeFocused();
  await field(dialog, "Description").fill("Planning");
  await field(dialog, "Date").fill("2026-03-02");
  await field(dialog, "Start").fill("9:15");
  await field(dialog, "End").fill("11:00");
  await expect(field(dialog, "Duration")).toHaveValue("1:45:00");
  await field(dialog, "Duration").fill("2h");
  await expect(field(dialog, "End")).toHaveValue("11:15");
  await addTimeEntry(page);
  await expect(row(page, "Planning")).toContainText("09:15 – 11:15");
  await expect(row(page, "Planning").getByRole("status")).toHaveText("2:00:00");
});

test("an entry over midnight counts on the day it began", async ({ page, person }) => {
  await open(page, "/timer?new=1");
  const dialog = newEntry(page);
  await field(dialog, "Description").fill("Night shift");
  await field(dialog, "Date").fill("2026-03-02");
  await field(dialog, "Start").fill("23:30");
  await field(dialog, "End").fill("0:45");
  await expect(field(dialog, "Duration")).toHaveValue("1:15:00");
  await addTimeEntry(page);
  await expect(row(page, "Night shift")).toContainText("23:30 – 00:45");
  await expect(row(page, "Night shift")).toContainText("ends a day later");
  await expect(page.getByRole("heading", { name: /Monday 2 March/ })).toContainText("1:15:00");
});

test("the night the clocks go forward has an hour less", async ({ page, person }) => {
  await open(page, "/timer?new=1");
  const dialog = newEntry(page);
  await field(dialog, "Description").fill("Short night");
  await field(dialog, "Date").fill("2026-03-29");
  await field(dialog, "Start").fill("1:00");
  await field(dialog, "End").fill("4:00");
  await addTimeEntry(page);
  await expect(row(page, "Short night")).toContainText("01:00 – 04:00");
  await expect(row(page, "Short night").getByRole("status")).toHaveText("2:00:00");
});

test("billable and rate come from the project and can be overridden", async ({ page, person }) => {
  const client = await addClient(page, "Acme", "EUR");
  await addProject(page, "Webshop", { client, rate: "92.50" });
  await addProject(page, "Internal");
  await addTag(page, "design");
  await open(page, "/timer?new=1");
  const dialog = newEntry(page);
  await expect(field(dialog, "Billable")).not.toBeChecked();
  await field(dialog, "Project").selectOption({ label: "Webshop" });
  await expect(field(dialog, "Billable")).toBeChecked();
  await expect(field(dialog, "Hourly rate")).toHaveValue("92.50");
  await field(dialog, "Description").fill("Checkout flow");
  await field(dialog, "Date").fill("2026-03-02");
  await field(dialog, "Duration").fill("2h");
  await dialog.getByText("None", { exact: true }).click();
  await dialog.getByLabel("#design").check();
  await page.keyboard.press("Escape");
  await addTimeEntry(page);
  await expect(row(page, "Checkout flow")).toContainText("Billable: €185.00");
  await expect(row(page, "Checkout flow")).toContainText("Webshop");
  await expect(row(page, "Checkout flow")).toContainText("#design");

  await test.step("edit in place: an own rate", async () => {
    await row(page, "Checkout flow").getByRole("link", { name: "Checkout flow" }).click();
    await expect(field(editForm(page), "Description")).toBeFocused();
    await field(editForm(page), "Hourly rate").fill("100");
    await editForm(page).getByRole("button", { name: "Save changes" }).click();
    await expect(row(page, "Checkout flow")).toContainText("Billable: €200.00");
  });

  await test.step("edit in place: another project brings its own terms", async () => {
    await row(page, "Checkout flow").getByRole("link", { name: "Checkout flow" }).click();
    await field(editForm(page), "Project").selectOption({ label: "Internal" });
    await expect(field(editForm(page), "Billable")).not.toBeChecked();
    await editForm(page).getByRole("button", { name: "Save changes" }).click();
    await expect(row(page, "Checkout flow")).toContainText("Not billable");
    await expect(row(page, "Checkout flow")).toContainText("Internal");
  });
});

test("an entry is edited in place, and Escape leaves it as it was", async ({ page, person }) => {
  const id = await addEntry(page, "Chekout", { date: "2026-03-02", start: "9:00", duration: "1:00" });
  await open(page, "/timer");
  await row(page, "Chekout").getByRole("link", { name: "Chekout" }).click();
  await expect(page).toHaveURL(new RegExp(`edit=${id}`));
  await field(editForm(page), "Description").fill("Nothing");
  await page.keyboard.press("Escape");
  await expect(editForm(page)).toHaveCount(0);
  await expect(row(page, "Chekout")).toBeVisible();

  await openMenu(row(page, "Chekout"), /^More actions for Chekout/);
  await row(page, "Chekout").getByRole("link", { name: "Edit" }).click();
  await page.reload();
  await alive(page);
  await field(editForm(page), "Description").fill("Checkout");
  await field(editForm(page), "Date").fill("2026-03-03");
  await field(editForm(page), "Start").fill("10:00");
  await expect(field(editForm(page), "End")).toHaveValue("11:00");
  await page.keyboard.press("Enter");
  await expect(row(page, "Checkout")).toContainText("10:00 – 11:00");
  await expect(page.getByRole("heading", { name: /Tuesday 3 March/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: /Monday 2 March/ })).toHaveCount(0);
});

test("an entry is continued, duplicated, deleted and brought back", async ({ page, person }) => {
  const project = await addProject(page, "Webshop", { rate: "90" });
  await addEntry(page, "Checkout flow", { project, date: "2026-03-02" });
  await open(page, "/timer");
  const timer = page.getByRole("form", { name: "Timer" });

  await test.step("continue", async () => {
    await row(page, "Checkout flow").getByRole("button", { name: "Continue" }).click();
    await expect(timer.getByRole("button", { name: "Pause" })).toBeVisible();
    await expect(timer.getByLabel("What are you working on?")).toHaveValue("Checkout flow");
    await expect(timer.getByLabel("Project").getByRole("option", { selected: true })).toHaveText("Webshop");
  });

  await test.step("duplicate", async () => {
    await openMenu(row(page, "Checkout flow"), /^More actions for Checkout flow/);
    await row(page, "Checkout flow").getByRole("button", { name: "Duplicate" }).click();
    await expect(row(page, "Checkout flow")).toHaveCount(2);
    await expect(row(page, "Checkout flow").first()).toContainText("Overlaps another entry");
  });

  await test.step("delete and undo", async () => {
    const first = row(page, "Checkout flow").first();
    await openMenu(first, /^More actions for Checkout flow/);
    await first.getByRole("button", { name: "Delete" }).click();
    await expect(row(page, "Checkout flow")).toHaveCount(1);
    await expect(page.getByText("Time entry deleted")).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(row(page, "Checkout flow")).toHaveCount(2);
    await page.reload();
    await expect(row(page, "Checkout flow")).toHaveCount(2);
  });
});

test("several entries are changed and deleted at once", async ({ page, person }) => {
  const client = await addClient(page, "Acme", "EUR");
  await addProject(page, "Webshop", { client, rate: "90" });
  await addTag(page, "review");
  for (const name of ["One", "Two", "Three"]) await addEntry(page, name, { date: "2026-03-02" });
  await open(page, "/timer");
  const bulk = page.getByRole("form", { name: "Selected entries" });
  await expect(bulk).toBeHidden();
  await page.getByRole("checkbox", { name: /^Select One/ }).check();
  await page.getByRole("checkbox", { name: /^Select Two/ }).check();
  await expect(bulk.getByRole("status")).toHaveText("2 selected");
  await bulk.getByLabel("Set project").selectOption({ label: "Webshop" });
  await bulk.getByText("Add tags", { exact: true }).last().click();
  await bulk.getByRole("group", { name: "Add tags" }).getByLabel("#review").check();
  await page.keyboard.press("Escape");
  await bulk.getByRole("button", { name: "Apply to selected" }).click();
  for (const name of ["One", "Two"]) {
    await expect(row(page, name)).toContainText("Webshop");
    await expect(row(page, name)).toContainText("Billable: €90.00");
    await expect(row(page, name)).toContainText("#review");
  }
  await expect(row(page, "Three")).toContainText("No project");

  await page.getByRole("checkbox", { name: /^Select all of Monday, 2 March 2026/ }).check();
  await expect(bulk.getByRole("status")).toHaveText("3 selected");
  await bulk.getByRole("button", { name: "Delete selected" }).click();
  await expect(page.getByText("3 time entries deleted")).toBeVisible();
  await expect(page.getByText("No time entries yet", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  for (const name of ["One", "Two", "Three"]) await expect(row(page, name)).toBeVisible();
});

test("a filter is in the address and survives reload and Back", async ({ page, person }) => {
  const client = await addClient(page, "Acme", "EUR");
  const webshop = await addProject(page, "Webshop", { client, rate: "90" });
  const internal = await addProject(page, "Internal");
  const design = await addTag(page, "design");
  await addEntry(page, "Checkout flow", { project: webshop, date: "2026-03-02", duration: "2h", tags: [design] });
  await addEntry(page, "Login flow", { project: webshop, date: "2026-03-20" });
  await addEntry(page, "Planning", { project: internal, date: "2026-04-01", tags: [design] });
  await addEntry(page, "Lunch talk", { date: "2026-04-02" });
  await open(page, "/timer");
  const entries = page.getByRole("link", { name: /flow|Planning|Lunch/ });
  await expect(entries).toHaveText(["Lunch talk", "Planning", "Login flow", "Checkout flow"]);

  await test.step("project", async () => {
    await field(filter(page), "Project").selectOption({ label: "Webshop" });
    await expect(page).toHaveURL(new RegExp(`project=${webshop}`));
    await expect(entries).toHaveText(["Login flow", "Checkout flow"]);
    await expect(page.getByRole("main")).toContainText("2 entries");
    await expect(page.getByRole("main")).toContainText("€270.00");
  });
  await test.step("and days of one's own, which alone wait for the button", async () => {
    const apply = filter(page).getByRole("button", { name: "Apply" });
    await expect(apply).toBeHidden();
    await field(filter(page), "Period").selectOption({ label: "Custom" });
    await field(filter(page), "From").fill("2026-03-01");
    await field(filter(page), "To").fill("2026-03-10");
    await apply.click();
    await expect(entries).toHaveText(["Checkout flow"]);
    await page.reload();
    await alive(page);
    await expect(entries).toHaveText(["Checkout flow"]);
    await expect(field(filter(page), "From")).toHaveValue("2026-03-01");
    await expect(field(filter(page), "Project").getByRole("option", { selected: true })).toHaveText("Webshop");
  });
  await test.step("Back", async () => {
    await expect(async () => {
      await page.goBack();
      await expect(entries).toHaveText(["Lunch talk", "Planning", "Login flow", "Checkout flow"], { timeout: 1_500 });
    }).toPass();
    await expect(field(filter(page), "Project").getByRole("option", { selected: true })).toHaveText("Any project");
  });
  await test.step("tag, client, billable, text, and none", async () => {
    await open(page, `/timer?tag=${design}`);
    await expect(entries).toHaveText(["Planning", "Checkout flow"]);
    await open(page, `/timer?client=${client}`);
    await expect(entries).toHaveText(["Login flow", "Checkout flow"]);
    await open(page, "/timer?project=none");
    await expect(entries).toHaveText(["Lunch talk"]);
    await open(page, "/timer");
    await field(filter(page), "Billable").selectOption({ label: "Not billable" });
    await expect(entries).toHaveText(["Lunch talk", "Planning"]);
    await filter(page).getByRole("searchbox", { name: "Search descriptions" }).fill("PLAN");
    await page.keyboard.press("Enter");
    await expect(entries).toHaveText(["Planning"]);
    await filter(page).getByRole("searchbox", { name: "Search descriptions" }).fill("nowhere");
    await page.keyboard.press("Enter");
    await expect(page.getByText("Nothing matches")).toBeVisible();
    await filter(page).getByRole("link", { name: "Clear" }).click();
    await expect(entries).toHaveCount(4);
    await expect(filter(page).getByRole("searchbox", { name: "Search descriptions" })).toHaveValue("");
  });
});

test("the export follows the filter", async ({ page, person }) => {
  await addEntry(page, "In March", { date: "2026-03-02" });
  await addEntry(page, "In April", { date: "2026-04-02" });
  await open(page, "/timer?from=2026-04-01&to=2026-04-30");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export CSV" }).click(),
  ]);
  const text = (await (await download.createReadStream()).toArray()).join("");
  expect(text).toContain("In April");
  expect(text).not.toContain("In March");
});

test("older entries are a page away", async ({ page, person }) => {
  test.slow();
  for (let number = 1; number <= 120; number += 1) {
    const day = String(1 + Math.floor((number - 1) / 6)).padStart(2, "0");
    await addEntry(page, `Entry ${number}`, { date: `2026-03-${day}`, start: `${8 + (number % 6)}:00`, duration: "30m" });
  }
  await open(page, "/timer");
  const boxes = page.getByRole("checkbox", { name: /^Select Entry/ });
  const pages = page.getByRole("navigation", { name: "Pages" });
  const seen = new Set<string>();
  const collect = async () => {
    for (const box of await boxes.all()) seen.add((await box.getAttribute("aria-label"))!);
  };
  await expect(boxes).toHaveCount(50);
  await collect();
  await pages.getByRole("link", { name: "Older entries" }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(page.getByText("Entry 119", { exact: true })).toHaveCount(0);
  await expect(boxes).toHaveCount(50);
  await collect();
  await page.reload();
  await alive(page);
  await expect(boxes).toHaveCount(50);
  await pages.getByRole("link", { name: "Older entries" }).click();
  await expect(boxes).toHaveCount(20);
  await collect();
  expect(seen.size).toBe(120);
  await expect(pages.getByRole("link", { name: "Older entries" })).toHaveCount(0);
  await pages.getByRole("link", { name: "Newest entries" }).click();
  await expect(page.getByText("Entry 120", { exact: true })).toBeVisible();
});

test("what is on the list follows another page of the same person", async ({ page, person }) => {
  await open(page, "/timer");
  const id = await addEntry(page, "From elsewhere");
  await expect(row(page, "From elsewhere")).toBeVisible();
  await call(page, "delete_time_entries", { "ids[0]": id });
  await expect(row(page, "From elsewhere")).toHaveCount(0);
});
