// What people type stays text, what strangers send stays outside.

import { expect, test } from "../support/test";
import { open, row } from "../support/pages";
import { addEntry, addProject, call } from "../support/people";
import type { Page } from "@playwright/test";

const SCRIPT = `</textarea><script>window.hacked = "script"</script>`;
const IMAGE = `<img src="/nowhere.png" onerror="window.hacked = 'image'">`;

async function expectNothingRan(page: Page): Promise<void> {
  expect(await page.evaluate(() => (window as { hacked?: string }).hacked)).toBeUndefined();
}

test("markup in names and notes stays text, rendered by the server and by the browser", async ({ page, person }) => {
  const client = await call<string>(page, "create_client", {
    "client[name]": IMAGE,
    "client[notes]": SCRIPT,
    "client[billing_details]": `${SCRIPT}\n${IMAGE}`,
  });
  const project = await addProject(page, `"><script>window.hacked = "project"</script>`, { client });
  await call(page, "create_tag", { name: `<svg onload="window.hacked = 'tag'">` });
  await addEntry(page, IMAGE, { project, date: "2026-03-02" });

  for (const path of ["/timer", "/clients", "/projects", "/tags", `/clients?edit=${client}`, `/projects?edit=${project}`, "/settings/data"]) {
    await test.step(path, async () => {
      await open(page, path);
      await expectNothingRan(page);
      await expect(page.getByRole("img", { name: "nowhere" })).toHaveCount(0);
    });
  }
  await open(page, `/clients?edit=${client}`);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Notes")).toHaveValue(SCRIPT);
  await expect(dialog.getByLabel("Billing details")).toHaveValue(`${SCRIPT}\n${IMAGE}`);
  await expect(dialog.getByLabel("Name")).toHaveValue(IMAGE);
  await dialog.getByRole("link", { name: "Cancel" }).click();
  // The same through the browser's own rendering.
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Timer" }).click();
  await expect(row(page, IMAGE)).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Clients" }).click();
  await row(page, IMAGE).getByRole("link", { name: IMAGE }).click();
  await expect(dialog.getByLabel("Notes")).toHaveValue(SCRIPT);
  await expectNothingRan(page);
});

test("markup in an imported file's name and rows stays text", async ({ page, person }) => {
  await open(page, "/settings/data");
  await page.getByLabel("File").setInputFiles({
    name: `${IMAGE.replaceAll("/", "")}.csv`,
    mimeType: "text/csv",
    buffer: Buffer.from(
      `Description,Start date,Start time,Duration\n"${SCRIPT.replaceAll('"', '""')}",2026-03-02,09:00:00,01:00:00\nx,${IMAGE.replaceAll('"', "")},09:00:00,01:00:00\n`,
    ),
  });
  await page.waitForURL(/import=/);
  await page.getByRole("button", { name: /^Import 1 entry/ }).click();
  await expect(page.getByText("1 entry imported")).toBeVisible();
  await open(page, "/timer");
  await expect(row(page, SCRIPT)).toBeVisible();
  await expectNothingRan(page);
});

test("markup in an address stays text", async ({ page, person, complaints }) => {
  // The browser's own word on a date that is none; it shows an empty field then.
  complaints.expected(/does not conform to the required format, "yyyy-MM-dd"/);
  const evil = encodeURIComponent(`"><script>window.hacked = "address"</script>`);
  for (const path of [`/timer?q=${evil}`, `/timer?from=${evil}`, `/clients?new=1&__path=/fn/create_client&__err=${evil}`, `/settings/data?import=${evil}`, `/settings/data?import_error=${evil}`]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectNothingRan(page);
  }
});

test("every answer carries the safe headers", async ({ page, person }) => {
  for (const path of ["/timer", "/login", "/nowhere", "/health/live", "/exports/time-entries.csv", "/settings/data"]) {
    const answer = await page.request.get(path, { maxRedirects: 0 });
    const headers = answer.headers();
    expect(headers["content-security-policy"], path).toMatch(/script-src 'strict-dynamic' 'nonce-[^']+' 'wasm-unsafe-eval'/);
    expect(headers["content-security-policy"], path).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["referrer-policy"], path).toBe("same-origin");
  }
  const twice = await Promise.all(["/timer", "/timer"].map((path) => page.request.get(path)));
  const [first, second] = twice.map((answer) => answer.headers()["content-security-policy"]);
  expect(first).not.toBe(second);
});

test("the session's cookie is out of scripts' reach", async ({ page, person }) => {
  await open(page, "/timer");
  expect(await page.evaluate(() => document.cookie)).toBe("");
  const [cookie, ...others] = await page.context().cookies();
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
});

test("another site's request changes nothing", async ({ page, person }) => {
  const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
  const answer = await page.request.post("/fn/create_tag", { form: { name: "evil" }, headers, maxRedirects: 0 });
  expect(answer.status()).toBe(403);
  expect(await call<unknown[]>(page, "list_tags")).toEqual([]);
  // Nothing changes by GET.
  const got = await page.request.get("/fn/create_tag?name=evil", { maxRedirects: 0 });
  expect(got.status()).toBeGreaterThanOrEqual(400);
  expect(await call<unknown[]>(page, "list_tags")).toEqual([]);
});

test("a stranger sees no page and no data", async ({ page, otherPage, person }) => {
  await addEntry(page, "Secret plan", { date: "2026-03-02" });
  for (const path of ["/timer", "/clients", "/projects", "/tags", "/settings", "/settings/data", "/profile", "/workspaces/new"]) {
    const answer = await otherPage.request.get(path);
    expect(answer.url(), path).toMatch(/\/login$/);
    expect(await answer.text(), path).not.toContain("Secret plan");
  }
  expect((await otherPage.request.get("/exports/time-entries.csv")).status()).toBe(401);
  expect((await otherPage.request.get("/events")).status()).toBe(401);
  expect((await otherPage.request.post("/fn/list_time_entries", { headers: { accept: "application/json" } })).status()).toBe(401);
});
