import { assertEquals, assertObjectMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { AuthenticationError } from "../../client/mod.ts";
import { resources } from "../../generated/resources.ts";
import { schemas } from "../../generated/schemas.ts";
import { DestinationError } from "../../loader/errors.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { createSandboxOf } from "../../sandbox/sandbox_of.ts";
import { type LabOptions, workspaceLab } from "../lab.ts";
import { pagesAsked } from "../pages_asked.ts";

const workspaceA = { id: "0a", name: "Agency A" };
const workspaceB = { id: "0b", name: "Agency B" };

/** An API that does not say whose token it is. */
const silentApi = { resources, schemas };

/** A lab whose syncs copy the clients. */
const clientsLab = (options: LabOptions) => workspaceLab({ only: [resources.clients], ...options });

Deno.test("sync() keeps the workspace with the run", async () => {
  await using lab = clientsLab({ rows: 3, workspace: workspaceA });
  const workspace = { workspace_id: "0a", workspace_name: "Agency A" };
  assertObjectMatch((await lab.sync()).run, workspace);
  assertEquals(await lab.query("SELECT workspace_id, workspace_name FROM _sync_runs"), [workspace]);
});

for (const deletes of ["soft", "hard", "keep"] as const) {
  Deno.test(`sync() refuses another workspace in the same file with deletes ${deletes}, and takes it in another schema`, async () => {
    await using lab = clientsLab({ rows: 3, workspace: workspaceA });
    await using other = createSandbox({ rows: 4, seed: 2, workspace: workspaceB }).listen();
    await lab.sync();
    const error = await assertRejects(
      () => lab.sync({ from: other, deletes, allowMassDelete: true }),
      DestinationError,
    );
    assertEquals(error.reason, "occupied");
    assertStringIncludes(error.message, "Cannot sync the workspace 'Agency B' (0b) into duckdb:");
    assertStringIncludes(error.message, "it holds the workspace 'Agency A' (0a)");
    const rows = "SELECT count(*) AS n FROM clients WHERE _deleted_at IS NULL";
    assertEquals(await lab.query(rows), [{ n: 3 }]);
    assertEquals(await lab.query("SELECT count(*) AS n FROM _sync_runs"), [{ n: 1 }]);

    const to = `${lab.address}?schema=agency_b`;
    assertEquals((await lab.sync({ from: other, to, deletes })).run.inserted, 4);
    assertEquals(await lab.query(rows), [{ n: 3 }]);
  });
}

Deno.test("sync() does not resume an interrupted sync of another workspace", async () => {
  await using lab = clientsLab({ rows: 900, workspace: workspaceA });
  await using other = createSandbox({ rows: 900, seed: 2, workspace: workspaceB }).listen();
  lab.sandbox.faults.push({ what: 500, table: "clients", from: 5 });
  assertEquals((await lab.sync()).run.status, "failed");
  await assertRejects(() => lab.sync({ from: other }), DestinationError, "it holds");
  const staged = "SELECT count(*) AS n FROM _stage_clients WHERE _hash IS NOT NULL";
  assertEquals(await lab.query(staged), [{ n: 400 }]);
  assertEquals((await lab.sync()).run.resumed, 400);
});

Deno.test("sync() resumes the same workspace at another URL", async () => {
  await using lab = clientsLab({ rows: 900, workspace: workspaceA });
  lab.sandbox.faults.push({ what: 500, table: "clients", from: 5 });
  assertEquals((await lab.sync()).run.status, "failed");
  await using elsewhere = lab.sandbox.listen();
  const { run } = await lab.sync({ from: elsewhere });
  assertObjectMatch(run, { status: "succeeded", resumed: 400, inserted: 900 });
});

Deno.test("sync() tells workspaces apart by the URL where the API does not say whose token it is", async () => {
  await using lab = clientsLab({ serves: silentApi, rows: 3 });
  await using other = createSandboxOf(silentApi, { rows: 3, seed: 2 }).listen();
  assertEquals((await lab.sync()).run.workspace_id, null);
  assertEquals((await lab.sync()).run.unchanged, 3);
  const error = await assertRejects(() => lab.sync({ from: other }), DestinationError);
  assertStringIncludes(error.message, `it holds a workspace that ${lab.api.url}/ does not name`);
});

Deno.test("sync() takes a URL with slashes at its end for the same API", async () => {
  await using lab = clientsLab({ serves: silentApi, rows: 3 });
  const baseUrl = `${lab.api.url}/v2`;
  const unversioned = (request: Request) => fetch(request.url.replace("/v2", ""), request);
  const client = { baseUrl, fetch: unversioned as typeof fetch };
  assertEquals((await lab.sync({ client })).run.source, baseUrl);
  const slashes = { ...client, baseUrl: `${baseUrl}//` };
  assertEquals((await lab.sync({ client: slashes })).run.status, "succeeded");
});

Deno.test("sync() refuses a workspace that the API does not name once it knows whose the file is", async () => {
  await using lab = clientsLab({ rows: 3 });
  await lab.sync();
  for (const answer of [new Response(null, { status: 403 }), new Response("<!doctype html>")]) {
    const silent = (request: Request | URL | string) => {
      const { pathname } = new URL(new Request(request).url);
      return pathname === "/api/workspace" ? Promise.resolve(answer) : fetch(request);
    };
    const { message } = await assertRejects(
      () => lab.sync({ client: { fetch: silent }, deletes: "keep" }),
      DestinationError,
    );
    assertStringIncludes(message, `Cannot sync a workspace that ${lab.api.url}/ does not name`);
    assertStringIncludes(message, "it holds the workspace 'Sandbox 1'");
  }
  assertEquals(await lab.query("SELECT count(*) AS n FROM _sync_runs"), [{ n: 1 }]);
});

Deno.test("sync() takes over a file whose runs do not know their workspace", async () => {
  await using lab = clientsLab({ rows: 3 });
  await using other = createSandbox({ rows: 3, seed: 2 }).listen();
  const refuses = (why: string) =>
    assertRejects(() => lab.sync({ from: other }), DestinationError, why);
  await lab.sync();
  for (const column of ["workspace_id", "workspace_name"]) {
    await lab.query(`ALTER TABLE _sync_runs DROP COLUMN ${column}`);
  }
  await refuses("it holds a workspace that");
  assertEquals((await lab.sync()).run.unchanged, 3);
  await refuses("it holds the workspace 'Sandbox 1'");
});

Deno.test("sync() finds a refused token before it makes anything", async () => {
  await using lab = clientsLab({ rows: 3 });
  await assertRejects(() => lab.sync({ client: { token: "revoked" } }), AuthenticationError);
  assertEquals(lab.sandbox.requests.map(({ path }) => path), ["/api/workspace"]);
  assertEquals(await lab.query("SELECT count(*) AS n FROM duckdb_tables()"), [{ n: 0 }]);
});

Deno.test("sync() skips a list that is refused (403) and was never synced, and makes no table for it", async () => {
  await using lab = workspaceLab({ rows: 5 });
  lab.sandbox.faults.push({ what: 403, table: "invoices", times: Infinity });
  const report = await lab.sync();
  assertObjectMatch(report, { run: { status: "succeeded" }, allRefused: false });
  const skipped = report.resources.filter(({ status }) => status === "skipped");
  assertEquals(skipped.map(({ resource }) => resource), ["invoices"]);
  assertStringIncludes(skipped[0]!.error!, "the feature is not enabled");
  const tables = "SELECT count(*) AS n FROM duckdb_tables() WHERE table_name = 'invoices'";
  assertEquals(await lab.query(tables), [{ n: 0 }]);
  lab.sandbox.faults.length = 0;
  assertEquals((await lab.sync()).run.inserted, 5);
});

Deno.test("sync() fails a list that is refused (403) after it was synced", async () => {
  await using lab = workspaceLab({ rows: 5 });
  await lab.sync();
  lab.sandbox.faults.push({ what: 403, table: "invoices", times: Infinity });
  const report = await lab.sync();
  assertObjectMatch(report, { run: { status: "failed", deleted: 0 }, allRefused: false });
  const failed = report.resources.filter(({ status }) => status === "failed");
  assertEquals(failed.map(({ resource }) => resource), ["invoices"]);
});

Deno.test("sync() fails a list that is refused (403) after it was synced empty, or lost all its rows", async () => {
  for (const rows of [0, 3]) {
    await using lab = clientsLab({ rows });
    await lab.sync();
    for (const id of lab.ids("clients")) lab.sandbox.delete("clients", id);
    assertEquals((await lab.sync({ allowMassDelete: true })).run.deleted, rows);
    lab.sandbox.faults.push({ what: 403, table: "clients", times: Infinity });
    assertEquals((await lab.sync()).resources[0]!.status, "failed");
  }
});

Deno.test("sync() fails when a list is refused (403) in its middle, and resumes there later", async () => {
  await using lab = clientsLab({ rows: 900 });
  lab.sandbox.faults.push({ what: 403, table: "clients", from: 5 });
  const { resources: [failed] } = await lab.sync();
  assertObjectMatch(failed!, { status: "failed", read: 400 });
  const before = pagesAsked(lab.sandbox);
  assertObjectMatch((await lab.sync()).run, { resumed: 400, inserted: 900 });
  assertEquals(pagesAsked(lab.sandbox) - before, 5);
});

for (const [when, isSynced] of [["at first", false], ["after a good sync", true]] as const) {
  Deno.test(`sync() fails when every list is refused (403) ${when}`, async () => {
    await using lab = workspaceLab({ rows: 3 });
    if (isSynced) await lab.sync();
    lab.sandbox.faults.push({ what: 403, times: Infinity });
    const report = await lab.sync();
    assertObjectMatch(report, { run: { status: "failed", deleted: 0 }, allRefused: true });
    assertStringIncludes(report.run.error!, "the server answered 403");
  });
}

Deno.test("sync() succeeds with nothing to sync, which is not the same as being refused", async () => {
  await using lab = workspaceLab({ rows: 3, only: [] });
  assertObjectMatch(await lab.sync(), { run: { status: "succeeded" }, allRefused: false });
});
