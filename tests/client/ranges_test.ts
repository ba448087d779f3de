import { setImmediate as nextTurn } from "node:timers/promises";
import { assertEquals, assertRejects } from "@std/assert";
import {
  BadRequestError,
  type Envelope,
  paginateRanges,
  PaginationError,
  type Range,
  type RangePage,
  rangesAfter,
} from "../../mod.ts";

/** A list of which things happen to its pages. */
class Api {
  readonly asked: (string | undefined)[] = [];
  /** What happens before the answer to a cursor. */
  readonly before = new Map<string | undefined, () => void>();
  unknown: "refuse" | "empty" | "first" = "refuse";

  constructor(public list: string[], readonly size = 2) {}

  readonly fetchPage = async (cursor: string | undefined): Promise<Envelope<string>> => {
    this.asked.push(cursor);
    await nextTurn();
    this.before.get(cursor)?.();
    const place = cursor === undefined ? 0 : this.list.indexOf(cursor) + 1;
    if (cursor !== undefined && place === 0) {
      if (this.unknown === "empty") return { results: [], hasMore: false };
      if (this.unknown === "refuse") {
        throw new BadRequestError("Unknown", { method: "GET", route: "/list", status: 400 });
      }
    }
    return {
      results: this.list.slice(place, place + this.size),
      hasMore: place + this.size < this.list.length,
    };
  };

  pages(ranges: readonly Range[], readAhead = true): AsyncGenerator<RangePage<string>> {
    const { fetchPage } = this;
    return paginateRanges({ fetchPage, cursorOf: (record) => record, ranges, readAhead });
  }

  async read(ranges: readonly Range[]): Promise<RangePage<string>[]> {
    return await Array.fromAsync(this.pages(ranges));
  }
}

const letters = (count: number) =>
  Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index));
const met = (pages: readonly RangePage<string>[]) =>
  [...new Set(pages.flatMap(({ results }) => results))].sort();

Deno.test("paginateRanges() reads all ranges at the same time, and little of the list twice", async () => {
  const api = new Api(letters(24));
  const pages = await api.read(rangesAfter(["h", "p"]));
  assertEquals(met(pages), api.list);
  assertEquals(api.asked.slice(0, 3), [undefined, "h", "p"]);
  assertEquals(pages.map(({ hasMore }) => hasMore).lastIndexOf(true), pages.length - 2);
  // Where a range ends with a page, it takes the next one to show it.
  const overlapping = pages.filter(({ overlap }) => overlap > 0);
  assertEquals(overlapping.map(({ results }) => results), [["i", "j"], ["q", "r"]]);
  const last = pages.at(-1)!.ranges;
  assertEquals(last.map(({ state, next }) => [state, next]), [["ended", 1], ["ended", 2], [
    "ended",
    null,
  ]]);
});

Deno.test("paginateRanges() ends a range at the record that the next one began with, which its page shows", async () => {
  const api = new Api(letters(24));
  const pages = await api.read(rangesAfter(["g", "p"]));
  assertEquals(met(pages), api.list);
  const overlapping = pages.filter(({ overlap }) => overlap > 0);
  assertEquals(overlapping.map(({ results, overlap }) => [results, overlap]), [
    [["g", "h"], 1],
    [["p", "q"], 1],
  ]);
});

Deno.test("paginateRanges() reads a list without bookmarks as it is", async () => {
  const api = new Api(letters(5));
  const pages = await api.read(rangesAfter([]));
  assertEquals(pages.map(({ results }) => results), [["a", "b"], ["c", "d"], ["e"]]);
  assertEquals(api.asked, [undefined, "b", "d"]);
  assertEquals((await new Api([]).read(rangesAfter([]))).map(({ results }) => results), [[]]);
});

Deno.test("paginateRanges() says with each page how far it is, for a walk that goes on from there", async () => {
  const api = new Api(letters(24));
  const pages = await api.read(rangesAfter(["h", "p"]));
  for (const [read, { ranges }] of pages.entries()) {
    const rest = await api.read(ranges);
    assertEquals(met([...pages.slice(0, read + 1), ...rest]), api.list);
  }
  assertEquals(await api.read(pages.at(-1)!.ranges), [], "nothing is left after the last page");
});

for (const unknown of ["refuse", "empty", "first"] as const) {
  Deno.test(`paginateRanges() misses nothing when bookmarks are gone and the API answers with '${unknown}'`, async () => {
    const api = new Api(letters(24).filter((letter) => letter !== "h" && letter !== "p"));
    api.unknown = unknown;
    const pages = await api.read(rangesAfter(["d", "h", "p", "t"]));
    assertEquals(met(pages), api.list);
    const states = pages.at(-1)!.ranges.map(({ state }) => state);
    assertEquals(states, ["ended", "ended", "gone", "gone", "ended"]);
  });
}

Deno.test("paginateRanges() misses nothing whatever the order of the bookmarks", async () => {
  for (const bookmarks of [["p", "h"], ["t", "d", "p", "h"], ["h", "h"], ["x"]]) {
    const api = new Api(letters(24));
    assertEquals(met(await api.read(rangesAfter(bookmarks))), api.list);
  }
});

Deno.test("paginateRanges() does not take a bookmark in another place for the end of a range", async () => {
  const api = new Api(letters(24));
  api.before.set("b", () => {
    // It stands on a page before its own, as one does that was moved and moves back.
    api.list = ["a", "b", "l", ...letters(24).slice(2).filter((letter) => letter !== "l")];
  });
  api.before.set("l", () => {
    api.list = letters(24);
  });
  const pages = await api.read(rangesAfter(["l"]));
  assertEquals(met(pages), letters(24));
});

Deno.test("paginateRanges() does not take the record that a range began with for its end before its bookmark", async () => {
  const api = new Api(letters(24));
  api.before.set("b", () => {
    // The second range has begun with `m`, which is moved up before the first one comes there.
    api.list = ["a", "b", "m", ...letters(24).slice(2).filter((letter) => letter !== "m")];
  });
  const pages = await api.read(rangesAfter(["l"]));
  assertEquals(met(pages), letters(24));
});

Deno.test("paginateRanges() goes on from the top when all that a range has read is gone", async () => {
  const api = new Api(letters(12));
  api.before.set("h", () => {
    api.list = api.list.filter((letter) => letter < "d" || letter > "h");
  });
  const pages = await api.read(rangesAfter(["d"]));
  assertEquals(["i", "j", "k", "l"].filter((letter) => !met(pages).includes(letter)), []);
});

Deno.test("paginateRanges() refuses to continue a range whose cursor is gone", async () => {
  const api = new Api(letters(12));
  const { value } = await api.pages(rangesAfter(["f"])).next();
  api.list = api.list.filter((letter) => letter !== "b");
  const error = await assertRejects(() => api.read(value!.ranges), PaginationError);
  assertEquals(error.staleStart, true);
});

Deno.test("paginateRanges() refuses ranges that do not lead to the end of the list", async () => {
  const ended = { start: null, first: "a", cursor: null, state: "ended" } as const;
  const gone = { start: "d", first: null, cursor: null, state: "gone", next: null } as const;
  for (const ranges of [[], [{ ...ended, next: 0 }], [{ ...ended, next: 1 }, gone]]) {
    const error = await assertRejects(() => new Api(letters(4)).read(ranges), PaginationError);
    assertEquals(error.staleStart, true);
  }
});

Deno.test("paginateRanges() counts the pages of all ranges", async () => {
  const api = new Api(letters(24));
  const walk = paginateRanges({
    ...{ fetchPage: api.fetchPage, cursorOf: (record: string) => record, name: "letters" },
    ...{ ranges: rangesAfter(["h", "p"]), maxPages: 7 },
  });
  await assertRejects(() => Array.fromAsync(walk), PaginationError, "over 7 pages");
});

Deno.test("paginateRanges() ends the requests under way when it is left", async () => {
  const signals: AbortSignal[] = [];
  const api = new Api(letters(24));
  const walk = paginateRanges({
    fetchPage: (cursor, signal) => {
      signals.push(signal);
      return api.fetchPage(cursor);
    },
    cursorOf: (record: string) => record,
    ranges: rangesAfter(["h", "p"]),
  });
  for await (const _ of walk) break;
  assertEquals(signals.every(({ aborted }) => aborted), true);
});

Deno.test("paginateRanges() asks for no page ahead when it is told so", async () => {
  const api = new Api(letters(12));
  const pages = api.pages(rangesAfter(["f"]), false);
  const first = await pages.next();
  for (let turn = 0; turn < 9; turn++) await nextTurn();
  assertEquals(api.asked, [undefined, "f"]);
  assertEquals(met([first.value!, ...await Array.fromAsync(pages)]), api.list);
});

Deno.test("paginateRanges() ends no range at a record that was moved up, with its bookmark, while it read", async () => {
  /** Newest first, by a number that somebody may change. */
  let list = letters(12).map((id, index) => ({ id, at: 12 - index }));
  const pages = paginateRanges<{ id: string; at: number }>({
    ranges: rangesAfter(["g"]),
    cursorOf: ({ id }) => id,
    orderOf: ({ at }) => String(at),
    fetchPage: async (cursor) => {
      await nextTurn();
      const place = list.findIndex(({ id }) => id === cursor) + 1;
      const results = list.slice(place, place + 1);
      // The second range has read `h` and what follows it. Now `g` and `h` move above `c`.
      if (cursor === "h") {
        const moved = list.map((record) =>
          "gh".includes(record.id) ? { ...record, at: record.id === "g" ? 10.7 : 10.4 } : record
        );
        list = moved.sort((one, other) => other.at - one.at);
      }
      return { results, hasMore: place + 1 < list.length };
    },
  });
  const found = (await Array.fromAsync(pages)).flatMap(({ results }) => results);
  assertEquals([...new Set(found.map(({ id }) => id))].sort(), letters(12));
});
