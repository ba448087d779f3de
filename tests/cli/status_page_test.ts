import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
// @ts-types="../../client/std.d.ts"
import { delay } from "@std/async/delay";
import { workspaceLab } from "../lab.ts";
import { kindsOf, type Line } from "./lines.ts";
import { run, start } from "./process.ts";

/** The first line that a process writes. */
async function firstLine(process: Deno.ChildProcess): Promise<Line> {
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return JSON.parse(value!);
}

Deno.test("deno task status --serve serves the page on loopback until it is told to stop", async () => {
  await using lab = workspaceLab({ rows: 2 });
  await lab.sync({ now: () => new Date(Date.now() - 3 * 3_600_000) });
  const process = start(["status", "--serve", "--port", "0", "--max-age", "2h"], {
    WORKSPACE_DESTINATION: lab.address,
    WORKSPACE_API_TOKEN: "a-token-of-the-api",
  });
  const line = await firstLine(process);
  assertEquals(kindsOf([line]), { listening: 1 });
  assertEquals(line.hostname, "127.0.0.1");
  const page = await (await fetch(`http://127.0.0.1:${line.port}/`)).text();
  assertStringIncludes(page, "13 of 13 tables need attention");
  assertStringIncludes(page, "Syncs run in other processes");
  const metrics = await (await fetch(`http://127.0.0.1:${line.port}/metrics`)).text();
  assertMatch(metrics, /^workspace_sync_table_rows\{table="clients"\} 2$/m);

  const { code, stderr } = await run(["status", "--serve", "--port", String(line.port)], {
    WORKSPACE_DESTINATION: lab.address,
  });
  assertEquals(code, 2);
  assertMatch(
    stderr,
    /^error: Cannot listen on port \d+: it is in use; choose another with --port/,
  );

  process.kill("SIGTERM");
  assertEquals((await process.status).code, 0);
  await process.stderr.cancel();
});

Deno.test("the page tells that another process syncs into its file, does not hinder it, and shows what it did", async () => {
  await using lab = workspaceLab({ rows: 2, latency: 400 });
  await lab.sync();
  const env = {
    WORKSPACE_DESTINATION: lab.address,
    WORKSPACE_API_URL: lab.api.url,
    WORKSPACE_API_TOKEN: lab.api.token,
  };
  const process = start(["status", "--serve", "--port", "0"], env);
  const { port } = await firstLine(process);
  const text = async (path: string) =>
    await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  assertStringIncludes(await text("/"), "Last 1 run<");
  lab.sandbox.insert("clients", 3);
  const sync = run(["sync"], env);
  let isSeen = false;
  let hasEnded = false;
  sync.finally(() => hasEnded = true);
  while (!hasEnded) {
    await text("/");
    isSeen ||= (await text("/now")).includes("A sync seems to be running");
    await delay(50);
  }
  assertEquals([(await sync).code, isSeen], [0, true]);
  const page = await text("/");
  assertStringIncludes(page, "Last 2 runs<");
  assertStringIncludes(page, "3 new");
  process.kill("SIGTERM");
  await Promise.all([process.status, process.stderr.cancel()]);
});

Deno.test("deno task status --serve does not start with a wrong setting", async () => {
  const wrong: readonly [string[], Record<string, string>, string][] = [
    [["--port", "70000"], {}, "Cannot use '70000' as --port: expected a port, or 0 for any"],
    [["--max-age", "soon"], {}, "Cannot use 'soon' as --max-age: expected a whole number"],
    [[], { WORKSPACE_MAX_AGE: "soon" }, "Cannot use 'soon' as WORKSPACE_MAX_AGE: expected a whole"],
    [[], { WORKSPACE_STATUS_TOKEN: "short" }, "Cannot use WORKSPACE_STATUS_TOKEN: it is shorter"],
  ];
  for (const [args, env, message] of wrong) {
    const { code, stderr } = await run(["status", "--serve", ...args], env);
    assertEquals(code, 2);
    assertStringIncludes(stderr, `error: ${message}`);
  }
});
