import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { readRows } from "../../loader/destinations/bigquery/rows.ts";
import { linesOf } from "../../loader/destinations/bigquery/tables.ts";
import { DestinationError } from "../../loader/errors.ts";
import { type Bench, isLoad, isQuery } from "./bench.ts";
import type { Passing } from "./proxy.ts";

/** Whether a request reads rows without a query. */
function isRead({ path }: Passing): boolean {
  return /\/tables\/\w+\/data\?/.test(path);
}

/** Registers the tests of what is read and written when little or nothing changed. */
export function testKnown({ test }: Bench): void {
  test(
    "a sync that finds no change loads nothing beside its run log, runs no query and is billed nothing",
    { rows: 30 },
    async ({ proxy, sandbox, synced, assertEqual }) => {
      sandbox.insert("clients", [{ id: "" }]);
      await synced();
      const from = proxy.requests.length;
      const second = await synced();
      assertEquals([second.unchanged, second.rejected, second.bytes_billed], [390, 1, 0]);
      const asked = proxy.requests.slice(from);
      assertEquals(asked.filter(isQuery), []);
      const tables = asked.filter(isLoad).map(({ body }) =>
        JSON.parse(body).configuration.load.destinationTable.tableId
      );
      assertEquals(tables, ["_sync_resources", "_sync_runs"]);
      assertEquals(asked.filter(({ path }) => path.includes("_stage_")), []);
      const rejects = asked.filter((request) =>
        isRead(request) && /_sync_rejects/.test(request.path)
      );
      assertEquals(rejects.length, 1, "they are read once for all resources");
      sandbox.delete("clients", "");
      await assertEqual(second, { times: false });
    },
  );

  test(
    "a run that died is recorded without a query, unless it is on record already",
    { rows: 3, only: ["clients"] },
    async ({ proxy, tables, synced }) => {
      const { run_id } = await synced();
      const from = proxy.requests.length;
      for (const lease_run of [run_id, "dead"]) {
        await tables.change("_sync_runs", ({ labels = {} }) => ({
          labels: { ...labels, lease_run, lease_since: "1767225600", lease_until: "1" },
        }));
        await synced();
      }
      assertEquals(proxy.requests.slice(from).filter(isQuery), []);
      const sql = "SELECT run_id, status FROM `test.ws._sync_runs`";
      const runs = await tables.query<{ run_id: string; status: string }>("read the runs", sql);
      const recorded = ["succeeded", "succeeded", "succeeded", "interrupted"];
      assertEquals(runs.map(({ status }) => status).sort(), recorded.sort());
      assertEquals(runs.find(({ status }) => status === "interrupted")!.run_id, "dead");
    },
  );

  test(
    "as many rows are loaded as have changed, and one line that says how far the sweep has come",
    { rows: 250, only: ["clients", "holidays"] },
    async ({ proxy, sandbox, synced, assertEqual }) => {
      await assertEqual(await synced());
      const [a, b, c, d] = sandbox.records("clients").slice(90);
      sandbox.update("clients", String(a!.id), { name: "changed" });
      sandbox.update("clients", String(b!.id), { name: "changed too" });
      sandbox.insert("clients", 3);
      sandbox.delete("clients", String(c!.id));
      sandbox.delete("clients", String(d!.id));
      const from = proxy.requests.length;
      const second = await synced();
      const { inserted, updated, unchanged, deleted } = second;
      assertEquals({ inserted, updated, unchanged, deleted }, {
        inserted: 3,
        updated: 2,
        unchanged: 496,
        deleted: 2,
      });
      const lines = proxy.requests.slice(from).filter(isStaged)
        .map(({ body }) => body.trimEnd().split("\n").map((line) => JSON.parse(line)));
      const shapes = lines.map((part) => ({
        rows: part.filter(({ _hash }) => _hash).length,
        checkpoints: part.filter(({ _checkpoint }) => _checkpoint).length,
        lines: part.length,
      }));
      // The second part has the keys of those that are gone.
      assertEquals(shapes, [{ rows: 5, checkpoints: 1, lines: 6 }, {
        rows: 0,
        checkpoints: 0,
        lines: 2,
      }]);
      assertEquals(lines[1]!.map(({ id }) => id).sort(), [c!.id, d!.id].sort());
      await assertEqual(second);
    },
  );

  const fields = [{ name: "id", type: "STRING" }, { name: "_hash", type: "STRING" }];
  const linesTo = (count: number) =>
    linesOf(Array.from({ length: count }, (_, id) => JSON.stringify({ id: `${id}`, _hash: "h" })));

  test(
    "a large table is read in pages, some at a time, each row once",
    { rows: 0 },
    async ({ proxy, tables }) => {
      await tables.create("many", { schema: { fields } });
      await tables.append("many", fields, linesTo(90_000), "many", {});
      const ids = new Set<string>();
      let count = 0;
      for await (const { id } of readRows(tables, "many", ["_hash", "id"])) {
        count += id.length;
        for (const one of id) ids.add(one!);
      }
      assertEquals([count, ids.size], [90_000, 90_000]);
      const starts = proxy.requests.filter(isRead)
        .map(({ path }) => Number(new URL(path, "http://x").searchParams.get("startIndex")));
      assertEquals(starts.sort((a, b) => a - b), [0, 20_000, 40_000, 60_000, 80_000]);
    },
  );

  test(
    "rows are read again when the table changed meanwhile, and not for ever",
    { rows: 0 },
    async ({ proxy, tables }) => {
      await tables.create("moving", { schema: { fields } });
      await tables.append("moving", fields, linesTo(10), "moving", {});
      let changes = 1;
      proxy.onRequest = async (request) => {
        if (!isRead(request) || changes-- <= 0) return;
        await tables.append("moving", fields, linesTo(1), `more_${crypto.randomUUID()}`, {});
      };
      const read = async () => {
        let count = 0;
        for await (const { id } of readRows(tables, "moving", ["id"])) count += id.length;
        return count;
      };
      assertEquals(await read(), 11);
      assertEquals(proxy.requests.filter(isRead).length, 2);
      changes = Infinity;
      const error = await assertRejects(read, DestinationError);
      assertStringIncludes(error.message, "Cannot read the rows of moving: somebody else keeps");
      assertEquals(proxy.requests.filter(isRead).length, 2 + 5);
    },
  );

  test(
    "a table that changes between two of its pages is not mixed",
    { rows: 0 },
    async ({ proxy, tables }) => {
      await tables.create("moving", { schema: { fields } });
      await tables.append("moving", fields, linesTo(30_000), "moving_large", {});
      proxy.onRequest = async (request) => {
        if (!isRead(request) || !request.path.includes("startIndex=20000")) return;
        await tables.append("moving", fields, linesTo(1), "moving_more", {});
      };
      let count = 0;
      const read = async () => {
        for await (const { id } of readRows(tables, "moving", ["id"])) count += id.length;
      };
      await assertRejects(read, DestinationError, "Cannot read the rows of moving");
      assertEquals(count, 20_000);
    },
  );

  test("a table that is not there has no rows", { rows: 0 }, async ({ tables }) => {
    for await (const _ of readRows(tables, "nowhere", ["id"])) assert(false);
  });
}

/** Whether a request sends lines to a stage. */
function isStaged({ method, body }: Passing): boolean {
  return method === "PUT" && body.includes('"_part"');
}
