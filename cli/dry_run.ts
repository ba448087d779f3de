/**
 * What `sync --dry-run` shows.
 *
 * @module
 */

import {
  canBeQuick,
  type Destination,
  destinationKind,
  type SyncOptions,
  tableOf,
} from "@workspace-sync/loader";
import { DestinationError } from "@workspace-sync/loader/errors";
import type { Resource } from "@workspace-sync/sdk";
import { exit } from "./errors.ts";

/** Shows what a sync would do to each table, and the SQL of its merge; changes nothing. */
export async function dryRun(
  address: string,
  resources: readonly Resource[],
  { deletes, history, quick }: Required<Pick<SyncOptions, "deletes" | "history" | "quick">>,
): Promise<number> {
  const kind = await destinationKind(address);
  const dialect = kind.dialect(address);
  const destination = await openIfThere(() => kind.open(address, { readOnly: true }));
  try {
    for (const resource of resources) {
      const table = tableOf(resource);
      const plan = await destination?.plan(table);
      const statements = plan?.exists ? [] : dialect.ddl(table);
      const missing = plan?.exists ? plan.missing.map(({ name }) => name) : [];
      const action = !plan?.exists
        ? "create the table"
        : missing.length > 0
        ? `add the columns ${missing.join(", ")}, rewrite every row`
        : "nothing to prepare";
      const isQuick = quick && plan !== undefined && canBeQuick(resource, plan);
      console.log(
        `-- ${table.name}: ${action}; read GET ${resource.path}${
          isQuick ? " up to a page without changes" : ""
        }; stage what is new or changed, merge it`,
      );
      for (
        const statement of [
          ...statements,
          ...dialect.apply(table, isQuick ? "keep" : deletes, history.includes(resource)),
        ]
      ) {
        console.log(`${statement};`);
      }
      const estimate = plan?.exists ? await destination?.estimate?.(table) : undefined;
      if (estimate !== undefined) console.log(estimateLine(estimate));
      console.log();
    }
    return exit.ok;
  } finally {
    await destination?.close();
  }
}

function estimateLine(bytes: number): string {
  return `-- estimate: ${
    (bytes / 1e6).toLocaleString("en")
  } MB of the table are read at most when rows ` +
    "changed, and nothing otherwise; the stage comes on top";
}

async function openIfThere(open: () => Promise<Destination>): Promise<Destination | undefined> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof DestinationError && error.reason === "absent") return undefined;
    throw error;
  }
}
