/**
 * Checks a database's file from outside. DuckDB does the checking, since a sync into a file has no
 * permission to read or write one.
 *
 * @module
 */

import { resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DestinationError } from "../../errors.ts";
import { explain, messageOf } from "./explain.ts";
import { createInstance, type Parameter } from "./instance.ts";
import { catalog, literal } from "./quote.ts";

/**
 * Makes sure that there is room for a file that does not exist yet: a disk that is full while DuckDB
 * creates one leaves a stub that it refuses to open. The room is tested with a second file, written by a
 * COPY that always fails, since DuckDB removes what a failed COPY has written.
 */
export async function checkRoom(connection: DuckDBConnection, file: string): Promise<void> {
  const found = await connection.runAndReadAll("SELECT file FROM glob($file)", {
    file: globOf(file),
  });
  if (found.currentRowCount > 0) return;
  const enough = `enough room ${crypto.randomUUID()}`;
  try {
    await connection.run(
      `COPY (SELECT CASE WHEN i < 2048 THEN repeat('0', 100) ELSE error(${literal(enough)}) END
FROM range(4096) AS r(i)) TO ${literal(`${file}.${crypto.randomUUID().slice(0, 8)}`)} (FORMAT csv)`,
    );
  } catch (error) {
    if (!messageOf(error).includes(enough)) throw error;
  }
}

/**
 * Lets DuckDB remove what a process that was killed has spilled beside a file that is open: it does so when it
 * is closed and has spilled something itself, however little. That takes an instance of its own: the one that
 * has opened the file may hold more than fits below the limit. The empty folder stays.
 *
 * When that one has spilled as it read the log of the killed process, it removes all of it when it is closed; until
 * then its own files are in the folder, too.
 */
export async function removeSpilled(connection: DuckDBConnection, file: string): Promise<void> {
  const folder = spillFolder(file);
  const found = await connection.runAndReadAll(
    "SELECT file FROM glob($spilled) WHERE NOT EXISTS (FROM duckdb_temporary_files()) LIMIT 1",
    { spilled: `${globOf(folder)}/*` },
  );
  if (found.currentRowCount === 0) return;
  const instance = await createInstance({ temp_directory: folder, memory_limit: "1MB" });
  try {
    const spilling = await instance.connect();
    await spilling.run(
      "CREATE TEMP TABLE spilled AS SELECT md5(i::VARCHAR) AS text FROM range(20_000) AS r(i)",
    );
    spilling.closeSync();
  } finally {
    instance.closeSync();
  }
}

/** Files that this process has open, and how often; -1 for one that is being written. */
const openFiles = new Map<string, number>();

/**
 * Keeps a second connection of this process from a file that is being written. DuckDB's lock does not: it belongs
 * to the process, and two instances of it would overwrite each other's blocks.
 *
 * @returns A function that gives the file back.
 * @throws {DestinationError} when the file is open already.
 */
export function claim(file: string, readOnly: boolean): () => void {
  const path = resolve(file);
  const others = openFiles.get(path) ?? 0;
  if (others < 0 || others > 0 && !readOnly) {
    throw new DestinationError(
      `Cannot use ${file}: this process has it open already; wait until that is closed`,
      "locked",
    );
  }
  openFiles.set(path, readOnly ? others + 1 : -1);
  return () => {
    const left = readOnly ? openFiles.get(path)! - 1 : 0;
    if (left > 0) openFiles.set(path, left);
    else openFiles.delete(path);
  };
}

/** Where DuckDB spills to. */
export function spillFolder(file: string): string {
  return `${file}.tmp`;
}

/** Returns the pattern that is matched by one path only. */
function globOf(path: string): string {
  return path.replace(/[*?[]/g, "[$&]");
}

/**
 * Checks that a database that was written and closed is at its path, and whole. DuckDB does not notice
 * when an open file is removed, replaced or cut short.
 *
 * @param sql A query that returns a row when the last write is there.
 * @throws {DestinationError} when it returns none.
 */
export async function checkFile(
  file: string,
  sql: string,
  parameters: Record<string, Parameter>,
): Promise<void> {
  const instance = await createInstance();
  try {
    const connection = await instance.connect();
    await connection.run(`ATTACH ${literal(file)} AS ${catalog} (TYPE duckdb, READ_ONLY)`);
    const found = await connection.runAndReadAll(sql, parameters);
    // DuckDB cuts free blocks off the end of the file, but still counts them.
    const whole = await connection.runAndReadAll(
      `SELECT file.size FROM read_blob($file) AS file, pragma_database_size() AS kept
WHERE database_name = ${literal(catalog)} AND file.size >= used_blocks * block_size`,
      { file: globOf(file) },
    );
    if (found.currentRowCount > 0 && whole.currentRowCount > 0) return;
    throw new Error("The last write is not in the file, or the file is too short");
  } catch (error) {
    // Another process could open the database, so it is there.
    if (explain(error, file).reason === "locked") return;
    throw new DestinationError(
      `Cannot find this run in ${file}: the file was removed, replaced or cut short during the sync; ` +
        "move away what is left of it and run again",
      "failed",
      { cause: error },
    );
  } finally {
    instance.closeSync();
  }
}
