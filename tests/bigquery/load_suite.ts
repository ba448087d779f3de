import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { linesOf, type Tables } from "../../loader/destinations/bigquery/tables.ts";
import { DestinationError } from "../../loader/errors.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { FakeTime } from "../fake_time.ts";
import { type Bench, isPut, run, tablesBehind } from "./bench.ts";
import type { Proxy } from "./proxy.ts";

/** Registers the tests of loads. */
export function testLoads({ kind, test }: Bench): void {
  test("a load job that fails names its job and the rows", async (proxy, address) => {
    const sandbox = createSandbox({ rows: 20 });
    await using api = sandbox.listen();
    proxy.faults.push({ what: "job-invalid", match: isPut });
    const report = await run(address, api, { resources: [resources.holidays] });
    assertEquals(report.run.status, "failed");
    assertStringIncludes(report.run.error!, "Cannot load _stage_holidays_");
    assertStringIncludes(report.run.error!, "Row 7: the value of amount is no number");
    assertStringIncludes(
      report.run.error!,
      `(job workspace_sync_${report.run.run_id}_holidays_0_1)`,
    );
  });

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
    test(`an upload of 20 MB ${title}`, async (proxy) => {
      const tables = tablesBehind(proxy);
      await tables.create("texts", { schema: { fields } });
      let puts = 0;
      if (what) proxy.faults.push({ what, match: (request) => isPut(request) && ++puts === 2 });
      await tables.append("texts", fields, big, `big_${crypto.randomUUID()}`, {});
      assertEquals(await countOf(tables), big.rows);
      assertEquals(proxy.requests.filter(isPut).length, requests);
    });
  }

  test("an upload that gets no further is given up after a minute", async (proxy) => {
    const tables = tablesBehind(proxy);
    await tables.create("texts", { schema: { fields } });
    proxy.faults.push({ what: "503", match: isPut, times: Infinity });
    using time = new FakeTime({ hold: 60_000 });
    await assertRejects(() => tables.append("texts", fields, lines, "stuck", {}), DestinationError);
    assertEquals(
      time.waits.filter((ms) => ms >= 1_000),
      [1, 2, 4, 8, 16, 32].map((s) => s * 1_000),
    );
  });

  if (kind.keepsJobIds) {
    test("a load job whose id was used is found again, and not loaded twice", async (proxy) => {
      const tables = tablesBehind(proxy);
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
    });
  }
}
