/**
 * The command `status`.
 *
 * @module
 */

import { type Freshness, openDestination, type RunRecord } from "@workspace-sync/loader";
import { errorLine, exit } from "./errors.ts";
import { staleness } from "./freshness.ts";
import { type Column, printLines, printsJson } from "./print.ts";
import type { Settings } from "./settings.ts";

/** How many runs are shown. */
const shownRuns = 5;

const runColumns: readonly Column<RunRecord>[] = [
  ["run", ({ run_id }) => run_id.slice(0, 8)],
  // A file that an older version wrote lacks the column.
  ["workspace", ({ workspace_name }) => workspace_name ?? null],
  ["status", ({ status }) => status],
  ["started", ({ started_at }) => timeOf(started_at)],
  [
    "seconds",
    ({ started_at, finished_at }) =>
      finished_at && Math.round((finished_at.getTime() - started_at.getTime()) / 100) / 10,
  ],
  ["read", ({ read }) => read],
  ["inserted", ({ inserted }) => inserted],
  ["updated", ({ updated }) => updated],
  ["deleted", ({ deleted }) => deleted],
  ["error", ({ error }) => error],
];

const tableColumns: readonly Column<Freshness>[] = [
  ["table", ({ resource }) => resource],
  ["rows", ({ rows }) => rows],
  ["last run", ({ status }) => status],
  ["last synced", ({ synced_at }) => synced_at && timeOf(synced_at)],
  ["last complete", ({ swept_at }) => swept_at && timeOf(swept_at)],
];

/** Runs the command. */
export async function run(
  settings: Settings<
    | "workspace"
    | "destination"
    | "max_age"
    | "serve"
    | "port"
    | "status_token"
    | "api_token"
    | "json"
  >,
): Promise<number> {
  const { destination: address, max_age: maxAge } = settings;
  if (settings.serve) {
    const { servePage } = await import("./status_page/serve.ts");
    return await servePage(settings);
  }
  const destination = await openDestination(address, { readOnly: true });
  try {
    const { runs, tables } = await destination.history(shownRuns);
    printLines("run", runs, runColumns, settings);
    if (!printsJson(settings)) console.log();
    printLines("table", tables, tableColumns, settings);
    if (maxAge === undefined) return exit.ok;
    const problems = tables.length === 0
      ? ["nothing was synced yet"]
      : tables.flatMap((table) => staleness(table, maxAge, new Date()) ?? []);
    for (const problem of problems) console.error(errorLine(problem, settings.workspace));
    return problems.length === 0 ? exit.ok : exit.failed;
  } finally {
    await destination.close();
  }
}

function timeOf(date: Date): string {
  return date.toISOString().slice(0, 19) + "Z";
}
