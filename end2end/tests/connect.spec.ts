// An app on the person's device is connected: it opens Timether, the person allows it, and it has a token nobody copied.

import { type Page } from "@playwright/test";
import { startApp, whoAmI } from "../support/desktop_app";
import { alive, open, row } from "../support/pages";
import { call } from "../support/people";
import { expect, test } from "../support/test";

const approve = (page: Page) => page.getByRole("button", { name: "Approve" });

test("an app is connected, used and disconnected", async ({ page, person, server }) => {
  const app = await startApp(server.url, "write");
  const { workspace } = await call<{ workspace: { id: string; name: string } }>(page, "load_frame");

  await open(page, app.ask);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connect an app");
  await expect(page.getByText("Focus asks to act for you in Timether.")).toBeVisible();
  await expect(page.getByText("an app on this computer")).toBeVisible();
  await expect(page.getByRole("region", { name: "It will be able to" })).toContainText("change and delete time entries");
  await expect(page.getByText(`Signed in as ${person.email}`)).toBeVisible();
  await expect(page.getByLabel("Workspace", { exact: true })).toHaveValue(workspace.id);
  await approve(page).click();
  await expect(page.getByRole("heading", { name: "Focus is connected" })).toBeVisible();
  expect(page.url()).toContain(app.url);

  const granted = await app.grant();
  expect(granted).toMatchObject({ scope: "write", workspace: workspace.id });
  const me = await whoAmI(server.url, granted);
  expect(me.body).toMatchObject({ user: { email: person.email }, token: { name: "Focus", scope: "write" } });
  // What was used once is worth nothing, and ends what it gave.
  await expect(app.grant()).rejects.toMatchObject({ error: "invalid_grant" });
  expect((await whoAmI(server.url, granted)).status).toBe(401);
  await app.close();
});

test("connections are listed with what they may do, and ended", async ({ page, person, server }) => {
  const app = await startApp(server.url, "read");
  await open(page, app.ask);
  await expect(page.getByRole("region", { name: "It will be able to" })).not.toContainText("delete");
  await approve(page).click();
  await expect(page.getByRole("heading", { name: "Focus is connected" })).toBeVisible();
  const granted = await app.grant();
  expect((await whoAmI(server.url, granted)).status).toBe(200);
  await app.close();

  await open(page, "/settings/tokens");
  await expect(row(page, "Focus")).toContainText("Connected app");
  await open(page, "/profile");
  await page.getByRole("main").getByRole("link", { name: "Connections" }).click();
  await expect(page.getByRole("heading", { name: "Connected apps" })).toBeVisible();
  await expect(row(page, "Focus")).toContainText("Read");
  await expect(row(page, "Focus")).toContainText("Last used");
  await row(page, "Focus").getByRole("link", { name: /^Disconnect Focus from / }).click();
  const dialog = page.getByRole("dialog", { name: "Disconnect Focus?" });
  await dialog.getByRole("button", { name: "Disconnect", exact: true }).click();
  await expect(page.getByText("App disconnected")).toBeVisible();
  await expect(page.getByText("No apps connected", { exact: true })).toBeVisible();
  expect((await whoAmI(server.url, granted)).status).toBe(401);
});

test("whoever is signed out signs in on the way", async ({ person, otherPage, server }) => {
  const app = await startApp(server.url, "read");
  await otherPage.goto(app.ask);
  await otherPage.waitForURL("**/login");
  await alive(otherPage);
  await otherPage.getByLabel("Email").fill(person.email);
  await otherPage.getByLabel("Password", { exact: true }).fill(person.password);
  await otherPage.getByRole("button", { name: "Sign in" }).click();
  await expect(otherPage.getByText("Focus asks to act for you in Timether.")).toBeVisible();
  await approve(otherPage).click();
  await expect(otherPage.getByRole("heading", { name: "Focus is connected" })).toBeVisible();
  expect((await app.grant()).scope).toBe("read");
  await app.close();
});

test("no is an answer", async ({ page, person, server }) => {
  const app = await startApp(server.url, "write");
  await open(page, app.ask);
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { name: "Focus was not connected" })).toBeVisible();
  await expect(app.grant()).rejects.toMatchObject({ error: "access_denied" });
  await open(page, "/profile/connections");
  await expect(page.getByText("No apps connected", { exact: true })).toBeVisible();
  await app.close();
});

test("an address that is no app's is not answered", async ({ page, person, server }) => {
  const app = await startApp(server.url, "write");
  await open(page, app.ask.replace(encodeURIComponent(app.url), encodeURIComponent("https://evil.example")));
  await expect(page.getByRole("alert")).toContainText("an address that is not allowed");
  await expect(approve(page)).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("link")).toHaveText(["Go to Timether"]);
  await open(page, app.ask.replace("challenge_method=S256", "challenge_method=plain"));
  await expect(page.getByRole("alert")).toContainText("does not use PKCE with S256");
  await page.getByRole("link", { name: "Back to the app" }).click();
  await expect(page.getByRole("heading", { name: "Focus was not connected" })).toBeVisible();
  await expect(app.grant()).rejects.toMatchObject({ error: "invalid_request" });
  await app.close();
});

test("a workspace whose plan has no apps cannot be chosen", async ({ page, person, server }) => {
  const app = await startApp(server.url, "read");
  await call(page, "change_plan", { "room[plan]": "free" });
  await open(page, app.ask);
  await expect(page.getByText("None of your workspaces can be connected")).toBeVisible();
  await expect(page.getByText("apps come with Solo Pro, Team and Business")).toBeVisible();
  await expect(approve(page)).toHaveCount(0);
  await app.close();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("an app is connected and disconnected", async ({ page, person, server }) => {
    const app = await startApp(server.url, "write");
    await page.goto(app.ask);
    await approve(page).click();
    await expect(page.getByRole("heading", { name: "Focus is connected" })).toBeVisible();
    const granted = await app.grant();
    expect((await whoAmI(server.url, granted)).status).toBe(200);
    await app.close();

    await page.goto("/profile/connections");
    await row(page, "Focus").getByRole("link", { name: /^Disconnect Focus from / }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disconnect", exact: true }).click();
    await expect(page.getByText("No apps connected", { exact: true })).toBeVisible();
    expect((await whoAmI(server.url, granted)).status).toBe(401);
  });
});
