import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { defaults } from "../../client/options.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { SandboxOptions } from "../../sandbox/types.ts";
import { type Outcome, run, start } from "./process.ts";
import { duckdb, workspaceLab } from "../lab.ts";
import { withSmallDisk } from "../small_disk.ts";

/** A token that must be seen nowhere. */
const token = "marked-t0ken-5f1e";

/** A lab for runs of the CLI against its sandbox. */
function cliLab(options: SandboxOptions = {}) {
  const to = duckdb({ name: "test.duckdb" });
  const lab = workspaceLab({ rows: 3, token, ...options, to });
  const runHere = async (args: readonly string[], env: Record<string, string> = {}) => {
    const outcome = await run(args, {
      WORKSPACE_API_URL: lab.api.url,
      WORKSPACE_API_TOKEN: token,
      WORKSPACE_DESTINATION: lab.address,
      WORKSPACE_RATE: "0",
      ...env,
    });
    assert(!(outcome.stdout + outcome.stderr).includes(token), "the token is shown");
    assert(!/^ {4}at /m.test(outcome.stdout + outcome.stderr), "a stack trace is shown");
    return outcome;
  };
  return { ...lab, run: runHere };
}

/** Asserts that a run ended with one line on stderr, and nothing on stdout. */
function assertLine({ code, stdout, stderr }: Outcome, exitCode: number, line: RegExp): void {
  assertMatch(stderr.trim(), line);
  assertEquals(stderr.trim().split("\n").length, 1, stderr);
  assertEquals([code, stdout], [exitCode, ""]);
}

const refused: readonly (readonly [
  title: string,
  args: readonly string[],
  env: Record<string, string>,
  code: number,
  line: RegExp,
])[] = [
  [
    "no URL",
    ["sync"],
    { WORKSPACE_API_URL: "" },
    2,
    /^error: No API URL is set: set WORKSPACE_API_URL/,
  ],
  [
    "no token",
    ["sync"],
    { WORKSPACE_API_TOKEN: "" },
    2,
    /^error: No API token is set: put it into WORKSPACE_API_TOKEN/,
  ],
  [
    "a token with a line break",
    ["sync"],
    { WORKSPACE_API_TOKEN: "a\nb" },
    2,
    /^error: Cannot use the token: it has spaces, line breaks/,
  ],
  [
    "http to another host",
    ["sync", "--api-url", "http://example.com"],
    {},
    2,
    /^error: Cannot send the token to http:\/\/example\.com: http is not encrypted; use https:\/\/example\.com$/,
  ],
  [
    "a URL that is none",
    ["sync", "--api-url", "example"],
    {},
    2,
    /^error: Cannot use the base URL 'example': expected one such as/,
  ],
  ...["http://localhost:8080", "https://api.example.com:443"].map((url) => {
    const host = url.replace(/^.*\//, "");
    return [
      `a URL without its scheme, ${host}`,
      ["sync", "--api-url", host],
      {},
      2,
      new RegExp(`^error: Cannot use the base URL '${host}': it has no http.*; use ${url}$`),
    ] as const;
  }),
  [
    "an unknown resource",
    ["sync", "--only", "invoces"],
    {},
    2,
    /^error: Unknown resource 'invoces' in --only; did you mean 'invoices'\?/,
  ],
  [
    "a resource that is like none",
    ["sync", "--only", "x"],
    {},
    2,
    /^error: Unknown resource 'x' in --only; see deno task resources$/,
  ],
  [
    "a flag that is like none",
    ["resources", "--quotient"],
    {},
    2,
    /^error: Unknown flag '--quotient'; see deno task resources --help$/,
  ],
  [
    "an unknown flag",
    ["sync", "--onyl", "clients"],
    {},
    2,
    /^error: Unknown flag '--onyl'; did you mean '--only'\?/,
  ],
  ["an unknown command", ["snyc"], {}, 2, /^error: Unknown command 'snyc'; did you mean 'sync'\?/],
  [
    "a flag without its value",
    ["sync", "--to"],
    {},
    2,
    /^error: The flag '--to' takes a value: --to ADDRESS/,
  ],
  [
    "a number that is none",
    ["sync", "--rate", "fast"],
    {},
    2,
    /^error: Cannot use 'fast' as --rate: expected a number of at least 0/,
  ],
  ...[
    ["--concurrency", "1.5"],
    ["--concurrency", "0"],
    ["--concurrency", "0x10"],
    ["--max-page-bytes", "1e6"],
    ["--max-bytes-billed", "99999999999999999999"],
  ].map(([flag, value]) =>
    [
      `${flag} ${value}`,
      ["sync", flag!, value!],
      {},
      2,
      new RegExp(
        `^error: Cannot use '${value}' as ${flag}: expected a whole number of at least 1$`,
      ),
    ] as const
  ),
  [
    "a variable with a fraction where a whole number is needed",
    ["check"],
    { WORKSPACE_CONCURRENCY: "2.5" },
    2,
    /^error: Cannot use '2\.5' as WORKSPACE_CONCURRENCY: expected a whole number of at least 1$/,
  ],
  [
    "a variable with spaces where a number is needed",
    ["sync"],
    { WORKSPACE_RATE: " " },
    2,
    /^error: Cannot use ' ' as WORKSPACE_RATE: expected a number of at least 0$/,
  ],
  [
    "a flag that is given twice",
    ["sync", "--to", "duckdb:a.duckdb", "--to=duckdb:b.duckdb"],
    {},
    2,
    /^error: The flag '--to' is given more than once; give it once$/,
  ],
  [
    "an unknown mode of deletes",
    ["sync", "--deletes", "yes"],
    {},
    2,
    /^error: Cannot use 'yes' as --deletes: expected soft, hard or keep/,
  ],
  [
    "nothing left to sync",
    ["sync", "--only", "clients", "--except", "clients"],
    {},
    2,
    /^error: No resource is left after --only and --except/,
  ],
  [
    "an unknown kind of destination",
    ["sync", "--to", "postgres:x"],
    {},
    2,
    /^error: Cannot open the destination 'postgres:x': expected duckdb:FILE/,
  ],
  [
    "an unknown setting of a destination",
    ["sync", "--to", "duckdb:x?shcema=a"],
    {},
    2,
    /^error: Cannot open the destination 'duckdb:x\?shcema=a': unknown setting 'shcema'/,
  ],
  [
    "a missing settings file",
    ["sync", "--env-file", "/nowhere/.env"],
    {},
    2,
    /^error: Cannot read the settings in '\/nowhere\/\.env': there is no such file/,
  ],
  [
    "a folder that does not exist",
    ["sync", "--to", "duckdb:/nowhere/x.duckdb"],
    {},
    2,
    /^error: Cannot use \/nowhere\/x\.duckdb: its folder does not exist/,
  ],
  ["a folder as the file", ["sync", "--to", "duckdb:/"], {}, 2, /^error: Cannot use \/: /],
  [
    "status before any sync",
    ["status"],
    {},
    2,
    /^error: Cannot use .*test\.duckdb: there is no such file; run a sync first/,
  ],
];

for (const [title, args, env, code, line] of refused) {
  Deno.test(`the CLI ends in one line and exit code ${code}: ${title}`, async () => {
    await using lab = cliLab();
    assertLine(await lab.run(args, env), code, line);
    assertEquals([...Deno.readDirSync(lab.folder)], [], "nothing is written");
  });
}

/** The results of a run that failed, by type. */
function resultsOf({ stdout }: Outcome) {
  const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
  return { resources: lines.filter(({ type }) => type === "resource"), run: lines.at(-1) };
}

const failing: readonly [string, SandboxOptions, Record<string, string>, number, string][] = [
  [
    "API access that is switched off",
    { faults: [{ what: 423, times: Infinity }] },
    {},
    3,
    "API access is switched off for this workspace",
  ],
  [
    "HTML instead of JSON",
    { faults: [{ what: "html", times: Infinity }] },
    {},
    1,
    "the answer is HTML, not JSON; check the base URL",
  ],
  [
    "JSON that is not the envelope",
    { faults: [{ what: "not-envelope", times: Infinity }] },
    {},
    1,
    "the answer is not what the API promises",
  ],
];

for (const [title, options, env, code, message] of failing) {
  Deno.test(`sync reports ${title} with exit code ${code} and what to do`, async () => {
    await using lab = cliLab(options);
    const outcome = await lab.run(["sync", "--only", "clients"], env);
    assertEquals(outcome.code, code, outcome.stderr);
    const { resources, run: result } = resultsOf(outcome);
    assertStringIncludes(resources[0].error, message);
    const line = outcome.stderr.trim().split("\n").at(-1)!;
    assert(line.startsWith("error: clients: ") && line.includes(message), line);
    assertEquals(result.status, "failed");
  });
}

for (
  const [title, env, code, line] of [
    [
      "a wrong token",
      { WORKSPACE_API_TOKEN: "another" },
      3,
      /^error: Cannot read \/api\/workspace: the server answered 401; .*; check the token$/,
    ],
    [
      "an unreachable host",
      { WORKSPACE_API_URL: "http://127.0.0.1:9" },
      1,
      /^error: Cannot read \/api\/workspace: no connection to http:\/\/127\.0\.0\.1:9, or it broke; check the base URL and the network/,
    ],
  ] as const
) {
  Deno.test(`sync and check say ${title} once, before anything is made`, async () => {
    await using lab = cliLab();
    assertLine(await lab.run(["sync"], env), code, line);
    const { stdout } = await lab.run(["status"]);
    assertEquals(stdout, "", "no run is on record");
    assertEquals([...Deno.readDirSync(lab.folder)].map(({ name }) => name), ["test.duckdb"]);
    const check = await lab.run(["check"], env);
    assertEquals(check.code, code, check.stdout);
    const [first, ...rest] = check.stdout.trim().split("\n").map((row) => JSON.parse(row));
    assertEquals([first.name, first.ok], ["workspace", false]);
    assertMatch(`error: ${first.message}`, line);
    assertEquals(rest.map(({ name }) => name), [`destination ${lab.address}`]);
  });
}

Deno.test("sync and check end with exit code 3 when the API refuses every resource", async () => {
  await using lab = cliLab({ faults: [{ what: 403, times: Infinity }] });
  const sync = await lab.run(["sync"]);
  assertEquals(sync.code, 3, sync.stderr);
  assertEquals(resultsOf(sync).run.status, "failed");
  assertMatch(
    sync.stderr.trim().split("\n").at(-1)!,
    /^error: 13 resources: the server answered 403/,
  );
  const check = await lab.run(["check"]);
  assertEquals(check.code, 3);
  assertStringIncludes(check.stdout, "The API refuses every resource");
});

Deno.test("sync refuses another workspace with exit code 2 and says what to do", async () => {
  await using other = createSandbox({ rows: 2, seed: 2, token }).listen();
  await using lab = cliLab();
  assertEquals((await lab.run(["sync"])).code, 0);
  const line =
    /^error: Cannot sync the workspace 'Sandbox 2' \(.*\) into duckdb:.*: it holds the workspace 'Sandbox 1' \(.*\); name another file or dataset with --to, or another schema with/;
  for (const flags of [[], ["--deletes", "keep"], ["--fresh"]]) {
    assertLine(await lab.run(["sync", ...flags], { WORKSPACE_API_URL: other.url }), 2, line);
  }
  const { stdout } = await lab.run(["status"]);
  const status = stdout.trim().split("\n").map((row) => JSON.parse(row));
  const runs = status.filter(({ type }) => type === "run");
  assertEquals(runs.map(({ workspace_name }) => workspace_name), ["Sandbox 1"]);
});

Deno.test("a rate may have a fraction, and every default of the help is that of the client", async () => {
  await using lab = cliLab();
  const outcome = await lab.run(["sync", "--only", "clients", "--rate", "50.5"]);
  assertEquals(outcome.code, 0, outcome.stderr);
  const { stdout } = await lab.run(["sync", "--help"]);
  assertStringIncludes(stdout, `Requests per second, 0 for no limit (default ${defaults.rate})`);
  assertStringIncludes(stdout, "(default duckdb:workspace.duckdb) [WORKSPACE_DESTINATION]");
});

Deno.test("sync puts a record without id into _sync_rejects and succeeds", async () => {
  await using lab = cliLab({ faults: [{ what: "no-id", table: "clients", record: 1 }] });
  const outcome = await lab.run(["sync", "--only", "clients"]);
  assertEquals(outcome.code, 0, outcome.stderr);
  assertEquals([resultsOf(outcome).run.read, resultsOf(outcome).run.rejected], [3, 1]);
});

Deno.test("sync --strict says in one line what differs from the spec, and merges the other resources", async () => {
  await using lab = cliLab({ faults: [{ what: "extra", table: "clients", record: 1 }] });
  const outcome = await lab.run(["sync", "--only", "clients,holidays", "--strict"]);
  assertEquals(outcome.code, 1);
  assertMatch(
    outcome.stderr.trim().split("\n").at(-1)!,
    /^error: clients: 1 record differs from the spec, '\w+(\.futureField)?' of record \S+: Not in the spec; nothing was merged; sync without --strict to set it aside$/,
  );
  const { resources } = resultsOf(outcome);
  assertEquals(
    resources.map(({ status, inserted }: Record<string, unknown>) => [status, inserted]),
    [["failed", 0], ["succeeded", 3]],
  );
});

Deno.test("sync refuses a file that is no database, and leaves it as it is", async () => {
  await using lab = cliLab();
  const file = `${lab.folder}/notes.txt`;
  const text = "not a database\n".repeat(1000);
  await Deno.writeTextFile(file, text);
  assertLine(
    await lab.run(["sync", "--to", `duckdb:${file}`]),
    2,
    /^error: Cannot use .*notes\.txt: the file exists and is not a DuckDB database; name another$/,
  );
  assertEquals(await Deno.readTextFile(file), text);
});

Deno.test("sync refuses a file that another process has open, and says which", async () => {
  await using lab = cliLab({ latency: 200, rows: 100 });
  const env = { WORKSPACE_API_URL: lab.api.url, WORKSPACE_API_TOKEN: token };
  const holder = start(["sync", "--to", lab.address, "--concurrency", "1"], env);
  const reader = holder.stderr.getReader();
  await reader.read(); // Its first line of progress: the file is open.
  const second = await lab.run(["sync"]);
  assertEquals(second.code, 1);
  assertMatch(
    second.stderr.trim(),
    /^error: Cannot use .*test\.duckdb: it is open in another process \(.*, PID \d+\); wait for it to finish, or end it$/,
  );
  holder.kill("SIGKILL");
  await holder.status;
  await reader.cancel();
  await holder.stdout.cancel();
});

Deno.test("sync ends in one line and exit code 1 when its file is removed while it runs", async () => {
  await using lab = cliLab({ latency: 200, rows: 100 });
  const process = start(["sync", "--to", lab.address, "--only", "clients"], {
    WORKSPACE_API_URL: lab.api.url,
    WORKSPACE_API_TOKEN: token,
  });
  const reader = process.stderr.getReader();
  await reader.read(); // Its first line of progress: the file is open.
  await Deno.remove(lab.file);
  reader.releaseLock();
  const { code, stdout, stderr } = await process.output();
  const line = new TextDecoder().decode(stderr).trim().split("\n").at(-1)!;
  assertMatch(
    line,
    /^error: Cannot find this run in .*test\.duckdb: the file was removed, replaced or /,
  );
  assertEquals([code, new TextDecoder().decode(stdout)], [1, ""]);
});

Deno.test("sync says so when the disk is full, and keeps what was staged", async (t) => {
  await withSmallDisk(t, 6, async (folder) => {
    await using lab = cliLab({ rows: 20_000 });
    const to = `duckdb:${folder}/x.duckdb`;
    const outcome = await lab.run(["sync", "--only", "clients", "--to", to]);
    assertEquals(outcome.code, 1);
    assertStringIncludes(
      outcome.stdout + outcome.stderr,
      "the disk is full; make room and run again",
    );
  });
});

Deno.test("check and sync say whose view has the name of theirs, and a dry run what would be made", async () => {
  await using lab = cliLab();
  const only = ["--only", "projects,holidays"];
  const words = (text: string) => text.split("\n").filter((line) => line.startsWith("-- "));
  const { stdout: planned } = await lab.run(["sync", "--dry-run", ...only]);
  assertEquals(words(planned).map((line) => line.split(";")[0]), [
    "-- projects: create the table and its views",
    "-- holidays: create the table and its views",
  ]);
  await lab.query("CREATE VIEW projects_live AS SELECT 1 AS mine");
  const line =
    "Cannot sync projects: the name of its view 'projects_live' is taken by a table or view that " +
    "workspace-sync did not make; rename that and sync again";
  const check = await lab.run(["check", ...only]);
  assertEquals(check.code, 2, check.stdout);
  const found = check.stdout.trim().split("\n").map((row) => JSON.parse(row));
  assertEquals(found.filter(({ ok }) => !ok).map(({ name, message }) => [name, message]), [
    ["table projects", line],
  ]);
  const sync = await lab.run(["sync", ...only]);
  assertEquals([sync.code, resultsOf(sync).run.error], [1, line]);
  assertEquals(await lab.query("FROM projects_live"), [{ mine: 1 }]);
  await lab.query(
    "DROP VIEW projects_live; DROP VIEW holidays_live; COMMENT ON TABLE holidays IS NULL",
  );
  const { stdout: again } = await lab.run(["sync", "--dry-run", ...only]);
  assertEquals(words(again).map((line) => line.split(";")[0]), [
    "-- projects: create the table and its views",
    "-- holidays: make the views holidays_live, describe its columns",
  ]);
  assertEquals((await lab.run(["sync", ...only])).code, 0);
  assertEquals((await lab.run(["check", ...only])).code, 0);
});
