/**
 * Looks at a database's file from outside, by means of DuckDB: a sync may do so without Deno's
 * permission to read.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import { DestinationError } from "../../errors.ts";
import { explain, messageOf } from "./explain.ts";
import { createInstance, type Parameter } from "./instance.ts";
import { catalog, literal } from "./sql.ts";

/**
 * Makes sure that there is room for a file that is not there yet. A disk that fills up while DuckDB
 * creates a database leaves a part of one, which DuckDB then takes for something else. So a file beside
 * it is written first: by a COPY that always fails, since DuckDB removes the file of such a one.
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

/** Returns the pattern that is matched by one path only. */
function globOf(path: string): string {
  return path.replace(/[*?[]/g, "[$&]");
}

/**
 * Looks whether a database that was written and closed is still at its path, and whole. What was
 * removed, replaced or cut short in the meantime raises no error while it is open.
 *
 * @param sql A query that finds something that was written last.
 * @throws {DestinationError} when it does not find it.
 */
export async function checkWritten(
  file: string,
  sql: string,
  parameters: Record<string, Parameter>,
): Promise<void> {
  const instance = await createInstance();
  try {
    const connection = await instance.connect();
    await connection.run(`ATTACH ${literal(file)} AS ${catalog} (TYPE duckdb, READ_ONLY)`);
    const found = await connection.runAndReadAll(sql, parameters);
    const whole = await connection.runAndReadAll(
      `SELECT file.size FROM read_blob($file) AS file, pragma_database_size() AS kept
WHERE database_name = ${literal(catalog)} AND file.size >= total_blocks * block_size`,
      { file: globOf(file) },
    );
    if (found.currentRowCount > 0 && whole.currentRowCount > 0) return;
    throw new Error("What was written is not there");
  } catch (error) {
    // Who holds the lock has found a database there.
    if (explain(error, file).reason === "locked") return;
    throw new DestinationError(
      `Cannot find this run in ${file}: the file was removed, replaced or cut short meanwhile; ` +
        "move away what is left of it, and run again",
      "failed",
      { cause: error },
    );
  } finally {
    instance.closeSync();
  }
}
