// More people in a workspace, and what it has room for.

import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { open } from "./pages";
import { call, signUpByRequest, somebody, type Person } from "./people";
import type { RunningServer } from "./server";
import type { AnotherBrowser } from "./test";

export type GivenRole = "Manager" | "Member" | "Viewer";

/** Asks somebody to join the owner's current workspace, on a server without mail; the link to pass on. */
export async function inviteByRequest(owner: Page, email: string, role: GivenRole): Promise<string> {
  const { link } = await call<{ link: string }>(owner, "invite_member", {
    "invitation[email]": email,
    "invitation[role]": role.toLowerCase(),
  });
  return link;
}

/** Somebody new who was invited to the owner's current workspace and joined: signed in on a page of their own browser. */
export async function inviteAndJoin(
  owner: Page,
  anotherBrowser: AnotherBrowser,
  role: GivenRole,
  name: string,
): Promise<{ page: Page; person: Person }> {
  const person = somebody(name);
  const link = new URL(await inviteByRequest(owner, person.email, role));
  const context = await anotherBrowser({ baseURL: link.origin });
  const page = await context.newPage();
  await signUpByRequest(page, person);
  await call(page, "accept_invitation", { "invitation[token]": link.searchParams.get("token")! });
  await open(page, "/timer");
  return { page, person };
}

/** Gives the owner's current workspace a plan and seats, as whoever runs the server does. */
export async function setSeats(server: RunningServer, owner: Page, plan: "team" | "business", seats: number): Promise<void> {
  const { workspace } = await call<{ workspace: { id: string } }>(owner, "load_frame");
  execFileSync(server.executable, ["workspace", "set-plan", workspace.id, plan, "--seats", String(seats)], {
    cwd: server.folder,
    env: server.environment,
  });
}
