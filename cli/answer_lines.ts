/**
 * Sets the answer of a query in lines that fit a terminal.
 *
 * @module
 */

import type { AnswerColumn, AnswerRow } from "@workspace-sync/loader";
import { printable } from "@workspace-sync/sdk/internal";
import stringWidth from "string-width";
import { tableLines } from "./table.ts";

/** The space between two columns of a table. */
const gap = 2;
/** The least that a column of texts is cut to. */
const leastWidth = 8;

/** A column with its cells as they are shown. */
interface Shown extends AnswerColumn {
  readonly cells: readonly string[];
}

/**
 * Returns the lines of a table. One that would be too wide goes without columns such as `client_id` where there is
 * `client`, has heads of several lines, and texts that are cut; where that is not enough, each row has a block of
 * its own, a line for each column.
 *
 * @param width Columns of the terminal.
 */
export function answerLines(
  columns: readonly AnswerColumn[],
  rows: readonly AnswerRow[],
  width: number,
): string[] {
  const all = columns.map(({ name, kind }, index): Shown => {
    const texts = rows.map((row) => printable(row[index] ?? ""));
    return { name: printable(name), kind, cells: kind === "number" ? aligned(texts) : texts };
  });
  const names = new Set(all.map(({ name }) => name));
  const isKnown = ({ name }: Shown) => name.endsWith("_id") && names.has(name.slice(0, -3));
  return table(all, width, false) ?? table(all.filter((column) => !isKnown(column)), width, true) ??
    blocks(all);
}

/** The lines of a table; `undefined` when there is no room for it. */
function table(columns: readonly Shown[], width: number, isTight: boolean): string[] | undefined {
  const heads = columns.map(({ name, cells }) => isTight ? inLines(name, widest(cells)) : name);
  const widths = columns.map(({ cells }, index) =>
    widest([...heads[index]!.split("\n"), ...cells])
  );
  const canBeCut = columns.map(({ kind }) => isTight && (kind === "text" || kind === "json"));
  const fixed = widths.filter((_, index) => !canBeCut[index]);
  const room = width - gap * (columns.length - 1) - fixed.reduce((sum, each) => sum + each, 0);
  const limit = limitOf(widths.filter((_, index) => canBeCut[index]), room);
  if (limit === undefined) return undefined;
  const fitted = (texts: readonly string[]) =>
    texts.map((text, index) => canBeCut[index] ? cut(text, limit) : text);
  const rows = (columns[0]?.cells ?? []).map((_, row) => columns.map(({ cells }) => cells[row]!));
  const right = columns.flatMap(({ kind }, index) => kind === "number" ? [index] : []);
  return tableLines(heads, rows.map(fitted), { right, widthOf: stringWidth });
}

/** Breaks a name behind underscores, so that it is little wider than the cells below it. */
function inLines(name: string, width: number): string {
  const parts = name.split(/(?<=_)/);
  const most = Math.max(width, widest(parts));
  const lines = [""];
  for (const part of parts) {
    if (stringWidth(lines.at(-1)! + part) <= most) lines[lines.length - 1] += part;
    else lines.push(part);
  }
  return lines.join("\n");
}

/** Numbers with as many decimals each, so that they stand below one another. */
function aligned(numbers: readonly string[]): string[] {
  const isPlain = (text: string) => /^-?\d+(\.\d+)?$/.test(text);
  const decimals = Math.max(0, ...numbers.filter(isPlain).map(decimalsOf));
  if (decimals === 0) return [...numbers];
  const shown = Math.max(2, decimals);
  return numbers.map((text) => {
    if (!isPlain(text)) return text;
    return (text.includes(".") ? text : `${text}.`) + "0".repeat(shown - decimalsOf(text));
  });
}

function decimalsOf(number: string): number {
  return number.split(".")[1]?.length ?? 0;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => stringWidth(text)));
}

/** The width that columns have to be cut to; `undefined` when there is no room even so. */
function limitOf(widths: readonly number[], room: number): number | undefined {
  let limit = Math.max(leastWidth, ...widths);
  const needed = () => widths.reduce((sum, width) => sum + Math.min(width, limit), 0);
  while (limit > leastWidth && needed() > room) limit--;
  return needed() <= room ? limit : undefined;
}

function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) >= width) break;
    kept += segment;
  }
  return `${kept}…`;
}

function blocks(columns: readonly Shown[]): string[] {
  const width = widest(columns.map(({ name }) => name));
  return (columns[0]?.cells ?? []).flatMap((_, row) => [
    ...(row > 0 ? [""] : []),
    ...columns.map(({ name, cells }) =>
      `${name}${" ".repeat(width - stringWidth(name))}  ${cells[row]!}`.trimEnd()
    ),
  ]);
}
