import { assertEquals } from "@std/assert";
import type { Resource } from "../../client/resource.ts";
import { resources } from "../../generated/resources.ts";
import { Bookmarks } from "../../loader/bookmarks.ts";

const { pagination } = resources.clients!;
const pets: Resource = { ...resources.clients!, pagination: { ...pagination, limit: 10 } };

/** Rows 0, 1, 2, … of which the first one was created last. */
function known(rows: number, from = 0) {
  const numbers = Array.from({ length: rows }, (_, row) => from + row);
  return {
    keys: [numbers.map(String)],
    hashes: numbers.map(() => null),
    deleted: numbers.map(() => false),
    positions: numbers.map((row) => new Date(1e12 - row * 1000).toISOString()),
  };
}

function cut(resource: Resource, rows: number, ranges: number): string[] {
  const bookmarks = new Bookmarks(resource, { rows, ranges });
  const half = Math.floor(rows / 2);
  // In any order: that of the table is another one.
  bookmarks.add(known(rows - half, half));
  bookmarks.add(known(half));
  return bookmarks.cut();
}

Deno.test("Bookmarks cut a list into even ranges, in its order", () => {
  assertEquals(cut(pets, 400, 4), ["100", "200", "300"]);
  const ascending = { ...pagination, limit: 10, orderDirection: "ascending" } as const;
  assertEquals(cut({ ...pets, pagination: ascending }, 400, 4), ["299", "199", "99"]);
});

Deno.test("Bookmarks leave each range four pages, and a short list whole", () => {
  assertEquals(cut(pets, 170, 12).length, 3);
  assertEquals(cut(pets, 79, 12), []);
  assertEquals(new Bookmarks(pets, { rows: 79, ranges: 12 }).column, undefined);
  assertEquals(new Bookmarks(pets, { rows: 80, ranges: 12 }).column, "created_at");
  assertEquals(new Bookmarks(pets, { rows: 80, ranges: 1 }).column, undefined);
});

Deno.test("Bookmarks of a long list are chosen among a few thousand rows", () => {
  const cuts = cut(pets, 100_000, 4).map(Number);
  assertEquals(cuts.map((row) => Math.round(row / 1000)), [25, 50, 75]);
});

Deno.test("Bookmarks are no rows that are deleted, or without a position", () => {
  const bookmarks = new Bookmarks(pets, { rows: 80, ranges: 2 });
  const rows = known(120);
  bookmarks.add({
    ...rows,
    deleted: rows.deleted.map((_, row) => row < 20),
    positions: rows.positions.map((position, row) => row < 40 ? null : position),
  });
  assertEquals(bookmarks.cut(), ["80"]);
});

Deno.test("a list whose order is not known, or whose key is no cursor, stays whole", () => {
  const { orderField: _, orderDirection: __, ...unordered } = pets.pagination;
  for (
    const resource of [
      { ...pets, pagination: unordered },
      { ...pets, pagination: { ...pets.pagination, cursorField: "name" } },
      { ...pets, pagination: { ...pets.pagination, orderField: "unknown" } },
      { ...pets, primaryKey: ["id", "name"] },
    ]
  ) {
    assertEquals(new Bookmarks(resource, { rows: 1_000, ranges: 12 }).column, undefined);
    assertEquals(new Bookmarks(resource, { rows: 1_000, ranges: 12 }).cut(), []);
  }
});
