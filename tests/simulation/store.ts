/**
 * What a destination in memory holds, and what outlives the runs that write it.
 *
 * @module
 */

import type { ApplyOptions, Changes, Part, Written } from "../../loader/destination.ts";
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
  /** Hashes of the rejects that are kept. */
  rejects: string[] = [];
  /** Keys of rows that somebody else has changed since the run began. */
  readonly meddled: Set<string> = new Set();
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
}

/** Applies changes to a copy of a table. */
export function merge(
  table: StoredTable,
  stage: StoredStage,
  changes: Omit<Changes, "tombstones">,
  tombstones: readonly string[],
  deletes: ApplyOptions["deletes"],
  at: number,
): Merged {
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
    rows.set(key!, { list: listOf(row), hash, isDeleted: false, at });
  }
  for (const key of tombstones) {
    const before = rows.get(key);
    if (before === undefined || before.isDeleted) continue;
    written.deleted++;
    if (deletes === "hard") rows.delete(key);
    else rows.set(key, { ...before, isDeleted: true });
  }
  if (changes.hasRejects) {
    for (const { hash } of parts.flatMap((part) => part.rejects)) {
      if (!rejects.some((one) => one.slice(0, hashLength) === hash)) rejects.push(hash);
    }
  }
  return { rows, rejects, written };
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
