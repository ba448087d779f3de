/**
 * What a destination in memory holds, and what outlives the runs that write it.
 *
 * @module
 */

import type { ApplyOptions, Changes, Part, Written } from "../../loader/destination.ts";
import { type ChangeKind, goneAt } from "../../loader/history.ts";
import { hashLength } from "../../loader/diff.ts";
import { listOf, type Row } from "../../loader/shape.ts";
import type { Meddling } from "./plan.ts";
import type { VirtualTime } from "./virtual_time.ts";

/** A row of a table. */
export interface StoredRow {
  /** The values as JSON text. */
  readonly list: string;
  readonly hash: string | null;
  readonly isDeleted: boolean;
  /** When it was written. */
  readonly at: number;
  /** When the run began that wrote it, and the one that marked it, if any. */
  readonly syncedAt: number;
  readonly deletedAt?: number;
}

/** A row of a history. */
export interface StoredVersion {
  readonly key: string;
  readonly kind: ChangeKind;
  readonly at: number;
  readonly run: string;
  /** The values as JSON text; `null` when it was deleted. */
  readonly list: string | null;
}

/** The rows of a table that are not deleted, by their key, when a run had written it. */
export interface State {
  readonly at: number;
  readonly rows: ReadonlyMap<string, string>;
}

/** The staging table of a table. Another one that is made later is not the same, whatever its name. */
export interface StoredStage {
  parts: Part[];
}

/** A table, and what is kept about it. */
export class StoredTable {
  exists = false;
  isSynced = false;
  lacksColumn = false;
  rows: Map<string, StoredRow> = new Map();
  /** A key that two rows have. */
  doubled: string | undefined;
  stage: StoredStage | undefined;
  /** The versions, oldest first, if there is a history. */
  history: readonly StoredVersion[] | undefined;
  /** Whether the history has every version. */
  hasHistory = false;
  /** What the table was since the history has had every version. */
  states: State[] = [];
  /** Hashes of the rejects that are kept. */
  rejects: string[] = [];
  /** Keys of rows that somebody else has changed since the run began. */
  readonly meddled: Set<string> = new Set();
  /** Those that anybody else has ever changed. */
  readonly everMeddled: Set<string> = new Set();
  /** When somebody else, or a job of a run that is gone, last changed the table or the stage. */
  touched = -1;
  /** Whether somebody else has made the stage one of something else. */
  isForeign = false;
  /** Whether the stage lacks what was stored. */
  isLossy = false;
  /** Writes of any kind. */
  writes = 0;

  /** Whether a key stands twice. */
  get isDoubled(): boolean {
    return this.doubled !== undefined && this.rows.has(this.doubled);
  }

  /** The rows that are not marked as deleted. */
  get live(): number {
    return [...this.rows.values()].filter(({ isDeleted }) => !isDeleted).length;
  }
}

/** A job of a run that is gone. */
export interface Job {
  /** Whether it can be seen at work. */
  readonly isSeen: boolean;
  /** Whether it changes the table. */
  readonly isMerge: boolean;
  /** Steps until it lands. */
  wait: number;
  readonly work: () => unknown;
}

/** All tables, and the jobs that are at work. */
export class Store {
  readonly tables: readonly StoredTable[];
  jobs: Job[] = [];
  /** Jobs that have landed; those that change a table and could not be seen at work are surprises. */
  landed = 0;
  surprises = 0;
  readonly #time: VirtualTime;

  constructor(time: VirtualTime, tables: number) {
    this.#time = time;
    this.tables = Array.from({ length: tables }, () => new StoredTable());
  }

  /** Lets jobs land whose time has come. */
  land(): void {
    for (const job of this.jobs) job.wait--;
    this.#finish(({ wait }) => wait < 0);
  }

  /**
   * Waits for the jobs that can be seen at work. A merge that was not even sent fails from then on: the view
   * that it reads is removed.
   */
  settle(): void {
    this.jobs = this.jobs.filter(({ isSeen, isMerge }) => isSeen || !isMerge);
    this.#finish(({ isSeen }) => isSeen);
  }

  #finish(isDone: (job: Job) => boolean): void {
    const done = this.jobs.filter(isDone);
    this.jobs = this.jobs.filter((job) => !isDone(job));
    for (const { work } of done) {
      try {
        work();
      } catch {
        // What it works on is gone, and nobody waits for its answer.
      }
    }
    // Its table is not told apart: what any table has to do with a late job is left out of some checks.
    for (const table of done.length > 0 ? this.tables : []) {
      table.touched = this.#time.pass();
    }
    this.landed += done.length;
    this.surprises += done.filter(({ isSeen, isMerge }) => isMerge && !isSeen).length;
  }

  /** Changes a table or its stage behind the loader's back. */
  meddle(index: number, what: Meddling, at: number): void {
    const table = this.tables[index]!;
    const keys = [...table.rows.keys()];
    const key = keys[at % keys.length];
    const stage = table.stage;
    table.touched = this.#time.pass();
    if (tableMeddlings.has(what)) {
      const all = ["clear the table", "drop a column"].includes(what);
      for (const one of all ? keys : keys.filter((each) => each === key)) {
        table.everMeddled.add(one);
      }
    }
    switch (what) {
      case "clear the table":
        for (const key of keys) table.meddled.add(key);
        table.rows.clear();
        break;
      case "delete a row":
        if (key === undefined) break;
        table.meddled.add(key);
        table.rows.delete(key);
        break;
      case "mark a row":
        if (key === undefined) break;
        table.meddled.add(key);
        table.rows.set(key, { ...table.rows.get(key)!, isDeleted: true });
        break;
      case "forget a hash":
        if (key === undefined) break;
        table.meddled.add(key);
        table.rows.set(key, { ...table.rows.get(key)!, hash: null });
        break;
      case "drop a column":
        for (const [key, row] of table.rows) {
          table.meddled.add(key);
          const values = JSON.parse(row.list);
          table.rows.set(key, { ...row, list: JSON.stringify(values.with(1, null)) });
        }
        table.lacksColumn = table.exists;
        break;
      case "double a row":
        table.doubled = key;
        if (key !== undefined) table.meddled.add(key);
        break;
      case "lose a staged row": {
        const part = stage?.parts.find(({ rows, rejects }) => rows.length + rejects.length > 0);
        if (part === undefined) break;
        const { rows, rejects } = part;
        const less = at % 2 === 0 && rejects.length > 0 || rows.length === 0
          ? { ...part, rejects: rejects.slice(1) }
          : { ...part, rows: rows.slice(1) };
        stage!.parts = stage!.parts.map((one) => one === part ? less : one);
        table.isLossy = true;
        break;
      }
      case "stage of another origin":
        restamp(table, { origin: "workspace other" });
        break;
      case "stage of another spec":
        restamp(table, { specHash: "other" });
        break;
      case "stage of another format":
        restamp(table, { format: 1 });
    }
  }
}

/** What changes rows of a table. */
const tableMeddlings: ReadonlySet<Meddling> = new Set([
  "clear the table",
  "delete a row",
  "mark a row",
  "forget a hash",
  "drop a column",
  "double a row",
]);

/** Makes all parts of a stage those of something else. */
function restamp(table: StoredTable, members: Record<string, unknown>): void {
  const { stage } = table;
  if (stage === undefined || stage.parts.length === 0) return;
  stage.parts = stage.parts.map((part) => ({
    ...part,
    checkpoint: JSON.stringify({ ...JSON.parse(part.checkpoint), ...members }),
  }));
  table.isForeign = true;
}

/** What a table becomes. */
export interface Merged {
  readonly rows: Map<string, StoredRow>;
  readonly rejects: string[];
  readonly written: Written;
  /** What the history gets. */
  readonly versions: readonly StoredVersion[];
}

/** Applies changes to a copy of a table. */
export function merge(
  table: StoredTable,
  stage: StoredStage,
  changes: Omit<Changes, "tombstones">,
  tombstones: readonly string[],
  { deletes, now, runId: run }: Pick<ApplyOptions, "deletes" | "now" | "runId">,
  at: number,
): Merged {
  const syncedAt = now.getTime();
  const versions: StoredVersion[] = [];
  const rows = new Map(table.rows);
  const rejects = [...table.rejects];
  const written = { inserted: 0, updated: 0, deleted: 0 };
  const parts = stage.parts.filter(({ name }) => changes.parts.includes(name));

  const staged = parts.flatMap((part) => part.rows);
  for (const row of changes.hasSuperseded ? latest(staged) : staged) {
    const { key: [key], hash } = row;
    const before = rows.get(key!);
    const isSame = before?.hash?.slice(0, hashLength) === hash && !before.isDeleted;
    if (changes.hasSuperseded && isSame) continue;
    written[before ? "updated" : "inserted"]++;
    const list = listOf(row);
    rows.set(key!, { list, hash, isDeleted: false, at, syncedAt });
    const kind = !before ? "insert" : before.isDeleted ? "restore" : "update";
    versions.push({ key: key!, kind, at: syncedAt, run, list });
  }
  for (const key of tombstones) {
    const before = rows.get(key);
    if (before === undefined || before.isDeleted) continue;
    written.deleted++;
    if (deletes === "hard") rows.delete(key);
    else rows.set(key, { ...before, isDeleted: true, deletedAt: syncedAt });
    versions.push({ key, kind: "delete", at: syncedAt, run, list: null });
  }
  if (changes.hasRejects) {
    for (const { hash } of parts.flatMap((part) => part.rejects)) {
      if (!rejects.some((one) => one.slice(0, hashLength) === hash)) rejects.push(hash);
    }
  }
  return { rows, rejects, written, versions };
}

/** What a history lacks of how the rows of its table are. */
export function missed(
  { history = [], rows }: StoredTable,
  { now, runId: run }: Pick<ApplyOptions, "now" | "runId">,
): StoredVersion[] {
  const missed: StoredVersion[] = [];
  const last = (key: string, isDeletion: boolean) =>
    history.findLast((one) => one.key === key && (one.kind === "delete") === isDeletion)?.at;
  for (const [key, { list, syncedAt, deletedAt }] of rows) {
    if (last(key, false) !== syncedAt) {
      missed.push({ key, kind: "snapshot", at: syncedAt, run, list });
    }
    if (deletedAt !== undefined && last(key, true) !== deletedAt) {
      missed.push({ key, kind: "delete", at: deletedAt, run, list: null });
    }
  }
  for (const key of new Set(history.map(({ key }) => key))) {
    const isGone = !rows.has(key) && (last(key, true) ?? -1) < (last(key, false) ?? 0);
    if (isGone) missed.push({ key, kind: "delete", at: goneAt(now).getTime(), run, list: null });
  }
  return missed;
}

/** The rows of a table that are not deleted. */
export function stateOf({ rows }: StoredTable, at: number): State {
  const live = [...rows].filter(([, { isDeleted }]) => !isDeleted);
  return { at, rows: new Map(live.map(([key, { list }]) => [key, list])) };
}

/** Returns of the rows of each key the last one. */
function latest(rows: readonly Row[]): Iterable<Row> {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    const before = byKey.get(row.key[0]!);
    if (before === undefined || before.seq < row.seq) byKey.set(row.key[0]!, row);
  }
  return byKey.values();
}
