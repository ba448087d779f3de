import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { linesOf, type Tables } from "../../loader/destinations/bigquery/tables.ts";
import { DestinationError } from "../../loader/errors.ts";
import { FakeTime } from "../fake_time.ts";
import { type Bench, isPut } from "./bench.ts";
import type { Proxy } from "./proxy.ts";

/** Registers the tests of loads. */
export function testLoads({ kind, test }: Bench): void {
  test(
    "a load job that fails names its job and the rows",
    { rows: 20, only: ["holidays"] },
    async ({ proxy, sync }) => {
      proxy.faults.push({ what: "job-invalid", match: isPut });
      const { status, run_id, error } = await sync();
      assertEquals(status, "failed");
      const stage = `_stage_holidays_${run_id.slice(0, 8)}`;
      assertStringIncludes(error!, `Cannot load ${stage}: `);
      assertStringIncludes(error!, "Row 7: the value of amount is no number");
      assertMatch(error!, new RegExp(`\\(job workspace_sync_${stage}_[0-9a-f]{32}_1\\)$`));
    },
  );

  const fields = [{ name: "text", type: "STRING" }];
  const lines = linesOf(
    Array.from({ length: 800 }, (_, i) => JSON.stringify({ text: `${i}`.repeat(500) })),
  );
  const countOf = async (tables: Tables) =>
    (await tables.query<{ n: number }>("count", "SELECT COUNT(*) AS n FROM `test.ws.texts`"))[0]!.n;

  const big = linesOf(
    Array.from({ length: 20_000 }, (_, i) => `{"text":"${i} ${"x".repeat(1_000)}"}`),
  );
  const uploads: readonly [string, Proxy["faults"][number]["what"] | undefined, number][] = [
    ["is sent in parts", undefined, 3],
    ["asks after a failure how much has arrived, and continues there", "503", 5],
    ["starts over when it is forgotten", "gone", 5],
    ["continues where less arrived than was sent", "short", 4],
  ];
  for (const [title, what, requests] of uploads) {
    test(`an upload of 20 MB ${title}`, { rows: 0 }, async ({ proxy, tables }) => {
      await tables.create("texts", { schema: { fields } });
      let puts = 0;
      if (what) proxy.faults.push({ what, match: (request) => isPut(request) && ++puts === 2 });
      await tables.append("texts", fields, big, `big_${crypto.randomUUID()}`, {});
      assertEquals(await countOf(tables), big.rows);
      assertEquals(proxy.requests.filter(isPut).length, requests);
    });
  }

  test(
    "an upload that gets no further is given up after a minute",
    { rows: 0 },
    async ({ proxy, tables }) => {
      await tables.create("texts", { schema: { fields } });
      proxy.faults.push({ what: "503", match: isPut, times: Infinity });
      using time = new FakeTime({ hold: 60_000 });
      await assertRejects(
        () => tables.append("texts", fields, lines, "stuck", {}),
        DestinationError,
      );
      assertEquals(
        time.waits.filter((ms) => ms >= 1_000),
        [1, 2, 4, 8, 16, 32].map((s) => s * 1_000),
      );
    },
  );

  if (kind.keepsJobIds) {
    test(
      "a load job whose id was used is found again, and not loaded twice",
      { rows: 0 },
      async ({ tables }) => {
        await tables.create("texts", { schema: { fields } });
        await tables.append("texts", fields, lines, "same", {});
        await tables.append("texts", fields, lines, "same", {});
        assertEquals(await countOf(tables), lines.rows);
        await tables.create("others", { schema: { fields } });
        const error = await assertRejects(
          () => tables.append("others", fields, lines, "same", {}),
          DestinationError,
        ) as Error;
        assertStringIncludes(error.message, "the job same_1 exists and loads texts");
      },
    );
  }
}
