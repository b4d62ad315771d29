// The timer: kept by the server, right after reload and on every other page of the person.

import { expect, test } from "../support/test";
import { alive, open, row } from "../support/pages";
import { addClient, addProject, addTag, signIn } from "../support/people";
import { seconds } from "../support/csv";
import type { Locator, Page } from "@playwright/test";

const bar = (page: Page): Locator => page.getByRole("form", { name: "Timer" });
const button = (page: Page, name: string): Locator => bar(page).getByRole("button", { name, exact: true });
const elapsed = (page: Page): Locator => bar(page).getByRole("timer");
const what = (page: Page): Locator => page.getByLabel("What are you working on?");

async function count(page: Page): Promise<number> {
  return seconds((await elapsed(page).innerText()).trim());
}

/** Waits until the timer shows at least so many seconds. */
async function reach(page: Page, least: number): Promise<void> {
  await expect.poll(() => count(page), { intervals: [200] }).toBeGreaterThanOrEqual(least);
}

test("a timer is started, paused, resumed and saved with the project's terms", async ({ page, person }) => {
  const client = await addClient(page, "Acme", "EUR");
  await addProject(page, "Webshop", { client, rate: "3600" });
  await addTag(page, "dev");
  await open(page, "/timer");

  await test.step("Start with a description, a project and a tag", async () => {
    await what(page).fill("Checkout flow");
    await bar(page).getByLabel("Project").selectOption({ label: "Webshop" });
    await bar(page).getByText("Tags", { exact: true }).last().click();
    await bar(page).getByLabel("#dev").check();
    await page.keyboard.press("Escape");
    await button(page, "Start").click();
    await expect(button(page, "Pause")).toBeVisible();
    await expect(button(page, "Start")).toHaveCount(0);
  });

  await test.step("it counts", async () => {
    await reach(page, 1);
    await reach(page, 2);
    await expect(page).toHaveTitle(/^0:00:0\d · Timer/);
  });

  await test.step("a reload keeps it", async () => {
    const before = await count(page);
    await page.reload();
    await alive(page);
    await expect(what(page)).toHaveValue("Checkout flow");
    await expect(bar(page).getByLabel("Project").getByRole("option", { selected: true })).toHaveText("Webshop");
    await expect(bar(page)).toContainText("#dev");
    await reach(page, before);
  });

  await test.step("every page has it", async () => {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Clients" }).click();
    await page.waitForURL("**/clients");
    await expect(what(page)).toHaveValue("Checkout flow");
    await expect(button(page, "Pause")).toBeVisible();
  });

  await test.step("Pause keeps the time", async () => {
    await button(page, "Pause").click();
    await expect(button(page, "Resume")).toBeVisible();
    const paused = await count(page);
    const later = Date.now() + 1_500;
    await expect.poll(() => Date.now() > later, { intervals: [100] }).toBe(true);
    expect(await count(page)).toBe(paused);
    await page.reload();
    await alive(page);
    expect(await count(page)).toBe(paused);
    await expect(button(page, "Resume")).toBeVisible();
  });

  await test.step("Resume goes on from it", async () => {
    const paused = await count(page);
    await button(page, "Resume").click();
    await expect(button(page, "Pause")).toBeVisible();
    await reach(page, paused + 1);
    expect(await count(page)).toBeLessThan(paused + 5);
  });

  await test.step("Save makes an entry", async () => {
    const least = await count(page);
    await button(page, "Save").click();
    await expect(button(page, "Start")).toBeVisible();
    await expect(what(page)).toHaveValue("");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Timer" }).click();
    const entry = row(page, "Checkout flow");
    await expect(entry).toContainText("Webshop");
    await expect(entry).toContainText("#dev");
    const booked = seconds(await entry.getByRole("status").innerText());
    // The page may be ahead by what it does not know of the server's second.
    expect(booked).toBeGreaterThanOrEqual(least - 1);
    // At 3,600 an hour a second is one euro.
    await expect(entry).toContainText(`Billable: €${booked}.00`);
  });
});

test("Reset asks first and makes no entry", async ({ page, person }) => {
  await open(page, "/timer");
  await what(page).fill("A mistake");
  await button(page, "Start").click();
  await expect(button(page, "Pause")).toBeVisible();
  const question = page.getByRole("dialog", { name: /Discard .* of tracked time\?/ });
  await button(page, "Reset").click();
  await expect(question.getByRole("button", { name: "Keep tracking" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await button(page, "Reset").click();
  await question.getByRole("button", { name: "Keep tracking" }).click();
  await expect(question).toHaveCount(0);
  await expect(button(page, "Pause")).toBeVisible();
  await button(page, "Reset").click();
  await question.getByRole("button", { name: "Discard time" }).click();
  await expect(button(page, "Start")).toBeVisible();
  await expect(what(page)).toHaveValue("");
  await expect(page.getByText("No time entries yet", { exact: true })).toBeVisible();
});

test("what is tracked can be changed while it runs", async ({ page, person }) => {
  await addProject(page, "Webshop", { rate: "90" });
  await open(page, "/timer");
  await button(page, "Start").click();
  await expect(button(page, "Pause")).toBeVisible();
  // Each is sent as it is changed; a reload would break off what is on its way.
  const kept = () => page.waitForResponse((answer) => answer.url().endsWith("/fn/update_timer") && answer.ok());
  const named = kept();
  await what(page).fill("Named later");
  await what(page).blur();
  await named;
  const booked = kept();
  await bar(page).getByLabel("Project").selectOption({ label: "Webshop" });
  await booked;
  await open(page, "/timer");
  await expect(what(page)).toHaveValue("Named later");
  await expect(bar(page).getByLabel("Project").getByRole("option", { selected: true })).toHaveText("Webshop");
  await reach(page, 1);
  await button(page, "Save").click();
  await expect(row(page, "Named later")).toContainText("Webshop");
});

test("another device sees the timer start, pause and stop without a reload", async ({ page, otherPage, person }) => {
  await signIn(otherPage, person);
  await open(otherPage, "/timer");
  await open(page, "/timer");
  await what(page).fill("On two desks");
  await button(page, "Start").click();
  await expect(button(otherPage, "Pause")).toBeVisible();
  await expect(what(otherPage)).toHaveValue("On two desks");
  await reach(otherPage, 1);
  await button(otherPage, "Pause").click();
  await expect(button(page, "Resume")).toBeVisible();
  expect(Math.abs((await count(page)) - (await count(otherPage)))).toBeLessThanOrEqual(1);
  await button(page, "Save").click();
  await expect(button(otherPage, "Start")).toBeVisible();
  await expect(row(otherPage, "On two desks")).toBeVisible();
});

test("archiving the project does not lose the time", async ({ page, person }) => {
  const project = await addProject(page, "Webshop", { rate: "90" });
  await open(page, "/timer");
  await what(page).fill("Last hour");
  await bar(page).getByLabel("Project").selectOption({ label: "Webshop" });
  await button(page, "Start").click();
  await reach(page, 1);
  await open(page, "/projects");
  await row(page, "Webshop").getByLabel("More actions for Webshop", { exact: true }).first().click();
  await row(page, "Webshop").getByRole("button", { name: "Archive" }).click();
  await expect(row(page, "Webshop")).toHaveCount(0);
  await button(page, "Save").click();
  await expect(button(page, "Start")).toBeVisible();
  await open(page, `/timer?project=${project}`);
  await expect(row(page, "Last hour")).toContainText("Webshop");
});
