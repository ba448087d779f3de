/**
 * The command `schema`.
 *
 * @module
 */

import { destinationKind, tableOf } from "@workspace-sync/loader";
import { exit } from "./errors.ts";
import { chosenResources } from "./options.ts";
import type { groups, Settings } from "./settings.ts";

/** Runs the command. */
export async function run(
  settings: Settings<"destination" | (typeof groups.resources)[number]>,
): Promise<number> {
  const address = settings.destination;
  const dialect = (await destinationKind(address)).dialect(address);
  for (const resource of chosenResources(settings)) {
    for (const statement of dialect.ddl(tableOf(resource))) console.log(`${statement};`);
    console.log();
  }
  return exit.ok;
}
