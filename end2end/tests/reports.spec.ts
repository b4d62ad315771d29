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
  await expect(page.getByRole("link", { name: "Export CSV" })).toHaveAttribute("href", /person=all&period=custom&from=2026-03-01/);
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

test("whose time a report shows", async ({ page, person, browser }) => {
  const ben = await inviteAndJoin(page, browser, "Member", "Ben Okafor");
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

test("what time earned and cost, for the Owner alone", async ({ page, person, browser }) => {
  const ben = await inviteAndJoin(page, browser, "Member", "Ben Okafor");
  await work(page);
  await open(page, `/reports?${MARCH}`);
  await page.getByRole("navigation", { name: "Reports" }).getByRole("link", { name: "Profitability" }).click();
  const profit = page.getByRole("table", { name: "Profitability" });
  await filter(page).getByLabel("Period").selectOption({ label: "All time" });
  await expect(profit.getByRole("row").filter({ hasText: "Webshop" })).toContainText("€308.33");
  await expect(page.getByText("has no internal cost and counts as 0")).toBeVisible();
  await filter(page).getByLabel("Group by").selectOption({ label: "By person" });
  await expect(profit.getByRole("columnheader", { name: "Utilisation" })).toBeVisible();
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
