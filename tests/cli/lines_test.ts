import { assertEquals, assertMatch } from "@std/assert";
import { countMeanings } from "../../loader/run_log.ts";
import { type Lab, workspaceLab } from "../lab.ts";
import { kindsOf, linesOf, schema } from "./lines.ts";
import { run } from "./process.ts";

const envOf = ({ api, address }: Lab) => ({
  WORKSPACE_API_URL: api.url,
  WORKSPACE_API_TOKEN: api.token,
  WORKSPACE_DESTINATION: address,
  WORKSPACE_RATE: "0",
});

Deno.test("every JSON line of a command is what docs/lines.schema.json says", async () => {
  await using lab = workspaceLab({ rows: 3 });
  const env = envOf(lab);
  const sync = await run(["sync"], env);
  assertEquals(kindsOf(linesOf(sync.stdout)), { resource: 13, run: 1 });
  assertEquals(kindsOf(linesOf(sync.stderr)), { progress: 13 });
  assertEquals(kindsOf(linesOf((await run(["status"], env)).stdout)), { run: 1, table: 13 });
  assertEquals(kindsOf(linesOf((await run(["check"], env)).stdout)), { finding: 15 });
  assertEquals(kindsOf(linesOf((await run(["resources"], env)).stdout)), { endpoint: 13 });
});

Deno.test("docs/lines.schema.json has every count, as run_log.ts describes it", () => {
  for (const kind of ["resource", "run"]) {
    const { properties } = schema.$defs[kind];
    for (const [name, meaning] of Object.entries(countMeanings)) {
      assertEquals(properties[name]?.description, meaning, `${kind}.${name}`);
    }
  }
});

Deno.test("status --max-age ends with 1 while a table is older, failed or was never read to its end", async () => {
  await using lab = workspaceLab({ rows: 3 });
  const env = envOf(lab);
  const status = (...flags: string[]) => run(["status", "--max-age", ...flags], env);
  await run(["sync", "--only", "clients"], env);
  assertEquals((await status("1h")).code, 0);
  await lab.query("UPDATE _sync_resources SET finished_at = finished_at - INTERVAL 2 HOUR");
  const old = await status("1h");
  assertEquals(old.code, 1);
  assertMatch(old.stderr, /^error: clients was read to its end last at \d{4}-\S+Z\n$/);
  assertEquals((await status("3h")).code, 0);
  lab.sandbox.faults.push({ what: 403, table: "clients", times: Infinity });
  await run(["sync", "--only", "clients"], env);
  assertEquals((await status("3h")).stderr, "error: clients failed\n");
  const wrong = await status("3");
  assertEquals([wrong.code, wrong.stderr.split("\n")[0]], [
    2,
    "error: Cannot use '3' as --max-age: expected a whole number with s, m, h or d, such as 4m",
  ]);
});
