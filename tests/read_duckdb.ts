/**
 * Reads a DuckDB file: its tables as {@linkcode ExpectedRow}s, and its stages.
 *
 * @module
 */

import { DuckDBInstance } from "@duckdb/node-api";
import type { StoredCheckpoint } from "../loader/checkpoint.ts";
import type { ExpectedRow } from "./expected_tables.ts";

/** Reads all rows of each table, sorted by id, without `_hash`. */
export async function readTables(
  file: string,
  tables: readonly string[],
  schema = "main",
): Promise<Map<string, ExpectedRow[]>> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const read = new Map<string, ExpectedRow[]>();
  for (const table of tables) {
    const name = `"${schema}"."${table}"`;
    const result = await connection.runAndReadAll(
      `SELECT COLUMNS(*)::VARCHAR FROM ${name} ORDER BY id`,
    );
    const types = await connection.runAndReadAll(`DESCRIBE ${name}`);
    const json = new Set(
      types.getRowObjects().filter((row) => row.column_type === "JSON").map((row) =>
        row.column_name
      ),
    );
    read.set(
      table,
      result.getRowObjects().map(({ _hash, ...row }) =>
        Object.fromEntries(
          Object.entries(row).map(([column, value]) => [column, valueOf(value, json.has(column))]),
        )
      ),
    );
  }
  connection.closeSync();
  instance.closeSync();
  return read;
}

/** Reads the last checkpoint of each stage that there is, by resource. */
export async function readStages(file: string): Promise<Map<string, StoredCheckpoint>> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const stages = new Map<string, StoredCheckpoint>();
  const tables = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, '_stage_')",
  );
  for (const [table] of tables.getRows()) {
    const found = await connection.runAndReadAll(
      `SELECT string_agg(_checkpoint, '' ORDER BY rowid) AS _checkpoint FROM "${table}" WHERE _checkpoint IS NOT NULL GROUP BY _part`,
    );
    const checkpoints = found.getRows().map(([text]) => JSON.parse(String(text)));
    const last = checkpoints.sort((one, other) => one.pages - other.pages).at(-1);
    stages.set(String(table).slice("_stage_".length), last);
  }
  connection.closeSync();
  instance.closeSync();
  return stages;
}

function valueOf(value: unknown, isJson: boolean): unknown {
  if (value === null) return null;
  if (isJson) return JSON.parse(String(value));
  // DuckDB writes no more digits of a second than it has to.
  const [, second, fraction = ""] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.(\d+))?$/.exec(String(value)) ?? [];
  return second === undefined ? String(value) : `${second}.${fraction.padEnd(3, "0")}`;
}
