import { assertEquals } from "@std/assert";
import { type Range, rangesAfter } from "../../client/mod.ts";
import { startOf, type StoredCheckpoint, sweepOf } from "../../loader/checkpoint.ts";
import type { Chunk } from "../../loader/chunks.ts";
import type { Part } from "../../loader/destination.ts";
import { KeyIndex } from "../../loader/diff.ts";
import { Parts } from "../../loader/parts.ts";
import type { Row } from "../../loader/shape.ts";
import { FakeClock } from "../fake_clock.ts";

const fit = { origin: "workspace 1", specHash: "spec" };
const began = Date.parse("2026-01-01T00:00:00Z");

/** Collects parts, from nothing or from what is stored. */
function collect(stored: readonly StoredCheckpoint[] = []) {
  const clock = new FakeClock();
  const index = new KeyIndex("pets");
  const pace = { bytes: 100, ms: 1_000 };
  const start = startOf(rangesAfter([]));
  const options = { ...fit, clock, index, pace, began, quick: false, start, stored };
  return { clock, index, parts: new Parts(options) };
}

/** Ranges of a list of which so many pages were read. */
const reached = (pages: number): Range[] => [
  { start: null, first: "1", cursor: `${pages}`, state: "open", next: null },
];

/** A page of new rows, each of so many bytes. */
function page(number: number, ...sizes: readonly number[]): Chunk {
  const rows = sizes.map((size, index) => ({
    seq: number * 10 + index,
    key: [`${number}-${index}`],
    hash: String(number).repeat(32),
    content: "[]",
    size,
    hasIssues: false,
    hasExtra: false,
  }));
  const checkpoint = {
    ranges: reached(number),
    pages: number,
    records: 10 * number,
    repeated: 0,
    complete: false,
  };
  return { rows, rejects: [], overlap: 0, checkpoint };
}

const keysOf = ({ rows }: Part) => rows.map(({ key }: Row) => key[0]);

Deno.test("Parts are due when they are full, or when a change is old", () => {
  const { clock, parts } = collect();
  parts.add(page(1, 60));
  assertEquals(parts.isDue, false);
  parts.add(page(2, 60));
  assertEquals(parts.isDue, true);
  assertEquals(keysOf(parts.take()), ["1-0", "2-0"]);

  parts.add(page(3, 10));
  clock.advance(999);
  assertEquals(parts.isDue, false);
  clock.advance(1);
  assertEquals(parts.isDue, true);
  assertEquals(keysOf(parts.take()), ["3-0"]);
});

Deno.test("Parts wait ten times as long where nothing changed", () => {
  const { clock, index, parts } = collect();
  const chunk = page(1, 500);
  index.know({ keys: [["1-0"]], hashes: [chunk.rows[0]!.hash], deleted: [false] });
  parts.add(chunk);
  clock.advance(9_999);
  assertEquals([parts.isDue, parts.isWaiting, parts.hasChanges], [false, true, false]);
  clock.advance(1);
  assertEquals(parts.isDue, true);
  assertEquals(keysOf(parts.take()), []);
  assertEquals([parts.isDue, parts.isWaiting], [false, false]);
});

Deno.test("Parts store what it takes to continue the sweep, each after the one before it", () => {
  const first = collect();
  first.parts.add(page(1, 10, 10));
  const one = first.parts.take();
  first.parts.add(page(2, 10));
  const two = first.parts.take();

  const stored = sweepOf([two.checkpoint, one.checkpoint], fit, new Date(began));
  assertEquals(stored.map(({ part, after }) => [part, after]), [[one.name, null], [
    two.name,
    one.name,
  ]]);
  const { ranges, pages, records, stagedRows, stagedRejects } = stored[1]!;
  assertEquals({ ranges, pages, records, stagedRows, stagedRejects }, {
    ranges: reached(2),
    pages: 2,
    records: 20,
    stagedRows: 3,
    stagedRejects: 0,
  });

  const next = collect(stored);
  assertEquals(next.parts.reached.ranges, reached(2));
  next.parts.add(page(3, 10));
  const three = next.parts.take();
  assertEquals(next.parts.names, [one.name, two.name, three.name]);
  const texts = [one, three, two].map(({ checkpoint }) => checkpoint);
  assertEquals(sweepOf(texts, fit, new Date(began)).length, 3);
});

/** The text of a checkpoint. */
const text = (part: string, after: string | null, pages: number, changes = {}) =>
  JSON.stringify({ format: 3, ...fit, began, part, after, pages, ...changes });

const cases: readonly [string, readonly string[], readonly string[]][] = [
  ["nothing for nothing", [], []],
  ["the parts in their order", [text("c", "b", 3), text("a", null, 1), text("b", "a", 2)], [
    "a",
    "b",
    "c",
  ]],
  ["not a part that came late beside its successor", [
    text("a", null, 1),
    text("late", "a", 2),
    text("b", "a", 2),
    text("c", "b", 3),
  ], ["a", "b", "c"]],
  ["not a part whose predecessor never came", [text("a", null, 1), text("c", "b", 3)], ["a"]],
  ["nothing of another workspace", [text("a", null, 1, { origin: "workspace 2" })], []],
  ["nothing of another spec", [text("a", null, 1, { specHash: "other" })], []],
  ["nothing in another layout", [text("a", null, 1, { format: 2 })], []],
  ["nothing that is too old", [text("a", null, 1, { began: began - 1 })], []],
];

for (const [what, texts, want] of cases) {
  Deno.test(`sweepOf() finds ${what}`, () => {
    assertEquals(sweepOf(texts, fit, new Date(began)).map(({ part }) => part), want);
  });
}
