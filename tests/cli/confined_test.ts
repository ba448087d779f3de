import { assertEquals, assertMatch } from "@std/assert";
import { permissionsOf } from "../../cli/permissions.ts";
import type { Invocation } from "../../cli/invocation.ts";
import { askedBy } from "../../cli/main.ts";
import { permissions } from "./process.ts";

const terminal = ["TERM", "TERM_PROGRAM", "TMUX"];
const duckdb = [...terminal, "DUCKDB_JE_MALLOC_CONF"];
const ffi = [new URL("../../../", import.meta.resolve("@duckdb/node-api"))];
const api = ["--api-url", "https://api.example.com"];
const net = ["api.example.com:443"];

/** What the command of a command line may do. */
const allowed: readonly [args: string[], permissions: Deno.PermissionOptionsObject][] = [
  [["resources"], { env: terminal }],
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
    ...{ env: duckdb, net, read: [], write: [], ffi },
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
  [["query", "expenses", "--parquet", "a.parquet", "--to", "duckdb:a.duckdb"], {
    ...{ env: duckdb, net: [], read: [], write: [], ffi },
  }],
  [["models", "--to", "duckdb:a.duckdb"], { env: duckdb, net: [], read: [], write: [], ffi }],
  [["schema"], { env: duckdb, net: [], read: [], write: [], ffi }],
];
/** Returns what the worker of a command line may do. */
function allowedTo(args: readonly string[]): Deno.PermissionOptionsObject {
  const asked = askedBy(args);
  if (typeof asked === "string") throw new Error(`It prints ${asked}`);
  return permissionsOf(asked[0]!);
}

for (const [args, expected] of allowed) {
  Deno.test(`workspace-sync ${args.join(" ")} may do what it needs`, () => {
    assertEquals(allowedTo(args), expected);
  });
}

Deno.test("a sync into BigQuery may do what the task sync may, but load a library or read settings", () => {
  const { ffi: _, ...task } = permissions["sync"]!;
  const { env, ...rest } = allowedTo(["sync", "--to", "bigquery://project/dataset", ...api]);
  const variables = (task["env"] as string[]).filter((name) =>
    !["WORKSPACE_*", "DUCKDB_JE_MALLOC_CONF"].includes(name)
  );
  assertEquals({ ...rest, env: (env as string[]).sort() }, { ...task, env: variables.sort() });
});

Deno.test("a sync that has alerts may reach the webhook, and no other host", () => {
  const [asked] = askedBy(["sync", ...api]) as readonly Invocation[];
  const value = "https://prod.example.net/workflows/1?sig=x";
  const alert_url = { variable: "WORKSPACE_ALERT_URL", value };
  const { net: hosts } = permissionsOf({ ...asked!, settings: { ...asked!.settings, alert_url } });
  assertEquals(hosts, [...net, "prod.example.net:443"]);
});

Deno.test("an address of another kind opens nothing", () => {
  for (const to of ["bigquery", "postgres://host/db", "/etc/passwd", "duckdb:", "duckdb"]) {
    const { net, read, write } = allowedTo(["check", "--to", to]);
    assertEquals([net, read, write], [[], [], []], to);
  }
  assertMatch(ffi[0]!.href, /^file:.*\/$/);
});
