/**
 * The contract of what asks a destination questions, and of the views that answer them.
 *
 * @module
 */

/** A column of what a query returns. */
export interface AnswerColumn {
  /** What the query calls it. */
  readonly name: string;
  /** How JSON writes its values. */
  readonly kind: "boolean" | "json" | "number" | "text";
}

/**
 * A row of an answer, a text for each column: numbers with all their digits and no more, days as `2026-06-30`,
 * instants as `2026-06-30T12:00:00Z`.
 */
export type AnswerRow = readonly (string | null)[];

/** What a query returns. */
export interface Answer {
  /** What each value of a row is. */
  readonly columns: readonly AnswerColumn[];
  /** Its rows, some at a time, as they come; they can be read once. */
  readonly rows: AsyncIterable<readonly AnswerRow[]>;
  /** Bytes that the query was billed for; absent where nothing is charged. */
  readonly bytesBilled?: number;
}

/** Asks a destination, and can change nothing there. */
export interface Reader extends AsyncDisposable {
  /** What runs the SQL. */
  readonly engine: "bigquery" | "duckdb";

  /** Qualifies and quotes the name of a table or view: DuckDB looks in `main` for what a schema lacks. */
  readonly quoted: (table: string) => string;

  /**
   * Runs a query, the tables of the destination being known by their bare names.
   *
   * @throws {DestinationError} with the reason `query` when it is no query, or is wrong; the message says where.
   */
  query(sql: string): Promise<Answer>;

  /**
   * Writes what a query returns into {@linkcode ReaderOptions.parquet}, over what is there.
   *
   * @returns How many rows that are.
   */
  writeParquet(sql: string): Promise<number>;
}

/** How a destination is opened for reading. */
export interface ReaderOptions {
  /** Most bytes that a query may be billed for (BigQuery). @default {no limit} */
  maxBytesBilled?: number;
  /** The one file that {@linkcode Reader.writeParquet} may write (DuckDB). @default {none} */
  parquet?: string;
}

/** A view that answers a question. */
export interface ModelView {
  /** Unquoted, in snake case. */
  readonly name: string;
  /** Writes the query, given what qualifies and quotes the name of a source. */
  readonly sqlOf: (quoted: (source: string) => string) => string;
  /** The question; one line. */
  readonly description: string;
  /** What each column of the answer holds. */
  readonly columns: readonly { readonly name: string; readonly description: string }[];
  /** The tables and views that it reads. */
  readonly sources: readonly string[];
}

/** What became of a {@linkcode ModelView}. */
export interface MadeView {
  /** Its name, as a query of the destination writes it. */
  readonly view: string;
  /** The sources that are not there; a view that lacks one is not made. */
  readonly missing: readonly string[];
}
