// Verification codes as a person gets them: the QR code read from a picture of the page, the code computed by another
// program. Both are Debian packages (zbar-tools, oathtool) that scripts/setup installs.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { expect, type Page, type TestInfo } from "@playwright/test";
import type { Person } from "./people";

/** What the QR code on the page says. */
export async function readQrCode(page: Page, testInfo: TestInfo): Promise<URL> {
  const picture = testInfo.outputPath("qr-code.png");
  writeFileSync(picture, await page.getByRole("img", { name: "QR code" }).screenshot());
  return new URL(execFileSync("zbarimg", ["--quiet", "--raw", picture], { encoding: "utf8" }).trim());
}

/** The code of this secret so many seconds from now. Each step's code works once: the next step's works already. */
export function verificationCode(secret: string, later = 0): string {
  const at = new Date(Date.now() + later * 1000).toISOString().replace("T", " ").replace(/\..*/, " UTC");
  return execFileSync("oathtool", ["--totp", "--base32", `--now=${at}`, secret], { encoding: "utf8" }).trim();
}

/** Six digits that are the code of no step near now. */
export function wrongCode(secret: string): string {
  const near = [-60, -30, 0, 30, 60, 90].map((later) => verificationCode(secret, later));
  return ["000000", "111111", "222222", "333333", "444444", "555555", "666666"].find((code) => !near.includes(code))!;
}

/** E-mail and password; the browser then stands at the second step. */
export async function givePassword(page: Page, person: Person): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/login/verify");
}

/** Switches two-factor authentication on in the page; works without scripts too. */
export async function enableTwoFactor(page: Page): Promise<{ secret: string; codes: string[] }> {
  await page.goto("/profile/security");
  await page.getByRole("button", { name: "Enable 2FA" }).click();
  await expect(page.getByLabel("Secret key")).toBeVisible();
  const secret = (await page.getByLabel("Secret key").innerText()).replaceAll(/\s/g, "");
  await page.getByLabel("Verification code").fill(verificationCode(secret));
  await page.getByRole("button", { name: "Confirm" }).click();
  const list = page.getByRole("list", { name: "Recovery codes" });
  await expect(list.getByRole("listitem")).toHaveCount(10);
  return { secret, codes: await list.getByRole("listitem").allInnerTexts() };
}
