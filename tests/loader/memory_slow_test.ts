import { assert, assertEquals } from "@std/assert";
import { widest } from "../../bench/flags.ts";
import type { Measurement } from "../../bench/worker.ts";
import { resources } from "../../generated/resources.ts";
import { createSandbox } from "../../sandbox/mod.ts";

/** What a sync may take at most, whatever the number of rows, in MB. */
const ceiling = 500;
/** Enough for the merge to fill what DuckDB may take. */
const rows = 70_000;

/**
 * Syncs in a process of its own, as the benchmark does. Linux counts the peak of the process that starts
 * another one as that one's too, and this one runs all tests at once; hence the small shell in between.
 */
async function measure(url: string, token: string, file: string): Promise<Measurement> {
  const worker = [
    "run",
    "--quiet",
    "--no-check",
    "--allow-all",
    "bench/worker.ts",
    "sync",
    url,
    token,
    file,
  ];
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

/** What a sync of large records may take at most, in MB. */
const largeCeiling = 600;

/** Serves clients with names of so many letters, in versions; all other lists are empty. */
function serveLarge(count: number, letter: string, length: number) {
  const server = { version: 1 };
  const api = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const url = new URL(request.url);
    if (url.pathname === "/api/workspace") return new Response(null, { status: 404 });
    const isAsked = url.pathname === resources.clients.path;
    const after = url.searchParams.get("startingAfter");
    const from = after === null ? 0 : Number(after) + 1;
    const to = isAsked ? Math.min(from + 100, count) : from;
    const results = Array.from({ length: to - from }, (_, index) => ({
      id: String(from + index),
      name: server.version + letter.repeat(length),
    }));
    return Response.json({ results, hasMore: isAsked && to < count });
  });
  const url = `http://127.0.0.1:${api.addr.port}`;
  return Object.assign(server, { url, [Symbol.asyncDispose]: () => api.shutdown() });
}

for (
  const [what, count, letter, length] of [
    ["2,000 records of 60 KB", 2_000, "x", 60_000],
    ["a record of 30 MB", 1, "x", 30_000_000],
    ["2,000 records of 60 KB beyond ASCII", 2_000, "ж", 30_000],
    ["a record of 30 MB beyond ASCII", 1, "ж", 15_000_000],
  ] as const
) {
  Deno.test(`sync() of ${what} stays within its memory, also when all changed`, async () => {
    const folder = await Deno.makeTempDir();
    await using server = serveLarge(count, letter, length);
    try {
      for (const written of [count, 0, count]) {
        if (written > 0) server.version++;
        const measured = await measure(server.url, "token", `${folder}/test.duckdb`);
        assertEquals(measured.written, written);
        assert(measured.memory < largeCeiling, `it took ${measured.memory} MB`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
