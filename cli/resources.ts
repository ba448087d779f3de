/**
 * The command `resources`.
 *
 * @module
 */

import { resources } from "@workspace-sync/sdk/resources";
import { exit } from "./errors.ts";
import { printLines } from "./print.ts";
import type { Settings } from "./settings.ts";

/** Runs the command. */
export function run(settings: Settings<"json">): Promise<number> {
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
  ], settings);
  return Promise.resolve(exit.ok);
}
