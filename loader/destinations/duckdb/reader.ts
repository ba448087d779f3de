/**
 * Asks a DuckDB file, which is opened for reading only.
 *
 * @module
 */

import { resolve } from "node:path";
import { Database } from "../../engines/duckdb/database.ts";
import { explain, explainQuery } from "../../engines/duckdb/explain.ts";
import { catalog, literal } from "../../engines/duckdb/quote.ts";
import { DestinationError } from "../../errors.ts";
import type { Answer, AnswerColumn, AnswerRow, Reader, ReaderOptions } from "../../reader.ts";
import { parseAddress } from "./address.ts";
import { Schema } from "./sql.ts";

/**
 * Opens the database at `duckdb:FILE[?schema=NAME]` for questions.
 *
 * @throws {DestinationError} when there is none, or another process writes it.
 */
export async function openDuckDbReader(
  address: string,
  { parquet }: ReaderOptions = {},
): Promise<Reader> {
  const { file, schema } = parseAddress(address);
  if (parquet !== undefined && resolve(parquet) === resolve(file)) {
    throw new DestinationError(`Cannot write ${parquet}: it is the file that is read`, "unusable");
  }
  const database = await Database.open(file, true, { schema, ...(parquet && { output: parquet }) });
  // A sync is kept within little memory; a question may take what DuckDB takes by itself.
  await database.query("RESET memory_limit");
  return new DuckDbReader(database, new Schema(schema, catalog), parquet);
}

class DuckDbReader implements Reader {
  readonly engine = "duckdb";
  readonly quoted: (table: string) => string;
  readonly #database: Database;
  readonly #parquet: string | undefined;

  constructor(database: Database, schema: Schema, parquet: string | undefined) {
    this.quoted = (table) => schema.quoted(table);
    this.#database = database;
    this.#parquet = parquet;
  }

  async query(sql: string): Promise<Answer> {
    const result = await this.#database.ask(sql);
    const columns = result.deduplicatedColumnNames().map((name, index): AnswerColumn => {
      const type = result.columnType(index);
      return { name, kind: kindOf(type.alias ?? String(type)) };
    });
    const types = result.columnTypes().map(String);
    async function* rows() {
      try {
        for await (const some of result.yieldRowsJson()) {
          yield some.map((row): AnswerRow =>
            row.map((value, index) => textOf(value, types[index]!, columns[index]!))
          );
        }
      } catch (error) {
        throw explainQuery(error, sql); // A value may not fit, which shows when its row is read.
      }
    }
    return { columns, rows: rows() };
  }

  async writeParquet(sql: string): Promise<number> {
    await this.#database.check(sql);
    const target = literal(this.#parquet!);
    try {
      await this.#database.query(`CREATE TEMP VIEW answer AS ${sql}`);
      const [row] = await this.#database.query<{ Count: number }>(
        `COPY (FROM temp.answer) TO ${target} (FORMAT parquet, USE_TMP_FILE false)`,
      );
      return row!.Count;
    } catch (error) {
      // What is wrong is wrong with the file that is written.
      throw explain((error as Error).cause, this.#parquet!);
    } finally {
      await this.#database.query("DROP VIEW IF EXISTS temp.answer");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.close();
  }
}

function kindOf(type: string): AnswerColumn["kind"] {
  if (type === "BOOLEAN") return "boolean";
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|BIGNUM|FLOAT|DOUBLE|DECIMAL\(.*\))$/.test(type)) {
    return "number";
  }
  return type === "JSON" || /^(STRUCT|MAP|UNION)\b|\]$/.test(type) ? "json" : "text";
}

/** A value as DuckDB's JSON has it -> the text of an answer. */
function textOf(value: unknown, type: string, { kind }: AnswerColumn): string | null {
  if (value === null) return null;
  if (typeof value !== "string") return JSON.stringify(value);
  if (kind === "number") return value.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  // What a sync writes is in UTC.
  if (type.startsWith("TIMESTAMP")) return value.replace(" ", "T").replace(/(\+00)?$/, "Z");
  return value;
}
