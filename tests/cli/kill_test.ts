import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
// @ts-types="../../client/std.d.ts"
import { delay } from "@std/async/delay";
import { resources } from "../../generated/resources.ts";
import type { StoredCheckpoint } from "../../loader/checkpoint.ts";
import { createShaper, type Row } from "../../loader/shape.ts";
import { Random } from "../../sandbox/_random.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { Sandbox } from "../../sandbox/types.ts";
import { type ExpectedRow, expectedRow, expectedTables, walk } from "../expected_tables.ts";
import { duckdb, type Lab, workspaceLab } from "../lab.ts";
import { readStages, readTables } from "../read_duckdb.ts";
import { endOrKill, run, start, startOnTerminal } from "./process.ts";

const tables = expectedTables.map(({ name }) => name);
/** Bytes of rows that are stored at once. */
const partBytes = 2 * 1024 * 1024;

/** Starts a sync and sends it a signal when the sandbox has been asked often enough. */
async function syncUntil(
  signal: Deno.Signal,
  requests: number,
  sandbox: Sandbox,
  env: Record<string, string>,
): Promise<{ code: number; stdout: string }> {
  const process = start(["sync"], env);
  let sent = false;
  sandbox.edits.push({
    table: "project_tasks",
    after: requests,
    do: () => {
      sent = true;
      process.kill(signal);
    },
  });
  const { code, stdout } = await process.output();
  sandbox.edits.length = 0;
  assert(sent, "the sync ended before the signal");
  return { code, stdout: new TextDecoder().decode(stdout) };
}

/** Pages that are staged, by resource. */
async function stagedPages(file: string): Promise<Map<string, number>> {
  return new Map([...await readStages(file)].map(([resource, { pages }]) => [resource, pages]));
}

async function rowsOf(file: string) {
  const read = await readTables(file, tables);
  return tables.map((table) => read.get(table)!.map(({ _synced_at, ...row }) => row));
}

/** A lab with over 150 pages of tasks, which take a sync long enough to be stopped. */
function longLab(): Lab {
  const lab = workspaceLab({ rows: Object.fromEntries(tables.map((table) => [table, 120])) });
  lab.sandbox.insert("project_tasks", 15_000);
  return lab;
}

/** The environment in which commands sync a lab. */
const envOf = ({ api, address }: Lab): Record<string, string> => ({
  WORKSPACE_API_URL: api.url,
  WORKSPACE_API_TOKEN: api.token,
  WORKSPACE_RATE: "0",
  WORKSPACE_DESTINATION: address,
});

Deno.test("a sync that is killed resumes, asks only for what is missing, and ends in the same tables", async () => {
  await using lab = longLab();
  await using undisturbed = duckdb();
  await syncUntil("SIGKILL", 120, lab.sandbox, envOf(lab));
  const staged = await stagedPages(lab.file);
  assert(staged.get("project_tasks")! >= 20, "something is staged");

  const pages = (table: string) => Math.ceil(lab.sandbox.records(table).length / 100);
  const before = lab.sandbox.requests.length;
  const { code, stderr } = await run(["sync"], envOf(lab));
  assertEquals(code, 0, stderr);
  const asked = lab.sandbox.requests.slice(before).filter(({ table }) => table === "project_tasks");
  assertEquals(asked.length, pages("project_tasks") - staged.get("project_tasks")!);

  assertEquals((await run(["sync", "--to", undisturbed.address], envOf(lab))).code, 0);
  assertEquals(await rowsOf(lab.file), await rowsOf(undisturbed.file));
  assertEquals(await stagedPages(lab.file), new Map());
  const status = await run(["status"], envOf(lab));
  assertEquals(
    status.stdout.trim().split("\n").map((line) => JSON.parse(line)).filter(({ type }) =>
      type === "run"
    )
      .map(({ status }) => status),
    ["succeeded", "interrupted"],
  );
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} stops a sync at a checkpoint with exit code ${code}`, async () => {
    await using lab = longLab();
    const stopped = await syncUntil(signal, 40, lab.sandbox, envOf(lab));
    assertEquals(stopped.code, code);
    assertStringIncludes(stopped.stdout, '"status":"interrupted"');
    const staged = (await stagedPages(lab.file)).get("project_tasks")!;
    assert(staged >= 39, `${staged} pages are staged`);
    const before = lab.sandbox.requests.length;
    assertEquals((await run(["sync"], envOf(lab))).code, 0);
    const asked = lab.sandbox.requests.slice(before).filter(({ table }) =>
      table === "project_tasks"
    );
    assertEquals(asked.length, 152 - staged);
  });
}

Deno.test({
  name: "Ctrl-C stops a sync that shows live lines on a terminal at a checkpoint",
  ignore: Deno.build.os !== "linux", // `script` takes other arguments elsewhere.
  fn: async () => {
    await using lab = longLab();
    const process = startOnTerminal(["sync"], envOf(lab));
    const output = process.output();
    while (lab.sandbox.requests.length < 60) await delay(5);
    const keyboard = process.stdin.getWriter();
    await keyboard.write(new TextEncoder().encode("\x03"));
    const { code, stdout } = await output;
    await keyboard.close();
    const shown = new TextDecoder().decode(stdout).trimEnd();
    assertStringIncludes(shown, "\x1b[?25l", "the cursor is hidden, as it is by live lines");
    assertMatch(shown, /\nStopped by SIGINT; .* records are staged. Run it again to resume$/);
    assertEquals(code, 130);
  },
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} ends a sync within 5 s while the server hangs, and says how to go on`, async () => {
    await using lab = longLab();
    lab.sandbox.faults.push({ what: "hung", times: Infinity, from: 2 });
    const process = start(["sync"], envOf(lab));
    while (lab.sandbox.requests.length < 8) await delay(10);
    const began = performance.now();
    process.kill(signal);
    const output = await process.output();
    assert(performance.now() - began < 5_000);
    assertEquals(output.code, code);
    assertMatch(
      new TextDecoder().decode(output.stderr).trimEnd().split("\n").at(-1)!,
      new RegExp(`^Stopped by ${signal}; .* records are staged. Run it again to resume$`),
    );
  });
}

/** Tables that are synced under fire, and the pages of each that fill a part; some are smaller than the first. */
const partPages = new Map(
  [resources.workspace_members, resources.invoices, resources.clients].map((resource) => {
    const { name } = resource;
    const shape = createShaper(resource);
    const rows = createSandbox({ rows: 100 }).records(name).map((record, seq) =>
      shape(record, seq) as Row
    );
    const page = rows.reduce((bytes, { size }) => bytes + size, 0);
    return [name, Math.ceil(1.1 * partBytes / page)];
  }),
);
const killedTables = [...partPages.keys()];
/** Enough for over two parts of each. */
const rows = 8_000;
/** Ranges in which their lists are read. */
const ranges = 6;

Deno.test("a sync that is killed 51 times at random asks again for at most two parts of each table, and loses nothing", async () => {
  const seed = Number(Deno.env.get("KILL_SEED") ?? Date.now() % 1_000_000);
  try {
    // Three at a time, since most of the time of a run is the start of its process.
    const lanes = [0, 1, 2].map((lane) => killAtRandom(17, new Random(seed * 3 + lane)));
    for (const lane of await Promise.allSettled(lanes)) {
      if (lane.status === "rejected") throw lane.reason;
    }
  } catch (error) {
    throw new Error(`Failed; KILL_SEED=${seed} kills at the same moments`, { cause: error });
  }
});

async function killAtRandom(kills: number, random: Random): Promise<void> {
  const sizes = Object.fromEntries(tables.map((name) => [name, 0]));
  for (const table of killedTables) sizes[table] = rows;
  await using lab = workspaceLab({ rows: sizes, latency: 5 });
  const { sandbox } = lab;
  const env = { ...envOf(lab), WORKSPACE_ONLY: killedTables.join(",") };
  let staged = new Map<string, StoredCheckpoint>();
  /** Tables that are up to date: a sweep that changes nothing is stored every ten seconds only. */
  const fresh = new Set<string>();
  let lost = 0;
  for (let killed = 0; killed < kills;) {
    const first = sandbox.requests.length;
    const ended = await endOrKill(start(["sync"], env), sandbox, random.unit() * 1_200);
    const now = await readStages(lab.file);
    for (const table of killedTables) {
      const requests = sandbox.requests.slice(first);
      const pages = lostPages(table, requests, staged.get(table), now.get(table));
      if (!fresh.has(table)) lost += checkLost(table, pages);
      const hasRead = (staged.get(table)?.pages ?? 0) +
          requests.filter((request) => request.table === table).length >= rows / 100;
      if (hasRead && !now.has(table)) fresh.add(table);
    }
    staged = now;
    if (!ended) killed++;
    else {
      edit(sandbox, random);
      fresh.clear();
    }
  }
  const last = await run(["sync"], env);
  assertEquals(last.code, 0, last.stderr);
  const pages = [...partPages.values()].reduce((sum, each) => sum + each);
  assert(lost <= kills * (pages + ranges * partPages.size), `${lost} pages were asked for again`);
  await assertWhole(lab);
  // DuckDB leaves the folder that a run that was killed has spilled to, but nothing in it.
  const left = [...Deno.readDirSync(lab.folder)].map(({ name }) => name);
  for (const name of left.filter((name) => name !== "lab.duckdb")) {
    assertEquals([name, [...Deno.readDirSync(`${lab.folder}/${name}`)]], ["lab.duckdb.tmp", []]);
  }
}

/** Checks what a run asked for, and returns how many pages the next one has to ask for again. */
function lostPages(
  table: string,
  requests: Sandbox["requests"],
  before: StoredCheckpoint | undefined,
  after: StoredCheckpoint | undefined,
): number {
  const asked = requests.filter((request) => request.table === table)
    .map(({ query }) => new URLSearchParams(query).get("startingAfter"));
  const twice = asked.length - new Set(asked).size;
  assert(twice < ranges, `${table}: ${twice} pages are asked for twice by one run`);
  if (before?.complete) assertEquals(asked, [], `${table}: all of it was staged`);
  if (asked.length > 0) {
    const isLeft = before?.ranges.some(({ cursor }) => cursor === asked[0]) ?? true;
    assert(isLeft, `${table}: it resumes at its checkpoint`);
  }
  const reached = (before?.pages ?? 0) + asked.length;
  const merged = after === undefined && reached >= rows / 100;
  return merged ? 0 : reached - (after?.pages ?? 0);
}

/** One part may be on its way into the stage while the next one is read, and each range reads one page ahead. */
function checkLost(table: string, pages: number): number {
  assert(pages <= 2 * partPages.get(table)! + ranges, `${table}: ${pages} pages are lost`);
  return pages;
}

/** Gives the next sync something to insert, and changes all rows: a sweep that changes few is stored seldom. */
function edit(sandbox: Sandbox, random: Random): void {
  for (const table of killedTables) {
    const future = random.unit();
    for (const { id } of sandbox.records(table)) sandbox.update(table, String(id), { future });
    sandbox.insert(table, 10);
  }
}

/** Checks the tables against the API, row by row, and that nothing of a stage is left. */
async function assertWhole({ file, api }: Lab): Promise<void> {
  const read = await readTables(file, killedTables);
  for (const table of expectedTables.filter(({ name }) => killedTables.includes(name))) {
    const expected = (await walk(api.url, api.token, table.path))
      .map((record): ExpectedRow => ({ ...expectedRow(table, record), _deleted_at: null }))
      .sort((a, b) => String(a.id) < String(b.id) ? -1 : 1);
    assertEquals(read.get(table.name)!.map(({ _synced_at, ...row }) => row), expected);
  }
  assertEquals(await readStages(file), new Map());
}
