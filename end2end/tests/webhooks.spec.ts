// Webhooks, as somebody sets one up: an address, a secret that is shown once, what was sent to it, and the way back after
// it was down.

import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expect, test as base } from "../support/test";
import { expectBeside, open, openMenu, row } from "../support/pages";
import { call } from "../support/people";
import { startServer } from "../support/server";

interface Got {
  headers: IncomingMessage["headers"];
  body: string;
}

/** Somebody at the other end, who takes everything unless told otherwise. */
class Receiver {
  readonly got: Got[] = [];
  status = 200;
  private constructor(private readonly server: Server) {}

  static async listen(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on("request", (request, answer) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        receiver.got.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
        answer.writeHead(receiver.status).end(receiver.status === 200 ? "taken" : "closed for today");
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  kinds(): string[] {
    return this.got.map(({ body }) => (JSON.parse(body) as { type: string }).type);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const test = base.extend<{ receiver: Receiver }>({
  // Receivers of tests are on this machine.
  server: [
    async ({}, use) => {
      const server = await startServer({ TIMETHER_WEBHOOKS_ALLOW_PRIVATE: "true" });
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 30_000 },
  ],
  receiver: async ({}, use) => {
    const receiver = await Receiver.listen();
    await use(receiver);
    receiver.close();
  },
});

async function addWebhook(page: Page, url: string, description: string): Promise<void> {
  await call(page, "create_webhook", { "webhook[url]": url, "webhook[description]": description });
}

test("a webhook is created, its secret shown once, and events arrive signed", async ({ page, person, receiver }) => {
  await open(page, "/settings");
  await page.getByRole("link", { name: "Webhooks" }).click();
  await expect(page.getByText("No webhooks yet", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Create Webhook" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Address")).toBeFocused();
  await dialog.getByLabel("Address").fill(receiver.url);
  await dialog.getByLabel("Description (optional)").fill("Payroll");
  await dialog.getByRole("button", { name: "Create Webhook" }).click();
  await expect(dialog).toHaveCount(0);

  const shown = page.getByRole("region", { name: "Signing secret of the new webhook" });
  await expect(shown).toContainText("it is not shown again");
  const secret = (await shown.locator("code").textContent()) ?? "";
  expect(secret).toMatch(/^whsec_[0-9A-Za-z]{32}$/);
  await expect(row(page, "Payroll")).toContainText("Every event");
  await expect(row(page, "Payroll")).toContainText(`Created by ${person.name}`);
  await shown.getByRole("link", { name: "Done" }).click();
  await expect(shown).toHaveCount(0);

  await call(page, "start_timer", { "timer[description]": "Checkout flow" });
  await expect.poll(() => receiver.kinds()).toEqual(["timer.started"]);
  const { headers, body } = receiver.got[0]!;
  const [time, signature] = String(headers["timether-signature"]).replace("t=", "").split(",v1=");
  expect(createHmac("sha256", secret).update(`${time}.${body}`).digest("hex")).toBe(signature);

  await row(page, "Payroll").getByRole("link", { name: "Deliveries to Payroll" }).click();
  const sent = dialog.getByRole("listitem").filter({ hasText: "timer.started" });
  await expect(sent).toContainText("Delivered");
  await expect(sent).toContainText(/Status 200 after \d+ ms, attempt 1/);
  await dialog.getByRole("button", { name: /^Resend timer.started/ }).click();
  await expect(page.getByText("Event sent again")).toBeVisible();
  await expect.poll(() => receiver.kinds()).toEqual(["timer.started", "timer.started"]);
  await expect(sent).toHaveCount(2);
  expect(receiver.got[1]!.headers["timether-event-id"]).toBe(headers["timether-event-id"]);
  expect(receiver.got[1]!.headers["timether-delivery-id"]).not.toBe(headers["timether-delivery-id"]);

  await open(page, "/settings/webhooks");
  await expect(page.getByText(secret)).toHaveCount(0);
});

test("a receiver that refuses is shown with its answer, and the webhook as failing", async ({ page, person, receiver }) => {
  receiver.status = 500;
  await addWebhook(page, receiver.url, "Chat");
  await call(page, "start_timer", { "timer[description]": "Checkout flow" });
  await expect.poll(() => receiver.got.length).toBe(1);
  await open(page, "/settings/webhooks");
  await expect(row(page, "Chat")).toContainText("Failing since");
  await row(page, "Chat").getByRole("link", { name: "Deliveries to Chat" }).click();
  const sent = page.getByRole("dialog").getByRole("listitem").filter({ hasText: "timer.started" });
  await expect(sent).toContainText("Waiting");
  await expect(sent).toContainText("next attempt");
  await expect(sent).toContainText("The answer was not a success");
  await sent.getByText("Answer", { exact: true }).click();
  await expect(sent.getByText("closed for today")).toBeVisible();
});

test("a webhook is edited, disabled, enabled and deleted", async ({ page, person, receiver }) => {
  await addWebhook(page, receiver.url, "Chat");
  await open(page, "/settings/webhooks");
  const dialog = page.getByRole("dialog");
  const choose = async (action: string) => {
    await openMenu(row(page, "Chat"), "More actions for Chat");
    await row(page, "Chat").getByRole("link", { name: action, exact: true }).click();
  };

  await choose("Edit");
  await dialog.getByText("Every event").click();
  await dialog.getByLabel("timer.saved").check();
  // The unfolded list lies over the button.
  await dialog.getByLabel("Address").press("Enter");
  await expect(page.getByText("Webhook saved")).toBeVisible();
  await expect(row(page, "Chat")).toContainText("timer.saved");
  await expect(row(page, "Chat")).not.toContainText("Every event");

  await choose("Disable");
  await dialog.getByRole("button", { name: "Disable", exact: true }).click();
  await expect(page.getByText("Webhook disabled")).toBeVisible();
  await expect(row(page, "Chat")).toContainText("Disabled");

  await choose("Enable");
  await dialog.getByRole("button", { name: "Enable", exact: true }).click();
  await expect(page.getByText("Webhook enabled")).toBeVisible();
  await expect(row(page, "Chat")).toContainText("Enabled");

  await choose("Delete");
  await expect(dialog).toContainText("This cannot be undone");
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText("Webhook deleted")).toBeVisible();
  await expect(page.getByText("No webhooks yet", { exact: true })).toBeVisible();
  expect(receiver.got).toEqual([]);
});

test("what is refused stands beside its field", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await open(page, "/settings/webhooks?new=1");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Address").fill("ftp://example.com/");
  await dialog.getByRole("button", { name: "Create Webhook" }).click();
  await expectBeside(dialog.getByLabel("Address"), /begins with https/);
});

test("on a small plan the page says what is missing", async ({ page, person }) => {
  await call(page, "change_plan", { "room[plan]": "solo_pro" });
  await open(page, "/settings/webhooks");
  await expect(page.getByText("Webhooks come with the Team and Business plans")).toBeVisible();
  await expect(page.getByRole("button", { name: "Create Webhook" })).toHaveCount(0);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a webhook is created and its secret shown once", async ({ page, person, receiver }) => {
    await page.goto("/settings/webhooks?new=1");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Address").fill(receiver.url);
    await dialog.getByRole("button", { name: "Create Webhook" }).click();
    const shown = page.getByRole("region", { name: "Signing secret of the new webhook" });
    await expect(shown.locator("code")).toHaveText(/^whsec_[0-9A-Za-z]{32}$/);
    await page.goto("/settings/webhooks");
    await expect(shown).toHaveCount(0);
    await row(page, receiver.url).getByRole("link", { name: `Deliveries to ${receiver.url}` }).click();
    await expect(page.getByRole("dialog")).toContainText("Nothing was sent yet");
  });
});
