/**
 * The command `schema`.
 *
 * @module
 */

import { destinationKind, tableOf } from "@workspace-sync/loader";
import { exit } from "./errors.ts";
import type { Flags } from "./flags.ts";
import { destinationSetting, resourceSettings } from "./settings.ts";

/** Runs the command. */
export async function run(flags: Flags): Promise<number> {
  const address = destinationSetting(flags);
  const dialect = (await destinationKind(address)).dialect(address);
  for (const resource of resourceSettings(flags)) {
    for (const statement of dialect.ddl(tableOf(resource))) console.log(`${statement};`);
    console.log();
  }
  return exit.ok;
}
