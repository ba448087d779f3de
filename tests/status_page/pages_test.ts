import { hash } from "node:crypto";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createRedact } from "../../client/internal.ts";
import { busyLab, secretInRecord } from "./history.ts";
import { servedPage } from "./served.ts";
import { workspaceLab } from "../lab.ts";

/** The text of a page, without tags and with single spaces. */
async function textOf(url: string): Promise<string> {
  const response = await fetch(url);
  assertEquals(response.status, 200, url);
  const html = await response.text();
  return html.replace(/<[^>]*>/g, " ").replaceAll("&quot;", '"').replace(/\s+/g, " ");
}

Deno.test("the pages tell how tables and runs are, why they failed and what to do", async () => {
  await using lab = await busyLab({ runs: 3, rows: 5, isTroubled: true });
  await using served = servedPage(lab.address);
  const overview = await textOf(`${served.origin}/`);
  for (
    const said of [
      "holidays and invoices need attention",
      "Harbour & Hill Studio".replace("&", "&amp;"),
      "Cannot read /api/workspace/invoices: the server answered 503",
      "What to do: Nothing, if it happens once",
      "What to do: Give the token the right",
      "clients : 1 record without a usable key",
      "projects : 3 rows with values that did not fit",
    ]
  ) assertStringIncludes(overview, said);

  const projects = await textOf(`${served.origin}/tables/projects`);
  assertStringIncludes(projects, "3 rows with values that did not fit");
  assertStringIncludes(projects, '"path": "createdAt", "reason": "Not a timestamp');
  const clients = await textOf(`${served.origin}/tables/clients`);
  assertStringIncludes(clients, '"apiToken": "[redacted]"');
  assert(!clients.includes(secretInRecord));

  const [{ run_id }] = await lab.query<{ run_id: string }>(
    "SELECT run_id FROM _sync_runs ORDER BY started_at DESC LIMIT 1",
  ) as [{ run_id: string }];
  const run = await textOf(`${served.origin}/runs/${run_id}`);
  assertMatch(run, /Complete run ✕ failed/);
  assertMatch(run, /holidays ✕ failed/);
});

Deno.test("a table that is too old, or was never synced, needs attention", async () => {
  await using lab = workspaceLab({ rows: 2 });
  const old = new Date(Date.now() - 3 * 3_600_000);
  await lab.sync({ now: () => old });
  await using fresh = servedPage(lab.address);
  assertStringIncludes(await textOf(`${fresh.origin}/`), "All 13 tables are fresh");
  await using strict = servedPage(lab.address, { maxAge: 2 * 3_600_000 });
  assertStringIncludes(await textOf(`${strict.origin}/`), "13 of 13 tables need attention");
  await using more = servedPage(lab.address, { resources: ["others"] });
  assertStringIncludes(await textOf(`${more.origin}/`), "others needs attention");
});

Deno.test("what an older version has not counted is no reason to show nothing", async () => {
  await using lab = workspaceLab({ rows: 2 });
  await lab.sync();
  await lab.query("UPDATE _sync_runs SET bytes_billed = NULL, waited_ms = NULL, retries = NULL");
  await lab.query("UPDATE _sync_resources SET issues = NULL, slot_ms = NULL");
  await lab.query("ALTER TABLE _sync_resources DROP COLUMN quick");
  await lab.query("ALTER TABLE _sync_runs DROP COLUMN workspace_name");
  await using served = servedPage(lab.address);
  assertStringIncludes(await textOf(`${served.origin}/`), "All 13 tables are fresh");
  assertStringIncludes(await textOf(`${served.origin}/tables/clients`), "Every record fits");
  const metrics = await (await fetch(`${served.origin}/metrics`)).text();
  assertMatch(metrics, /^workspace_sync_last_run_billed_bytes 0$/m);
});

Deno.test("where nothing was synced yet, the page says so", async () => {
  await using lab = workspaceLab({ rows: 1 });
  await lab.query("SELECT 1");
  await using empty = servedPage(lab.address);
  assertStringIncludes(await textOf(`${empty.origin}/`), "Nothing was synced yet");
  await using absent = servedPage(`duckdb:${lab.folder}/absent.duckdb`);
  const text = await textOf(`${absent.origin}/`);
  assertStringIncludes(text, "The destination cannot be read");
  assertStringIncludes(text, "there is no such file");
});

Deno.test("what the API says is text on the page, and has no secret in it", async () => {
  await using lab = workspaceLab({ rows: 1 });
  const token = "the-token-of-this-test";
  await lab.sync();
  await lab.query(
    `UPDATE _sync_runs SET status = 'failed', error = 'no <script>alert(1)</script> ${token}'`,
  );
  await lab.query(
    `UPDATE _sync_resources SET status = 'failed', error = '"><img src=x> Bearer ${token}'`,
  );
  await using served = servedPage(lab.address, { redact: createRedact(() => [token]) });
  const [{ run_id }] = await lab.query<{ run_id: string }>("SELECT run_id FROM _sync_runs") as [
    { run_id: string },
  ];
  for (const path of ["/", `/runs/${run_id}`, "/tables/clients", "/metrics", "/now"]) {
    const html = await (await fetch(served.origin + path)).text();
    assert(!/<script>|<img/.test(html), path);
    assert(!html.includes(token), path);
  }
});

Deno.test("the page changes nothing, and knows no other addresses", async () => {
  await using lab = workspaceLab({ rows: 1 });
  await lab.sync();
  const hashOf = async () => hash("sha256", await Deno.readFile(lab.file));
  const before = await hashOf();
  await using served = servedPage(lab.address);
  const paths = ["/", "/tables/clients", "/runs/x", "/now", "/metrics"];
  for (const path of paths) await (await fetch(served.origin + path)).body?.cancel();
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    for (const path of paths) {
      const { status, body } = await fetch(served.origin + path, { method });
      await body?.cancel();
      assertEquals(status, 404, `${method} ${path}`);
    }
  }
  for (const path of ["/tables/none", "/tables/_sync_runs", "/runs/none", "/favicon.ico"]) {
    const { status, body } = await fetch(served.origin + path);
    await body?.cancel();
    assertEquals(status, 404, path);
  }
  assertEquals(await hashOf(), before);
});
