// In and out: importing another app's file, exporting one's own.

import { truncateSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "../support/test";
import { alive, open, row } from "../support/pages";
import { addClient, addEntry, addProject, addTag, call } from "../support/people";
import { parseCsv, seconds } from "../support/csv";
import type { Download, Locator, Page } from "@playwright/test";

const fixture = (name: string): string => resolve(__dirname, "../fixtures", name);
const REPORT = { file: fixture("toggl_detailed.csv"), entries: 47, seconds: 280_536, clock: "77:55:36", projects: 7, clients: 3, tags: 4 };

/** Choosing a file is enough once the page is alive. */
async function choose(page: Page, file: Parameters<Locator["setInputFiles"]>[0]): Promise<void> {
  // A large file takes a moment to get into the browser.
  await page.getByLabel("File").setInputFiles(file, { timeout: 25_000 });
}

/** A row of what was found: new, already here, skipped. */
async function expectCounts(page: Page, kind: string, ...counts: [number, number, number]): Promise<void> {
  const found = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: kind }) });
  await expect(found.getByRole("cell")).toHaveText(counts.map(String));
}

async function text(download: Download): Promise<string> {
  return (await readFile(await download.path())).toString("utf8");
}

test("a report is looked at, imported once, and a second time changes nothing", async ({ page, person }) => {
  await open(page, "/settings/data");

  await test.step("what was understood is shown first", async () => {
    await choose(page, REPORT.file);
    await page.waitForURL(/import=/);
    await expect(page.getByRole("main")).toContainText("toggl_detailed.csv");
    await expectCounts(page, "Time entries", REPORT.entries, 0, 0);
    await expectCounts(page, "Projects", REPORT.projects, 0, 0);
    await expectCounts(page, "Clients", REPORT.clients, 0, 0);
    await expectCounts(page, "Tags", REPORT.tags, 0, 0);
    await expect(page.getByRole("main")).toContainText(REPORT.clock);
    expect(await call<unknown[]>(page, "list_clients")).toEqual([]);
  });

  await test.step("cancelled, nothing is there", async () => {
    await page.getByRole("link", { name: "Cancel" }).click();
    await expect(page.getByRole("button", { name: /^Import/ })).toHaveCount(0);
    await open(page, "/settings/data");
  });

  await test.step("one confirmation imports it", async () => {
    await choose(page, REPORT.file);
    await page.getByRole("button", { name: `Import ${REPORT.entries} entries into ${person.name}’s workspace` }).click();
    await expect(page.getByText(`${REPORT.entries} entries imported`)).toBeVisible();
    await page.getByRole("link", { name: "Show time entries" }).click();
    await page.waitForURL("**/timer?period=all-time");
    await expect(row(page, "Plan the week 🗓").first()).toBeVisible();
    await expect(row(page, "Deploy <b>staging</b>").first()).toBeVisible();
    await open(page, "/timer?from=2026-02-01");
    await expect(page.getByRole("main")).toContainText(`${REPORT.entries} entries`);
    await expect(page.getByRole("main")).toContainText("77:55 tracked");
  });

  await test.step("a second import has nothing to do", async () => {
    await open(page, "/settings/data");
    await choose(page, REPORT.file);
    await page.waitForURL(/import=/);
    await expectCounts(page, "Time entries", 0, REPORT.entries, 0);
    await expectCounts(page, "Projects", 0, REPORT.projects, 0);
    await expect(page.getByText("Everything in this file is here already")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Import/ })).toHaveCount(0);
  });

  await test.step("what comes out is what went in", async () => {
    await open(page, "/settings/data");
    await expect(page.getByText(`${REPORT.entries} entries match`)).toBeVisible();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export CSV" }).click(),
    ]);
    const rows = parseCsv(await text(download));
    expect(rows).toHaveLength(REPORT.entries);
    expect(rows.reduce((sum, entry) => sum + seconds(entry["Duration"]!), 0)).toBe(REPORT.seconds);
    const before = parseCsv((await readFile(REPORT.file)).toString("utf8"));
    const key = (project: string, date: string, start: string, duration: string) => [project, date, start, seconds(duration)].join(" ");
    expect(rows.map((entry) => key(entry["Project"]!, entry["Date"]!, entry["Start"]!, entry["Duration"]!)).sort()).toEqual(
      before.map((entry) => key(entry["Project"]!, entry["Start date"]!, entry["Start time"]!, entry["Duration"]!)).sort(),
    );
    const amounts = (list: Record<string, string>[], column: string) =>
      list.reduce((sum, entry) => sum + Math.round(100 * Number(entry[column])), 0);
    expect(amounts(rows, "Amount")).toBe(amounts(before, "Amount (USD)"));
  });
});

test("rows that cannot be read are named with their line, the others come in", async ({ page, person }) => {
  await open(page, "/settings/data");
  await choose(page, fixture("toggl_some_bad.csv"));
  await page.waitForURL(/import=/);
  await expectCounts(page, "Time entries", 2, 0, 3);
  const problems = page.getByRole("list", { name: "Rows that are left out" });
  await expect(problems.getByRole("listitem")).toHaveText([/^Line 3.*2026-02-30/, /^Line 4.*ends early/, /^Line 6.*start time/]);
  await page.getByRole("button", { name: /^Import 2 entries/ }).click();
  await expect(page.getByText("2 entries imported")).toBeVisible();
  await open(page, "/timer");
  await expect(row(page, "First call")).toBeVisible();
  await expect(row(page, "Second call")).toBeVisible();
  await expect(row(page, "Cut off")).toHaveCount(0);
});

test("a file whose dates fit both orders is asked about", async ({ page, person }) => {
  const header = "Project,Client,Description,Billable,Start Date,Start Time,End Date,End Time,Duration (h)";
  const line = "Webshop,Brightside,Wireframes,Yes,03/04/2026,10:00:00 AM,03/04/2026,11:00:00 AM,01:00:00";
  await open(page, "/settings/data");
  await choose(page, { name: "clockify.csv", mimeType: "text/csv", buffer: Buffer.from(`${header}\n${line}\n`) });
  await page.waitForURL(/import=/);
  await expect(page.getByLabel("Dates in this file")).toHaveAccessibleDescription(/03\/04\/2026 can be read in two ways/);
  await expect(page.getByRole("button", { name: /^Import \d/ })).toHaveCount(0);
  await page.getByLabel("Dates in this file").selectOption("Month first: 12/31/2026");
  await page.getByRole("button", { name: "Show what was understood" }).click();
  await page.waitForURL(/date_order=month_first/);
  await expect(page.getByRole("main")).toContainText("Clockify, detailed report");
  await expect(page.getByRole("main")).toContainText("month/day/year");
  await page.getByRole("button", { name: /^Import 1 entry/ }).click();
  await expect(page.getByText("1 entry imported")).toBeVisible();
  await open(page, "/timer?from=2026-03-04&to=2026-03-04");
  await expect(row(page, "Wireframes")).toContainText("Webshop");
});

test("any CSV file is imported by what its columns mean", async ({ page, person }) => {
  const file = "Wann;Wie lange;Wofür;Was\n20.10.2026;1,5;Webshop;Wireframes\n19.10.2026;0:30;Webshop;Call\n18.10.2026;soon;Webshop;Later\n";
  await open(page, "/settings/data");
  await choose(page, { name: "stunden.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await page.waitForURL(/import=/);

  await test.step("each column is shown with its first values, and asked about", async () => {
    await expect(page.getByRole("heading", { name: "What the columns of stunden.csv mean" })).toBeVisible();
    await expect(page.getByLabel("2. Wie lange")).toHaveAccessibleDescription(/1,5 · 0:30 · soon/);
    await page.getByLabel("1. Wann").selectOption("Date");
    await page.getByRole("button", { name: "Show what was understood" }).click();
    await page.waitForURL(/column=date/);
    await expect(page.getByText(/Choose the column with the duration/)).toBeVisible();
    await expect(page.getByLabel("1. Wann")).toHaveValue("date");
  });

  await test.step("what was chosen is shown, survives a reload, and is imported", async () => {
    await page.getByLabel("2. Wie lange").selectOption("Duration");
    await page.getByLabel("3. Wofür").selectOption("Project");
    await page.getByLabel("4. Was").selectOption("Description");
    await page.getByRole("button", { name: "Show what was understood" }).click();
    await page.waitForURL(/column=duration/);
    await page.reload();
    await expectCounts(page, "Time entries", 2, 0, 1);
    await expect(page.getByRole("main")).toContainText("day/month/year");
    await expect(page.getByRole("main")).toContainText("semicolon");
    await page.getByRole("button", { name: /^Import 2 entries/ }).click();
    await expect(page.getByText("2 entries imported")).toBeVisible();
  });
  await open(page, "/timer?from=2026-10-20&to=2026-10-20");
  await expect(row(page, "Wireframes")).toContainText("Webshop");
});

test("rows that are left out are downloaded, and clock times follow the chosen time zone", async ({ page, person }) => {
  const file = "Date,Start,End,Project,Notes\n2026-10-20,03:00,04:00,Webshop,Far away\n=1+1,03:00,04:00,Webshop,Broken\n";
  await open(page, "/settings/data");
  await choose(page, { name: "clocks.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await page.waitForURL(/import=/);
  await expect(page.getByLabel("Time zone of this file")).toHaveValue("Europe/Berlin");
  await page.getByLabel("Time zone of this file").selectOption("America/New_York");
  await page.getByRole("button", { name: "Read again" }).click();
  await page.waitForURL(/timezone=America/);
  await expect(page.getByLabel("Time zone of this file")).toHaveValue("America/New_York");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download these rows" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("clocks - skipped rows.csv");
  expect(parseCsv(await text(download))).toEqual([{ Line: "3", Reason: "The start date “=1+1” is no year-month-day date." }]);
  await page.getByRole("button", { name: /^Import 1 entry/ }).click();
  await expect(page.getByText("1 entry imported")).toBeVisible();
  await open(page, "/timer?from=2026-10-20&to=2026-10-20");
  await expect(row(page, "Far away")).toContainText("9:00");
});

test("an archive of another app brings everything in it", async ({ page, person }) => {
  const archive = resolve(__dirname, "../../server/tests/fixtures/imports/solidtime_backup.zip");
  await open(page, "/settings/data");
  await choose(page, archive);
  await page.waitForURL(/import=/);
  await expect(page.getByRole("main")).toContainText("solidtime, export");
  await expectCounts(page, "Time entries", 2, 0, 0);
  await expectCounts(page, "Projects", 3, 0, 0);
  await expect(page.getByLabel("Time zone of this file")).toBeVisible();
  await page.getByRole("button", { name: /^Import 2 entries/ }).click();
  await expect(page.getByText("2 entries imported")).toBeVisible();
  await open(page, "/settings/data");
  await choose(page, archive);
  await page.waitForURL(/import=/);
  await expectCounts(page, "Time entries", 0, 2, 0);
  await expect(page.getByText("Everything in this file is here already")).toBeVisible();
});

test("a list of projects brings projects and clients", async ({ page, person }) => {
  const file = "Project,Client,Status,Visibility,Billability,Billable Rate (USD)\nWebshop,Brightside,Active,Public,Yes,90.00\nBlog,Brightside,Active,Public,No,\n";
  await open(page, "/settings/data");
  await choose(page, { name: "projects.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await page.waitForURL(/import=/);
  await alive(page);
  await expectCounts(page, "Projects", 2, 0, 0);
  await page.getByRole("button", { name: /^Import 2 projects and 1 client into/ }).click();
  await expect(page.getByText("2 projects and 1 client imported")).toBeVisible();
  await open(page, "/settings/data");
  await choose(page, { name: "projects.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await page.waitForURL(/import=/);
  await expectCounts(page, "Projects", 0, 2, 0);
  await expect(page.getByText("Everything in this file is here already")).toBeVisible();
});

test.describe("a file that is no report", () => {
  const header = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags";
  const line = "Maya,m@example.com,Söhne,Wände,,Größe,No,2026-03-02,09:00:00,2026-03-02,10:00:00,01:00:00,";
  for (const [name, buffer, words] of [
    ["photo.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0]), /This is a JPEG picture, not a CSV file/],
    ["empty.csv", Buffer.from(" \n\n"), /This file is empty/],
    ["noise.csv", Buffer.from(Array.from({ length: 2048 }, (_, at) => (at * 31) % 256)), /not a text file|not a CSV file/],
    ["header.csv", Buffer.from(`${header}\n`), /has a header but no rows/],
    ["cut.csv", Buffer.from(`${header}\n${line}\n`, "utf16le").subarray(0, 301), /./],
    ["dates.csv", Buffer.from(`${header}\n${line.replaceAll("2026-03-02", "2nd of March")}\n`), /./],
  ] as const) {
    test(`${name} is refused in words`, async ({ page, person, complaints }) => {
      await open(page, "/settings/data");
      await choose(page, { name, mimeType: "text/csv", buffer });
      await page.waitForURL(/import/);
      await expect(page.getByRole("button", { name: /^Import \d/ })).toHaveCount(0);
      await expect(page.getByRole("main")).toContainText(words);
      if (words.source !== ".") await expect(page.getByLabel("File")).toHaveAccessibleDescription(words);
      expect(await call<unknown[]>(page, "list_projects")).toEqual([]);
    });
  }

  test("a file in the wrong encoding is read as what it is", async ({ page, person }) => {
    await open(page, "/settings/data");
    await choose(page, { name: "western.csv", mimeType: "text/csv", buffer: Buffer.from(`${header}\n${line}\n`, "latin1") });
    await page.waitForURL(/import=/);
    await expect(page.getByRole("main")).toContainText("Windows-1252");
    await page.getByRole("button", { name: /^Import 1 entry/ }).click();
    await expect(page.getByText("1 entry imported")).toBeVisible();
    await open(page, "/timer");
    await expect(row(page, "Größe")).toContainText("Söhne");
  });

  test("letter.csv has columns of its own, which are asked for", async ({ page, person }) => {
    await open(page, "/settings/data");
    await choose(page, { name: "letter.csv", mimeType: "text/csv", buffer: Buffer.from("Dear Toggl,\nplease send me my hours.\n") });
    await page.waitForURL(/import=/);
    await expect(page.getByRole("heading", { name: "What the columns of letter.csv mean" })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Import \d/ })).toHaveCount(0);
  });

  test("a file beyond the limit is not sent at all", async ({ page, person }, testInfo) => {
    await open(page, "/settings/data");
    // As a file with nothing in it: larger than what the browser is handed as bytes.
    const huge = testInfo.outputPath("huge.csv");
    writeFileSync(huge, "");
    truncateSync(huge, 201 * 1024 * 1024);
    await choose(page, huge);
    await expect(page.getByLabel("File")).toHaveAccessibleDescription(/larger than 200 MB/);
    await expect(page).toHaveURL(/\/settings\/data$/);
  });
});

test("an export takes a range and tags, and keeps formulas from running", async ({ page, person }) => {
  const client = await addClient(page, "=Acme", "EUR");
  const project = await addProject(page, "Webshop", { client, rate: "90" });
  const design = await addTag(page, "design");
  await addEntry(page, "=1+1", { project, date: "2026-03-02", start: "9:00", duration: "1:30", tags: [design] });
  await addEntry(page, 'Say "hi", twice', { project, date: "2026-03-03", duration: "30m" });
  await addEntry(page, "Later", { date: "2026-04-03", tags: [design] });
  await open(page, "/settings/data");
  await expect(page.getByText("3 entries match")).toBeVisible();
  await page.getByLabel("From").fill("2026-03-01");
  await page.getByLabel("To").fill("2026-03-31");
  await expect(page.getByText("2 entries match")).toBeVisible();
  const download = async () => {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export CSV" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    return parseCsv(await text(file));
  };
  const both = await download();
  expect(both.map((entry) => entry["Description"]).sort()).toEqual(["'=1+1", 'Say "hi", twice']);
  const first = both.find((entry) => entry["Description"] === "'=1+1")!;
  expect(first).toMatchObject({
    Date: "2026-03-02",
    Start: "09:00:00",
    End: "10:30:00",
    Duration: "1:30:00",
    "Duration (decimal)": "1.50",
    Client: "'=Acme",
    Project: "Webshop",
    Tags: "design",
    User: person.name,
    Email: person.email,
    Billable: "Yes",
    Rate: "90.00",
    Amount: "135.00",
    Currency: "EUR",
  });

  await page.getByText("All tags", { exact: true }).click();
  await page.getByRole("main").getByLabel("#design").check();
  await expect(page.getByText("1 entry matches")).toBeVisible();
  await page.keyboard.press("Escape");
  expect((await download()).map((entry) => entry["Description"])).toEqual(["'=1+1"]);
});

test("a report is a PDF of the same choice", async ({ page, person }) => {
  await addEntry(page, "In March", { date: "2026-03-02" });
  await addEntry(page, "In April", { date: "2026-04-02" });
  const pdf = async (press: () => Promise<void>) => {
    const [file] = await Promise.all([page.waitForEvent("download"), press()]);
    expect(file.suggestedFilename()).toMatch(/2026-04-01 to 2026-04-30\.pdf$/);
    const bytes = await readFile(await file.path());
    expect(bytes.subarray(0, 5).toString("latin1")).toBe("%PDF-");
    expect(bytes.subarray(-16).toString("latin1")).toContain("%%EOF");
    return bytes;
  };

  await open(page, "/settings/data");
  await page.getByLabel("From").fill("2026-04-01");
  await page.getByLabel("To").fill("2026-04-30");
  await expect(page.getByText("1 entry matches")).toBeVisible();
  await pdf(() => page.getByRole("button", { name: "Export PDF" }).click());

  await open(page, "/timer?from=2026-04-01&to=2026-04-30");
  await pdf(() => page.getByRole("link", { name: "Export PDF" }).click());
});
