// The reference of the API: read by everybody, tried with a token.

import { expect, test } from "../support/test";
import { open } from "../support/pages";
import { call } from "../support/people";

test("an operation is tried with a token of one's own", async ({ page, person, complaints }) => {
  const { token } = await call<{ token: string }>(page, "create_token", {
    "token[name]": "Reference",
    "token[scope]": "write",
  });
  const { workspace } = await call<{ workspace: { id: string } }>(page, "load_frame");
  await open(page, "/settings/tokens");
  await page.getByRole("link", { name: "API reference" }).click();
  await expect(page.getByRole("heading", { name: "API reference", level: 1 })).toBeVisible();

  await page.getByLabel("Token", { exact: true }).fill(token);
  await page.getByLabel("Workspace ID").fill(workspace.id);
  const operation = page.getByRole("article", { name: "Add a tag" });
  await operation.getByText("Try it").click();
  await operation.getByLabel("Body", { exact: true }).fill('{"name": "<b>dev</b>"}');
  await operation.getByRole("button", { name: /^Send/ }).click();
  await expect(operation.getByRole("status")).toContainText("201");
  await expect(operation.getByRole("status")).toContainText('"name": "<b>dev</b>"');

  complaints.expectedRefusal();
  const one = page.getByRole("article", { name: "Show a tag" });
  await one.getByText("Try it").click();
  await one.getByLabel("id", { exact: true }).fill("0195d3c0-0000-7000-8000-000000000001");
  await one.getByRole("button", { name: /^Send/ }).click();
  await expect(one.getByRole("status")).toContainText("not_found");
});
