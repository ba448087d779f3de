/**
 * The command `resources`.
 *
 * @module
 */

import { resources } from "@workspace-sync/sdk/resources";
import { exit } from "./errors.ts";
import type { Flags } from "./flags.ts";
import { printLines } from "./print.ts";

/** Runs the command. */
export function run(flags: Flags): Promise<number> {
  const lines = Object.values(resources).map((
    { name, path, property, columns, primaryKey, description },
  ) => ({
    ...{ resource: name, path, property, columns: columns.length },
    ...{ primary_key: primaryKey, description },
  }));
  printLines("endpoint", lines, [
    ["resource", ({ resource }) => resource],
    ["endpoint", ({ path }) => path],
    ["sdk", ({ property }) => property],
    ["columns", ({ columns }) => columns],
    ["primary key", ({ primary_key }) => primary_key.join(", ")],
    ["description", ({ description }) => description],
  ], flags);
  return Promise.resolve(exit.ok);
}
