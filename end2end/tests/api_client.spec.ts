// A client for the API that was not written by us: made by openapi-typescript of what the server says of itself, and
// used for a day's work.

import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import createClient from "openapi-fetch";
import { daysWork, type Api } from "../support/days_work";
import { expect, test } from "../support/test";
import { call } from "../support/people";

const run = promisify(execFile);
const folder = resolve(__dirname, "..");

/** Runs one of this folder's tools; what it complains about is the error. */
async function tool(name: string, ...args: string[]): Promise<void> {
  await run(resolve(folder, "node_modules/.bin", name), args, { cwd: folder }).catch((error) => {
    throw new Error(`${name}: ${error.stdout}${error.stderr}`);
  });
}

test("a generated client does a day's work", async ({ page, person, server }) => {
  await tool("openapi-typescript", `${server.url}/api/v1/openapi.json`, "--output", "support/generated/api.d.ts");
  await tool("tsc", "--project", "tsconfig.api.json");

  const { token } = await call<{ token: string }>(page, "create_token", {
    "token[name]": "A day's work",
    "token[scope]": "write",
  });
  const { workspace } = await call<{ workspace: { id: string } }>(page, "load_frame");
  const api: Api = createClient({
    baseUrl: `${server.url}/api/v1`,
    headers: { Authorization: `Bearer ${token}`, "X-Workspace-Id": workspace.id },
  });
  const { entries, csv } = await daysWork(api, "2026-11-19");

  expect(entries.map(({ description, billable, duration }) => [description, billable, duration])).toEqual([
    ["Planning", true, 3600],
    ["Checkout flow", true, 3600],
    ["Code review", false, 1800],
  ]);
  const lines = csv.trimEnd().split("\r\n");
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain("Acme,Webshop,Planning,dev");
});
