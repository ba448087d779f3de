import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import type { TableResource, Tables } from "../../loader/destinations/bigquery/tables.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { ExpectedState } from "../expected_tables.ts";
import { type Bench, isLoad, isPatch, isPut, run, stagesLeft, tablesBehind } from "./bench.ts";
import type { Passing } from "./proxy.ts";
import { readTables } from "./read_bigquery.ts";

/** Drops a column of `clients`, by way of a copy. */
async function dropName(tables: Tables): Promise<void> {
  const { labels, clustering, schema } = (await tables.get("clients"))!;
  const fields = schema!.fields.filter(({ name }) => name !== "name");
  const names = fields.map(({ name }) => `\`${name}\``).join(", ");
  const move = async (from: string, to: string) => {
    await tables.create(to, { labels, clustering, schema: { fields } } as TableResource);
    const rows = `SELECT ${names} FROM \`test.ws.${from}\``;
    await tables.query(`copy ${from}`, `INSERT INTO \`test.ws.${to}\` (${names}) ${rows}`);
    await tables.remove(from);
  };
  await move("clients", "clients_copy");
  await move("clients_copy", "clients");
}

/** Registers the tests of what is in a stage, and in a table that it does not fit. */
export function testStage({ kind, emulator, test }: Bench): void {
  test("a load that lost rows on its way is not merged", async (proxy, address) => {
    const sandbox = createSandbox({ rows: 20 });
    await using api = sandbox.listen();
    proxy.faults.push({ what: "less", match: isPut });
    const { run: ended } = await run(address, api, { resources: [resources.holidays] });
    assertEquals([ended.status, ended.inserted], ["failed", 0]);
    assertStringIncludes(ended.error!, "_stage_holidays_");
    assertStringIncludes(ended.error!, "21 rows were sent and 20 loaded");
    assertEquals((await readTables(emulator.url, ["holidays"])).get("holidays"), []);
  });

  test(
    "a stage that was resumed and given up loads nothing under the ids of the one that follows",
    async (proxy, address) => {
      const sandbox = createSandbox({ rows: 350, unknownCursor: "first" });
      await using api = sandbox.listen();
      const only = { resources: [resources.holidays] };
      sandbox.faults.push({ what: 500, table: "holidays", from: 3, times: 9 });
      const client = { baseUrl: api.url, token: api.token, rate: 0, retries: 0 };
      assertEquals((await run(address, api, { ...only, client })).run.status, "failed");
      sandbox.faults.length = 0;
      // The API does not know the cursor and starts over: all that was staged comes again.
      for (const { id } of sandbox.records("holidays").slice(145, 205)) {
        sandbox.delete("holidays", String(id));
      }
      const from = proxy.requests.length;
      const { run: second } = await run(address, api, only);
      assertEquals([second.status, second.error, second.resumed], ["succeeded", null, 0]);
      const ids = proxy.requests.slice(from).filter(isLoad)
        .filter(({ body }) => body.includes("_stage_holidays_"))
        .map(({ body }) => String(JSON.parse(body).jobReference.jobId));
      assert(ids.length >= 2, "both stages were loaded into");
      assertEquals(new Set(ids).size, ids.length);
      const state = new ExpectedState(api.url, api.token);
      await state.sync(second.started_at);
      const read = await readTables(emulator.url, ["holidays"]);
      assertEquals(read.get("holidays"), state.rows("holidays"));
      assertEquals(await stagesLeft(emulator.url), []);
    },
  );

  if (!kind.addsColumns) return;

  const isForget = ({ body }: Passing) => body.includes("SET _hash = NULL");
  const isAdd = (request: Passing) => isPatch(request) && request.path.includes("/tables/clients");

  test(
    "a table that lost a column is rewritten once when it gets it back",
    async (proxy, address) => {
      const sandbox = createSandbox({ rows: 8 });
      await using api = sandbox.listen();
      const only = { resources: [resources.clients] };
      const [gone] = sandbox.records("clients");
      const syncOnce = async () => {
        const { run: ended } = await run(address, api, only);
        assertEquals([ended.status, ended.error], ["succeeded", null]);
        const { run_id, inserted, updated, unchanged, deleted } = ended;
        return { run_id, counts: { inserted, updated, unchanged, deleted } };
      };
      const none = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };
      await syncOnce();
      sandbox.delete("clients", String(gone!.id));
      assertEquals((await syncOnce()).counts, { ...none, unchanged: 7, deleted: 1 });

      await dropName(tablesBehind(proxy));
      const second = await syncOnce();
      assertEquals(second.counts, { ...none, updated: 7 });
      const { configuration } = JSON.parse(proxy.requests.find(isForget)!.body);
      assertEquals(configuration.labels, {
        app: "workspace-sync",
        run: second.run_id,
        resource: "clients",
      });
      const rows = (await readTables(emulator.url, ["clients"])).get("clients")!;
      const names = (all: readonly Record<string, unknown>[]) =>
        all.filter(({ _deleted_at }) => !_deleted_at).map(({ id, name }) => [id, name]).sort();
      assertEquals(
        names(rows),
        sandbox.records("clients").map(({ id, name }) => [id, name]).sort(),
      );

      assertEquals((await syncOnce()).counts, { ...none, unchanged: 7 });
      assertEquals(proxy.requests.filter(isForget).length, 1, "nothing is forgotten twice");
    },
  );

  test(
    "a column that could not be added is filled in all rows by the next run",
    async (proxy, address) => {
      const sandbox = createSandbox({ rows: 5 });
      await using api = sandbox.listen();
      const only = { resources: [resources.clients] };
      await run(address, api, only);
      await dropName(tablesBehind(proxy));
      proxy.faults.push({ what: "no-billing", match: isAdd });
      const { run: failed } = await run(address, api, only);
      assertEquals([failed.status, proxy.faults[0]!.times], ["failed", 0]);

      const { run: next } = await run(address, api, only);
      assertEquals([next.status, next.error, next.updated], ["succeeded", null, 5]);
      const rows = (await readTables(emulator.url, ["clients"])).get("clients")!;
      assertEquals(rows.filter(({ name }) => name === null), []);
    },
  );
}
