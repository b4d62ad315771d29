// Reads CSV by RFC 4180, as a spreadsheet would.

/** Rows by column name. */
export function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  const body = text.replace(/^\ufeff/, "");
  for (let at = 0; at < body.length; at += 1) {
    const sign = body[at]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (body[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ",") {
      rows.at(-1)!.push(cell);
      cell = "";
    } else if (sign === "\n") {
      rows.at(-1)!.push(cell);
      cell = "";
      rows.push([]);
    } else if (sign !== "\r") cell += sign;
  }
  if (cell !== "") rows.at(-1)!.push(cell);
  const [header, ...rest] = rows.filter((row) => row.length > 0);
  return rest.map((row) => Object.fromEntries(header!.map((name, column) => [name, row[column] ?? ""])));
}

/** `1:30:15` in seconds. */
export function seconds(clock: string): number {
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}
