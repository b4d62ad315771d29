// Other people's time: Owner and Manager see and change it, Viewers read it, Members see their own.

import { expect, expectAccessible, test } from "../support/test";
import { open, openMenu, row, sidebar } from "../support/pages";
import { addEntry } from "../support/people";
import { inviteAndJoin } from "../support/team";

test("the Owner looks at a member's time, edits it, deletes it and undoes that", async ({ page, person, anotherBrowser }) => {
  const ben = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Okafor");
  await addEntry(page, "Planning");
  await addEntry(ben.page, "Checkout flow");
  await open(page, "/timer");
  await expect(row(page, "Planning")).toBeVisible();
  await expect(row(page, "Checkout flow")).toHaveCount(0);

  const whose = page.getByRole("search", { name: "Filter" }).getByLabel("Person");
  await whose.selectOption({ label: "Everybody" });
  await expect(page).toHaveURL(/person=all/);
  await expect(row(page, "Checkout flow")).toContainText("Ben Okafor");
  await expect(row(page, "Checkout flow").getByRole("button", { name: "Continue" })).toHaveCount(0);
  await expect(row(page, "Planning").getByRole("button", { name: "Continue" })).toHaveCount(1);

  await whose.selectOption({ label: "Ben Okafor" });
  await expect(row(page, "Planning")).toHaveCount(0);
  await row(page, "Checkout flow").getByRole("link", { name: "Checkout flow" }).click();
  const form = page.getByRole("form", { name: "Edit time entry" });
  await form.getByLabel("Description").fill("Checkout, second round");
  await form.getByRole("button", { name: "Save changes" }).click();
  await expect(row(page, "Checkout, second round")).toBeVisible();

  await openMenu(row(page, "Checkout, second round"), /^More actions for Checkout, second round/);
  await row(page, "Checkout, second round").getByRole("button", { name: "Delete" }).click();
  await expect(row(page, "Checkout, second round")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row(page, "Checkout, second round")).toBeVisible();
  await open(ben.page, "/timer");
  await expect(row(ben.page, "Checkout, second round")).toBeVisible();
  await expect(ben.page.getByLabel("Person")).toHaveCount(0);
});

test("the Owner writes time down for a member", async ({ page, person, anotherBrowser }) => {
  const ben = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Okafor");
  await open(page, "/timer");
  await page.getByRole("button", { name: "Add Time Entry" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Whose time").selectOption({ label: "Ben Okafor" });
  await dialog.getByLabel("Description").fill("On site");
  await dialog.getByLabel("Duration").fill("2:00");
  await dialog.getByRole("button", { name: "Add Time Entry" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row(page, "On site")).toHaveCount(0);
  await open(ben.page, "/timer");
  await expect(row(ben.page, "On site")).toBeVisible();
});

test("a Viewer reads everybody's time and changes nothing", async ({ page, person, anotherBrowser }) => {
  await addEntry(page, "Planning");
  const vi = await inviteAndJoin(page, anotherBrowser, "Viewer", "Vi Tran");
  await open(vi.page, "/timer");
  await expect(row(vi.page, "Planning")).toContainText("Maya Keller");
  await expect(vi.page.getByRole("button", { name: "Add Time Entry" })).toHaveCount(0);
  await expect(vi.page.getByRole("link", { name: "Export CSV" })).toHaveCount(0);
  await expect(row(vi.page, "Planning").getByRole("button")).toHaveCount(0);
  await expect(row(vi.page, "Planning").getByRole("link")).toHaveCount(0);
  await expect(row(vi.page, "Planning").getByRole("checkbox")).toHaveCount(0);

  await test.step("and has what a Viewer needs, no more", async () => {
    await expect(vi.page.getByText("As a Viewer you see everybody’s time and track none.")).toBeVisible();
    for (const name of ["Projects", "Clients", "Tags"]) await expect(sidebar(vi.page).getByRole("link", { name })).toHaveCount(0);
    await sidebar(vi.page).getByRole("link", { name: "Workspace settings" }).click();
    await expect(vi.page).toHaveURL(/\/settings\/members$/);
    const tabs = vi.page.getByRole("navigation", { name: "Settings" }).getByRole("link");
    await expect(tabs).toHaveText(["Members", "Billing"]);
    await expectAccessible(vi.page);
  });
});
