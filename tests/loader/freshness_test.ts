import { assertEquals } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { Database } from "../../loader/destinations/duckdb/database.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { sync } from "../../loader/sync.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { parseFault } from "../../sandbox/fault.ts";

const days = ["2026-01-01", "2026-01-02", "2026-01-03"].map((day) => new Date(`${day}T00:00:00Z`));

Deno.test("a row that is gone keeps the time at which it was first missed", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/gone.duckdb`;
  const sandbox = createSandbox({ rows: { clients: 30 } });
  await using api = sandbox.listen();
  const ids = sandbox.records("clients").map(({ id }) => String(id));
  try {
    for (const [index, now] of days.entries()) {
      // Another record goes each time, so that every sync has something to mark.
      if (index > 0) sandbox.delete("clients", ids[index]!);
      const destination = await openDestination(`duckdb:${file}`);
      await sync({
        client: { baseUrl: api.url, token: api.token, rate: 0 },
        destination,
        resources: [resources.clients],
        now: () => now,
      });
      await destination.close();
    }
    const database = await Database.open(file, true);
    const marked = await database.query(
      "SELECT id, _deleted_at FROM clients WHERE _deleted_at IS NOT NULL ORDER BY _deleted_at",
    );
    await database.close();
    assertEquals(marked, [
      { id: ids[1], _deleted_at: days[1] },
      { id: ids[2], _deleted_at: days[2] },
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a table is as fresh as its last sync that succeeded", async () => {
  const destination = await openDestination("duckdb::memory:");
  const syncAt = async (now: Date, faults: readonly string[]) => {
    const sandbox = createSandbox({ rows: { clients: 3 }, faults: faults.map(parseFault) });
    await using api = sandbox.listen();
    await sync({
      client: { baseUrl: api.url, token: api.token, rate: 0, retries: 0 },
      destination,
      resources: [resources.clients],
      now: () => now,
    });
  };
  await syncAt(days[0]!, []);
  await syncAt(days[1]!, ["clients:500"]);
  const { tables } = await destination.history(5);
  await destination.close();
  assertEquals(tables, [
    { resource: "clients", status: "failed", synced_at: days[0]!, rows: 3 },
  ]);
});
