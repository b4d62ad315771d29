// Saved reports, and links that show one to people without an account.

import { expect, expectAccessible, test } from "../support/test";
import { expectNoSidewaysScroll } from "../support/accessible";
import { expectBeside, open, openMenu, row } from "../support/pages";
import { addClient, addEntry, addProject, call } from "../support/people";
import type { Page } from "@playwright/test";

const MARCH = "period=custom&from=2026-03-01&to=2026-03-31";

async function work(page: Page): Promise<void> {
  const client = await addClient(page, "Acme", "EUR");
  const webshop = await addProject(page, "Webshop", { client, rate: "92.50" });
  await addEntry(page, "Secret plans", { project: webshop, date: "2026-03-02", duration: "2:00" });
}

async function save(page: Page, name: string, params = MARCH): Promise<void> {
  await call(page, "create_saved_report", { "report[name]": name, "report[kind]": "summary", "report[params]": params });
}

test("a report is saved, opened, changed, renamed and deleted", async ({ page, person }) => {
  await work(page);
  await open(page, `/reports?${MARCH}`);
  await page.getByRole("link", { name: "Save report…" }).click();
  const dialog = page.getByRole("dialog", { name: "Save report" });
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await dialog.getByLabel("Name").fill("March");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL(/saved=/);
  await expect(page.getByRole("main")).toContainText("March");
  await expect(page.getByRole("button", { name: "Save changes" })).toHaveCount(0);

  const filter = page.getByRole("search", { name: "Filter" });
  await filter.getByLabel("Then by").selectOption({ label: "and day" });
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("button", { name: "Save changes" })).toHaveCount(0);

  await page.getByRole("link", { name: "Saved", exact: true }).click();
  await expect(row(page, "March")).toContainText("Summary · 1 – 31 Mar 2026 · by project and day");
  await expect(row(page, "March")).toContainText(person.name);
  await expectAccessible(page);
  await openMenu(row(page, "March"), "More actions for March");
  await row(page, "March").getByRole("link", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("First quarter");
  await page.getByRole("dialog").getByRole("button", { name: "Save changes" }).click();
  await row(page, "First quarter").getByRole("link", { name: "First quarter" }).click();
  await expect(page).toHaveURL(/group_by=project&then_by=day&saved=|then_by=day&saved=/);
  await expect(page.getByRole("table", { name: "Report" })).toContainText("Webshop");

  await page.getByRole("link", { name: "Saved reports" }).click();
  await openMenu(row(page, "First quarter"), "More actions for First quarter");
  await row(page, "First quarter").getByRole("link", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete report" }).click();
  await expect(page.getByText("No saved reports yet", { exact: true })).toBeVisible();
});

test("a name is taken once", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await save(page, "March");
  await open(page, "/reports?save=1");
  const dialog = page.getByRole("dialog", { name: "Save report" });
  await dialog.getByLabel("Name").fill("march");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expectBeside(dialog.getByLabel("Name"), /There is a saved report “march” already/);
});

test("a link shows the report to somebody without an account, until it is revoked", async ({ page, person, otherPage, complaints }) => {
  await work(page);
  await save(page, "For Acme");
  await open(page, "/reports/saved");
  await openMenu(row(page, "For Acme"), "More actions for For Acme");
  await row(page, "For Acme").getByRole("link", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share “For Acme”" });
  await dialog.getByLabel("Password (optional)").fill("open sesame");
  await dialog.getByRole("button", { name: "Create link" }).click();
  const code = dialog.locator("code");
  await expect(code).toContainText("/shared/");
  await expectAccessible(page);
  const path = new URL((await code.textContent())!).pathname;

  await otherPage.goto(path);
  await expect(otherPage.getByRole("heading", { level: 1 })).toHaveText("Shared report");
  await expectAccessible(otherPage);
  complaints.expectedRefusal();
  await otherPage.getByLabel("Password").fill("not that");
  await otherPage.getByRole("button", { name: "Show report" }).click();
  await expectBeside(otherPage.getByLabel("Password"), /not the password of this link/);
  await otherPage.getByLabel("Password").fill("open sesame");
  await otherPage.getByRole("button", { name: "Show report" }).click();
  await expect(otherPage.getByRole("heading", { level: 1 })).toHaveText("For Acme");
  await expect(otherPage.getByRole("table", { name: "Report" })).toContainText("Webshop");
  await expect(otherPage.getByRole("table", { name: "Report" })).not.toContainText("€");
  await expect(otherPage.getByRole("img", { name: /Shares by project/ })).toBeVisible();
  await expect(otherPage.getByRole("main")).toContainText("Europe/Berlin");
  for (const width of [1440, 390, 320]) {
    await otherPage.setViewportSize({ width, height: 800 });
    await expectNoSidewaysScroll(otherPage);
    await expectAccessible(otherPage);
  }
  const download = otherPage.waitForEvent("download");
  await otherPage.getByRole("link", { name: "Download CSV" }).click();
  expect((await download).suggestedFilename()).toBe("For Acme.csv");

  await dialog.getByLabel("Show amounts").check();
  // The words about it are those about the link's making, which may still be in sight.
  const saved = page.waitForResponse((answer) => answer.url().includes("/fn/share_report"));
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await saved;
  await expect(page.getByText("Link saved").last()).toBeVisible();
  await otherPage.reload();
  await expect(otherPage.getByRole("table", { name: "Report" })).toContainText("€185.00");

  await dialog.getByRole("button", { name: "Revoke link" }).click();
  await expect(dialog).toHaveCount(0);
  await otherPage.reload();
  await expect(otherPage.getByRole("heading", { level: 1 })).toHaveText("This link does not work");
  await expectAccessible(otherPage);
});

test("a list of entries is saved and shown to somebody without an account", async ({ page, person, otherPage }) => {
  await work(page);
  await open(page, `/reports/detailed?${MARCH}&group_by=project`);
  await page.getByRole("link", { name: "Save report…" }).click();
  const naming = page.getByRole("dialog", { name: "Save report" });
  await naming.getByLabel("Name").fill("What we did");
  await naming.getByRole("button", { name: "Save" }).click();
  await expect(naming).toHaveCount(0);
  await expect(page).toHaveURL(/\/reports\/detailed\?.*group_by=project&saved=/);
  await expect(page.getByRole("main")).toContainText("What we did");
  await page.getByRole("search", { name: "Filter" }).getByLabel("Entries on a page").selectOption({ label: "100 a page" });
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("button", { name: "Save changes" })).toHaveCount(0);

  await page.getByRole("link", { name: "Saved", exact: true }).click();
  await expect(row(page, "What we did")).toContainText("Detailed · 1 – 31 Mar 2026 · by project");
  await openMenu(row(page, "What we did"), "More actions for What we did");
  await row(page, "What we did").getByRole("link", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share “What we did”" });
  await dialog.getByRole("button", { name: "Create link" }).click();
  const code = dialog.locator("code");
  await expect(code).toContainText("/shared/");

  await otherPage.goto(new URL((await code.textContent())!).pathname);
  await expect(otherPage.getByRole("heading", { level: 1 })).toHaveText("What we did");
  const entries = otherPage.getByRole("table", { name: "Detailed report" });
  await expect(entries.getByRole("row").filter({ hasText: "Secret plans" })).toContainText("2:00");
  await expect(entries.getByRole("rowheader", { name: "Webshop, Acme" })).toBeVisible();
  await expect(otherPage.getByRole("main")).not.toContainText("€");
  await expect(entries.getByRole("link")).toHaveCount(0);
  for (const width of [1440, 390, 320]) {
    await otherPage.setViewportSize({ width, height: 800 });
    await expectNoSidewaysScroll(otherPage);
    await expectAccessible(otherPage);
  }
  for (const kind of ["CSV", "PDF"]) {
    const download = otherPage.waitForEvent("download");
    await otherPage.getByRole("link", { name: `Download ${kind}` }).click();
    expect((await download).suggestedFilename()).toBe(`What we did.${kind.toLowerCase()}`);
  }
});

test("weeks are saved and shown by a link", async ({ page, person, otherPage }) => {
  await work(page);
  await open(page, `/reports/weekly?${MARCH}&save=1`);
  await page.getByRole("dialog").getByLabel("Name").fill("Weeks");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/reports\/weekly\?.*saved=/);
  await open(page, "/reports/saved");
  await openMenu(row(page, "Weeks"), "More actions for Weeks");
  await row(page, "Weeks").getByRole("link", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share “Weeks”" });
  await dialog.getByLabel("Show amounts").check();
  await dialog.getByRole("button", { name: "Create link" }).click();
  const code = dialog.locator("code");
  await expect(code).toContainText("/shared/");
  await otherPage.goto(new URL((await code.textContent())!).pathname);
  const week = otherPage.getByRole("table", { name: "Week 2 – 8 Mar 2026" });
  await expect(week.getByRole("row").filter({ hasText: "Webshop" })).toContainText("€185.00");
  await expect(week.getByRole("link")).toHaveCount(0);
  for (const width of [1440, 390, 320]) {
    await otherPage.setViewportSize({ width, height: 800 });
    await expectNoSidewaysScroll(otherPage);
    await expectAccessible(otherPage);
  }
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a report is saved and shared by forms alone", async ({ page, person }) => {
    await work(page);
    await page.goto(`/reports?${MARCH}&save=1`);
    await page.getByLabel("Name").fill("March");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page).toHaveURL(/\/reports\?.*saved=/);
    await page.goto("/reports/saved");
    await page.getByTitle("More actions for March").click();
    await page.getByRole("link", { name: "Share" }).click();
    await page.getByRole("button", { name: "Create link" }).click();
    await page.goto(new URL((await page.locator("code").textContent())!).pathname);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("March");
  });
});
