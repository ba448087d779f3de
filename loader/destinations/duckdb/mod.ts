/**
 * Keeps tables in a DuckDB file.
 *
 * ```ts
 * import { openDuckDb } from "@workspace-sync/loader/duckdb";
 *
 * const destination = await openDuckDb("duckdb::memory:");
 * await destination.close();
 * ```
 *
 * @module
 */

import type { DestinationKind, OpenOptions } from "../mod.ts";
import type { Destination, Dialect, Finding } from "../../destination.ts";
import { DestinationError } from "../../errors.ts";
import { rejectsTable } from "../../run_log.ts";
import { parseAddress } from "./address.ts";
import { Database } from "../../engines/duckdb/database.ts";
import { DuckDbDestination } from "./destination.ts";
import { catalog } from "../../engines/duckdb/quote.ts";
import { makeDuckDbViews } from "./model_views.ts";
import { openDuckDbReader } from "./reader.ts";
import { commentOn, createTable, Schema } from "./sql.ts";
import * as stage from "./stage_sql.ts";
import { createView } from "./views.ts";

/**
 * Opens the DuckDB database at `duckdb:FILE[?schema=NAME]`. The file is created when it is not there;
 * `duckdb::memory:` keeps everything in memory. The schema's default is `main`.
 *
 * @throws {DestinationError} when the address is wrong, the file is no database or cannot be opened,
 * or another process has it open.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const destination = await openDuckDb("duckdb::memory:?schema=agency_a");
 * assertEquals((await destination.history(1)).runs, []);
 * await destination.close();
 * ```
 */
export async function openDuckDb(
  address: string,
  options: OpenOptions = {},
): Promise<Destination> {
  const { file, schema } = parseAddress(address);
  if (options.readOnly && file === ":memory:") {
    throw new DestinationError(
      `Cannot open the destination '${address}': there is nothing in it yet; run a sync first`,
      "absent",
    );
  }
  const database = await Database.open(file, options.readOnly ?? false);
  return new DuckDbDestination(address, database, new Schema(schema, catalog));
}

/** Returns the SQL that a destination at the address is sent. */
export function duckDbDialect(address: string): Dialect {
  const schema = new Schema(parseAddress(address).schema);
  return {
    ddl: (table) => [
      createTable(schema, table),
      ...commentOn(schema, "TABLE", table),
      ...(table.views ?? []).flatMap((view) => createView(schema, view)),
    ],
    apply: (table, deletes) => [
      stage.dropOtherParts(schema, table),
      ...(deletes === "keep" ? [] : [stage.removeRows(schema, table, deletes)]),
      stage.dropDuplicates(schema, table),
      stage.dropUnchanged(schema, table),
      stage.insertStaged(schema, table),
      stage.deleteReplaced(schema, table),
      stage.keepRejects(schema, table, rejectsTable),
      stage.dropStage(schema, table),
    ],
  };
}

/** Finds out whether the database can be written, and leaves it as it was. */
export async function checkDuckDb(address: string): Promise<readonly Finding[]> {
  const name = `destination ${address}`;
  try {
    const { file } = parseAddress(address);
    const isNew = await Deno.lstat(file).then(() => false, () => true);
    await (await Database.open(file, false)).close();
    if (isNew && file !== ":memory:") await Deno.remove(file);
    return [{ name, ok: true, message: isNew ? "can be created" : "can be written" }];
  } catch (error) {
    if (!(error instanceof DestinationError)) throw error;
    return [{ name, ok: false, message: error.message }];
  }
}

/** DuckDB, as one of the destinations. */
export const duckDb: DestinationKind = {
  engine: "duckdb",
  open: openDuckDb,
  dialect: duckDbDialect,
  check: checkDuckDb,
  read: openDuckDbReader,
  makeViews: makeDuckDbViews,
};
