/**
 * Reads the address of a DuckDB database.
 *
 * @module
 */

import { DestinationError } from "../../errors.ts";

/** What the address of a DuckDB database names. */
export interface Address {
  /** Path of the file, or `:memory:`. */
  readonly file: string;
  /** Name of the schema. */
  readonly schema: string;
}

/**
 * Parses `duckdb:FILE[?schema=NAME]`.
 *
 * @throws {DestinationError} when there is no file, or an unknown setting.
 */
export function parseAddress(address: string): Address {
  const [, file = "", search = ""] = /^duckdb:([^?]*)(?:\?(.*))?$/s.exec(address) ?? [];
  const settings = new URLSearchParams(search);
  const unknown = [...settings.keys()].find((name) => name !== "schema");
  if (file === "" || unknown !== undefined) {
    const what = unknown === undefined ? "there is no file name" : `unknown setting '${unknown}'`;
    throw new DestinationError(
      `Cannot open the destination '${address}': ${what}; expected duckdb:FILE or duckdb:FILE?schema=NAME`,
      "unusable",
    );
  }
  return { file, schema: settings.get("schema") || "main" };
}
