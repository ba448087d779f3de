/**
 * Answers list requests: which rows of a table are on the page that a query asks for.
 *
 * @module
 */

import type { Filter, Resource } from "@workspace-sync/sdk";
import type { RecordSchema } from "@workspace-sync/sdk/schemas";
import { isUuid } from "./_random.ts";
import { schemaAt } from "./_schema.ts";
import type { Table } from "./_table.ts";
import type { UnknownCursor } from "./types.ts";

/** Rows of one page, in the order of the list. */
export interface Page {
  readonly rows: readonly number[];
  /** Whether more rows follow in the direction of the walk. */
  readonly hasMore: boolean;
}

/** A request that is answered with an error. */
export class Refusal extends Error {
  /** HTTP status of the answer. */
  readonly status: number;

  /** Makes a refusal from the status and the message of its answer. */
  constructor(status: number, message: string) {
    super(message);
    this.name = "Refusal";
    this.status = status;
  }
}

const LARGEST_PAGE = 100;
const DEFAULT_PAGE = 10;

/** Finds the pages of one table. */
export class List {
  readonly #resource: Resource;
  readonly #schema: RecordSchema;
  readonly #table: Table;
  readonly #unknownCursor: UnknownCursor;
  readonly #filtered = new Map<string, readonly number[]>();

  /** Makes the list of a table. */
  constructor(
    resource: Resource,
    schema: RecordSchema,
    table: Table,
    unknownCursor: UnknownCursor,
  ) {
    this.#resource = resource;
    this.#schema = schema;
    this.#table = table;
    this.#unknownCursor = unknownCursor;
  }

  /** Drops the cached results of filters; call it after an edit. */
  forget(): void {
    this.#filtered.clear();
  }

  /**
   * Finds the page that a query asks for.
   *
   * @throws {Refusal} when a parameter is out of range or malformed, or the cursor is unknown.
   */
  page(query: URLSearchParams): Page {
    const { cursorParam, limitParam, reverseParam } = this.#resource.pagination;
    const limit = readLimit(query.get(limitParam), limitParam);
    const forward = this.#readUuid(query, cursorParam);
    const backward = reverseParam === undefined ? null : this.#readUuid(query, reverseParam);
    if (forward !== null && backward !== null) {
      throw new Refusal(400, `${cursorParam} and ${reverseParam} cannot be used together`);
    }
    const rows = this.#filter(query);
    const cursor = forward ?? backward;
    const at = cursor === null ? -1 : this.#table.place(cursor, rows);
    if (cursor !== null && at < 0) return this.#withoutCursor(cursor, rows, limit);
    return backward === null ? after(rows, at + 1, limit) : before(rows, at, limit);
  }

  #withoutCursor(cursor: string, rows: readonly number[], limit: number): Page {
    switch (this.#unknownCursor) {
      case "400":
        throw new Refusal(400, `There is no record ${cursor} in this list`);
      case "404":
        throw new Refusal(404, `There is no record ${cursor}`);
      case "empty":
        return { rows: [], hasMore: false };
      case "first":
        return after(rows, 0, limit);
    }
  }

  #readUuid(query: URLSearchParams, name: string): string | null {
    const text = query.get(name);
    if (text !== null && !isUuid(text)) throw new Refusal(400, `${name} must be a UUID`);
    return text;
  }

  #filter(query: URLSearchParams): readonly number[] {
    const asked = this.#resource.filters.filter(({ name }) => query.has(name));
    if (asked.length === 0) return this.#table.rows;
    for (const { name, path } of asked) {
      if (schemaAt(this.#schema, path)?.format === "uuid") this.#readUuid(query, name);
    }
    const key = asked.map(({ name }) => `${name}=${query.get(name)}`).join("\n");
    let rows = this.#filtered.get(key);
    if (!rows) this.#filtered.set(key, rows = this.#select(query, asked));
    return rows;
  }

  #select(query: URLSearchParams, filters: readonly Filter[]): readonly number[] {
    const { cursorField } = this.#resource.pagination;
    const identifying = filters.some(({ path }) => path[0] === cursorField);
    const verdicts = new Map<number, boolean>();
    return this.#table.rows.filter((row) => {
      const likeness = identifying ? row : this.#table.likeness(row);
      let kept = verdicts.get(likeness);
      if (kept === undefined) {
        const record = this.#table.record(row);
        kept = filters.every((filter) => matches(record, filter, query.get(filter.name)!));
        verdicts.set(likeness, kept);
      }
      return kept;
    });
  }
}

function readLimit(text: string | null, name: string): number {
  if (text === null) return DEFAULT_PAGE;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > LARGEST_PAGE) {
    throw new Refusal(400, `${name} must be an integer from 1 to ${LARGEST_PAGE}`);
  }
  return limit;
}

function after(rows: readonly number[], start: number, limit: number): Page {
  return { rows: rows.slice(start, start + limit), hasMore: start + limit < rows.length };
}

function before(rows: readonly number[], end: number, limit: number): Page {
  const start = Math.max(0, end - limit);
  return { rows: rows.slice(start, end), hasMore: start > 0 };
}

function matches(record: unknown, { path, match }: Filter, wanted: string): boolean {
  let value = record;
  for (const name of path) value = (value as Record<string, unknown> | null | undefined)?.[name];
  if (value === null || value === undefined) return false;
  return match === "equals"
    ? String(value) === wanted
    : String(value).toLowerCase().includes(wanted.toLowerCase());
}
