// People in a workspace: invited, accepted, changed, removed; in two browsers that see each other's changes.

import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../support/test";
import { expectNoSidewaysScroll } from "../support/accessible";
import { alive, expectBeside, open, openMenu, row, sidebar, signOut } from "../support/pages";
import { signIn, signUpByRequest, somebody, type Person } from "../support/people";
import { inviteAndJoin, inviteByRequest, setSeats } from "../support/team";

const dialog = (page: Page): Locator => page.getByRole("dialog");

/** Invites somebody on the page; the link that is shown where no mail is sent. */
async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.getByRole("button", { name: "Invite Member" }).click();
  await dialog(page).getByLabel("Email").fill(email);
  await dialog(page).getByLabel("Role").selectOption({ label: role });
  await dialog(page).getByRole("button", { name: "Send invitation" }).click();
  await expect(dialog(page)).toHaveCount(0);
  const notice = page.getByRole("status").filter({ hasText: "Invitation made" });
  await expect(notice).toContainText(email);
  return (await notice.getByText(/^http/).textContent())!;
}

async function fillInSignUp(page: Page, person: Person): Promise<void> {
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
}

async function changeRole(page: Page, name: string, role: string): Promise<void> {
  await row(page, name).getByRole("link", { name, exact: true }).click();
  await dialog(page).getByLabel("Role").selectOption({ label: role });
  await dialog(page).getByRole("button", { name: "Save" }).click();
}

test("somebody without an account is invited, joins, and sees a new role at once", async ({ page, person, otherPage }) => {
  const ben = somebody("Ben Okafor");
  await open(page, "/settings");
  await page.getByRole("link", { name: "Members", exact: true }).click();
  await expect(row(page, person.email)).toContainText("Owner");
  await expect(row(page, person.email)).toContainText("You");
  const link = await invite(page, ben.email, "Member");
  await expect(page.getByRole("button", { name: "Copy link" })).toBeVisible();
  await expect(row(page, ben.email)).toContainText(`Invited by ${person.name}`);
  await expectAccessible(page);

  await test.step("the link leads through sign-up and back", async () => {
    await otherPage.goto(link);
    await alive(otherPage);
    await expect(otherPage.getByText(`${person.name} invites you to the workspace ${person.name}’s workspace as Member.`)).toBeVisible();
    await expectAccessible(otherPage);
    await otherPage.getByRole("button", { name: "Create account" }).click();
    await otherPage.waitForURL("**/signup");
    await expect(otherPage.getByText(/use the address that was invited/)).toContainText(ben.email);
    await fillInSignUp(otherPage, ben);
    await otherPage.waitForURL("**/invitations/accept");
    await otherPage.getByRole("button", { name: "Accept invitation" }).click();
    await otherPage.waitForURL("**/timer");
    await expect(sidebar(otherPage)).toContainText(`${person.name}’s workspace`);
  });

  await test.step("both see it without reloading", async () => {
    await expect(row(page, ben.email)).toContainText("Member");
    await expect(page.getByRole("heading", { name: "Pending invitations" })).toHaveCount(0);
    await open(otherPage, "/settings/members");
    await expect(row(otherPage, ben.email)).toContainText("Member");
    await expect(row(otherPage, person.email)).toHaveCount(0);
    await expect(otherPage.getByRole("button", { name: "Invite Member" })).toHaveCount(0);
    await changeRole(page, ben.name, "Manager");
    await expect(row(page, ben.email)).toContainText("Manager");
    await expect(row(otherPage, ben.email)).toContainText("Manager");
    await expect(row(otherPage, person.email)).toContainText("Owner");
    await expect(otherPage.getByRole("button", { name: "Invite Member" })).toBeVisible();
  });

  await test.step("the link works once", async () => {
    await otherPage.goto(link);
    await alive(otherPage);
    await expect(otherPage.getByText(/This invitation is no longer valid/)).toBeVisible();
  });
});

test("an existing account accepts, and nobody else can", async ({ page, person, otherPage, anotherBrowser }) => {
  const eve = await signUpByRequest(otherPage, somebody("Eve Stone"));
  const ben = somebody("Ben Okafor");
  const context = await anotherBrowser();
  await signUpByRequest(await context.newPage(), ben);
  await context.close();
  await open(page, "/settings/members");
  const link = await invite(page, ben.email, "Member");

  await otherPage.goto(link);
  await alive(otherPage);
  await expect(otherPage.getByText("This is for another address")).toBeVisible();
  await expect(otherPage.getByRole("main")).toContainText(eve.email);
  await expect(otherPage.getByRole("button", { name: "Accept invitation" })).toHaveCount(0);
  await otherPage.getByRole("button", { name: "Sign out" }).click();
  await otherPage.waitForURL("**/login");
  await otherPage.getByLabel("Email").fill(ben.email);
  await otherPage.getByLabel("Password", { exact: true }).fill(ben.password);
  await otherPage.getByRole("button", { name: "Sign in", exact: true }).click();
  await otherPage.waitForURL("**/invitations/accept");
  await otherPage.getByRole("button", { name: "Accept invitation" }).click();
  await otherPage.waitForURL("**/timer");
  await expect(row(page, ben.email)).toContainText("Member");
  await expect(row(page, person.email)).toContainText("Owner");
});

test("an invitation is sent again, cancelled and declined", async ({ page, person, otherPage }) => {
  const ben = await signUpByRequest(otherPage, somebody("Ben Okafor"));
  await open(page, "/settings/members");
  const first = await invite(page, ben.email, "Member");
  await openMenu(row(page, ben.email), `More actions for ${ben.email}`);
  await row(page, ben.email).getByRole("button", { name: "Resend" }).click();
  const shown = page.getByRole("status").filter({ hasText: "Invitation made" }).getByText(/^http/);
  await expect(shown).not.toHaveText(first);
  const second = (await shown.textContent())!;
  await otherPage.goto(first);
  await expect(otherPage.getByText(/This invitation is no longer valid/)).toBeVisible();
  await otherPage.goto(second);
  await alive(otherPage);
  await otherPage.getByRole("button", { name: "Decline" }).click();
  await otherPage.waitForURL("**/timer");
  await expect(row(page, ben.email)).toHaveCount(0);

  await inviteByRequest(page, ben.email, "Viewer");
  await openMenu(row(page, ben.email), `More actions for ${ben.email}`);
  await row(page, ben.email).getByRole("button", { name: "Cancel invitation" }).click();
  await expect(row(page, ben.email)).toHaveCount(0);
  await expect(row(page, person.email)).toBeVisible();
});

test("five seats are taken, and the sixth invitee becomes a Viewer", async ({ page, person, server, anotherBrowser, otherPage, complaints }) => {
  complaints.expectedRefusal();
  await setSeats(server, page, "team", 5);
  await inviteAndJoin(page, anotherBrowser, "Manager", "Noor Haddad");
  for (const name of ["Ada Lind", "Bo Larsen", "Cleo Marsh"]) await inviteAndJoin(page, anotherBrowser, "Member", name);
  await open(page, "/settings/members");
  await expect(page.getByText("5 of 5 seats")).toBeVisible();

  const ben = await signUpByRequest(otherPage, somebody("Ben Okafor"));
  const link = await invite(page, ben.email, "Member");
  await otherPage.goto(link);
  await alive(otherPage);
  await otherPage.getByRole("button", { name: "Accept invitation" }).click();
  await expect(otherPage.getByText(/You joined as Viewer, since every seat is taken/)).toBeVisible();
  await expect(row(otherPage, ben.email)).toContainText("Viewer");
  await expect(row(page, ben.email)).toContainText("Viewer");
  await expect(page.getByText("5 of 5 seats")).toBeVisible();

  await changeRole(page, ben.name, "Member");
  await expect(dialog(page).getByText(/Every seat is taken/)).toBeVisible();
  await dialog(page).getByRole("link", { name: "Cancel" }).click();
  await changeRole(page, "Cleo Marsh", "Viewer");
  await expect(page.getByText("4 of 5 seats")).toBeVisible();
  await changeRole(page, ben.name, "Member");
  await expect(row(page, ben.email)).toContainText("Member");
  await expect(row(page, person.email)).toContainText("Owner");
});

test("a member leaves, another is removed; both still have a workspace", async ({ page, person, anotherBrowser }) => {
  const ben = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Okafor");
  const cleo = await inviteAndJoin(page, anotherBrowser, "Viewer", "Cleo Marsh");
  await open(page, "/settings/members");
  await open(ben.page, "/settings/members");
  await ben.page.getByRole("button", { name: "Leave workspace" }).click();
  await expect(dialog(ben.page)).toContainText("Your time entries stay");
  await dialog(ben.page).getByRole("button", { name: "Leave workspace" }).click();
  await ben.page.waitForURL("**/timer");
  await expect(sidebar(ben.page)).toContainText("Ben Okafor’s workspace");
  await expect(row(page, ben.person.email)).toHaveCount(0);

  await openMenu(row(page, cleo.person.email), "More actions for Cleo Marsh");
  await row(page, cleo.person.email).getByRole("link", { name: "Remove" }).click();
  await dialog(page).getByRole("button", { name: "Remove" }).click();
  await expect(row(page, cleo.person.email)).toHaveCount(0);
  await expect(sidebar(cleo.page)).toContainText("Cleo Marsh’s workspace");
  await expect(row(page, person.email)).toContainText("Owner");
});

test("capacity and cost are set by Owner and Manager, and seen by nobody else", async ({ page, person, anotherBrowser, complaints }) => {
  complaints.expectedRefusal();
  const ben = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Okafor");
  await open(page, "/settings/members");
  await row(page, ben.person.email).getByRole("link", { name: ben.person.name }).click();
  const capacity = dialog(page).getByLabel("Weekly capacity (hours)");
  const cost = dialog(page).getByLabel("Internal hourly cost");
  await capacity.fill("169");
  await cost.fill("-35");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expectBeside(capacity, /Enter hours from 0 to 168/);
  await expectBeside(cost, /cannot be negative/);
  await expectAccessible(page);
  await capacity.fill("37.5");
  await cost.fill("35");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(row(page, ben.person.email)).toContainText("37.5 h a week · $35.00 an hour");
  await open(ben.page, "/settings/members");
  await expect(row(ben.page, ben.person.email)).toContainText("Member");
  await expect(ben.page.getByRole("main")).not.toContainText("a week");
  await expect(ben.page.getByRole("main")).not.toContainText("an hour");

  await test.step("it fits a phone", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
    await expect(row(page, person.email)).toBeVisible();
  });
});

test("ownership is handed over", async ({ page, person, anotherBrowser }) => {
  const ben = await inviteAndJoin(page, anotherBrowser, "Manager", "Ben Okafor");
  await open(ben.page, "/settings/members");
  await open(page, "/settings/members");
  await page.getByRole("button", { name: "Hand over ownership" }).click();
  await dialog(page).getByLabel("New owner").selectOption({ label: `Ben Okafor (${ben.person.email})` });
  await dialog(page).getByRole("button", { name: "Hand over ownership" }).click();
  await expect(row(page, person.email)).toContainText("Manager");
  await expect(row(page, ben.person.email)).toContainText("Owner");
  await expect(row(ben.page, ben.person.email)).toContainText("Owner");
  await expect(page.getByRole("button", { name: "Leave workspace" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Hand over ownership" })).toHaveCount(0);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("somebody is invited, signs up and joins", async ({ page, person }) => {
    const ben = somebody("Ben Okafor");
    await page.goto("/settings/members");
    await page.getByRole("button", { name: "Invite Member" }).click();
    await dialog(page).getByLabel("Email").fill(ben.email);
    await dialog(page).getByRole("button", { name: "Send invitation" }).click();
    const notice = page.getByRole("status").filter({ hasText: "Invitation made" });
    const link = (await notice.getByText(/^http/).textContent())!;
    await page.reload();
    await expect(page.getByText("Invitation made")).toHaveCount(0);
    await expect(row(page, ben.email)).toContainText("Member");
    await signOut(page, person.name);

    await page.goto(link);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL("**/signup");
    await fillInSignUp(page, ben);
    await page.waitForURL("**/invitations/accept");
    await page.getByRole("button", { name: "Accept invitation" }).click();
    await page.waitForURL("**/timer");
    await expect(sidebar(page)).toContainText(`${person.name}’s workspace`);
    await signOut(page, ben.name);
    await signIn(page, person);
    await page.goto("/settings/members");
    await expect(row(page, ben.email)).toContainText("Member");
  });
});
