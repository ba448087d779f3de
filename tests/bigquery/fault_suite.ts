import { assertEquals } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { BigQueryDestination } from "../../loader/destinations/bigquery/destination.ts";
import { Dataset } from "../../loader/destinations/bigquery/sql.ts";
import { sync } from "../../loader/sync.ts";
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
  tablesBehind,
} from "./bench.ts";
import type { Passing, Proxy } from "./proxy.ts";
import { pagesAsked } from "../pages_asked.ts";

/** Registers the tests of failures in between, after which a sync ends in the same rows. */
export function testFaults({ test }: Bench): void {
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
    test(`BigQuery ends in the same rows after ${title}`, {
      rows: 150,
      only: ["workspace_members"],
    }, async ({ proxy, address, api, assertEqual }) => {
      proxy.faults.push({ ...fault });
      const destination = new BigQueryDestination(address, {
        tables: tablesBehind(proxy, { timeout: 1_500 }),
        dataset: new Dataset("test", "ws"),
        credentials: "none",
        partition: false,
      });
      const client = { baseUrl: api.url, token: api.token, rate: 0 };
      const { run } = await sync({
        client,
        destination,
        resources: [resources.workspace_members!],
      });
      await destination.close();
      assertEquals([run.status, run.error], ["succeeded", null]);
      assertEquals(proxy.faults[0]!.times, 0, "the fault was met");
      await assertEqual(run);
    });
  }

  test(
    "a dataset whose making is not answered is made once, and synced into",
    { rows: 3, only: ["clients"] },
    async ({ proxy, address, api }) => {
      const isMaking = ({ method, path }: Passing) =>
        method === "POST" && /\/datasets\b(?!\/)/.test(path);
      proxy.faults.push({ what: "lost", match: isMaking });
      const elsewhere = address.replace("/ws?", `/made_${crypto.randomUUID().slice(0, 8)}?`);
      const { run: ended } = await run(elsewhere, api, {
        resources: [resources.clients!],
        open: { createDataset: true },
      });
      assertEquals([ended.status, ended.inserted], ["succeeded", 3]);
      assertEquals(proxy.requests.filter(isMaking).length, 2, "the request was sent again");
    },
  );

  test(
    "a sync that fails in the middle of a list resumes from what is loaded, and ends in the same rows",
    { rows: 350, only: ["holidays"] },
    async ({ sandbox, api, sync, synced, assertEqual }) => {
      sandbox.faults.push({ what: 500, table: "holidays", from: 3, times: 9 });
      const client = { baseUrl: api.url, token: api.token, rate: 0, retries: 0 };
      assertEquals((await sync({ client })).status, "failed");
      sandbox.faults.length = 0;
      const before = pagesAsked(sandbox);
      const second = await synced();
      assertEquals([second.resumed, second.inserted], [200, 350]);
      assertEquals(pagesAsked(sandbox) - before, 2);
      await assertEqual(second);
    },
  );
}
