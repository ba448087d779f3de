/**
 * Reads the address of a DuckDB database.
 *
 * @module
 */

import { DestinationError } from "../../errors.ts";

/** Schemas that DuckDB keeps its own catalogue in. */
const reserved: readonly string[] = ["information_schema", "pg_catalog"];

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
 * @throws {DestinationError} when there is no file, an unknown setting, or a schema that is DuckDB's own.
 */
export function parseAddress(address: string): Address {
  const [, file = "", search = ""] = /^duckdb:([^?]*)(?:\?(.*))?$/s.exec(address) ?? [];
  const settings = new URLSearchParams(search);
  const schema = settings.get("schema") || "main";
  const problem = problemOf(file, schema, [...settings.keys()]);
  if (problem !== undefined) {
    throw new DestinationError(`Cannot open the destination '${address}': ${problem}`, "unusable");
  }
  return { file, schema };
}

function problemOf(file: string, schema: string, names: readonly string[]): string | undefined {
  const expected = "expected duckdb:FILE or duckdb:FILE?schema=NAME";
  const unknown = names.find((name) => name !== "schema");
  if (unknown !== undefined) return `unknown setting '${unknown}'; ${expected}`;
  if (file === "") return `there is no file name; ${expected}`;
  if (reserved.includes(schema.toLowerCase())) {
    return `the schema '${schema}' is DuckDB's own; name another`;
  }
  return undefined;
}
