import { assertEquals } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { workspaceLab } from "../lab.ts";

const days = ["2026-01-01", "2026-01-02", "2026-01-03"].map((day) => new Date(`${day}T00:00:00Z`));

Deno.test("a row that is gone keeps the time at which it was first missed", async () => {
  await using lab = workspaceLab({ rows: { clients: 30 }, only: [resources.clients] });
  const ids = lab.ids("clients");
  for (const [index, now] of days.entries()) {
    // Another record goes each time, so that every sync has something to mark.
    if (index > 0) lab.sandbox.delete("clients", ids[index]!);
    await lab.sync({ now: () => now });
  }
  const marked = await lab.query(
    "SELECT id, _deleted_at FROM clients WHERE _deleted_at IS NOT NULL ORDER BY _deleted_at",
  );
  assertEquals(marked, [
    { id: ids[1], _deleted_at: days[1] },
    { id: ids[2], _deleted_at: days[2] },
  ]);
});

Deno.test("a table is as fresh as its last sync that succeeded", async () => {
  await using lab = workspaceLab({ rows: { clients: 3 }, only: [resources.clients] });
  await lab.sync({ now: () => days[0]! });
  lab.sandbox.faults.push({ what: 500, table: "clients" });
  await lab.sync({ now: () => days[1]! });
  const { tables } = await lab.history();
  assertEquals(tables, [
    {
      ...{ resource: "clients", status: "failed", rows: 3 },
      ...{ synced_at: days[0]!, swept_at: days[0]! },
    },
  ]);
});
