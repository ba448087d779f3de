/**
 * What `sync --dry-run` shows.
 *
 * @module
 */

import {
  canBeQuick,
  destinationKind,
  type SyncOptions,
  tableOf,
  type TablePlan,
} from "@workspace-sync/loader";
import type { Resource } from "@workspace-sync/sdk";
import { exit } from "./errors.ts";
import { openIfThere } from "./existing.ts";

/** Shows what a sync would do to each table, and the SQL of its merge; changes nothing. */
export async function dryRun(
  address: string,
  resources: readonly Resource[],
  { deletes, history, quick }: Required<Pick<SyncOptions, "deletes" | "history" | "quick">>,
): Promise<number> {
  const kind = await destinationKind(address);
  const dialect = kind.dialect(address);
  const destination = await openIfThere(address);
  try {
    for (const resource of resources) {
      const table = tableOf(resource);
      const plan = await destination?.plan(table);
      const statements = plan?.exists ? [] : dialect.ddl(table);
      const action = plan?.exists ? preparing(plan) : "create the table and its views";
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

/** What has to be done to a table that is there. */
function preparing({ missing, views, isDescribed }: TablePlan): string {
  const named = (things: readonly { readonly name: string }[]) =>
    things.map(({ name }) => name).join(", ");
  const steps = [
    ...(missing.length > 0 ? [`add the columns ${named(missing)}, rewrite every row`] : []),
    ...(views.length > 0 ? [`make the views ${named(views)}`] : []),
    ...(isDescribed ? [] : ["describe its columns"]),
  ];
  return steps.join(", ") || "nothing to prepare";
}

function estimateLine(bytes: number): string {
  return `-- estimate: ${
    (bytes / 1e6).toLocaleString("en")
  } MB of the table are read at most when rows ` +
    "changed, and nothing otherwise; the stage comes on top";
}
