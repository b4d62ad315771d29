// The timesheet: a week as a grid, typed into like a spreadsheet.

import { expect, expectAccessible, test } from "../support/test";
import { expectNoSidewaysScroll } from "../support/accessible";
import { open, sidebar } from "../support/pages";
import { addClient, addEntry, addProject } from "../support/people";
import { inviteAndJoin } from "../support/team";
import type { Locator, Page } from "@playwright/test";

const WEEK = "/timesheet?week=2026-W10";
const grid = (page: Page): Locator => page.getByRole("grid", { name: "Timesheet" });
const line = (page: Page, name: string): Locator => grid(page).getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
const cell = (page: Page, name: string, day: string): Locator => grid(page).getByRole("link", { name: `${name}, ${day}` });
const input = (page: Page, name: string, day: string): Locator => grid(page).getByRole("textbox", { name: `Time on ${name}, ${day}` });
const total = (page: Page, name: string): Locator => line(page, name).getByRole("gridcell").last();

test("a week adds up by project and day", async ({ page, person }) => {
  const client = await addClient(page, "Acme");
  const project = await addProject(page, "Webshop", { client });
  await addEntry(page, "Checkout", { project, date: "2026-03-02", duration: "1:30" });
  await addEntry(page, "Checkout", { project, date: "2026-03-02", start: "11:00", duration: "0:30" });
  await addEntry(page, "Late", { date: "2026-03-03", start: "23:30", duration: "1:00" });
  await open(page, "/timer");
  await sidebar(page).getByRole("link", { name: "Timesheet" }).click();
  await expect(page.getByRole("heading", { name: "Timesheet", level: 1 })).toBeVisible();
  await open(page, WEEK);
  await expect(page.getByText("2 – 8 Mar 2026")).toBeVisible();
  await expect(cell(page, "Webshop, Acme", "Monday 2 March")).toHaveText("2:00");
  await expect(cell(page, "No project", "Tuesday 3 March")).toHaveText("1:00");
  await expect(cell(page, "No project", "Wednesday 4 March")).toHaveText("–");
  await expect(total(page, "Webshop")).toHaveText("2:00");
  await expect(total(page, "Total")).toHaveText("3:00");
  await expectAccessible(page);

  await page.getByRole("link", { name: "Next week" }).click();
  await expect(page).toHaveURL(/week=2026-W11/);
  await expect(page.getByText("Nothing here this week")).toBeVisible();
  await page.getByRole("link", { name: "Previous week" }).click();
  await expect(cell(page, "Webshop, Acme", "Monday 2 March")).toHaveText("2:00");
  await page.getByRole("link", { name: "This week" }).click();
  await expect(page).not.toHaveURL(/week=/);
});

test("typing into cells, with the keyboard alone", async ({ page, person, complaints }) => {
  test.slow();
  complaints.expectedRefusal();
  await addProject(page, "Brand");
  await addProject(page, "Webshop");
  await open(page, WEEK);
  const bar = page.getByRole("search", { name: "What is shown" });
  await bar.getByLabel("Add a project").selectOption({ label: "Webshop" });
  await expect(line(page, "Webshop")).toBeVisible();
  await bar.getByLabel("Add a project").selectOption({ label: "Brand" });
  await expect(line(page, "Brand")).toBeVisible();

  // One stop for Tab; a digit begins the text, Tab takes it to the next day, Enter to the row below.
  await cell(page, "Brand", "Monday 2 March").focus();
  await page.keyboard.type("1:30");
  await expect(input(page, "Brand", "Monday 2 March")).toHaveValue("1:30");
  await page.keyboard.press("Tab");
  await expect(cell(page, "Brand", "Monday 2 March")).toHaveText("1:30");
  await expect(cell(page, "Brand", "Tuesday 3 March")).toBeFocused();
  await page.keyboard.type("2h");
  await page.keyboard.press("Enter");
  await expect(cell(page, "Webshop", "Tuesday 3 March")).toBeFocused();
  await expect(total(page, "Total")).toHaveText("3:30");

  await page.keyboard.press("ArrowUp");
  await expect(cell(page, "Brand", "Tuesday 3 March")).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("End");
  await expect(cell(page, "Brand", "Sunday 8 March")).toBeFocused();
  await page.keyboard.press("Control+Home");
  await expect(cell(page, "Brand", "Monday 2 March")).toBeFocused();

  // Escape leaves it as it was.
  await page.keyboard.press("Enter");
  await expect(input(page, "Brand", "Monday 2 March")).toHaveValue("1:30");
  await page.keyboard.type("9:00");
  await page.keyboard.press("Escape");
  await expect(cell(page, "Brand", "Monday 2 March")).toBeFocused();
  await expect(cell(page, "Brand", "Monday 2 March")).toHaveText("1:30");

  // What is no time stays open and says so.
  await page.keyboard.press("F2");
  await input(page, "Brand", "Monday 2 March").fill("soon");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/This is not a duration/)).toBeVisible();
  await input(page, "Brand", "Monday 2 March").fill("0:45");
  await page.keyboard.press("Enter");
  await expect(cell(page, "Brand", "Monday 2 March")).toHaveText("0:45");
  await expect(page.getByText(/This is not a duration/)).toHaveCount(0);

  // More is an entry of its own; then nobody knows which of the two is to be shorter.
  await cell(page, "Brand", "Monday 2 March").focus();
  await page.keyboard.type("1:45");
  await page.keyboard.press("Enter");
  await expect(total(page, "Total")).toHaveText("3:45");
  await cell(page, "Brand", "Monday 2 March").focus();
  await page.keyboard.type("0:10");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/made of several entries/)).toBeVisible();
  await expect(cell(page, "Brand", "Monday 2 March")).toHaveText("1:45");

  await cell(page, "Brand", "Tuesday 3 March").focus();
  await page.keyboard.press("Delete");
  await expect(total(page, "Total")).toHaveText("1:45");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(total(page, "Total")).toHaveText("3:45");
});

test("last week's rows are copied, and a click opens a cell", async ({ page, person }) => {
  const project = await addProject(page, "Webshop");
  await addEntry(page, "Checkout", { project, date: "2026-02-25", duration: "4:00" });
  await open(page, WEEK);
  await expect(page.getByText("Nothing here this week")).toBeVisible();
  await page.getByRole("link", { name: "Copy last week’s rows" }).click();
  await expect(line(page, "Webshop")).toBeVisible();
  await expect(page.getByRole("link", { name: "Copy last week’s rows" })).toHaveCount(0);
  await cell(page, "Webshop", "Friday 6 March").click();
  await input(page, "Webshop", "Friday 6 March").fill("6.5");
  await cell(page, "Webshop", "Thursday 5 March").click();
  await expect(cell(page, "Webshop", "Friday 6 March")).toHaveText("6:30");
  await input(page, "Webshop", "Thursday 5 March").press("Escape");
  await page.reload();
  await expect(cell(page, "Webshop", "Friday 6 March")).toHaveText("6:30");
});

test("everybody's week for its readers", async ({ page, person, anotherBrowser }) => {
  const ben = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Okafor");
  await addEntry(page, "Planning", { date: "2026-03-02", duration: "1:00" });
  await addEntry(ben.page, "On site", { date: "2026-03-02", duration: "2:00" });
  await open(page, WEEK);
  const bar = page.getByRole("search", { name: "What is shown" });
  await expect(total(page, "Total")).toHaveText("1:00");
  await bar.getByLabel("Person").selectOption({ label: "Everybody" });
  await expect(total(page, "Total")).toHaveText("3:00");
  await bar.getByLabel("Rows").selectOption({ label: "By person" });
  await expect(line(page, "Ben Okafor")).toBeVisible();
  await expect(total(page, "Total")).toHaveText("3:00");
  await cell(page, "Ben Okafor", "Monday 2 March").click();
  await expect(page).toHaveURL(/\/timer\?person=/);
  await expect(page.getByText("On site")).toBeVisible();

  await open(ben.page, WEEK);
  await expect(total(ben.page, "Total")).toHaveText("2:00");
  await expect(ben.page.getByLabel("Rows")).toHaveCount(0);
});

test("on a phone and in the dark", async ({ page, person }, testInfo) => {
  const client = await addClient(page, "Acme Works International Holding and Partners");
  const project = await addProject(page, "Webshop relaunch", { client });
  const other = await addProject(page, "Donaudampfschifffahrtsgesellschaftskapitänsmützenkatalog");
  for (const [day, duration] of [["02", "7:45"], ["03", "12:30"], ["06", "0:15"]] as const) {
    await addEntry(page, "Work", { project, date: `2026-03-${day}`, duration });
    await addEntry(page, "Work", { project: other, date: `2026-03-${day}`, start: "20:00", duration: "1:05" });
  }
  await open(page, WEEK);
  for (const width of [1440, 390, 320]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      const body = await page.screenshot({ fullPage: true });
      await testInfo.attach(`timesheet-${width}-${colorScheme}.png`, { body, contentType: "image/png" });
    }
  }
});
