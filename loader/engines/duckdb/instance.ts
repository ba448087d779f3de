/**
 * Creates an empty DuckDB that takes little memory and loads nothing. No other module loads DuckDB's library, so that
 * its allocator is told first what to do.
 *
 * @module
 */

import "./allocator.ts";
import { DuckDBInstance, StatementType } from "@duckdb/node-api";

export { StatementType };

/** A value that a statement can be given. */
export type Parameter = string | number | boolean | null;

/** What DuckDB may take at first, in MB. */
export const memoryLimit = 110;

/**
 * Keeps a sync of a million rows within 560 MB. DuckDB fills `memory_limit` and spills what is more to a
 * temporary folder; but what a thread is working on cannot be spilled, and compression comes on top. To
 * write the 67 columns of the widest table, one thread needs 90 MB and two need 160.
 */
const limits = {
  memory_limit: `${memoryLimit}MB`,
  threads: "1",
  // Staged rows stay in memory until they are moved from the write-ahead log into the file.
  wal_autocheckpoint: "32MB",
};

/** No extension is fetched or loaded, also while the file is being opened. */
const withoutExtensions = {
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
};

/** Creates an instance, with options beside its limits. */
export function createInstance(options: Record<string, string> = {}): Promise<DuckDBInstance> {
  return DuckDBInstance.create(":memory:", { ...limits, ...withoutExtensions, ...options });
}
