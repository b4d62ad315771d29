// The life of a project.

import { expect, test } from "../support/test";
import { expectBeside, holdBack, open, openAccountMenu, openMenu, row, sidebar } from "../support/pages";
import { addClient, addEntry, addProject } from "../support/people";

test("a project is added, refused twice, edited, archived, restored and deleted", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await addClient(page, "Acme", "EUR");
  await open(page, "/projects");
  await expect(page.getByText("No projects yet", { exact: true })).toBeVisible();
  const dialog = page.getByRole("dialog");
  const name = dialog.getByLabel("Name");
  const rate = dialog.getByLabel("Hourly rate");
  const add = page.getByRole("button", { name: "Add Project" });

  await test.step("add, with the client's currency", async () => {
    await add.click();
    await expect(name).toBeFocused();
    await expectBeside(rate, /In USD, the workspace's currency/);
    await name.fill("Webshop relaunch");
    await dialog.getByLabel("Client").selectOption({ label: "Acme" });
    await expectBeside(rate, /In EUR, the currency of Acme/);
    await expect(dialog.getByRole("radio")).toHaveCount(17);
    await dialog.getByRole("radio", { name: "Teal" }).check({ force: true });
    await dialog.getByLabel("Billable").check();
    await rate.fill("92.50");
    await add.click();
    await expect(dialog).toHaveCount(0);
    await expect(row(page, "Webshop relaunch")).toContainText("Acme");
    await expect(row(page, "Webshop relaunch")).toContainText("€92.50/h");
  });

  await test.step("refused beside each field", async () => {
    await add.click();
    await name.fill("webshop RELAUNCH");
    await dialog.getByLabel("Client").selectOption({ label: "Acme" });
    await rate.fill("a lot");
    await add.click();
    await expectBeside(rate, /This is not an amount/);
    await rate.fill("");
    await add.click();
    await expectBeside(name, /already|called “webshop RELAUNCH”/);
    await expect(dialog.getByLabel("Client").getByRole("option", { selected: true })).toHaveText("Acme");
  });

  await test.step("the name is free without that client", async () => {
    await dialog.getByLabel("Client").selectOption({ label: "No client" });
    await add.click();
    await expect(row(page, /webshop RELAUNCH/)).toContainText("Not billable");
  });

  await test.step("edit", async () => {
    await openMenu(row(page, /webshop RELAUNCH/), "More actions for webshop RELAUNCH");
    await row(page, /webshop RELAUNCH/).getByRole("link", { name: "Edit" }).click();
    await expect(dialog).toHaveAccessibleName("Edit project");
    await name.fill("Internal");
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(row(page, "Internal")).toContainText("Not billable");
  });

  await test.step("archive and restore", async () => {
    const offered = page.getByRole("form", { name: "Timer" }).getByLabel("Project");
    await expect(offered.getByRole("option", { name: "Internal" })).toHaveCount(1);
    await openMenu(row(page, "Internal"), "More actions for Internal");
    await row(page, "Internal").getByRole("button", { name: "Archive" }).click();
    await expect(row(page, "Internal")).toHaveCount(0);
    await expect(offered.getByRole("option", { name: "Internal" })).toHaveCount(0);
    await page.getByRole("navigation", { name: "Show" }).getByRole("link", { name: "Archived" }).click();
    await openMenu(row(page, "Internal"), "More actions for Internal");
    await row(page, "Internal").getByRole("button", { name: "Restore" }).click();
    await expect(page.getByText("Nothing archived")).toBeVisible();
    await page.getByRole("navigation", { name: "Show" }).getByRole("link", { name: "Active" }).click();
    await expect(row(page, "Internal")).toBeVisible();
  });

  await test.step("delete while unused", async () => {
    await openMenu(row(page, "Internal"), "More actions for Internal");
    await row(page, "Internal").getByRole("link", { name: "Delete" }).click();
    await dialog.getByRole("button", { name: "Delete project" }).click();
    await expect(row(page, "Internal")).toHaveCount(0);
    await expect(row(page, "Webshop relaunch")).toBeVisible();
  });
});

test("a project with time is not deleted and shows its hours", async ({ page, person }) => {
  const project = await addProject(page, "Webshop", { rate: "90" });
  await addEntry(page, "Checkout flow", { project, duration: "1:30" });
  await open(page, "/projects");
  await expect(row(page, "Webshop")).toContainText("1:30");
  await openMenu(row(page, "Webshop"), "More actions for Webshop");
  await expect(row(page, "Webshop").getByRole("link", { name: "Edit" })).toBeVisible();
  await expect(row(page, "Webshop").getByRole("link", { name: "Delete" })).toHaveCount(0);
  await open(page, `/projects?delete=${project}`);
  await expect(page.getByRole("dialog")).toContainText("Archive it instead");
  await expect(page.getByRole("button", { name: "Delete project" })).toHaveCount(0);
});

test("a new rate leaves booked time alone", async ({ page, person }) => {
  const project = await addProject(page, "Webshop", { rate: "90" });
  await addEntry(page, "Checkout flow", { project, duration: "2h" });
  await open(page, `/projects?edit=${project}`);
  await page.getByRole("dialog").getByLabel("Hourly rate").fill("120");
  await page.getByRole("dialog").getByRole("button", { name: "Save changes" }).click();
  await expect(row(page, "Webshop")).toContainText("$120.00/h");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Timer" }).click();
  await expect(row(page, "Checkout flow")).toContainText("Billable: $180.00");
});

test("what is shown works while its successor is on its way", async ({ page, person }) => {
  await addProject(page, "Webshop");
  await addProject(page, "Internal");
  await open(page, "/projects");
  const answer = await holdBack(page, /\/fn\/list_projects/);
  const archive = async (name: string) => {
    await openMenu(row(page, name), `More actions for ${name}`);
    await row(page, name).getByRole("button", { name: "Archive" }).click();
  };
  await archive("Webshop");
  await answer.held;
  await archive("Internal");
  await expect(row(page, "Webshop")).toBeVisible();
  await openAccountMenu(page, person.name);
  await expect(sidebar(page).getByRole("link", { name: "Account settings" })).toBeVisible();
  answer.release();
  await expect(page.getByText("Every project is archived")).toBeVisible();
});
