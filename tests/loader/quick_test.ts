import { assertEquals, assertObjectMatch } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import type { Destination } from "../../loader/destination.ts";
import { override } from "../changing_destinations.ts";
import { type Lab, type LabSyncOptions, workspaceLab } from "../lab.ts";
import { pagesAsked } from "../pages_asked.ts";

const table = "holidays";
const holidays = resources.holidays!;

/** A lab whose 700 holidays, on seven pages, were synced once. */
async function syncedLab(): Promise<Lab> {
  const lab = workspaceLab({ rows: { [table]: 700 }, only: [holidays] });
  await lab.sync();
  return lab;
}

/** Syncs quickly; returns what the run did, how many pages it asked for, and whether it was quick. */
async function quickly(lab: Lab, options: LabSyncOptions = {}) {
  const before = pagesAsked(lab.sandbox);
  const { run, resources } = await lab.sync({ quick: true, ...options });
  return { ...run, asked: pagesAsked(lab.sandbox) - before, quick: resources[0]!.quick };
}

/** Has every page stored when it is read. */
const storesEveryPage = (destination: Destination) =>
  override(destination, { pace: { bytes: 1, ms: 1 } });

/** The names of some rows, and whether they are marked as deleted. */
const rowsOf = async (lab: Lab, ids: readonly string[]) => {
  const rows = await lab.query<{ id: string; name: string; gone: boolean }>(
    `SELECT id, name, _deleted_at IS NOT NULL AS gone FROM ${table}`,
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => [found.get(id)?.name, found.get(id)?.gone]);
};

Deno.test("a quick sync reads up to a page without changes, and deletes nothing", async () => {
  await using lab = await syncedLab();
  const [gone, near, far] = [3, 50, 650].map((place) => lab.ids(table)[place]!);
  lab.sandbox.insert(table, 5);
  lab.sandbox.delete(table, gone!);
  for (const id of [near!, far!]) lab.sandbox.update(table, id, { name: "Edited" });
  const [old] = await rowsOf(lab, [far!]);

  const run = await quickly(lab);
  assertObjectMatch(run, {
    ...{ status: "succeeded", quick: true, asked: 2, read: 200 },
    ...{ inserted: 5, updated: 1, deleted: 0, unchanged: 194 },
  });
  assertEquals(await rowsOf(lab, [near!, far!]), [["Edited", false], old]);
  assertEquals((await rowsOf(lab, [gone!])).map(([, isGone]) => isGone), [false]);
  assertObjectMatch(await quickly(lab), { asked: 1, read: 100, inserted: 0, updated: 0 });

  const { run: complete } = await lab.sync();
  assertObjectMatch(complete, { inserted: 0, updated: 1, deleted: 1, unchanged: 703 });
  assertEquals((await rowsOf(lab, [gone!, far!])).map(([, gone]) => gone), [true, false]);
});

Deno.test("a quick sync of a list that was never synced reads all of it", async () => {
  await using lab = workspaceLab({ rows: { [table]: 300 }, only: [holidays] });
  assertObjectMatch(await quickly(lab), { quick: false, asked: 3, inserted: 300 });
});

Deno.test("a quick sync reads all of a list that is not ordered newest first", async () => {
  await using lab = await syncedLab();
  const { orderDirection: _, ...pagination } = holidays.pagination;
  const run = await quickly(lab, { resources: [{ ...holidays, pagination }] });
  assertObjectMatch(run, { quick: false, asked: 7, unchanged: 700 });
});

Deno.test("a quick sync goes on where a complete one was stopped, to the end", async () => {
  await using lab = await syncedLab();
  lab.sandbox.delete(table, lab.ids(table)[600]!);
  for (const id of lab.ids(table)) lab.sandbox.update(table, id, { name: "Edited" });
  const controller = new AbortController();
  lab.sandbox.edits.push({ table, after: 11, do: () => controller.abort() });
  const { run: stopped } = await lab.sync({ signal: controller.signal });
  assertEquals(stopped.status, "interrupted");

  const run = await quickly(lab);
  assertObjectMatch(run, { quick: false, resumed: stopped.read, updated: 699, deleted: 1 });
});

Deno.test("a complete sync does not go on where a quick one was stopped", async () => {
  await using lab = await syncedLab();
  for (const id of lab.ids(table)) lab.sandbox.update(table, id, { name: "Edited" });
  const controller = new AbortController();
  lab.sandbox.edits.push({ table, after: 11, do: () => controller.abort() });
  // So that the first pages are stored before it is stopped.
  assertObjectMatch(
    await quickly(lab, { signal: controller.signal, change: storesEveryPage }),
    { status: "interrupted", quick: true },
  );
  assertEquals((await lab.query(`FROM _stage_${table}`)).length > 100, true, "pages are stored");

  const { run } = await lab.sync();
  assertObjectMatch(run, { resumed: 0, read: 700, updated: 700 });
});

Deno.test("a quick sync reads on where it gives its table a column", async () => {
  await using lab = await syncedLab();
  await lab.query(`ALTER TABLE ${table} DROP COLUMN name`);
  assertObjectMatch(await quickly(lab), { quick: true, asked: 7, updated: 700 });
});

Deno.test("a table is told when its list was read to the end", async () => {
  const days = ["2026-01-01", "2026-01-02"].map((day) => new Date(`${day}T00:00:00Z`));
  await using lab = workspaceLab({ rows: { [table]: 3 }, only: [holidays] });
  await lab.sync({ now: () => days[0]! });
  await quickly(lab, { now: () => days[1]! });
  const { tables: [freshness] } = await lab.history();
  assertObjectMatch(freshness!, { synced_at: days[1]!, swept_at: days[0]! });
});

Deno.test("the runs of a file of a version without quick syncs are shown", async () => {
  await using lab = await syncedLab();
  await lab.query("ALTER TABLE _sync_resources DROP COLUMN quick");
  const { tables: [freshness] } = await lab.history();
  assertEquals(freshness!.swept_at, freshness!.synced_at);
  assertObjectMatch(await quickly(lab), { quick: true });
});
