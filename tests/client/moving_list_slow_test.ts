/**
 * Walks of a list whose records are created, edited and deleted meanwhile.
 *
 * @module
 */

import { assert, assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { NotFoundError, PaginationError } from "../../client/errors.ts";
import { paginate } from "../../client/paginate.ts";
import { createClient } from "../../generated/client.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { Sandbox, SandboxOptions, UnknownCursor } from "../../sandbox/types.ts";

const modes: readonly UnknownCursor[] = ["400", "404", "empty", "first"];
const table = "holidays";
const limit = 10;

/** Edits a list after a page; `ids` are those of the list when the walk began. */
type Edit = (sandbox: Sandbox, ids: readonly string[]) => void;

function remove(from: number, to: number): Edit {
  return (sandbox, ids) => ids.slice(from, to).forEach((id) => sandbox.delete(table, id));
}

function insert(count: number): Edit {
  return (sandbox) => sandbox.insert(table, count);
}

function idsIn(sandbox: Sandbox): string[] {
  return sandbox.records(table).map(({ id }) => String(id));
}

/**
 * Walks a list while it is edited after some of its pages, sees that nothing is missed which is there
 * all the time, and returns how many requests that took.
 */
async function walk(
  options: SandboxOptions,
  edits: Readonly<Record<number, readonly Edit[]>>,
): Promise<number> {
  const sandbox = createSandbox({ rows: 75, ...options });
  const before = idsIn(sandbox);
  for (const [after, all] of Object.entries(edits)) {
    sandbox.edits.push({
      table,
      after: Number(after),
      do: () => all.forEach((edit) => edit(sandbox, before)),
    });
  }
  await using api = sandbox.listen();
  const { holidays } = createClient({ baseUrl: api.url, token: api.token, rate: 0, retries: 0 });
  const read = new Set((await holidays.list({ limit }).toArray()).map(({ id }) => id));
  const after = new Set(idsIn(sandbox));
  assertEquals(before.filter((id) => after.has(id) && !read.has(id)), []);
  return sandbox.requests.length;
}

// Page 3 of 10 records is 20..29, and its cursor 29.
const edits: readonly (readonly [string, Readonly<Record<number, readonly Edit[]>>])[] = [
  ["the cursor's record is deleted", { 3: [remove(29, 30)] }],
  ["the cursor's record of every page is deleted", {
    1: [remove(9, 10)],
    2: [remove(19, 20)],
    3: [remove(29, 30)],
    4: [remove(39, 40)],
  }],
  ["the tail of a page is deleted", { 3: [remove(23, 30)] }],
  ["the tail of a page and the head of the next are deleted", { 3: [remove(23, 36)] }],
  ["the first page is deleted", { 1: [remove(0, 10)] }],
  ["a page is deleted", { 3: [remove(20, 30)] }],
  ["three pages are deleted", { 4: [remove(10, 40)] }],
  ["all pages so far are deleted", { 3: [remove(0, 30)] }],
  ["the first page and the cursor's record are deleted", { 3: [remove(0, 10), remove(29, 30)] }],
  ["all that follows is deleted", { 3: [remove(30, 75)] }],
  ["the cursor's record and all that follows are deleted", { 3: [remove(29, 75)] }],
  ["a page and all that follows are deleted", { 3: [remove(20, 75)] }],
  ["everything is deleted", { 3: [remove(0, 75)] }],
  ["the cursor's record is edited", {
    3: [(sandbox, ids) => sandbox.update(table, ids[29]!, { name: "another" })],
  }],
  ["the cursor's record becomes the newest", {
    3: [
      (sandbox, ids) => sandbox.update(table, ids[29]!, { createdAt: "2099-01-01T00:00:00.000Z" }),
    ],
  }],
  ["a record of the first page becomes the oldest", {
    3: [
      (sandbox, ids) => sandbox.update(table, ids[5]!, { createdAt: "2001-01-01T00:00:00.000Z" }),
    ],
  }],
  ...[1, 9, 10, 11, 25].map((count) =>
    [`${count} records are created and the cursor's record is deleted`, {
      3: [insert(count), remove(29, 30)],
    }] as const
  ),
  ["the first page is deleted, ten records are created and the cursor's record is deleted", {
    3: [remove(0, 10), insert(10), remove(29, 30)],
  }],
];

for (const unknownCursor of modes) {
  for (const ties of [1, 4, 75]) {
    Deno.test(`no record is missed with ${ties} of the same age when an unknown cursor is answered '${unknownCursor}'`, async (test) => {
      for (const [title, after] of edits) {
        await test.step(title, async () => {
          await walk({ unknownCursor, ties }, after);
        });
      }
    });
  }

  Deno.test(`no record is missed by walks in a storm of edits when an unknown cursor is answered '${unknownCursor}'`, async () => {
    for (let seed = 1; seed <= 15; seed++) await stormyWalk(unknownCursor, seed);
  });
}

/** Walks a list that is edited at random after every page, most of all around its cursor. */
async function stormyWalk(unknownCursor: UnknownCursor, seed: number): Promise<void> {
  const sandbox = createSandbox({ rows: 75, seed, unknownCursor, ties: seed % 3 + 1 });
  const before = idsIn(sandbox);
  const random = randomOf(seed);
  let spared = 400; // Edits end some time, as the list does.
  await using api = sandbox.listen();
  const { holidays } = createClient({
    baseUrl: api.url,
    token: api.token,
    rate: 0,
    retries: 0,
    fetch: async (...request) => {
      const response = await fetch(...request);
      const { results = [] } = await response.clone().json();
      for (const { id } of results.toReversed().slice(0, random(limit))) {
        if (spared-- > 0 && random(3) > 0) sandbox.delete(table, id);
      }
      if (spared > 0 && random(4) === 0) sandbox.insert(table, random(2 * limit));
      return response;
    },
  });
  const read = new Set((await holidays.list({ limit }).toArray()).map(({ id }) => id));
  const after = new Set(idsIn(sandbox));
  assertEquals(before.filter((id) => after.has(id) && !read.has(id)), [], `seed ${seed}`);
}

/** A source of whole numbers from 0 to below a bound. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

Deno.test("a walk sends no extra request while its cursors are known, and few when one is not", async () => {
  assertEquals(await walk({}, {}), 8);
  assertEquals(await walk({}, { 3: [insert(20), remove(0, 15), remove(50, 52)] }), 8);
  for (const unknownCursor of modes) {
    assertEquals(await walk({ unknownCursor }, { 3: [remove(29, 30)] }), 9, unknownCursor);
    assertEquals(await walk({ unknownCursor }, { 3: [remove(27, 30)] }), 11, unknownCursor);
  }
});

Deno.test("a page that is empty by mistake is read after the record before", async () => {
  const faults = [{ what: "empty-more", table, from: 3 }] as const;
  assertEquals(await walk({ faults }, {}), 9);
});

Deno.test("a walk gives up in one line when no cursor works", async () => {
  const sandbox = createSandbox({ rows: 75 });
  sandbox.faults.push({ what: 404, table, from: 3, times: 10 + 1 });
  await using api = sandbox.listen();
  const { holidays } = createClient({ baseUrl: api.url, token: api.token, rate: 0 });
  const read: number[] = [];
  const error = await assertRejects(async () => {
    for await (const { results } of holidays.list({ limit }).pages()) read.push(results.length);
  }, PaginationError);
  assertInstanceOf(error, PaginationError);
  assertMatch(
    error.message,
    /^Cannot read page 3 of \/api\/workspace\/holidays: the API refuses its cursor \(404\), and no .*$/,
  );
  assertEquals([read, error.staleStart], [[limit, limit], false]);
  // Two pages; the ten records of the second; the cursor before it; the beginning, whose cursor is known.
  assertEquals(sandbox.requests.length, 2 + 10 + 1 + 1);
});

for (const unknownCursor of ["400", "404"] as const) {
  Deno.test(`a start that is gone shows in the error when it is answered '${unknownCursor}'`, async () => {
    const sandbox = createSandbox({ rows: 30, unknownCursor });
    await using api = sandbox.listen();
    const { holidays } = createClient({ baseUrl: api.url, token: api.token, rate: 0 });
    const [id] = idsIn(sandbox);
    sandbox.delete(table, id!);
    const error = await assertRejects(
      () => holidays.list({ startingAfter: id! }).toArray(),
      PaginationError,
    );
    assertInstanceOf(error, PaginationError);
    assert(error.staleStart);
    assertMatch(error.message, /^Cannot start after the given cursor of .*\(40\d\)/);
    assertEquals(sandbox.requests.length, 1);
  });
}

Deno.test("an empty list after a start that the caller gives is the end", async () => {
  const sandbox = createSandbox({ rows: 30 });
  await using api = sandbox.listen();
  const { holidays } = createClient({ baseUrl: api.url, token: api.token, rate: 0 });
  assertEquals(await holidays.list({ startingAfter: idsIn(sandbox).at(-1)! }).toArray(), []);
});

Deno.test("a list that starts over at its end is not walked for ever", async () => {
  const list = Array.from({ length: 60 }, (_, index) => String(index));
  let requests = 0;
  const pages = paginate({
    fetchPage: (cursor) => {
      requests++;
      const start = cursor === undefined ? 0 : Number(cursor) + 1;
      const results = Array.from({ length: limit }, (_, index) => list[(start + index) % 60]!);
      return Promise.resolve({ results, hasMore: true });
    },
    cursorOf: (record) => record,
  });
  await assertRejects(() => Array.fromAsync(pages), PaginationError, "starts over");
  assert(requests < 20, `${requests} requests`);
});

/**
 * Walks records "0", "1", ... in pages of three, of which `gone` are deleted after some request, and
 * returns the cursors that are asked for. A cursor that is deleted is refused.
 */
async function cursorsAsked(
  count: number,
  gone: Readonly<Record<number, readonly number[]>>,
): Promise<(string | undefined)[]> {
  let list = Array.from({ length: count }, (_, index) => index);
  const asked: (string | undefined)[] = [];
  const pages = paginate({
    fetchPage: (cursor) => {
      asked.push(cursor);
      const at = cursor === undefined ? 0 : list.indexOf(Number(cursor)) + 1;
      const rest = list.slice(at);
      list = list.filter((one) => !gone[asked.length]?.includes(one));
      return cursor !== undefined && at === 0
        ? Promise.reject(new NotFoundError("There is no such record"))
        : Promise.resolve({ results: rest.slice(0, 3), hasMore: rest.length > 3 });
    },
    cursorOf: String,
  });
  await Array.fromAsync(pages).catch((error) => assertInstanceOf(error, PaginationError));
  return asked;
}

/** Walks pages by their cursor, each with more to follow unless it is said; other cursors are refused. */
async function cursorsIn(
  pages: Readonly<Record<string, readonly string[]>>,
  last?: string,
): Promise<(string | undefined)[]> {
  const asked: (string | undefined)[] = [];
  const walk = Array.fromAsync(paginate({
    fetchPage: (cursor) => {
      asked.push(cursor);
      const results = pages[cursor ?? ""];
      return results
        ? Promise.resolve({ results, hasMore: results.at(-1) !== last })
        : Promise.reject(new NotFoundError("There is no such record"));
    },
    cursorOf: (record: string) => record,
  }));
  if (last === undefined) await assertRejects(() => walk, PaginationError);
  else await walk;
  return asked;
}

Deno.test("a cursor that was refused is not asked again when its record comes once more", async () => {
  // The API loses 2 after the first page, shows it in the next one, and knows none of that page.
  const asked = await cursorsIn({ "": ["0", "1", "2"], 1: ["2", "3", "4"] });
  assertEquals(asked, [undefined, "2", "1", "4", "3", "1", undefined]);
});

Deno.test("a walk that new records sent back to the start may ask for its cursors once more", async () => {
  const answers: readonly [string | undefined, string[]][] = [
    [undefined, ["0", "1", "2"]],
    ["2", ["a", "b", "c"]], // The start, where three records are new.
    ["c", ["0", "1", "2"]],
    ["b", ["c", "0", "1"]],
    ["1", ["3", "2"]],
    ["2", ["4"]],
  ];
  let requests = 0;
  const pages = paginate({
    fetchPage: (cursor) => {
      const [expected, results] = answers[requests++]!;
      assertEquals(cursor, expected);
      return Promise.resolve({ results, hasMore: requests < answers.length });
    },
    cursorOf: (record) => record,
  });
  assertEquals((await Array.fromAsync(pages)).at(-1)!.results, ["4"]);
});

Deno.test("a page of which half was on the first page is not taken for it", async () => {
  const asked = await cursorsIn({ "": ["0", "1"], 1: ["0", "2"], 2: ["3"] }, "3");
  assertEquals(asked, [undefined, "1", "2"]);
});

Deno.test("a walk that stepped back over pages forgets them", async () => {
  // The third page is deleted, then the fourth and the record before it.
  const asked = await cursorsAsked(18, { 3: [6, 7, 8], 7: [5, 9, 10, 11] });
  assertEquals(asked, [
    ...[undefined, "2", "5"],
    ...["8", "7", "6", "5"], // Leads to 9, 10, 11.
    ...["11", "10", "9", "5", "2"], // Leads to 3, 4, 12.
    ...["12", "15"],
  ]);
});
