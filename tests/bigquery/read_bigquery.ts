/**
 * Reads tables of a BigQuery emulator as {@linkcode ExpectedRow}s.
 *
 * @module
 */

import type { ExpectedRow } from "../expected_tables.ts";

interface Answer {
  readonly schema: { readonly fields: readonly { name: string; type: string }[] };
  readonly rows?: readonly { readonly f: readonly { readonly v: string | null }[] }[];
}

/** Reads all rows of each table of a dataset over REST, sorted by id, without `_hash`. */
export async function readTables(
  url: string,
  tables: readonly string[],
  dataset = "ws",
): Promise<Map<string, ExpectedRow[]>> {
  const read = new Map<string, ExpectedRow[]>();
  for (const table of tables) {
    const rows = await readRows(url, `SELECT * FROM \`test.${dataset}.${table}\` ORDER BY id`);
    for (const row of rows) delete row._hash;
    read.set(table, rows);
  }
  return read;
}

/** Runs a query over REST and returns its rows. */
export async function readRows(url: string, query: string): Promise<ExpectedRow[]> {
  const response = await fetch(`${url}/bigquery/v2/projects/test/queries`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, useLegacySql: false, maxResults: 10_000 }),
  });
  const { schema, rows = [] }: Answer = await response.json();
  return rows.map(({ f }) =>
    Object.fromEntries(
      schema.fields.map(({ name, type }, index) => [name, valueOf(f[index]!.v, type)]),
    )
  );
}

/** A value that BigQuery answers as text, as {@linkcode ExpectedRow} has it. */
export function valueOf(value: string | null, type: string): unknown {
  if (value === null) return null;
  if (type === "JSON") return JSON.parse(value);
  if (type === "NUMERIC") {
    if (/e/i.test(value)) return Number(value).toFixed(9); // One emulator writes 0 as 0E-9.
    const [whole, fraction = ""] = value.split(".");
    return `${whole}.${fraction.padEnd(9, "0")}`;
  }
  if (type !== "TIMESTAMP") return String(value);
  return new Date(millisOf(value)).toISOString().replace("T", " ").replace("Z", "");
}

/** A timestamp comes as a date, as microseconds, or in seconds with a fraction. */
function millisOf(value: string): number {
  if (/^\d{4}-/.test(value)) return Date.parse(value);
  return Math.round(/^\d{14,}$/.test(value) ? Number(value) / 1000 : Number(value) * 1000);
}
