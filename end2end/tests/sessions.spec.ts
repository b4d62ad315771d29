// Profile → Sessions: where a person is signed in, and how that is ended; and the profile's formats and picture.

import { resolve } from "node:path";
import { expect, test, type AnotherBrowser, type Person } from "../support/test";
import { alive, expectBeside, open, row, sidebar } from "../support/pages";
import { addEntry, addProject, signIn } from "../support/people";
import type { Page } from "@playwright/test";

const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** Another browser in which the person is signed in. */
async function device(anotherBrowser: AnotherBrowser, person: Person, userAgent: string, javaScriptEnabled = true): Promise<Page> {
  const page = await (await anotherBrowser({ userAgent, javaScriptEnabled })).newPage();
  await signIn(page, person);
  return page;
}

test("sessions are listed, revoked and logged out", async ({ page, person, anotherBrowser }) => {
  // Without scripts a click is a request: what the server thinks of the session is seen at once.
  const phone = await device(anotherBrowser, person, IPHONE, false);
  const office = await device(anotherBrowser, person, FIREFOX, false);

  await test.step("Profile → Sessions shows them with time, browser, device, location and activity", async () => {
    await open(page, "/profile");
    await page.getByRole("navigation", { name: "Account settings" }).getByRole("link", { name: "Sessions" }).click();
    await expect(page).toHaveURL(/\/profile\/sessions$/);
    const rows = page.getByRole("main").getByRole("listitem");
    await expect(rows).toHaveCount(3);
    await expect(rows.first()).toContainText("This session");
    await expect(rows.first()).toContainText("Active now");
    await expect(row(page, "This session")).toHaveCount(1);
    await expect(row(page, "iPhone")).toContainText("Safari 18");
    await expect(row(page, "Firefox 140")).toContainText("Windows computer");
    await expect(row(page, "iPhone")).toContainText("This computer (127.0.0.1)");
    await expect(row(page, "iPhone")).toContainText(/Signed in \d{1,2} \w{3} \d{4}, \d{2}:\d{2}/);
    await expect(row(page, "iPhone")).toContainText(/Last active \d{1,2} \w{3} \d{4}, \d{2}:\d{2}/);
  });

  await test.step("the current one cannot be revoked, it has Sign out", async () => {
    const current = row(page, "This session");
    await expect(current.getByRole("button", { name: "Revoke" })).toHaveCount(0);
    await expect(current.getByRole("button", { name: "Sign out" })).toBeVisible();
  });

  await test.step("Revoke asks first", async () => {
    await row(page, "iPhone").getByRole("button", { name: "Revoke" }).click();
    const dialog = page.getByRole("dialog", { name: "Revoke this session?" });
    await expect(dialog).toContainText("Safari 18, iPhone");
    await dialog.getByRole("link", { name: "Cancel" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(row(page, "iPhone")).toBeVisible();
  });

  await test.step("Revoke ends one session", async () => {
    await row(page, "iPhone").getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(row(page, "iPhone")).toHaveCount(0);
    await expect(row(page, "Firefox 140")).toBeVisible();
  });

  await test.step("that device is signed out on its next click, the other is not", async () => {
    await phone.getByRole("link", { name: "Projects" }).first().click();
    await phone.waitForURL("**/login");
    await office.getByRole("link", { name: "Projects" }).first().click();
    await office.waitForURL("**/projects");
  });

  await test.step("the device signs in again", async () => {
    await signIn(phone, person);
    await open(page, "/profile/sessions");
    await expect(row(page, "iPhone")).toBeVisible();
  });

  await test.step("Log Out Other Sessions confirms, then ends all but this one", async () => {
    await page.getByRole("button", { name: "Log Out Other Sessions" }).click();
    const dialog = page.getByRole("dialog", { name: "Log out other sessions?" });
    await expect(dialog).toContainText("2 other sessions are ended at once");
    await dialog.getByRole("button", { name: "Log Out Other Sessions" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
    await expect(page.getByText("You are signed in nowhere else.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Log Out Other Sessions" })).toHaveCount(0);
  });

  await test.step("both are signed out on the next click, this one stays", async () => {
    for (const other of [phone, office]) {
      await other.getByRole("link", { name: "Clients" }).first().click();
      await other.waitForURL("**/login");
    }
    await page.reload();
    await alive(page);
    await expect(row(page, "This session")).toBeVisible();
  });

});

test("an open page of an ended session leaves by itself", async ({ page, person, anotherBrowser, complaints }) => {
  // Its stream is closed, and refused when it comes back.
  complaints.expected(/the server responded with a status of 401/);
  const office = await device(anotherBrowser, person, FIREFOX);
  await alive(office);
  await open(page, "/profile/sessions");
  await page.getByRole("button", { name: "Log Out Other Sessions" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Log Out Other Sessions" }).click();
  await expect(page.getByText("You are signed in nowhere else.")).toBeVisible();
  await office.waitForURL("**/login");
});

test("a dialog can be linked, and the current session's own is none", async ({ page, person, otherPage }) => {
  await signIn(otherPage, person);
  await open(page, "/profile/sessions?others=1");
  await expect(page.getByRole("dialog", { name: "Log out other sessions?" })).toContainText("1 other session is ended at once");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await open(page, "/profile/sessions?revoke=01234567-89ab-7def-8123-456789abcdef");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a session is revoked and the others are logged out", async ({ page, person, anotherBrowser }) => {
    const phone = await device(anotherBrowser, person, IPHONE, false);
    const office = await device(anotherBrowser, person, FIREFOX, false);
    await page.goto("/profile/sessions");
    await row(page, "iPhone").getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await expect(row(page, "iPhone")).toHaveCount(0);
    await expect(page).toHaveURL(/\/profile\/sessions$/);
    await phone.reload();
    await phone.waitForURL("**/login");
    await page.getByRole("button", { name: "Log Out Other Sessions" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Log Out Other Sessions" }).click();
    await expect(page.getByText("You are signed in nowhere else.")).toBeVisible();
    await office.reload();
    await office.waitForURL("**/login");
  });
});

test("formats of date, time and numbers are chosen and used", async ({ page, person }) => {
  const project = await addProject(page, "Webshop", { rate: "1250" });
  await addEntry(page, "Checkout flow", { project, date: "2026-03-04", start: "14:30", duration: "2:00" });
  await open(page, "/profile");
  await page.getByLabel("Date format").selectOption({ label: "22.11.2026" });
  await page.getByLabel("Time format").selectOption({ label: "2:30 PM" });
  await page.getByLabel("Number format").selectOption({ label: "1.234,56" });
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Account settings saved")).toBeVisible();

  await test.step("on the pages that are looked at next", async () => {
    await sidebar(page).getByRole("link", { name: "Projects" }).click();
    await expect(row(page, "Webshop")).toContainText("1.250,00/h");
    await open(page, "/timer?from=2026-03-04&to=2026-03-04");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("04.03.2026");
    await expect(row(page, "Checkout flow")).toContainText(/2:30\sPM – 4:30\sPM/);
    await expect(page.getByText(/2\.500,00/).first()).toBeVisible();
    await open(page, "/profile/sessions");
    await expect(row(page, "This session")).toContainText(/Signed in \d{2}\.\d{2}\.\d{4}, \d{1,2}:\d{2}\s[AP]M/);
  });

  await test.step("and they are kept", async () => {
    await open(page, "/profile");
    await expect(page.getByLabel("Date format")).toHaveValue("dotted");
    await expect(page.getByLabel("Time format")).toHaveValue("hours_12");
    await expect(page.getByLabel("Number format")).toHaveValue("point_comma");
  });
});

test("a picture is uploaded, refused and removed", async ({ page, person }) => {
  const file = page.getByLabel("Picture", { exact: true });
  const shown = sidebar(page).locator("img");
  await open(page, "/profile");
  await expect(shown).toHaveCount(0);

  await test.step("what is no picture is refused beside the field", async () => {
    await file.setInputFiles({ name: "me.png", mimeType: "image/png", buffer: Buffer.from("just words") });
    await expectBeside(file, /This is no PNG, JPEG or WebP picture/);
    await expect(shown).toHaveCount(0);
  });

  await test.step("one that is too large is refused before it is sent", async () => {
    await alive(page);
    await file.setInputFiles({ name: "me.png", mimeType: "image/png", buffer: Buffer.alloc(5 * 1024 * 1024 + 1) });
    await expectBeside(file, /larger than 5 MB/);
  });

  await test.step("a picture is shown in the menu and on the profile", async () => {
    await file.setInputFiles(resolve("screenshots/timer-light.png"));
    await expect(shown).toHaveAttribute("src", /^\/pictures\/[0-9a-f-]{36}\?v=\d+$/);
    await expect(page).toHaveURL(/\/profile$/);
    await alive(page);
    await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256);
  });

  await test.step("and taken away", async () => {
    await page.getByRole("button", { name: "Remove picture" }).click();
    await expect(shown).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Remove picture" })).toHaveCount(0);
  });
});
