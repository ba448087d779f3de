/**
 * The destination interface on a BigQuery dataset.
 *
 * @module
 */

import { getLogger } from "@logtape/logtape";
import type {
  Destination,
  KnownRows,
  Pace,
  Stage,
  StoredChange,
  TablePlan,
  WantedChanges,
} from "../../destination.ts";
import {
  type AlertRecord,
  alertsTable,
  type Cost,
  type DriftReport,
  type Freshness,
  type History,
  noCost,
  noCounts,
  rejectsTable,
  type ResourceRecord,
  resourcesTable,
  type RunRecord,
  runsTable,
  systemTables,
} from "../../run_log.ts";
import type { Table } from "../../table.ts";
import * as common from "../sql.ts";
import { readChanges } from "./history.ts";
import { type Holder, Lease } from "./lease.ts";
import { checkLabel, keepLabel } from "./origin_label.ts";
import {
  fieldOf,
  isDescribed,
  missingColumns,
  partitionOf,
  resourceOf,
  withColumns,
} from "./resource.ts";
import { readRows } from "./rows.ts";
import { type Dataset, everything, identifier } from "./sql.ts";
import { openStage } from "./stage.ts";
import { linesOf, type Tables } from "./tables.ts";
import { Views } from "./views.ts";

const logger = getLogger(["workspace-sync", "bigquery"]);

/** What a destination is made from. */
export interface DatasetOptions {
  /** Reaches what is in the dataset. */
  readonly tables: Tables;
  /** Names what is in it, in SQL. */
  readonly dataset: Dataset;
  /** What BigQuery is asked with. */
  readonly credentials: string;
  /** Whether tables that are created are partitioned. */
  readonly partition: boolean;
}

/** Keeps tables in one dataset. */
export class BigQueryDestination implements Destination {
  readonly url: string;
  readonly credentials: string;
  // Few jobs, since 1,500 a day may write to a table.
  readonly pace: Pace = { bytes: 16 * 1024 * 1024, ms: 30_000 };
  readonly #tables: Tables;
  readonly #dataset: Dataset;
  readonly #partition: boolean;
  readonly #views: Views;
  #records: ResourceRecord[] = [];
  #lease: Lease | undefined;
  /** Read once for all resources of a run. */
  #rejects: Promise<Map<string, string[]>> | undefined;
  #runId = "";

  /** Wraps a dataset that exists. */
  constructor(url: string, { tables, dataset, credentials, partition }: DatasetOptions) {
    this.url = url;
    this.credentials = credentials;
    this.#partition = partition;
    this.#tables = tables;
    this.#dataset = dataset;
    this.#views = new Views(tables, dataset);
  }

  async plan(table: Table): Promise<TablePlan> {
    const resource = await this.#tables.get(table.name);
    const rows = Number(resource?.numRows ?? 0);
    return {
      exists: resource !== undefined,
      rows,
      isSynced: rows > 0,
      missing: missingColumns(table, resource),
      views: await this.#views.outdated(table),
      isDescribed: isDescribed(table, resource),
    };
  }

  async estimate(table: Table): Promise<number> {
    const sql = everything(this.#dataset, table);
    return (await this.#tables.dryRun(`estimate ${table.name}`, sql)).bytes;
  }

  async begin(run: RunRecord): Promise<void> {
    this.#views.forget();
    for (const table of systemTables) await this.#make(table, undefined);
    const kept = await checkLabel(this.#tables, this.#dataset, run, this.url);
    const { lease, abandoned } = await Lease.acquire(this.#tables, runsTable.name, run.run_id);
    this.#lease = lease;
    this.#runId = run.run_id;
    this.#rejects = undefined;
    this.#records = [];
    try {
      await keepLabel(this.#tables, kept, run, this.url);
    } catch (error) {
      await this.#giveBack((lease) => lease.release());
      throw error;
    }
    if (abandoned !== undefined) await this.#recordAbandoned(abandoned, run);
  }

  /** Records that a run was interrupted, unless it is recorded already. */
  async #recordAbandoned({ run: run_id, since }: Holder, run: RunRecord): Promise<void> {
    for await (const recorded of readRows(this.#tables, runsTable.name, ["run_id"])) {
      if (recorded.run_id.includes(run_id)) return;
    }
    const record: RunRecord = {
      ...run,
      ...noCounts,
      run_id,
      status: "interrupted",
      started_at: new Date(since),
      finished_at: run.started_at,
      error: "It did not finish; the next run resumes what it had staged",
    };
    await this.#append(runsTable, [record], `${run_id}_interrupted`);
  }

  async prepare(table: Table): Promise<Cost> {
    this.#lease!.check();
    return await this.#make(table, this.#partition ? partitionOf(table) : undefined);
  }

  async #make(table: Table, partition: string | undefined): Promise<Cost> {
    const plan = await this.plan(table);
    if (!plan.exists) await this.#tables.create(table.name, resourceOf(table, partition));
    const isMissing = plan.exists && plan.missing.length > 0;
    const cost = isMissing ? await this.#forgetHashes(table, plan) : noCost;
    if (isMissing || !plan.isDescribed) {
      await this.#tables.change(table.name, (resource) => withColumns(table, resource));
    }
    for (const view of plan.views) await this.#views.make(view);
    return cost;
  }

  stage(table: Table, runId: string): Promise<Stage> {
    return openStage(runId, {
      table,
      tables: this.#tables,
      dataset: this.#dataset,
      labels: { app: "workspace-sync", run: runId, resource: table.name },
      lease: this.#lease!,
    });
  }

  async *known(table: Table, column?: string): AsyncGenerator<KnownRows> {
    const columns = [...table.primaryKey, "_hash", "_deleted_at", ...(column ? [column] : [])];
    for await (const cells of readRows(this.#tables, table.name, columns)) {
      yield {
        keys: table.primaryKey.map((key) => cells[key] as string[]),
        hashes: cells._hash!,
        deleted: cells._deleted_at!.map((instant) => instant !== null),
        ...(column && { positions: cells[column]! }),
      };
    }
  }

  async knownRejects(resource: string): Promise<readonly string[]> {
    this.#rejects ??= this.#readRejects();
    return (await this.#rejects).get(resource) ?? [];
  }

  /** Reads the hashes of all rejects, by resource. */
  async #readRejects(): Promise<Map<string, string[]>> {
    const rejects = new Map<string, string[]>();
    const columns = ["resource", "hash"] as const;
    for await (const { resource, hash } of readRows(this.#tables, rejectsTable.name, columns)) {
      resource.forEach((name, row) => {
        const hashes = rejects.get(name!) ?? [];
        rejects.set(name!, hashes);
        hashes.push(hash[row]!);
      });
    }
    return rejects;
  }

  recordResource(record: ResourceRecord): Promise<void> {
    // Written with the run: thirteen load jobs a run would count against the table's daily quota.
    this.#records.push(record);
    return Promise.resolve();
  }

  async end(run: RunRecord): Promise<void> {
    this.#lease!.check();
    await this.#append(resourcesTable, this.#records, `${run.run_id}_resources`);
    await this.#append(runsTable, [run], `${run.run_id}_run`);
    await this.#giveBack((lease) => lease.release());
  }

  /** Releases the lease; when that fails, the next run waits until it expires. */
  async #giveBack(give: (lease: Lease) => Promise<void>): Promise<void> {
    const lease = this.#lease;
    this.#lease = undefined;
    try {
      if (lease) await give(lease);
    } catch (error) {
      logger.warn("Cannot release the lease: {reason}", { reason: messageOf(error) });
    }
  }

  async history(limit: number): Promise<History> {
    if (await this.#tables.get(runsTable.name) === undefined) return { runs: [], tables: [] };
    const runs = await this.#tables.query<RunRecord>(
      "read the runs",
      common.lastRuns(this.#dataset, runsTable, limit),
    );
    const { schema } = (await this.#tables.get(resourcesTable.name))!;
    const columns = new Set(schema?.fields.map(({ name }) => name));
    const latest = await this.#tables.query<Omit<Freshness, "rows">>(
      "read the resources of the runs",
      common.lastResources(this.#dataset, resourcesTable, columns),
    );
    const tables: Freshness[] = [];
    for (const table of latest) {
      // It may have been removed in the meantime.
      if (await this.#tables.get(table.resource) === undefined) continue;
      const sql = common.countRows(this.#dataset, table.resource);
      const [row] = await this.#tables.query<{ live: number }>(`count ${table.resource}`, sql);
      tables.push({ ...withDates(table), rows: row!.live });
    }
    return { runs: runs.map(withDates), tables };
  }

  async resourceHistory(limit: number): Promise<readonly ResourceRecord[]> {
    if (await this.#tables.get(resourcesTable.name) === undefined) return [];
    const records = await this.#tables.query<ResourceRecord>(
      "read the resources of the runs",
      common.lastRecords(this.#dataset, runsTable, resourcesTable, limit),
    );
    return records.map(withDates);
  }

  changes(table: Table, wanted: WantedChanges): AsyncGenerator<StoredChange[]> {
    return readChanges(this.#tables, this.#dataset, table, wanted);
  }

  async drift(table: Table, limit: number): Promise<DriftReport> {
    const found = await this.#tables.get(table.name);
    const hasIssues = found?.schema?.fields.some(({ name }) => name === "_issues");
    const issues = hasIssues
      ? await this.#tables.query<common.IssueRow>(
        `read the issues of ${table.name}`,
        common.lastIssues(this.#dataset, table, identifier, limit),
      )
      : [];
    const hasRejects = await this.#tables.get(rejectsTable.name) !== undefined;
    const rejects = hasRejects
      ? await this.#tables.query<common.RejectRow>(
        `read the rejects of ${table.name}`,
        common.lastRejects(this.#dataset, rejectsTable, identifier, "@resource", limit),
        { params: { resource: table.name } },
      )
      : [];
    return common.driftOf(table, issues, rejects.map(withDates));
  }

  async sweptAt(): Promise<ReadonlyMap<string, Date>> {
    const [swept, first] = [new Map<string, Date>(), new Map<string, Date>()];
    const columns = ["resource", "status", "quick", "finished_at"] as const;
    for await (const cells of readRows(this.#tables, resourcesTable.name, columns)) {
      for (const [row, resource] of cells.resource.entries()) {
        if (cells.status[row] === "skipped") continue;
        const finished = instantOf(cells.finished_at[row]!);
        const known = first.get(resource!);
        if (known === undefined || finished < known) first.set(resource!, finished);
        // An older version knew no quick runs.
        if (cells.status[row] !== "succeeded" || cells.quick?.[row] === "true") continue;
        const last = swept.get(resource!);
        if (last === undefined || finished > last) swept.set(resource!, finished);
      }
    }
    return new Map([...first, ...swept]);
  }

  async alerts(): Promise<readonly AlertRecord[]> {
    const records: AlertRecord[] = [];
    const columns = alertsTable.columns.map(({ name }) => name);
    for await (const cells of readRows(this.#tables, alertsTable.name, columns)) {
      for (const row of cells.alert!.keys()) {
        const values = Object.fromEntries(columns.map((name) => [name, cells[name]![row]!]));
        const { failures, since, changed_at } = values as Record<string, string>;
        records.push({
          ...values as unknown as AlertRecord,
          failures: Number(failures),
          since: instantOf(since!),
          changed_at: instantOf(changed_at!),
        });
      }
    }
    return records;
  }

  async recordAlerts(records: readonly AlertRecord[]): Promise<void> {
    await this.#make(alertsTable, undefined);
    await this.#append(alertsTable, records, `alerts_${crypto.randomUUID()}`);
  }

  async close(): Promise<void> {
    await this.#giveBack((lease) => lease.giveUp());
  }

  /**
   * Has every row rewritten before the table gets a column, since the hashes of rows that lost one say that
   * they are up to date. Done first, so that it is not missed when the process dies in between.
   */
  async #forgetHashes(table: Table, { missing }: TablePlan): Promise<Cost> {
    const hasHash = ({ name }: { name: string }) => name === "_hash";
    let cost = noCost;
    if (!table.columns.some(hasHash) || missing.some(hasHash)) return cost;
    await this.#tables.query(
      `forget the hashes of ${table.name}`,
      common.forgetHashes(this.#dataset, table),
      {
        labels: { app: "workspace-sync", run: this.#runId, resource: table.name },
        onStatistics: ({ bytes_billed, slot_ms }) => cost = { bytes_billed, slot_ms },
      },
    );
    return cost;
  }

  async #append(table: Table, rows: readonly object[], id: string): Promise<void> {
    if (rows.length === 0) return;
    await this.#tables.append(
      table.name,
      table.columns.map(fieldOf),
      linesOf(rows.map((row) => JSON.stringify(row))),
      `workspace_sync_${id}`,
      { app: "workspace-sync", run: this.#runId },
    );
  }
}

/** Reads an instant of a list of rows: microseconds since 1970. */
function instantOf(cell: string): Date {
  return new Date(Number(cell) / 1000);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The client wraps timestamps; dates are what the interface promises. */
function withDates<Row extends object>(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value !== null && typeof value === "object" && "value" in value
        ? new Date(String(value.value))
        : value,
    ]),
  ) as Row;
}
