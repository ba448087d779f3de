import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { DestinationError } from "../../loader/errors.ts";
import { type Progress, sync } from "../../loader/sync.ts";
import { duckdb, type DuckDbOptions, workspaceLab } from "../lab.ts";
import { withSmallDisk } from "../small_disk.ts";

/** A lab whose syncs copy the clients into a file. */
const clientsLab = (options: DuckDbOptions = {}) =>
  workspaceLab({
    rows: { clients: 2_000 },
    only: [resources.clients],
    to: duckdb(options),
  });

/** Does harm when the last of the clients are read. */
const whenRead = (harm: () => void) => ({
  onProgress: ({ phase, checkpoint }: Progress) => {
    if (phase === "reading" && checkpoint?.complete) harm();
  },
});

const harms: Readonly<Record<string, (file: string) => void>> = {
  "removed": (file) => Deno.removeSync(file),
  "moved away": (file) => Deno.renameSync(file, `${file}.old`),
  "emptied": (file) => Deno.truncateSync(file),
  "replaced by an older copy": (file) => {
    Deno.copyFileSync(`${file}.copy`, `${file}.new`);
    Deno.renameSync(`${file}.new`, file);
  },
  "overwritten by a text": (file) => Deno.writeTextFileSync(file, "text\n".repeat(1_000)),
};

for (const [what, harm] of Object.entries(harms)) {
  Deno.test(`DuckDB says so when its file was ${what} during a sync`, async () => {
    await using lab = clientsLab({ name: "it's [a].duckdb" });
    assertEquals((await lab.sync()).run.status, "succeeded");
    Deno.copyFileSync(lab.file, `${lab.file}.copy`);
    await assertRejects(
      () => lab.sync(whenRead(() => harm(lab.file))),
      DestinationError,
      `Cannot find this run in ${lab.file}: the file was removed, replaced or cut short during the sync; `,
    );
  });
}

Deno.test("DuckDB says so when its file was cut short during a sync that changed nothing", async () => {
  await using lab = clientsLab();
  assertEquals((await lab.sync()).run.status, "succeeded");
  const half = () => Deno.truncateSync(lab.file, Deno.statSync(lab.file).size / 2);
  await assertRejects(() => lab.sync(whenRead(half)), DestinationError, "cut short");
});

for (const schema of ["workspace", "memory", "temp", "system", "TEMP", "main", "a.b"]) {
  Deno.test(`DuckDB keeps tables in a schema called ${schema}`, async () => {
    await using lab = clientsLab({ schema });
    assertEquals((await lab.sync()).run.inserted, 2_000);
    assertEquals((await lab.sync()).run.unchanged, 2_000);
    const { runs, tables } = await lab.history();
    assertEquals([runs.length, tables.map(({ rows }) => rows)], [2, [2_000]]);
  });
}

Deno.test("DuckDB finds a schema in whatever case it is written", async () => {
  await using lab = clientsLab();
  const inserted: Record<string, number> = {};
  for (const schema of ["Main", "main", "Agency", "agency"]) {
    const { run } = await lab.sync({ to: `${lab.address}?schema=${schema}` });
    inserted[schema] = run.inserted;
  }
  assertEquals(inserted, { Main: 2_000, main: 0, Agency: 2_000, agency: 0 });
  const schemas = await lab.query(
    "SELECT schema_name FROM duckdb_schemas() WHERE database_name = 'workspace' AND NOT internal",
  );
  assertEquals(schemas, [{ schema_name: "Agency" }]);
});

for (const schema of ["information_schema", "PG_catalog"]) {
  Deno.test(`DuckDB refuses the schema ${schema} before it creates a file`, async () => {
    await using place = duckdb({ schema });
    const error = await assertRejects(() => openDestination(place.address), DestinationError);
    assertStringIncludes(error.message, `the schema '${schema}' is DuckDB's own; name another`);
    assertEquals([...Deno.readDirSync(place.folder)], []);
  });
}

Deno.test("DuckDB leaves no file behind that it could not create on a full disk", async (t) => {
  await withSmallDisk(t, 1, async (folder) => {
    for (const left of [0, 4_096, 8_192, 12_288]) {
      await Deno.writeFile(`${folder}/filler`, new Uint8Array(1_048_576 - left));
      const error = await assertRejects(
        () => openDestination(`duckdb:${folder}/x.duckdb`),
        DestinationError,
      );
      assertEquals(error.reason, "full");
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["filler"]);
    }
    await Deno.remove(`${folder}/filler`);
    await (await openDestination(`duckdb:${folder}/x.duckdb`)).close();
  });
});

Deno.test("a sync after a kill merges many changes, though the log of the last one is in no file yet", async () => {
  const only = [resources.clients];
  await using lab = workspaceLab({ rows: { clients: 34_000 }, only });
  await lab.sync();
  await lab.query("UPDATE clients SET _hash = NULL");
  const copy = `${lab.folder}/killed.duckdb`;
  const destination = await openDestination(lab.address);
  const client = { baseUrl: lab.api.url, token: lab.api.token, rate: 0 };
  assertEquals((await sync({ client, destination, resources: only })).run.updated, 34_000);
  for (const suffix of ["", ".wal"]) Deno.copyFileSync(lab.file + suffix, copy + suffix);
  await destination.close();

  for (const [index, id] of lab.ids("clients").entries()) {
    if (index % 2 === 0) lab.sandbox.update("clients", id, { name: `edited ${index}` });
  }
  const { run } = await lab.sync({ to: `duckdb:${copy}` });
  assertEquals([run.status, run.updated], ["succeeded", 17_000]);
});
