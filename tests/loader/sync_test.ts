import { assert, assertEquals, assertObjectMatch, assertStringIncludes } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import type { RunReport } from "../../loader/sync.ts";
import { type ExpectedRow, ExpectedState, expectedTables } from "../expected_tables.ts";
import { type Lab, workspaceLab } from "../lab.ts";
import { pagesAsked } from "../pages_asked.ts";
import { readTables } from "../read_duckdb.ts";

const tables = expectedTables.map(({ name }) => name);

async function assertTables(file: string, state: ExpectedState): Promise<void> {
  const read = await readTables(file, tables);
  for (const table of tables) assertEquals(read.get(table), state.rows(table), table);
}

async function rowsOf({ file }: Lab, table: string): Promise<ExpectedRow[]> {
  return (await readTables(file, [table])).get(table)!;
}

/** What the API lists at this moment. */
async function listedBy({ api }: Lab): Promise<ExpectedState> {
  const state = new ExpectedState(api.url, api.token);
  await state.sync(new Date(0));
  return state;
}

const unstamped = ({ _synced_at, ...row }: ExpectedRow) => row;

function total(report: RunReport) {
  const { status, read, inserted, updated, unchanged, deleted, issues, rejected } = report.run;
  return { status, read, inserted, updated, unchanged, deleted, issues, rejected };
}

Deno.test("sync() gives the tables that the spec and the API ask for, row by row and column by column", async () => {
  await using lab = workspaceLab({ rows: 110 });
  const state = new ExpectedState(lab.api.url, lab.api.token);

  const first = await lab.sync();
  await state.sync(first.run.started_at);
  await assertTables(lab.file, state);
  const all = 13 * 110;
  assertEquals(total(first), {
    status: "succeeded",
    read: all,
    inserted: all,
    updated: 0,
    unchanged: 0,
    deleted: 0,
    issues: 0,
    rejected: 0,
  });

  for (const table of tables) {
    const [a, b, c] = lab.sandbox.records(table);
    lab.sandbox.update(table, String(a!.id), {
      createdAt: "2020-01-01T00:00:00.500Z",
      another: { x: [1] },
    });
    lab.sandbox.delete(table, String(b!.id));
    lab.sandbox.delete(table, String(c!.id));
    lab.sandbox.insert(table, 3);
  }
  const second = await lab.sync();
  await state.sync(second.run.started_at);
  await assertTables(lab.file, state);
  assertEquals(total(second), {
    status: "succeeded",
    read: all + 13,
    inserted: 13 * 3,
    updated: 13,
    unchanged: 13 * 107,
    deleted: 13 * 2,
    issues: 0,
    rejected: 0,
  });

  const third = await lab.sync();
  await state.sync(third.run.started_at);
  await assertTables(lab.file, state);
  assertEquals(total(third), {
    status: "succeeded",
    read: all + 13,
    inserted: 0,
    updated: 0,
    unchanged: all + 13,
    deleted: 0,
    issues: 0,
    rejected: 0,
  });
});

Deno.test("sync() resumes after a failure, and asks only for the pages that are missing", async () => {
  const few = Object.fromEntries(tables.map((table) => [table, 30]));
  await using lab = workspaceLab({ rows: { ...few, project_tasks: 950 } });
  // The 7th page of a table fails; retries are off.
  lab.sandbox.faults.push({ what: 500, table: "project_tasks", from: 7 });
  const first = await lab.sync();
  assertEquals(first.run.status, "failed");
  const failed = first.resources.filter(({ status }) => status === "failed");
  assertEquals(failed.map(({ resource }) => resource), ["project_tasks"]);
  assertStringIncludes(failed[0]!.error!, "/api/workspace/project-tasks");

  const before = pagesAsked(lab.sandbox);
  const second = await lab.sync({ resources: [resources.project_tasks] });
  assertObjectMatch(second.resources[0]!, { resumed: 600, read: 950 });
  assertEquals(pagesAsked(lab.sandbox) - before, 4);

  const third = await lab.sync();
  assertEquals(total(third).unchanged, 12 * 30 + 950);
  const state = await listedBy(lab);
  const read = await readTables(lab.file, tables);
  for (const table of tables) {
    assertEquals(read.get(table)!.map(unstamped), state.rows(table).map(unstamped), table);
  }
});

Deno.test("sync() keeps what it has when it is aborted, and the next one resumes", async () => {
  await using lab = workspaceLab({
    rows: { project_tasks: 3_000 },
    only: [resources.project_tasks],
  });
  const controller = new AbortController();
  lab.sandbox.edits.push({ table: "project_tasks", after: 25, do: () => controller.abort() });
  const first = await lab.sync({ signal: controller.signal });
  assertEquals(first.run.status, "interrupted");
  assertEquals(first.resources[0]!.status, "interrupted");
  assert(first.stoppedBy instanceof DOMException);
  assert(first.run.read >= 2_000, `${first.run.read} records were kept`);

  const before = pagesAsked(lab.sandbox);
  const second = await lab.sync();
  assertObjectMatch(second.run, {
    status: "succeeded",
    resumed: first.run.read,
    inserted: 3_000,
  });
  assertEquals(pagesAsked(lab.sandbox) - before, (3_000 - first.run.read) / 100);
});

for (const unknownCursor of ["400", "404", "empty", "first"] as const) {
  Deno.test(`sync() starts over when the record of its checkpoint is gone and an unknown cursor is answered '${unknownCursor}'`, async () => {
    await using lab = workspaceLab({ rows: 450, unknownCursor, only: [resources.holidays] });
    lab.sandbox.faults.push({ what: 500, table: "holidays", from: 4 });
    await lab.sync();
    const ids = lab.ids("holidays");
    for (const id of [ids[5]!, ids[299]!]) lab.sandbox.delete("holidays", id);
    lab.sandbox.update("holidays", ids[6]!, { name: "another" });

    assertObjectMatch((await lab.sync()).run, {
      status: "succeeded",
      inserted: 448,
      resumed: 0,
      read: 448,
    });
    const state = await listedBy(lab);
    assertEquals(
      (await rowsOf(lab, "holidays")).map(unstamped),
      state.rows("holidays").map(unstamped),
    );
  });

  Deno.test(`sync() misses nothing of a list that moves when an unknown cursor is answered '${unknownCursor}'`, async () => {
    await using lab = workspaceLab({
      rows: 450,
      ties: 3,
      unknownCursor,
      only: [resources.holidays],
    });
    const ids = lab.ids("holidays");
    const edits = [
      { after: 1, from: 99, to: 100 },
      { after: 2, from: 195, to: 205 },
      { after: 3, from: 205, to: 300 },
    ];
    for (const { after, from, to } of edits) {
      lab.sandbox.edits.push({
        table: "holidays",
        after,
        do: () => {
          for (const id of ids.slice(from, to)) lab.sandbox.delete("holidays", id);
          lab.sandbox.insert("holidays", 2);
        },
      });
    }
    assertEquals((await lab.sync()).run.status, "succeeded");
    const kept = new Set((await rowsOf(lab, "holidays")).map(({ id }) => id));
    const listed = new Set(lab.ids("holidays"));
    assertEquals(ids.filter((id) => listed.has(id) && !kept.has(id)), []);

    await lab.sync();
    const state = await listedBy(lab);
    const rows = await rowsOf(lab, "holidays");
    assertEquals(
      rows.filter(({ _deleted_at }) => _deleted_at === null).map(({ id }) => id),
      state.rows("holidays").map(({ id }) => id),
    );
  });
}

Deno.test("sync() resumes a stage of the last 24 hours, and discards an older one", async () => {
  for (const { hours, resumed } of [{ hours: 23, resumed: 200 }, { hours: 25, resumed: 0 }]) {
    await using lab = workspaceLab({ rows: { holidays: 250 }, only: [resources.holidays] });
    lab.sandbox.faults.push({ what: 500, table: "holidays", from: 3 });
    assertEquals((await lab.sync()).run.status, "failed");
    const later = new Date(Date.now() + hours * 3_600_000);
    const { run } = await lab.sync({ now: () => later });
    assertObjectMatch(run, { status: "succeeded", resumed, read: 250 });
  }
});

Deno.test("sync() starts over with fresh", async () => {
  await using lab = workspaceLab({ rows: { holidays: 250 }, only: [resources.holidays] });
  lab.sandbox.faults.push({ what: 500, table: "holidays", from: 3 });
  await lab.sync();
  const { run } = await lab.sync({ fresh: true });
  assertObjectMatch(run, { resumed: 0, read: 250 });
  assertEquals(pagesAsked(lab.sandbox), 6);
});

for (const status of [401, 423]) {
  Deno.test(`sync() stops at once when the API answers ${status}`, async () => {
    await using lab = workspaceLab({ rows: 5 });
    lab.sandbox.faults.push({ what: status, times: Infinity });
    const report = await lab.sync();
    assertEquals(report.run.status, "failed");
    assert(pagesAsked(lab.sandbox) <= 6, "no more than the concurrent requests were sent");
    assertStringIncludes(String(report.stoppedBy), `the server answered ${status}`);
  });
}

Deno.test("sync() refuses to delete more than half of a table, unless it is allowed", async () => {
  await using lab = workspaceLab({ rows: { clients: 40 }, only: [resources.clients] });
  await lab.sync();
  for (const id of lab.ids("clients").slice(0, 21)) lab.sandbox.delete("clients", id);
  const { run: refused } = await lab.sync();
  assertObjectMatch(refused, { status: "failed", deleted: 0 });
  assertStringIncludes(refused.error!, "no longer lists 21 of its 40 rows");
  const { run: allowed } = await lab.sync({ allowMassDelete: true });
  assertObjectMatch(allowed, { status: "succeeded", deleted: 21 });
});

Deno.test("sync() puts values that do not fit into _issues and records without id into _sync_rejects", async () => {
  await using lab = workspaceLab({ rows: { clients: 30 }, only: [resources.clients] });
  lab.sandbox.faults.push({ what: "wrong-type", table: "clients", record: 3 });
  lab.sandbox.faults.push({ what: "null-id", table: "clients", record: 5, from: 2 });
  assertObjectMatch((await lab.sync()).run, { issues: 1, inserted: 30, rejected: 0 });
  assertObjectMatch((await lab.sync()).run, { rejected: 1, deleted: 1, updated: 1 });
  assertObjectMatch((await lab.sync()).run, { rejected: 0, updated: 1, unchanged: 29 });
});

Deno.test("sync() counts requests, retries and bytes per resource", async () => {
  await using lab = workspaceLab({ rows: 120 });
  lab.sandbox.faults.push({ what: 429, table: "holidays" });
  const report = await lab.sync({
    resources: [resources.holidays, resources.clients],
    client: { retries: 1 },
  });
  const [clients, holidays] = ["clients", "holidays"].map((name) =>
    report.resources.find(({ resource }) => resource === name)!
  );
  assertObjectMatch(clients!, { requests: 2, retries: 0, pages: 2 });
  assertObjectMatch(holidays!, { requests: 3, retries: 1, pages: 2 });
  assert(clients!.bytes > 50_000);
  assertEquals(report.run.requests, 6, "the question whose token it is counts with the run");
});
