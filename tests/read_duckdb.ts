/**
 * Reads tables of a DuckDB file as {@linkcode ExpectedRow}s.
 *
 * @module
 */

import { DuckDBInstance } from "@duckdb/node-api";
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

function valueOf(value: unknown, isJson: boolean): unknown {
  if (value === null) return null;
  if (isJson) return JSON.parse(String(value));
  // DuckDB writes no more digits of a second than it has to.
  const [, second, fraction = ""] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.(\d+))?$/.exec(String(value)) ?? [];
  return second === undefined ? String(value) : `${second}.${fraction.padEnd(3, "0")}`;
}
