// Invoices by the article's steps: client, project, days, review, tax and discount, design, draft; then sent, paid, void.

import { expect, test } from "../support/test";
import { expectBeside, open, row, sidebar } from "../support/pages";
import { addClient, addEntry, addProject, call } from "../support/people";
import type { Page } from "@playwright/test";

/** This month's days, as people in Berlin have them. */
function day(of: number): string {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(new Date());
  return `${today.slice(0, 8)}${String(of).padStart(2, "0")}`;
}

/** A client with billable time of this month's first day: what the steps below bill. */
async function studio(page: Page): Promise<{ client: string; entry: string }> {
  const client = await addClient(page, "Acme", "EUR");
  const site = await addProject(page, "Site", { client, rate: "90" });
  const favour = await addProject(page, "Favour", { client });
  const entry = await addEntry(page, "Build", { project: site, date: day(1), duration: "1:30" });
  await addEntry(page, "Build", { project: site, date: day(1), start: "12:00", duration: "0:30" });
  await addEntry(page, "A gift", { project: favour, date: day(1), start: "14:00" });
  return { client, entry };
}

/** A draft of it, and its id. */
async function draft(page: Page, client: string): Promise<string> {
  return call<string>(page, "create_invoice", {
    "invoice[selection][client_id]": client,
    "invoice[selection][from]": day(1),
    "invoice[selection][to]": day(28),
  });
}

test("tracked time becomes a draft, step by step", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await studio(page);
  await open(page, "/timer");
  await sidebar(page).getByRole("link", { name: "Invoices" }).click();
  await expect(page.getByText("No invoices yet", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "New Invoice" }).click();

  await test.step("client, project and days", async () => {
    await expect(page.getByText("Choose a client above")).toBeVisible();
    await page.getByRole("main").getByLabel("Client", { exact: true }).selectOption({ label: "Acme" });
    await page.waitForURL("**client=*");
    await page.getByRole("main").getByLabel("Project", { exact: true }).selectOption({ label: "Site" });
    await page.waitForURL(/project=[0-9a-f]/);
    await page.getByLabel("From", { exact: true }).fill(day(1));
    await page.getByLabel("To", { exact: true }).fill(day(28));
    await page.getByRole("button", { name: "Review" }).click();
    await page.waitForURL(`**to=${day(28)}*`);
  });

  await test.step("review: what is in, and what is left out", async () => {
    await expect(page.getByText("2 time entries")).toBeVisible();
    await expect(page.getByRole("row", { name: /Site: Build.*2:00:00.*€90\.00.*€180\.00/ })).toBeVisible();
    await page.getByRole("main").getByLabel("Project", { exact: true }).selectOption({ label: "All projects" });
    await page.getByText("Not billable", { exact: true }).click();
    await expect(page.getByText("Favour: A gift")).toBeVisible();
  });

  await test.step("tax and discount, with a total that follows", async () => {
    const total = page.getByRole("status").filter({ hasText: /Subtotal|percentage/ });
    await page.getByLabel("Tax", { exact: true }).fill("19");
    await page.getByLabel("Discount", { exact: true }).fill("10");
    await expect(total).toContainText("Discount 10 %-€18.00");
    await expect(total).toContainText("€30.78");
    await expect(total).toContainText("€192.78");
    await page.getByLabel("Tax", { exact: true }).fill("190");
    await expect(total).toContainText("Enter a percentage from 0 to 100");
    await page.getByRole("button", { name: "Save as Draft" }).click();
    await expectBeside(page.getByLabel("Tax", { exact: true }), /Enter a percentage from 0 to 100/);
    await page.getByLabel("Tax", { exact: true }).fill("19");
  });

  await test.step("design, and the draft", async () => {
    await page.getByRole("radio", { name: "Modern" }).check({ force: true });
    await page.getByLabel("Notes").fill("Thank you.");
    await page.getByRole("button", { name: "Save as Draft" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/INV-0001\s*Draft/);
    const paper = page.getByRole("article", { name: "Invoice" });
    for (const words of ["Acme", "Site: Build", "€180.00", "Discount 10 %", "€192.78", "Thank you."]) await expect(paper).toContainText(words);
  });
});

test("an invoice is edited, sent and paid, and its file downloaded", async ({ page, person }) => {
  const { client } = await studio(page);
  const id = await draft(page, client);
  await open(page, `/invoices/${id}`);
  const dialog = page.getByRole("dialog");
  await page.getByRole("link", { name: "Edit" }).click();
  await dialog.getByLabel("Tax", { exact: true }).fill("7.5");
  await expect(dialog.getByRole("status")).toContainText("€193.50");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("article", { name: "Invoice" })).toContainText("€193.50");

  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download PDF" }).click()]);
  expect(file.suggestedFilename()).toBe("INV-0001.pdf");

  for (const [link, button, state] of [
    ["Send", "Mark as sent", "Sent"],
    ["Mark as paid", "Mark as paid", "Paid"],
  ] as const) {
    await page.getByRole("link", { name: link, exact: true }).click();
    await dialog.getByRole("button", { name: button }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(state);
  }
  await expect(page.getByRole("link", { name: "Void" })).toHaveCount(0);
  await page.getByRole("main").getByRole("link", { name: "Invoices" }).click();
  await expect(row(page, "INV-0001")).toContainText("Paid");
  await expect(row(page, "INV-0001")).toContainText("€193.50");
  await page.getByRole("link", { name: "Draft", exact: true }).click();
  await expect(page.getByText("Nothing matches", { exact: true })).toBeVisible();
});

test("time on an invoice is locked until the invoice is void", async ({ page, person }) => {
  const { client, entry } = await studio(page);
  const id = await draft(page, client);
  const change = async (): Promise<number> => {
    const form = { id: entry, "entry[description]": "Other", "entry[duration]": "2:00" };
    const answer = await page.request.post("/fn/update_time_entry", { form, headers: { accept: "application/json" } });
    return answer.status();
  };
  await open(page, "/timer");
  await expect(page.getByText("On an invoice: locked").first()).toBeAttached();
  expect(await change()).toBe(409);
  await open(page, `/invoices/${id}`);
  await page.getByRole("link", { name: "Void" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Void invoice" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Void");
  expect(await change()).toBe(200);
});

test("a draft is deleted; its number does not come again", async ({ page, person }) => {
  const { client } = await studio(page);
  const id = await draft(page, client);
  await open(page, `/invoices/${id}`);
  await page.getByRole("link", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete draft" }).click();
  await page.waitForURL("**/invoices");
  await expect(page.getByText("No invoices yet", { exact: true })).toBeVisible();
  await open(page, `/invoices/${await draft(page, client)}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("INV-0002");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("from client to sent", async ({ page, person }) => {
    await studio(page);
    await page.goto("/invoices/new");
    await page.getByRole("main").getByLabel("Client", { exact: true }).selectOption({ label: "Acme" });
    await page.getByLabel("From", { exact: true }).fill(day(1));
    await page.getByLabel("To", { exact: true }).fill(day(28));
    await page.getByRole("button", { name: "Review" }).click();
    await expect(page.getByText("2 time entries")).toBeVisible();
    await page.getByLabel("Tax", { exact: true }).fill("19");
    await page.getByRole("button", { name: "Save as Draft" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("INV-0001");
    await expect(page.getByRole("article", { name: "Invoice" })).toContainText("€214.20");
    await page.getByRole("link", { name: "Send", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Mark as sent" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Sent");
  });
});
