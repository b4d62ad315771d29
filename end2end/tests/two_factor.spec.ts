// Two-factor authentication, step by step as the product's article describes it.

import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect, expectAccessible, test } from "../support/test";
import { alive, expectBeside, open, signOut } from "../support/pages";
import { enableTwoFactor, givePassword, readQrCode, verificationCode, wrongCode } from "../support/codes";

test("it is enabled with an authenticator app, asked for at sign-in, and disabled", async ({ page, person, complaints }, testInfo) => {
  complaints.expectedRefusal();
  const code = page.getByLabel("Verification code");
  const confirm = page.getByRole("button", { name: "Confirm" });
  let secret = "";

  await test.step("Enable 2FA shows a QR code and the secret", async () => {
    await open(page, "/profile");
    await page.getByRole("link", { name: "Security" }).click();
    await page.getByRole("button", { name: "Enable 2FA" }).click();
    await expect(page.getByRole("img", { name: "QR code" })).toBeVisible();
    secret = (await page.getByLabel("Secret key").textContent()) ?? "";
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const address = await readQrCode(page, testInfo);
    expect(address.searchParams.get("secret")).toBe(secret);
    expect(address.searchParams.get("issuer")).toBe("Timether");
    expect(decodeURIComponent(address.pathname)).toContain(person.email);
    await expectAccessible(page);
  });

  await test.step("it stays off until a valid code is entered", async () => {
    await page.reload();
    await alive(page);
    await expect(page.getByLabel("Secret key")).toHaveText(secret);
    await code.fill(wrongCode(secret));
    await confirm.click();
    await expectBeside(code, /This code is not valid/);
    await expect(page.getByLabel("Secret key")).toHaveText(secret);
    await code.fill(verificationCode(secret));
    await confirm.click();
    await expect(page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem")).toHaveCount(10);
    await expectAccessible(page);
    await page.getByRole("link", { name: "Done" }).click();
    await expect(page.getByRole("list", { name: "Recovery codes" })).toHaveCount(0);
    await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
  });

  await test.step("sign-in needs the password and the current code", async () => {
    await signOut(page, person.name);
    await givePassword(page, person);
    await alive(page);
    await expect(code).toBeFocused();
    await expectAccessible(page);
    await code.fill(wrongCode(secret));
    await confirm.click();
    await expectBeside(code, /This code is not valid/);
    await page.goto("/timer");
    await page.waitForURL("**/login");
    await page.goto("/login/verify");
    await alive(page);
    // The code that enabled it was used; the one of the next step is accepted already.
    await code.fill(verificationCode(secret, 30));
    await confirm.click();
    await page.waitForURL("**/timer");
    await page.goto("/login/verify");
    await page.waitForURL("**/timer");
  });

  await test.step("disabling takes the current password and a confirmation", async () => {
    await open(page, "/profile/security");
    await page.getByRole("button", { name: "Disable 2FA" }).click();
    const dialog = page.getByRole("dialog", { name: "Disable two-factor authentication?" });
    await dialog.getByLabel("Current password").fill("not the password");
    await dialog.getByRole("button", { name: "Disable 2FA" }).click();
    await expectBeside(dialog.getByLabel("Current password"), /This is not your current password/);
    await expectAccessible(page);
    await dialog.getByLabel("Current password").fill(person.password);
    await dialog.getByRole("button", { name: "Disable 2FA" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Enable 2FA" })).toBeVisible();
  });
});

test("a code works once, in this browser and in another", async ({ page, otherPage, person, complaints }) => {
  complaints.expectedRefusal();
  const { secret } = await enableTwoFactor(page);
  const next = verificationCode(secret, 30);
  await givePassword(otherPage, person);
  await alive(otherPage);
  await otherPage.getByLabel("Verification code").fill(next);
  await otherPage.getByRole("button", { name: "Confirm" }).click();
  await otherPage.waitForURL("**/timer");

  await page.context().clearCookies();
  await givePassword(page, person);
  await alive(page);
  await page.getByLabel("Verification code").fill(next);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expectBeside(page.getByLabel("Verification code"), /was used already/);
});

test("a device that is logged out is asked for password and code again", async ({ page, otherPage, person }) => {
  const { secret, codes } = await enableTwoFactor(page);
  await givePassword(otherPage, person);
  await alive(otherPage);
  await otherPage.getByLabel("Verification code").fill(verificationCode(secret, 30));
  await otherPage.getByRole("button", { name: "Confirm" }).click();
  await otherPage.waitForURL("**/timer");
  // What an open page asks for after its session's end would be refused.
  await otherPage.goto("about:blank");

  await open(page, "/profile/sessions");
  await page.getByRole("button", { name: "Log Out Other Sessions" }).click();
  const dialog = page.getByRole("dialog", { name: "Log out other sessions?" });
  await dialog.getByRole("button", { name: "Log Out Other Sessions" }).click();
  await expect(dialog).toHaveCount(0);

  await otherPage.goto("/timer");
  await otherPage.waitForURL("**/login");
  await givePassword(otherPage, person);
  await otherPage.goto("/timer");
  await otherPage.waitForURL("**/login");
  await givePassword(otherPage, person);
  await alive(otherPage);
  await otherPage.getByRole("link", { name: "Use a recovery code" }).click();
  await otherPage.getByLabel("Recovery code").fill(codes[0]!);
  await otherPage.getByRole("button", { name: "Confirm" }).click();
  await otherPage.waitForURL("**/timer");
});

test("recovery codes are kept, used once and made anew", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  const recovery = page.getByLabel("Recovery code", { exact: true });
  const { codes } = await enableTwoFactor(page);
  await alive(page);

  await test.step("they are downloaded as a text file", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("timether-recovery-codes.txt");
    const text = await readFile(await download.path(), "utf8");
    for (const code of codes) expect(text).toContain(code);
  });

  await test.step("they are not shown again", async () => {
    await open(page, "/profile/security");
    await expect(page.getByRole("list", { name: "Recovery codes" })).toHaveCount(0);
  });

  await test.step("one signs in, once", async () => {
    await signOut(page, person.name);
    await givePassword(page, person);
    await page.getByRole("link", { name: "Use a recovery code" }).click();
    await recovery.fill(codes[0]!);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.waitForURL("**/timer");
    await signOut(page, person.name);
    await givePassword(page, person);
    await page.getByRole("link", { name: "Use a recovery code" }).click();
    await recovery.fill(codes[0]!);
    await page.getByRole("button", { name: "Confirm" }).click();
    await expectBeside(recovery, /was used already/);
    await expectAccessible(page);
    await recovery.fill(codes[1]!);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.waitForURL("**/timer");
  });

  await test.step("new ones take the password and end the old", async () => {
    await open(page, "/profile/security");
    await expect(page.getByText("8 recovery codes are left.")).toBeVisible();
    await page.getByRole("button", { name: "Regenerate" }).click();
    const dialog = page.getByRole("dialog", { name: "Make new recovery codes?" });
    await dialog.getByLabel("Current password").fill(person.password);
    await dialog.getByRole("button", { name: "Regenerate" }).click();
    const list = page.getByRole("list", { name: "Recovery codes" });
    await expect(list.getByRole("listitem")).toHaveCount(10);
    const fresh = await list.getByRole("listitem").allInnerTexts();
    expect(fresh.some((code) => codes.includes(code))).toBe(false);
    await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
  });
});

test("an operator resets it for somebody who lost everything", async ({ page, person, server }) => {
  await enableTwoFactor(page);
  execFileSync(server.executable, ["user", "reset-two-factor", person.email], { cwd: server.folder, env: server.environment });
  await page.goto("/timer");
  await page.waitForURL("**/login");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/timer");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("it is enabled, asked for and disabled", async ({ page, person }) => {
    const { secret, codes } = await enableTwoFactor(page);
    await page.getByRole("link", { name: "Done" }).click();
    await expect(page.getByRole("list", { name: "Recovery codes" })).toHaveCount(0);

    await page.context().clearCookies();
    await givePassword(page, person);
    await page.getByLabel("Verification code").fill(wrongCode(secret));
    await page.getByRole("button", { name: "Confirm" }).click();
    await expectBeside(page.getByLabel("Verification code"), /This code is not valid/);
    await page.getByRole("link", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code", { exact: true }).fill(codes[0]!);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.waitForURL("**/timer");

    await page.goto("/profile/security");
    await page.getByRole("button", { name: "Disable 2FA" }).click();
    const dialog = page.getByRole("dialog", { name: "Disable two-factor authentication?" });
    await dialog.getByLabel("Current password").fill(person.password);
    await dialog.getByRole("button", { name: "Disable 2FA" }).click();
    await expect(page.getByRole("button", { name: "Enable 2FA" })).toBeVisible();
  });
});
