// One hour of work, by JavaScript: Node, Deno or Bun.
const { TIMETHER_URL, TIMETHER_TOKEN, TIMETHER_WORKSPACE } = process.env;

async function call(method, path, body) {
  const answer = await fetch(`${TIMETHER_URL}/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${TIMETHER_TOKEN}`,
      "X-Workspace-Id": TIMETHER_WORKSPACE,
      "Content-Type": "application/json",
      // The same key again gives the same answer again, and nothing is done twice.
      ...(method === "POST" ? { "Idempotency-Key": crypto.randomUUID() } : {}),
    },
    body: body && JSON.stringify(body),
  });
  const result = await answer.json();
  if (!answer.ok) throw new Error(`${result.code}: ${result.detail}`);
  return result;
}

console.log((await call("GET", "/me")).workspace.name);
const entry = { description: "By JavaScript", start: "2026-11-20T11:00:00Z", duration: 3600 };
console.log((await call("POST", "/time-entries", entry)).id);
