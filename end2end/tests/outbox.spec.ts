// The same without an SMTP server: mails are files in the outbox folder, and the pages say so.

import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "../support/test";
import { alive, open } from "../support/pages";
import { signIn } from "../support/people";
import type { RunningServer } from "../support/server";

/** The newest link to `path` in the outbox's mails to this address. */
async function linkInOutbox(server: RunningServer, email: string, path: string): Promise<string | undefined> {
  const folder = join(server.folder, "outbox");
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".eml")).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  const links = texts
    .filter((text) => text.includes(email))
    .flatMap((text) => text.match(/^http\S+$/m) ?? [])
    .filter((link) => link.includes(path));
  return links.at(-1);
}

async function waitForLink(server: RunningServer, email: string, path: string): Promise<string> {
  await expect.poll(() => linkInOutbox(server, email, path), { timeout: 15_000 }).toBeDefined();
  return (await linkInOutbox(server, email, path))!;
}

test("without mail the links are in the outbox folder", async ({ page, person, server, otherPage }) => {
  await open(page, "/profile");
  await expect(page.getByText("This server sends no mail: the link is in its outbox folder; ask whoever runs it.")).toBeVisible();
  await page.goto(await waitForLink(server, person.email, "/email/verify"));
  await alive(page);
  await page.getByRole("button", { name: "Confirm e-mail address" }).click();
  await page.waitForURL("**/profile?note=email-confirmed");
  await expect(page.getByRole("main")).toContainText(`Your address is ${person.email}, confirmed.`);
  await expect(page.getByRole("button", { name: "Send again" })).toHaveCount(0);

  await open(otherPage, "/password/forgot");
  await otherPage.getByLabel("Email").fill(person.email);
  await otherPage.getByRole("button", { name: "Send link" }).click();
  await expect(otherPage.getByText("This server sends no mail: the link is in its outbox folder; ask whoever runs it.")).toBeVisible();
  const link = await waitForLink(server, person.email, "/password/reset");
  // The reset ends its session, and its open stream would be refused.
  await page.goto("about:blank");
  await otherPage.goto(link);
  await alive(otherPage);
  await otherPage.getByLabel("New password").fill("quiet river stones");
  await otherPage.getByRole("button", { name: "Set password" }).click();
  await otherPage.waitForURL("**/login?note=password-reset");
  await signIn(otherPage, { ...person, password: "quiet river stones" });

  await test.step("nobody else can read them, and the log names no secret", async () => {
    const folder = join(server.folder, "outbox");
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    const log = await server.log();
    expect(log).toContain("a mail is in the outbox");
    expect(log).not.toContain(new URL(link).searchParams.get("token")!);
    expect(log).not.toContain(person.password);
  });
});
