import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { linesOf, type Tables } from "../../loader/destinations/bigquery/tables.ts";
import { type Bench, isDrop, isLoad, isPatch, isPut, stagesLeft } from "./bench.ts";
import type { Passing } from "./proxy.ts";

/** Drops a column of `clients`, by way of a copy. */
async function dropName(tables: Tables): Promise<void> {
  const { labels, clustering, schema } = (await tables.get("clients"))!;
  const fields = schema!.fields.filter(({ name }) => name !== "name");
  const names = fields.map(({ name }) => `\`${name}\``).join(", ");
  const move = async (from: string, to: string) => {
    await tables.create(to, { labels: labels!, clustering: clustering!, schema: { fields } });
    const rows = `SELECT ${names} FROM \`test.ws.${from}\``;
    await tables.query(`copy ${from}`, `INSERT INTO \`test.ws.${to}\` (${names}) ${rows}`);
    await tables.remove(from);
  };
  await move("clients", "clients_copy");
  await move("clients_copy", "clients");
}

const none = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };

function changesIn({ inserted, updated, unchanged, deleted }: typeof none): typeof none {
  return { inserted, updated, unchanged, deleted };
}

/** Registers the tests of what is in a stage, and in a table that it does not fit. */
export function testStage({ kind, emulator, test }: Bench): void {
  const clients = { only: ["clients"] };

  test(
    "a load that lost rows on its way is not merged",
    { rows: 20, only: ["holidays"] },
    async ({ proxy, sync, rows }) => {
      proxy.faults.push({ what: "less", match: isPut });
      const ended = await sync();
      assertEquals([ended.status, ended.inserted], ["failed", 0]);
      assertStringIncludes(ended.error!, "_stage_holidays_");
      assertStringIncludes(ended.error!, "21 rows were sent and 20 loaded");
      assertEquals(await rows(), []);
    },
  );

  test(
    "a stage that was resumed and given up loads nothing under the ids of the one that follows",
    { rows: 350, only: ["holidays"], unknownCursor: "first" },
    async ({ proxy, sandbox, api, sync, synced, assertEqual }) => {
      sandbox.faults.push({ what: 500, table: "holidays", from: 3, times: 9 });
      const client = { baseUrl: api.url, token: api.token, rate: 0, retries: 0 };
      assertEquals((await sync({ client })).status, "failed");
      sandbox.faults.length = 0;
      // The API does not know the cursor and starts over: all that was staged comes again.
      for (const { id } of sandbox.records("holidays").slice(145, 205)) {
        sandbox.delete("holidays", String(id));
      }
      const second = await synced();
      assertEquals(second.resumed, 0);
      const ids = proxy.requests.filter(isLoad)
        .filter(({ body }) => body.includes("_stage_holidays_"))
        .map(({ body }) => String(JSON.parse(body).jobReference.jobId));
      assert(ids.length >= 2, "both stages were loaded into");
      assertEquals(new Set(ids).size, ids.length);
      await assertEqual(second);
    },
  );

  test(
    "a stage of the version before is removed, and its sweep read again",
    { rows: 30, ...clients },
    async ({ proxy, tables, synced, assertEqual }) => {
      const stage = "_stage_clients_0a1b2c3d";
      const fields = ["_seq", "_row", "_hash", "_checkpoint", "id"]
        .map((name) => ({ name, type: "STRING" }));
      await tables.create(stage, { schema: { fields } });
      const checkpoint = { cursor: "30", pages: 1, records: 30, complete: true };
      const lines = linesOf([JSON.stringify({ _checkpoint: JSON.stringify(checkpoint) })]);
      await tables.append(stage, fields, lines, "old", {});
      const ended = await synced();
      assertEquals([ended.resumed, ended.inserted], [0, 30]);
      assert(proxy.requests.some((request) => isDrop(request) && request.path.includes(stage)));
      await assertEqual(ended);
    },
  );

  test(
    "rows and rejects that the version before has written are known, and not written again",
    { rows: 20, ...clients },
    async ({ proxy, tables, sandbox, synced }) => {
      sandbox.insert("clients", [{ id: "", name: "has no id" }]);
      assertEquals((await synced()).rejected, 1);
      // Its hashes were twice as long.
      const longer = (column: string) => `${column} = CONCAT(${column}, REPEAT('0', 32))`;
      for (const [table, column] of [["clients", "_hash"], ["_sync_rejects", "hash"]] as const) {
        const sql = `UPDATE \`test.ws.${table}\` SET ${longer(column)} WHERE TRUE`;
        await tables.query("make hashes longer", sql);
      }
      const from = proxy.requests.length;
      const second = await synced();
      assertEquals(changesIn(second), { ...none, unchanged: 20 });
      assertEquals(second.rejected, 1);
      assertEquals(proxy.requests.slice(from).filter(isStaged), []);

      const a = sandbox.records("clients").find(({ id }) => id !== "");
      sandbox.update("clients", String(a!.id), { name: "changed" });
      assertEquals(changesIn(await synced()), { ...none, updated: 1, unchanged: 19 });
      const sql = "SELECT COUNT(*) AS n FROM `test.ws.clients` WHERE LENGTH(_hash) = 64";
      assertEquals(await tables.query("count", sql), [{ n: 19 }]);
      const count = "SELECT COUNT(*) AS n FROM `test.ws._sync_rejects`";
      assertEquals(await tables.query("count", count), [{ n: 1 }]);
    },
  );

  test(
    "a stage that no part was stored in is removed, also beside one that is resumed",
    { rows: 350, only: ["holidays"] },
    async ({ sandbox, api, tables, sync, synced, assertEqual }) => {
      sandbox.faults.push({ what: 500, table: "holidays", from: 3, times: 9 });
      const client = { baseUrl: api.url, token: api.token, rate: 0, retries: 0 };
      assertEquals((await sync({ client })).status, "failed");
      sandbox.faults.length = 0;
      const [stage] = await stagesLeft(emulator.url);
      const { schema } = (await tables.get(stage!))!;
      await tables.create("_stage_holidays_00000000", { schema: schema! });
      await tables.create("_stage_holidays_ffffffff", { schema: schema! });
      const ended = await synced();
      assertEquals([ended.resumed, ended.inserted], [200, 350]);
      await assertEqual(ended);
    },
  );

  if (!kind.addsColumns) return;

  const isForget = ({ body }: Passing) => body.includes("SET _hash = NULL");
  const isAdd = (request: Passing) => isPatch(request) && request.path.includes("/tables/clients");

  test(
    "a table that lost a column is rewritten once when it gets it back",
    { rows: 8, ...clients },
    async ({ proxy, tables, sandbox, synced, rows }) => {
      const [gone] = sandbox.records("clients");
      await synced();
      sandbox.delete("clients", String(gone!.id));
      assertEquals(changesIn(await synced()), { ...none, unchanged: 7, deleted: 1 });

      await dropName(tables);
      const second = await synced();
      assertEquals(changesIn(second), { ...none, updated: 7 });
      const { configuration } = JSON.parse(proxy.requests.find(isForget)!.body);
      assertEquals(configuration.labels, {
        app: "workspace-sync",
        run: second.run_id,
        resource: "clients",
      });
      const names = (all: readonly Record<string, unknown>[]) =>
        all.filter(({ _deleted_at }) => !_deleted_at).map(({ id, name }) => [id, name]).sort();
      assertEquals(
        names(await rows()),
        sandbox.records("clients").map(({ id, name }) => [id, name]).sort(),
      );

      assertEquals(changesIn(await synced()), { ...none, unchanged: 7 });
      assertEquals(proxy.requests.filter(isForget).length, 1, "nothing is forgotten twice");
    },
  );

  test(
    "a column that could not be added is filled in all rows by the next run",
    { rows: 5, ...clients },
    async ({ proxy, tables, sync, synced, rows }) => {
      await synced();
      await dropName(tables);
      proxy.faults.push({ what: "no-billing", match: isAdd });
      const failed = await sync();
      assertEquals([failed.status, proxy.faults[0]!.times], ["failed", 0]);

      assertEquals((await synced()).updated, 5);
      assertEquals((await rows()).filter(({ name }) => name === null), []);
    },
  );
}

/** Whether a request loads into a stage. */
function isStaged(request: Passing): boolean {
  return isLoad(request) && request.body.includes("_stage_");
}
