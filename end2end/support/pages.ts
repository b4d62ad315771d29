// Ways through the product that many journeys take.

import { expect, type Locator, type Page } from "@playwright/test";

/** Opens a page and waits until it has come alive. For what works without scripts, `page.goto` is enough. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await alive(page);
}

/** Holds back what the server answers to these requests: `held` once there is such a request, until `release`. */
export async function holdBack(page: Page, pattern: RegExp): Promise<{ held: Promise<void>; release: () => void }> {
  let begin = () => {};
  let release = () => {};
  const held = new Promise<void>((resolve) => (begin = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(pattern, async (route) => {
    begin();
    await released;
    await route.continue();
  });
  return { held, release };
}

/** Waits until the page's script has taken over. */
export async function alive(page: Page): Promise<void> {
  // An attribute of <html> has neither role nor label.
  await expect(page.locator("html[data-hydrated]")).toBeAttached();
}

/** The sidebar. */
export function sidebar(page: Page): Locator {
  return page.getByRole("navigation", { name: "Main" });
}

/** A row of a list, by words in it. */
export function row(page: Page, words: string | RegExp): Locator {
  return page.getByRole("main").getByRole("listitem").filter({ hasText: words });
}

/** Opens the menu of this name inside `where`; its button and its content share the name, the button comes first. */
export async function openMenu(where: Page | Locator, label: string | RegExp): Promise<void> {
  await where.getByLabel(label, { exact: true }).first().click();
}

/** Opens the account menu at the foot of the sidebar. */
export async function openAccountMenu(page: Page, name: string): Promise<void> {
  await sidebar(page).getByText(name, { exact: true }).click();
}

/** Signs out through the account menu. */
export async function signOut(page: Page, name: string): Promise<void> {
  await openAccountMenu(page, name);
  await sidebar(page).getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/login");
}

/** What stands beside a field as its error or hint. */
export async function expectBeside(field: Locator, words: string | RegExp): Promise<void> {
  await expect(field).toHaveAccessibleDescription(words);
}
