/**
 * The command `resources`.
 *
 * @module
 */

import { resources } from "@workspace-sync/sdk/resources";
import { exit } from "./errors.ts";
import type { Flags } from "./flags.ts";
import { printRows } from "./print.ts";

/** Runs the command. */
export function run(flags: Flags): Promise<number> {
  printRows(
    ["resource", "endpoint", "sdk", "columns", "primary key", "description"],
    Object.values(resources).map(({ name, path, property, columns, primaryKey, description }) => ({
      resource: name,
      endpoint: path,
      sdk: property,
      columns: columns.length,
      "primary key": primaryKey.join(", "),
      description,
    })),
    flags,
  );
  return Promise.resolve(exit.ok);
}
