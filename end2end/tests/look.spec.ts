// Every page, empty and full, light and dark, wide and on a phone: nothing sticks out, nothing is inaccessible. The
// pictures are kept with the report.

import { expect, expectAccessible, test } from "../support/test";
import { expectNoSidewaysScroll } from "../support/accessible";
import { open } from "../support/pages";
import { addClient, addEntry, addProject, addTag, call } from "../support/people";
import type { Page, TestInfo } from "@playwright/test";

const SCHEMES = ["light", "dark"] as const;
const WIDTHS = [1440, 390] as const;
const NARROWEST = 320;

async function look(page: Page, testInfo: TestInfo, name: string): Promise<void> {
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      await test.step(`${name}, ${width} px, ${colorScheme}`, async () => {
        await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
        const body = await page.screenshot({ fullPage: true });
        await testInfo.attach(`${name}-${width}-${colorScheme}.png`, { body, contentType: "image/png" });
      });
    }
  }
  await page.setViewportSize({ width: NARROWEST, height: 640 });
  await expectNoSidewaysScroll(page);
}

/** A workspace in use, with names as long as they come. */
async function fill(page: Page): Promise<Record<"client" | "project" | "tag" | "entry" | "invoice", string>> {
  const client = await addClient(page, "Acme Works International Holding and Partners", "EUR");
  const project = await addProject(page, "Webshop relaunch", { client, rate: "92.50" });
  const internal = await addProject(page, "Internal");
  await addProject(page, "Donaudampfschifffahrtsgesellschaftskapitänsmützenkatalog", { client });
  const archived = await addProject(page, "Old brand", { client, rate: "80" });
  await call(page, "archive_project", { id: archived, archived: "true" });
  const tag = await addTag(page, "design");
  const tags = [tag, await addTag(page, "dev"), await addTag(page, "meetings-with-a-very-long-name")];
  const entry = await addEntry(page, "Checkout flow", { project, start: "8:00", duration: "2:15", tags });
  await addEntry(page, "", { start: "8:30", duration: "15m" });
  await addEntry(page, "A description that goes on and on until it does not fit into any row of any list ".repeat(3), { project: internal, date: "2026-03-02" });
  await addEntry(page, "x".repeat(300), { project, date: "2026-03-02", start: "23:00", duration: "3h" });
  const invoice = await call<string>(page, "create_invoice", {
    "invoice[selection][client_id]": client,
    "invoice[selection][from]": "2026-03-01",
    "invoice[selection][to]": "2026-03-31",
    "invoice[terms][tax_rate]": "19",
    "invoice[terms][notes]": "Thank you.",
  });
  await call(page, "start_timer", { "timer[description]": "Checkout flow", "timer[project_id]": project });
  return { client, project, tag, entry, invoice };
}

test.describe("without a person", () => {
  for (const path of ["/signup", "/login", "/password/forgot", "/password/reset?token=0"]) {
    test(path, async ({ page }, testInfo) => {
      await open(page, path);
      await look(page, testInfo, path.slice(1).replaceAll(/\W/g, "-"));
    });
  }
});

test.describe("empty", () => {
  for (const path of ["/timer", "/timer?new=1", "/calendar", "/calendar?view=week", "/calendar?new=1", "/timesheet", "/reports", "/invoices", "/invoices/new", "/clients", "/clients?new=1", "/projects", "/projects?new=1", "/tags", "/tags?new=1", "/settings", "/settings/members", "/settings/members?new=1", "/settings/billing", "/settings/data", "/settings/tokens", "/settings/tokens?new=1", "/settings/webhooks", "/settings/webhooks?new=1", "/settings/activity", "/profile", "/profile?delete=1", "/profile/security", "/profile/sessions", "/profile/connections", "/workspaces/new", "/", "/reports/detailed", "/reports/weekly", "/settings/invoices", "/reports?save=1", "/reports/saved"]) {
    test(path, async ({ page, person }, testInfo) => {
      await open(page, path);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await look(page, testInfo, `empty-${path.slice(1).replaceAll(/\W/g, "-")}`);
    });
  }

  test("no such page", async ({ page, person, complaints }, testInfo) => {
    complaints.expected(/the server responded with a status of 404/);
    await open(page, "/nowhere");
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await look(page, testInfo, "not-found");
  });
});

test.describe("full", () => {
  for (const path of ["/timer", "/timer?edit=ENTRY", "/timer?q=nowhere", "/timer?q=checkout&billable=true", "/calendar", "/calendar?view=day&date=2026-03-02", "/calendar?edit=ENTRY", "/invoices", "/invoices/INVOICE", "/invoices/INVOICE?edit=1", "/invoices/new?client=CLIENT&from=2026-03-01&to=2027-12-31", "/clients", "/clients?edit=CLIENT", "/clients?delete=CLIENT", "/projects", "/projects?shown=archived", "/projects?edit=PROJECT", "/tags", "/tags?delete=TAG", "/settings/members", "/settings/billing", "/settings/data", "/settings/activity", "/", "/reports/detailed?period=all-time&group_by=tag", "/reports/weekly?period=all-time"]) {
    test(path, async ({ page, person }, testInfo) => {
      const ids = await fill(page);
      const address = path
        .replace("ENTRY", ids.entry)
        .replace("INVOICE", ids.invoice)
        .replace("CLIENT", ids.client)
        .replace("PROJECT", ids.project)
        .replace("TAG", ids.tag);
      await open(page, address);
      await look(page, testInfo, `full-${path.slice(1).replaceAll(/\W/g, "-")}`);
    });
  }
});

test("on a phone everything is reached by the bar at the bottom", async ({ page, person }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/timer");
  const bar = page.getByRole("navigation", { name: "Phone" });
  for (const [label, path] of [
    ["Projects", "/projects"],
    ["Clients", "/clients"],
    ["Tags", "/tags"],
    ["Timer", "/timer"],
  ]) {
    await bar.getByRole("link", { name: label! }).click();
    await page.waitForURL(`**${path}`);
  }
  await bar.getByText("More", { exact: true }).click();
  await bar.getByRole("link", { name: "Workspace settings" }).click();
  await page.waitForURL("**/settings");
  await bar.getByText("More", { exact: true }).click();
  await bar.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/login");
});

test("the chosen colours are there from the first byte", async ({ page, person }) => {
  await call(page, "update_profile", {
    "profile[name]": person.name,
    "profile[timezone]": "Europe/Berlin",
    "profile[week_start]": "",
    "profile[theme]": "dark",
  });
  const html = await (await page.request.get("/timer")).text();
  expect(html).toMatch(/<html[^>]*data-theme="dark"/);
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, "/timer");
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const channels = ground.match(/[\d.]+/g)!.slice(0, 3).map(Number);
  const isDark = channels.every((channel) => channel < (ground.startsWith("rgb") ? 90 : 0.4));
  expect(isDark, ground).toBe(true);
});
