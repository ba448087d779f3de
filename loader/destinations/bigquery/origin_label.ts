/**
 * Keeps in a label of the table of runs whose records the dataset holds, so that comparing it costs no query.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { checkOrigin, occupied, type Origin, originKey } from "../../origin.ts";
import { runsTable } from "../../run_log.ts";
import { lastOrigin } from "../sql.ts";
import type { Dataset } from "./sql.ts";
import type { Tables } from "./tables.ts";

const originLabel = "workspace";

/**
 * Refuses the records of another workspace. Runs are read, by a query that is charged for, only when the
 * label differs.
 *
 * @returns The label.
 */
export async function checkLabel(
  tables: Tables,
  dataset: Dataset,
  run: Origin,
  url: string,
): Promise<string | undefined> {
  const { labels, numRows } = (await tables.get(runsTable.name)) ?? {};
  const kept = labels?.[originLabel];
  if (kept === labelOf(run)) return kept;
  const sql = lastOrigin(dataset, runsTable);
  const [held] = Number(numRows) > 0
    ? await tables.query<Origin>("find whose records the dataset holds", sql)
    : [];
  // An earlier run, which never ended, may not have known the workspace yet.
  const isUnnamed = kept === labelOf({ ...run, workspace_id: null });
  if (held === undefined && kept !== undefined && !isUnnamed) {
    throw occupied("another workspace, whose first sync has not ended yet", run, url);
  }
  checkOrigin(held, run, url);
  return kept;
}

/** Stores whose records the dataset holds, unless the label that is kept says so. */
export async function keepLabel(
  tables: Tables,
  kept: string | undefined,
  run: Origin,
  url: string,
): Promise<void> {
  const label = labelOf(run);
  if (kept === label) return;
  await tables.change(runsTable.name, ({ labels }) => {
    const is = labels?.[originLabel];
    // The label is this run's already when only the answer was lost.
    if (is === kept || is === label) return { labels: { ...labels, [originLabel]: label } };
    throw occupied("another workspace, whose first sync has just begun", run, url);
  });
}

/** A hash, since labels allow few characters (bigquery/docs/labels-intro). */
function labelOf(origin: Origin): string {
  return createHash("sha256").update(originKey(origin)).digest("hex").slice(0, 32);
}
