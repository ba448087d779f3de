/**
 * Walks a list page by page.
 *
 * @module
 */

import { linkedAbort } from "./abort.ts";
import { type ListOptions, type Page, untilSent, Walk } from "./walk.ts";

/** Options for {@linkcode paginate}. */
export interface PaginateOptions<Item, Answer = unknown> extends ListOptions<Item, Answer> {
  /** Cursor to start after. @default {the beginning of the list} */
  startingAfter?: string | undefined;
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
 * What else `fetchPage` returns is on the page, too. The walk remembers the cursor of every page, which takes
 * about 100 bytes a page.
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
export async function* paginate<Item, Answer = unknown>(
  options: PaginateOptions<Item, Answer>,
): AsyncGenerator<Answer & Page<Item>, void, undefined> {
  const left = linkedAbort(options.signal ? [options.signal] : []);
  const { startingAfter, pagesBefore = 0, readAhead = true } = options;
  const walk = new Walk(options, { startingAfter }, { pages: pagesBefore }, left.signal);
  let ahead: Promise<Answer & Page<Item>> | undefined;
  try {
    for (let hasMore = true; hasMore;) {
      const page: Answer & Page<Item> = await (ahead ?? walk.next());
      hasMore = page.hasMore;
      ahead = hasMore && readAhead ? walk.next() : undefined;
      // It is awaited later; until then a failure must not count as unhandled.
      ahead?.catch(() => {});
      if (ahead) await untilSent();
      yield page;
    }
  } finally {
    left.abort();
    left.unlink();
    await ahead?.catch(() => {});
  }
}
