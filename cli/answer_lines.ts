/**
 * Sets the answer of a query in lines that fit a terminal.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { unicodeWidth } from "@std/cli/unicode-width";
import type { AnswerColumn, AnswerRow } from "@workspace-sync/loader";
import { printable } from "@workspace-sync/sdk/internal";
import { tableLines } from "./table.ts";

/** The space between two columns of a table. */
const gap = 2;
/** The least that a column of texts is cut to. */
const leastWidth = 8;

/**
 * Returns the lines of a table. Texts are cut where it would be too wide; where that is not enough, each row has a
 * block of its own, a line for each column.
 *
 * @param width Columns of the terminal.
 */
export function answerLines(
  columns: readonly AnswerColumn[],
  rows: readonly AnswerRow[],
  width: number,
): string[] {
  const cells = columns.map(({ kind }, index) => {
    const texts = rows.map((row) => printable(row[index] ?? ""));
    return kind === "number" ? aligned(texts) : texts;
  });
  const heads = columns.map(({ name }) => printable(name));
  const widths = cells.map((texts, index) =>
    Math.max(...[heads[index]!, ...texts].map(unicodeWidth))
  );
  const isCut = columns.map(({ kind }) => kind === "text" || kind === "json");
  const room = width - gap * (columns.length - 1) -
    widths.reduce((sum, each, index) => isCut[index] ? sum : sum + each, 0);
  const limit = limitOf(widths.filter((_, index) => isCut[index]), room);
  if (limit === undefined) return blocks(heads, cells);
  const fitted = [heads, ...rows.map((_, row) => cells.map((texts) => texts[row]!))].map((line) =>
    line.map((text, index) => isCut[index] ? cut(text, limit) : text)
  );
  const right = columns.flatMap(({ kind }, index) => kind === "number" ? [index] : []);
  return tableLines(fitted[0]!, fitted.slice(1), { right });
}

/** Numbers with as many decimals each, so that they stand below one another. */
function aligned(numbers: readonly string[]): string[] {
  const isPlain = (text: string) => /^-?\d+(\.\d+)?$/.test(text);
  const decimals = Math.max(0, ...numbers.filter(isPlain).map((text) => decimalsOf(text)));
  if (decimals === 0) return [...numbers];
  const least = Math.max(2, decimals);
  return numbers.map((text) => {
    if (!isPlain(text)) return text;
    return (text.includes(".") ? text : `${text}.`) + "0".repeat(least - decimalsOf(text));
  });
}

function decimalsOf(number: string): number {
  return number.split(".")[1]?.length ?? 0;
}

/** The width that the columns of texts have to be cut to; `undefined` when there is no room even so. */
function limitOf(widths: readonly number[], room: number): number | undefined {
  let limit = Math.max(leastWidth, ...widths);
  const needed = () => widths.reduce((sum, width) => sum + Math.min(width, limit), 0);
  while (limit > leastWidth && needed() > room) limit--;
  return needed() <= room ? limit : undefined;
}

function cut(text: string, width: number): string {
  if (unicodeWidth(text) <= width) return text;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (unicodeWidth(kept + segment) >= width) break;
    kept += segment;
  }
  return `${kept}…`;
}

function blocks(heads: readonly string[], cells: readonly (readonly string[])[]): string[] {
  const width = Math.max(...heads.map(unicodeWidth));
  return (cells[0] ?? []).flatMap((_, row) => [
    ...(row > 0 ? [""] : []),
    ...heads.map((head, index) =>
      `${head}${" ".repeat(width - unicodeWidth(head))}  ${cells[index]![row]!.trimStart()}`
        .trimEnd()
    ),
  ]);
}
