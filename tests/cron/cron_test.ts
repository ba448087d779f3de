import {
  assert,
  assertEquals,
  assertMatch,
  assertObjectMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
// @ts-types="../../client/std.d.ts"
import { delay } from "@std/async/delay";
import { HealthKeeper } from "../../cli/cron/health.ts";
import { jobsOf, readCronSettings } from "../../cli/cron/settings.ts";
import { tick } from "../../cli/cron/tick.ts";
import { UsageError } from "../../cli/errors.ts";
import { type Lab, workspaceLab } from "../lab.ts";
import { pagesAsked } from "../pages_asked.ts";
import { kindsOf, type Line } from "../cli/lines.ts";
import { start, startModule } from "../cli/process.ts";
import { linesIn, startReceiver } from "../alerts/receiver.ts";
import { configured, twoLabs } from "../cli/workspaces.ts";

const reader = (variables: Record<string, string | undefined>) => (name: string) => variables[name];

/** What a tick needs to sync a lab. */
const variablesOf = ({ api, address }: Lab) => ({
  WORKSPACE_API_URL: api.url,
  WORKSPACE_API_TOKEN: api.token,
  WORKSPACE_DESTINATION: address,
  WORKSPACE_RATE: "0",
});

/** The settings of the one workspace that variables describe. */
const settingsOf = (variables: Record<string, string>) =>
  readCronSettings(reader(variables)).workspaces[0]!;

Deno.test("the cron jobs run as the environment says, on production only", () => {
  const { workspaces: [usual], ...entry } = readCronSettings(reader({}));
  assertEquals(entry, { port: 8_000, isProduction: true, isDeploy: false });
  assertEquals(jobsOf(usual!), [
    { kind: "complete", name: "workspace-sync", schedule: "17 * * * *" },
  ]);
  assertEquals([usual!.slice, usual!.max_age, usual!.status_token.value], [
    ...[240_000, undefined, undefined],
  ]);
  const { workspaces: [settings], ...onDeploy } = readCronSettings(reader({
    WORKSPACE_CRON: "0 2 * * *",
    WORKSPACE_CRON_QUICK: "*/10 * * * *",
    WORKSPACE_CRON_NAME: "agency",
    WORKSPACE_SLICE: "90s",
    WORKSPACE_MAX_AGE: "2d",
    WORKSPACE_STATUS_TOKEN: "a token of the status page",
    DENO_TIMELINE: "production",
  }));
  assertEquals(onDeploy, { port: undefined, isProduction: true, isDeploy: true });
  assertEquals(jobsOf(settings!), [
    { kind: "complete", name: "agency", schedule: "0 2 * * *" },
    { kind: "quick", name: "agency quick", schedule: "*/10 * * * *" },
  ]);
  assertEquals([settings!.slice, settings!.max_age, settings!.status_token.value], [
    ...[90_000, 172_800_000, "a token of the status page"],
  ]);
  assertEquals(readCronSettings(reader({ DENO_TIMELINE: "git-branch/x" })).isProduction, false);
});

Deno.test("a wrong setting of the cron jobs is named with its variable", () => {
  for (
    const [name, value] of [
      ["WORKSPACE_SLICE", "4"],
      ["WORKSPACE_SLICE", "0m"],
      ["WORKSPACE_MAX_AGE", "1w"],
      ["WORKSPACE_PORT", "70000"],
    ]
  ) {
    assertThrows(
      () => readCronSettings(reader({ [name!]: value! })),
      UsageError,
      `Cannot use '${value}' as ${name}: expected `,
    );
  }
});

Deno.test("ticks with little time each end in the table of one sync, and ask for no page twice", async () => {
  await using lab = workspaceLab({ rows: { clients: 3_000 }, latency: 40 });
  const settings = settingsOf({ ...variablesOf(lab), WORKSPACE_ONLY: "clients" });
  const statuses = [];
  for (let ticks = 0; statuses.at(-1) !== "succeeded" && ticks < 20; ticks++) {
    statuses.push((await tick(settings, { slice: 400 })).status);
  }
  assert(statuses.length > 2, `${statuses}`);
  assertEquals(new Set(statuses.slice(0, -1)), new Set(["continues"]));
  assertEquals(await lab.query("SELECT count(*) AS n FROM clients"), [{ n: 3_000 }]);
  // The page that a tick was waiting for, and the one ahead, are asked for once more.
  assert(pagesAsked(lab.sandbox) <= 30 + 2 * statuses.length, `${pagesAsked(lab.sandbox)} pages`);
});

Deno.test("of two ticks into one file at once, one does nothing", async () => {
  await using lab = workspaceLab({ rows: 20, latency: 20 });
  const settings = settingsOf(variablesOf(lab));
  const ticks = await Promise.all([tick(settings), tick(settings, { quick: true })]);
  assertEquals(ticks.map(({ status }) => status).sort(), ["busy", "succeeded"]);
  assertEquals(pagesAsked(lab.sandbox), 13);
});

Deno.test("a tick on Deno Deploy refuses a file, which would not last", async () => {
  await using lab = workspaceLab({ rows: 1 });
  const settings = settingsOf(variablesOf(lab));
  const { status, message } = await tick(settings, { isDeploy: true });
  assertEquals(status, "failed");
  assertMatch(message, /^Cannot sync into a file on Deno Deploy, where files do not last: set /);
});

Deno.test("the health of tables follows the ticks, and the destination where they do not tell", async () => {
  let now = new Date("2026-01-01T00:00:00Z");
  let asked = 0;
  const swept = new Date("2025-12-31T23:00:00Z");
  const keeper = new HealthKeeper({
    maxAge: 2 * 3_600_000,
    resources: ["clients", "holidays"],
    read: () => {
      asked++;
      const status = "succeeded" as const;
      return Promise.resolve(["clients", "holidays"].map((resource) => ({
        ...{ resource, status, synced_at: swept, swept_at: swept, rows: 1 },
      })));
    },
    now: () => now,
  });
  const after = (minutes: number) => now = new Date(now.getTime() + minutes * 60_000);
  const add = (resource: string, status: "succeeded" | "failed", quick = false) => {
    const record = { resource, status, quick, finished_at: now };
    keeper.add({ resources: [record] } as unknown as Parameters<typeof keeper.add>[0]);
  };
  assertEquals((await keeper.health()).status, "ok");
  assertEquals(asked, 1);
  after(70);
  add("clients", "succeeded");
  add("holidays", "succeeded", true);
  const stale = await keeper.health();
  assertEquals([stale.status, stale.problems], [
    "failing",
    ["holidays was read to its end last at 2025-12-31T23:00:00.000Z"],
  ]);
  assertEquals(stale.tables[1]!.synced_at, now.toISOString());
  assertEquals(asked, 2);
  await keeper.health();
  assertEquals(asked, 2, "it asks once a minute at most");
  add("holidays", "failed");
  assertEquals((await keeper.health()).problems, ["holidays failed"]);
  add("holidays", "succeeded");
  assertEquals((await keeper.health()).status, "ok");
  keeper.fail("the server answered 401");
  assertEquals((await keeper.health()).problems, [
    "The last tick failed: the server answered 401",
  ]);
});

/** A process of `deno task cron` whose jobs run every minute, and the lines that it has written. */
function startCron(variables: Record<string, string>, module?: string) {
  const env = { WORKSPACE_CRON: "* * * * *", WORKSPACE_PORT: "0", ...variables };
  const process = module ? startModule("cron", module, env) : start(["cron"], env);
  const lines: Line[] = [];
  const reading = (async () => {
    let text = "";
    for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const complete = text.split("\n");
      text = complete.pop()!;
      lines.push(...complete.map((line) => JSON.parse(line)));
    }
  })();
  const line = async (type: string) => {
    for (;;) {
      const found = lines.find((line) => line.type === type);
      if (found) return found;
      await delay(50);
    }
  };
  return { process, lines, reading, line };
}

Deno.test("deno task cron syncs into a file, says how it is on loopback, and stops at a checkpoint", async () => {
  await using lab = workspaceLab({ rows: 20, latency: 300 });
  const { process, lines, line, reading } = startCron(variablesOf(lab));
  const { port, hostname } = await line("listening");
  assertEquals(hostname, "127.0.0.1");
  const seen = async (path: string, text: string) => {
    while (!(await (await fetch(`http://127.0.0.1:${port}${path}`)).text()).includes(text)) {
      await delay(50);
    }
  };
  await seen("/", "Nothing is running.");
  const healthz = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`);
    return [response.status, await response.json()];
  };
  const [before, { problems }] = await healthz();
  assertEquals([before, problems[0]], [503, "clients was never read to its end"]);
  await seen("/now", "Complete sync");
  await seen("/metrics", "workspace_sync_syncs_running 1");
  assertObjectMatch(await line("tick"), {
    ...{ kind: "complete", status: "succeeded", message: "260 read, 260 written" },
  });
  const [after, { status }] = await healthz();
  assertEquals([after, status], [200, "ok"]);
  await seen("/", "All 13 tables are fresh");
  await seen("/metrics", 'workspace_sync_table_rows{table="clients"} 20');
  process.kill("SIGTERM");
  await Promise.all([process.stderr.cancel(), reading, process.status]);
  assertEquals(kindsOf(lines), { listening: 1, tick: 1 });
});

Deno.test("deno task cron fails a tick that fails, in one JSON line, and tells a webhook", async () => {
  await using lab = workspaceLab({ rows: 1 });
  await using hook = startReceiver();
  const { process, lines, line, reading } = startCron({
    ...variablesOf(lab),
    WORKSPACE_API_TOKEN: "x",
    WORKSPACE_ALERT_URL: hook.url,
    WORKSPACE_ALERT_AFTER: "1",
  });
  const errors = new Response(process.stderr).text();
  const failed = await line("tick");
  assertEquals(failed.status, "failed");
  assertMatch(String(failed.message), /the server answered 401/);
  const { port } = await line("listening");
  const response = await fetch(`http://127.0.0.1:${port}/healthz`);
  assertEquals(response.status, 503);
  assertMatch((await response.json()).problems[0], /^The last tick failed: .*401/);
  process.kill("SIGTERM");
  await Promise.all([reading, process.status]);
  assertMatch(await errors, /^Exception in cron handler workspace-sync \[Error: the line before/m);
  assertEquals(kindsOf(lines), { listening: 1, alert: 1, tick: 1 });
  assertEquals(linesIn(hook.taken[0]!)[0], lines.find(({ type }) => type === "alert")!.message);
});

Deno.test("deno task cron syncs every workspace of the config file, and tells them apart", async () => {
  await using labs = twoLabs();
  const { process, lines, line, reading } = startCron({ ...labs.env, WORKSPACE_TOKEN_ACME: "x" });
  const { port } = await line("listening");
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  const ticks = () => lines.filter(({ type }) => type === "tick");
  while (ticks().length < 2) await delay(50);
  assertEquals(ticks().map(({ workspace, status }) => [workspace, status]), [
    ["acme", "failed"],
    ["globex", "succeeded"],
  ]);
  const health = await get("/healthz");
  const { status, problems, workspaces } = await health.json();
  assertEquals([health.status, status, workspaces.length], [503, "failing", 2]);
  assertMatch(problems[0], /^acme: The last tick failed: .*401/);
  assertObjectMatch(workspaces[1], { workspace: "globex", status: "ok", problems: [] });
  const list = await (await get("/")).text();
  for (const name of ["acme", "globex"]) assertStringIncludes(list, `href="/${name}/"`);
  assertMatch(list, /The last tick failed: .*401/);
  const page = await (await get("/globex")).text();
  assertStringIncludes(page, "All 2 tables are fresh");
  const [, table] = /href="(\/globex\/tables\/clients)"/.exec(page)!;
  assertStringIncludes(await (await get(table!)).text(), 'href="/globex/"');
  assertMatch(await (await get("/globex/metrics")).text(), /table_rows\{table="clients"\} 3$/m);
  process.kill("SIGTERM");
  await Promise.all([process.stderr.cancel(), reading, process.status]);
  assertEquals(kindsOf(lines), { listening: 1, tick: 2 });
});

Deno.test("deno task cron names its jobs after their workspaces, and gives each its own schedule", () => {
  using config = configured({
    cron_name: "sync",
    workspaces: {
      acme: { cron: "5 * * * *" },
      globex: { cron_quick: "*/10 * * * *", destination: "duckdb:globex.duckdb" },
    },
  });
  const { workspaces } = readCronSettings(reader({ WORKSPACE_CONFIG: config.file }));
  assertEquals(workspaces.flatMap(jobsOf).map(({ name, schedule }) => [name, schedule]), [
    ["sync acme", "5 * * * *"],
    ["sync globex", "17 * * * *"],
    ["sync globex quick", "*/10 * * * *"],
  ]);
});

for (
  const [variable, value, message] of [
    ["WORKSPACE_CRON", "* * * * 0", "Invalid cron schedule"],
    ["WORKSPACE_CRON_NAME", "x".repeat(65), "Cron name cannot exceed 64 characters"],
  ] as const
) {
  Deno.test(`deno task cron says in one line that Deno does not take ${variable}`, async () => {
    const { process, lines, reading } = startCron({ [variable]: value });
    await Promise.all([reading, process.stderr.cancel()]);
    assertEquals((await process.status).code, 2);
    assertEquals(kindsOf(lines), { cron: 1 });
    assertStringIncludes(String(lines[0]!.message), message);
    assertStringIncludes(String(lines[0]!.message), value);
  });
}

Deno.test("deno task cron does not start with a wrong setting", async () => {
  const { process, lines, reading } = startCron({ WORKSPACE_SLICE: "soon" });
  await Promise.all([reading, process.stderr.cancel()]);
  assertEquals((await process.status).code, 2);
  assertEquals(kindsOf(lines), { cron: 1 });
  assertEquals(lines, [{
    ...{ type: "cron", status: "failed" },
    message:
      "Cannot use 'soon' as WORKSPACE_SLICE: expected a whole number with s, m, h or d, such as 4m",
  }]);
});

Deno.test("a project that brings the tokens of its platform signs in with them", async () => {
  const provider = "projects/7/locations/global/workloadIdentityPools/p/providers/deploy";
  const { process, line, reading } = startCron({
    WORKSPACE_API_URL: "http://127.0.0.1:1",
    WORKSPACE_API_TOKEN: "token",
    WORKSPACE_DESTINATION: "bigquery://my-project/crm",
    GOOGLE_WORKLOAD_IDENTITY_PROVIDER: provider,
  }, "tests/cron/platform_without_token.ts");
  const problem = "Cannot sign in to Google: the platform gives no token: none for " +
    `https://iam.googleapis.com/${provider}`;
  // The page signs in as the ticks do.
  const { port } = await line("listening");
  const { problems } = await (await fetch(`http://127.0.0.1:${port}/healthz`)).json();
  assertEquals(problems.at(-1), `The destination could not be asked: ${problem}`);
  assertEquals((await line("tick")).message, problem);
  process.kill("SIGTERM");
  await Promise.all([process.stderr.cancel(), reading, process.status]);
});
