/**
 * Walks a list page by page, and steps back where the list has moved.
 *
 * @module
 */

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

/** How the pages of a list are fetched; an `Answer` may hold more than the records. */
export interface ListOptions<Item, Answer = unknown> {
  /** Fetches the page that follows a cursor; the first one when there is none. */
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Answer & Envelope<Item>>;
  /**
   * Returns the cursor of a record; `undefined` when it has none. Every record must have one, not only the
   * last of a page, since the walk may have to step back to any of them.
   */
  cursorOf: (record: Item) => string | undefined;
  /** Ends the walk, also while a page is under way. */
  signal?: AbortSignal | undefined;
  /** Most pages of the list, so that a list without an end is not walked for ever. @default {1_000_000} */
  maxPages?: number;
  /** Pages that an earlier walk has read; they count. @default {0} */
  pagesBefore?: number | undefined;
  /**
   * Whether the next page is asked for while one is worked on. Without it, a walk that is left early has asked for
   * no page that nobody needs.
   * @default {true}
   */
  readAhead?: boolean | undefined;
  /** What is walked, for error messages. @default {"the list"} */
  name?: string;
}

/** What several walks of one list share. */
export interface Shared {
  /** Pages that were read so far. */
  pages: number;
  /** Cursors of the first page's records, as soon as they are known. */
  top?: ReadonlySet<string>;
}

/** Where a walk begins. */
export interface WalkStart {
  /** Cursor to start after; `undefined` for the beginning of the list. */
  readonly startingAfter: string | undefined;
  /**
   * Whether the walk is a part of a list that is walked in ranges. Then something must follow where it starts,
   * and where none of its cursors works it goes on from the beginning of the list.
   */
  readonly isRange?: boolean;
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
export class Walk<Item, Answer = unknown> {
  readonly #options: ListOptions<Item, Answer>;
  readonly #start: WalkStart;
  readonly #shared: Shared;
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

  /** Begins a walk; the signal ends it. */
  constructor(
    options: ListOptions<Item, Answer>,
    start: WalkStart,
    shared: Shared,
    signal: AbortSignal,
  ) {
    this.#options = options;
    this.#start = start;
    this.#shared = shared;
    this.#signal = signal;
  }

  /**
   * Reads the next page, from the nearest cursor that leads to one.
   *
   * @throws {PaginationError} when none does, with `staleStart` when that is the first page of the walk.
   */
  async next(): Promise<Answer & Page<Item>> {
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
    const { maxPages = defaults.maxPages, name = "the list" } = this.#options;
    if (this.#shared.pages < maxPages) return;
    throw new PaginationError(
      `Cannot walk ${name} to its end: it has over ${maxPages} pages; ` +
        "check the base URL, or raise maxPages",
    );
  }

  *#candidates(): Generator<Candidate> {
    const { startingAfter, isRange } = this.#start;
    if (this.#accepted === 0) yield { cursor: startingAfter, later: [], pages: 0 };
    for (const [index, cursor] of [...this.#last.entries()].reverse()) {
      if (this.#asked.has(cursor)) continue;
      yield { cursor, later: this.#last.slice(index + 1), pages: this.#trail.length };
    }
    for (let pages = this.#trail.length - 1; pages >= 0; pages--) {
      yield { cursor: this.#trail[pages], later: this.#last, pages };
    }
    if (isRange && this.#accepted > 0 && this.#trail[0] !== undefined) {
      yield { cursor: undefined, later: this.#last, pages: 0 };
    }
  }

  /** Returns the page after a cursor, or the error that says that the API does not know the cursor. */
  async #ask(cursor: string | undefined): Promise<Answer & Envelope<Item> | ApiError> {
    this.#asked.add(cursor);
    try {
      return await this.#options.fetchPage(cursor, this.#signal);
    } catch (error) {
      const isRefusal = error instanceof BadRequestError || error instanceof NotFoundError;
      if (cursor === undefined || !isRefusal) throw error;
      return error;
    }
  }

  #read(answer: Answer & Envelope<Item>): Answer & Page<Item> {
    const { results, hasMore } = answer;
    if (!hasMore || results.length === 0) return { ...answer, nextCursor: undefined };
    const nextCursor = this.#options.cursorOf(results.at(-1)!);
    if (!nextCursor) throw this.#failure("its last record has no cursor");
    return { ...answer, nextCursor };
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
      const mayEnd = cursor === undefined || this.#accepted === 0 && !this.#start.isRange;
      return mayEnd ? undefined : "it is empty, although the page before said that more follows";
    }
    // An answer with records that came after the cursor before shows that the cursor is known.
    const { top } = this.#shared;
    const isFirst = pages > 0 && areMostlyIn(this.#first, cursors) ||
      this.#start.isRange && cursor !== undefined && top && areMostlyIn(top, cursors);
    if (isFirst && !later.some((one) => cursors.includes(one))) return "it is the first page again";
    if (nextCursor !== undefined && this.#asked.has(nextCursor)) {
      return "its cursor was seen before, so the walk would never end";
    }
    return undefined;
  }

  #accept(
    page: Answer & Page<Item>,
    cursors: readonly string[],
    { cursor, pages }: Candidate,
  ): Answer & Page<Item> {
    if (pages === 0) {
      this.#first = new Set(cursors);
    } else if (areMostlyIn(this.#first, cursors)) {
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
    this.#shared.pages++;
    return page;
  }

  #failure(problem: string, refusal?: ApiError): PaginationError {
    const { name = "the list" } = this.#options;
    const staleStart = this.#accepted === 0 && this.#start.startingAfter !== undefined;
    const what = staleStart ? "start after the given cursor" : `read page ${this.#accepted + 1}`;
    const message = `Cannot ${what} of ${name}: ${problem}`;
    return new PaginationError(message, { ...refusal, cause: refusal, staleStart });
  }
}

/** Whether most of a page was on another one: a few records may move, most do not. */
function areMostlyIn(first: ReadonlySet<string>, cursors: readonly string[]): boolean {
  return cursors.filter((cursor) => first.has(cursor)).length * 2 > cursors.length;
}

/** What Deno, Node and Bun have, and browsers lack, whose HTTP has a thread of its own. */
const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };

/**
 * Waits until a request is under way. HTTP shares its thread with the consumer, whose computing would
 * otherwise hold it up: measured in Deno, it takes two turns of the event loop.
 */
export async function untilSent(): Promise<void> {
  if (setImmediate === undefined) return;
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
