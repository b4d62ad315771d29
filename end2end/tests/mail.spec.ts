// What an account does by mail, through a real SMTP server: each mail's link is followed in the browser.

import type { Page } from "@playwright/test";
import { expect } from "../support/test";
import { test, type Mailbox } from "../support/mailbox";
import { alive, open, signOut } from "../support/pages";
import { signIn, somebody, type Person } from "../support/people";

const NEW_PASSWORD = "quiet river stones";

/** Opens a mail's link and waits until the page is alive. */
async function follow(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await alive(page);
}

async function fillInSignUp(page: Page, person: Person): Promise<void> {
  await open(page, "/signup");
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
}

/** Signs somebody up by mail; they are signed in on `page` then. */
async function signUpByMail(page: Page, mailbox: Mailbox, person = somebody()): Promise<Person> {
  await fillInSignUp(page, person);
  await follow(page, await mailbox.link(person.email, "Confirm your e-mail address"));
  await page.getByRole("button", { name: "Confirm e-mail address" }).click();
  await page.waitForURL("**/timer");
  await alive(page);
  return person;
}

test("signing up begins with a link, and tells nothing about who has an account", async ({ page, otherPage, mailbox, complaints }) => {
  complaints.expectedRefusal();
  const maya = await signUpByMail(page, mailbox);
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText(maya.name);
  const mail = await mailbox.mail(maya.email, "Confirm your e-mail address");
  expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
  expect(mail.from?.text).toContain("Timether");

  await test.step("the link works once", async () => {
    await follow(otherPage, await mailbox.link(maya.email, "Confirm your e-mail address"));
    await otherPage.getByRole("button", { name: "Confirm e-mail address" }).click();
    await expect(otherPage.getByRole("alert").getByText(/This link is no longer valid/)).toBeVisible();
  });

  await test.step("a known address sees the same page, and its mailbox learns why", async () => {
    await fillInSignUp(otherPage, { ...somebody(), email: maya.email });
    await follow(otherPage, await mailbox.link(maya.email, "You have a Timether account already"));
    await expect(otherPage.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
  });
});

test("a forgotten password is replaced by link, and every session ends", async ({ page, otherPage, mailbox, complaints }) => {
  complaints.expectedRefusal();
  const maya = await signUpByMail(page, mailbox);
  await open(otherPage, "/login");
  await otherPage.getByRole("link", { name: "Forgot your password?" }).click();
  await otherPage.getByLabel("Email").fill(maya.email);
  await otherPage.getByRole("button", { name: "Send link" }).click();
  await expect(otherPage.getByText(/a link to choose a new password is on its way/)).toBeVisible();

  await follow(otherPage, await mailbox.link(maya.email, "Choose a new password"));
  await otherPage.getByLabel("New password").fill("Sunshine2026!");
  await otherPage.getByRole("button", { name: "Set password" }).click();
  await expect(otherPage.getByLabel("New password")).toHaveAccessibleDescription(/easily guessed/);
  // The reset ends its session, and what an open page asks for then would be refused.
  await page.goto("about:blank");
  await otherPage.getByLabel("New password").fill(NEW_PASSWORD);
  await otherPage.getByRole("button", { name: "Set password" }).click();
  await otherPage.waitForURL("**/login?note=password-reset");
  await expect(otherPage.getByText(/Your password is set/)).toBeVisible();
  await mailbox.mail(maya.email, "Your password was changed");

  await page.goto("/timer");
  await page.waitForURL("**/login");
  await signIn(otherPage, { ...maya, password: NEW_PASSWORD });
});

test("an unknown address gets the same answer and no mail", async ({ page, mailbox }) => {
  const nobody = somebody();
  await open(page, "/password/forgot");
  await page.getByLabel("Email").fill(nobody.email);
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByText(/a link to choose a new password is on its way/)).toBeVisible();
  expect(mailbox.count(nobody.email, "Choose a new password")).toBe(0);
});

test("an address is changed once the link at the new one is followed", async ({ page, mailbox }) => {
  const maya = await signUpByMail(page, mailbox);
  const next = somebody().email;
  await open(page, "/profile");
  await page.getByLabel("New e-mail address").fill(next);
  await page.getByRole("button", { name: "Change e-mail address" }).click();
  await expect(page.getByText(/We have written to the new address/)).toBeVisible();
  const notice = await mailbox.mail(maya.email, "A change of your e-mail address was asked for");
  expect(notice.text).toContain(next);

  await follow(page, await mailbox.link(next, "Confirm your new e-mail address"));
  await page.getByRole("button", { name: "Use this address" }).click();
  await page.waitForURL("**/profile?note=email-changed");
  await expect(page.getByRole("main")).toContainText(`Your address is ${next}, confirmed.`);
  const told = await mailbox.mail(maya.email, "Your e-mail address was changed");
  expect(told.text).toContain(next);

  await open(page, "/timer");
  await signOut(page, maya.name);
  await signIn(page, { ...maya, email: next });
});

test("a changed password is told by mail and ends the other sessions", async ({ page, otherPage, mailbox, complaints }) => {
  complaints.expectedRefusal();
  const maya = await signUpByMail(page, mailbox);
  await signIn(otherPage, maya);
  await open(page, "/profile/security");
  await page.getByRole("button", { name: "Change password" }).click();
  const form = page.getByRole("dialog", { name: "Change password" });
  await form.getByLabel("Current password").fill("not my password");
  await form.getByLabel("New password").fill(NEW_PASSWORD);
  await form.getByRole("button", { name: "Change password" }).click();
  await expect(form.getByLabel("Current password")).toHaveAccessibleDescription(/not your current password/);
  // The change ends its session, and what an open page asks for then would be refused.
  await otherPage.goto("about:blank");
  await form.getByLabel("Current password").fill(maya.password);
  await form.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText(/your other sessions were ended/)).toBeVisible();
  await mailbox.mail(maya.email, "Your password was changed");
  await otherPage.goto("/timer");
  await otherPage.waitForURL("**/login");
  await page.reload();
  await alive(page);
  await expect(page.getByRole("heading", { level: 1, name: "Account settings" })).toBeVisible();
});

test("an account is deleted, and its address is free again", async ({ page, mailbox, complaints }) => {
  complaints.expectedRefusal();
  const maya = await signUpByMail(page, mailbox);
  await open(page, "/profile");
  await page.getByRole("link", { name: "Delete account…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete your account?" });
  await expect(dialog).toContainText(`${maya.name}’s workspace`);
  await dialog.getByLabel("Current password").fill("not my password");
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await expect(dialog.getByLabel("Current password")).toHaveAccessibleDescription(/not your current password/);
  await dialog.getByLabel("Current password").fill(maya.password);
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await page.waitForURL("**/login?note=account-deleted");
  await expect(page.getByText("Your account was deleted.")).toBeVisible();
  await mailbox.mail(maya.email, "Your account was deleted");

  await page.getByLabel("Email").fill(maya.email);
  await page.getByLabel("Password", { exact: true }).fill(maya.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAccessibleDescription("E-mail address and password do not match.");
  await fillInSignUp(page, maya);
  await mailbox.mail(maya.email, "Confirm your e-mail address", 2);
});

test("an invitation's letter leads to an account and into the workspace, without another letter", async ({ page, otherPage, mailbox }) => {
  const maya = await signUpByMail(page, mailbox);
  const ben = somebody("Ben Okafor");
  await open(page, "/settings/members");
  await page.getByRole("button", { name: "Invite Member" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Email").fill(ben.email);
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByText(`Invitation sent to ${ben.email}`)).toBeVisible();
  await expect(page.getByText("Invitation made")).toHaveCount(0);

  await follow(otherPage, await mailbox.link(ben.email, "You are invited to a workspace"));
  await otherPage.getByRole("button", { name: "Create account" }).click();
  await otherPage.waitForURL("**/signup");
  await otherPage.getByLabel("Name").fill(ben.name);
  await otherPage.getByLabel("Email").fill(ben.email);
  await otherPage.getByLabel("Password", { exact: true }).fill(ben.password);
  await otherPage.getByRole("button", { name: "Create account" }).click();
  await otherPage.waitForURL("**/invitations/accept");
  await otherPage.getByRole("button", { name: "Accept invitation" }).click();
  await otherPage.waitForURL("**/timer");
  await expect(otherPage.getByRole("navigation", { name: "Main" })).toContainText(`${maya.name}’s workspace`);
  await open(otherPage, "/profile");
  await expect(otherPage.getByRole("main")).toContainText(`Your address is ${ben.email}, confirmed.`);
  expect(mailbox.count(ben.email, "Confirm your e-mail address")).toBe(0);
});
