/**
 * The command `status`.
 *
 * @module
 */

import { openDestination } from "@workspace-sync/loader";
import { exit } from "./errors.ts";
import type { Flags } from "./flags.ts";
import { printRows } from "./print.ts";
import { destinationSetting } from "./settings.ts";

/** How many runs are shown. */
const shownRuns = 5;

/** Runs the command. */
export async function run(flags: Flags): Promise<number> {
  const destination = await openDestination(destinationSetting(flags), { readOnly: true });
  try {
    const { runs, tables } = await destination.history(shownRuns);
    printRows(
      [
        "run",
        "workspace",
        "status",
        "started",
        "seconds",
        "read",
        "inserted",
        "updated",
        "deleted",
        "error",
      ],
      runs.map((run) => ({
        run: run.run_id.slice(0, 8),
        // A file that an older version wrote lacks the column.
        workspace: run.workspace_name ?? null,
        status: run.status,
        started: timeOf(run.started_at),
        seconds: run.finished_at === null
          ? null
          : Math.round((run.finished_at.getTime() - run.started_at.getTime()) / 100) / 10,
        read: run.read,
        inserted: run.inserted,
        updated: run.updated,
        deleted: run.deleted,
        error: run.error,
      })),
      flags,
    );
    if (Deno.stdout.isTerminal()) console.log();
    printRows(
      ["table", "rows", "last run", "last synced", "last complete"],
      tables.map((table) => ({
        table: table.resource,
        rows: table.rows,
        "last run": table.status,
        "last synced": table.synced_at && timeOf(table.synced_at),
        "last complete": table.swept_at && timeOf(table.swept_at),
      })),
      flags,
    );
    return exit.ok;
  } finally {
    await destination.close();
  }
}

function timeOf(date: Date): string {
  return date.toISOString().slice(0, 19) + "Z";
}
