// Taking time along: CSV to calculate with, and a report to send. Downloads are opened and compared with the list.

import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { expect, test } from "../support/test";
import { open, row } from "../support/pages";
import { addClient, addEntry, addProject, addTag, call } from "../support/people";
import { inviteAndJoin } from "../support/team";
import { parseCsv, seconds } from "../support/csv";
import type { Download, Locator, Page } from "@playwright/test";

const COLUMNS =
  "Date,Start,End,Duration,Duration (decimal),Client,Project,Description,Tags,User,Email,Billable,Rate,Amount,Currency,Invoice";

async function downloaded(page: Page, control: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [file]: [Download, void] = await Promise.all([page.waitForEvent("download"), control.click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

const button = (page: Page, kind: "CSV" | "PDF"): Locator => page.getByRole("button", { name: `Export ${kind}`, exact: true });

async function csv(page: Page): Promise<Record<string, string>[]> {
  const { name, bytes } = await downloaded(page, button(page, "CSV"));
  expect(name).toMatch(/\.csv$/);
  const text = bytes.toString("utf8");
  // No mark before the header, and CRLF at every end.
  expect(text.startsWith(`${COLUMNS}\r\n`)).toBe(true);
  expect(text.endsWith("\r\n")).toBe(true);
  return parseCsv(text);
}

/** The words of a PDF, each parted from the next by one space. */
function words(bytes: Buffer): string {
  expect(bytes.subarray(0, 5).toString("latin1")).toBe("%PDF-");
  const text = execFileSync("pdftotext", ["-layout", "-", "-"], { input: bytes, encoding: "utf8" });
  return text.replace(/\s+/g, " ");
}

async function pdf(page: Page): Promise<{ name: string; text: string; bytes: Buffer }> {
  const { name, bytes } = await downloaded(page, button(page, "PDF"));
  expect(name).toMatch(/\.pdf$/);
  return { name, text: words(bytes), bytes };
}

/** A spring of work: two projects, two currencies, three tags. */
async function spring(page: Page): Promise<void> {
  const acme = await addClient(page, "Åkesson & Söhne", "EUR");
  const lumen = await addClient(page, "Lumen", "USD");
  const shop = await addProject(page, "Webshop", { client: acme, rate: "90" });
  const photos = await addProject(page, "Φωτογραφίες", { client: lumen, rate: "80" });
  const [design, dev, meetings] = [await addTag(page, "design"), await addTag(page, "dev"), await addTag(page, "-later")];
  await addEntry(page, "Wireframes", { project: shop, date: "2026-03-02", start: "9:00", duration: "2:30", tags: [design, dev] });
  await addEntry(page, "=SUM(A1:A9)", { project: shop, date: "2026-03-02", start: "13:00", duration: "45m", tags: [dev] });
  await addEntry(page, "Съёмка, день первый", { project: photos, date: "2026-03-31", start: "23:30", duration: "1:00", tags: [meetings] });
  await addEntry(page, "Bookkeeping", { date: "2026-04-01", start: "8:00", duration: "15m" });
}

test("dates and tags are chosen, and both files hold what was chosen", async ({ page, person }) => {
  await spring(page);
  await open(page, "/settings/data");
  await expect(page.getByText("4 entries match")).toBeVisible();

  await test.step("everything, as the list shows it", async () => {
    const rows = await csv(page);
    expect(rows.map((entry) => entry["Description"])).toEqual(["Wireframes", "'=SUM(A1:A9)", "Съёмка, день первый", "Bookkeeping"]);
    expect(rows[0]).toEqual({
      Date: "2026-03-02",
      Start: "09:00:00",
      End: "11:30:00",
      Duration: "2:30:00",
      "Duration (decimal)": "2.50",
      Client: "Åkesson & Söhne",
      Project: "Webshop",
      Description: "Wireframes",
      Tags: "design, dev",
      User: person.name,
      Email: person.email,
      Billable: "Yes",
      Rate: "90.00",
      Amount: "225.00",
      Currency: "EUR",
      Invoice: "",
    });
    expect(rows[2]).toMatchObject({ Date: "2026-03-31", Start: "23:30:00", End: "00:30:00", Tags: "'-later", Currency: "USD", Amount: "80.00" });
    const total = rows.reduce((sum, entry) => sum + seconds(entry["Duration"]!), 0);
    expect(total).toBe(4.5 * 3600);
    const listed = await call<{ totals: { count: number; seconds: number } | null }>(page, "list_time_entries", { "query[from]": "2020-01-01" });
    expect(listed.totals).toMatchObject({ count: rows.length, seconds: total });
  });

  await test.step("both dates are included", async () => {
    await page.getByLabel("From").fill("2026-03-02");
    await page.getByLabel("To").fill("2026-03-31");
    await expect(page.getByText("3 entries match")).toBeVisible();
    expect((await csv(page)).map((entry) => entry["Date"])).toEqual(["2026-03-02", "2026-03-02", "2026-03-31"]);
    const report = await pdf(page);
    expect(report.name).toMatch(/2026-03-02 to 2026-03-31\.pdf$/);
    for (const part of ["Wireframes", "=SUM(A1:A9)", "Съёмка, день первый", "Webshop", "Φωτογραφίες", "Åkesson & Söhne"]) {
      expect(report.text).toContain(part);
    }
    for (const part of ["Time report", "2 – 31 Mar 2026", "Hours by day", "By project", "By day", "4:15:00", "€292.50", "$80.00"]) {
      expect(report.text).toContain(part);
    }
    for (const part of ["Monday, 2 March 2026 3:15:00", "#design #dev", "1 of ", `${person.name}’s workspace`]) {
      expect(report.text).toContain(part);
    }
    expect(report.text).not.toContain("Bookkeeping");
    const fonts = execFileSync("pdffonts", ["-"], { input: report.bytes, encoding: "utf8" }).trim().split("\n").slice(2);
    expect(fonts).toHaveLength(2);
    for (const font of fonts) expect(font).toMatch(/Inter.*yes yes yes/);
  });

  await test.step("several tags match any of them", async () => {
    await page.getByText("All tags", { exact: true }).click();
    await page.getByRole("main").getByLabel("#design").check();
    await page.getByRole("main").getByLabel("#-later").check();
    await expect(page.getByText("2 entries match")).toBeVisible();
    await page.keyboard.press("Escape");
    expect((await csv(page)).map((entry) => entry["Description"])).toEqual(["Wireframes", "Съёмка, день первый"]);
    const report = await pdf(page);
    expect(report.text).toMatch(/Tags: #design or #-later|Tags: #-later or #design/);
    expect(report.text).not.toContain("SUM");
  });
});

test("quick ranges fill in the days, and stand in the address", async ({ page, person }) => {
  await addEntry(page, "Long ago", { date: "2020-05-05" });
  await addEntry(page, "Today’s work");
  await open(page, "/settings/data");
  await expect(page.getByText("2 entries match")).toBeVisible();
  const ranges = page.getByRole("navigation", { name: "Quick ranges" });
  await ranges.getByRole("link", { name: "This year" }).click();
  await expect(page.getByText("1 entry matches")).toBeVisible();
  await expect(page.getByLabel("From")).toHaveValue(/-01-01$/);
  await expect(page.getByLabel("To")).toHaveValue(/-12-31$/);
  await expect(ranges.getByRole("link", { name: "This year" })).toHaveAttribute("aria-current", "true");
  await page.reload();
  await expect(page.getByText("1 entry matches")).toBeVisible();
  expect((await csv(page)).map((entry) => entry["User"])).toEqual([person.name]);
  await ranges.getByRole("link", { name: "All time" }).click();
  await expect(page.getByText("2 entries match")).toBeVisible();
  await expect(page.getByLabel("From")).toHaveValue("");
});

test("a file for Excel is marked as UTF-8", async ({ page, person }) => {
  await addEntry(page, "Größe");
  await open(page, "/settings/data");
  await page.getByLabel("CSV for Excel").check();
  const { bytes } = await downloaded(page, button(page, "CSV"));
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [only] = parseCsv(bytes.toString("utf8"));
  expect(only).toMatchObject({ Description: "Größe", User: person.name });
});

test("what the list holds back, its exports and the card hold back, too", async ({ page, person }) => {
  await spring(page);
  const projects = await call<{ id: string; name: string }[]>(page, "list_projects");
  const shop = projects.find((project) => project.name === "Webshop")!.id;
  const query = `period=custom&from=2026-03-01&to=2026-04-30&project=${shop}&q=wire`;
  await open(page, `/timer?${query}`);
  await expect(row(page, "Wireframes").first()).toBeVisible();
  const list = await downloaded(page, page.getByRole("link", { name: "Export CSV" }));
  expect(parseCsv(list.bytes.toString("utf8")).map((entry) => [entry["Description"], entry["User"]])).toEqual([["Wireframes", person.name]]);
  const report = await downloaded(page, page.getByRole("link", { name: "Export PDF" }));
  expect(words(report.bytes)).toMatch(/Project: Webshop.*Description: with “wire”/);

  await open(page, `/settings/data?${query}`);
  await expect(page.getByText("1 entry matches")).toBeVisible();
  await expect(page.getByText("Only entries on Webshop, with “wire”.")).toBeVisible();
  expect((await csv(page)).map((entry) => entry["Description"])).toEqual(["Wireframes"]);
  await page.getByRole("link", { name: "Remove these filters" }).click();
  await expect(page.getByText("4 entries match")).toBeVisible();
});

test("a Member takes their own time along, and nobody else’s", async ({ page, person, anotherBrowser }) => {
  await addEntry(page, "The owner’s work", { date: "2026-03-02" });
  const member = await inviteAndJoin(page, anotherBrowser, "Member", "Noor el-Sayed");
  await addEntry(member.page, "Noor’s work", { date: "2026-03-03" });
  await open(member.page, "/settings/data");
  await expect(member.page.getByText("1 entry matches")).toBeVisible();
  await expect(member.page.getByLabel("Whose time")).toHaveCount(0);
  expect((await csv(member.page)).map((entry) => entry["User"])).toEqual(["Noor el-Sayed"]);
  const own = await pdf(member.page);
  expect(own.text).toContain("Noor’s work");
  expect(own.text).not.toContain("owner’s work");
  await member.page.context().close();

  await open(page, "/settings/data");
  await expect(page.getByText("2 entries match")).toBeVisible();
  expect((await csv(page)).map((entry) => entry["User"])).toEqual([person.name, "Noor el-Sayed"]);
  await page.getByLabel("Whose time").selectOption({ label: "My own" });
  await expect(page.getByText("1 entry matches")).toBeVisible();
  expect((await csv(page)).map((entry) => entry["User"])).toEqual([person.name]);
});

test("a report of nothing says so", async ({ page, person }) => {
  await open(page, "/settings/data?from=2020-01-01&to=2020-01-31&person=all");
  await expect(page.getByText("0 entries match")).toBeVisible();
  expect(await csv(page)).toEqual([]);
  const report = await pdf(page);
  expect(report.text).toContain("No time entries match.");
  expect(report.text).toContain(`${person.name}’s workspace`);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("dates, tags and quick ranges are forms and links", async ({ page, person }) => {
    await spring(page);
    await page.goto("/settings/data");
    await expect(page.getByText("4 entries match")).toBeVisible();
    await page.getByLabel("From").fill("2026-03-02");
    await page.getByLabel("To").fill("2026-03-02");
    await page.getByText("All tags", { exact: true }).click();
    await page.getByRole("main").getByLabel("#dev").check();
    await page.getByText("All tags", { exact: true }).click();
    expect((await csv(page)).map((entry) => entry["Tags"])).toEqual(["design, dev", "dev"]);
    const report = await pdf(page);
    expect(report.text).toContain("Tags: #dev");
    expect(report.text).toContain(person.name);
    await page.getByRole("link", { name: "Last year" }).click();
    await expect(page.getByLabel("From")).toHaveValue(/-01-01$/);
    await page.getByRole("link", { name: "All time" }).click();
    await expect(page.getByText("4 entries match")).toBeVisible();
  });
});
