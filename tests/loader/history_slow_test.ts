import { assertEquals } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { changes } from "../../loader/changes.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { override } from "../changing_destinations.ts";
import { workspaceLab } from "../lab.ts";

const only = [resources.clients!];

/** Counts what the history of a file has, by kind. */
async function kindsAt(address: string): Promise<Record<string, number>> {
  const destination = await openDestination(address, { readOnly: true });
  const kinds: Record<string, number> = {};
  for await (const { kind } of changes(destination)) kinds[kind] = (kinds[kind] ?? 0) + 1;
  await destination.close();
  return kinds;
}

Deno.test("a history takes rows of which 2,048 do not fit into DuckDB's memory", async () => {
  const rows = 2_200;
  await using lab = workspaceLab({ rows, only });
  const write = (letter: string) => {
    for (const id of lab.ids("clients")) {
      lab.sandbox.update("clients", id, { notes: letter.repeat(60_000) });
    }
  };
  for (const letter of ["a", "b"]) {
    write(letter);
    const { run } = await lab.sync({ history: only });
    assertEquals([run.status, run.error], ["succeeded", null]);
  }
  assertEquals(await kindsAt(lab.address), { insert: rows, update: rows });
});

Deno.test("200,000 changes are read with the memory that DuckDB is given", async () => {
  await using lab = workspaceLab({ rows: 1, only });
  await lab.sync({ history: only });
  await lab.query("DELETE FROM clients_history");
  for (const [kind, day] of [["insert", "01"], ["update", "02"]]) {
    await lab.query(`INSERT INTO clients_history (id, notes, _change, _synced_at, _run_id)
SELECT 'id' || n, '${day}' || repeat('x', 500), '${kind}', TIMESTAMP '2026-01-${day}', '${day}'
FROM range(100_000) AS r(n)`);
  }
  assertEquals(await kindsAt(lab.address), { insert: 100_000, update: 100_000 });
});

Deno.test("a file is opened whose log is more than DuckDB's memory holds, and the next sync goes on", async () => {
  const many = [resources.clients!, resources.projects!, resources.invoices!];
  const rows = Object.fromEntries(many.map(({ name }) => [name, 1_500]));
  await using lab = workspaceLab({ rows, only: many });
  await using revised = createSandbox({ rows, revised: 3 }).listen();
  await lab.sync({ history: many });
  const copy = `${lab.folder}/killed.duckdb`;
  await lab.sync({
    ...{ history: many, from: revised },
    change: (destination) =>
      override(destination, {
        end: async (run) => {
          await Deno.copyFile(lab.file, copy);
          await Deno.copyFile(`${lab.file}.wal`, `${copy}.wal`);
          await destination.end(run);
        },
      }),
  });
  const { run } = await lab.sync({ history: many, from: revised, to: `duckdb:${copy}` });
  assertEquals([run.status, run.error, run.updated], ["succeeded", null, 0]);
  assertEquals(await kindsAt(`duckdb:${copy}`), { insert: 4_500, update: 1_500 });
});
