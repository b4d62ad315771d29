// A day's work through a client that a generator made of the API's description. The compiler checks this file against
// the types that came of it (tests/api_client.spec.ts), so that description and use cannot part.

import type { Client } from "openapi-fetch";
import type { components, paths } from "./generated/api";

export type Api = Client<paths>;
export type TimeEntry = components["schemas"]["TimeEntry"];

/** What came of it, or the problem as an error. */
function got<Data>(answer: { data?: Data; error?: unknown; response: Response }): Data {
  if (answer.error !== undefined || answer.data === undefined) {
    throw new Error(`${answer.response.url}: ${answer.response.status} ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

/** A key that no other request has. */
const once = () => ({ header: { "Idempotency-Key": crypto.randomUUID() } });

/** Every page of the entries since a day. */
async function entriesSince(api: Api, from: string): Promise<TimeEntry[]> {
  const entries: TimeEntry[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = got(await api.GET("/time-entries", { params: { query: { from, sort: "start", limit: 2, cursor } } }));
    entries.push(...page.data);
    if (page.next_cursor == null) return entries;
    cursor = page.next_cursor;
  }
}

/** Sets up a client, tracks a day on their project, and takes the day along as CSV. */
export async function daysWork(api: Api, day: string): Promise<{ entries: TimeEntry[]; csv: string }> {
  const me = got(await api.GET("/me"));
  if (me.token.scope !== "write") throw new Error("a day's work needs a token that may write");

  const client = got(await api.POST("/clients", { params: once(), body: { name: "Acme", currency: "EUR" } }));
  const project = got(
    await api.POST("/projects", {
      params: once(),
      body: { name: "Webshop", client_id: client.id, color: "teal", hourly_rate_cents: 9000, estimated_seconds: 144_000 },
    }),
  );
  const tag = got(await api.POST("/tags", { params: once(), body: { name: "dev" } }));

  for (const [start, description] of [
    ["09:00:00Z", "Planning"],
    ["10:00:00Z", "Checkout flow"],
  ]) {
    const body = { project_id: project.id, description, start: `${day}T${start}`, duration: 3600, tag_ids: [tag.id] };
    got(await api.POST("/time-entries", { params: once(), body }));
  }

  got(await api.POST("/timer/start", { params: once(), body: { project_id: project.id, description: "Review" } }));
  // A second of work is the least that can be saved.
  for (let timer = got(await api.GET("/timer")); timer.elapsed < 1; timer = got(await api.GET("/timer"))) {
    await new Promise((done) => setTimeout(done, 100));
  }
  got(await api.POST("/timer/pause", { params: once() }));
  got(await api.PATCH("/timer", { body: { description: "Code review", tag_ids: [tag.id] } }));
  const reviewed = got(await api.POST("/timer/save", { params: once() }));

  const changed = got(
    await api.PATCH("/time-entries/{id}", {
      params: { path: { id: reviewed.id } },
      body: { start: `${day}T14:00:00Z`, duration: 1800 },
    }),
  );
  if (changed.amount_cents !== 4500) throw new Error(`half an hour at 90.00 is ${changed.amount_cents} cents`);
  got(await api.POST("/time-entries/bulk", { params: once(), body: { ids: [changed.id], set: { billable: false } } }));

  const csv = got(
    await api.GET("/exports/time-entries.csv", { params: { query: { from: day, to: day } }, parseAs: "text" }),
  );
  return { entries: await entriesSince(api, day), csv };
}
