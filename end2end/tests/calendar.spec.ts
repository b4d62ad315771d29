// The calendar: entries where they were on the clock, drawn, moved and resized by pointer and by keyboard.

import { expect, expectAccessible, test } from "../support/test";
import { expectNoSidewaysScroll } from "../support/accessible";
import { alive, open, sidebar } from "../support/pages";
import { addClient, addEntry, addProject, call } from "../support/people";
import { inviteAndJoin } from "../support/team";
import type { Locator, Page } from "@playwright/test";

const WEEK = "/calendar?view=week&date=2026-03-04";
const grid = (page: Page): Locator => page.getByRole("grid", { name: "Calendar" });
const day = (page: Page, name: string): Locator => grid(page).getByRole("gridcell", { name });
const piece = (page: Page, name: string | RegExp): Locator => grid(page).getByRole("link", { name });

/** A point of a day: so many hours down its column, and a little to the right of its left edge. */
async function point(page: Page, on: string, hours: number): Promise<{ x: number; y: number }> {
  const box = await day(page, on).boundingBox();
  if (box === null) throw new Error(`${on} is not drawn`);
  return { x: box.x + 20, y: box.y + hours * 60 };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x, from.y + 6);
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
}

/** Everything from eight to four in the afternoon is in sight. */
async function openWeek(page: Page, path = WEEK): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 1100 });
  await open(page, path);
  await expect(grid(page)).toBeVisible();
  await page.locator("#calendar-box").evaluate((box) => box.scrollTo(0, 450));
}

test("a week in its place on the clock", async ({ page, person }) => {
  const client = await addClient(page, "Acme");
  const project = await addProject(page, "Webshop", { client });
  await addEntry(page, "Checkout", { project, date: "2026-03-02", start: "9:00", duration: "1:30" });
  await addEntry(page, "Late", { date: "2026-03-03", start: "23:30", duration: "1:00" });
  await open(page, "/timer");
  await sidebar(page).getByRole("link", { name: "Calendar" }).click();
  await expect(page.getByRole("heading", { name: "Calendar", level: 1 })).toBeVisible();
  await openWeek(page);
  await expect(page.getByText("2 – 8 Mar 2026")).toBeVisible();
  await expect(piece(page, /^Checkout, Webshop, 9:00 – 10:30, 1:30 tracked|^Checkout, Webshop, 09:00 – 10:30, 1:30 tracked/)).toBeVisible();
  // What goes over midnight is on both days, and counts on the first.
  await expect(day(page, "Tuesday 3 March: 1:00 tracked").getByRole("link")).toHaveCount(1);
  await expect(day(page, "Wednesday 4 March: nothing tracked").getByRole("link")).toHaveCount(1);
  await expectAccessible(page);

  await page.getByRole("link", { name: "Next week" }).click();
  await expect(page).toHaveURL(/date=2026-03-11/);
  await expect(piece(page, /Checkout/)).toHaveCount(0);
  await page.goBack();
  await expect(piece(page, /Checkout/)).toBeVisible();
  await grid(page).getByRole("columnheader").getByRole("link", { name: "Mon 2" }).click();
  await expect(page).toHaveURL(/view=day&date=2026-03-02/);
  await expect(grid(page).getByRole("gridcell")).toHaveCount(1);
  await page.reload();
  await expect(piece(page, /Checkout/)).toBeVisible();
  await page.getByRole("link", { name: "Next day" }).click();
  await expect(piece(page, /Late/)).toBeVisible();
  await page.getByRole("link", { name: "Today" }).click();
  await expect(page).not.toHaveURL(/date=/);
});

test("drawing, moving and resizing with the pointer", async ({ page, person }) => {
  test.slow();
  await addProject(page, "Webshop");
  await openWeek(page);
  await drag(page, await point(page, "Monday 2 March", 9), await point(page, "Monday 2 March", 10.5));
  const dialog = page.getByRole("dialog", { name: "New time entry" });
  await expect(dialog.getByLabel("Start")).toHaveValue("09:00");
  await expect(dialog.getByLabel("End")).toHaveValue("10:30");
  await expect(dialog.getByLabel("Date")).toHaveValue("2026-03-02");
  await dialog.getByLabel("Description").fill("Checkout");
  await dialog.getByLabel("Project").selectOption({ label: "Webshop" });
  await dialog.getByRole("button", { name: "Add Time Entry" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL(/\/calendar\?/);
  await expect(day(page, "Monday 2 March: 1:30 tracked")).toBeVisible();

  // Two hours later, two days on; then undone.
  const from = await point(page, "Monday 2 March", 9.5);
  await drag(page, from, { ...(await point(page, "Wednesday 4 March", 11.5)) });
  await expect(day(page, "Wednesday 4 March: 1:30 tracked").getByRole("link", { name: /11:00 – 12:30/ })).toBeVisible();
  await expect(day(page, "Monday 2 March: nothing tracked")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(day(page, "Monday 2 March: 1:30 tracked").getByRole("link", { name: /09:00 – 10:30|9:00 – 10:30/ })).toBeVisible();

  // The lower edge, down by half an hour.
  const edge = await point(page, "Monday 2 March", 10.5);
  await drag(page, { x: edge.x, y: edge.y - 4 }, await point(page, "Monday 2 March", 11));
  await expect(day(page, "Monday 2 March: 2:00 tracked")).toBeVisible();
  await page.reload();
  await expect(day(page, "Monday 2 March: 2:00 tracked").getByRole("link", { name: /11:00, 2:00 tracked/ })).toBeVisible();

  // Escape leaves it where it was.
  await alive(page);
  await page.locator("#calendar-box").evaluate((box) => box.scrollTo(0, 450));
  await piece(page, /Checkout/).focus();
  const start = await point(page, "Monday 2 March", 9.5);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x, start.y + 100, { steps: 4 });
  await expect(piece(page, /12:45/)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect(piece(page, /11:00, 2:00 tracked/)).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("by keyboard alone", async ({ page, person }) => {
  test.slow();
  await addEntry(page, "Checkout", { date: "2026-03-04", start: "9:00", duration: "1:00" });
  await addEntry(page, "Review", { date: "2026-03-04", start: "13:00", duration: "1:00" });
  await openWeek(page);
  await piece(page, /Checkout/).focus();
  await page.keyboard.press("ArrowDown");
  await expect(piece(page, /Review/)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(piece(page, /Checkout/)).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(piece(page, /^Checkout, 0?9:15 – 10:15/)).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "Checkout: Wednesday 4 March" })).toHaveText(/9:15 – 10:15/);
  await page.keyboard.press("Shift+Alt+ArrowDown");
  await expect(piece(page, /^Checkout, 0?9:15 – 10:30, 1:15 tracked/)).toBeFocused();
  await page.keyboard.press("Alt+ArrowRight");
  await expect(day(page, "Thursday 5 March: 1:15 tracked").getByRole("link", { name: /Checkout/ })).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(piece(page, /Review/)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const edit = page.getByRole("dialog", { name: "Edit time entry" });
  await expect(edit.getByLabel("Description")).toHaveValue("Checkout");
  await page.keyboard.press("Escape");
  await expect(edit).toHaveCount(0);

  // An empty day, and the way to a new entry on it.
  await piece(page, /Checkout/).focus();
  await page.keyboard.press("ArrowRight");
  await expect(day(page, "Friday 6 March")).toBeFocused();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "New time entry" });
  await expect(dialog.getByLabel("Start")).toHaveValue("09:00");
  await expect(dialog.getByLabel("Date")).toHaveValue("2026-03-06");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await piece(page, /Review/).focus();
  await page.keyboard.press("n");
  await expect(dialog.getByLabel("Start")).toHaveValue("14:00");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  await piece(page, /Review/).focus();
  await page.keyboard.press("Delete");
  await expect(piece(page, /Review/)).toHaveCount(0);
  await page.getByText("Time entry deleted").locator("..").getByRole("button", { name: "Undo" }).click();
  await expect(piece(page, /Review/)).toBeVisible();
});

test("what shares time stands side by side", async ({ page, person }) => {
  await addEntry(page, "One", { date: "2026-03-04", start: "9:00", duration: "2:00" });
  await addEntry(page, "Two", { date: "2026-03-04", start: "10:00", duration: "2:00" });
  await addEntry(page, "Three", { date: "2026-03-04", start: "12:00", duration: "1:00" });
  await openWeek(page);
  const [one, two, three] = await Promise.all([/^One/, /^Two/, /^Three/].map((name) => piece(page, name).boundingBox()));
  expect(one!.x + one!.width).toBeLessThanOrEqual(two!.x + 1);
  expect(three!.width).toBeGreaterThan(one!.width * 1.8);
  expect(Math.abs(two!.y - one!.y - 60)).toBeLessThan(2);
});

test("what is on an invoice stays where it is", async ({ page, person }) => {
  const client = await addClient(page, "Acme");
  const project = await addProject(page, "Webshop", { client, rate: "90" });
  await addEntry(page, "Billed", { project, date: "2026-03-04", start: "9:00", duration: "1:00" });
  await call(page, "create_invoice", {
    "invoice[selection][client_id]": client,
    "invoice[selection][from]": "2026-03-01",
    "invoice[selection][to]": "2026-03-31",
  });
  await openWeek(page);
  const billed = piece(page, /Billed.*on an invoice/);
  await expect(billed).toBeVisible();
  // The lock stands in the line of the words.
  const [lock, words] = await Promise.all([billed.locator("svg").boundingBox(), billed.locator("b").boundingBox()]);
  expect(lock!.y).toBeGreaterThanOrEqual(words!.y - 1);
  expect(lock!.y + lock!.height).toBeLessThanOrEqual(words!.y + words!.height + 1);
  await drag(page, await point(page, "Wednesday 4 March", 9.5), await point(page, "Wednesday 4 March", 12));
  await expect(page.getByRole("alert")).toContainText("This time is on an invoice");
  await expect(piece(page, /Billed, Webshop, 0?9:00/)).toBeVisible();
  await piece(page, /Billed/).click();
  await expect(page.getByRole("dialog", { name: "Billed" })).toContainText("This time is on an invoice");
});

test("a refused move goes back", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await addEntry(page, "Checkout", { date: "2026-03-04", start: "9:00", duration: "1:00" });
  await openWeek(page);
  await page.route("**/fn/move_calendar_entry*", (route) =>
    route.fulfill({ status: 404, contentType: "application/json", body: JSON.stringify("not_found") }),
  );
  await drag(page, await point(page, "Wednesday 4 March", 9.5), await point(page, "Wednesday 4 March", 12));
  await expect(page.getByRole("alert")).toContainText("no longer here");
  await expect(piece(page, /^Checkout, 0?9:00/)).toBeVisible();
});

test("others' time for its readers", async ({ page, person, anotherBrowser }) => {
  const ben = await inviteAndJoin(page, anotherBrowser, "Member", "Ben Okafor");
  await addEntry(page, "Planning", { date: "2026-03-04", start: "9:00", duration: "1:00" });
  await addEntry(ben.page, "On site", { date: "2026-03-04", start: "11:00", duration: "2:00" });
  await openWeek(page);
  await expect(piece(page, /On site/)).toHaveCount(0);
  await page.getByLabel("Person").selectOption({ label: "Ben Okafor" });
  await expect(page).toHaveURL(/person=/);
  await piece(page, /On site/).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(piece(page, /On site, 11:15 – 13:15/)).toBeFocused();
  await page.getByLabel("Person").selectOption({ label: "Everybody" });
  await expect(piece(page, /Planning/)).toBeVisible();
  await expect(piece(page, /On site, Ben Okafor/)).toBeVisible();
  await open(ben.page, WEEK);
  await expect(piece(ben.page, /On site/)).toBeVisible();
  await expect(ben.page.getByLabel("Person")).toHaveCount(0);
});

test("the timer grows on today", async ({ page, person }) => {
  await call(page, "start_timer", { "timer[description]": "Running now" });
  await open(page, "/calendar?view=day");
  await expect(piece(page, /Timer: Running now, 0:00, running/)).toBeVisible();
  await page.getByRole("form", { name: "Timer" }).getByRole("button", { name: "Pause", exact: true }).click();
  await expect(piece(page, /Timer: Running now, 0:00, paused/)).toBeVisible();
});

test("on a phone it is one day", async ({ page, person }, testInfo) => {
  const project = await addProject(page, "Donaudampfschifffahrtsgesellschaftskapitänsmützenkatalog");
  await addEntry(page, "Checkout", { project, date: "2026-03-04", start: "8:00", duration: "2:00" });
  await addEntry(page, "", { project, date: "2026-03-04", start: "8:30", duration: "0:05" });
  await addEntry(page, "Elsewhere", { date: "2026-03-03", start: "9:00", duration: "2:00" });
  for (const width of [390, 320]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await open(page, "/calendar?date=2026-03-04");
      await expect(piece(page, /Checkout/)).toBeVisible();
      await expect(piece(page, /Elsewhere/)).toBeHidden();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      const body = await page.screenshot({ fullPage: true });
      await testInfo.attach(`calendar-${width}-${colorScheme}.png`, { body, contentType: "image/png" });
    }
  }
  await page.getByRole("link", { name: "Previous day" }).click();
  await expect(page).toHaveURL(/view=day&date=2026-03-03/);
  await expect(piece(page, /Elsewhere/)).toBeVisible();
});

test.describe("by finger", () => {
  test.use({ hasTouch: true });

  test("one that rests draws, moves and resizes; any other scrolls", async ({ page, person }) => {
    test.slow();
    await openWeek(page);
    const finger = await page.context().newCDPSession(page);
    const box = page.locator("#calendar-box");
    type Point = { x: number; y: number };
    const put = (type: "touchStart" | "touchMove", { x, y }: Point) =>
      finger.send("Input.dispatchTouchEvent", { type, touchPoints: [{ x: Math.round(x), y: Math.round(y) }] });
    const lift = () => finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    /** The points on the way, the last one `to`. */
    const way = (from: Point, to: Point): Point[] =>
      [0.2, 0.4, 0.6, 0.8, 1].map((part) => ({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }));
    const holdAndDrag = async (from: Point, to: Point) => {
      await put("touchStart", from);
      // It rests until something is held.
      await expect(box).toHaveClass(/editing/);
      for (const point of way(from, to)) await put("touchMove", point);
      await lift();
      await expect(box).not.toHaveClass(/editing/);
    };

    await holdAndDrag(await point(page, "Monday 2 March", 9.05), await point(page, "Monday 2 March", 10.5));
    const dialog = page.getByRole("dialog", { name: "New time entry" });
    await expect(dialog.getByLabel("Start")).toHaveValue("09:00");
    await expect(dialog.getByLabel("End")).toHaveValue("10:30");
    await dialog.getByLabel("Description").fill("Checkout");
    await dialog.getByRole("button", { name: "Add Time Entry" }).click();
    await expect(day(page, "Monday 2 March: 1:30 tracked")).toBeVisible();

    await holdAndDrag(await point(page, "Monday 2 March", 9.5), await point(page, "Wednesday 4 March", 11.5));
    await expect(day(page, "Wednesday 4 March: 1:30 tracked").getByRole("link", { name: /11:00 – 12:30/ })).toBeVisible();
    const edge = await point(page, "Wednesday 4 March", 12.5);
    await holdAndDrag({ x: edge.x, y: edge.y - 4 }, await point(page, "Wednesday 4 March", 13));
    await expect(day(page, "Wednesday 4 March: 2:00 tracked")).toBeVisible();
    await expect(page.getByRole("dialog")).toHaveCount(0);

    // What goes on at once scrolls, and leaves the entry under it where it is.
    const top = () => box.evaluate((scrolled) => scrolled.scrollTop);
    const before = await top();
    const start = await point(page, "Wednesday 4 March", 12);
    const moves = way(start, { x: start.x, y: start.y - 120 });
    await Promise.all([put("touchStart", start), ...moves.map((to) => put("touchMove", to))]);
    await expect.poll(top).toBeGreaterThan(before);
    await lift();
    await expect(day(page, "Wednesday 4 March: 2:00 tracked")).toBeVisible();
    await expect(page.getByRole("dialog")).toHaveCount(0);

    // A tap opens it.
    await piece(page, /Checkout/).tap();
    const edit = page.getByRole("dialog", { name: "Edit time entry" });
    await expect(edit.getByLabel("Description")).toHaveValue("Checkout");
    await page.keyboard.press("Escape");
    await expect(edit).toHaveCount(0);
  });
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("it is read, and its forms work", async ({ page, person }) => {
    await addEntry(page, "Checkout", { date: "2026-03-04", start: "9:00", duration: "1:00" });
    await page.goto(WEEK);
    await page.getByRole("link", { name: "Add Time Entry" }).click();
    const dialog = page.getByRole("dialog", { name: "New time entry" });
    await dialog.getByLabel("Description").fill("By hand");
    await dialog.getByLabel("Duration").fill("1:00");
    await dialog.getByRole("button", { name: "Add Time Entry" }).click();
    await expect(page).toHaveURL(/\/calendar\?view=week&date=2026-03-04$/);
    await expect(piece(page, /By hand/)).toHaveCount(1);
    await page.goto((await piece(page, /Checkout/).getAttribute("href"))!);
    const edit = page.getByRole("dialog", { name: "Edit time entry" });
    await edit.getByLabel("Description").fill("Paid");
    await edit.getByRole("button", { name: "Save changes" }).click();
    await expect(piece(page, /Paid/)).toHaveCount(1);
  });
});
