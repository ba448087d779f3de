/**
 * A staging table in BigQuery.
 *
 * @module
 */

import type { ApplyOptions, Changes, Part, Stage, StagedRows, Written } from "../../destination.ts";
import { type Cost, noCost, rejectsTable } from "../../run_log.ts";
import type { Table } from "../../table.ts";
import type { Row } from "../../shape.ts";
import { addChanges, BigQueryHistory, historyParams, withHistory } from "./history.ts";
import type { Lease } from "./lease.ts";
import { checkpointLine, rejectLine, rowWriter, stageFields, tombstoneLines } from "./line.ts";
import type { TableResource } from "./resource.ts";
import { readRows } from "./rows.ts";
import { changedRange, type Dataset, merge, mergeRejects, parsed, type Step } from "./sql.ts";
import { linesOf, type QueryOptions, type Tables } from "./tables.ts";

/** How long an abandoned staging table is kept, in milliseconds. */
const lifetime = 7 * 24 * 60 * 60 * 1000;

/** What the destination gives its stages to work with. */
export interface StageContext {
  /** The table that the rows are for. */
  readonly table: Table;
  /** Where rows are staged and merged. */
  readonly tables: Tables;
  /** Quotes the names of tables. */
  readonly dataset: Dataset;
  /** Labels of every job. */
  readonly labels: Record<string, string>;
  /** Checked before every write. */
  readonly lease: Lease;
}

/** Returns the name of the staging table of a table in a run. */
export function stageName(table: string, runId: string): string {
  return `_stage_${table}_${runId.slice(0, 8)}`;
}

/** Returns the name of the view by which a run reads a stage. */
export function viewName(stage: string, runId: string): string {
  return `${stage}_parsed_${runId.slice(0, 8)}`;
}

/** Finds what runs have left of stages of this table, and not of one whose name begins with its name. */
function leftOf(table: string, names: readonly string[]) {
  const prefix = stageName(table, "");
  const left = names.filter((name) => name.startsWith(prefix));
  const matching = (form: RegExp) => left.filter((name) => form.test(name.slice(prefix.length)));
  return { stages: matching(/^[0-9a-f]{8}$/), views: matching(/^[0-9a-f]{8}_parsed/) };
}

/** Identifies a statement that reads a stage, so that a later run finds one that is still running. */
function jobOf(stage: string, work: "merge" | "rejects"): string {
  return `workspace_sync_${stage}_${work}`;
}

/**
 * Opens the stage that was left last, or a new one. Removes the views of former runs first, so that none of
 * their statements begins any more, not even of one that does not know yet that its lease is lost. Then it
 * waits for those at work, since two that only insert do not wait for each other, and removes the stages that
 * cannot be continued.
 */
export async function openStage(runId: string, context: StageContext): Promise<Stage> {
  const { table, tables, lease } = context;
  const left = leftOf(table.name, await tables.names());
  const remove = async (name: string) => {
    lease.check();
    await tables.remove(name);
  };
  for (const view of left.views) await remove(view);
  const stages = await Promise.all(left.stages.map((name) => settled(tables, name)));
  const [newest] = stages.filter(({ checkpoints }) => checkpoints.length > 0)
    .sort((one, other) => other.created - one.created);
  for (const name of left.stages) {
    if (name !== newest?.name) await remove(name);
  }
  const { name = stageName(table.name, runId), checkpoints = [] } = newest ?? {};
  return new BigQueryStage(name, viewName(name, runId), checkpoints, context);
}

/** Waits until no statement reads a stage any more, and reads its checkpoints; an older layout has none. */
async function settled(tables: Tables, name: string) {
  await tables.waitForJobs(jobOf(name, "rejects"));
  await tables.waitForJobs(jobOf(name, "merge"));
  const { schema, creationTime } = await tables.get(name) ?? {};
  const isCurrent = schema?.fields.some((field) => field.name === "_part");
  const checkpoints = isCurrent ? await checkpointsOf(tables, name) : [];
  return { name, created: Number(creationTime), checkpoints };
}

async function checkpointsOf(tables: Tables, stage: string): Promise<string[]> {
  const checkpoints: string[] = [];
  for await (const { _checkpoint } of readRows(tables, stage, ["_checkpoint"])) {
    checkpoints.push(..._checkpoint.filter((text) => text !== null));
  }
  return checkpoints;
}

/** Holds the changes of a sweep. Each load is a part and ends with a line that is its checkpoint. */
class BigQueryStage implements Stage {
  readonly #name: string;
  readonly #view: string;
  readonly #table: Table;
  readonly #context: StageContext;
  readonly #history: BigQueryHistory;
  readonly #lineOf: (row: Row, part: string) => string;
  #checkpoints: readonly string[];
  /** Whether it is named after another run, whose loads may still arrive; no others find it. */
  readonly #isInherited: boolean;
  /** Whether there may be a staging table. */
  #exists: boolean;
  #cost: Cost = noCost;

  /** Continues a staging table that has checkpoints; without any it is created with the first load. */
  constructor(
    name: string,
    view: string,
    checkpoints: readonly string[],
    context: StageContext,
  ) {
    this.#name = name;
    this.#view = view;
    this.#table = context.table;
    this.#context = context;
    this.#history = new BigQueryHistory(context.tables, context.dataset, context.table);
    this.#lineOf = rowWriter(context.table);
    this.#checkpoints = checkpoints;
    this.#exists = checkpoints.length > 0;
    this.#isInherited = this.#exists;
  }

  get checkpoints(): readonly string[] {
    return this.#checkpoints;
  }

  async *read(parts: readonly string[]): AsyncGenerator<StagedRows> {
    const { primaryKey } = this.#table;
    const wanted = new Set(parts);
    const columns = [...primaryKey, "_part", "_seq", "_hash"];
    for await (const cells of readRows(this.#context.tables, this.#name, columns)) {
      const { _part, _seq, _hash } = cells as Record<"_part" | "_seq" | "_hash", string[]>;
      // Checkpoints and tombstones have no hash.
      const kept = [..._part.keys()].filter((row) => _hash[row] && wanted.has(_part[row]!));
      yield {
        keys: primaryKey.map((key) => kept.map((row) => cells[key]![row]!)),
        hashes: kept.map((row) => _hash[row]!),
        seqs: kept.map((row) => Number(_seq[row])),
      };
    }
  }

  async append({ name, rows, rejects, checkpoint }: Part): Promise<void> {
    const lines = linesOf([
      ...rows.map((row) => this.#lineOf(row, name)),
      ...rejects.map((reject) => rejectLine(reject, name)),
      checkpointLine(checkpoint, name),
    ]);
    await this.#load(name, lines.rows, [lines.body]);
  }

  async count(parts: readonly string[]): Promise<number> {
    if (!this.#exists) return 0;
    const { tables } = this.#context;
    if (!this.#isInherited) return Number((await tables.get(this.#name))?.numRows ?? 0);
    const wanted = new Set<string | null>(parts);
    let lines = 0;
    for await (const { _part } of readRows(tables, this.#name, ["_part"])) {
      lines += _part.filter((part) => wanted.has(part)).length;
    }
    return lines;
  }

  async apply(
    changes: Changes,
    options: ApplyOptions,
  ): Promise<void> {
    const { deletes, history, now, runId, verify, signal } = options;
    const { dataset, tables } = this.#context;
    const { inserted, updated, deleted } = changes.expected;
    const writes = inserted + updated + deleted > 0;
    signal?.throwIfAborted();
    const parts = [...changes.parts, ...deleted > 0 ? [await this.#loadTombstones(changes)] : []];
    if (history && !writes) await this.#completeHistory(options);
    if (!this.#exists) return;
    await tables.create(this.#view, {
      description: `Rows on their way to ${this.#table.name}, with their JSON parsed`,
      view: { query: parsed(dataset, this.#table, this.#name), useLegacySql: false },
      ...this.#properties,
    });
    const step: Step = {
      ...{ stage: this.#name, view: this.#view, parts },
      insert: inserted > 0,
      update: updated > 0,
      deletes: deleted > 0 ? deletes : "keep",
    };
    if (changes.hasRejects) {
      const sql = mergeRejects(dataset, step, rejectsTable);
      const params = { resource: this.#table.name, run_id: runId, now };
      await this.#query("keep the rejects of", sql, {
        ...{ params, signal },
        jobId: jobOf(this.#name, "rejects"),
      });
    }
    if (writes) {
      await this.#merge(step, options, (written) => {
        // A row that is marked counts as one that is written over.
        const marked = deletes === "soft" ? deleted : 0;
        verify({
          ...written,
          updated: written.updated - marked,
          deleted: written.deleted + marked,
        });
      });
    }
    await this.discard();
  }

  /** Adds to the history what it lacks, where nothing is to be written. */
  async #completeHistory({ now, runId, signal }: ApplyOptions): Promise<void> {
    if (await this.#history.isComplete()) return;
    const { dataset, lease } = this.#context;
    await this.#history.prepare();
    await this.#query("complete the history of", withHistory(dataset, this.#table, false, []), {
      ...{ params: historyParams(now, runId), signal },
      jobId: this.#history.jobId,
    });
    lease.check();
    await this.#history.complete();
  }

  async #merge(
    step: Step,
    { history, now, runId, signal }: ApplyOptions,
    verify: (written: Written) => void,
  ): Promise<void> {
    const { dataset, lease, tables } = this.#context;
    // As the table is, not as it would be created: an existing table cannot be partitioned.
    const { field } = (await tables.get(this.#table.name))?.timePartitioning ?? {};
    let bounds: { changed_from: string; changed_to: string } | undefined;
    if (field && this.#table.columns.some(({ name }) => name === field)) {
      const sql = changedRange(dataset, this.#table, step, field);
      const { rows: [range] } = await this.#query<ChangedRange>("compare", sql, { signal });
      const { changed_anywhere, changed_from, changed_to } = range!;
      if (changed_anywhere === 0 && changed_from && changed_to) {
        bounds = { changed_from, changed_to };
      }
    }
    signal?.throwIfAborted();
    const isComplete = history && await this.#history.isComplete();
    if (!history) await this.#history.leaveGap();
    else if (!isComplete) await this.#history.prepare();
    const sql = merge(dataset, this.#table, { ...step, partition: bounds && field });
    const both = [addChanges(dataset, this.#table, step), sql];
    const { written } = await this.#query(
      "merge",
      history ? withHistory(dataset, this.#table, isComplete, both) : sql,
      {
        params: { now, ...bounds, ...(history && historyParams(now, runId)) },
        jobId: jobOf(this.#name, "merge"),
        signal,
      },
    );
    if (history && !isComplete) {
      lease.check();
      await this.#history.complete();
    }
    if (written) verify(written);
  }

  hasHistory(): Promise<boolean> {
    return this.#history.isComplete();
  }

  async discard(): Promise<void> {
    if (!this.#exists) return;
    const { lease, tables } = this.#context;
    lease.check();
    // First, so that no view outlives its table.
    await tables.remove(this.#view);
    await tables.remove(this.#name);
    this.#exists = false;
    this.#checkpoints = [];
  }

  cost(): Cost {
    return this.#cost;
  }

  /** Stores keys of rows that are gone; returns the name of their part. */
  async #loadTombstones({ tombstones }: Changes): Promise<string> {
    const part = crypto.randomUUID().replaceAll("-", "");
    const bodies: Blob[] = [];
    let count = 0;
    for await (const keys of tombstones()) {
      const { body, rows } = linesOf(tombstoneLines(this.#table, keys, part));
      bodies.push(body);
      count += rows;
    }
    await this.#load(part, count, bodies);
    return part;
  }

  /** Loads a part, under an id that identifies it, so that it is never loaded twice. */
  async #load(part: string, rows: number, bodies: readonly Blob[]): Promise<void> {
    const { labels, lease, tables } = this.#context;
    const fields = stageFields(this.#table);
    if (!this.#exists) {
      this.#exists = true;
      await tables.create(this.#name, {
        description: `Rows on their way to ${this.#table.name}`,
        schema: { fields },
        ...this.#properties,
      });
    }
    // Not before: a run that took over before the stage was there would leave it to the run after it.
    lease.check();
    const lines = { body: new Blob([...bodies]), rows };
    const jobId = `workspace_sync_${this.#name}_${part}`;
    await tables.append(this.#name, fields, lines, jobId, labels);
  }

  /** What the staging table and its view have in common. */
  get #properties(): Pick<TableResource, "labels" | "expirationTime"> {
    return {
      labels: { app: "workspace-sync", resource: this.#table.name },
      expirationTime: String(this.#context.tables.clock.date() + lifetime),
    };
  }

  async #query<Row>(
    verb: string,
    sql: string,
    options: Pick<QueryOptions, "params" | "jobId" | "signal">,
  ): Promise<{ rows: Row[]; written: Written | undefined }> {
    const { tables, labels, lease } = this.#context;
    let written: Written | undefined;
    // When its view is there, which a run that takes over after this removes.
    lease.check();
    const rows = await tables.query<Row>(`${verb} ${this.#table.name}`, sql, {
      ...{ labels, ...options },
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

/** The instants, in microseconds, between which rows differ, if any; and how many rows without one differ. */
interface ChangedRange {
  readonly changed_from: string | null;
  readonly changed_to: string | null;
  readonly changed_anywhere: number;
}
