// The main job with scripts switched off: every step is a link or a form.

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "../support/test";
import { expectBeside, openMenu, row, signOut } from "../support/pages";
import { addClient, addEntry, addProject, addTag, call, signIn, somebody } from "../support/people";
import { parseCsv, seconds } from "../support/csv";
import type { Locator, Page } from "@playwright/test";

test.use({ javaScriptEnabled: false });

const timer = (page: Page): Locator => page.getByRole("form", { name: "Timer" });
const timerButton = (page: Page, name: string): Locator => timer(page).getByRole("button", { name, exact: true });
const field = (where: Locator, label: string): Locator => where.getByLabel(label, { exact: true });

/** Waits on the server's clock until the timer has counted so many seconds. */
async function counted(page: Page, least: number): Promise<void> {
  await expect
    .poll(async () => (await call<{ elapsed: number } | null>(page, "load_timer"))?.elapsed ?? 0)
    .toBeGreaterThanOrEqual(least);
}

test("sign up, out and in, with errors in words", async ({ page }) => {
  const maya = somebody();
  await page.goto("/signup");
  await page.getByLabel("Name").fill(maya.name);
  await page.getByLabel("Email").fill(maya.email);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  await expectBeside(page.getByLabel("Password", { exact: true }), /at least 10 characters/);

  await page.getByLabel("Name").fill(maya.name);
  await page.getByLabel("Email").fill(maya.email);
  await page.getByLabel("Password", { exact: true }).fill(maya.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/timer");
  await expect(page.getByText("No time entries yet", { exact: true })).toBeVisible();

  await signOut(page, maya.name);
  await page.getByLabel("Email").fill(maya.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expectBeside(page.getByLabel("Password", { exact: true }), /do not match/);
  await signIn(page, maya);
});

test("the timer is started, paused, resumed and saved", async ({ page, person }) => {
  await addProject(page, "Webshop", { rate: "90" });
  await addTag(page, "dev");
  await page.goto("/timer");
  await page.getByLabel("What are you working on?").fill("Without scripts");
  await field(timer(page), "Project").selectOption({ label: "Webshop" });
  await timer(page).getByText("Tags", { exact: true }).last().click();
  await timer(page).getByLabel("#dev").check();
  await timerButton(page, "Start").click();
  await expect(timerButton(page, "Pause")).toBeVisible();
  await expect(page.getByLabel("What are you working on?")).toHaveValue("Without scripts");
  await counted(page, 1);

  await timerButton(page, "Pause").click();
  await expect(timerButton(page, "Resume")).toBeVisible();
  await expect(timer(page).getByRole("timer")).toHaveText(/0:00:0[1-9]/);

  await test.step("on another page too", async () => {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Tags" }).click();
    await page.getByLabel("What are you working on?").fill("Without any script");
    await timerButton(page, "Resume").click();
    await expect(timerButton(page, "Pause")).toBeVisible();
    await expect(page).toHaveURL(/\/tags$/);
    await expect(page.getByLabel("What are you working on?")).toHaveValue("Without any script");
  });

  await timerButton(page, "Save").click();
  await expect(timerButton(page, "Start")).toBeVisible();
  await page.goto("/timer");
  await expect(row(page, "Without any script")).toContainText("Webshop");
  await expect(row(page, "Without any script")).toContainText("#dev");
  await expect(row(page, "Without any script")).toContainText("Billable:");
});

test("the timer is reset after a question", async ({ page, person }) => {
  await page.goto("/timer");
  await page.getByLabel("What are you working on?").fill("A mistake");
  await timerButton(page, "Start").click();
  await timerButton(page, "Reset").click();
  const question = page.getByRole("dialog", { name: /Discard .* of tracked time\?/ });
  await question.getByRole("button", { name: "Keep tracking" }).click();
  await expect(timerButton(page, "Pause")).toBeVisible();
  await timerButton(page, "Reset").click();
  await question.getByRole("button", { name: "Discard time" }).click();
  await expect(timerButton(page, "Start")).toBeVisible();
  await expect(page.getByText("No time entries yet", { exact: true })).toBeVisible();
});

test("a page that is out of date is told so in words", async ({ page, person }) => {
  await page.goto("/timer");
  await call(page, "start_timer", { "timer[description]": "From the phone" });
  await timerButton(page, "Start").click();
  await expect(page.getByText(/There is a timer already/)).toBeVisible();
  await expect(timerButton(page, "Pause")).toBeVisible();
});

test("clients and projects are added, refused, edited and archived", async ({ page, person }) => {
  const dialog = page.getByRole("dialog");
  await page.goto("/clients");
  await page.getByRole("button", { name: "Add Client" }).click();
  await dialog.getByLabel("Name").fill("Acme");
  await dialog.getByLabel("Currency").fill("eur");
  await dialog.getByRole("button", { name: "Add Client" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row(page, "Acme")).toContainText("EUR");

  await page.getByRole("button", { name: "Add Client" }).click();
  await dialog.getByLabel("Name").fill("acme");
  await dialog.getByRole("button", { name: "Add Client" }).click();
  await expectBeside(dialog.getByLabel("Name"), /There is a client called “acme” already/);
  await dialog.getByRole("link", { name: "Cancel" }).click();

  await page.goto("/projects");
  await page.getByRole("button", { name: "Add Project" }).click();
  await dialog.getByLabel("Name").fill("Webshop");
  await dialog.getByLabel("Client").selectOption({ label: "Acme" });
  await dialog.getByLabel("Billable").check();
  await dialog.getByLabel("Hourly rate").fill("90");
  await dialog.getByRole("button", { name: "Add Project" }).click();
  await expect(row(page, "Webshop")).toContainText("€90.00/h");
  await openMenu(row(page, "Webshop"), "More actions for Webshop");
  await row(page, "Webshop").getByRole("button", { name: "Archive" }).click();
  await expect(page.getByText("Every project is archived")).toBeVisible();

  await page.goto("/tags");
  await page.getByRole("button", { name: "Add Tag" }).click();
  await dialog.getByLabel("Name").fill("#dev");
  await dialog.getByRole("button", { name: "Add Tag" }).click();
  await expect(row(page, "#dev")).toBeVisible();
});

test("an entry is added, refused, edited, duplicated, continued and deleted", async ({ page, person }) => {
  await addProject(page, "Webshop", { rate: "90" });
  await page.goto("/timer");
  const dialog = page.getByRole("dialog", { name: "New time entry" });
  await page.getByRole("button", { name: "Add Time Entry" }).click();
  await field(dialog, "Description").fill("Checkout");
  await field(dialog, "Project").selectOption({ label: "Webshop" });
  await field(dialog, "Date").fill("2026-03-02");
  await field(dialog, "Duration").fill("sometime");
  await dialog.getByRole("button", { name: "Add Time Entry" }).click();
  await expectBeside(field(dialog, "Duration"), /This is not a duration/);

  await field(dialog, "Description").fill("Checkout");
  await field(dialog, "Project").selectOption({ label: "Webshop" });
  await field(dialog, "Date").fill("2026-03-02");
  await field(dialog, "Start").fill("9:00");
  await field(dialog, "Duration").fill("1,5");
  await dialog.getByRole("button", { name: "Add Time Entry" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row(page, "Checkout")).toContainText("Billable: $135.00");

  await row(page, "Checkout").getByRole("link", { name: "Checkout" }).click();
  const edit = page.getByRole("form", { name: "Edit time entry" });
  await expect(field(edit, "Duration")).toHaveValue("1:30:00");
  await field(edit, "Description").fill("Checkout flow");
  await field(edit, "End").fill("");
  await field(edit, "Duration").fill("2h");
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(row(page, "Checkout flow")).toContainText("09:00 – 11:00");
  await expect(row(page, "Checkout flow")).toContainText("Billable: $180.00");

  await openMenu(row(page, "Checkout flow"), /^More actions/);
  await row(page, "Checkout flow").getByRole("button", { name: "Duplicate" }).click();
  await expect(row(page, "Checkout flow")).toHaveCount(2);
  await openMenu(row(page, "Checkout flow").first(), /^More actions/);
  await row(page, "Checkout flow").first().getByRole("button", { name: "Delete" }).click();
  await expect(row(page, "Checkout flow")).toHaveCount(1);
  await row(page, "Checkout flow").getByRole("button", { name: "Continue" }).click();
  await expect(timerButton(page, "Pause")).toBeVisible();
  await expect(page.getByLabel("What are you working on?")).toHaveValue("Checkout flow");
});

test("entries are filtered and changed at once", async ({ page, person }) => {
  const client = await addClient(page, "Acme");
  const project = await addProject(page, "Webshop", { client, rate: "90" });
  await addEntry(page, "Checkout flow", { project, date: "2026-03-02" });
  await addEntry(page, "Planning", { date: "2026-03-03" });
  await page.goto("/timer");
  const filter = page.getByRole("search", { name: "Filter" });
  await field(filter, "Project").selectOption({ label: "Webshop" });
  await filter.getByRole("button", { name: "Apply" }).click();
  await expect(row(page, "Checkout flow")).toBeVisible();
  await expect(row(page, "Planning")).toHaveCount(0);
  await filter.getByRole("link", { name: "Clear" }).click();
  await filter.getByRole("searchbox", { name: "Search descriptions" }).fill("plan");
  await page.keyboard.press("Enter");
  await expect(row(page, "Checkout flow")).toHaveCount(0);

  const bulk = page.getByRole("form", { name: "Selected entries" });
  await page.getByRole("checkbox", { name: /^Select Planning/ }).check();
  await bulk.getByLabel("Set project").selectOption({ label: "Webshop" });
  await bulk.getByRole("button", { name: "Apply to selected" }).click();
  await expect(row(page, "Planning")).toContainText("Webshop");
  await page.getByRole("checkbox", { name: /^Select Planning/ }).check();
  await bulk.getByRole("button", { name: "Delete selected" }).click();
  await expect(page.getByText("Nothing matches")).toBeVisible();
});

test("a report comes in and goes out again", async ({ page, person }) => {
  await page.goto("/settings/data");
  await page.getByLabel("File").setInputFiles({ name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10]) });
  await page.getByRole("button", { name: "Check file" }).click();
  await expectBeside(page.getByLabel("File"), /This is a JPEG picture/);

  await page.getByLabel("File").setInputFiles(resolve(__dirname, "../fixtures/toggl_detailed.csv"));
  await page.getByRole("button", { name: "Check file" }).click();
  await page.getByRole("button", { name: /^Import 47 entries into/ }).click();
  await expect(page.getByText("47 entries imported")).toBeVisible();

  await page.goto("/settings/data");
  await page.getByLabel("From").fill("2026-02-01");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export CSV" }).click(),
  ]);
  const rows = parseCsv((await readFile(await download.path())).toString("utf8"));
  expect(rows).toHaveLength(47);
  expect(rows.reduce((sum, entry) => sum + seconds(entry["Duration"]!), 0)).toBe(280_536);
});

test("a workspace is made, switched to and renamed", async ({ page, person }) => {
  const main = page.getByRole("navigation", { name: "Main" });
  await page.goto("/workspaces/new");
  await page.getByRole("main").getByLabel("Name").fill("Evenings");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL("**/timer");
  await expect(main).toContainText("Evenings");
  await main.getByText("Evenings", { exact: true }).first().click();
  await main.getByRole("button", { name: `${person.name}’s workspace` }).click();
  await page.waitForURL("**/timer");
  await page.goto("/settings");
  await expect(page.getByLabel("Name")).toHaveValue(`${person.name}’s workspace`);
  await page.getByLabel("Name").fill("Days");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(main).toContainText("Days");
});
