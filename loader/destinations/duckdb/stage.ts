/**
 * A staging table in DuckDB.
 *
 * @module
 */

import { type Cost, noCost } from "../../run_log.ts";
import type {
  Checkpoint,
  Chunk,
  Comparison,
  Deletes,
  MergeOptions,
  Stage,
  StageOptions,
} from "../../destination.ts";
import { DestinationError } from "../../errors.ts";
import { rejectsTable } from "../../run_log.ts";
import type { Table } from "../../table.ts";
import type { Database } from "./database.ts";
import type { Parameter } from "./instance.ts";
import type { Schema } from "./sql.ts";
import * as sql from "./sql.ts";

/** Holds rows, as text, until a sweep is complete. */
export class DuckDbStage implements Stage {
  readonly checkpoint: Checkpoint | undefined;
  readonly #database: Database;
  readonly #schema: Schema;
  readonly #table: Table;
  readonly #options: StageOptions;
  #begun: boolean;

  /** Resumes the staging table of a checkpoint; without one it is created with the first chunk. */
  constructor(
    database: Database,
    schema: Schema,
    table: Table,
    options: StageOptions,
    checkpoint: Checkpoint | undefined,
  ) {
    this.#database = database;
    this.#schema = schema;
    this.#table = table;
    this.#options = options;
    this.checkpoint = checkpoint;
    this.#begun = checkpoint !== undefined;
  }

  async append({ rows, rejects, checkpoint }: Chunk): Promise<void> {
    const database = this.#database;
    await database.transaction(async () => {
      if (!this.#begun) {
        await database.query(sql.createStage(this.#schema, this.#table));
      }
      await database.append(this.#schema.name, this.#schema.stageName(this.#table), (appender) => {
        for (const row of rows) {
          appender.appendBigInt(BigInt(row.seq));
          for (const value of row.key) appender.appendVarchar(value);
          appender.appendVarchar(row.hash);
          appender.appendVarchar(row.list);
          appender.appendBoolean(row.hasIssues);
          appender.appendNull();
          appender.endRow();
        }
        for (const reject of rejects) {
          appender.appendBigInt(BigInt(reject.seq));
          for (const _ of this.#table.primaryKey) appender.appendNull();
          appender.appendVarchar(reject.hash);
          appender.appendVarchar(reject.text);
          appender.appendBoolean(false);
          appender.appendVarchar(reject.reason);
          appender.endRow();
        }
      });
      const { cursor, pages, records, complete } = checkpoint;
      const reached = { resource: this.#table.name, cursor, pages, records, complete };
      if (this.#begun) {
        await database.query(sql.updateCheckpoint(this.#schema), reached);
      } else {
        await database.query(sql.insertCheckpoint(this.#schema), {
          ...reached,
          run_id: this.#options.runId,
          source: this.#options.origin,
          spec_hash: this.#options.specHash,
        });
      }
    });
    this.#begun = true;
  }

  /** Does nothing: chunks are stored as they come. */
  flush(): Promise<void> {
    return Promise.resolve();
  }

  async compare(signal?: AbortSignal): Promise<Comparison> {
    const counted = await this.#inShares(sql.compare(this.#schema, this.#table), {}, signal);
    const sum = (name: keyof Comparison) =>
      counted.reduce((total, share) => total + share[name]!, 0);
    return {
      staged: sum("staged"),
      duplicates: sum("duplicates"),
      rejected: sum("rejected"),
      issues: sum("issues"),
      inserted: sum("inserted"),
      updated: sum("updated"),
      unchanged: sum("unchanged"),
      missing: sum("missing"),
      existing: sum("existing"),
    };
  }

  async merge({ comparison, deletes, now, runId, signal }: MergeOptions): Promise<void> {
    const { inserted, updated, missing, rejected } = comparison;
    const deleted = deletes === "keep" ? 0 : missing;
    const instant = now.toISOString();
    await this.#database.transaction(async () => {
      if (inserted + updated + deleted > 0) {
        await this.#mergeRows(comparison, deletes, instant, signal);
        await this.#checkRows(comparison, deletes);
      }
      if (rejected > 0) {
        await this.#database.query(sql.mergeRejects(this.#schema, this.#table, rejectsTable), {
          resource: this.#table.name,
          run_id: runId,
          now: instant,
        });
      }
      await this.#remove();
    });
  }

  async discard(): Promise<void> {
    await this.#database.transaction(() => this.#remove());
  }

  cost(): Cost {
    return noCost;
  }

  async #mergeRows(
    { inserted, updated, unchanged, missing, duplicates }: Comparison,
    deletes: Deletes,
    now: string,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const [schema, table] = [this.#schema, this.#table];
    const steps = sql.mergeSteps;
    const inShares = (statement: string, parameters: Record<string, Parameter> = {}) =>
      this.#inShares(statement, parameters, signal);
    if (missing > 0 && deletes === "soft") {
      await inShares(steps.markMissing(schema, table), { now });
    }
    if (missing > 0 && deletes === "hard") await inShares(steps.deleteMissing(schema, table));
    if (inserted + updated === 0) return;
    if (duplicates > 0) await inShares(steps.dropDuplicates(schema, table));
    if (unchanged > 0) await inShares(steps.dropUnchanged(schema, table));
    const others = updated > 0 ? await this.#otherColumns() : [];
    const [row] = await this.#database.query<{ last: number }>(sql.lastRow(schema, table));
    await this.#database.query(steps.insertStaged(schema, table), { now }, signal);
    if (others.length > 0) await inShares(steps.keepOthers(schema, table, others), row);
    if (updated > 0) await inShares(steps.deleteChanged(schema, table));
  }

  /** Runs a statement for one share of the keys after another; returns a row of each. */
  async #inShares(
    statement: string,
    parameters: Record<string, Parameter>,
    signal: AbortSignal | undefined,
  ): Promise<Record<string, number>[]> {
    const [counted] = await this.#database.query<{ shares: number }>(
      sql.countShares(this.#schema, this.#table),
    );
    const { shares } = counted!;
    const rows: Record<string, number>[] = [];
    for (let share = 0; share < shares; share++) {
      const [row] = await this.#database.query<Record<string, number>>(
        statement,
        { ...parameters, shares, share },
        signal,
      );
      rows.push(row!);
    }
    return rows;
  }

  /** Columns of the table that the spec lacks. */
  async #otherColumns(): Promise<string[]> {
    const found = await this.#database.query<{ column: string }>(
      sql.listColumns,
      { schema: this.#schema.name, table: this.#table.name },
    );
    const known = new Set(this.#table.columns.map(({ name }) => name.toLowerCase()));
    return found.map(({ column }) => column).filter((name) => !known.has(name.toLowerCase()));
  }

  /** Counts the rows after a merge, while it can still be rolled back. */
  async #checkRows(comparison: Comparison, deletes: Deletes): Promise<void> {
    const { name } = this.#table;
    const { inserted, updated, unchanged, missing } = comparison;
    const expected = inserted + updated + unchanged + (deletes === "keep" ? missing : 0);
    const [counted] = await this.#database.query<{ rows: number }>(
      sql.countRows(this.#schema, name),
    );
    if (counted!.rows === expected) return;
    throw new DestinationError(
      `Cannot sync ${name}: the merge made ${
        counted!.rows
      } rows of ${expected}, so it was undone; ` +
        "make sure that nothing else writes to the table, and run again",
      "failed",
    );
  }

  async #remove(): Promise<void> {
    await this.#database.query(sql.dropStage(this.#schema, this.#table));
    await this.#database.query(sql.deleteCheckpoint(this.#schema), { resource: this.#table.name });
  }
}
