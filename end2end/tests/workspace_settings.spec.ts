// What a workspace decides: default rate, rounding, 12 or 24 hours; and its end.

import { expect, test } from "../support/test";
import { expectBeside, open, row } from "../support/pages";
import { addEntry, call } from "../support/people";

test("rate, rounding and time format are kept and shown", async ({ page, person }) => {
  await addEntry(page, "Short call", { start: "14:00", duration: "0:10" });
  await open(page, "/settings");
  await page.getByLabel("Default hourly rate").fill("95");
  await page.getByLabel("Rounding").selectOption({ label: "Up to the next 15 minutes" });
  await page.getByLabel("Time format").selectOption({ label: "2:30 PM" });
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Workspace settings saved")).toBeVisible();
  await open(page, "/projects?new=1");
  await expect(page.getByRole("dialog").getByLabel("Hourly rate")).toHaveValue("");
  await expectBeside(page.getByRole("dialog").getByLabel("Hourly rate"), /else the workspace's 95\.00/);
  await expect(page.getByRole("dialog").getByLabel("Billable")).toBeChecked();
  await open(page, "/timer");
  await expect(row(page, "Short call")).toContainText("0:15:00");
  await expect(row(page, "Short call")).toContainText(/2:00\sPM/);
});

test("a workspace is deleted by typing its name", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await call(page, "create_workspace", { "workspace[name]": "Studio" });
  await addEntry(page, "Planning");
  await open(page, "/settings");
  await page.getByRole("link", { name: "Delete workspace…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("1 time entry");
  await expect(dialog.getByRole("link", { name: "Export" })).toHaveAttribute("href", "/settings/data");
  const name = dialog.getByLabel("Workspace name");
  await name.fill("studio");
  await dialog.getByRole("button", { name: "Delete workspace" }).click();
  await expectBeside(name, /Type the name exactly as it is: Studio/);
  await name.fill("Studio");
  await dialog.getByRole("button", { name: "Delete workspace" }).click();
  await page.waitForURL("**/timer");
  await expect(row(page, "Planning")).toHaveCount(0);
  await open(page, "/settings");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(`${person.name}’s workspace`);
});
