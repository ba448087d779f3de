/**
 * The contract between the loader and a destination. SQL and types belong to the destination; which rows
 * are written, when and in what order belongs to the loader.
 *
 * @module
 */

import type {
  AlertRecord,
  Cost,
  Deletes,
  DriftReport,
  History,
  ResourceRecord,
  RunRecord,
} from "./run_log.ts";
import type { Reject, Row } from "./shape.ts";
import type { Table, TableColumn } from "./table.ts";
import type { View } from "./views.ts";

/** The SQL of a kind of destination, for review; nothing is run and nothing is connected to. */
export interface Dialect {
  /** The statements that create the table and its views, and describe them. */
  ddl(table: Table): readonly string[];
  /** The statements that apply a stage to its table. */
  apply(table: Table, deletes: Deletes): readonly string[];
}

/** Something that was checked before a sync. */
export interface Finding {
  /** What was checked. */
  readonly name: string;
  /** Whether a sync can work with it. */
  readonly ok: boolean;
  /** What was found, and what to do when it is not ok; one line. */
  readonly message: string;
}

/** A warehouse or a database that tables are kept in. */
export interface Destination {
  /** Where the rows go, as in `--to`, without secrets. */
  readonly url: string;

  /** What it is signed in with and where that comes from, without secrets; absent where nobody signs in. */
  readonly credentials?: string;

  /** How often a sweep is stored. */
  readonly pace: Pace;

  /**
   * Finds out, reading only, what {@linkcode Destination.prepare} would have to do.
   *
   * @throws {DestinationError} when a column has another type, or somebody else's table or view has the name of a
   * view.
   */
  plan(table: Table): Promise<TablePlan>;

  /** Most bytes that applying changes to a table would be charged for; absent where nothing is charged. */
  estimate?(table: Table): Promise<number>;

  /**
   * Makes this run the only writer, creates the system tables and records that the run has begun. Runs that
   * are still on record as running are recorded as interrupted, since their writer is gone.
   *
   * @throws {DestinationError} when another run is writing, or the records of another workspace are
   * here (see {@linkcode checkOrigin}).
   */
  begin(run: RunRecord): Promise<void>;

  /**
   * Creates the table, or adds the columns that it lacks, and describes it; creates and replaces its views. The
   * hashes of a table that gets a column are forgotten first: a row that stayed the same would keep NULL there.
   *
   * @returns What that was charged for.
   */
  prepare(table: Table): Promise<Cost>;

  /**
   * Opens the stage of a table, with what an earlier run has left there. Waits until no job of a run that
   * is gone can change the table any more. A stage of an older layout is removed.
   */
  stage(table: Table, runId: string): Promise<Stage>;

  /**
   * Reads the primary key and the hash of every row, in any order, without being charged; and one more column,
   * if it is named. All of it is of one instant. A table that does not exist has no rows.
   */
  known(table: Table, column?: string): AsyncIterable<KnownRows>;

  /** Hashes of the rejects of a resource that are kept, read without being charged. */
  knownRejects(resource: string): Promise<readonly string[]>;

  /** Records how one resource ended. */
  recordResource(record: ResourceRecord): Promise<void>;

  /** Records how the run ended and lets another run write. */
  end(run: RunRecord): Promise<void>;

  /** The last runs, newest first, and how fresh each table is. */
  history(limit: number): Promise<History>;

  /** How each resource ended in the last runs, those that began last first; `limit` counts runs. */
  resourceHistory(limit: number): Promise<readonly ResourceRecord[]>;

  /** What is kept of the records of a table that did not fit, with `limit` examples of each kind. */
  drift(table: Table, limit: number): Promise<DriftReport>;

  /**
   * When each resource was last read to its end or, when it never was, first tried; by name, and read without
   * being charged. One that the workspace lacks counts for nothing.
   */
  sweptAt(): Promise<ReadonlyMap<string, Date>>;

  /** Every state that alerts ever had, in any order, read without being charged. */
  alerts(): Promise<readonly AlertRecord[]>;

  /** Adds states of alerts, also before the first run has begun; without being charged. */
  recordAlerts(records: readonly AlertRecord[]): Promise<void>;

  /** Closes all connections. */
  close(): Promise<void>;
}

/** How much of a sweep is collected before it is stored. */
export interface Pace {
  /**
   * Bytes of rows that are stored at once, as JSON text; the page that exceeds them is included. What is
   * compared is the length of the text: a character beyond ASCII, which has up to three bytes for each UTF-16
   * unit, counts as one or two.
   */
  readonly bytes: number;
  /** Longest time that a change waits to be stored, in milliseconds. */
  readonly ms: number;
}

/** What a table of the destination needs. */
export interface TablePlan {
  /** Whether it is there already. */
  readonly exists: boolean;
  /** Rows that it has; where counting would be charged for, those that are marked as deleted included. */
  readonly rows: number;
  /** Whether the resource was ever synced into it, as far as that is known without being charged for. */
  readonly isSynced: boolean;
  /** Columns that it lacks. */
  readonly missing: readonly TableColumn[];
  /** Views that it lacks, or that have been defined anew since they were made. */
  readonly views: readonly View[];
  /** Whether the engine holds the descriptions of the table and its columns; if there is none, it does. */
  readonly isDescribed: boolean;
}

/** Rows of a table, column by column: what has the same index is of the same row. */
export interface KnownRows {
  /** The columns of the primary key, each with the value of every row as text. */
  readonly keys: readonly (readonly string[])[];
  /** `_hash` of every row; `null` where it was forgotten. */
  readonly hashes: readonly (string | null)[];
  /** Whether a row is marked as deleted. */
  readonly deleted: readonly boolean[];
  /** The column that was named, as text that sorts as its values do when numbers are compared as such. */
  readonly positions?: readonly (string | null)[];
}

/** Rows and rejects of a stage, column by column: what has the same index is of the same one. */
export interface StagedRows {
  /** The columns of the primary key, each with the value of every row as text; `null` in a reject. */
  readonly keys: readonly (readonly (string | null)[])[];
  /** Hash of every row. */
  readonly hashes: readonly string[];
  /** Position of every row in the sweep. */
  readonly seqs: readonly number[];
}

/** Changes that are stored together with the checkpoint that they reach. */
export interface Part {
  /** Tells it from all other parts of any stage; letters and digits. */
  readonly name: string;
  /** Rows that are new or changed. */
  readonly rows: readonly Row[];
  /** Records without a row. */
  readonly rejects: readonly Reject[];
  /** How far the sweep has come; a text that only the loader reads. */
  readonly checkpoint: string;
}

/** The staging table of one table: what a sweep changes, until the sweep is complete. */
export interface Stage {
  /**
   * The checkpoints of the parts that earlier runs have stored, in any order: only some may be parts of one
   * sweep, since a part of a run that is gone may arrive late.
   */
  readonly checkpoints: readonly string[];

  /** Reads the rows and rejects of some parts, in any order, without being charged. */
  read(parts: readonly string[]): AsyncIterable<StagedRows>;

  /** Stores a part, all of it or nothing. */
  append(part: Part): Promise<void>;

  /**
   * Counts, without being charged, what is stored of a sweep: rows, rejects and one line for each part. Parts
   * of runs that are gone do not count, however late they arrive.
   *
   * @param parts All parts of the sweep.
   */
  count(parts: readonly string[]): Promise<number>;

  /**
   * Makes the table equal to a complete sweep in one atomic step, keeps the rejects, and removes the stage.
   *
   * @throws the signal's reason when it is aborted first; the stage is kept then.
   */
  apply(changes: Changes, options: ApplyOptions): Promise<void>;

  /** Removes all that is stored; the stage is empty then, and can be filled. */
  discard(): Promise<void>;

  /** What the destination has charged for this stage so far. */
  cost(): Cost;
}

/** Rows that were written. */
export interface Written {
  /** Rows that were not there. */
  readonly inserted: number;
  /** Rows that replace an older version, and rows that come back after a deletion. */
  readonly updated: number;
  /** Rows that were marked or removed. */
  readonly deleted: number;
}

/** What is applied to a table. */
export interface Changes {
  /** The parts that count. */
  readonly parts: readonly string[];
  /** Rows that have to be written. */
  readonly expected: Written;
  /**
   * Whether the parts have rows that must not be written: those that a later one of the same key replaces,
   * and those whose content the table has already.
   */
  readonly hasSuperseded: boolean;
  /** Whether the parts have rejects. */
  readonly hasRejects: boolean;
  /** The primary keys of the rows whose record is gone, column by column, in batches; can be read once. */
  readonly tombstones: () => AsyncIterable<readonly (readonly string[])[]>;
}

/** How changes are applied. */
export interface ApplyOptions {
  /** What happens to the rows whose record is gone. */
  readonly deletes: Deletes;
  /** Value of `_synced_at` and `_deleted_at`. */
  readonly now: Date;
  /** Goes into the rejects that are kept. */
  readonly runId: string;
  /**
   * Compares what the engine says it has written with what it had to write. What it throws undoes the step
   * where that is possible.
   */
  readonly verify: (written: Written) => void;
  /** Stops the step, as far as it can be stopped. */
  readonly signal?: AbortSignal | undefined;
}
