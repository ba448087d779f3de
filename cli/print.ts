/**
 * Prints rows on stdout: a table on a terminal, JSON lines elsewhere.
 *
 * @module
 */

import type { Flags } from "./flags.ts";
import { tableLines } from "./table.ts";

/** Prints rows whose members are named by `head`. */
export function printRows<Name extends string>(
  head: readonly Name[],
  rows: readonly Readonly<Record<Name, string | number | boolean | null>>[],
  flags: Flags,
): void {
  if (flags.has("json") || !Deno.stdout.isTerminal()) {
    for (const row of rows) console.log(JSON.stringify(row));
    return;
  }
  const cells = rows.map((row) => head.map((name) => String(row[name] ?? "")));
  const numbers = head.flatMap((name, index) =>
    rows.some((row) => typeof row[name] === "number") ? [index] : []
  );
  for (const line of tableLines(head, cells, { right: numbers })) console.log(line);
}
