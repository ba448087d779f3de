import { assertEquals, assertRejects } from "@std/assert";
import { PaginationError } from "../../client/mod.ts";
import { start } from "../../loader/checkpoint.ts";
import { chunks } from "../../loader/chunks.ts";
import type { Reject, Row } from "../../loader/shape.ts";

const shape = (record: unknown, seq: number) =>
  (record === "bad" ? { seq, reason: "bad" } : { seq }) as Row | Reject;

const list = async function* (...pages: readonly (readonly unknown[])[]) {
  for (const [index, results] of pages.entries()) {
    const hasMore = index < pages.length - 1;
    const records = results as readonly Record<string, unknown>[];
    yield { results: records, hasMore, nextCursor: hasMore ? `after ${index}` : undefined };
  }
};

Deno.test("chunks() shapes page by page, and says how far each one comes", async () => {
  const shaped = await Array.fromAsync(chunks(list(["a", "bad"], ["b"]), shape, start));
  assertEquals(
    shaped.map(({ rows, rejects }) => [rows, rejects].map((all) => all.map((one) => one.seq))),
    [
      [[0], [1]],
      [[2], []],
    ],
  );
  assertEquals(shaped.map(({ checkpoint }) => checkpoint), [
    { cursor: "after 0", pages: 1, records: 2, complete: false },
    { cursor: null, pages: 2, records: 3, complete: true },
  ]);
});

Deno.test("chunks() continues after a checkpoint", async () => {
  const from = { cursor: "after 3", pages: 4, records: 40, complete: false };
  const [chunk] = await Array.fromAsync(chunks(list(["a"]), shape, from));
  assertEquals(chunk!.rows.map(({ seq }) => seq), [40]);
  assertEquals(chunk!.checkpoint, { cursor: null, pages: 5, records: 41, complete: true });
});

Deno.test("chunks() does not take an empty answer to a checkpoint for the end of the list", async () => {
  const from = { cursor: "after 3", pages: 4, records: 40, complete: false };
  const error = await assertRejects(
    () => Array.fromAsync(chunks(list([]), shape, from)),
    PaginationError,
  );
  assertEquals(error.staleStart, true);
  assertEquals((await Array.fromAsync(chunks(list([]), shape, start))).length, 1);
});
