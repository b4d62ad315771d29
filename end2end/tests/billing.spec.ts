// Plans, seats, and the grace after a failed payment: what the Owner may change, what everybody sees, when writes stop.

import { execFileSync } from "node:child_process";
import { expect, expectAccessible, test } from "../support/test";
import { expectBeside, open } from "../support/pages";
import { addTag, call } from "../support/people";
import { expectNoSidewaysScroll } from "../support/accessible";
import { inviteAndJoin } from "../support/team";
import { seconds } from "../support/csv";
import type { RunningServer } from "../support/server";
import type { Locator, Page } from "@playwright/test";

const GRACE_SECONDS = 14 * 24 * 3600;

/** The operator's command line, on the server's own data. */
function operate(server: RunningServer, ...words: string[]): string {
  return execFileSync(server.executable, ["workspace", ...words], { cwd: server.folder, env: server.environment, encoding: "utf8" });
}

async function workspaceOf(page: Page): Promise<string> {
  return (await call<{ workspace: { id: string } }>(page, "load_frame")).workspace.id;
}

const main = (page: Page): Locator => page.getByRole("main");
const banner = (page: Page): Locator => page.getByRole("region", { name: "Payment" });
const stillTimer = (page: Page): Locator => page.getByRole("region", { name: "Timer" }).getByRole("timer");
const runningTimer = (page: Page): Locator => page.getByRole("form", { name: "Timer" });

async function openDialog(page: Page, name: "Change plan" | "Change seats"): Promise<Locator> {
  await main(page).getByRole("button", { name }).click();
  const dialog = page.getByRole("dialog", { name });
  await expect(dialog).toBeVisible();
  return dialog;
}

test("plan and seats are the owner's, and hold everybody", async ({ page, person, anotherBrowser, complaints }) => {
  complaints.expectedRefusal();
  const { page: theirs } = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Ruiz");

  await test.step("the page compares the plans", async () => {
    await open(page, "/settings");
    await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Billing" }).click();
    await expect(page).toHaveURL(/\/settings\/billing$/);
    const plans = main(page).getByRole("listitem").filter({ hasText: /month/ });
    await expect(plans).toHaveCount(4);
    for (const price of ["$0.00", "$2.99", "$4.99", "$7.99"]) await expect(plans.filter({ hasText: price })).toHaveCount(1);
    await expect(plans.filter({ hasText: "Your plan" })).toContainText("Business");
    await expect(main(page)).toContainText("2 used, no limit");
    await expect(main(page)).toContainText("In order");
    await expectAccessible(page);
  });

  await test.step("a plan for one person is refused while two are here", async () => {
    const dialog = await openDialog(page, "Change plan");
    await dialog.getByLabel("Plan").selectOption("free");
    await expect(dialog.getByLabel("Seats")).toBeHidden();
    await dialog.getByRole("button", { name: "Change plan" }).click();
    await expectBeside(dialog.getByLabel("Plan"), /for one person, and 2 people are here\. Remove 1 of them first\./);
    await expectAccessible(page);
  });

  await test.step("too few seats are refused, enough are not", async () => {
    const dialog = page.getByRole("dialog", { name: "Change plan" });
    await dialog.getByLabel("Plan").selectOption("team");
    await dialog.getByLabel("Seats").fill("1");
    await dialog.getByRole("button", { name: "Change plan" }).click();
    await expectBeside(dialog.getByLabel("Seats"), /Choose 2 seats or more/);
    await dialog.getByLabel("Seats").fill("2");
    await dialog.getByRole("button", { name: "Change plan" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(main(page)).toContainText("2 of 2 used");
    await expect(main(page)).toContainText("$9.98 per month");
  });

  await test.step("seats alone", async () => {
    const dialog = await openDialog(page, "Change seats");
    await dialog.getByLabel("Seats").fill("5");
    await dialog.getByRole("button", { name: "Change seats" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(main(page)).toContainText("2 of 5 used");
    await expect(main(page).getByRole("button", { name: "Change seats" })).toBeFocused();
  });

  await test.step("a member sees it without controls", async () => {
    await open(theirs, "/settings/billing");
    await expect(main(theirs)).toContainText("Only the owner of the workspace changes its plan and seats.");
    await expect(main(theirs).getByRole("button")).toHaveCount(0);
    await expectAccessible(theirs);
  });

  await test.step("on a phone, too", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
  });
  expect(person.name).not.toBe("");
});

test("alone, the owner may go down to Free and up again", async ({ page, person }) => {
  await open(page, "/settings/billing");
  for (const [slug, name] of [["free", "Free"], ["solo_pro", "Solo Pro"], ["business", "Business"]] as const) {
    const dialog = await openDialog(page, "Change plan");
    await dialog.getByLabel("Plan").selectOption(slug);
    await dialog.getByRole("button", { name: "Change plan" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(main(page).getByRole("listitem").filter({ hasText: "Your plan" })).toContainText(name);
    await expect(main(page).getByText(`${name} plan`)).toBeVisible();
    expect(person.name).not.toBe("");
  }
});

test("grace ends while the page is open: writes stop, the timer stands still, a payment restores", async ({ page, person, server, anotherBrowser }) => {
  const workspace = await workspaceOf(page);
  const { page: theirs } = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Ruiz");
  await open(page, "/timer");
  await page.getByLabel("What are you working on?").fill("Until the last second");
  await runningTimer(page).getByRole("button", { name: "Start", exact: true }).click();
  await expect(runningTimer(page).getByRole("button", { name: "Pause" })).toBeVisible();

  const left = 20;
  const since = Math.floor(Date.now() / 1000) - GRACE_SECONDS + left;
  expect(operate(server, "set-billing", workspace, "past_due", "--since", String(since))).toContain("past_due since");

  await test.step("everybody is warned, the owner with a way to repair it", async () => {
    await open(page, "/timer");
    await expect(banner(page)).toContainText("The workspace becomes read-only on");
    await expect(banner(page).getByRole("link", { name: "Repair the payment" })).toHaveAttribute("href", "/settings/billing");
    await addTag(page, "still-works");
    await open(theirs, "/tags");
    await expect(banner(theirs)).toContainText("Ask the owner to repair the payment.");
    await expect(banner(theirs).getByRole("link")).toHaveCount(0);
  });

  await test.step("at the end it is read-only, in front of everybody's eyes", async () => {
    await expect(banner(page)).toContainText("This workspace is read-only", { timeout: 40_000 });
    await expect(runningTimer(page)).toHaveCount(0);
    await expect(page.getByText("Until the last second")).toBeVisible();
    const shown = await stillTimer(page).innerText();
    await expect(banner(theirs)).toContainText("This workspace is read-only", { timeout: 40_000 });
    await open(page, "/timer");
    await expect(stillTimer(page)).toHaveText(shown);
    expect(seconds(shown.trim())).toBeLessThanOrEqual(left + 10);
    await expectAccessible(page);
  });

  await test.step("every write is refused, and no page offers one", async () => {
    const answer = await page.request.post("/fn/create_tag", { form: { name: "late" }, headers: { accept: "application/json" } });
    expect(answer.status()).toBe(403);
    expect(await answer.text()).toContain("workspace_read_only");
    for (const [path, add] of [["/tags", "Add Tag"], ["/clients", "Add Client"], ["/projects", "Add Project"], ["/timer", "Add Time Entry"]] as const) {
      await open(page, path);
      await expect(banner(page)).toBeVisible();
      await expect(page.getByRole("button", { name: add })).toHaveCount(0);
      await expect(page.getByRole("link", { name: add })).toHaveCount(0);
    }
    await expect(await page.request.get("/exports/time-entries.csv")).toBeOK();
  });

  await test.step("the billing page stays usable", async () => {
    await open(page, "/settings/billing");
    await expect(main(page)).toContainText("Ask whoever runs this server to confirm the payment");
    await expect(main(page).getByRole("button", { name: "Change plan" })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("paid, everything works at once; the timer stays paused", async () => {
    expect(operate(server, "set-billing", workspace, "active")).toContain("active");
    await open(page, "/timer");
    await expect(banner(page)).toHaveCount(0);
    await expect(runningTimer(page).getByRole("button", { name: "Resume" })).toBeVisible();
    await runningTimer(page).getByRole("button", { name: "Save", exact: true }).click();
    await expect(main(page).getByRole("listitem").filter({ hasText: "Until the last second" })).toBeVisible();
  });
  expect(person.email).not.toBe("");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the plan is a form", async ({ page, person }) => {
    await page.goto("/settings/billing?change=plan");
    const dialog = page.getByRole("dialog", { name: "Change plan" });
    await dialog.getByLabel("Plan").selectOption("team");
    await dialog.getByLabel("Seats").fill("nonsense");
    await dialog.getByRole("button", { name: "Change plan" }).click();
    await expect(page.getByText("Use a whole number from 1 to 10,000.")).toBeVisible();
    await page.goto("/settings/billing?change=plan");
    await dialog.getByLabel("Plan").selectOption("team");
    await dialog.getByLabel("Seats").fill("3");
    await dialog.getByRole("button", { name: "Change plan" }).click();
    await expect(main(page)).toContainText("1 of 3 used");
    expect(person.name).not.toBe("");
  });
});
