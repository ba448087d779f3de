/**
 * Asks a BigQuery dataset. BigQuery has no connection that only reads, so each statement is checked first, without
 * being run.
 *
 * @module
 */

import { BigQueryError } from "../../engines/bigquery/errors.ts";
import { DestinationError } from "../../errors.ts";
import type { Answer, AnswerColumn, AnswerRow, Reader } from "../../reader.ts";
import type { Dataset } from "./sql.ts";
import type { AnswerField, Tables } from "./tables.ts";

/** Asks the tables of one dataset. */
export class BigQueryReader implements Reader {
  readonly engine = "bigquery";
  readonly quoted: (table: string) => string;
  readonly #tables: Tables;

  /** Wraps a dataset that exists, and the names in it. */
  constructor(tables: Tables, names: Dataset) {
    this.quoted = (table) => names.quoted(table);
    this.#tables = tables;
  }

  async query(sql: string): Promise<Answer> {
    await this.#check(sql);
    const { fields, pages, bytesBilled } = await this.#tables.ask("run the query", sql, {
      app: "workspace-sync",
    });
    async function* rows() {
      for await (const page of pages) {
        yield page.map(({ f }): AnswerRow => fields.map((field, at) => textOf(field, f[at]!.v)));
      }
    }
    return { columns: fields.map(columnOf), rows: rows(), bytesBilled };
  }

  /** Lets BigQuery say what kind of statement it is. */
  async #check(sql: string): Promise<void> {
    try {
      const { statementType } = await this.#tables.dryRun("run the query", sql);
      if (statementType === "SELECT") return;
    } catch (error) {
      const refusal = error instanceof DestinationError && error.cause instanceof BigQueryError &&
        [400, 404].includes(error.cause.code);
      if (!refusal) throw error;
      const [, words, line, column] = /^(.*?)(?: at \[(\d+):(\d+)\])?$/s.exec(error.message)!;
      throw new DestinationError(
        line ? words!.replace(":", ` at line ${line}, column ${column}:`) : words!,
        "query",
        { cause: error },
      );
    }
    throw new DestinationError(
      "Cannot run the query: it is no query, or several statements, and nothing may be changed",
      "query",
    );
  }

  writeParquet(): Promise<number> {
    return Promise.reject(
      new DestinationError(
        "Cannot write Parquet from BigQuery here: use EXPORT DATA in Google's console, which writes it " +
          "into Cloud Storage, or --csv",
        "unusable",
      ),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

const numbers = ["INTEGER", "INT64", "FLOAT", "FLOAT64", "NUMERIC", "BIGNUMERIC"];

function columnOf({ name, type, mode }: AnswerField): AnswerColumn {
  if (mode === "REPEATED" || ["RECORD", "STRUCT", "JSON"].includes(type)) {
    return { name, kind: "json" };
  }
  if (type === "BOOLEAN" || type === "BOOL") return { name, kind: "boolean" };
  return { name, kind: numbers.includes(type) ? "number" : "text" };
}

/** A value as the API writes it -> the text of an answer. */
function textOf(field: AnswerField, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== "string") return JSON.stringify(jsonOf(field, value));
  if (/NUMERIC$/.test(field.type)) return value.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return field.type === "TIMESTAMP" ? instantOf(value) : value;
}

/** A nested value as JSON has it. */
function jsonOf(field: AnswerField, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (field.mode === "REPEATED") {
    const { mode: _, ...item } = field;
    return (value as { v: unknown }[]).map(({ v }) => jsonOf(item, v));
  }
  if (field.fields) {
    const { f } = value as { f: { v: unknown }[] };
    return Object.fromEntries(
      field.fields.map((member, at) => [member.name, jsonOf(member, f[at]!.v)]),
    );
  }
  const text = textOf(field, value)!;
  const { kind } = columnOf(field);
  return kind === "text" || kind === "number" && !Number.isFinite(Number(text))
    ? text
    : JSON.parse(text);
}

/** An instant in microseconds, or in seconds with a fraction, as one of the emulators has it. */
function instantOf(value: string): string {
  const micros = /^-?\d+$/.test(value) ? BigInt(value) : BigInt(Math.round(Number(value) * 1e6));
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, 19);
  const fraction = rest === 0n ? "" : `.${String(rest).padStart(6, "0").replace(/0+$/, "")}`;
  return `${seconds}${fraction}Z`;
}
