// The life of a client.

import { expect, test } from "../support/test";
import { alive, expectBeside, open, openMenu, row } from "../support/pages";
import { addClient, addProject, call } from "../support/people";

test("a client is added, refused twice, edited, archived, restored and deleted", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await open(page, "/clients");
  await expect(page.getByText("No clients yet", { exact: true })).toBeVisible();
  const dialog = page.getByRole("dialog");
  const name = dialog.getByLabel("Name");

  await test.step("add", async () => {
    await page.getByRole("button", { name: "Add Client" }).click();
    await expect(page).toHaveURL(/\/clients\?new=1/);
    await expect(dialog).toHaveAccessibleName("New client");
    await expect(name).toBeFocused();
    await expect(dialog.getByLabel("Currency")).toHaveValue("USD");
    await name.fill("Acme");
    await dialog.getByLabel("Currency").fill("eur");
    await dialog.getByLabel("Billing details").fill("Harbour Street 1\n20457 Hamburg");
    await dialog.getByLabel("Notes").fill("Pays late.");
    await page.getByRole("button", { name: "Add Client" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page).toHaveURL(/\/clients$/);
    await expect(row(page, "Acme")).toContainText("EUR");
    await expect(row(page, "Acme")).toContainText("No projects");
  });

  await test.step("the same name is refused beside the field, what was typed stays", async () => {
    await page.getByRole("button", { name: "Add Client" }).click();
    await name.fill("ACME");
    await dialog.getByLabel("Currency").fill("euro?");
    await dialog.getByLabel("Notes").fill("Keep me");
    await page.getByRole("button", { name: "Add Client" }).click();
    await expectBeside(dialog.getByLabel("Currency"), /three-letter code/);
    await dialog.getByLabel("Currency").fill("CHF");
    await page.getByRole("button", { name: "Add Client" }).click();
    await expectBeside(name, /There is a client called “ACME” already/);
    await expect(dialog.getByLabel("Notes")).toHaveValue("Keep me");
    await name.fill("Globex");
    await page.getByRole("button", { name: "Add Client" }).click();
    await expect(row(page, "Globex")).toContainText("CHF");
  });

  await test.step("edit", async () => {
    await openMenu(row(page, "Acme"), "More actions for Acme");
    await row(page, "Acme").getByRole("link", { name: "Edit" }).click();
    await expect(dialog).toHaveAccessibleName("Edit client");
    await expect(dialog.getByLabel("Billing details")).toHaveValue("Harbour Street 1\n20457 Hamburg");
    await expect(dialog.getByLabel("Notes")).toHaveValue("Pays late.");
    await name.fill("Acme Works");
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(row(page, "Acme Works")).toContainText("EUR");
  });

  await test.step("archive and restore", async () => {
    await openMenu(row(page, "Acme Works"), "More actions for Acme Works");
    await row(page, "Acme Works").getByRole("button", { name: "Archive" }).click();
    await expect(row(page, "Acme Works")).toHaveCount(0);
    await page.getByRole("navigation", { name: "Show" }).getByRole("link", { name: "Archived" }).click();
    await expect(page).toHaveURL(/\/clients\?shown=archived$/);
    await expect(row(page, "Acme Works")).toContainText("Archived");
    await openMenu(row(page, "Acme Works"), "More actions for Acme Works");
    await row(page, "Acme Works").getByRole("button", { name: "Restore" }).click();
    await expect(page.getByText("Nothing archived")).toBeVisible();
    await page.getByRole("navigation", { name: "Show" }).getByRole("link", { name: "Active" }).click();
    await expect(row(page, "Acme Works")).toBeVisible();
  });

  await test.step("delete while unused", async () => {
    await openMenu(row(page, "Globex"), "More actions for Globex");
    await row(page, "Globex").getByRole("link", { name: "Delete" }).click();
    await expect(dialog).toHaveAccessibleName("Delete “Globex”?");
    await dialog.getByRole("link", { name: "Cancel" }).click();
    await expect(row(page, "Globex")).toBeVisible();
    await openMenu(row(page, "Globex"), "More actions for Globex");
    await row(page, "Globex").getByRole("link", { name: "Delete" }).click();
    await dialog.getByRole("button", { name: "Delete client" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(row(page, "Globex")).toHaveCount(0);
  });
});

test("a client with projects is not deleted", async ({ page, person }) => {
  const client = await addClient(page, "Acme");
  await addProject(page, "Webshop", { client });
  await open(page, "/clients");
  await expect(row(page, "Acme")).toContainText("1 project");
  await openMenu(row(page, "Acme"), "More actions for Acme");
  await expect(row(page, "Acme").getByRole("link", { name: "Edit" })).toBeVisible();
  await expect(row(page, "Acme").getByRole("link", { name: "Delete" })).toHaveCount(0);
  await open(page, `/clients?delete=${client}`);
  await expect(page.getByRole("dialog")).toContainText("“Acme” still has a project");
  await expect(page.getByRole("button", { name: "Delete client" })).toHaveCount(0);
});

test("an archived client hides its projects", async ({ page, person }) => {
  const client = await addClient(page, "Acme");
  await addProject(page, "Webshop", { client });
  await call(page, "archive_client", { id: client, archived: "true" });
  await open(page, "/projects");
  await expect(page.getByText("Every project is archived")).toBeVisible();
  const offered = page.getByRole("form", { name: "Timer" }).getByLabel("Project");
  await expect(offered.getByRole("option")).toHaveText([/No project/]);
  await open(page, "/projects?shown=archived");
  await expect(row(page, "Webshop")).toContainText("Client archived");
});

test("a dialog is a place: it can be linked, reloaded and left by Back", async ({ page, person }) => {
  const client = await addClient(page, "Acme");
  const dialog = page.getByRole("dialog");
  await open(page, "/clients");
  await row(page, "Acme").getByRole("link", { name: "Acme" }).click();
  await expect(page).toHaveURL(new RegExp(`edit=${client}`));
  await expect(dialog.getByLabel("Name")).toHaveValue("Acme");
  await page.reload();
  await alive(page);
  await expect(dialog.getByLabel("Name")).toHaveValue("Acme");
  await page.goBack();
  await expect(dialog).toHaveCount(0);
  await page.goForward();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL(/\/clients$/);
});

test("what was refused before the page came alive stays beside the field", async ({ page, person, baseURL }) => {
  const answer = await page.request.post("/fn/create_client", {
    form: { "client[name]": " ", "client[currency]": "EURO" },
    headers: { accept: "text/html", referer: `${baseURL}/clients?new=1` },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(302);
  await open(page, answer.headers()["location"]!);
  const dialog = page.getByRole("dialog");
  await expectBeside(dialog.getByLabel("Name"), /Enter a name/);
  await expectBeside(dialog.getByLabel("Currency"), /three-letter code/);
  await dialog.getByLabel("Name").fill("Acme");
  await dialog.getByLabel("Currency").fill("EUR");
  await page.getByRole("button", { name: "Add Client" }).click();
  await expect(row(page, "Acme")).toBeVisible();
});
