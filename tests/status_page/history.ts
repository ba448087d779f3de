/**
 * A workspace with some weeks behind it: syncs at made-up times, edits between them, and things that went wrong.
 *
 * @module
 */

import type { Lab } from "../lab.ts";
import { workspaceLab } from "../lab.ts";

const [minute, hour] = [60_000, 3_600_000];

/** Options for {@linkcode busyLab}. */
export interface BusyOptions {
  /** Syncs that were run, one an hour. */
  readonly runs: number;
  /** When the last one began. @default {20 minutes ago} */
  readonly last?: Date;
  /** Rows of the smaller of the large tables. @default {60} */
  readonly rows?: number;
  /** Requests per second. @default {0, for no limit} */
  readonly rate?: number;
  /** Whether the last syncs of two tables failed, and some records do not fit. @default {false} */
  readonly isTroubled?: boolean;
}

/** A value that a sandbox serves and no page may show. */
export const secretInRecord = "hunter2-in-a-record";

/** Makes a lab that was synced many times. */
export async function busyLab(options: BusyOptions): Promise<Lab> {
  const { runs, rows = 60, rate = 0, isTroubled = false } = options;
  const last = options.last?.getTime() ?? Date.now() - 20 * minute;
  const lab = workspaceLab({
    rows: { clients: rows, projects: rows * 2, project_tasks: rows * 6, project_members: rows * 3 },
    workspace: { id: "0b0e7c1e-0000-4000-8000-000000000001", name: "Harbour & Hill Studio" },
  });
  for (let run = 0; run < runs; run++) {
    const began = last - (runs - 1 - run) * hour;
    edit(lab, run);
    const isLast = run === runs - 1;
    if (isTroubled && isLast) spoil(lab);
    if (run === Math.floor(runs / 2)) {
      lab.sandbox.faults.push({ what: 503, table: "invoices", times: 1 });
    }
    const real = Date.now();
    await lab.sync({
      now: () => new Date(began + (Date.now() - real) * (8 + run % 5)),
      quick: run > 0 && run % 3 !== 0 && !isLast,
      client: { rate },
    });
    lab.sandbox.faults.length = 0;
  }
  return lab;
}

/** Changes some records, fewer in some hours than in others. */
function edit({ sandbox, ids }: Lab, run: number): void {
  if (run === 0) return;
  const busy = run % 7;
  sandbox.insert("project_tasks", busy * 3 + 1);
  sandbox.insert("expense_items", busy);
  if (run % 5 === 0) sandbox.insert("clients", 2);
  for (const id of ids("project_tasks").slice(-busy * 2 - 1)) {
    sandbox.update("project_tasks", id, { notes: `Edited in hour ${run}` });
  }
  if (run % 4 === 0) sandbox.delete("expense_items", ids("expense_items").at(-1)!);
}

/** Has two lists fail, and some records differ from the spec. */
function spoil({ sandbox, ids }: Lab): void {
  sandbox.faults.push({ what: 503, table: "invoices", times: Infinity });
  sandbox.faults.push({ what: 403, table: "holidays", times: Infinity });
  for (const id of ids("projects").slice(0, 3)) {
    sandbox.update("projects", id, { createdAt: "yesterday" });
  }
  sandbox.insert("clients", [{
    id: null as unknown as string,
    name: "No id",
    apiToken: secretInRecord,
  }]);
}
