/**
 * What a `list()` method returns: one page when awaited, every record when iterated.
 *
 * @module
 */

import { requestIdOf } from "./answer.ts";
import type { Range, RangePage } from "./ranges.ts";
import type { Page } from "./walk.ts";

/** Options for {@linkcode List.pages}. */
export interface PagesOptions {
  /** Ends the walk, also while a page is under way. */
  signal?: AbortSignal | undefined;
}

/** Options for {@linkcode List.toArray}. */
export interface ToArrayOptions {
  /** Most records to return. @default {Infinity} */
  max?: number;
}

/** A page, and the answer that it came in. */
export interface AnsweredPage<Item> extends Page<Item> {
  /** Status and headers of the answer; its body was read. */
  readonly response: Response;
}

/** One page of a {@linkcode List}. */
export class ListPage<Item> implements AnsweredPage<Item> {
  /** The records of the page. */
  readonly results: readonly Item[];
  /** Whether another page follows. */
  readonly hasMore: boolean;
  /** Cursor of the next page, for `startingAfter`; `undefined` on the last one. */
  readonly nextCursor: string | undefined;
  // Accessors, so that a page that is printed shows its records, and not the answer.
  readonly #response: Response;
  readonly #pageAfter: ListSource<Item>["pageAfter"];

  /** Makes a page that knows how to fetch the one after it. */
  constructor(page: AnsweredPage<Item>, pageAfter: ListSource<Item>["pageAfter"]) {
    this.results = page.results;
    this.hasMore = page.hasMore;
    this.nextCursor = page.nextCursor;
    this.#response = page.response;
    this.#pageAfter = pageAfter;
  }

  /** Status and headers of the answer; its body was read. */
  get response(): Response {
    return this.#response;
  }

  /** The server's `x-request-id`, which its support may ask for. */
  get requestId(): string | undefined {
    return requestIdOf(this.#response);
  }

  /**
   * Fetches the page that follows; `undefined` on the last one. It does not step back when the record that
   * its cursor names is gone meanwhile; {@linkcode List.pages} does.
   *
   * @throws {PaginationError} with `staleStart` when the API refuses the cursor.
   */
  async getNextPage(): Promise<ListPage<Item> | undefined> {
    if (this.nextCursor === undefined) return undefined;
    return new ListPage(await this.#pageAfter(this.nextCursor), this.#pageAfter);
  }
}

/** A page together with what it came in. */
export interface WithResponse<Item> {
  /** The page. */
  readonly data: ListPage<Item>;
  /** Status and headers of the answer; its body was read. */
  readonly response: Response;
  /** The server's `x-request-id`, which its support may ask for. */
  readonly requestId: string | undefined;
}

/** How a {@linkcode List} is walked. */
export interface WalkOptions extends PagesOptions {
  /** Whether the next page is asked for while one is worked on. @default {what the call says} */
  readAhead?: boolean;
}

/** How a {@linkcode List} fetches its pages. */
export interface ListSource<Item> {
  /** Fetches the first page, and nothing else: of the usual size, or of `limit` records. */
  first: (limit?: number) => Promise<AnsweredPage<Item>>;
  /** Fetches the page that follows a cursor. */
  pageAfter: (cursor: string) => Promise<AnsweredPage<Item>>;
  /** Walks all pages. */
  walk: (options: WalkOptions) => AsyncGenerator<AnsweredPage<Item>, void, undefined>;
  /** Walks the pages of all ranges. */
  walkRanges: (ranges: readonly Range[]) => AsyncGenerator<RangePage<Item>, void, undefined>;
}

/**
 * A list of records: the promise of its first page, and an iterable of all its records. Nothing is sent until it is
 * awaited or iterated. Awaited again it is the same page; every iteration reads the list again.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createClient } from "@workspace-sync/sdk";
 * import { createSandbox } from "@workspace-sync/sandbox";
 *
 * await using api = createSandbox({ rows: 5 }).listen();
 * const workspace = createClient({ baseUrl: api.url, token: api.token });
 * const list = workspace.holidays.list({ limit: 2 });
 *
 * const page = await list;
 * assertEquals([page.results.length, page.response.status], [2, 200]);
 * const next = await page.getNextPage();
 * assertEquals(next?.results.length, 2);
 *
 * let names = 0;
 * for await (const holiday of list) if (holiday.name) names++;
 * assertEquals(names, 5);
 * assertEquals((await list.toArray({ max: 3 })).length, 3);
 * ```
 */
export class List<Item> implements Promise<ListPage<Item>>, AsyncIterable<Item> {
  readonly #source: ListSource<Item>;
  #page: Promise<ListPage<Item>> | undefined;

  /** Makes a list from what fetches its pages. */
  constructor(source: ListSource<Item>) {
    this.#source = source;
  }

  /** What `Object.prototype.toString()` calls it; a promise must have it. */
  get [Symbol.toStringTag](): string {
    return "List";
  }

  /** Iterates over every page; leaving the loop ends the request that is under way. */
  async *pages({ signal }: PagesOptions = {}): AsyncGenerator<ListPage<Item>, void, undefined> {
    for await (const page of this.#source.walk({ signal })) yield this.#pageOf(page);
  }

  /**
   * Iterates over every page of a list that is walked in ranges, all at the same time: those of
   * {@linkcode rangesAfter}, or those of a page of an earlier walk. See {@linkcode paginateRanges}.
   */
  ranges(ranges: readonly Range[]): AsyncGenerator<RangePage<Item>, void, undefined> {
    return this.#source.walkRanges(ranges);
  }

  /** Iterates over every record of every page. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.#source.walk({})) yield* page.results;
  }

  /** Fetches the first record, and no other; `undefined` when the list is empty. */
  async first(): Promise<Item | undefined> {
    return (await this.#source.first(1)).results[0];
  }

  /** Collects the records, all of them or the first `max`. */
  async toArray({ max = Infinity }: ToArrayOptions = {}): Promise<Item[]> {
    const records: Item[] = [];
    if (max <= 0) return records;
    // A page ahead saves no time where nothing is done with the one before, and might not be needed.
    for await (const { results } of this.#source.walk({ readAhead: false })) {
      for (const record of results) {
        records.push(record);
        if (records.length >= max) return records;
      }
    }
    return records;
  }

  /** Fetches the first page, together with what it came in. */
  async withResponse(): Promise<WithResponse<Item>> {
    const data = await this;
    return { data, response: data.response, requestId: data.requestId };
  }

  /** Fetches the first page, which makes a list awaitable. */
  then<Fulfilled = ListPage<Item>, Rejected = never>(
    onFulfilled?: ((page: ListPage<Item>) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#first().then(onFulfilled, onRejected);
  }

  /** Fetches the first page, and calls back when that fails. */
  catch<Rejected = never>(
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<ListPage<Item> | Rejected> {
    return this.#first().catch(onRejected);
  }

  /** Fetches the first page, and calls back when that has succeeded or failed. */
  finally(onFinally?: (() => void) | null): Promise<ListPage<Item>> {
    return this.#first().finally(onFinally);
  }

  #first(): Promise<ListPage<Item>> {
    return this.#page ??= this.#source.first().then((page) => this.#pageOf(page));
  }

  #pageOf(page: AnsweredPage<Item>): ListPage<Item> {
    return new ListPage(page, this.#source.pageAfter);
  }
}
