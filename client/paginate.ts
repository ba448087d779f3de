/**
 * Walks a list page by page.
 *
 * @module
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { ApiError, BadRequestError, NotFoundError, PaginationError } from "./errors.ts";
import { defaults } from "./options.ts";

/** What a page's request answers. */
export interface Envelope<Item> {
  /** The records of the page. */
  readonly results: readonly Item[];
  /** Whether another page follows. */
  readonly hasMore: boolean;
}

/** One page of a list. */
export interface Page<Item> extends Envelope<Item> {
  /** Cursor of the next page; `undefined` on the last one. */
  readonly nextCursor: string | undefined;
}

/** Options for {@linkcode paginate}. */
export interface PaginateOptions<Item> {
  /** Fetches the page that follows a cursor; the first one when there is none. */
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Envelope<Item>>;
  /**
   * Returns the cursor of a record; `undefined` when it has none. Every record must have one, not only the
   * last of a page, since the walk may have to step back to any of them.
   */
  cursorOf: (record: Item) => string | undefined;
  /** Cursor to start after. @default {the beginning of the list} */
  startingAfter?: string | undefined;
  /** Ends the walk, also while a page is under way. */
  signal?: AbortSignal | undefined;
  /** Most pages of the list, so that a list without an end is not walked for ever. @default {1_000_000} */
  maxPages?: number;
  /** Pages before `startingAfter` that an earlier walk has read; they count. @default {0} */
  pagesBefore?: number | undefined;
  /** What is walked, for error messages. @default {"the list"} */
  name?: string;
}

/**
 * Yields every page of a list. While a page is processed, the next one is being fetched, never more than one.
 *
 * The list may move meanwhile. When the record that a cursor names is gone, the API may refuse the
 * cursor (400, 404), or answer with nothing or with the first page again; the walk then steps back, to
 * an earlier record of the last page, to the pages before it, to its start, until a cursor works.
 * Records may then be yielded twice, the newer one later; a record that exists throughout is never missed.
 * An undisturbed walk sends no extra request.
 *
 * It remembers the cursor of every page, which takes about 100 bytes a page.
 *
 * @throws {PaginationError} when continuing would loop for ever or miss records: no cursor that was read
 * works, a page that says more follows ends in a record without a cursor, or there are more than
 * `maxPages`.
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
export async function* paginate<Item>(
  options: PaginateOptions<Item>,
): AsyncGenerator<Page<Item>, void, undefined> {
  const left = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal;
  const walk = new Walk(options, signal);
  let ahead: Promise<Page<Item>> | undefined = walk.next();
  try {
    while (ahead !== undefined) {
      const page: Page<Item> = await ahead;
      ahead = page.hasMore ? walk.next() : undefined;
      // It is awaited later; until then a failure must not count as unhandled.
      ahead?.catch(() => {});
      if (ahead) await untilSent();
      yield page;
    }
  } finally {
    left.abort();
    await ahead?.catch(() => {});
  }
}

/**
 * Waits until the request ahead is under way. HTTP shares its thread with the consumer, whose computing
 * would otherwise hold it up: measured in Deno, it takes two turns of the event loop.
 */
async function untilSent(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

/** A cursor to continue from. */
interface Candidate {
  /** The cursor; `undefined` for the beginning of the list. */
  readonly cursor: string | undefined;
  /** Cursors of the records that were last seen after it. */
  readonly later: readonly string[];
  /** How many pages of the trail come before it. */
  readonly pages: number;
}

/** Where a walk stands, and how it continues. */
class Walk<Item> {
  readonly #options: PaginateOptions<Item>;
  readonly #signal: AbortSignal;
  /** Cursors that led to a page, in the order of the list; the walk's start comes first. */
  readonly #trail: (string | undefined)[] = [];
  readonly #asked = new Set<string | undefined>();
  /** Cursors of the first page's records. */
  #first: ReadonlySet<string> = new Set();
  /** Cursors of the last page's records. */
  #last: readonly string[] = [];
  #accepted = 0;
  #cameRound = false;

  constructor(options: PaginateOptions<Item>, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** Reads the next page, from the nearest cursor that leads to one. */
  async next(): Promise<Page<Item>> {
    this.#checkLength();
    let problem: string | undefined;
    let refusal: ApiError | undefined;
    for (const candidate of this.#candidates()) {
      const answer = await this.#ask(candidate.cursor);
      if (answer instanceof ApiError) {
        problem ??= `the API refuses its cursor (${answer.status})`;
        refusal ??= answer;
      } else {
        const page = this.#read(answer);
        const cursors = page.results.map(this.#options.cursorOf).filter((cursor) =>
          cursor !== undefined
        );
        const objection = this.#objection(page, cursors, candidate);
        if (objection === undefined) return this.#accept(page, cursors, candidate);
        problem ??= objection;
      }
    }
    const hint = this.#accepted > 0 ? ", and no earlier one works; start from the beginning" : "";
    throw this.#failure(`${problem}${hint}`, refusal);
  }

  #checkLength(): void {
    const { pagesBefore = 0, maxPages = defaults.maxPages, name = "the list" } = this.#options;
    if (pagesBefore + this.#accepted < maxPages) return;
    throw new PaginationError(
      `Cannot walk ${name} to its end: it has over ${maxPages} pages; ` +
        "check the base URL, or raise maxPages",
    );
  }

  *#candidates(): Generator<Candidate> {
    const { startingAfter } = this.#options;
    if (this.#accepted === 0) yield { cursor: startingAfter, later: [], pages: 0 };
    for (const [index, cursor] of [...this.#last.entries()].reverse()) {
      if (this.#asked.has(cursor)) continue;
      yield { cursor, later: this.#last.slice(index + 1), pages: this.#trail.length };
    }
    for (let pages = this.#trail.length - 1; pages >= 0; pages--) {
      yield { cursor: this.#trail[pages], later: this.#last, pages };
    }
  }

  /** Returns the page after a cursor, or the error that says that the API does not know the cursor. */
  async #ask(cursor: string | undefined): Promise<Envelope<Item> | ApiError> {
    this.#asked.add(cursor);
    try {
      return await this.#options.fetchPage(cursor, this.#signal);
    } catch (error) {
      const isRefusal = error instanceof BadRequestError || error instanceof NotFoundError;
      if (cursor === undefined || !isRefusal) throw error;
      return error;
    }
  }

  #read({ results, hasMore }: Envelope<Item>): Page<Item> {
    if (!hasMore || results.length === 0) return { results, hasMore, nextCursor: undefined };
    const nextCursor = this.#options.cursorOf(results.at(-1)!);
    if (!nextCursor) throw this.#failure("its last record has no cursor");
    return { results, hasMore, nextCursor };
  }

  /** Says why a page cannot be what follows a cursor; `undefined` when it can. */
  #objection(
    page: Page<Item>,
    cursors: readonly string[],
    { cursor, later, pages }: Candidate,
  ): string | undefined {
    const { results, hasMore, nextCursor } = page;
    if (results.length === 0) {
      if (hasMore) return "it is empty but says that more follows";
      // Without a cursor, or after one that the caller vouches for, the list may well have ended.
      const mayEnd = cursor === undefined || this.#accepted === 0;
      return mayEnd ? undefined : "it is empty, although the page before said that more follows";
    }
    // An answer with records that came after the cursor before shows that the cursor is known.
    if (pages > 0 && this.#isFirst(cursors) && !later.some((one) => cursors.includes(one))) {
      return "it is the first page again";
    }
    if (nextCursor !== undefined && this.#asked.has(nextCursor)) {
      return "its cursor was seen before, so the walk would never end";
    }
    return undefined;
  }

  #accept(
    page: Page<Item>,
    cursors: readonly string[],
    { cursor, pages }: Candidate,
  ): Page<Item> {
    if (pages === 0) {
      this.#first = new Set(cursors);
    } else if (this.#isFirst(cursors)) {
      // Many new records may have sent the walk back to the start without a sign, so that it reads the
      // list once more. When that happens again, the list has no end.
      if (this.#cameRound) throw this.#failure("the list starts over at its end");
      this.#cameRound = true;
      this.#asked.clear();
      this.#first = new Set(cursors);
    }
    this.#trail.length = pages;
    this.#trail.push(cursor);
    this.#last = cursors;
    this.#accepted++;
    return page;
  }

  /** Whether most of a page was on the first page: a few records may move, most do not. */
  #isFirst(cursors: readonly string[]): boolean {
    return cursors.filter((cursor) => this.#first.has(cursor)).length * 2 > cursors.length;
  }

  #failure(problem: string, cause?: unknown): PaginationError {
    const { startingAfter, name = "the list" } = this.#options;
    const staleStart = this.#accepted === 0 && startingAfter !== undefined;
    const what = staleStart ? "start after the given cursor" : `read page ${this.#accepted + 1}`;
    return new PaginationError(`Cannot ${what} of ${name}: ${problem}`, { cause, staleStart });
  }
}
