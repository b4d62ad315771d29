// How an invoice reaches its client and comes back: settings, mail with its file, the client's link, a credit note.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, expectAccessible, test } from "../support/test";
import { expectBeside, open, row } from "../support/pages";
import { addClient, addEntry, addProject, call } from "../support/people";
import type { RunningServer } from "../support/server";
import type { Page } from "@playwright/test";

/** This month's days, as people in Berlin have them. */
function day(of: number): string {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(new Date());
  return `${today.slice(0, 8)}${String(of).padStart(2, "0")}`;
}

/** The mails in the outbox with this subject. */
async function outbox(server: RunningServer, subject: string): Promise<string[]> {
  const folder = join(server.folder, "outbox");
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".eml"));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return texts.filter((text) => text.includes(`Subject: ${subject}`));
}

/** A draft of two hours at €90.00, and its id. */
async function draft(page: Page): Promise<string> {
  const client = await addClient(page, "Acme", "EUR");
  const site = await addProject(page, "Site", { client, rate: "90" });
  await addEntry(page, "Build", { project: site, date: day(1), duration: "1:00" });
  await addEntry(page, "Test", { project: site, date: day(1), start: "12:00", duration: "1:00" });
  return call<string>(page, "create_invoice", {
    "invoice[selection][client_id]": client,
    "invoice[selection][from]": day(1),
    "invoice[selection][to]": day(28),
  });
}

test("settings stand on the next invoice", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await open(page, "/settings/invoices");
  const format = page.getByLabel("Number format");
  await format.fill("INV");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expectBeside(format, /Put {number} into it exactly once/);
  await format.fill("{year}-{number:3}");
  await page.getByLabel("Name", { exact: true }).fill("Northwind Studio");
  await page.getByLabel("Address and tax number").fill("Harbour Road 7");
  await page.getByLabel("Payment details").fill("IBAN DE02 1203");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Invoice settings saved")).toBeVisible();
  await expectAccessible(page);
  await open(page, `/invoices/${await draft(page)}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/\d{4}-001/);
  const paper = page.getByRole("article", { name: "Invoice" });
  for (const words of ["Northwind Studio", "Harbour Road 7", "IBAN DE02 1203"]) await expect(paper).toContainText(words);
});

test("an invoice goes by mail, is seen by its link, and is taken back", async ({ page, person, otherPage, server, complaints }) => {
  const id = await draft(page);
  const dialog = page.getByRole("dialog");
  const subject = `Your invoice ${id}`;
  let path = "";
  await open(page, `/invoices/${id}`);

  await test.step("by mail", async () => {
    await page.getByRole("link", { name: "Send", exact: true }).click();
    await dialog.getByLabel("To", { exact: true }).fill("robin@acme.example");
    await dialog.getByLabel("Subject").fill(subject);
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Send by mail" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Sent");
    await expect.poll(() => outbox(server, subject), { timeout: 15_000 }).toHaveLength(1);
    const [mail] = await outbox(server, subject);
    for (const words of ["robin@acme.example", person.email, 'filename="INV-0001.pdf"']) expect(mail).toContain(words);
    path = new URL(mail!.match(/^http\S+\/i\/\S+$/m)![0]).pathname;
  });

  await test.step("by its link, without an account", async () => {
    await otherPage.goto(path);
    await expect(otherPage.getByRole("heading", { level: 1 })).toContainText("INV-0001");
    await expect(otherPage.getByRole("article", { name: "Invoice" })).toContainText("€180.00");
    await expectAccessible(otherPage);
    const [file] = await Promise.all([otherPage.waitForEvent("download"), otherPage.getByRole("link", { name: "Download PDF" }).click()]);
    expect(file.suggestedFilename()).toBe("INV-0001.pdf");
    await page.getByRole("link", { name: "Client’s link" }).click();
    await expect(dialog.getByRole("link", { name: path })).toBeVisible();
    await dialog.getByRole("button", { name: "Revoke link" }).click();
    await expect(dialog.getByRole("button", { name: "Make link" })).toBeVisible();
    complaints.expected(/the server responded with a status of 404/);
    await otherPage.goto(path);
    await expect(otherPage.getByText("This link leads to no invoice")).toBeVisible();
  });

  await test.step("taken back: a line, then the rest", async () => {
    for (const note of ["CN-0001", "CN-0002"]) {
      await open(page, `/invoices/${id}`);
      await page.getByRole("link", { name: "Credit note", exact: true }).click();
      if (note === "CN-0001") await dialog.getByRole("checkbox").last().uncheck();
      await dialog.getByLabel("Notes").fill("As agreed");
      await expectAccessible(page);
      await dialog.getByRole("button", { name: "Make credit note" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText(note);
      await expect(page.getByRole("article", { name: "Credit note" })).toContainText("-€90.00");
    }
    await open(page, "/invoices");
    await expect(row(page, "INV-0001")).toContainText("Credited");
    await expect(row(page, "CN-0002")).toContainText("-€90.00");
  });
});
