/**
 * Reads columns of a table without a query, which would be charged for: `tabledata.list` is free.
 *
 * @module
 */

import { DestinationError } from "../../errors.ts";
import type { TableResource } from "./resource.ts";
import type { Tables } from "./tables.ts";

/** Rows, column by column: what has the same index is of the same row. All values are text. */
export type Cells<Column extends string = string> = Readonly<
  Record<Column, readonly (string | null)[]>
>;

/** Rows of a table, as the API writes them. */
export interface Page {
  /** How many the table has. */
  readonly totalRows?: string;
  /** Some of them, each with its values in the order of the table's columns. */
  readonly rows?: readonly { readonly f: readonly { readonly v: string | null }[] }[];
}

/** Rows of a page: 2.5 MB for keys and hashes, of the 10 MB that an answer may have, and 8 MB when parsed. */
const pageRows = 20_000;
/** Pages that are read at the same time. */
const parallel = 4;
/** How often the reading begins while others change the table. */
const maxTries = 5;

/**
 * Reads columns of all rows, in any order; a table that does not exist has none. All that is yielded is of
 * the instant at which the reading began.
 *
 * @throws {DestinationError} when the table is changed meanwhile.
 */
export async function* readRows<Column extends string>(
  tables: Tables,
  name: string,
  columns: readonly Column[],
): AsyncGenerator<Cells<Column>> {
  for (let tries = 0; tries < maxTries; tries++) {
    const table = await tables.get(name);
    if (table === undefined) return;
    // In the order of the table, which is that of the answer.
    const fields = (table.schema?.fields ?? []).map((field) => field.name as Column)
      .filter((field) => columns.includes(field));
    let [start, total] = [0, 1];
    while (start < total) {
      const ranges = await Promise.all(
        startsFrom(start, total).map((at) => readRange(tables, name, fields, at, at + pageRows)),
      );
      if (!areEqual(table, await tables.get(name))) break;
      total = ranges[0]!.total;
      for (const { rows } of ranges) {
        start += rows.length;
        yield Object.fromEntries(
          fields.map((field, index) => [field, rows.map(({ f }) => f[index]!.v)]),
        ) as unknown as Cells<Column>;
      }
    }
    if (start >= total) return;
    // What was yielded cannot be taken back.
    if (start > 0) break;
  }
  throw new DestinationError(
    `Cannot read the rows of ${name}: somebody else keeps changing the table; run again later`,
    "failed",
  );
}

/** Where the next pages begin. */
function startsFrom(start: number, total: number): number[] {
  const pages = Math.min(parallel, Math.ceil((total - start) / pageRows));
  return Array.from({ length: pages }, (_, page) => start + page * pageRows);
}

/** Reads the rows from one place to another, or to the end of the table. */
async function readRange(
  tables: Tables,
  name: string,
  fields: readonly string[],
  start: number,
  end: number,
): Promise<{ rows: NonNullable<Page["rows"]>; total: number }> {
  let rows: NonNullable<Page["rows"]> = [];
  let total = end;
  while (start + rows.length < Math.min(end, total)) {
    const at = start + rows.length;
    const page = await tables.page(name, fields, at, end - at);
    total = Number(page.totalRows ?? 0);
    if (!page.rows?.length && at < total) throw cutShort(name, at, total);
    rows = rows.concat(page.rows ?? []);
  }
  return { rows, total };
}

function areEqual(before: TableResource, after: TableResource | undefined): boolean {
  return before.etag === after?.etag && before.numRows === after?.numRows;
}

function cutShort(name: string, read: number, total: number): DestinationError {
  return new DestinationError(
    `Cannot read the rows of ${name}: BigQuery says that there are ${total}, and returns ${read}; run again later`,
    "failed",
  );
}
