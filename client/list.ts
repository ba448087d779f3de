/**
 * What a `list()` method returns: one page when awaited, every record when iterated.
 *
 * @module
 */

import type { Range, RangePage } from "./ranges.ts";
import type { Page } from "./walk.ts";

/** Options for {@linkcode List.toArray}. */
export interface ToArrayOptions {
  /** Most records to return. @default {Infinity} */
  max?: number;
}

/** How a {@linkcode List} fetches its pages. */
export interface ListSource<Item> {
  /** Fetches the first page, and nothing else. */
  first: () => Promise<Page<Item>>;
  /** Walks all pages. */
  walk: () => AsyncGenerator<Page<Item>, void, undefined>;
  /** Walks the pages of all ranges. */
  walkRanges: (ranges: readonly Range[]) => AsyncGenerator<RangePage<Item>, void, undefined>;
}

/**
 * A list of records. Nothing is sent until it is awaited or iterated, and each use sends its requests again.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const page = { results: [1, 2], hasMore: true, nextCursor: "2" };
 * const list = new List({
 *   first: () => Promise.resolve(page),
 *   walk: async function* () {
 *     yield page;
 *     yield { results: [3], hasMore: false, nextCursor: undefined };
 *   },
 *   walkRanges: async function* (ranges) {
 *     yield { ...page, overlap: 0, ranges };
 *   },
 * });
 * assertEquals((await list).results, [1, 2]);
 * assertEquals(await list.toArray(), [1, 2, 3]);
 * ```
 */
export class List<Item> implements PromiseLike<Page<Item>>, AsyncIterable<Item> {
  readonly #source: ListSource<Item>;

  /** Makes a list from what fetches its pages. */
  constructor(source: ListSource<Item>) {
    this.#source = source;
  }

  /** Iterates over every page. */
  pages(): AsyncGenerator<Page<Item>, void, undefined> {
    return this.#source.walk();
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
    for await (const page of this.#source.walk()) yield* page.results;
  }

  /** Collects the records, all of them or the first `max`. */
  async toArray({ max = Infinity }: ToArrayOptions = {}): Promise<Item[]> {
    const records: Item[] = [];
    if (max <= 0) return records;
    for await (const record of this) {
      records.push(record);
      if (records.length >= max) break;
    }
    return records;
  }

  /** Fetches the first page, which makes a list awaitable. */
  then<Fulfilled = Page<Item>, Rejected = never>(
    onFulfilled?: ((page: Page<Item>) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#source.first().then(onFulfilled, onRejected);
  }
}
