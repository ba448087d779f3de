/**
 * A staging table in BigQuery.
 *
 * @module
 */

import { type Cost, noCost } from "../../run_log.ts";
import type {
  Checkpoint,
  Chunk,
  Comparison,
  MergeOptions,
  Stage,
  StageOptions,
} from "../../destination.ts";
import { DestinationError } from "../../errors.ts";
import { rejectsTable } from "../../run_log.ts";
import { rowColumns, type Table } from "../../table.ts";
import type { Reject, Row } from "../../shape.ts";
import { parseableJson } from "./json.ts";
import type { Lease } from "./lease.ts";
import {
  compare,
  type Dataset,
  lastCheckpoint,
  merge,
  mergeRejects,
  parsed,
  types,
  viewName,
} from "./sql.ts";
import {
  type Field,
  linesOf,
  type QueryOptions,
  type QueryStatistics,
  type TableResource,
  type Tables,
} from "./tables.ts";

/** Size of a load job, in bytes: few jobs, since 1,500 a day may write to a table. */
const loadSize = 64 * 1024 * 1024;
/** Age from which collected rows are loaded, in milliseconds: what a kill loses at most. */
const loadAge = 30_000;
/** How long an abandoned staging table is kept, in milliseconds. */
const lifetime = 7 * 24 * 60 * 60 * 1000;

/** What a checkpoint says about the run that stored it. */
export interface StagedCheckpoint extends Checkpoint {
  /** Key of where the records come from. */
  readonly origin: string;
  /** Hash of the spec that the rows are shaped by. */
  readonly specHash: string;
  /** The next load, which may still be running when its run is dead. */
  readonly nextLoad: string;
}

/** What the destination gives its stages to work with. */
export interface StageContext {
  /** Where rows are staged and merged. */
  readonly tables: Tables;
  /** Quotes the names of tables. */
  readonly dataset: Dataset;
  /** Labels of every job. */
  readonly labels: Record<string, string>;
  /** Checked before every write. */
  readonly lease: Lease;
  /** The column that the table is partitioned by. */
  readonly partition: string | undefined;
}

/** Returns the name of the staging table of a table in a run. */
export function stageName(table: string, runId: string): string {
  return `_stage_${table}_${runId.slice(0, 8)}`;
}

/** Whether a staging table belongs to this table, and not to one whose name begins with its name. */
export function isStageOf(table: string, name: string): boolean {
  const prefix = stageName(table, "");
  return name.startsWith(prefix) && /^[0-9a-f]{8}$/.test(name.slice(prefix.length));
}

/** Removes a staging table, and its view first, so that no view outlives its table. */
export async function removeStage(tables: Tables, name: string): Promise<void> {
  await tables.remove(viewName(name));
  await tables.remove(name);
}

/** Holds rows until a sweep is complete. Each load ends with a row that is its checkpoint. */
export class BigQueryStage implements Stage {
  readonly checkpoint: Checkpoint | undefined;
  readonly #name: string;
  readonly #table: Table;
  readonly #options: StageOptions;
  readonly #context: StageContext;
  readonly #fields: readonly Field[];
  readonly #lineOf: (row: Row) => string;
  #created: boolean;
  /** Lines for the next load, as bytes outside the heap. */
  #waiting: Blob[] = [];
  #rows = 0;
  #collectingSince = 0;
  #last: Checkpoint | undefined;
  #part = 0;
  #cost: Cost = noCost;
  #changed: ChangedRange | undefined;

  /** Resumes the staging table of a checkpoint; without one it is created with the first load. */
  constructor(
    name: string,
    table: Table,
    options: StageOptions,
    context: StageContext,
    checkpoint: Checkpoint | undefined,
  ) {
    this.checkpoint = checkpoint;
    this.#name = name;
    this.#table = table;
    this.#options = options;
    this.#context = context;
    this.#created = checkpoint !== undefined;
    this.#fields = stageFields(table);
    this.#lineOf = rowWriter(table);
  }

  async append({ rows, rejects, checkpoint }: Chunk): Promise<void> {
    const { clock } = this.#context.tables;
    if (this.#last === undefined) this.#collectingSince = clock.now();
    this.#queue([...rows.map(this.#lineOf), ...rejects.map(rejectLine)]);
    this.#last = checkpoint;
    const size = this.#waiting.reduce((sum, { size }) => sum + size, 0);
    const isOld = clock.now() - this.#collectingSince >= loadAge;
    if (size >= loadSize || isOld || checkpoint.complete) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#last === undefined) return;
    this.#context.lease.check();
    const { tables, labels } = this.#context;
    if (!this.#created) {
      await tables.create(this.#name, {
        description: `Rows on their way to ${this.#table.name}`,
        schema: { fields: this.#fields },
        ...this.#properties,
      });
      this.#created = true;
    }
    const jobId = this.#loadId(this.#part++);
    this.#queue([checkpointLine(this.#last, this.#options, this.#loadId(this.#part))]);
    const lines = { body: new Blob(this.#waiting), rows: this.#rows };
    await tables.append(this.#name, this.#fields, lines, jobId, {
      ...labels,
      resource: this.#table.name,
    });
    this.#waiting = [];
    this.#rows = 0;
    this.#last = undefined;
  }

  async compare(signal?: AbortSignal): Promise<Comparison> {
    const { dataset, partition, tables } = this.#context;
    // A dead run may have left its merge running: two merges that only insert do not wait for each other.
    if (this.checkpoint) await tables.waitForJobs(this.#mergeId, signal);
    const sql = compare(dataset, this.#table, this.#name, partition);
    const { rows } = await this.#query<Compared & ChangedRange>("compare", sql, { signal });
    const { distinct_keys, changed_from, changed_to, changed_anywhere, ...rest } = rows[0]!;
    if (partition) this.#changed = { changed_from, changed_to, changed_anywhere };
    return { ...rest, duplicates: rest.staged - rest.rejected - distinct_keys };
  }

  async merge({ comparison, deletes, now, runId, signal }: MergeOptions): Promise<void> {
    this.#context.lease.check();
    const { dataset, tables } = this.#context;
    const { inserted, updated, missing, rejected } = comparison;
    const range = this.#changed?.changed_anywhere === 0 ? this.#changed : undefined;
    const branches = {
      insert: inserted > 0,
      update: updated > 0,
      missing: missing > 0 ? deletes : "keep" as const,
      partition: range && this.#context.partition,
    };
    const writes = branches.insert || branches.update || branches.missing !== "keep";
    if (rejected > 0 || writes) {
      await tables.create(viewName(this.#name), {
        description: `Rows on their way to ${this.#table.name}, with their JSON parsed`,
        view: { query: parsed(dataset, this.#table, this.#name), useLegacySql: false },
        ...this.#properties,
      });
    }
    if (rejected > 0) {
      const sql = mergeRejects(dataset, this.#name, rejectsTable);
      const params = { resource: this.#table.name, run_id: runId, now };
      const jobId = `workspace_sync_${this.#name}_rejects`;
      await this.#query("keep the rejects of", sql, { params, jobId, signal });
    }
    if (writes) {
      this.#context.lease.check();
      const sql = merge(dataset, this.#table, this.#name, branches);
      const params = {
        now,
        ...(range && { changed_from: range.changed_from!, changed_to: range.changed_to! }),
      };
      const { written } = await this.#query("merge", sql, { params, jobId: this.#mergeId, signal });
      const expected = {
        inserted,
        updated: updated + (branches.missing === "soft" ? missing : 0),
        deleted: branches.missing === "hard" ? missing : 0,
      };
      if (written) this.#verify(written, expected);
    }
    await this.discard();
  }

  async discard(): Promise<void> {
    this.#context.lease.check();
    await removeStage(this.#context.tables, this.#name);
  }

  /** Identifies the merge of this stage, so that a later run finds one that is still running. */
  get #mergeId(): string {
    return `workspace_sync_${this.#name}_merge`;
  }

  /**
   * The id of a load identifies the work, not the time: the same part of the same run is never loaded
   * twice. A run that gives up a stage that it had resumed loads the same parts into a fresh one.
   */
  #loadId(part: number): string {
    const prefix = this.checkpoint ? "resumed_" : "";
    return `workspace_sync_${this.#options.runId}_${this.#table.name}_${prefix}${part}`;
  }

  /** What the staging table and its view have in common. */
  get #properties(): Pick<TableResource, "labels" | "expirationTime"> {
    return {
      labels: { app: "workspace-sync", resource: this.#table.name },
      expirationTime: String(this.#context.tables.clock.date() + lifetime),
    };
  }

  /** Adds lines to the next load. */
  #queue(objects: readonly string[]): void {
    if (objects.length === 0) return;
    const { body, rows } = linesOf(objects);
    this.#waiting.push(body);
    this.#rows += rows;
  }

  cost(): Cost {
    return this.#cost;
  }

  /** Fails a merge that wrote other rows than the comparison found. */
  #verify(written: Written, expected: Written): void {
    const counts = ({ inserted, updated, deleted }: Written) =>
      `${inserted} inserted, ${updated} updated, ${deleted} deleted`;
    if (counts(written) === counts(expected)) return;
    throw new DestinationError(
      `Cannot account for the merge of ${this.#table.name}: expected ${counts(expected)}, ` +
        `BigQuery says ${
          counts(written)
        }; make sure that nobody else writes to the table, and sync again`,
      "failed",
    );
  }

  async #query<Row>(
    verb: string,
    sql: string,
    options: Pick<QueryOptions, "params" | "jobId" | "signal">,
  ): Promise<{ rows: Row[]; written: Written | undefined }> {
    const { tables, labels } = this.#context;
    let written: Written | undefined;
    const rows = await tables.query<Row>(`${verb} ${this.#table.name}`, sql, {
      ...options,
      labels: { ...labels, resource: this.#table.name },
      onStatistics: (statistics) => {
        written = statistics.written;
        this.#cost = {
          bytes_billed: this.#cost.bytes_billed + statistics.bytes_billed,
          slot_ms: this.#cost.slot_ms + statistics.slot_ms,
        };
      },
    });
    return { rows, written };
  }
}

type Written = NonNullable<QueryStatistics["written"]>;

/** The instants, in microseconds, between which rows differ; and how many rows without one differ. */
interface ChangedRange {
  readonly changed_from: string | null;
  readonly changed_to: string | null;
  readonly changed_anywhere: number;
}

/** Finds the checkpoint of a staging table, unless it does not fit. */
export async function findCheckpoint(
  { tables, dataset, labels }: Pick<StageContext, "tables" | "dataset" | "labels">,
  name: string,
  options: StageOptions,
): Promise<Checkpoint | undefined> {
  const created = Number((await tables.get(name))?.creationTime ?? 0);
  if (options.fresh || created < options.notBefore.getTime()) return undefined;
  const read = async () => {
    const sql = lastCheckpoint(dataset, name);
    const what = `read the checkpoint of ${name}`;
    const [row] = await tables.query<{ _checkpoint: string }>(what, sql, { labels });
    return row && JSON.parse(row._checkpoint) as StagedCheckpoint;
  };
  let found = await read();
  if (found === undefined) return undefined;
  // A load that finishes later would mix its rows with those that are read again.
  if (await tables.waitForJobs(found.nextLoad) > 0) found = (await read())!;
  const { origin, specHash, nextLoad: _, ...checkpoint } = found;
  return origin === options.origin && specHash === options.specHash ? checkpoint : undefined;
}

/** Fields of a staging table: those of a row, JSON as text, and what the loader needs to know. */
function stageFields(table: Table): Field[] {
  return [
    { name: "_seq", type: "INTEGER" },
    { name: "_row", type: "BOOLEAN" },
    { name: "_hash", type: "STRING" },
    { name: "_reason", type: "STRING" },
    { name: "_record", type: "STRING" },
    { name: "_checkpoint", type: "STRING" },
    ...rowColumns(table).map(({ name, type }) => ({
      name,
      type: type === "json" ? "STRING" : types[type],
    })),
  ];
}

/** Returns what writes the rows of a table as lines. */
function rowWriter(table: Table): (row: Row) => string {
  const columns = rowColumns(table);
  return ({ seq, hash, list }) => {
    const values: readonly unknown[] = JSON.parse(list);
    const line: Record<string, unknown> = { _seq: seq, _row: true, _hash: hash };
    columns.forEach(({ name, type }, index) => {
      const value = values[index];
      if (value === null) return;
      line[name] = type === "json" ? parseableJson(value as string) : value;
    });
    return JSON.stringify(line);
  };
}

function rejectLine({ seq, hash, reason, text }: Reject): string {
  return JSON.stringify({
    _seq: seq,
    _row: true,
    _hash: hash,
    _reason: reason,
    _record: parseableJson(text),
  });
}

function checkpointLine(
  checkpoint: Checkpoint,
  { origin, specHash }: StageOptions,
  nextLoad: string,
): string {
  const staged: StagedCheckpoint = { ...checkpoint, origin, specHash, nextLoad };
  return JSON.stringify({
    _seq: checkpoint.records,
    _row: false,
    _checkpoint: JSON.stringify(staged),
  });
}

type Compared = Omit<Comparison, "duplicates"> & { readonly distinct_keys: number };
