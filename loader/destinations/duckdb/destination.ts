/**
 * The destination interface on a DuckDB database.
 *
 * @module
 */

import type {
  Destination,
  KnownRows,
  Pace,
  Stage,
  StoredChange,
  TablePlan,
  WantedChanges,
} from "../../destination.ts";
import { checkOrigin, type Origin } from "../../origin.ts";
import {
  type AlertRecord,
  alertsTable,
  type Cost,
  type DriftReport,
  type Freshness,
  type History,
  noCost,
  rejectsTable,
  type ResourceRecord,
  resourcesTable,
  type RunRecord,
  runsTable,
  systemTables,
} from "../../run_log.ts";
import type { Table } from "../../table.ts";
import { readColumns } from "../../engines/duckdb/columns.ts";
import type { Database } from "../../engines/duckdb/database.ts";
import { checkFile } from "../../engines/duckdb/file.ts";
import type { Parameter } from "../../engines/duckdb/instance.ts";
import * as common from "../sql.ts";
import { identifier } from "../../engines/duckdb/quote.ts";
import { readChanges } from "./history.ts";
import type { Schema } from "./sql.ts";
import * as sql from "./sql.ts";
import { DuckDbStage } from "./stage.ts";
import { dropStage, selectCheckpoints } from "./stage_sql.ts";
import { columnsOf, existsIn, type FoundColumn, needsOf } from "./tables.ts";
import { createView } from "./views.ts";

/** Keeps tables in one schema of a DuckDB database. */
export class DuckDbDestination implements Destination {
  readonly url: string;
  /**
   * A part is a transaction, which DuckDB writes to the disk and waits for; two are in memory at a time. A
   * kill costs what is read again in a second or so.
   */
  readonly pace: Pace = { bytes: 2 * 1024 * 1024, ms: 1_000 };
  readonly #database: Database;
  readonly #schema: Schema;
  #ended: RunRecord | undefined;

  /** Wraps an open database. */
  constructor(url: string, database: Database, schema: Schema) {
    this.url = url;
    this.#database = database;
    this.#schema = schema;
  }

  plan(table: Table): Promise<TablePlan> {
    return this.#database.between(async () => {
      const needs = await this.#needs(table);
      const isCountable = needs.exists && !needs.missing.some(({ name }) => name === "_deleted_at");
      const rows = isCountable ? await this.#countLive(table.name) : 0;
      const isSynced = rows > 0 || needs.exists && await this.#hasSynced(table.name);
      return { ...needs, rows, isSynced };
    });
  }

  #needs(table: Table): Promise<Omit<TablePlan, "rows" | "isSynced">> {
    return needsOf(this.#database, this.#schema, table);
  }

  async begin(run: RunRecord): Promise<void> {
    await this.#database.transaction(async () => {
      await this.#database.query(sql.createSchema(this.#schema));
      await this.#database.query(sql.dropOldStages(this.#schema));
      for (const table of systemTables) await this.#create(table);
      const [held] = await this.#database.query<Origin>(common.lastOrigin(this.#schema, runsTable));
      checkOrigin(held, run, this.url);
      await this.#database.query(sql.interruptRuns(this.#schema, runsTable));
      await this.#insert(runsTable, run);
    });
  }

  async prepare(table: Table): Promise<Cost> {
    await this.#database.transaction(() => this.#create(table));
    return noCost;
  }

  stage(table: Table): Promise<Stage> {
    return this.#database.transaction(async () => {
      const name = this.#schema.stageName(table);
      const exists = await this.#exists(name);
      const isOld = exists && !(await this.#columns(name)).has("_part");
      if (isOld) await this.#database.query(dropStage(this.#schema, table));
      const found = !exists || isOld ? [] : await this.#database.query<{ text: string }>(
        selectCheckpoints(this.#schema, table),
      );
      return new DuckDbStage(this.#database, this.#schema, table, found.map(({ text }) => text));
    });
  }

  async *known(table: Table, column?: string): AsyncGenerator<KnownRows> {
    if (!await this.#database.between(() => this.#exists(table.name))) return;
    const keys = table.primaryKey.map((key) => `${identifier(key)}::VARCHAR`);
    const columns = readColumns(
      this.#database,
      this.#schema.quoted(table.name),
      [
        "_hash",
        "_deleted_at IS NOT NULL",
        ...keys,
        ...(column ? [`${identifier(column)}::VARCHAR`] : []),
      ],
    );
    for await (const [hashes, deleted, ...values] of columns) {
      yield {
        keys: values.slice(0, keys.length) as string[][],
        hashes: hashes as (string | null)[],
        deleted: deleted as boolean[],
        ...(column && { positions: values[keys.length] as (string | null)[] }),
      };
    }
    await this.#database.between(() => this.#database.dropCache());
  }

  async knownRejects(resource: string): Promise<string[]> {
    const statement = sql.listRejects(this.#schema, rejectsTable);
    const rows = await this.#database.between(() =>
      this.#database.query<{ hash: string }>(statement, { resource })
    );
    return rows.map(({ hash }) => hash);
  }

  async recordResource(record: ResourceRecord): Promise<void> {
    await this.#database.transaction(() => this.#insert(resourcesTable, record));
  }

  async end(run: RunRecord): Promise<void> {
    await this.#database.transaction(() =>
      this.#database.query(sql.updateRow(this.#schema, runsTable), parametersOf(run))
    );
    this.#ended = run;
  }

  async history(limit: number): Promise<History> {
    if (!await this.#exists(runsTable.name)) return { runs: [], tables: [] };
    const runs = await this.#database.query<RunRecord>(
      common.lastRuns(this.#schema, runsTable, limit),
    );
    const latest = await this.#database.query<Omit<Freshness, "rows">>(
      common.lastResources(
        this.#schema,
        resourcesTable,
        await this.#columns(resourcesTable.name),
      ),
    );
    const tables: Freshness[] = [];
    for (const table of latest) {
      tables.push({ ...table, rows: await this.#countRows(table.resource) });
    }
    return { runs, tables };
  }

  async resourceHistory(limit: number): Promise<readonly ResourceRecord[]> {
    if (!await this.#exists(resourcesTable.name)) return [];
    return await this.#database.query<ResourceRecord>(
      common.lastRecords(this.#schema, runsTable, resourcesTable, limit),
    );
  }

  changes(table: Table, wanted: WantedChanges): AsyncGenerator<StoredChange[]> {
    return readChanges(this.#database, this.#schema, table, wanted);
  }

  async drift(table: Table, limit: number): Promise<DriftReport> {
    const hasIssues = (await this.#columns(table.name)).has("_issues");
    const issues = hasIssues
      ? await this.#database.query<common.IssueRow>(
        common.lastIssues(this.#schema, table, identifier, limit),
      )
      : [];
    const rejects = await this.#exists(rejectsTable.name)
      ? await this.#database.query<common.RejectRow>(
        common.lastRejects(this.#schema, rejectsTable, identifier, "$resource", limit),
        { resource: table.name },
      )
      : [];
    return common.driftOf(table, issues, rejects);
  }

  async sweptAt(): Promise<ReadonlyMap<string, Date>> {
    const columns = await this.#columns(resourcesTable.name);
    if (columns.size === 0) return new Map();
    const rows = await this.#database.query<{ resource: string; swept_at: Date }>(
      common.lastSweeps(this.#schema, resourcesTable, columns),
    );
    return new Map(rows.map(({ resource, swept_at }) => [resource, swept_at]));
  }

  async alerts(): Promise<readonly AlertRecord[]> {
    if ((await this.#columns(alertsTable.name)).size === 0) return [];
    return await this.#database.query<AlertRecord>(
      sql.listRows(this.#schema, alertsTable),
    );
  }

  async recordAlerts(records: readonly AlertRecord[]): Promise<void> {
    await this.#database.transaction(async () => {
      await this.#database.query(sql.createSchema(this.#schema));
      await this.#create(alertsTable);
      for (const record of records) await this.#insert(alertsTable, record);
    });
  }

  /**
   * Closes the file.
   *
   * @throws {DestinationError} when a run has ended and what it wrote is not in the file.
   */
  async close(): Promise<void> {
    const [{ file }, run] = [this.#database, this.#ended];
    this.#ended = undefined;
    await this.#database.close();
    if (run === undefined || file === ":memory:") return;
    const { run_id, status } = run;
    await checkFile(file, sql.findRun(this.#schema, runsTable), { run_id, status });
  }

  /** Whether a sync of a resource has ever succeeded. */
  async #hasSynced(resource: string): Promise<boolean> {
    if (!await this.#exists(resourcesTable.name)) return false;
    const statement = sql.findSuccess(this.#schema, resourcesTable);
    return (await this.#database.query(statement, { resource })).length > 0;
  }

  async #countRows(table: string): Promise<number> {
    return (await this.#columns(table)).has("_deleted_at") ? await this.#countLive(table) : 0;
  }

  /** Counts the rows of a table that has the column for deletions. */
  async #countLive(table: string): Promise<number> {
    const [row] = await this.#database.query<{ live: number }>(
      common.countRows(this.#schema, table),
    );
    return row!.live;
  }

  #exists(table: string): Promise<boolean> {
    return existsIn(this.#database, this.#schema, table);
  }

  #columns(table: string): Promise<Map<string, FoundColumn>> {
    return columnsOf(this.#database, this.#schema, table);
  }

  async #create(table: Table): Promise<void> {
    const { exists, missing, views, isDescribed } = await this.#needs(table);
    const statements = [
      ...(exists ? [] : [sql.createTable(this.#schema, table)]),
      ...(exists ? missing : []).map((column) => sql.addColumn(this.#schema, table, column)),
      ...(exists && isDescribed ? [] : sql.commentOn(this.#schema, "TABLE", table)),
      ...views.flatMap((view) => createView(this.#schema, view)),
    ];
    if (statements.length > 0) await this.#database.query(statements.join(";\n"));
    // DuckDB refuses to alter a table that the transaction has updated, so this comes last.
    if (exists && missing.length > 0 && table.columns.some(({ name }) => name === "_hash")) {
      await this.#database.query(common.forgetHashes(this.#schema, table));
    }
  }

  async #insert(table: Table, row: RunRecord | ResourceRecord | AlertRecord): Promise<void> {
    await this.#database.query(sql.insertRow(this.#schema, table), parametersOf(row));
  }
}

function parametersOf(row: object): Record<string, Parameter> {
  return Object.fromEntries(
    Object.entries(row).map((
      [name, value],
    ) => [name, value instanceof Date ? value.toISOString() : value]),
  );
}
