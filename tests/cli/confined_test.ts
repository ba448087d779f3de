import { assertEquals, assertMatch } from "@std/assert";
import { permissionsOf } from "../../cli/confined.ts";
import { permissions } from "./process.ts";

const settings = ["WORKSPACE_*", "TERM", "TERM_PROGRAM", "TMUX"];
const duckdb = [...settings, "DUCKDB_JE_MALLOC_CONF"];
const ffi = [new URL("../../../", import.meta.resolve("@duckdb/node-api"))];
const api = ["--api-url", "https://api.example.com"];
const net = ["api.example.com:443"];

/** What a command line may do. */
const allowed: readonly [args: string[], permissions: Deno.PermissionOptionsObject][] = [
  [["--help"], {}],
  [["--version"], {}],
  [["nonsense", ...api], {}],
  [["sync", "--help", ...api], {}],
  [["sync", "--nonsense", ...api], { env: settings, read: [] }],
  [["sync", "--env-file", "missing", ...api], { env: settings, read: ["missing"] }],
  [["resources"], { env: settings }],
  [["sandbox", "--port", "0"], { net: ["127.0.0.1"] }],
  [["sync"], { env: duckdb, net: [], read: [], write: [], ffi }],
  [api, { env: duckdb, net, read: [], write: [], ffi }],
  [["sync", "--api-url", "http://localhost:1"], {
    ...{ env: duckdb, net: ["localhost:1"], read: [], write: [], ffi },
  }],
  [["sync", "--api-url", "http://evil.example.com"], {
    ...{ env: duckdb, net: [], read: [], write: [], ffi },
  }],
  [["sync", "--env-file", "LICENSE", ...api], {
    ...{ env: duckdb, net, read: ["LICENSE"], write: [], ffi },
  }],
  [["check", "--to", "duckdb:a/b.duckdb?schema=c", ...api], {
    ...{ env: duckdb, net, read: ["a/b.duckdb"], write: ["a/b.duckdb"], ffi },
  }],
  [["status", "--to", "duckdb:a.duckdb"], { env: duckdb, net: [], read: [], write: [], ffi }],
  [["status", "--serve", "--to", "duckdb:a.duckdb"], {
    env: duckdb,
    net: ["127.0.0.1"],
    read: ["a.duckdb", "a.duckdb.wal"],
    ...{ write: [], ffi },
  }],
  [["schema"], { env: duckdb, net: [], read: [], write: [], ffi }],
];
for (const [args, expected] of allowed) {
  Deno.test(`workspace-sync ${args.join(" ")} may do what it needs`, () => {
    assertEquals(permissionsOf(args), expected);
  });
}

Deno.test("a sync into BigQuery may do what the task sync may, but load a library", () => {
  const { ffi: _, ...task } = permissions["sync"]!;
  const { env, ...rest } = permissionsOf(["sync", "--to", "bigquery://project/dataset", ...api]);
  const variables = (task["env"] as string[]).filter((name) => name !== "DUCKDB_JE_MALLOC_CONF");
  assertEquals({ ...rest, env: (env as string[]).sort() }, { ...task, env: variables.sort() });
});

Deno.test("an address of another kind opens nothing", () => {
  for (const to of ["bigquery", "postgres://host/db", "/etc/passwd", "duckdb:", "duckdb"]) {
    const { net, read, write } = permissionsOf(["check", "--to", to]);
    assertEquals([net, read, write], [[], [], []], to);
  }
  assertMatch(ffi[0]!.href, /^file:.*\/$/);
});
