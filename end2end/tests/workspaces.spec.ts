// Workspaces: made, renamed, switched, and fully apart.

import { expect, test } from "../support/test";
import { open, row, sidebar } from "../support/pages";
import { addClient, addEntry, addProject, addTag } from "../support/people";
import type { Page } from "@playwright/test";

async function switchTo(page: Page, from: string, to: string): Promise<void> {
  await sidebar(page).getByText(from, { exact: true }).first().click();
  await sidebar(page).getByRole("button", { name: to }).click();
  await expect(sidebar(page).getByText(to, { exact: true }).first()).toBeVisible();
}

test("a workspace is renamed", async ({ page, person }) => {
  await open(page, "/settings");
  await expect(page.getByLabel("Name")).toHaveValue(`${person.name}’s workspace`);
  await page.getByLabel("Name").fill("Northwind Studio");
  await page.getByLabel("Currency").selectOption("EUR");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Workspace settings saved")).toBeVisible();
  await expect(sidebar(page)).toContainText("Northwind Studio");
  await page.reload();
  await expect(page.getByLabel("Name")).toHaveValue("Northwind Studio");
  await expect(page.getByLabel("Currency")).toHaveValue("EUR");
});

test("a workspace without a name is refused", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await open(page, "/settings");
  await page.getByLabel("Name").fill("   ");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/Enter a name/);
  await expect(sidebar(page)).toContainText(`${person.name}’s workspace`);
});

test("nothing of another workspace is seen", async ({ page, person }) => {
  const first = `${person.name}’s workspace`;
  const client = await addClient(page, "Acme");
  const project = await addProject(page, "Webshop", { client, rate: "90" });
  const tag = await addTag(page, "design");
  await addEntry(page, "Checkout flow", { project, tags: [tag] });
  await open(page, "/timer");
  await expect(row(page, "Checkout flow")).toContainText("#design");

  await test.step("a second workspace is made and opens empty", async () => {
    await sidebar(page).getByText(first, { exact: true }).first().click();
    await sidebar(page).getByRole("link", { name: "Create workspace" }).click();
    await page.waitForURL("**/workspaces/new");
    await page.getByLabel("Name").fill("Evenings");
    await page.getByRole("button", { name: "Create workspace" }).click();
    await page.waitForURL("**/timer");
    await expect(sidebar(page).getByText("Evenings", { exact: true }).first()).toBeVisible();
    await expect(page.getByText("No time entries yet", { exact: true })).toBeVisible();
    await expect(page.getByRole("main")).not.toContainText("Webshop");
    const offered = page.getByRole("form", { name: "Timer" }).getByLabel("Project");
    await expect(offered.getByRole("option")).toHaveText([/No project/]);
  });
  for (const [path, empty] of [
    ["/clients", "No clients yet"],
    ["/projects", "No projects yet"],
    ["/tags", "No tags yet"],
  ]) {
    await open(page, path!);
    await expect(page.getByText(empty!, { exact: true })).toBeVisible();
  }

  await test.step("an address that names the other's client opens nothing", async () => {
    await open(page, `/clients?edit=${client}`);
    await expect(page.getByText("No clients yet", { exact: true })).toBeVisible();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  await test.step("the same names are free here", async () => {
    await open(page, "/clients?new=1");
    await page.getByRole("dialog").getByLabel("Name").fill("Acme");
    await page.getByRole("dialog").getByRole("button", { name: "Add Client" }).click();
    await expect(row(page, "Acme")).toBeVisible();
  });

  await test.step("switching back brings everything back", async () => {
    await switchTo(page, "Evenings", first);
    await page.waitForURL("**/timer");
    await expect(row(page, "Checkout flow")).toContainText("Webshop");
    await page.reload();
    await expect(row(page, "Checkout flow")).toContainText("Webshop");
  });
});
