// The life of an API token, as the article tells it.

import { expect, test } from "../support/test";
import { expectBeside, open, row } from "../support/pages";
import { call } from "../support/people";
import { inviteAndJoin } from "../support/team";

test("a token is created, shown once, listed and revoked", async ({ page, person }) => {
  await open(page, "/settings");
  await page.getByRole("link", { name: "API Tokens" }).click();
  await expect(page.getByText("No tokens yet", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Create Token" }).click();
  const dialog = page.getByRole("dialog");
  const name = dialog.getByLabel("Name");
  await expect(name).toBeFocused();
  await name.fill("Nightly report");
  await dialog.getByLabel("Scope").selectOption("Read and write");
  await dialog.getByRole("button", { name: "Create Token" }).click();
  await expect(dialog).toHaveCount(0);

  const shown = page.getByRole("region", { name: "Your new token: Nightly report" });
  await expect(shown).toContainText("it is not shown again");
  await expect(shown.getByRole("button", { name: "Copy token" })).toBeVisible();
  const token = (await shown.locator("code").textContent()) ?? "";
  expect(token).toMatch(/^tthr_[0-9A-Za-z]{36}$/);
  await expect(row(page, "Nightly report")).toContainText(`${token.slice(0, 9)}…`);
  await expect(row(page, "Nightly report")).toContainText("Read and write");
  await expect(row(page, "Nightly report")).toContainText(`Created by ${person.name}`);
  await expect(row(page, "Nightly report")).toContainText("Never used");

  await shown.getByRole("link", { name: "Done" }).click();
  await expect(shown).toHaveCount(0);
  await open(page, "/settings/tokens");
  await expect(page.getByText(token)).toHaveCount(0);

  await row(page, "Nightly report").getByRole("link", { name: "Revoke Nightly report" }).click();
  await expect(dialog).toContainText("refused from the next request on");
  await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(page.getByText("Token revoked")).toBeVisible();
  await expect(row(page, "Nightly report")).toHaveCount(0);
});

test("who has become a Viewer finds the token of an earlier role, and revokes it", async ({ page, person, anotherBrowser }) => {
  const ben = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Okafor");
  await call(ben.page, "create_token", { "token[name]": "Nightly report" });
  const { actor } = await call<{ actor: { user_id: string } }>(ben.page, "load_frame");
  await call(page, "update_member", { "member[user_id]": actor.user_id, "member[role]": "viewer" });

  await open(ben.page, "/settings/members");
  await ben.page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "API Tokens" }).click();
  await expect(ben.page.getByText("Viewers use no API tokens")).toBeVisible();
  await expect(ben.page.getByRole("button", { name: "Create Token" })).toHaveCount(0);
  await row(ben.page, "Nightly report").getByRole("link", { name: "Revoke Nightly report" }).click();
  const dialog = ben.page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(ben.page.getByText("Token revoked")).toBeVisible();
  await expect(row(ben.page, "Nightly report")).toHaveCount(0);
});

test("what is refused stands beside its field", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await open(page, "/settings/tokens?new=1");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("CI");
  await dialog.getByLabel("Works until (optional)").fill("2020-01-01");
  await dialog.getByRole("button", { name: "Create Token" }).click();
  await expectBeside(dialog.getByLabel("Works until (optional)"), /Choose today or a later day/);
});

test("on a small plan the page says what is missing", async ({ page, person }) => {
  await call(page, "change_plan", { "room[plan]": "solo_pro" });
  await open(page, "/settings/tokens");
  await expect(page.getByText("API tokens come with the Team and Business plans")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create Token" })).toHaveCount(0);
});
