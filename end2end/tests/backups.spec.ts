// A workspace as one file, the way back from it, and clearing, as the article on export, backup and import has it.

import { readFile } from "node:fs/promises";
import { expect, test } from "../support/test";
import { alive, expectBeside, open, row } from "../support/pages";
import { addClient, addEntry, addProject, addTag, call } from "../support/people";
import type { Locator, Page } from "@playwright/test";

interface Backup {
  format: string;
  version: number;
  workspace: { name: string };
  members: { name: string; role: string }[];
  clients: { name: string; currency: string }[];
  projects: { name: string; hourly_rate_cents: number }[];
  tags: { name: string }[];
  invoices: unknown[];
  time_entries: { description: string; duration: number; tag_ids: string[] }[];
}

/** Clicks a link whose answer is a backup; the answer is what was downloaded. */
async function downloaded(page: Page, link: Locator): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

/** Without the line that says when it was made. */
function undated(backup: string): string {
  return backup.replace(/"exported_at":"[^"]*"/, "");
}

/** Chooses a backup; the page goes on to its preview by itself. */
async function choose(page: Page, text: string): Promise<void> {
  await page.getByLabel("Backup", { exact: true }).setInputFiles({
    name: "backup.json",
    mimeType: "application/json",
    buffer: Buffer.from(text),
  });
  await page.waitForURL(/restore=/);
  await alive(page);
}

/** What the preview or the report counts of a kind: new, changed, the same, locked. */
function counts(page: Page, kind: string): Locator {
  return page
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: kind, exact: true }) })
    .getByRole("cell");
}

/** A client with a project, a tag and two entries. */
async function fillWorkspace(page: Page): Promise<void> {
  const client = await addClient(page, "Brightside");
  const project = await addProject(page, "Webshop", { client, rate: "90" });
  const tag = await addTag(page, "design");
  await addEntry(page, "Wireframes 🖼", { project, duration: "1:30", tags: [tag] });
  await addEntry(page, "Reading", { duration: "0:20", start: "14:00" });
}

test("export, clear, import: everything is as it was", async ({ page, person }) => {
  const workspace = `${person.name}’s workspace`;
  await fillWorkspace(page);
  await open(page, "/settings/data");
  await expect(page.getByText("2 time entries, 1 project, 1 client, 1 tag")).toBeVisible();

  const first = await test.step("Export JSON", async () => {
    const { name, text } = await downloaded(page, page.getByRole("link", { name: "Export JSON", exact: true }));
    expect(name).toMatch(/workspace \d{4}-\d\d-\d\d\.json$/);
    const backup = JSON.parse(text) as Backup;
    expect([backup.format, backup.version, backup.workspace.name]).toEqual(["timether.backup", 1, workspace]);
    expect(backup.members.map((each) => [each.name, each.role])).toEqual([[person.name, "owner"]]);
    expect(backup.clients.map((each) => [each.name, each.currency])).toEqual([["Brightside", "EUR"]]);
    expect(backup.projects.map((each) => [each.name, each.hourly_rate_cents])).toEqual([["Webshop", 9000]]);
    expect(backup.tags.map((each) => each.name)).toEqual(["design"]);
    expect(backup.invoices).toEqual([]);
    expect(backup.time_entries.map((each) => [each.description, each.duration, each.tag_ids.length])).toEqual([
      ["Wireframes 🖼", 5400, 1],
      ["Reading", 1200, 0],
    ]);
    return text;
  });

  await test.step("Clear Workspace", async () => {
    await page.getByRole("link", { name: "Clear Workspace" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Workspace name").fill(workspace);
    await dialog.getByRole("button", { name: "Clear Workspace" }).click();
    await expect(page.getByText("The workspace was cleared.")).toBeVisible();
    await expect(page.getByText("Nothing but the settings yet")).toBeVisible();
  });

  await test.step("Import JSON says what it would do, and changes nothing yet", async () => {
    await choose(page, first);
    await expect(counts(page, "Time entries")).toHaveText(["2", "0", "0", "0"]);
    await expect(counts(page, "Clients")).toHaveText(["1", "0", "0", "0"]);
    await expect(page.getByText(`${workspace}: 5 added, 0 changed, nothing deleted.`)).toBeVisible();
    const fresh = page.getByRole("link", { name: "Export a fresh backup first" });
    expect((JSON.parse((await downloaded(page, fresh)).text) as Backup).time_entries).toEqual([]);
  });

  await test.step("one confirmation restores it", async () => {
    await page.getByRole("button", { name: `Restore into ${workspace}` }).click();
    await expect(page.getByText("The backup was restored.")).toBeVisible();
    await expect(page.getByText("2 time entries, 1 project, 1 client, 1 tag")).toBeVisible();
    await open(page, "/timer");
    await expect(row(page, "Wireframes 🖼")).toContainText("1:30:00");
  });

  await test.step("a second export has the same bytes but for its moment", async () => {
    await open(page, "/settings/data");
    const { text } = await downloaded(page, page.getByRole("link", { name: "Export JSON", exact: true }));
    expect(undated(text)).toBe(undated(first));
  });

  await test.step("a second import changes nothing", async () => {
    await choose(page, first);
    await expect(counts(page, "Time entries")).toHaveText(["0", "0", "2", "0"]);
    await expect(page.getByText("there is nothing to restore")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Restore into/ })).toHaveCount(0);
  });
});

test("a workspace is cleared by typing its name", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await addProject(page, "Webshop");
  await addEntry(page, "Planning");
  await open(page, "/settings/data");
  await expect(page.getByRole("link", { name: "archive projects" })).toHaveAttribute("href", "/projects");
  await page.getByRole("link", { name: "Clear Workspace" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("1 time entry");
  await expect(dialog).toContainText("1 project");
  const { text } = await downloaded(page, dialog.getByRole("link", { name: "Export JSON first" }));
  expect((JSON.parse(text) as Backup).time_entries).toHaveLength(1);
  const name = dialog.getByLabel("Workspace name");
  await name.fill("something else");
  await dialog.getByRole("button", { name: "Clear Workspace" }).click();
  await expectBeside(name, /Type the name exactly as it is/);
  await name.fill(`${person.name}’s workspace`);
  await dialog.getByRole("button", { name: "Clear Workspace" }).click();
  await expect(page.getByText("The workspace was cleared.")).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await call<unknown[]>(page, "list_projects", { shown: "all" })).toEqual([]);
  await open(page, "/timer");
  await expect(row(page, "Planning")).toHaveCount(0);
  await open(page, "/settings/activity");
  await expect(page.getByRole("main")).toContainText("1 time entry, 1 project");
});

test("what takes a while says how far it is", async ({ page, person }) => {
  const workspace = `${person.name}’s workspace`;
  await fillWorkspace(page);
  await open(page, "/settings/data");
  const { text } = await downloaded(page, page.getByRole("link", { name: "Export JSON", exact: true }));
  await choose(page, text.replace("Reading", "Reading on"));

  // The restore takes as long as the test wants it to, and is somewhere in the middle.
  let finish = (): void => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  await page.route(/\/fn\/run_restore/, async (route) => {
    await finished;
    await route.continue();
  });
  let done = 12_000;
  await page.route(/\/fn\/load_upload_progress/, (route) => route.fulfill({ json: { done, total: 50_000 } }));

  await page.getByRole("button", { name: `Restore into ${workspace}` }).click();
  await expect(page.getByRole("status").filter({ hasText: "Restoring 2 entries…" })).toBeAttached();
  const bar = page.getByRole("progressbar", { name: "Restore" });
  await expect(bar).toHaveAttribute("value", "12000");
  await expect(bar).toHaveAttribute("max", "50000");
  await expect(page.getByText("12,000 of 50,000 time entries").first()).toBeVisible();
  done = 30_500;
  await expect(bar).toHaveAttribute("value", "30500");
  await expect(page.getByText("30,500 of 50,000 time entries").first()).toBeVisible();

  finish();
  await expect(page.getByText("The backup was restored.")).toBeVisible();
  await expect(bar).toHaveCount(0);
});

test("a long export says how far it is", async ({ page, person }) => {
  await fillWorkspace(page);
  await open(page, "/settings/data");
  let answer: { done: number; total: number } | null = { done: 12_000, total: 50_000 };
  await page.route(/\/fn\/load_export_progress/, (route) => route.fulfill({ json: answer }));
  for (const [opener, name] of [
    [page.getByRole("link", { name: "Export JSON", exact: true }), "Export JSON"],
    [page.getByRole("button", { name: "Export CSV" }), "Export time logs"],
  ] as const) {
    answer = { done: 12_000, total: 50_000 };
    await downloaded(page, opener);
    const bar = page.getByRole("progressbar", { name });
    await expect(bar).toHaveAttribute("value", "12000");
    await expect(page.getByText("12,000 of 50,000 time entries").first()).toBeVisible();
    answer = null;
    await expect(bar).toHaveCount(0);
  }
});

test("what is no backup is refused beside the field", async ({ page, person }) => {
  await open(page, "/settings/data");
  await choose(page, "{}");
  const field = page.getByLabel("Backup", { exact: true });
  await expectBeside(field, /This file cannot be restored: missing field `format` at line 1 column 2/);
  await choose(page, '{"format":"timether.backup","version":2}');
  await expectBeside(field, /only version 1 is understood/);
});
