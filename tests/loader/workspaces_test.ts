import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AuthenticationError } from "../../client/mod.ts";
import { resources } from "../../generated/resources.ts";
import { schemas } from "../../generated/schemas.ts";
import { Database } from "../../loader/destinations/duckdb/database.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { DestinationError } from "../../loader/errors.ts";
import { type RunReport, sync, type SyncOptions } from "../../loader/sync.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { createSandboxOf } from "../../sandbox/sandbox_of.ts";
import type { Listener, SandboxOptions } from "../../sandbox/types.ts";
import { pagesAsked } from "../pages_asked.ts";

const clients = [resources.clients!];
const all = Object.values(resources);

/** A database file, and syncs of the clients of any API into it. */
interface Setup {
  readonly run: (
    api: Listener,
    options?: Partial<SyncOptions>,
    schema?: string,
  ) => Promise<RunReport>;
  readonly query: (sql: string) => Promise<Record<string, unknown>[]>;
}

async function withFile(work: (setup: Setup) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/workspaces.duckdb`;
  try {
    await work({
      run: async (api, options = {}, schema = "main") => {
        const destination = await openDestination(`duckdb:${file}?schema=${schema}`);
        try {
          return await sync({
            client: { baseUrl: api.url, token: api.token, rate: 0, retries: 0 },
            destination,
            resources: clients,
            ...options,
          });
        } finally {
          await destination.close();
        }
      },
      query: async (sql) => {
        const database = await Database.open(file, false);
        try {
          return await database.query(sql);
        } finally {
          await database.close();
        }
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const workspaceA = { id: "0a", name: "Agency A" };
const workspaceB = { id: "0b", name: "Agency B" };

/** An API that does not say whose token it is. */
function silentSandbox(options: SandboxOptions): Listener {
  return createSandboxOf({ resources, schemas }, options).listen();
}

Deno.test("sync() keeps the workspace with the run", async () => {
  await using api = createSandbox({ rows: 3, workspace: workspaceA }).listen();
  await withFile(async ({ run, query }) => {
    const { run: ended } = await run(api);
    assertEquals([ended.workspace_id, ended.workspace_name], ["0a", "Agency A"]);
    assertEquals(await query("SELECT workspace_id, workspace_name FROM _sync_runs"), [
      { workspace_id: "0a", workspace_name: "Agency A" },
    ]);
  });
});

for (const deletes of ["soft", "hard", "keep"] as const) {
  Deno.test(`sync() refuses another workspace in the same file with deletes ${deletes}, and takes it in another schema`, async () => {
    await using one = createSandbox({ rows: 3, workspace: workspaceA }).listen();
    await using other = createSandbox({ rows: 4, seed: 2, workspace: workspaceB }).listen();
    await withFile(async ({ run, query }) => {
      await run(one);
      const error = await assertRejects(
        () => run(other, { deletes, allowMassDelete: true }),
        DestinationError,
      );
      assertEquals(error.reason, "occupied");
      assertStringIncludes(error.message, "Cannot sync the workspace 'Agency B' (0b) into duckdb:");
      assertStringIncludes(error.message, "it holds the workspace 'Agency A' (0a)");
      const rows = "SELECT count(*) AS n FROM clients WHERE _deleted_at IS NULL";
      assertEquals(await query(rows), [{ n: 3 }]);
      assertEquals(await query("SELECT count(*) AS n FROM _sync_runs"), [{ n: 1 }]);

      assertEquals((await run(other, { deletes }, "agency_b")).run.inserted, 4);
      assertEquals(await query(rows), [{ n: 3 }]);
    });
  });
}

Deno.test("sync() does not resume an interrupted sync of another workspace", async () => {
  const interrupted = createSandbox({ rows: 900, workspace: workspaceA });
  await using one = interrupted.listen();
  await using other = createSandbox({ rows: 900, seed: 2, workspace: workspaceB }).listen();
  await withFile(async ({ run, query }) => {
    interrupted.faults.push({ what: 500, table: "clients", from: 5 });
    assertEquals((await run(one)).run.status, "failed");
    await assertRejects(() => run(other), DestinationError, "it holds");
    const staged = "SELECT count(*) AS n FROM _stage_clients WHERE _hash IS NOT NULL";
    assertEquals(await query(staged), [{ n: 400 }]);
    assertEquals((await run(one)).run.resumed, 400);
  });
});

Deno.test("sync() resumes the same workspace at another URL", async () => {
  const sandbox = createSandbox({ rows: 900, workspace: workspaceA });
  await withFile(async ({ run }) => {
    {
      await using api = sandbox.listen();
      sandbox.faults.push({ what: 500, table: "clients", from: 5 });
      assertEquals((await run(api)).run.status, "failed");
    }
    await using api = sandbox.listen();
    const { run: next } = await run(api);
    assertEquals([next.status, next.resumed, next.inserted], ["succeeded", 400, 900]);
  });
});

Deno.test("sync() tells workspaces apart by the URL where the API does not say whose token it is", async () => {
  await using one = silentSandbox({ rows: 3 });
  await using other = silentSandbox({ rows: 3, seed: 2 });
  await withFile(async ({ run }) => {
    assertEquals((await run(one)).run.workspace_id, null);
    assertEquals((await run(one)).run.unchanged, 3);
    const error = await assertRejects(() => run(other), DestinationError);
    assertStringIncludes(error.message, `it holds a workspace that ${one.url}/ does not name`);
  });
});

Deno.test("sync() takes a URL with slashes at its end for the same API", async () => {
  await using api = silentSandbox({ rows: 3 });
  await withFile(async ({ run }) => {
    const url = `${api.url}/v2`;
    const silent = (request: Request) => fetch(request.url.replace("/v2", ""), request);
    const at = (baseUrl: string) => ({
      client: { baseUrl, token: api.token, rate: 0, retries: 0, fetch: silent as typeof fetch },
    });
    assertEquals((await run(api, at(url))).run.source, url);
    assertEquals((await run(api, at(`${url}//`))).run.status, "succeeded");
  });
});

Deno.test("sync() refuses a workspace that the API does not name once it knows whose the file is", async () => {
  const sandbox = createSandbox({ rows: 3 });
  await using api = sandbox.listen();
  await withFile(async ({ run, query }) => {
    await run(api);
    for (const answer of [new Response(null, { status: 403 }), new Response("<!doctype html>")]) {
      const silent = (request: Request | URL | string) => {
        const { pathname } = new URL(new Request(request).url);
        return pathname === "/api/workspace" ? Promise.resolve(answer) : fetch(request);
      };
      const client = { baseUrl: api.url, token: api.token, rate: 0, retries: 0, fetch: silent };
      const error = await assertRejects(
        () => run(api, { client, deletes: "keep" }),
        DestinationError,
      );
      assertStringIncludes(error.message, `Cannot sync a workspace that ${api.url}/ does not name`);
      assertStringIncludes(error.message, "it holds the workspace 'Sandbox 1'");
    }
    assertEquals(await query("SELECT count(*) AS n FROM _sync_runs"), [{ n: 1 }]);
  });
});

Deno.test("sync() takes over a file whose runs do not know their workspace", async () => {
  await using api = createSandbox({ rows: 3 }).listen();
  await using other = createSandbox({ rows: 3, seed: 2 }).listen();
  await withFile(async ({ run, query }) => {
    await run(api);
    for (const column of ["workspace_id", "workspace_name"]) {
      await query(`ALTER TABLE _sync_runs DROP COLUMN ${column}`);
    }
    await assertRejects(() => run(other), DestinationError, "it holds a workspace that");
    assertEquals((await run(api)).run.unchanged, 3);
    await assertRejects(() => run(other), DestinationError, "it holds the workspace 'Sandbox 1'");
  });
});

Deno.test("sync() finds a refused token before it makes anything", async () => {
  const sandbox = createSandbox({ rows: 3 });
  await using api = sandbox.listen();
  await withFile(async ({ run, query }) => {
    await assertRejects(() => run({ ...api, token: "revoked" }), AuthenticationError);
    assertEquals(sandbox.requests.map(({ path }) => path), ["/api/workspace"]);
    assertEquals(await query("SELECT count(*) AS n FROM duckdb_tables()"), [{ n: 0 }]);
  });
});

Deno.test("sync() skips a list that is refused (403) and was never synced, and makes no table for it", async () => {
  const sandbox = createSandbox({ rows: 5 });
  await using api = sandbox.listen();
  await withFile(async ({ run, query }) => {
    sandbox.faults.push({ what: 403, table: "invoices", times: Infinity });
    const report = await run(api, { resources: all });
    assertEquals([report.run.status, report.allRefused], ["succeeded", false]);
    const skipped = report.resources.filter(({ status }) => status === "skipped");
    assertEquals(skipped.map(({ resource }) => resource), ["invoices"]);
    assertStringIncludes(skipped[0]!.error!, "the feature is not enabled");
    const tables = "SELECT count(*) AS n FROM duckdb_tables() WHERE table_name = 'invoices'";
    assertEquals(await query(tables), [{ n: 0 }]);
    sandbox.faults.length = 0;
    assertEquals((await run(api, { resources: all })).run.inserted, 5);
  });
});

Deno.test("sync() fails a list that is refused (403) after it was synced", async () => {
  const sandbox = createSandbox({ rows: 5 });
  await using api = sandbox.listen();
  await withFile(async ({ run }) => {
    await run(api, { resources: all });
    sandbox.faults.push({ what: 403, table: "invoices", times: Infinity });
    const report = await run(api, { resources: all });
    assertEquals([report.run.status, report.allRefused], ["failed", false]);
    const failed = report.resources.filter(({ status }) => status === "failed");
    assertEquals(failed.map(({ resource }) => resource), ["invoices"]);
    assertEquals(report.run.deleted, 0);
  });
});

Deno.test("sync() fails a list that is refused (403) after it was synced empty, or lost all its rows", async () => {
  for (const rows of [0, 3]) {
    const sandbox = createSandbox({ rows });
    await using api = sandbox.listen();
    await withFile(async ({ run }) => {
      await run(api);
      for (const { id } of sandbox.records("clients")) sandbox.delete("clients", String(id));
      assertEquals((await run(api, { allowMassDelete: true })).run.deleted, rows);
      sandbox.faults.push({ what: 403, table: "clients", times: Infinity });
      assertEquals((await run(api)).resources[0]!.status, "failed");
    });
  }
});

Deno.test("sync() fails when a list is refused (403) in its middle, and resumes there later", async () => {
  const sandbox = createSandbox({ rows: 900 });
  await using api = sandbox.listen();
  await withFile(async ({ run }) => {
    sandbox.faults.push({ what: 403, table: "clients", from: 5 });
    const { resources: [failed] } = await run(api);
    assertEquals([failed!.status, failed!.read], ["failed", 400]);
    const before = pagesAsked(sandbox);
    const { run: next } = await run(api);
    assertEquals([next.resumed, next.inserted, pagesAsked(sandbox) - before], [400, 900, 5]);
  });
});

for (const [when, rows] of [["at first", 0], ["after a good sync", 3]] as const) {
  Deno.test(`sync() fails when every list is refused (403) ${when}`, async () => {
    const sandbox = createSandbox({ rows: 3 });
    await using api = sandbox.listen();
    await withFile(async ({ run }) => {
      if (rows > 0) await run(api, { resources: all });
      sandbox.faults.push({ what: 403, times: Infinity });
      const report = await run(api, { resources: all });
      assertEquals([report.run.status, report.allRefused, report.run.deleted], ["failed", true, 0]);
      assertStringIncludes(report.run.error!, "the server answered 403");
    });
  });
}

Deno.test("sync() succeeds with nothing to sync, which is not the same as being refused", async () => {
  await using api = createSandbox({ rows: 3 }).listen();
  await withFile(async ({ run }) => {
    const report = await run(api, { resources: [] });
    assertEquals([report.run.status, report.allRefused], ["succeeded", false]);
  });
});
