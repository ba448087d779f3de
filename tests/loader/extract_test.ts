import { assertEquals, assertRejects } from "@std/assert";
import type { Page } from "../../client/mod.ts";
import { extract, start } from "../../loader/extract.ts";
import type { Row } from "../../loader/shape.ts";

const shape = (_record: unknown, seq: number) => ({ seq, hash: String(seq) }) as Row;

/** Yields a page of one record at each instant of the clock; the last one is followed by an error. */
async function* pagesAt(
  clock: { time: number },
  times: readonly number[],
): AsyncGenerator<Page<Record<string, unknown>>> {
  for (const [index, time] of times.entries()) {
    clock.time = time;
    yield { results: [{}], hasMore: true, nextCursor: String(index) };
  }
  throw new Error("The connection broke");
}

Deno.test("extract() completes a chunk when it is a second old, and yields the rest before an error", async () => {
  const clock = { time: 0, now: () => clock.time };
  const chunks: number[][] = [];
  await assertRejects(
    async () => {
      const pages = pagesAt(clock, [5_000, 5_600, 6_000, 9_000, 9_999, 10_000, 10_001]);
      for await (const { rows } of extract(pages, shape, start, clock)) {
        chunks.push(rows.map(({ seq }) => seq));
      }
    },
    Error,
    "The connection broke",
  );
  assertEquals(chunks, [[0, 1, 2], [3, 4, 5], [6]]);
});
