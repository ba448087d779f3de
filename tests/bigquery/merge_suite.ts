import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { expectedTables } from "../expected_tables.ts";
import { readTables as readDuckDb } from "../read_duckdb.ts";
import { type Bench, isJob, run, stagesLeft } from "./bench.ts";

/** Registers the tests of what a sync writes into the tables. */
export function testMerges({ kind, emulator, test }: Bench): void {
  const clients = { only: ["clients"] };

  test(
    "BigQuery holds the tables that the spec and the API ask for, and those of DuckDB, column by column",
    { rows: 25 },
    async ({ api, sandbox, synced, rows, assertEqual }) => {
      const tables = expectedTables.map(({ name }) => name);
      const first = await synced();
      assertEquals(first.inserted, 325);
      await assertEqual(first);
      for (const table of tables) {
        const [a, b] = sandbox.records(table);
        sandbox.update(table, String(a!.id), { another: { x: [1.5] } });
        sandbox.delete(table, String(b!.id));
        sandbox.insert(table, 2);
      }
      const now = new Date();
      const second = await synced({ now: () => now });
      const { inserted, updated, unchanged, deleted } = second;
      assertEquals({ inserted, updated, unchanged, deleted }, {
        inserted: 26,
        updated: 13,
        unchanged: 299,
        deleted: 13,
      });
      await assertEqual(second);

      const folder = await Deno.makeTempDir();
      const file = `${folder}/same.duckdb`;
      await run(`duckdb:${file}`, api, { now: () => now });
      const other = await readDuckDb(file, tables);
      const alive = (rows: readonly Record<string, unknown>[]) =>
        rows.filter(({ _deleted_at }) => _deleted_at === null).map(({ _synced_at, ...row }) => row);
      for (const table of tables) {
        assertEquals(alive(await rows(table)), alive(other.get(table)!), table);
      }
      await Deno.remove(folder, { recursive: true });
    },
  );

  test(
    "BigQuery is sent no DML when nothing changed, and no UPDATE when there are only new rows",
    { rows: 5, ...clients },
    async ({ proxy, synced }) => {
      await synced();
      const merges = () => proxy.requests.filter(({ body }) => body.includes("MERGE"));
      assertEquals(merges().length, 1);
      assert(!merges()[0]!.body.includes("UPDATE SET") && !merges()[0]!.body.includes("DELETE"));
      await synced();
      assertEquals(merges().length, 1);
    },
  );

  test(
    "a staging table is not taken for that of a table whose name begins alike",
    { rows: 3, ...clients },
    async ({ tables, synced }) => {
      const other = "_stage_clients_more_12345678";
      await tables.create(other, { schema: { fields: [{ name: "text", type: "STRING" }] } });
      await synced();
      assertEquals(await stagesLeft(emulator.url), [other]);
    },
  );

  test("a table that has a key twice is not merged into", { rows: 5, ...clients }, async (lab) => {
    await lab.synced();
    await lab.tables.query(
      "double",
      "INSERT INTO `test.ws.clients` SELECT * FROM `test.ws.clients` LIMIT 1",
    );
    const from = lab.proxy.requests.length;
    const ended = await lab.sync();
    assertEquals(ended.status, "failed");
    assertStringIncludes(ended.error!, "Cannot sync clients: its table has the primary key");
    assertStringIncludes(ended.error!, "twice; remove one of the rows");
    assertEquals(lab.proxy.requests.slice(from).filter(isJob), []);
  });

  test(
    "hard deletes remove what vanishes from then on, keep leaves it, and what comes back is whole",
    { rows: 6, ...clients },
    async ({ sandbox, synced, rows }) => {
      const [a, b, c] = sandbox.records("clients");
      const syncWith = async (deletes: "soft" | "hard" | "keep") => {
        const ended = await synced({ deletes });
        const all = await rows();
        return [ended.deleted, all.length, all.filter(({ _deleted_at }) => _deleted_at).length];
      };
      assertEquals(await syncWith("soft"), [0, 6, 0]);
      sandbox.delete("clients", String(a!.id));
      assertEquals(await syncWith("keep"), [0, 6, 0]);
      assertEquals(await syncWith("soft"), [1, 6, 1]);
      sandbox.delete("clients", String(b!.id));
      assertEquals(await syncWith("hard"), [1, 5, 1], "what was marked before stays");
      sandbox.insert("clients", [{ ...a, name: "is back" }]);
      sandbox.delete("clients", String(c!.id));
      assertEquals(await syncWith("soft"), [1, 5, 1]);
    },
  );

  if (kind.countsDml) {
    test(
      "a merge into a partitioned table that somebody else has emptied fails for that",
      { rows: 5, ...clients },
      async ({ proxy, sandbox, tables, sync, synced }) => {
        await synced({ open: { partition: true } });
        sandbox.delete("clients", String(sandbox.records("clients")[0]!.id));
        proxy.onRequest = async ({ body }) => {
          if (!body.includes("AS changed_from")) return;
          proxy.onRequest = () => {};
          await tables.query("delete", "DELETE FROM `test.ws.clients` WHERE TRUE");
        };
        const ended = await sync();
        assertEquals(ended.status, "failed");
        assertStringIncludes(ended.error!, "expected 0 inserted, 0 updated, 1 deleted");
      },
    );

    test(
      "a merge that wrote other rows than had to be written fails",
      { rows: 5, ...clients },
      async ({ proxy, sandbox, tables, sync, synced }) => {
        await synced();
        sandbox.update("clients", String(sandbox.records("clients")[0]!.id), { name: "changed" });
        proxy.onRequest = async (request) => {
          if (!isJob(request)) return;
          proxy.onRequest = () => {};
          await tables.query("delete", "DELETE FROM `test.ws.clients` WHERE TRUE");
        };
        const ended = await sync();
        assertEquals(ended.status, "failed");
        assertStringIncludes(
          ended.error!,
          "expected 0 inserted, 1 updated, 0 deleted, the destination says 0 inserted, 0 updated",
        );
        const [stage, view] = (await stagesLeft(emulator.url)).sort();
        assertMatch(view!, new RegExp(`^${stage}_parsed_`), "the stage is kept");
      },
    );
  }

  test(
    "a partitioned table ends in the same rows, and only what changed is read",
    { rows: 60, ...clients },
    async ({ proxy, tables, sandbox, synced, assertEqual }) => {
      await assertEqual(await synced({ open: { partition: true } }));
      assertEquals((await tables.get("clients"))!.timePartitioning, {
        type: "MONTH",
        field: "created_at",
      });

      const [a, b, c] = sandbox.records("clients").slice(20);
      const edits: (() => void)[] = [
        () => sandbox.update("clients", String(a!.id), { name: "changed" }),
        // It moves to another partition, which it must leave.
        () => sandbox.update("clients", String(b!.id), { createdAt: "2001-02-03T04:05:06.000Z" }),
        () => sandbox.update("clients", String(c!.id), { createdAt: null }),
        () => sandbox.update("clients", String(c!.id), { createdAt: "9999-12-31T23:59:59.999Z" }),
        () => sandbox.update("clients", String(a!.id), { createdAt: "2261-01-01T00:00:00.001Z" }),
        () => sandbox.insert("clients", 2),
        () => sandbox.delete("clients", String(a!.id)),
      ];
      for (const edit of edits) {
        edit();
        // Later runs need not be told; the table says how it is partitioned.
        await assertEqual(await synced());
      }
      const merges = proxy.requests.filter(isJob).map(({ body }) => body.includes("@changed_from"));
      // The two in the middle write rows without `created_at`.
      assertEquals(merges, [true, true, true, false, false, true, true, true]);
    },
  );
}
