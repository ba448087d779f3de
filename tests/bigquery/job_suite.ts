import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { bigQuery } from "../../loader/destinations/bigquery/mod.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { DestinationError } from "../../loader/errors.ts";
import { tableOf } from "../../loader/table.ts";
import type { Bench } from "./bench.ts";
import type { Passing } from "./proxy.ts";

/** Registers the tests of what every job carries, and of what is found out before a sync. */
export function testJobs({ test }: Bench): void {
  const clients = { rows: 3, only: ["clients"] };

  test(
    "every job has labels and a location, and every query a limit and a timeout",
    clients,
    async ({ proxy, synced }) => {
      const { run_id } = await synced({ open: { maxBytesBilled: 123_456_789 } });
      const jobs = proxy.requests.filter(({ method, path }) =>
        method === "POST" && /\/jobs/.test(path)
      ).map(({ body }) => JSON.parse(body));
      // The load of the stage, the merge, and two loads of the run log.
      assertEquals(jobs.length, 4);
      for (const { jobReference, configuration: { labels, query, load, jobTimeoutMs } } of jobs) {
        assertEquals(jobReference.location, "US");
        const { tableId = "clients" } = load?.destinationTable ?? {};
        const isOfResource = !tableId.startsWith("_sync_");
        assertEquals(labels, {
          app: "workspace-sync",
          run: run_id,
          ...(isOfResource && { resource: "clients" }),
        });
        if (!query) continue;
        assertEquals([query.maximumBytesBilled, Number(jobTimeoutMs)], ["123456789", 3_600_000]);
      }
    },
  );

  test("a query that fails names its job", { rows: 0 }, async ({ tables }) => {
    const error = await assertRejects(
      () => tables.query("count", "SELECT nothing FROM `test.ws.nowhere`"),
      DestinationError,
    ) as Error;
    assertMatch(error.message, /^Cannot count: .*\(job workspace_sync_[-0-9a-f]+_1\)$/);
  });

  test(
    "a dataset that is elsewhere than the address says is refused",
    { rows: 0 },
    async ({ address }) => {
      await (await openDestination(`${address}&location=us`)).close();
      const error = await assertRejects(
        () => openDestination(`${address}&location=EU`),
        DestinationError,
      );
      assertStringIncludes(error.message, "the dataset is in US; correct the location");
    },
  );

  test(
    "an estimate has BigQuery check a statement that reads the whole table, and runs nothing",
    clients,
    async ({ proxy, address, synced }) => {
      await synced();
      const from = proxy.requests.length;
      const destination = await openDestination(address, { readOnly: true });
      const bytes = await destination.estimate!(tableOf(resources.clients!));
      await destination.close();
      assert(Number.isInteger(bytes) && bytes >= 0);
      const queries = proxy.requests.slice(from).filter(({ method }) => method === "POST")
        .map(({ body }) => JSON.parse(body).configuration);
      assertEquals(queries.map(({ dryRun, query }) => [dryRun, query.query]), [
        [true, "SELECT * FROM `test.ws.clients`"],
      ]);
    },
  );

  test(
    "a check finds a project without billing before a sync does",
    clients,
    async ({ proxy, address, synced }) => {
      await synced();
      const good = await bigQuery.check(address);
      assertEquals(good.map(({ ok }) => ok), [true, true]);
      const isUpdate = ({ body }: Passing) => body.includes("UPDATE") && body.includes("dryRun");
      assert(proxy.requests.some(isUpdate), "BigQuery was asked");
      proxy.faults.push({ what: "no-billing", match: isUpdate });
      const bad = await bigQuery.check(address);
      assertEquals(bad.map(({ ok }) => ok), [true, false]);
      assertStringIncludes(bad[1]!.message, "the project has no billing");
    },
  );
}
