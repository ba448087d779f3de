/**
 * Reads from a destination what the page shows, seldom: it may charge for queries, and a file that is read
 * cannot be written.
 *
 * @module
 */

import {
  countMeanings,
  type CountName,
  type Counts,
  type Destination,
  type DriftReport,
  type Freshness,
  type ResourceRecord,
  type RunRecord,
  type Table,
} from "@workspace-sync/loader";
import { DestinationError } from "@workspace-sync/loader/errors";
import { lineOf } from "../errors.ts";

/** What a destination has told about the runs. */
export interface Snapshot {
  /** When it was read. */
  readonly readAt: Date;
  /** The last runs, newest first. */
  readonly runs: readonly RunRecord[];
  /** How fresh each table is. */
  readonly tables: readonly Freshness[];
  /** How the resources of these runs ended, newest first. */
  readonly records: readonly ResourceRecord[];
}

/** What is known, and why it is no more. */
export interface Known<Value> {
  /** What was read last, if anything was. */
  readonly value: Value | undefined;
  /** Why the destination could not be read this time. */
  readonly problem: string | undefined;
  /** Whether that is because somebody writes, which will pass. */
  readonly isBusy: boolean;
}

/** Options for {@linkcode DestinationReader}. */
export interface ReaderOptions {
  /** Opens the destination for reading. */
  readonly open: () => Promise<Destination>;
  /** The file of the destination, if it is one: it is read again only when it has changed. */
  readonly file?: string | undefined;
  /** The clock. @default {() => new Date()} */
  readonly now?: () => Date;
}

/** Runs that are read. */
const shownRuns = 40;
/** Examples of each kind of drift that are read. */
const shownExamples = 5;
/** Age from which what was read is read again, in milliseconds. */
const minute = 60_000;

interface Kept<Value> {
  readonly value: Value;
  readonly at: number;
  readonly version: string;
}

/** Keeps for a minute what it has read, and goes on showing it when the destination cannot be read. */
export class DestinationReader {
  readonly #open: () => Promise<Destination>;
  readonly #file: string | undefined;
  readonly #now: () => Date;
  readonly #kept = new Map<string, Kept<unknown>>();
  readonly #reading = new Map<string, Promise<Known<unknown>>>();
  #isBusy = false;
  #writers = 0;
  #writes = 0;

  /** Makes a reader that has read nothing yet. */
  constructor({ open, file, now = () => new Date() }: ReaderOptions) {
    this.#open = open;
    this.#file = file;
    this.#now = now;
  }

  /** Whether somebody wrote when a read was tried last, so that it could not be done. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /**
   * What the last runs did, and how fresh the tables are.
   *
   * @param maxAge Age from which it is read again, in milliseconds.
   */
  snapshot(maxAge = minute): Promise<Known<Snapshot>> {
    return this.#read("", maxAge, async (destination) => {
      const { runs, tables } = await destination.history(shownRuns);
      const records = await destination.resourceHistory(shownRuns);
      return {
        ...{ readAt: this.#now(), tables, runs: runs.map(withCounts) },
        records: records.map((record) => ({ ...withCounts(record), quick: record.quick === true })),
      };
    });
  }

  /** What of a table's records did not fit. */
  drift(table: Table): Promise<Known<DriftReport>> {
    return this.#read(
      table.name,
      minute,
      (destination) => destination.drift(table, shownExamples),
    );
  }

  /** Changes when what the destination holds may have changed, as far as that is known without reading it. */
  async version(): Promise<string> {
    // What is written first goes into the log beside the file.
    const files = this.#file !== undefined && this.#writers === 0
      ? [this.#file, `${this.#file}.wal`]
      : [];
    const times = await Promise.all(files.map(async (file) => {
      const found = await Deno.stat(file).catch(() => undefined);
      return found?.mtime?.getTime() ?? 0;
    }));
    return [this.#writes, ...times].join(".");
  }

  /** Does work that writes. It waits for what is read, and a file is not read before it has ended. */
  async whileWriting<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#writers++;
    try {
      await Promise.all(this.#reading.values());
      return await work();
    } finally {
      this.#writers--;
      this.#writes++;
    }
  }

  async #read<Value>(
    name: string,
    maxAge: number,
    read: (destination: Destination) => Promise<Value>,
  ): Promise<Known<Value>> {
    const version = await this.version();
    const kept = this.#kept.get(name) as Kept<Value> | undefined;
    if (kept && this.#isGood(kept, version, maxAge)) {
      return { value: kept.value, problem: undefined, isBusy: false };
    }
    if (this.#file !== undefined && this.#writers > 0) {
      return { value: kept?.value, problem: "A sync is writing into the file", isBusy: true };
    }
    const reading = this.#reading.get(name) as Promise<Known<Value>> | undefined;
    if (reading) return await reading;
    const started = this.#readNow(name, version, read);
    this.#reading.set(name, started);
    try {
      return await started;
    } finally {
      this.#reading.delete(name);
    }
  }

  #isGood({ at, version }: Kept<unknown>, current: string, maxAge: number): boolean {
    if (version !== current) return false;
    return this.#file !== undefined || this.#now().getTime() - at < maxAge;
  }

  async #readNow<Value>(
    name: string,
    version: string,
    read: (destination: Destination) => Promise<Value>,
  ): Promise<Known<Value>> {
    try {
      const destination = await this.#open();
      try {
        const value = await read(destination);
        this.#kept.set(name, { value, version, at: this.#now().getTime() });
        this.#isBusy = false;
        return { value, problem: undefined, isBusy: false };
      } finally {
        await destination.close();
      }
    } catch (error) {
      this.#isBusy = error instanceof DestinationError && error.reason === "locked";
      const { value } = this.#kept.get(name) as Kept<Value> ?? {};
      return { value, problem: lineOf(error), isBusy: this.#isBusy };
    }
  }
}

/** Puts 0 where an older version has counted nothing. */
function withCounts<Row extends Counts>(row: Row): Row {
  const names = Object.keys(countMeanings) as CountName[];
  return { ...row, ...Object.fromEntries(names.map((name) => [name, row[name] ?? 0])) };
}
