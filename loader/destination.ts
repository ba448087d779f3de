/**
 * The interface between the loader and a destination. SQL and types belong to the destination;
 * which rows, when and in what order belongs to the loader.
 *
 * @module
 */

import type { Cost, Counts } from "./counts.ts";
import type { Origin } from "./origin.ts";
import type { Reject, Row } from "./shape.ts";
import type { Table, TableColumn } from "./table.ts";

/** What happens to the rows whose record is gone. */
export type Deletes = "soft" | "hard" | "keep";

/** The SQL of a kind of destination, for review; nothing is run and nothing is connected to. */
export interface Dialect {
  /** The statements that create the table. */
  ddl(table: Table): readonly string[];
  /** The statements that compare a stage with its table and merge it. */
  merge(table: Table, deletes: Deletes): readonly string[];
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

  /** Finds out, reading only, what {@linkcode Destination.prepare} would have to do. */
  plan(table: Table): Promise<TablePlan>;

  /** What a sync of a table that exists would be charged for; absent where nothing is charged. */
  estimate?(table: Table): Promise<Estimate>;

  /**
   * Makes this run the only writer, creates the system tables and records that the run has begun. Runs that
   * are still on record as running are recorded as interrupted, since their writer is gone.
   *
   * @throws {DestinationError} when another run is writing, or the records of another workspace are
   * here (see {@linkcode checkOrigin}).
   */
  begin(run: RunRecord): Promise<void>;

  /**
   * Creates the table, or adds the columns that it lacks.
   *
   * @returns What that was charged for.
   */
  prepare(table: Table): Promise<Cost>;

  /** Opens the staging table of a table: an unfinished one that fits `options`, or an empty one. */
  stage(table: Table, options: StageOptions): Promise<Stage>;

  /** Records how one resource ended. */
  recordResource(record: ResourceRecord): Promise<void>;

  /** Records how the run ended and lets another run write. */
  end(run: RunRecord): Promise<void>;

  /** The last runs, newest first, with their resources, and how fresh each table is. */
  history(limit: number): Promise<History>;

  /** Closes all connections. */
  close(): Promise<void>;
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
}

/** What a sync would be charged for, without its stage, whose size is not known before it is read. */
export interface Estimate {
  /** Bytes that are read when nothing changed. */
  readonly unchanged_bytes: number;
  /** Bytes that are read at most when rows changed. */
  readonly changed_bytes: number;
}

/** What a stage must fit to be resumed. */
export interface StageOptions {
  /** The run that opens it. */
  readonly runId: string;
  /** Key of where the records come from (`originKey`). */
  readonly origin: string;
  /** Hash of the spec that the rows are shaped by. */
  readonly specHash: string;
  /** A stage begun before this instant is too old to resume. */
  readonly notBefore: Date;
  /** Whether to discard an unfinished stage. */
  readonly fresh: boolean;
}

/** How far a sweep has come; stored together with the rows it stands for. */
export interface Checkpoint {
  /** Cursor of the next page; `null` before the first page and after the last. */
  readonly cursor: string | null;
  /** Pages staged so far. */
  readonly pages: number;
  /** Records staged so far, rejects included. */
  readonly records: number;
  /** Whether the last page has been staged. */
  readonly complete: boolean;
}

/** Whole pages, ready to be staged. */
export interface Chunk {
  /** The records with a usable primary key. */
  readonly rows: readonly Row[];
  /** The other records. */
  readonly rejects: readonly Reject[];
  /** How far the sweep has come with this chunk. */
  readonly checkpoint: Checkpoint;
}

/** The staging table of one table. */
export interface Stage {
  /** What an earlier run left here; `undefined` in an empty stage. */
  readonly checkpoint: Checkpoint | undefined;

  /** Stores a chunk and its checkpoint, both or neither, at once or with later chunks. */
  append(chunk: Chunk): Promise<void>;

  /** Stores whatever was appended and is not stored yet. */
  flush(): Promise<void>;

  /**
   * Counts how a complete stage differs from the table.
   *
   * @throws the signal's reason when it is aborted first.
   */
  compare(signal?: AbortSignal): Promise<Comparison>;

  /**
   * Makes the table equal to a complete stage, atomically, and removes the stage. Without differences
   * nothing is written to the table.
   *
   * @throws the signal's reason when it is aborted first; the stage is kept then.
   */
  merge(options: MergeOptions): Promise<void>;

  /** Removes the stage without merging it. */
  discard(): Promise<void>;

  /** What the destination has charged for this stage so far. */
  cost(): Cost;
}

/** How a complete stage differs from its table. All numbers are rows. */
export interface Comparison {
  /** Records in the stage, duplicates and rejects included. */
  readonly staged: number;
  /** Rows that another record with the same primary key replaced. */
  readonly duplicates: number;
  /** Records without a usable primary key. */
  readonly rejected: number;
  /** Rows with something in `_issues`. */
  readonly issues: number;
  /** Rows that the table lacks. */
  readonly inserted: number;
  /** Rows whose hash differs, or that come back after a deletion. */
  readonly updated: number;
  /** Rows that are the same on both sides. */
  readonly unchanged: number;
  /** Rows of the table, not deleted so far, that the stage lacks. */
  readonly missing: number;
  /** Rows of the table that are not deleted so far. */
  readonly existing: number;
}

/** How to merge. */
export interface MergeOptions {
  /** The result of {@linkcode Stage.compare}. */
  readonly comparison: Comparison;
  /** What to do with the rows that the stage lacks. */
  readonly deletes: Deletes;
  /** Value of `_synced_at` and `_deleted_at`. */
  readonly now: Date;
  /** Goes into the rejects that it stores. */
  readonly runId: string;
  /** Stops the merge, as far as it can be stopped. */
  readonly signal?: AbortSignal | undefined;
}

/** How a run or a resource stands. */
export type Status = "running" | "succeeded" | "skipped" | "failed" | "interrupted";

/** A row of `_sync_runs`. */
export interface RunRecord extends Counts, Origin {
  /** Identifies the run. */
  readonly run_id: string;
  /** How it stands. */
  readonly status: Status;
  /** When it began. */
  readonly started_at: Date;
  /** When it ended. */
  readonly finished_at: Date | null;
  /** What happened to rows whose record was gone. */
  readonly deletes: Deletes;
  /** The first error, if any. */
  readonly error: string | null;
  /** Hash of the spec that the tables were made from. */
  readonly spec_hash: string;
  /** Version of this program. */
  readonly version: string;
}

/** A row of `_sync_resources`. */
export interface ResourceRecord extends Counts {
  /** The run that synced it, in `_sync_runs`. */
  readonly run_id: string;
  /** Name of the resource and of its table. */
  readonly resource: string;
  /** How it stands. */
  readonly status: Status;
  /** When it began. */
  readonly started_at: Date;
  /** When it ended. */
  readonly finished_at: Date;
  /** Why it failed or was skipped. */
  readonly error: string | null;
}

/** What is known about earlier runs. */
export interface History {
  /** The last runs, newest first. */
  readonly runs: readonly RunRecord[];
  /** One entry per resource that was ever synced, by name. */
  readonly tables: readonly Freshness[];
}

/** How fresh a table is. */
export interface Freshness {
  /** Name of the resource and of its table. */
  readonly resource: string;
  /** Status of its last run. */
  readonly status: Status;
  /** When it last succeeded. */
  readonly synced_at: Date | null;
  /** Rows of the table that are not deleted. */
  readonly rows: number;
}
