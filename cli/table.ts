/**
 * Sets rows of text in columns.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";
// @ts-types="./std.d.ts"
import { unicodeWidth } from "@std/cli/unicode-width";

/** Options for {@linkcode tableLines}. */
export interface TableOptions {
  /** Indexes of the columns that are set to the right. @default {[]} */
  right?: readonly number[];
}

/** Returns the lines of a table: a head, a rule and the rows. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [] }: TableOptions = {},
): string[] {
  const widths = head.map((title, index) =>
    Math.max(width(title), ...rows.map((row) => width(row[index]!)))
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, index) => {
      const space = " ".repeat(widths[index]! - width(cell));
      return right.includes(index) ? space + cell : cell + space;
    }).join("  ").trimEnd();
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)];
}

/** Columns of a terminal that a text takes. */
function width(text: string): number {
  return unicodeWidth(stripVTControlCharacters(text));
}
