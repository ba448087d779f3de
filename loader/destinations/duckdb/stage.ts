/**
 * A staging table in DuckDB.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { ApplyOptions, Changes, Part, Stage, StagedRows, Written } from "../../destination.ts";
import { type Cost, noCost, rejectsTable } from "../../run_log.ts";
import { listOf } from "../../shape.ts";
import type { Table } from "../../table.ts";
import { readColumns } from "../../engines/duckdb/columns.ts";
import type { Database, Value } from "../../engines/duckdb/database.ts";
import type { Parameter } from "../../engines/duckdb/instance.ts";
import { identifier } from "../../engines/duckdb/quote.ts";
import { DuckDbHistory } from "./history.ts";
import { listColumns, type Schema } from "./sql.ts";
import * as sql from "./stage_sql.ts";

/** UTF-16 units of a piece of a large text, which has at most 3 bytes for each. */
const pieceLength = 1_300;

/** Holds changes, as text, until a sweep is complete. The table is created with the first part. */
export class DuckDbStage implements Stage {
  readonly #database: Database;
  readonly #schema: Schema;
  readonly #table: Table;
  readonly #history: DuckDbHistory;
  #checkpoints: readonly string[];
  #exists: boolean;

  /** Opens the stage of a table; without checkpoints there is none. */
  constructor(
    database: Database,
    schema: Schema,
    table: Table,
    checkpoints: readonly string[],
  ) {
    this.#database = database;
    this.#schema = schema;
    this.#table = table;
    this.#history = new DuckDbHistory(database, schema, table);
    this.#checkpoints = checkpoints;
    this.#exists = checkpoints.length > 0;
  }

  get checkpoints(): readonly string[] {
    return this.#checkpoints;
  }

  async *read(parts: readonly string[]): AsyncGenerator<StagedRows> {
    if (!this.#exists) return;
    const keys = this.#table.primaryKey.map(identifier);
    const columns = readColumns(
      this.#database,
      this.#schema.quotedStage(this.#table),
      [...keys, "_hash", "_seq"],
      `_hash IS NOT NULL AND ${sql.inParts}`,
      { parts: JSON.stringify(parts) },
    );
    for await (const values of columns) {
      const [seqs, hashes] = [values.pop() as number[], values.pop() as string[]];
      yield { keys: values as (string | null)[][], hashes, seqs };
    }
  }

  async append(part: Part): Promise<void> {
    await this.#database.transaction(async () => {
      if (!this.#exists) await this.#run(sql.createStage);
      const stage = this.#schema.stageName(this.#table);
      await this.#database.append(this.#schema.name, stage, this.#linesOf(part));
    });
    this.#exists = true;
  }

  /** The lines of a part, in the order of the stage's columns. */
  *#linesOf({ name, rows, rejects, checkpoint }: Part): Generator<Value[]> {
    const none = this.#table.primaryKey.map(() => null);
    for (const row of rows) {
      yield* linesOf([name, row.seq], row.key, row.hash, listOf(row), null);
    }
    for (const { seq, hash, text, reason } of rejects) {
      yield* linesOf([name, seq], none, hash, text, reason);
    }
    // The fingerprints of many keys are a large text, too.
    let bytes: number | null = Buffer.byteLength(checkpoint);
    for (const piece of piecesOf(checkpoint)) {
      yield [name, null, ...none, null, bytes, null, null, piece];
      bytes = null;
    }
  }

  async count(parts: readonly string[]): Promise<number> {
    if (!this.#exists) return 0;
    return await this.#database.between(() => this.#countLines(parts));
  }

  async #countLines(parts: readonly string[]): Promise<number> {
    const names = { parts: JSON.stringify(parts) };
    const [row] = await this.#run<{ lines: number }>(sql.countLines, names);
    return row!.lines;
  }

  hasHistory(): Promise<boolean> {
    return this.#database.between(() => this.#history.isComplete());
  }

  async apply(changes: Changes, options: ApplyOptions): Promise<void> {
    const { parts, expected, hasRejects } = changes;
    const { now, runId: run_id } = options;
    const gone = await this.#keysOf(changes);
    await this.#database.transaction(async () => {
      if (this.#exists) await this.#run(sql.dropOtherParts, { parts: JSON.stringify(parts) });
      if (options.history) await this.#history.begin(options);
      else if (hasRows(expected)) await this.#history.leaveGap();
      const deleted = await this.#applyTombstones(gone, options);
      const written = { ...await this.#applyRows(changes, options), deleted };
      if (options.history) this.#history.check(written);
      options.verify(written);
      if (hasRejects) {
        const resource = this.#table.name;
        await this.#database.query(
          sql.keepRejects(this.#schema, this.#table, rejectsTable),
          { resource, run_id, now: now.toISOString() },
        );
      }
      await this.#run(sql.dropStage);
    });
    this.#forget();
  }

  async discard(): Promise<void> {
    if (!this.#exists) return;
    await this.#database.transaction(() => this.#run(sql.dropStage));
    this.#forget();
  }

  cost(): Cost {
    return noCost;
  }

  /** Reads the keys of the rows whose record is gone: in batches, each column as a JSON array. */
  async #keysOf({ expected, tombstones }: Changes): Promise<string[][]> {
    const batches: string[][] = [];
    if (expected.deleted === 0) return batches;
    let keys: readonly string[][] = this.#table.primaryKey.map(() => []);
    const end = () => {
      batches.push(keys.map((values) => JSON.stringify(values)));
      keys = keys.map(() => []);
    };
    for await (const batch of tombstones()) {
      for (const [index, values] of batch.entries()) {
        for (const value of values) keys[index]!.push(value);
      }
      if (keys[0]!.length >= sql.shareKeys) end();
    }
    end();
    return batches;
  }

  /** Marks or removes the rows whose record is gone; returns how many. */
  async #applyTombstones(
    batches: readonly string[][],
    options: ApplyOptions,
  ): Promise<number> {
    const { deletes, history, now, signal } = options;
    const statement = sql.removeRows(this.#schema, this.#table, deletes);
    let removed = 0;
    for (const keys of batches) {
      const parameters: Record<string, Parameter> = Object.fromEntries(
        keys.map((values, index) => [`key${index}`, values]),
      );
      if (history) await this.#history.addDeletions(parameters, options);
      if (deletes === "soft") parameters.now = now.toISOString();
      const [row] = await this.#database.query<Affected>(statement, parameters, signal);
      removed += row!.Count;
    }
    return removed;
  }

  /** Writes the rows that are new or changed. */
  async #applyRows(
    { parts, expected, hasSuperseded }: Changes,
    options: ApplyOptions,
  ): Promise<Omit<Written, "deleted">> {
    if (expected.inserted + expected.updated === 0) return { inserted: 0, updated: 0 };
    const [schema, table] = [this.#schema, this.#table];
    const { now, history, signal } = options;
    const shares = 1 + Math.floor(await this.#countLines(parts) / sql.shareKeys);
    const inShares = async (statement: string, parameters: Record<string, Parameter> = {}) => {
      let affected = 0;
      for (let share = 0; share < shares; share++) {
        const all = { ...parameters, shares, share };
        const [row] = await this.#database.query<Affected>(statement, all, signal);
        affected += row!.Count;
      }
      return affected;
    };
    if (hasSuperseded) {
      await inShares(sql.dropDuplicates(schema, table));
      await inShares(sql.dropUnchanged(schema, table));
    }
    const [old] = await this.#run<{ last: number }>(sql.lastRow);
    const { last } = old!;
    const joined = last >= 0 && expected.updated > 0 ? shares : undefined;
    const keep = (after: string) => this.#history.addRows({ after, last, shares: joined }, options);
    const written = await this.#insert(now, signal, history ? keep : undefined);
    if (old!.last < 0) return { inserted: written, updated: 0 };
    const others = expected.updated > 0 ? await this.#otherColumns() : [];
    if (others.length > 0) await inShares(sql.keepOthers(schema, table, others), old);
    const updated = await inShares(sql.deleteReplaced(schema, table), old);
    return { inserted: written - updated, updated };
  }

  /**
   * Writes the rows of the stage beside their older versions; returns how many.
   *
   * @param keep Told of the last row before those that were written together.
   */
  async #insert(
    now: Date,
    signal: AbortSignal | undefined,
    keep: ((after: string) => Promise<void>) | undefined,
  ): Promise<number> {
    const [rows] = await this.#run<{ bytes: number; largest: number }>(sql.measureRows);
    const [table] = await this.#run<{ bytes: number }>(sql.measureTable);
    const needed = Math.max(rows!.bytes, table!.bytes) + 12 * rows!.largest;
    if (needed > sql.usualBytes) await this.#database.makeRoom(needed);
    const isOrdinary = rows!.bytes <= sql.usualBytes && rows!.largest <= sql.lineBytes;
    const batches = isOrdinary ? [undefined] : await this.#run<sql.Batch>(sql.listBatches);
    let written = 0;
    for (const batch of batches) {
      const [before] = keep ? await this.#run<{ last: string }>(sql.lastRowText) : [];
      const [row] = await this.#database.query<Affected>(
        sql.insertStaged(this.#schema, this.#table, batch),
        { now: now.toISOString() },
        signal,
      );
      written += row!.Count;
      if (keep) await keep(before!.last);
    }
    return written;
  }

  /** Columns of the table that the spec lacks. */
  async #otherColumns(): Promise<string[]> {
    const found = await this.#database.query<{ column: string }>(
      listColumns,
      { schema: this.#schema.name, table: this.#table.name },
    );
    const known = new Set(this.#table.columns.map(({ name }) => name.toLowerCase()));
    return found.map(({ column }) => column).filter((name) => !known.has(name.toLowerCase()));
  }

  #run<Row>(
    statement: (schema: Schema, table: Table) => string,
    parameters?: Record<string, Parameter>,
  ): Promise<Row[]> {
    return this.#database.query<Row>(statement(this.#schema, this.#table), parameters);
  }

  #forget(): void {
    this.#exists = false;
    this.#checkpoints = [];
  }
}

/** Whether any row has to be written, marked or removed. */
function hasRows({ inserted, updated, deleted }: Written): boolean {
  return inserted + updated + deleted > 0;
}

/** What DuckDB returns for a statement that writes. */
interface Affected {
  readonly Count: number;
}

/** The lines of a row or reject: one, and more for the pieces of a large text. */
function* linesOf(
  place: readonly Value[],
  key: readonly Value[],
  hash: string,
  text: string,
  reason: string | null,
): Generator<Value[]> {
  const bytes = Buffer.byteLength(text);
  const isLarge = bytes > sql.lineBytes;
  yield [...place, ...key, hash, bytes, isLarge ? null : text, reason, null];
  if (!isLarge) return;
  const none = key.map(() => null);
  for (const piece of piecesOf(text)) {
    yield [...place, ...none, null, null, piece, reason && "", null];
  }
}

/** Cuts a text into pieces, none of which ends within a character. */
function* piecesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    let to = from + pieceLength;
    const last = text.charCodeAt(to - 1);
    if (last >= 0xd800 && last < 0xdc00) to--;
    yield text.slice(from, to);
    from = to;
  }
}
