// The dashboard: today and this week at a glance, work that goes on with one click, and the team.

import { expect, expectAccessible, test } from "../support/test";
import { expectNoSidewaysScroll } from "../support/accessible";
import { open, sidebar } from "../support/pages";
import { addClient, addEntry, addProject, addTag, call } from "../support/people";
import { inviteAndJoin } from "../support/team";
import type { Locator, Page } from "@playwright/test";

const card = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true }).first();
const figure = (page: Page, name: string): Locator => page.getByRole("term").filter({ hasText: new RegExp(`^${name}$`) }).locator("xpath=following-sibling::dd");

test("a new workspace says what to do first", async ({ page, person }) => {
  await open(page, "/");
  await expect(page.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();
  await expect(page.getByRole("heading", { name: "First steps" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Add a client" }).click();
  await expect(page).toHaveURL(/\/clients\?new=1/);
  await page.getByRole("dialog").getByText("Cancel").click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await sidebar(page).getByRole("link", { name: "Dashboard" }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(sidebar(page).getByRole("link", { name: "Dashboard" })).toHaveAttribute("aria-current", "page");
  await page.getByRole("link", { name: "Write down time" }).click();
  await expect(page).toHaveURL(/\/timer\?new=1/);
});

test("today and this week, by project", async ({ page, person }) => {
  const client = await addClient(page, "Acme", "EUR");
  const webshop = await addProject(page, "Webshop", { client, rate: "90" });
  await addEntry(page, "Checkout", { project: webshop, start: "0:00", duration: "1:30" });
  await addEntry(page, "Mail", { start: "2:00", duration: "0:30" });
  await open(page, "/timer");
  await sidebar(page).getByRole("link", { name: "Dashboard" }).click();
  await expect(figure(page, "Today")).toHaveText("2:00");
  await expect(figure(page, "This week")).toHaveText("2:00");
  await expect(figure(page, "Billable")).toContainText("75.0 %");
  await expect(figure(page, "Billable amount")).toHaveText("€135.00");
  const projects = page.getByRole("table", { name: "Projects this week" });
  await expect(projects.getByRole("row").nth(1)).toContainText("Webshop");
  await expect(projects.getByRole("row").nth(1)).toContainText("75.0 %");
  await expectAccessible(page);
  await projects.getByRole("link", { name: /Webshop/ }).click();
  await expect(page).toHaveURL(/\/timer\?.*project=/);
  await expect(page.getByText("1 entry")).toBeVisible();
});

test("recent work goes on with one click, and what runs is saved first", async ({ page, person }) => {
  const project = await addProject(page, "Webshop");
  const tags = [await addTag(page, "dev")];
  await addEntry(page, "Checkout", { project, date: "2026-03-02", tags });
  await addEntry(page, "Checkout", { project, date: "2026-03-03", tags });
  await open(page, "/");
  const recent = card(page, "Recent work");
  await expect(recent.getByRole("listitem")).toHaveCount(1);
  await expect(recent.getByRole("listitem")).toContainText("#dev");
  await recent.getByRole("button", { name: "Continue Checkout, Webshop" }).click();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("heading", { name: "Dashboard" })).toBeVisible();
  const timer = await call<{ description: string }>(page, "load_timer");
  expect(timer.description).toBe("Checkout");
});

test("the team for who leads it, everybody's time for a Viewer, the own for a Member", async ({ page, person, anotherBrowser }) => {
  const ben = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Okafor");
  const vi = await inviteAndJoin(page, anotherBrowser, "Viewer", "Vi Tran");
  await addEntry(page, "Planning", { start: "0:00", duration: "1:00" });
  await addEntry(ben.page, "On site", { start: "0:00", duration: "2:00" });
  await open(page, "/");
  const team = page.getByRole("table", { name: "Team this week" });
  await expect(team.getByRole("row").nth(1)).toContainText("Ben Okafor");
  await expect(team.getByRole("row").nth(1)).toContainText("2:00");
  await expect(team.getByRole("columnheader", { name: "Capacity" })).toBeVisible();
  await page.getByRole("link", { name: "The team in the report" }).click();
  await expect(page).toHaveURL(/\/reports\?period=this-week&group_by=user/);
  await open(ben.page, "/");
  await expect(figure(ben.page, "Today")).toHaveText("2:00");
  await expect(ben.page.getByRole("table", { name: "Team this week" })).toHaveCount(0);
  await open(vi.page, "/");
  await expect(figure(vi.page, "Today")).toHaveText("3:00");
  await expect(vi.page.getByText(/·\s*everybody’s time$/)).toBeVisible();
  await expect(vi.page.getByRole("heading", { name: "Recent work" })).toHaveCount(0);
});

test("an open dashboard follows what happens elsewhere", async ({ page, person, context }) => {
  await addEntry(page, "Planning", { start: "0:00", duration: "1:00" });
  await open(page, "/");
  await expect(figure(page, "Today")).toHaveText("1:00");
  const other = await context.newPage();
  await addEntry(other, "More", { start: "1:00", duration: "0:30" });
  await expect(figure(page, "Today")).toHaveText("1:30");
});

test("on a phone and in the dark", async ({ page, person }, testInfo) => {
  const client = await addClient(page, "Acme Works International Holding and Partners");
  const project = await addProject(page, "Donaudampfschifffahrtsgesellschaftskapitänsmützenkatalog", { client, rate: "120" });
  await addEntry(page, "A description that goes on and on until it does not fit into any row ".repeat(3), { project, start: "0:00" });
  await open(page, "/");
  for (const width of [1440, 390, 320]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      const body = await page.screenshot({ fullPage: true });
      await testInfo.attach(`dashboard-${width}-${colorScheme}.png`, { body, contentType: "image/png" });
    }
  }
});
