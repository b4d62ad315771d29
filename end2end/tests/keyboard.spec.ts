// A day without a mouse. Many keys are pressed, so these take longer than others.

import { expect, test } from "../support/test";
import { open, row } from "../support/pages";
import { addProject } from "../support/people";
import type { Locator, Page } from "@playwright/test";

test.beforeEach(() => test.slow());

/** Presses Tab until the focus is there; nobody wants to press it more often than this. */
async function tabTo(page: Page, target: Locator, most = 60, key = "Tab"): Promise<void> {
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press(key);
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expectFocusSeen(target);
      return;
    }
  }
  throw new Error(`${most} times ${key} did not reach ${target}`);
}

/** The focused element, or the box around it, is marked in a way that can be seen. */
async function expectFocusSeen(target: Locator): Promise<void> {
  const marked = await target.evaluate((element) => {
    const isMarked = (of: Element | null): boolean => {
      if (of === null) return false;
      const style = getComputedStyle(of);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
    };
    return isMarked(element) || isMarked(element.parentElement) || isMarked(element.nextElementSibling);
  });
  expect(marked, `the focus on ${target} can be seen`).toBe(true);
}

test("a timer is started and saved", async ({ page, person }) => {
  await addProject(page, "Webshop");
  await open(page, "/timer");
  const timer = page.getByRole("form", { name: "Timer" });
  const what = page.getByLabel("What are you working on?");

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await tabTo(page, what);
  await page.keyboard.type("By hand");
  await tabTo(page, timer.getByLabel("Project"));
  await page.keyboard.type("Web");
  await expect(timer.getByLabel("Project").getByRole("option", { selected: true })).toHaveText("Webshop");
  await tabTo(page, timer.getByRole("button", { name: "Start", exact: true }));
  await page.keyboard.press("Enter");
  await expect(timer.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  await expect(timer.getByRole("timer")).toHaveText(/0:00:0[1-9]/);
  const save = timer.getByRole("button", { name: "Save", exact: true });
  await tabTo(page, save);
  await page.keyboard.press("Enter");
  await expect(row(page, "By hand")).toContainText("Webshop");
});

test("Enter in the description starts the timer", async ({ page, person }) => {
  await open(page, "/timer");
  const timer = page.getByRole("form", { name: "Timer" });
  await tabTo(page, page.getByLabel("What are you working on?"));
  await page.keyboard.type("Quick");
  await page.keyboard.press("Enter");
  await expect(timer.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  await expect(page.getByLabel("What are you working on?")).toHaveValue("Quick");
});

test("an entry is added, and the focus comes back to the opener", async ({ page, person }) => {
  await open(page, "/timer");
  const opener = page.getByRole("main").getByRole("button", { name: "Add Time Entry" });
  const dialog = page.getByRole("dialog", { name: "New time entry" });
  const description = dialog.getByLabel("Description", { exact: true });

  await test.step("Escape leaves the dialog", async () => {
    await tabTo(page, opener);
    await page.keyboard.press("Enter");
    await expect(description).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
    await expectFocusSeen(opener);
  });

  await test.step("Tab stays inside it", async () => {
    await page.keyboard.press("Enter");
    await expect(description).toBeFocused();
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press("Tab");
      const inside = await page.evaluate(() => {
        const active = document.activeElement;
        return active === document.body || active?.closest("dialog") !== null;
      });
      expect(inside).toBe(true);
    }
    await page.keyboard.press("Escape");
    await expect(opener).toBeFocused();
  });

  await test.step("Enter in a field adds the entry", async () => {
    await page.keyboard.press("Enter");
    await expect(description).toBeFocused();
    await page.keyboard.type("Written down");
    await tabTo(page, dialog.getByLabel("Duration", { exact: true }));
    await page.keyboard.type("1:30");
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await expect(row(page, "Written down").getByRole("status")).toHaveText("1:30:00");
    await expect(opener).toBeFocused();
  });
});

for (const [path, thing] of [["/clients", "Client"], ["/projects", "Project"], ["/tags", "Tag"]] as const) {
  test(`a ${thing.toLowerCase()} is added, and the focus comes back to the opener`, async ({ page, person }) => {
    await open(page, path);
    const opener = page.getByRole("main").getByRole("button", { name: `Add ${thing}`, exact: true });
    await tabTo(page, opener);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog").getByLabel("Name", { exact: true })).toBeFocused();
    await page.keyboard.type("Written");
    const lookedUpAgain = page.waitForResponse((answer) => answer.url().endsWith("/fn/load_frame"));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByRole("main").getByText("Written").first()).toBeVisible();
    // The list and the frame around it are shown anew; the focus outlives that.
    await lookedUpAgain;
    await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
    await expect(opener).toBeFocused();
  });
}

test("menus open, walk and close by keys", async ({ page, person }) => {
  await addProject(page, "Webshop");
  await open(page, "/projects");
  const opener = page.getByLabel("More actions for Webshop", { exact: true }).first();
  await tabTo(page, opener);
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("link", { name: "Edit" })).toBeFocused();
  await expectFocusSeen(page.getByRole("link", { name: "Edit" }));
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("button", { name: "Archive" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Archive" })).toBeHidden();
  await expect(opener).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toHaveAccessibleName("Edit project");
});
