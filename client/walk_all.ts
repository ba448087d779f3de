/**
 * Walks several lists at the same time.
 *
 * @module
 */

import { linkedAbort } from "./abort.ts";
import type { List, ListPage, PagesOptions } from "./list.ts";

/** What {@linkcode walkAll} yields: the name of a list, and one of its pages. */
export type NamedPage<Lists> = {
  [Name in keyof Lists & string]: Lists[Name] extends List<infer Item>
    ? readonly [name: Name, page: ListPage<Item>]
    : never;
}[keyof Lists & string];

/**
 * Yields the pages of several lists as they arrive, each with the name of its list. Every list waits for its last
 * page to be worked on, and is at most two pages ahead of the loop, so that a slow loop does not fill the memory.
 * How many requests are under way together is the client's `concurrency`.
 *
 * Leaving the loop, an error of any list, and the signal end all walks.
 *
 * @throws what the first walk that fails throws.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createClient, walkAll } from "@workspace-sync/sdk";
 * import { createSandbox } from "@workspace-sync/sandbox";
 *
 * await using api = createSandbox({ rows: 150 }).listen();
 * const { members, projects } = createClient({ baseUrl: api.url, token: api.token });
 *
 * const read = { members: 0, projects: 0 };
 * for await (const [name, page] of walkAll({ members: members.list(), projects: projects.list() })) {
 *   read[name] += page.results.length;
 * }
 * assertEquals(read, { members: 150, projects: 150 });
 * ```
 */
export async function* walkAll<Lists extends Readonly<Record<string, List<unknown>>>>(
  lists: Lists,
  { signal }: PagesOptions = {},
): AsyncGenerator<NamedPage<Lists>, void, undefined> {
  const left = linkedAbort(signal ? [signal] : []);
  const walks = Object.entries(lists).map(([name, list]) => ({
    name,
    pages: list.pages({ signal: left.signal }),
  }));
  const arriving = new Map<string, Promise<Arrival>>();
  const ask = (walk: NamedWalk) =>
    arriving.set(walk.name, walk.pages.next().then(({ value }) => ({ walk, page: value ?? null })));
  try {
    walks.forEach(ask);
    while (arriving.size > 0) {
      const { walk, page } = await Promise.race(arriving.values());
      arriving.delete(walk.name);
      if (page === null) continue;
      yield [walk.name, page] as unknown as NamedPage<Lists>;
      ask(walk);
    }
  } finally {
    left.abort();
    left.unlink();
    await Promise.allSettled(walks.map(({ pages }) => pages.return()));
  }
}

/** The walk over one of the lists. */
interface NamedWalk {
  readonly name: string;
  readonly pages: AsyncGenerator<ListPage<unknown>, void, undefined>;
}

/** A page that has arrived; `null` at the end of the list. */
interface Arrival {
  readonly walk: NamedWalk;
  readonly page: ListPage<unknown> | null;
}
