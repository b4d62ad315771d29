// Reports: time and amounts by one or two groupings, as a chart and as figures.

import { expect, expectAccessible, test } from "../support/test";
import { expectNoSidewaysScroll } from "../support/accessible";
import { open, sidebar } from "../support/pages";
import { addClient, addEntry, addProject, addTag } from "../support/people";
import { inviteAndJoin } from "../support/team";
import type { Locator, Page } from "@playwright/test";

const MARCH = "period=custom&from=2026-03-01&to=2026-03-31";
const table = (page: Page): Locator => page.getByRole("table", { name: "Report" });
const line = (page: Page, name: string): Locator => table(page).getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
const filter = (page: Page): Locator => page.getByRole("search", { name: "Filter" });

/** A project in euros, one in dollars, and an entry with two tags. */
async function work(page: Page): Promise<void> {
  const client = await addClient(page, "Acme", "EUR");
  const webshop = await addProject(page, "Webshop", { client, rate: "92.50" });
  const internal = await addProject(page, "Internal", { rate: "40" });
  const tags = [await addTag(page, "dev"), await addTag(page, "design")];
  await addEntry(page, "Checkout", { project: webshop, date: "2026-03-02", duration: "2:00", tags });
  await addEntry(page, "Checkout", { project: webshop, date: "2026-03-05", duration: "1:20" });
  await addEntry(page, "Planning", { project: internal, date: "2026-03-05", start: "13:00", duration: "0:40" });
  await addEntry(page, "Mail", { date: "2026-03-20", duration: "0:30" });
}

test("a summary by project, its entries, and currencies apart", async ({ page, person }) => {
  await work(page);
  await open(page, "/timer");
  await sidebar(page).getByRole("link", { name: "Reports" }).click();
  await expect(page.getByRole("heading", { name: "Reports", level: 1 })).toBeVisible();
  await open(page, `/reports?${MARCH}`);
  await expect(line(page, "Webshop")).toContainText("3:20");
  await expect(line(page, "Webshop")).toContainText("€308.33");
  await expect(line(page, "Internal")).toContainText("$26.67");
  await expect(line(page, "Total")).toContainText("€308.33 + $26.67");
  await expect(line(page, "Total")).toContainText("4:30");
  await expect(page.getByRole("img", { name: /Shares by project/ })).toBeVisible();
  await expect(page.getByRole("link", { name: "Export CSV" })).toHaveAttribute("href", /\/exports\/summary\.csv\?person=all&period=custom&from=2026-03-01/);
  await expectAccessible(page);
  await table(page).getByRole("link", { name: "Webshop" }).click();
  await expect(page).toHaveURL(/\/timer\?.*project=/);
  await expect(page.getByText("2 entries")).toBeVisible();
});

test("by day and project, with a chart over time", async ({ page, person }) => {
  await work(page);
  await open(page, `/reports?${MARCH}`);
  await filter(page).getByLabel("Group by").selectOption({ label: "By day" });
  await expect(page).toHaveURL(/group_by=day/);
  await filter(page).getByLabel("Then by").selectOption({ label: "and project" });
  await expect(page).toHaveURL(/then_by=project/);
  await expect(page.getByRole("img", { name: /Time by day/ })).toBeVisible();
  await expect(line(page, "Thu 5 Mar 2026")).toContainText("2:00");
  await expect(table(page).getByRole("row").nth(3)).toContainText("Thu 5 Mar 2026");
  await page.goBack();
  await expect(page).not.toHaveURL(/then_by=project/);
  await expect(filter(page).getByLabel("Then by")).toHaveValue("");
  await filter(page).getByLabel("Group by").selectOption({ label: "By week" });
  await expect(line(page, "2 – 8 Mar 2026")).toContainText("4:00");
  await filter(page).getByLabel("Group by").selectOption({ label: "By month" });
  await expect(line(page, "March 2026")).toContainText("4:30");
});

test("an entry with two tags counts with both, and once in the total", async ({ page, person }) => {
  await work(page);
  await open(page, `/reports?${MARCH}&group_by=tag`);
  await expect(line(page, "#dev")).toContainText("2:00");
  await expect(line(page, "#design")).toContainText("2:00");
  await expect(line(page, "Without tags")).toContainText("2:30");
  await expect(line(page, "Total")).toContainText("4:30");
  await expect(page.getByText("An entry with several tags counts with each of them")).toBeVisible();
  await open(page, "/reports?period=today");
  await expect(page.getByText("Nothing to report")).toBeVisible();
});

test("whose time a report shows", async ({ page, person, anotherBrowser }) => {
  const ben = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Okafor");
  await addEntry(page, "Planning", { date: "2026-03-02", duration: "1:00" });
  await addEntry(ben.page, "On site", { date: "2026-03-02", duration: "2:00" });
  await open(page, `/reports?${MARCH}&group_by=user`);
  await expect(line(page, "Ben Okafor")).toContainText("2:00");
  await expect(line(page, "Total")).toContainText("3:00");
  await filter(page).getByLabel("Person").selectOption({ label: "Me" });
  await expect(line(page, "Total")).toContainText("1:00");
  await open(ben.page, `/reports?${MARCH}&group_by=user`);
  await expect(line(ben.page, "Total")).toContainText("2:00");
  await expect(filter(ben.page).getByLabel("Person")).toHaveCount(0);
});

test("what time earned and cost, for the Owner alone", async ({ page, person, anotherBrowser }) => {
  const ben = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Okafor");
  await work(page);
  await open(page, `/reports?${MARCH}`);
  await page.getByRole("navigation", { name: "Reports" }).getByRole("link", { name: "Profitability" }).click();
  const profit = page.getByRole("table", { name: "Profitability" });
  await filter(page).getByLabel("Period").selectOption({ label: "All time" });
  await expect(profit.getByRole("row").filter({ hasText: "Webshop" })).toContainText("€308.33");
  await expect(page.getByText("has no internal cost and counts as 0")).toBeVisible();
  await filter(page).getByLabel("Group by").selectOption({ label: "By person" });
  await expect(profit.getByRole("columnheader", { name: "Utilisation" })).toBeVisible();
  for (const kind of ["csv", "pdf"]) {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: `Export ${kind.toUpperCase()}` }).click();
    expect((await download).suggestedFilename()).toMatch(new RegExp(`profitability\\.${kind}$`));
  }
  await expectAccessible(page);
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await expectNoSidewaysScroll(page);
  }
  await open(ben.page, "/reports");
  await expect(ben.page.getByRole("heading", { name: "Reports", level: 1 })).toBeVisible();
  await expect(ben.page.getByRole("link", { name: "Profitability" })).toHaveCount(0);
});

test("on a phone and in the dark", async ({ page, person }, testInfo) => {
  await work(page);
  const client = await addClient(page, "Acme Works International Holding and Partners");
  const long = await addProject(page, "Donaudampfschifffahrtsgesellschaftskapitänsmützenkatalog", { client, rate: "120" });
  await addEntry(page, "Long", { project: long, date: "2026-03-12", duration: "6:00" });
  for (const by of ["project", "day&then_by=project", "client&then_by=project"]) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(page, `/reports?${MARCH}&group_by=${by}`);
    for (const width of [1440, 390, 320]) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize({ width, height: 844 });
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
        const body = await page.screenshot({ fullPage: true });
        await testInfo.attach(`reports-${by.replaceAll(/\W/g, "-")}-${width}-${colorScheme}.png`, { body, contentType: "image/png" });
      }
    }
  }
});

test("every entry with a way to it, in groups, and the other reports of the same filter", async ({ page, person }) => {
  await work(page);
  await open(page, `/reports?${MARCH}&billable=true`);
  await page.getByRole("navigation", { name: "Reports" }).getByRole("link", { name: "Detailed" }).click();
  await expect(page).toHaveURL(/\/reports\/detailed\?.*billable=true/);
  const entries = page.getByRole("table", { name: "Detailed report" });
  await expect(entries.getByRole("row").filter({ hasText: "Total" })).toContainText("3 entries");
  await expect(entries.getByRole("row").nth(1)).toContainText("Planning");
  await expect(entries.getByRole("row").nth(1)).toContainText("Thu 5 Mar 2026, 13:00 – 13:40");
  await filter(page).getByLabel("Group by").selectOption({ label: "By project" });
  await expect(page).toHaveURL(/group_by=project/);
  await expect(entries.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "Webshop, Acme" }) })).toContainText("€308.33");
  await expect(page.getByRole("link", { name: "Export CSV" })).toHaveAttribute("href", /\/exports\/time-entries\.csv\?.*billable=true/);
  await expectAccessible(page);
  await entries.getByRole("link", { name: "Planning" }).click();
  await expect(page).toHaveURL(/\/timer\?.*edit=/);
  await expect(page.getByRole("textbox", { name: "Description" }).first()).toBeVisible();
});

test("a page ends where the next begins", async ({ page, person }) => {
  test.slow();
  for (let at = 0; at < 53; at += 1) {
    await addEntry(page, `Entry ${at}`, { date: "2026-03-02", start: `${9 + Math.floor(at / 10)}:${10 + at % 10}`, duration: "1m" });
  }
  await open(page, `/reports/detailed?${MARCH}&group_by=user`);
  const entries = page.getByRole("table", { name: "Detailed report" });
  await expect(entries.getByRole("link")).toHaveCount(50);
  await page.getByRole("link", { name: "Next page" }).click();
  await expect(entries.getByRole("link")).toHaveCount(3);
  await expect(entries.getByText("continued")).toBeVisible();
  await expect(page.getByRole("link", { name: "Next page" })).toHaveCount(0);
  await page.getByRole("link", { name: "First page" }).click();
  await expect(entries.getByRole("link")).toHaveCount(50);
  await filter(page).getByLabel("Entries on a page").selectOption({ label: "100 a page" });
  await expect(entries.getByRole("link")).toHaveCount(53);
});

test("weeks by project, their days lead to the entries", async ({ page, person }) => {
  await work(page);
  await open(page, `/reports/weekly?${MARCH}`);
  const week = page.getByRole("table", { name: "Week 2 – 8 Mar 2026" });
  const row = (name: string): Locator => week.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
  await expect(row("Webshop")).toContainText("3:20");
  await expect(row("Total")).toContainText("4:00");
  await expect(row("Total")).toContainText("€308.33 + $26.67");
  await expect(page.getByRole("img", { name: /Time by day/ })).toBeVisible();
  await expect(page.getByRole("table", { name: "Week 16 – 22 Mar 2026" })).toContainText("0:30");
  await expectAccessible(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/weekly 2026-03-01 to 2026-03-31\.csv$/);
  await filter(page).getByLabel("Group by").selectOption({ label: "By tag" });
  await expect(row("#dev")).toContainText("2:00");
  await expect(row("Total")).toContainText("4:00");
  await row("#dev").getByRole("link", { name: "2:00" }).click();
  await expect(page).toHaveURL(/\/timer\?.*from=2026-03-02&to=2026-03-02.*tag=/);
  await expect(page.getByText("1 entry")).toBeVisible();
});

test("all reports on a phone and in the dark", async ({ page, person }, testInfo) => {
  await work(page);
  for (const path of ["detailed", "detailed?group_by=project", "weekly", "weekly?group_by=tag"]) {
    const [report, by = ""] = path.split("?");
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(page, `/reports/${report}?${MARCH}&${by}`);
    for (const width of [1440, 390, 320]) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize({ width, height: 844 });
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
        const body = await page.screenshot({ fullPage: true });
        await testInfo.attach(`${path.replaceAll(/\W/g, "-")}-${width}-${colorScheme}.png`, { body, contentType: "image/png" });
      }
    }
  }
});
