import { assertEquals } from "@std/assert";
import { type Range, rangesAfter } from "../../client/mod.ts";
import { startOf } from "../../loader/checkpoint.ts";
import { chunks } from "../../loader/chunks.ts";
import type { Reject, Row } from "../../loader/shape.ts";

const shape = (record: unknown, seq: number) =>
  (record === "bad" ? { seq, reason: "bad" } : { seq }) as Row | Reject;

/** Ranges of a list of which so many pages were read. */
const ranges = (pages: number): Range[] => [
  { start: null, first: null, cursor: `after ${pages}`, state: "open", next: null },
];

const list = async function* (...pages: readonly (readonly unknown[])[]) {
  for (const [index, results] of pages.entries()) {
    const hasMore = index < pages.length - 1;
    const records = results as readonly Record<string, unknown>[];
    yield { results: records, hasMore, overlap: index, ranges: ranges(index) };
  }
};

Deno.test("chunks() shapes page by page, and says how far each one comes", async () => {
  const shaped = await Array.fromAsync(
    chunks(list(["a", "bad"], ["b"]), shape, startOf(rangesAfter([]))),
  );
  assertEquals(
    shaped.map(({ rows, rejects }) => [rows, rejects].map((all) => all.map((one) => one.seq))),
    [
      [[0], [1]],
      [[2], []],
    ],
  );
  assertEquals(shaped.map(({ checkpoint }) => checkpoint), [
    { ranges: ranges(0), pages: 1, records: 2, repeated: 0, complete: false },
    { ranges: ranges(1), pages: 2, records: 3, repeated: 0, complete: true },
  ]);
});

Deno.test("chunks() continues after a checkpoint", async () => {
  const from = { ranges: ranges(3), pages: 4, records: 40, repeated: 5, complete: false };
  const shaped = await Array.fromAsync(chunks(list(["a"], ["b"]), shape, from));
  assertEquals(shaped.map(({ rows }) => rows[0]!.seq), [40, 41]);
  assertEquals(shaped[1]!.checkpoint, {
    ...{ ranges: ranges(1), pages: 6, records: 42, repeated: 5, complete: true },
  });
});
