// Passkeys, with an authenticator that the browser plays itself. They belong to a host name: the server is visited at
// localhost here, and at its number where the page has to say so.

import { expect, expectAccessible, test as base } from "../support/test";
import { alive, open, openMenu, signOut } from "../support/pages";
import { enableTwoFactor, givePassword } from "../support/codes";
import type { Locator, Page } from "@playwright/test";

const test = base.extend({
  baseURL: async ({ server }, use) => use(server.url.replace("127.0.0.1", "localhost")),
});

/** A passkey's row; the log below names passkeys too. */
const row = (page: Page, name: string): Locator =>
  page.getByRole("main").getByRole("listitem").filter({ has: page.getByLabel(`More actions for ${name}`, { exact: true }) });

/** Gives the page's browser a key that keeps passkeys, knows its owner and is touched at once. */
async function plugIn(page: Page): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("WebAuthn.enable");
  await browser.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function addPasskey(page: Page, name: string): Promise<void> {
  await open(page, "/profile/security");
  const form = page.getByRole("form", { name: "New passkey" });
  await form.getByLabel("Name").fill(name);
  await form.getByRole("button", { name: "Add passkey" }).click();
  await expect(row(page, name)).toBeVisible();
}

test("a passkey is added, signs in without the password, is renamed and removed", async ({ page, person }) => {
  await plugIn(page);
  await addPasskey(page, "Laptop");
  await expect(row(page, "Laptop")).toContainText("Not used yet");
  await expectAccessible(page);

  await test.step("it signs in alone", async () => {
    await signOut(page, person.name);
    await alive(page);
    await page.getByRole("button", { name: "Use a passkey instead" }).click();
    await page.waitForURL("**/timer");
    await expect(page.getByRole("navigation", { name: "Main" })).toContainText(person.name);
  });

  await test.step("it is renamed", async () => {
    await open(page, "/profile/security");
    await expect(row(page, "Laptop")).toContainText("Used");
    await openMenu(row(page, "Laptop"), "More actions for Laptop");
    await row(page, "Laptop").getByRole("link", { name: "Rename" }).click();
    const dialog = page.getByRole("dialog", { name: "Rename passkey" });
    await dialog.getByLabel("Name").fill("Old laptop");
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await expect(row(page, "Old laptop")).toBeVisible();
  });

  await test.step("it is removed", async () => {
    await openMenu(row(page, "Old laptop"), "More actions for Old laptop");
    await row(page, "Old laptop").getByRole("link", { name: "Remove" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove “Old laptop”?" });
    await dialog.getByRole("button", { name: "Remove passkey" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(row(page, "Old laptop")).toHaveCount(0);
  });
});

test("a passkey stands in for the code", async ({ page, person }) => {
  await plugIn(page);
  await addPasskey(page, "Phone");
  await enableTwoFactor(page);
  await alive(page);
  await signOut(page, person.name);
  await givePassword(page, person);
  await alive(page);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL("**/timer");
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText(person.name);
});

test("a removed passkey opens nothing", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await plugIn(page);
  await addPasskey(page, "Stick");
  await openMenu(row(page, "Stick"), "More actions for Stick");
  await row(page, "Stick").getByRole("link", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove passkey" }).click();
  await expect(row(page, "Stick")).toHaveCount(0);
  await signOut(page, person.name);
  await alive(page);
  await page.getByRole("button", { name: "Use a passkey instead" }).click();
  await expect(page.getByText(/This passkey was not accepted/)).toBeVisible();
  await expect(page).toHaveURL(/\/login$/);
});

base("at a number the page says where passkeys work", async ({ page, person, server }) => {
  await open(page, "/profile/security");
  await expect(page.getByText(`Open Timether at ${server.url.replace("127.0.0.1", "localhost")}`)).toBeVisible();
  await expect(page.getByRole("form", { name: "New passkey" })).toHaveCount(0);
});
