// People who sign up, sign in and out, and set things up by the same requests that the forms send.

import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";

export interface Person {
  name: string;
  email: string;
  password: string;
}

/** Somebody nobody else is. */
export function somebody(name = "Maya Keller"): Person {
  return { name, email: `${randomUUID()}@example.com`, password: "tidal harbour lamp" };
}

/** Signs somebody up in the page's browser without its pages. */
export async function signUpByRequest(page: Page, person = somebody()): Promise<Person> {
  await call(page, "sign_up", {
    "account[name]": person.name,
    "account[email]": person.email,
    "account[password]": person.password,
    "account[timezone]": "Europe/Berlin",
  });
  return person;
}

/** Fills in the sign-in page; works with and without scripts. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/timer");
}

/** Sends what a form would send, and answers with what the server says. */
export async function call<Answer = unknown>(
  page: Page,
  operation: string,
  fields: Record<string, string> = {},
): Promise<Answer> {
  const answer = await page.request.post(`/fn/${operation}`, {
    form: fields,
    headers: { accept: "application/json" },
    maxRedirects: 0,
  });
  const text = await answer.text();
  expect(answer.status(), `${operation}: ${text}`).toBeLessThan(400);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

/** A client, and its id. */
export async function addClient(page: Page, name: string, currency = "EUR"): Promise<string> {
  return call<string>(page, "create_client", { "client[name]": name, "client[currency]": currency });
}

/** A project, and its id; billable when it has a rate. */
export async function addProject(page: Page, name: string, options: { client?: string; rate?: string } = {}): Promise<string> {
  return call<string>(page, "create_project", {
    "project[name]": name,
    "project[client_id]": options.client ?? "",
    "project[billable]": options.rate === undefined ? "false" : "true",
    "project[hourly_rate]": options.rate ?? "",
  });
}

/** A tag, and its id. */
export async function addTag(page: Page, name: string): Promise<string> {
  return call<string>(page, "create_tag", { name });
}

/** A time entry, and its id. Without a day it is today's. */
export async function addEntry(
  page: Page,
  description: string,
  options: { project?: string; date?: string; start?: string; duration?: string; tags?: string[] } = {},
): Promise<string> {
  const fields: Record<string, string> = {
    "entry[description]": description,
    "entry[project_id]": options.project ?? "",
    "entry[date]": options.date ?? "",
    "entry[start]": options.start ?? "9:00",
    "entry[duration]": options.duration ?? "1:00",
  };
  (options.tags ?? []).forEach((tag, at) => {
    fields[`entry[tag_ids][${at}]`] = tag;
  });
  return call<string>(page, "create_time_entry", fields);
}
