import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Database } from "../../loader/destinations/duckdb/database.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { Sandbox } from "../../sandbox/types.ts";
import { expectedTables } from "../expected_tables.ts";
import { readTables } from "../read_duckdb.ts";
import { run, start } from "./process.ts";

const tables = expectedTables.map(({ name }) => name);

/** Starts a sync and sends it a signal when the sandbox has been asked often enough. */
async function syncUntil(
  signal: Deno.Signal,
  requests: number,
  sandbox: Sandbox,
  env: Record<string, string>,
): Promise<{ code: number; stdout: string }> {
  const process = start(["sync"], env);
  let sent = false;
  sandbox.edits.push({
    table: "project_tasks",
    after: requests,
    do: () => {
      sent = true;
      process.kill(signal);
    },
  });
  const { code, stdout } = await process.output();
  sandbox.edits.length = 0;
  assert(sent, "the sync ended before the signal");
  return { code, stdout: new TextDecoder().decode(stdout) };
}

/** Pages that are staged, by resource. */
async function stagedPages(file: string): Promise<Map<string, number>> {
  const database = await Database.open(file, true);
  const rows = await database.query<{ resource: string; pages: number }>(
    "SELECT resource, pages FROM _sync_stages",
  );
  await database.close();
  return new Map(rows.map(({ resource, pages }) => [resource, pages]));
}

async function rowsOf(file: string) {
  const read = await readTables(file, tables);
  return tables.map((table) => read.get(table)!.map(({ _synced_at, ...row }) => row));
}

async function withSandbox(
  work: (
    sandbox: Sandbox,
    env: (file: string) => Record<string, string>,
    folder: string,
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const sandbox = createSandbox({ rows: Object.fromEntries(tables.map((table) => [table, 120])) });
  sandbox.insert("project_tasks", 9_000);
  await using api = sandbox.listen();
  try {
    await work(sandbox, (file) => ({
      WORKSPACE_API_URL: api.url,
      WORKSPACE_API_TOKEN: api.token,
      WORKSPACE_RATE: "0",
      WORKSPACE_DESTINATION: `duckdb:${file}`,
    }), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a sync that is killed goes on, asks only for what is missing, and ends in the same tables", async () => {
  await withSandbox(async (sandbox, env, folder) => {
    const [killed, undisturbed] = [`${folder}/killed.duckdb`, `${folder}/undisturbed.duckdb`];
    await syncUntil("SIGKILL", 70, sandbox, env(killed));
    const staged = await stagedPages(killed);
    assert(staged.get("project_tasks")! >= 20, "something is staged");

    const pages = (table: string) => Math.ceil(sandbox.records(table).length / 100);
    const before = sandbox.requests.length;
    const { code, stderr } = await run(["sync"], env(killed));
    assertEquals(code, 0, stderr);
    const asked = sandbox.requests.slice(before).filter(({ table }) => table === "project_tasks");
    assertEquals(asked.length, pages("project_tasks") - staged.get("project_tasks")!);

    assertEquals((await run(["sync"], env(undisturbed))).code, 0);
    assertEquals(await rowsOf(killed), await rowsOf(undisturbed));
    assertEquals(await stagedPages(killed), new Map());
    const status = await run(["status"], env(killed));
    assertEquals(
      status.stdout.trim().split("\n").map((line) => JSON.parse(line)).filter(({ run }) => run)
        .map(({ status }) => status),
      ["succeeded", "interrupted"],
    );
  });
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} stops a sync at a checkpoint with exit code ${code}`, async () => {
    await withSandbox(async (sandbox, env, folder) => {
      const file = `${folder}/stopped.duckdb`;
      const stopped = await syncUntil(signal, 40, sandbox, env(file));
      assertEquals(stopped.code, code);
      assertStringIncludes(stopped.stdout, '"status":"interrupted"');
      const staged = (await stagedPages(file)).get("project_tasks")!;
      assert(staged >= 39, `${staged} pages are staged`);
      const before = sandbox.requests.length;
      assertEquals((await run(["sync"], env(file))).code, 0);
      const asked = sandbox.requests.slice(before).filter(({ table }) => table === "project_tasks");
      assertEquals(asked.length, 92 - staged);
    });
  });
}
