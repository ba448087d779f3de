/**
 * Sets rows of text in columns.
 *
 * @module
 */

import stringWidth from "string-width";

/** Options for {@linkcode tableLines}. */
export interface TableOptions {
  /** Indexes of the columns that are set to the right. @default {[]} */
  right?: readonly number[];
}

/** Returns the lines of a table: a head, whose cells may have several lines, a rule and the rows. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [] }: TableOptions = {},
): string[] {
  const heads = head.map((title) => title.split("\n"));
  const height = Math.max(...heads.map(({ length }) => length));
  // A short title stands on the rule.
  const above = Array.from(
    { length: height },
    (_, line) => heads.map((title) => title[line - height + title.length] ?? ""),
  );
  const widths = head.map((_, index) =>
    Math.max(...[...above, ...rows].map((row) => stringWidth(row[index]!)))
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, index) => {
      const space = " ".repeat(widths[index]! - stringWidth(cell));
      return right.includes(index) ? space + cell : cell + space;
    }).join("  ").trimEnd();
  return [
    ...above.map(line),
    widths.map((width) => "-".repeat(width)).join("  "),
    ...rows.map(line),
  ];
}
