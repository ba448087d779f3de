/**
 * A destination in memory, in which every call is a step at which its run can die.
 *
 * @module
 */

import type {
  ApplyOptions,
  Changes,
  Destination,
  KnownRows,
  Pace,
  Part,
  Stage,
  StagedRows,
  TablePlan,
  Written,
} from "../../loader/destination.ts";
import type { StoredCheckpoint } from "../../loader/checkpoint.ts";
import { DestinationError } from "../../loader/errors.ts";
import {
  type AlertRecord,
  type Cost,
  type DriftReport,
  type History,
  noCost,
  type ResourceRecord,
} from "../../loader/run_log.ts";
import type { Row } from "../../loader/shape.ts";
import type { Table } from "../../loader/table.ts";
import type { Plan } from "./plan.ts";
import type { Steps } from "./steps.ts";
import { merge, type Store, type StoredStage, type StoredTable } from "./store.ts";
import type { VirtualTime } from "./virtual_time.ts";

/** What a run did to a table. */
export interface Deeds {
  /** Rows that it wrote. */
  written: Written;
  /** Rows that were there before, and after. */
  live: readonly [before: number, after: number];
  /** When the sweep began that it read back, in milliseconds since 1970, and where it had come to. */
  resumed: Pick<StoredCheckpoint, "began" | "ranges" | "records" | "repeated"> | undefined;
  /** Whether it went on reading when it had been told to stop. */
  readsOn: boolean;
}

/** What a destination is made from. */
export interface MemoryOptions
  extends Pick<Plan, "pace" | "atomic" | "batch" | "turns" | "longHashes"> {
  readonly store: Store;
  readonly time: VirtualTime;
  readonly steps: Steps;
  /** Names of the tables, in the order of the store. */
  readonly names: readonly string[];
}

/** The connection of one run to a store. */
export class MemoryDestination implements Destination {
  readonly url = "memory:";
  readonly pace: Pace;
  /** What the run did, by table. */
  readonly deeds: readonly Deeds[];
  readonly #options: MemoryOptions;

  constructor(options: MemoryOptions) {
    this.pace = options.pace;
    this.#options = options;
    this.deeds = options.names.map(() => ({
      written: { inserted: 0, updated: 0, deleted: 0 },
      live: [0, 0],
      resumed: undefined,
      readsOn: false,
    }));
  }

  async plan({ name, columns }: Table): Promise<TablePlan> {
    const { exists, live: rows, isSynced, lacksColumn } = this.#table(name);
    return await this.#take(() => ({
      ...{ exists, rows, isSynced },
      missing: lacksColumn ? [columns[1]!] : [],
      ...{ views: [], isDescribed: true },
    }));
  }

  async begin(): Promise<void> {
    await this.#take(() => {});
  }

  async prepare({ name }: Table): Promise<Cost> {
    const table = this.#table(name);
    await this.#take(() => {
      table.writes++;
      table.exists = true;
    });
    if (!table.lacksColumn) return noCost;
    await this.#take(() => {
      for (const [key, row] of table.rows) table.rows.set(key, { ...row, hash: null });
    });
    await this.#take(() => {
      table.lacksColumn = false;
    });
    return noCost;
  }

  async stage({ name }: Table): Promise<Stage> {
    const { store, names } = this.#options;
    await this.#take(() => store.settle());
    const index = names.indexOf(name);
    return new MemoryStage(store.tables[index]!, this.deeds[index]!, this.#options);
  }

  async *known({ name, columns }: Table, column?: string): AsyncGenerator<KnownRows> {
    const { batch, names, steps } = this.#options;
    const deeds = this.deeds[names.indexOf(name)]!;
    deeds.readsOn ||= steps.isStopped;
    const rows = await this.#take(() => {
      const { rows, doubled } = this.#table(name);
      return [...rows].flatMap((row) => row[0] === doubled ? [row, row] : [row]);
    });
    for (let start = 0; start < rows.length; start += batch) {
      deeds.readsOn ||= start > 0 && steps.isStopped;
      if (start > 0) await this.#take(() => {});
      const some = rows.slice(start, start + batch);
      yield {
        keys: [some.map(([key]) => key)],
        hashes: some.map(([, { hash }]) => hash && this.#kept(hash)),
        deleted: some.map(([, { isDeleted }]) => isDeleted),
        ...(column !== undefined && {
          positions: some.map(([, { list }]) =>
            JSON.parse(list)[columns.findIndex(({ name }) => name === column)]
          ),
        }),
      };
    }
  }

  async knownRejects(resource: string): Promise<readonly string[]> {
    const { rejects } = this.#table(resource);
    return await this.#take(() => rejects.map((hash) => this.#kept(hash)));
  }

  async recordResource({ resource, status }: ResourceRecord): Promise<void> {
    await this.#take(() => {
      if (status === "succeeded") this.#table(resource).isSynced = true;
    });
  }

  async end(): Promise<void> {
    await this.#take(() => {});
  }

  history(): Promise<History> {
    return Promise.resolve({ runs: [], tables: [] });
  }

  resourceHistory(): Promise<readonly ResourceRecord[]> {
    return Promise.resolve([]);
  }

  drift(): Promise<DriftReport> {
    return Promise.resolve({ rows: 0, issues: [], rejected: 0, rejects: [] });
  }

  sweptAt(): Promise<ReadonlyMap<string, Date>> {
    return Promise.resolve(new Map());
  }

  alerts(): Promise<readonly AlertRecord[]> {
    return Promise.resolve([]);
  }

  recordAlerts(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #take<Result>(work: () => Result): Promise<Result> {
    return this.#options.steps.take(work);
  }

  /** A hash as an older version has written it, or as it is. */
  #kept(hash: string): string {
    return this.#options.longHashes ? hash.repeat(2) : hash;
  }

  #table(name: string): StoredTable {
    return this.#options.store.tables[this.#options.names.indexOf(name)]!;
  }
}

/** A row, or a reject, which has no key. */
type Staged = Pick<Row, "hash" | "seq"> & Partial<Pick<Row, "key">>;

/** The stage of a table, as one run has opened it. */
class MemoryStage implements Stage {
  #checkpoints: readonly string[];
  #stored: StoredStage | undefined;
  readonly #table: StoredTable;
  readonly #deeds: Deeds;
  readonly #options: MemoryOptions;

  constructor(table: StoredTable, deeds: Deeds, options: MemoryOptions) {
    this.#stored = table.stage;
    this.#checkpoints = table.stage?.parts.map(({ checkpoint }) => checkpoint) ?? [];
    this.#table = table;
    this.#deeds = deeds;
    this.#options = options;
  }

  get checkpoints(): readonly string[] {
    return this.#checkpoints;
  }

  async *read(names: readonly string[]): AsyncGenerator<StagedRows> {
    const { batch, steps } = this.#options;
    this.#deeds.readsOn ||= steps.isStopped;
    const parts = await this.#take(() =>
      this.#stored!.parts.filter(({ name }) => names.includes(name))
    );
    const sweep = parts.map(({ checkpoint }) => JSON.parse(checkpoint));
    const last = sweep.reduce((one, other) => one.records > other.records ? one : other);
    this.#deeds.resumed = { ...last, began: Math.min(...sweep.map(({ began }) => began)) };
    // Last to first: the order says nothing.
    const rows: readonly Staged[] = parts.flatMap((part) => part.rows).reverse();
    const lines = rows.concat(parts.flatMap((part) => part.rejects));
    for (let start = 0; start < lines.length; start += batch) {
      this.#deeds.readsOn ||= start > 0 && steps.isStopped;
      if (start > 0) await this.#take(() => {});
      const some = lines.slice(start, start + batch);
      yield {
        keys: [some.map(({ key }) => key?.[0] ?? null)],
        hashes: some.map(({ hash }) => hash),
        seqs: some.map(({ seq }) => seq),
      };
    }
  }

  async append(part: Part): Promise<void> {
    const table = this.#table;
    const stored = await this.#create();
    await this.#job(() => {
      if (table.stage !== stored) throw noStage();
      table.writes++;
      stored.parts = [...stored.parts, part];
    }, false);
  }

  async count(names: readonly string[]): Promise<number> {
    return await this.#take(() =>
      this.#table.stage?.parts.filter(({ name }) => names.includes(name)).reduce(
        (sum, { rows, rejects }) => sum + rows.length + rejects.length + 1,
        0,
      ) ?? 0
    );
  }

  async apply(changes: Changes, { deletes, verify, signal }: ApplyOptions): Promise<void> {
    const { atomic, time } = this.#options;
    const gone: string[] = [];
    for await (const [keys] of changes.tombstones()) gone.push(...keys!);
    const tombstones = deletes === "keep" ? [] : gone;
    signal?.throwIfAborted();
    const [table, deeds] = [this.#table, this.#deeds];
    // The tombstones are staged, too, so that a job that lands late finds nothing to apply.
    const stored = await this.#create();

    const write = (check: (written: Written) => void): Written => {
      if (table.stage !== stored) throw noStage();
      if (table.lacksColumn) throw new DestinationError("There is no such column", "schema");
      const before = table.live;
      const { rows, rejects, written } = merge(
        table,
        stored,
        changes,
        tombstones,
        deletes,
        time.now(),
      );
      check(written);
      [table.rows, table.rejects] = [rows, rejects];
      table.writes++;
      deeds.written = written;
      deeds.live = [before, table.live];
      return written;
    };
    if (atomic) {
      await this.#job(() => {
        write(verify);
        table.stage = undefined;
      }, true);
    } else {
      const written = await this.#job(() => write(() => {}), true);
      verify(written);
      await this.#take(() => {
        table.stage = undefined;
      });
    }
    this.#forget();
  }

  async discard(): Promise<void> {
    if (this.#stored !== undefined) {
      await this.#take(() => {
        this.#table.writes++;
        this.#table.stage = undefined;
      });
    }
    this.#forget();
  }

  cost(): Cost {
    return noCost;
  }

  async #create(): Promise<StoredStage> {
    const table = this.#table;
    if (this.#stored !== undefined) return this.#stored;
    const stored: StoredStage = this.#stored = { parts: [] };
    await this.#take(() => {
      table.writes++;
      table.stage = stored;
      [table.isForeign, table.isLossy] = [false, false];
    });
    return stored;
  }

  #forget(): void {
    this.#stored = undefined;
    this.#checkpoints = [];
  }

  #take<Result>(work: () => Result): Promise<Result> {
    return this.#options.steps.take(work);
  }

  #job<Result>(work: () => Result, isMerge: boolean): Promise<Result> {
    const { atomic, turns, steps } = this.#options;
    return steps.take(work, { turns, canBeLeft: !atomic, isMerge });
  }
}

function noStage(): DestinationError {
  return new DestinationError("There is no such stage", "failed");
}
