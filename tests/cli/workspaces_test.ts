import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
// @ts-types="../../client/std.d.ts"
import { delay } from "@std/async/delay";
import { Ajv } from "ajv";
import ajvFormats from "ajv-formats";
import { readConfigFile } from "../../cli/config_file.ts";
import { UsageError } from "../../cli/errors.ts";
import { askedBy } from "../../cli/main.ts";
import { permissionsOf } from "../../cli/permissions.ts";
import { readSettings } from "../../cli/read_settings.ts";
import type { Settings } from "../../cli/settings.ts";
import type { DuckDbPlace } from "../lab.ts";
import { pagesAsked } from "../pages_asked.ts";
import { configSchema, schemaFile } from "./config_schema.ts";
import { kindsOf, linesOf } from "./lines.ts";
import { run, runOnTerminal, start } from "./process.ts";
import { configured, twoLabs } from "./workspaces.ts";

const root = new URL("../../", import.meta.url);

const ajv = new Ajv({ allErrors: true });
(ajvFormats as unknown as (ajv: Ajv) => void)(ajv);
const isValid = ajv.compile(configSchema());

/** Reads settings with a config file and variables, and nothing else. */
function read(
  file: string,
  given: Partial<Settings> = {},
  variables: Record<string, string> = {},
) {
  return readSettings(
    ["destination", "rate", "concurrency", "only", "api_token", "port", "workspace", "config"],
    { given: { ...given, config: file }, environment: (name) => variables[name] },
  );
}

Deno.test("a flag wins over a variable, this over the workspace, this over what holds for all, and this over the default", () => {
  using config = configured({
    ...{ rate: 1, concurrency: 2, only: ["clients"], port: 0 },
    workspaces: { acme: { rate: 3, destination: "duckdb:acme.duckdb" } },
  });
  const [of] = read(config.file);
  assertEquals(of!.rate, 3, "the workspace");
  assertEquals([of!.concurrency, of!.only, of!.port], [2, ["clients"], 0], "all workspaces");
  assertEquals([of!.workspace, of!.destination], ["acme", "duckdb:acme.duckdb"]);
  const [given] = read(config.file, { concurrency: 5 }, {
    ...{ WORKSPACE_RATE: "4", WORKSPACE_CONCURRENCY: "4" },
  });
  assertEquals([given!.rate, given!.concurrency], [4, 5]);
  using bare = configured({ workspaces: { acme: {} } });
  assertEquals(read(bare.file)[0]!.destination, "duckdb:workspace.duckdb");
});

Deno.test("a wrong variable does not matter where a flag is given, nor a wrong file where none is read", () => {
  using config = configured({});
  assertEquals(read(config.file, { rate: 2 }, { WORKSPACE_RATE: "fast" })[0]!.rate, 2);
  const environment = () => undefined;
  assertEquals(readSettings(["json"], { given: { config: "missing" }, environment }).length, 1);
});

Deno.test("the token is in the variable that the workspace names, whatever WORKSPACE_API_TOKEN holds", () => {
  using config = configured({
    workspaces: {
      acme: { api_token_variable: "WORKSPACE_TOKEN_A" },
      globex: { destination: "duckdb:globex.duckdb" },
      initech: { api_token_variable: "WORKSPACE_TOKEN_I", destination: "duckdb:initech.duckdb" },
    },
  });
  const variables = { WORKSPACE_API_TOKEN: "usual", WORKSPACE_TOKEN_A: "own" };
  assertEquals(read(config.file, { all: true }, variables).map(({ api_token }) => api_token), [
    { variable: "WORKSPACE_TOKEN_A", value: "own" },
    { variable: "WORKSPACE_API_TOKEN", value: "usual" },
    { variable: "WORKSPACE_TOKEN_I", value: undefined },
  ]);
});

Deno.test("tokens may be in the file of variables, which the environment wins over", () => {
  using config = configured({
    workspaces: { acme: { api_token_variable: "WORKSPACE_TOKEN_A", rate: 1, concurrency: 1 } },
  });
  const file = `${config.folder}/.env`;
  Deno.writeTextFileSync(
    file,
    "WORKSPACE_TOKEN_A=filed\nWORKSPACE_RATE=2\nWORKSPACE_CONCURRENCY=2",
  );
  const [of] = read(config.file, { env_file: file }, { WORKSPACE_CONCURRENCY: "3" });
  assertEquals([of!.api_token.value, of!.rate, of!.concurrency], ["filed", 2, 3]);
});

/** A secret that must be seen nowhere. */
const secret = "marked-s3cret-7c1d";

const one = (settings: object) => ({ workspaces: { acme: settings } });
const refused: readonly (readonly [title: string, config: unknown, line: string])[] = [
  ["what is not JSON", `{"api_token": "${secret}"`, ": it is not JSON; see line 1 column "],
  ["what is not an object", "[]", "Cannot use FILE: expected an object"],
  [
    "workspaces that are no object",
    { workspaces: [] },
    "Cannot use 'workspaces' in FILE: expected",
  ],
  ["no workspaces", { workspaces: {} }, "Cannot use FILE: its 'workspaces' is empty"],
  [
    "a name with a slash",
    { workspaces: { "a/b": {} } },
    "Cannot use the name of workspace 'a/b' in FILE: expected up to 32 letters, digits, _ and -",
  ],
  [
    "an unknown setting",
    one({ onyl: ["clients"] }),
    "Unknown setting 'onyl' of workspace 'acme' in FILE; did you mean 'only'?",
  ],
  [
    "a setting in another spelling",
    { apiUrl: "https://api.example.com" },
    "Unknown setting 'apiUrl' in FILE; did you mean 'api_url'?",
  ],
  [
    "a wrong value",
    one({ rate: -1 }),
    "Cannot use '-1' as rate of workspace 'acme' in FILE: expected a number of at least 0",
  ],
  [
    "a number as text",
    { concurrency: "6" },
    `Cannot use '"6"' as concurrency in FILE: expected a whole number of at least 1`,
  ],
  ["an object with a secret", { rate: { token: secret } }, "Cannot use '{…}' as rate in FILE"],
  ["a switch that is a number", { strict: 1 }, "Cannot use '1' as strict in FILE: expected 1 or 0"],
  [
    "an empty text",
    { destination: "" },
    "Cannot use '' as destination in FILE: expected an address",
  ],
  ["a schedule of four fields", { cron: "17 * * *" }, "as cron in FILE: expected five fields"],
  [
    "a duration without its unit",
    one({ max_age: "3" }),
    "Cannot use '3' as max_age of workspace 'acme' in FILE: expected a whole number with s, m, h",
  ],
  [
    "an unknown resource",
    { only: ["clients", "invoces"] },
    "Unknown resource 'invoces' in only in FILE; did you mean 'invoices'?",
  ],
  [
    "a setting of one run",
    one({ allow_mass_delete: true }),
    "Cannot use allow_mass_delete of workspace 'acme' in FILE: it is for one run; use --allow-mass",
  ],
  [
    "a setting of all workspaces in one",
    one({ port: 8000 }),
    "Cannot use port of workspace 'acme' in FILE: it holds for all workspaces; put it beside",
  ],
  ...["api_token", "token", "apiToken", "password"].map((key) =>
    [
      `a secret as ${key}`,
      one({ [key]: secret }),
      `Cannot use ${key} of workspace 'acme' in FILE: a secret does not belong in a file; put it ` +
      "into a variable, and name that in api_token_variable",
    ] as const
  ),
  [
    "the token of the page",
    { status_token: secret },
    "put it into a variable, and name that in status_token_variable",
  ],
  ...[secret, 7, null].map((value) =>
    [
      `${value === secret ? "a secret" : value} for the name of its variable`,
      one({ api_token_variable: value }),
      "Cannot use api_token_variable of workspace 'acme' in FILE: expected the name of a variable " +
      "that begins with WORKSPACE_",
    ] as const
  ),
];

for (const [title, content, line] of refused) {
  Deno.test(`a config file is refused in one line that names the place: ${title}`, () => {
    using config = configured(content);
    const { message } = assertThrows(() => readConfigFile(config.file), UsageError) as Error;
    assertStringIncludes(message.replaceAll(config.file, "FILE"), line);
    assert(!message.includes(secret) && !message.includes("\n"), message);
    const text = Deno.readTextFileSync(config.file);
    assert(title === "what is not JSON" || !isValid(JSON.parse(text)), "the schema allows it");
  });
}

Deno.test("docs/workspace-sync.schema.json is what deno task config-schema writes", async () => {
  assertEquals(JSON.parse(await Deno.readTextFile(schemaFile)), configSchema());
});

Deno.test("the example and the documentation show config files that are read as they are meant", async () => {
  const page = await Deno.readTextFile(new URL("docs/configuration.md", root));
  const shown = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text]) => text!);
  const example = await Deno.readTextFile(new URL("examples/workspace-sync.json", root));
  assertEquals(shown.length > 0, true);
  for (const text of [example, ...shown]) {
    assert(isValid(JSON.parse(text)), ajv.errorsText(isValid.errors));
    using config = configured(text);
    assertEquals(readConfigFile(config.file).length, 2);
  }
});

const unclear: readonly (readonly [title: string, args: string[], line: string])[] = [
  ["none of several", [], "It is not clear which workspace of FILE is meant: name acme or globex"],
  ["one that is not there", ["--workspace", "glbx"], "Unknown workspace 'glbx' of FILE; did you"],
  ["one and all", ["--workspace", "acme", "--all"], "Cannot take both --all and --workspace"],
  [
    "two that would write into the same tables",
    ["--all", "--to", "duckdb:./x.duckdb"],
    "Cannot sync the workspaces 'acme' and 'globex' into the same tables, duckdb:./x.duckdb: give",
  ],
];

for (const [title, args, line] of unclear) {
  Deno.test(`sync does not begin when its workspaces are unclear: ${title}`, async () => {
    using config = configured({
      workspaces: {
        acme: { destination: "duckdb:acme.duckdb" },
        globex: { destination: "duckdb:globex.duckdb" },
      },
    });
    const { code, stdout, stderr } = await run(["sync", "--config", config.file, ...args]);
    assertStringIncludes(stderr.replaceAll(config.file, "FILE"), `error: ${line}`);
    assertEquals([code, stdout, stderr.trim().split("\n").length], [2, "", 1]);
  });
}

Deno.test("two workspaces may share a file when their schemas differ, however it is spelt", () => {
  const both = (one: string, other: string) =>
    configured({ workspaces: { acme: { destination: one }, globex: { destination: other } } });
  using apart = both("duckdb:x.duckdb?schema=a", "duckdb:x.duckdb?schema=b");
  assertEquals(read(apart.file, { all: true }).length, 2);
  for (
    const [one, other] of [["x.duckdb", "./x.duckdb?schema=main"], ["x?schema=a", "x?schema=A"]]
  ) {
    using same = both(`duckdb:${one}`, `duckdb:${other}`);
    assertThrows(() => read(same.file, { all: true }), UsageError, "into the same tables");
  }
});

Deno.test("the worker of each workspace may do what that one needs, and not what another does", () => {
  using config = configured({
    workspaces: {
      file: { api_url: "https://one.example.com", destination: "duckdb:one.duckdb" },
      cloud: { api_url: "https://two.example.com", destination: "bigquery://project/dataset" },
    },
  });
  const asked = askedBy(["sync", "--all", "--config", config.file]);
  if (typeof asked === "string") throw new Error(`It prints ${asked}`);
  const [file, cloud] = asked.map(permissionsOf);
  assertEquals([file!.net, file!.read], [["one.example.com:443"], []]);
  assertEquals([cloud!.net, cloud!.read, cloud!.ffi], [true, true, undefined]);
});

const clients = async (place: Pick<DuckDbPlace, "query">) =>
  (await place.query<{ n: bigint }>("SELECT count(*) AS n FROM clients"))[0]!.n;

Deno.test("sync --all syncs every workspace into its tables, and says so of each and of all", async () => {
  await using labs = twoLabs();
  const { code, stdout, stderr } = await run(["sync", "--all"], labs.env);
  assertEquals(code, 0, stderr);
  const lines = linesOf(stdout);
  assertEquals(kindsOf(lines), { resource: 4, run: 2, workspaces: 1 });
  assertEquals(kindsOf(linesOf(stderr)), { progress: 4 });
  assertEquals([...lines, ...linesOf(stderr)].map(({ workspace }) => workspace), [
    ...["acme", "acme", "acme", "globex", "globex", "globex", undefined],
    ...["acme", "acme", "globex", "globex"],
  ]);
  assertEquals(lines.at(-1), {
    ...{ type: "workspaces", succeeded: ["acme", "globex"], failed: [], not_run: [] },
  });
  assertEquals([await clients(labs.acme), await clients(labs.globex)], [2, 3]);
});

Deno.test("a workspace that fails does not stop the others, and the exit code is the worst", async () => {
  await using labs = twoLabs();
  const env = { ...labs.env, WORKSPACE_TOKEN_ACME: "another" };
  const { code, stdout, stderr } = await run(["sync", "--all"], env);
  assertEquals(code, 3);
  assertMatch(stderr, /^error: acme: .* the server answered 401.*; check the token$/m);
  const lines = linesOf(stdout);
  assertEquals(kindsOf(lines), { resource: 2, run: 1, workspaces: 1 });
  assertEquals([lines.at(-1)!.succeeded, lines.at(-1)!.failed], [["globex"], ["acme"]]);
  assertEquals(await clients(labs.globex), 3);
  labs.globex.sandbox.faults.push({ what: 400, table: "clients", times: Infinity });
  const both = await run(["sync", "--all"], { ...env, WORKSPACE_TOKEN_ACME: "" });
  assertEquals(both.code, 2);
  assertMatch(both.stderr, /^error: acme: No API token is set: put it into WORKSPACE_TOKEN_ACME/m);
  assertMatch(both.stderr, /^error: globex: clients: .* 400/m);
});

Deno.test("an error that nothing catches ends its workspace, and not the others", async () => {
  await using labs = twoLabs();
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const broken = `
    export { default } from "${imports["openapi-fetch"]}";
    setTimeout(() => { throw new Error("A defect"); });`;
  const map = `${labs.folder}/imports.json`;
  await Deno.writeTextFile(
    map,
    JSON.stringify({
      imports: { ...imports, "openapi-fetch": `data:application/javascript,${encodeURI(broken)}` },
    }),
  );
  const { code, stdout, stderr } = await run(["sync", "--all"], labs.env, ["--import-map", map]);
  assertEquals(stderr.match(/A defect/g)?.length, 4, stderr); // In a message and a line of code, twice.
  assertEquals([code, linesOf(stdout)], [1, [
    { type: "workspaces", succeeded: [], failed: ["acme", "globex"], not_run: [] },
  ]]);
});

Deno.test("a signal stops the workspace at work, and those after it do not begin", async () => {
  await using labs = twoLabs({ latency: 400 });
  const process = start(["sync", "--all"], labs.env);
  const output = process.output();
  while (pagesAsked(labs.acme.sandbox) === 0) await delay(5);
  process.kill("SIGINT");
  const { code, stdout } = await output;
  assertEquals(code, 130);
  const { type: _, ...ended } = linesOf(new TextDecoder().decode(stdout)).at(-1)!;
  assertEquals(ended, { succeeded: [], failed: ["acme"], not_run: ["globex"] });
  assertEquals(pagesAsked(labs.globex.sandbox), 0);
});

Deno.test("each command takes the workspace that is named, or the only one", async () => {
  await using labs = twoLabs();
  const named = { ...labs.env, WORKSPACE_NAME: "globex" };
  const check = await run(["check"], named);
  assertEquals(check.code, 0, check.stdout);
  assertEquals(
    new Set(linesOf(check.stdout).map(({ workspace }) => workspace)),
    new Set(["globex"]),
  );
  assertEquals((await run(["sync", "--workspace", "acme"], named)).code, 0);
  assertEquals([await clients(labs.acme), pagesAsked(labs.globex.sandbox)], [2, 2]);
  const status = await run(["status", "--max-age", "1h"], { ...named, WORKSPACE_NAME: "acme" });
  assertEquals([status.code, kindsOf(linesOf(status.stdout))], [0, { run: 1, table: 2 }]);
  using single = configured({
    workspaces: {
      only: {
        destination: labs.acme.address,
        api_url: labs.acme.api.url,
        api_token_variable: "WORKSPACE_TOKEN_ACME",
      },
    },
  });
  const { code, stdout } = await run(["sync"], { ...labs.env, WORKSPACE_CONFIG: single.file });
  assertEquals([code, linesOf(stdout).at(-1)!.workspace], [0, "only"]);
});

Deno.test("on a terminal a config file of the folder is found, and each report has its heading", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  await using labs = twoLabs();
  const { WORKSPACE_CONFIG: _, ...env } = labs.env;
  const { code, lines } = await runOnTerminal(["sync", "--all"], env, {
    cwd: labs.folder,
    flags: ["--config", new URL("deno.json", root).pathname],
    size: [120, 40],
  });
  assertEquals(code, 0, lines.join("\n"));
  const headings = lines.map((line) => line.trim()).filter((line) => /^(acme|globex)$/.test(line));
  assertEquals(headings, ["acme", "globex"]);
  assertEquals(lines.filter(Boolean).at(-1), "2 of 2 workspaces succeeded");
});
