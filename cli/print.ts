/**
 * Prints lines on stdout: as a table on a terminal, as JSON elsewhere.
 *
 * @module
 */

import type { Settings } from "./settings.ts";
import { tableLines } from "./table.ts";

/** A column of a table: its head, and what it says of a line. */
export type Column<Line> = readonly [
  head: string,
  cell: (line: Line) => string | number | null,
];

/** Whether lines are printed as JSON. */
export function printsJson({ json }: Settings<"json">): boolean {
  return json || !Deno.stdout.isTerminal();
}

/**
 * Prints lines of one kind.
 *
 * @param type What JSON calls the kind; the rest of such a line are the name of the workspace in the config file, and
 * the members of `lines`, as they are.
 */
export function printLines<Line extends object>(
  type: string,
  lines: readonly Line[],
  columns: readonly Column<Line>[],
  settings: Settings<"json"> & Partial<Settings<"workspace">>,
): void {
  if (printsJson(settings)) {
    const { workspace } = settings;
    for (const line of lines) console.log(JSON.stringify({ type, workspace, ...line }));
    return;
  }
  const rows = lines.map((line) => columns.map(([, cell]) => cell(line)));
  const numbers = columns.flatMap((_, index) =>
    rows.some((row) => typeof row[index] === "number") ? [index] : []
  );
  const cells = rows.map((row) => row.map((cell) => String(cell ?? "")));
  for (const line of tableLines(columns.map(([head]) => head), cells, { right: numbers })) {
    console.log(line);
  }
}
