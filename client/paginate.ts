/**
 * Walks a list page by page.
 *
 * @module
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { PaginationError } from "./errors.ts";

/** What a page's request answers. */
export interface Envelope<Record> {
  /** The records of the page. */
  readonly results: readonly Record[];
  /** Whether another page follows. */
  readonly hasMore: boolean;
}

/** One page of a list. */
export interface Page<Record> extends Envelope<Record> {
  /** Cursor of the next page; `undefined` on the last one. */
  readonly nextCursor: string | undefined;
}

/** Options for {@linkcode paginate}. */
export interface PaginateOptions<Record> {
  /** Fetches the page that follows a cursor; the first one when there is none. */
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Envelope<Record>>;
  /** Returns the cursor that a record is; `undefined` when it is none. */
  cursorOf: (record: Record) => string | undefined;
  /** Cursor to start after. @default {the beginning of the list} */
  startingAfter?: string | undefined;
  /** Ends the walk, also while a page is under way. */
  signal?: AbortSignal | undefined;
  /** What is walked, for error messages. @default {"the list"} */
  name?: string;
}

/**
 * Yields every page of a list. While a page is looked at, the next one is on its way, never more.
 *
 * @throws {PaginationError} when going on would loop for ever or miss records: an empty page with more
 * to follow, a cursor that was seen before, or a last record that has none.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const numbers = [1, 2, 3, 4, 5];
 * const pages = paginate({
 *   fetchPage: (cursor) => {
 *     const start = Number(cursor ?? 0);
 *     return Promise.resolve({ results: numbers.slice(start, start + 2), hasMore: start + 2 < 5 });
 *   },
 *   cursorOf: (number) => String(number),
 * });
 * assertEquals((await Array.fromAsync(pages)).map((page) => page.results), [[1, 2], [3, 4], [5]]);
 * ```
 */
export async function* paginate<Record>(
  options: PaginateOptions<Record>,
): AsyncGenerator<Page<Record>, void, undefined> {
  const { fetchPage, startingAfter } = options;
  const left = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal;
  const seen = new Set(startingAfter === undefined ? [] : [startingAfter]);
  let ahead: Promise<Envelope<Record>> | undefined = fetchPage(startingAfter, signal);
  try {
    for (let number = 1; ahead !== undefined; number++) {
      const { results, hasMore }: Envelope<Record> = await ahead;
      const nextCursor: string | undefined = hasMore
        ? cursorAfter(results, number, seen, options)
        : undefined;
      ahead = nextCursor === undefined ? undefined : fetchPage(nextCursor, signal);
      // It is awaited later; until then a failure must not count as unhandled.
      ahead?.catch(() => {});
      if (ahead) await untilSent();
      yield { results, hasMore, nextCursor };
    }
  } finally {
    left.abort();
    await ahead?.catch(() => {});
  }
}

/**
 * Waits until the request ahead is under way. HTTP shares its thread with the consumer, who would
 * otherwise hold it up by computing: measured in Deno, it takes two turns of the event loop.
 */
async function untilSent(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

function cursorAfter<Record>(
  results: readonly Record[],
  number: number,
  seen: Set<string>,
  { cursorOf, name = "the list" }: PaginateOptions<Record>,
): string {
  const stuck = (why: string) =>
    new PaginationError(`Cannot go on after page ${number} of ${name}: ${why}`);
  if (results.length === 0) throw stuck("it is empty, and more is said to follow");
  const cursor = cursorOf(results.at(-1)!);
  if (!cursor) throw stuck("its last record has no cursor");
  if (seen.has(cursor)) throw stuck("its cursor was seen before, so the walk would never end");
  seen.add(cursor);
  return cursor;
}
