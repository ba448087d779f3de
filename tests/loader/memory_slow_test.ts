import { assert, assertEquals } from "@std/assert";
import type { Measurement } from "../../bench/worker.ts";
import { resources } from "../../generated/resources.ts";
import { createSandbox } from "../../sandbox/mod.ts";

/** What a sync may take at most, whatever the number of rows, in MB. */
const ceiling = 600;
/** Enough for the merge to fill what DuckDB may take. */
const rows = 70_000;

const widest =
  Object.values(resources).reduce((a, b) => a.columns.length >= b.columns.length ? a : b)
    .name;

/**
 * Syncs in a process of its own, as the benchmark does. Linux counts the peak of the process that starts
 * another one as that one's too, and this one runs all tests at once; hence the small shell in between.
 */
async function measure(url: string, token: string, file: string): Promise<Measurement> {
  const worker = ["run", "--quiet", "--allow-all", "bench/worker.ts", "sync", url, token, file];
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", '"$@"; exit $?', "sh", Deno.execPath(), ...worker],
    cwd: new URL("../../", import.meta.url),
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("sync() of the widest resource stays within its memory, also when every row changed", async () => {
  const folder = await Deno.makeTempDir();
  const sandbox = createSandbox({
    rows: {
      ...Object.fromEntries(Object.values(resources).map(({ name }) => [name, 0])),
      [widest]: rows,
    },
  });
  try {
    await using api = sandbox.listen();
    const first = await measure(api.url, api.token, `${folder}/test.duckdb`);
    assertEquals(first.written, rows);
    assert(first.memory < ceiling, `the first sync took ${first.memory} MB`);

    sandbox.faults.push({ table: widest, what: "extra", record: "all", times: Infinity });
    const changed = await measure(api.url, api.token, `${folder}/test.duckdb`);
    assertEquals(changed.written, rows);
    assert(changed.memory < ceiling, `the sync of changed rows took ${changed.memory} MB`);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["test.duckdb"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
