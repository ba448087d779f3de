import { assert, assertEquals } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { BigQueryDestination } from "../../loader/destinations/bigquery/destination.ts";
import { Dataset } from "../../loader/destinations/bigquery/sql.ts";
import { sync } from "../../loader/sync.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { ExpectedState } from "../expected_tables.ts";
import {
  type Bench,
  isDrop,
  isJob,
  isLoad,
  isLook,
  isPatch,
  isPut,
  isTable,
  run,
  stagesLeft,
  tablesBehind,
} from "./bench.ts";
import type { Proxy } from "./proxy.ts";
import { readTables } from "./read_bigquery.ts";
import { pagesAsked } from "../pages_asked.ts";

/** Registers the tests of failures in between, after which a sync ends in the same rows. */
export function testFaults({ emulator, test }: Bench): void {
  const faults: readonly [string, Proxy["faults"][number]][] = [
    ["503 at the start of an upload", { what: "503", match: isLoad }],
    ["403 rateLimitExceeded at the start of an upload", { what: "403", match: isLoad }],
    ["503 in the middle of an upload", { what: "503", match: isPut }],
    ["an upload of which less arrives than was sent", { what: "short", match: isPut }],
    ["an upload whose answer is lost after the work was done", { what: "lost", match: isPut }],
    ["an upload that is cut", { what: "cut", match: isPut }],
    ["an upload that is forgotten", { what: "gone", match: isPut }],
    ["a load job that fails for a passing reason", { what: "job-backendError", match: isPut }],
    ["a MERGE that loses a race with another writer", { what: "race", match: isJob }],
    ["503 for the MERGE", { what: "503", match: isJob }],
    ["a MERGE whose answer is lost after the work was done", { what: "lost", match: isJob }],
    ["an answer that hangs", { what: "hung", match: isLook }],
    ["a lease whose taking is not answered", { what: "lost", match: isPatch }],
    ["a label of whose records it holds that is not answered", {
      what: "lost",
      match: (request) => isPatch(request) && request.body.includes('"workspace":'),
    }],
    ["a table whose making is not answered", { what: "lost", match: isTable }],
    ["a stage whose removal is not answered", { what: "lost", match: isDrop }],
  ];
  for (const [title, fault] of faults) {
    test(`BigQuery ends in the same rows after ${title}`, async (proxy, address) => {
      const name = "workspace_members";
      const sandbox = createSandbox({ rows: 150 });
      await using api = sandbox.listen();
      proxy.faults.push({ ...fault });
      const destination = new BigQueryDestination(
        address,
        tablesBehind(proxy, { timeout: 1_500 }),
        new Dataset("test", "ws"),
        false,
      );
      const client = { baseUrl: api.url, token: api.token, rate: 0 };
      const { run } = await sync({ client, destination, resources: [resources[name]] });
      await destination.close();
      assertEquals([run.status, run.error], ["succeeded", null]);
      assertEquals(proxy.faults[0]!.times, 0, "the fault was met");
      const state = new ExpectedState(api.url, api.token);
      await state.sync(run.started_at);
      const read = await readTables(emulator.url, [name]);
      assertEquals(read.get(name), state.rows(name));
      assertEquals(await stagesLeft(emulator.url), []);
    });
  }

  test(
    "a sync that fails in the middle of a list resumes from what is loaded, and ends in the same rows",
    async (proxy, address) => {
      const sandbox = createSandbox({ rows: 350 });
      await using api = sandbox.listen();
      const only = { resources: [resources.holidays] };
      sandbox.faults.push({ what: 500, table: "holidays", from: 3, times: 9 });
      const client = { baseUrl: api.url, token: api.token, rate: 0, retries: 0 };
      const first = await run(address, api, { ...only, client });
      assertEquals(first.run.status, "failed");
      proxy.faults.length = 0;
      sandbox.faults.length = 0;
      const before = pagesAsked(sandbox);
      const second = await run(address, api, only);
      assertEquals([second.run.status, second.run.resumed, second.run.inserted], [
        "succeeded",
        200,
        350,
      ]);
      assertEquals(pagesAsked(sandbox) - before, 2);
      const nextLoad = `/jobs/workspace_sync_${first.run.run_id}_holidays_1_1`;
      assert(
        proxy.requests.some(({ path }) => path.includes(nextLoad)),
        "no load is still running",
      );
    },
  );
}
