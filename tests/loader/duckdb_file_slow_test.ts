import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { Database } from "../../loader/destinations/duckdb/database.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { DestinationError } from "../../loader/errors.ts";
import { type RunReport, sync } from "../../loader/sync.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { withSmallDisk } from "../small_disk.ts";

interface Setup {
  readonly folder: string;
  /** Syncs the clients into an address; `harm` is done when the last of them are read. */
  readonly run: (address: string, harm?: () => void) => Promise<RunReport>;
}

async function withFolder(work: (setup: Setup) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  await using api = createSandbox({ rows: { clients: 2_000 } }).listen();
  try {
    await work({
      folder,
      run: async (address, harm = () => {}) => {
        const destination = await openDestination(address);
        let report: RunReport;
        try {
          report = await sync({
            client: { baseUrl: api.url, token: api.token, rate: 0, retries: 0 },
            destination,
            resources: [resources.clients],
            onProgress: ({ phase, checkpoint }) =>
              phase === "reading" && checkpoint?.complete && harm(),
          });
        } finally {
          await destination.close();
        }
        return report;
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const harms: readonly [string, (file: string) => void][] = [
  ["removed", (file) => Deno.removeSync(file)],
  ["moved away", (file) => Deno.renameSync(file, `${file}.old`)],
  ["emptied", (file) => Deno.truncateSync(file)],
  ["replaced by an older copy", (file) => {
    Deno.copyFileSync(`${file}.copy`, `${file}.new`);
    Deno.renameSync(`${file}.new`, file);
  }],
  ["overwritten by a text", (file) => Deno.writeTextFileSync(file, "text\n".repeat(1_000))],
];

for (const [what, harm] of harms) {
  Deno.test(`DuckDB says so when its file was ${what} during a sync`, async () => {
    await withFolder(async ({ folder, run }) => {
      const file = `${folder}/it's [a].duckdb`;
      assertEquals((await run(`duckdb:${file}`)).run.status, "succeeded");
      Deno.copyFileSync(file, `${file}.copy`);
      await assertRejects(
        () => run(`duckdb:${file}`, () => harm(file)),
        DestinationError,
        `Cannot find this run in ${file}: the file was removed, replaced or cut short during the sync; `,
      );
    });
  });
}

Deno.test("DuckDB says so when its file was cut short during a sync that changed nothing", async () => {
  await withFolder(async ({ folder, run }) => {
    const file = `${folder}/test.duckdb`;
    assertEquals((await run(`duckdb:${file}`)).run.status, "succeeded");
    const half = () => Deno.truncateSync(file, Deno.statSync(file).size / 2);
    await assertRejects(() => run(`duckdb:${file}`, half), DestinationError, "cut short");
  });
});

for (const schema of ["workspace", "memory", "temp", "system", "TEMP", "main", "a.b"]) {
  Deno.test(`DuckDB keeps tables in a schema called ${schema}`, async () => {
    await withFolder(async ({ folder, run }) => {
      const address = `duckdb:${folder}/test.duckdb?schema=${schema}`;
      assertEquals((await run(address)).run.inserted, 2_000);
      assertEquals((await run(address)).run.unchanged, 2_000);
      const destination = await openDestination(address, { readOnly: true });
      const { runs, tables } = await destination.history(5);
      await destination.close();
      assertEquals([runs.length, tables.map(({ rows }) => rows)], [2, [2_000]]);
    });
  });
}

Deno.test("DuckDB finds a schema in whatever case it is written", async () => {
  await withFolder(async ({ folder, run }) => {
    const file = `${folder}/test.duckdb`;
    for (
      const [schema, inserted] of [["Main", 2_000], ["main", 0], ["Agency", 2_000], ["agency", 0]]
    ) {
      assertEquals((await run(`duckdb:${file}?schema=${schema}`)).run.inserted, inserted);
    }
    const database = await Database.open(file, true);
    const schemas = await database.query(
      "SELECT schema_name FROM duckdb_schemas() WHERE database_name = 'workspace' AND NOT internal",
    );
    await database.close();
    assertEquals(schemas, [{ schema_name: "Agency" }]);
  });
});

for (const schema of ["information_schema", "PG_catalog"]) {
  Deno.test(`DuckDB refuses the schema ${schema} before it creates a file`, async () => {
    await withFolder(async ({ folder }) => {
      const address = `duckdb:${folder}/test.duckdb?schema=${schema}`;
      const error = await assertRejects(() => openDestination(address), DestinationError);
      assertStringIncludes(error.message, `the schema '${schema}' is DuckDB's own; name another`);
      assertEquals([...Deno.readDirSync(folder)], []);
    });
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
