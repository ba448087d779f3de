/**
 * Sets rows of text in columns.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";

/** Options for {@linkcode tableLines}. */
export interface TableOptions {
  /** Indexes of the columns that are set to the right. @default {[]} */
  right?: readonly number[];
  /** Columns of a terminal that a text takes. @default {a column for each UTF-16 unit, colours left out} */
  widthOf?: (text: string) => number;
}

/** Returns the lines of a table: a head, whose cells may have several lines, a rule and the rows. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [], widthOf = plainWidth }: TableOptions = {},
): string[] {
  const heads = head.map((title) => title.split("\n"));
  const height = Math.max(...heads.map(({ length }) => length));
  // A short title stands on the rule.
  const above = Array.from(
    { length: height },
    (_, line) => heads.map((title) => title[line - height + title.length] ?? ""),
  );
  const widths = head.map((_, index) =>
    Math.max(...[...above, ...rows].map((row) => widthOf(row[index]!)))
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, index) => {
      const space = " ".repeat(widths[index]! - widthOf(cell));
      return right.includes(index) ? space + cell : cell + space;
    }).join("  ").trimEnd();
  return [
    ...above.map(line),
    widths.map((width) => "-".repeat(width)).join("  "),
    ...rows.map(line),
  ];
}

function plainWidth(text: string): number {
  return stripVTControlCharacters(text).length;
}
