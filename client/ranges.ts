/**
 * Walks a list in ranges, all at the same time.
 *
 * @module
 */

import { linkedAbort } from "./abort.ts";
import { PaginationError } from "./errors.ts";
import {
  type Envelope,
  type ListOptions,
  type Page,
  type Shared,
  untilSent,
  Walk,
} from "./walk.ts";

/** A part of a list, and how far it was read: plain data, which a later walk can continue from. */
export interface Range {
  /** Cursor that the range starts after, its bookmark; `null` for the beginning of the list. */
  readonly start: string | null;
  /**
   * Cursor of the record that it began with, and what that was ordered by: a range before it ends there. `null`
   * until it is known.
   */
  readonly first: string | null;
  /** Cursor of its next page; `null` before the first page of the list, and when the range has ended. */
  readonly cursor: string | null;
  /**
   * `waiting` until its first page is there, `open` until its last one is; `gone` when the list no longer knows
   * its bookmark: the range before goes on in its place.
   */
  readonly state: "waiting" | "open" | "ended" | "gone";
  /** Number of the range, from 0, that begins where it has ended; `null` for the end of the list. */
  readonly next: number | null;
}

/** A page of one of the ranges. */
export interface RangePage<Item> extends Envelope<Item> {
  /** Records at its end that lie in the next range, which may have yielded them, too. */
  readonly overlap: number;
  /** How far each range has come, this page included. */
  readonly ranges: readonly Range[];
}

/** Options for {@linkcode paginateRanges}. */
export interface RangesOptions<Item> extends ListOptions<Item> {
  /** The ranges: those of {@linkcode rangesAfter}, or those of a page of an earlier walk. */
  ranges: readonly Range[];
  /**
   * Returns what the list is ordered by, as text. With it, a record that was moved while the list was read ends no
   * range: those that it was moved over may not have been read.
   * @default {not known}
   */
  orderOf?: ((record: Item) => string | undefined) | undefined;
}

/** Cuts a list into ranges: its beginning, and one that starts after each bookmark, a cursor. */
export function rangesAfter(bookmarks: readonly string[]): Range[] {
  return [null, ...bookmarks].map((start) => ({
    start,
    first: null,
    cursor: start,
    state: "waiting",
    next: null,
  }));
}

/**
 * Yields the pages of all ranges of a list as they arrive, up to one request under way for each range. Each range is
 * read until it has met the bookmark of a later one and, after it, the record that that one began with; or
 * until the end of the list. `hasMore` is false on the page that completes the list.
 *
 * The bookmarks should be in the order of the list, and evenly spread. What is read does not depend on it: a
 * record that exists throughout is never missed, in whatever order they are and whatever the API answers to
 * one that it does not know. A record may be yielded twice where ranges meet. Where records are moved up while
 * the list is read, that takes `orderOf`.
 *
 * @throws {PaginationError} as {@linkcode paginate} does; with `staleStart` when a range that was open cannot be
 * continued.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
 * const pages = paginateRanges({
 *   ranges: rangesAfter(["4"]),
 *   fetchPage: (cursor) => {
 *     const start = Number(cursor ?? 0);
 *     return Promise.resolve({ results: numbers.slice(start, start + 2), hasMore: start + 2 < 8 });
 *   },
 *   cursorOf: (number) => String(number),
 * });
 * const met = new Set((await Array.fromAsync(pages)).flatMap(({ results }) => results));
 * assertEquals(met, new Set(numbers));
 * ```
 */
export async function* paginateRanges<Item>(
  options: RangesOptions<Item>,
): AsyncGenerator<RangePage<Item>, void, undefined> {
  const left = linkedAbort(options.signal ? [options.signal] : []);
  const walks = new Walks(options, left.signal);
  try {
    for (let page = await walks.next(); page; page = await walks.next()) {
      if (page.hasMore && walks.isAhead) await untilSent();
      yield page;
      if (!page.hasMore) return;
    }
  } finally {
    left.abort();
    left.unlink();
    await walks.settled();
  }
}

/** What came of a request of a range. */
interface Arrival<Item> {
  readonly number: number;
  readonly page?: Page<Item>;
  readonly error?: unknown;
}

/** The walks over all ranges. */
class Walks<Item> {
  readonly #options: RangesOptions<Item>;
  readonly #ranges: Range[];
  readonly #walks: readonly Walk<Item>[];
  readonly #shared: Shared;
  /** The ranges that start after a cursor. */
  readonly #starts: ReadonlyMap<string | undefined, number>;
  /** The ranges whose bookmark each one has met. */
  readonly #passed: readonly Set<number>[];
  /** Requests whose page, or error, was not worked on yet. */
  readonly #flights = new Map<number, Promise<void>>();
  /** Ranges whose next page was not asked for yet. */
  readonly #idle: number[] = [];
  /** What has arrived, in this order: of two answers with the same record the later one wins. */
  readonly #arrived: Arrival<Item>[] = [];
  #arrive = () => {};

  constructor(options: RangesOptions<Item>, signal: AbortSignal) {
    this.#options = options;
    this.#ranges = [...options.ranges];
    const shared: Shared = this.#shared = { pages: options.pagesBefore ?? 0 };
    this.#walks = this.#ranges.map(({ cursor }, number) =>
      new Walk(
        options,
        { startingAfter: cursor ?? undefined, isRange: number > 0 || cursor !== null },
        shared,
        signal,
      )
    );
    this.#starts = new Map(this.#ranges.map(({ start }, number) => [start ?? undefined, number]));
    this.#passed = this.#ranges.map(({ cursor }, number) => {
      const start = this.#starts.get(cursor ?? undefined) ?? 0;
      return new Set(start > number ? [start] : []);
    });
    if (this.#isComplete()) return;
    for (const number of this.#ranges.keys()) this.#send(number);
  }

  /** Whether next pages are asked for while one is worked on. */
  get isAhead(): boolean {
    return this.#options.readAhead ?? true;
  }

  /** Returns the page that arrives next; `undefined` when the list was complete before. */
  async next(): Promise<RangePage<Item> | undefined> {
    if (!this.isAhead) this.#sendSome();
    while (!this.#isComplete()) {
      if (this.#flights.size === 0) {
        const { name = "the list" } = this.#options;
        throw new PaginationError(
          `Cannot walk ${name} to its end: its ranges do not lead there; start from the beginning`,
          { staleStart: true },
        );
      }
      if (this.#arrived.length === 0) {
        await new Promise<void>((resolve) => this.#arrive = resolve);
      }
      const { number, page, error } = this.#arrived.shift()!;
      this.#flights.delete(number);
      if (page !== undefined) return this.#take(number, page);
      const isUnknown = error instanceof PaginationError && error.staleStart;
      const isContinued = this.#ranges[number]!.state === "open";
      if (!isUnknown || isContinued || number === 0) throw error;
      this.#ranges[number] = { ...this.#ranges[number]!, cursor: null, state: "gone" };
      this.#sendSome();
    }
  }

  /** Waits until no request is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#flights.values());
  }

  /** Asks for next pages; for none while pages wait to be worked on, since each takes its memory. */
  #sendSome(): void {
    const waiting = this.#arrived.length;
    const most = waiting === 0 ? Infinity : 2 - Math.min(waiting, 2);
    for (const number of this.#idle.splice(0, most)) this.#send(number);
  }

  /** Asks for the next page of a range, unless it has ended. */
  #send(number: number): void {
    const { state } = this.#ranges[number]!;
    if (state === "ended" || state === "gone") return;
    const arrive = (result: Omit<Arrival<Item>, "number">) => {
      this.#arrived.push({ number, ...result });
      this.#arrive();
    };
    const flight = this.#walks[number]!.next();
    this.#flights.set(
      number,
      flight.then((page) => arrive({ page }), (error) => arrive({ error })),
    );
  }

  /** Takes note of a page, and asks for the next one. */
  #take(number: number, page: Page<Item>): RangePage<Item> {
    const { results, hasMore, nextCursor } = page;
    const cursors = results.map(this.#options.cursorOf);
    const { start, first, cursor, state } = this.#ranges[number]!;
    if (cursor === null && state === "waiting") {
      this.#shared.top = new Set(cursors.filter((one) => one !== undefined));
    }
    const { end, next } = this.#endOf(number, results, cursors);
    const range = { start, first: first ?? this.#markOf(results[0], cursors[0]), next };
    this.#ranges[number] = next !== null || !hasMore
      ? { ...range, cursor: null, state: "ended" }
      : { ...range, cursor: nextCursor!, state: "open" };
    const isComplete = this.#isComplete();
    this.#idle.push(number);
    if (!isComplete && this.isAhead) this.#sendSome();
    return {
      results,
      hasMore: !isComplete,
      overlap: results.length - end,
      ranges: [...this.#ranges],
    };
  }

  /**
   * Finds where on its page a range ends, and which one goes on there: it has met the bookmark, and then the
   * record that the other one began with, where that was. A bookmark alone does not show it: a record that was
   * moved stands in another place, and of those with one time of creation any may come first.
   */
  #endOf(
    number: number,
    records: readonly Item[],
    cursors: readonly (string | undefined)[],
  ): { readonly end: number; readonly next: number | null } {
    const passed = this.#passed[number]!;
    for (const [end, cursor] of cursors.entries()) {
      for (const next of passed) {
        const { first } = this.#ranges[next]!;
        if (first !== null && first === this.#markOf(records[end], cursor)) return { end, next };
      }
      const start = this.#starts.get(cursor) ?? 0;
      if (start > number) passed.add(start);
    }
    return { end: cursors.length, next: null };
  }

  /** Tells a record that stands where it stood from any other one; `null` when it has no cursor. */
  #markOf(record: Item | undefined, cursor: string | undefined): string | null {
    if (record === undefined || cursor === undefined) return null;
    const order = this.#options.orderOf?.(record);
    return order === undefined ? cursor : JSON.stringify([cursor, order]);
  }

  /** Whether the ranges that follow one another from the beginning of the list lead to its end. */
  #isComplete(): boolean {
    const met = new Set<number>();
    let number: number | null = 0;
    while (number !== null && this.#ranges[number]?.state === "ended" && !met.has(number)) {
      met.add(number);
      number = this.#ranges[number]!.next;
    }
    return number === null;
  }
}
