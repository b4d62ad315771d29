// Whether every operation of the API's description succeeded at least once: succeeded.mjs OPENAPI.json CALLS.ndjson…
import { readFileSync } from "node:fs";

const [description, ...reports] = process.argv.slice(2);
const { paths } = JSON.parse(readFileSync(description, "utf8"));
const missing = new Set(
  Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)),
);
// A stream does not end by itself: it is not called.
missing.delete("GET /events");
const count = missing.size;

/** Notes each call that succeeded, wherever it stands in a line of the report. */
function walk(value, label) {
  if (value === null || typeof value !== "object") return;
  const name = typeof value.label === "string" ? value.label : label;
  const status = value.response?.status_code ?? value.status_code;
  if (status >= 200 && status < 300) missing.delete(name);
  for (const part of Object.values(value)) walk(part, name);
}

for (const report of reports) {
  for (const line of readFileSync(report, "utf8").split("\n")) {
    if (line !== "") walk(JSON.parse(line), "");
  }
}
if (missing.size > 0) {
  console.error(`never succeeded: ${[...missing].join(", ")}`);
  process.exit(1);
}
console.log(`each of ${count} operations succeeded at least once`);
