// The life of a tag.

import { expect, test } from "../support/test";
import { expectBeside, open, openMenu, row } from "../support/pages";
import { addEntry, addTag } from "../support/people";

test("a tag is added, refused twice, renamed and deleted", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await open(page, "/tags");
  await expect(page.getByText("No tags yet", { exact: true })).toBeVisible();
  const dialog = page.getByRole("dialog");
  const name = dialog.getByLabel("Name");
  const add = page.getByRole("button", { name: "Add Tag" });

  await add.click();
  await expect(name).toBeFocused();
  await name.fill("#meetings");
  await add.click();
  await expect(dialog).toHaveCount(0);
  await expect(row(page, "#meetings")).toContainText("Not used yet");

  await add.click();
  await name.fill("Meetings");
  await add.click();
  await expectBeside(name, /There is a tag #Meetings already/);
  await name.fill("dev");
  await add.click();
  await expect(row(page, "#dev")).toBeVisible();

  await row(page, "#dev").getByRole("link", { name: "#dev" }).click();
  await expect(name).toHaveValue("dev");
  await name.fill("deep work");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(row(page, "#deep work")).toBeVisible();

  await openMenu(row(page, "#deep work"), "More actions for deep work");
  await row(page, "#deep work").getByRole("link", { name: "Delete" }).click();
  await expect(dialog).toContainText("No time entry has it");
  await dialog.getByRole("button", { name: "Delete tag" }).click();
  await expect(row(page, "#deep work")).toHaveCount(0);
  await expect(row(page, "#meetings")).toBeVisible();
});

test("a deleted tag leaves its entries, a renamed one renames on them", async ({ page, person }) => {
  const tag = await addTag(page, "dev");
  await addEntry(page, "Checkout flow", { tags: [tag, await addTag(page, "design")] });
  await open(page, "/tags");
  await expect(row(page, "#dev")).toContainText("1 time entry");
  await row(page, "#dev").getByRole("link", { name: "#dev" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("code");
  await page.getByRole("dialog").getByRole("button", { name: "Save changes" }).click();
  await expect(row(page, "#code")).toBeVisible();
  await open(page, "/timer");
  await expect(row(page, "Checkout flow")).toContainText("#code #design");
  await open(page, `/tags?delete=${tag}`);
  await expect(page.getByRole("dialog")).toContainText("It is on 1 time entry and will be taken off it");
  await page.getByRole("dialog").getByRole("button", { name: "Delete tag" }).click();
  await expect(row(page, "#code")).toHaveCount(0);
  await open(page, "/timer");
  await expect(row(page, "Checkout flow")).not.toContainText("#code");
  await expect(row(page, "Checkout flow")).toContainText("#design");
});
