/**
 * The proof: whatever happens to a workspace and to the runs that sync it, an undisturbed run then
 * makes the tables what they must be.
 *
 * @module
 */

import { assert, assertEquals, equal } from "@std/assert";
import * as fc from "fast-check";
import { resources as registry } from "../../generated/resources.ts";
import { Database } from "../../loader/engines/duckdb/database.ts";
import type { RunReport } from "../../loader/sync.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { type Failure, recordFailures } from "../../sandbox/fault.ts";
import type { ExpectedRow } from "../expected_tables.ts";
import { FakeTime } from "../fake_time.ts";
import { readTables } from "../read_duckdb.ts";
import { Chronicle } from "./chronicle.ts";

import { disturbedRun, type Setup, timeout } from "./disturbed_run.ts";
import { Instants } from "./instants.ts";
import { type Plan, plans, type RunPlan, type Stop } from "./plan.ts";

/** What was survived so far, runs ended early by what ended them. */
export type Figures = Record<
  "cases" | "runs" | "resumed" | "faults" | "edits" | Stop["kind"],
  number
>;

/** Options for {@linkcode prove}. */
export interface ProveOptions {
  /** For how long to draw new cases. */
  readonly seconds: number;
  /** What the first cases follow from. @default {random} */
  readonly seed?: number | undefined;
  /** Repeats one case of the seed. @default {none: all of them} */
  readonly path?: string | undefined;
  /** Told of the figures from time to time. */
  readonly onProgress?: (figures: Figures) => void;
}

/** Cases of one seed. */
const batch = 5;
/** How long to look for a smaller case that fails, in milliseconds. */
const shrinking = 60_000;
/** Undisturbed runs within which a sync must succeed: one that is left of a broken walk may fail. */
const patience = 3;
const undisturbed: RunPlan = {
  events: [],
  stop: undefined,
  fresh: false,
  allowMassDelete: true,
  late: false,
};
const second = 1_000;
const moreThanADay = 25 * 60 * 60 * second;

/**
 * Tries cases until the time is up.
 *
 * @throws {Error} when one fails; the message ends in the command that repeats it.
 */
export async function prove(options: ProveOptions): Promise<Figures> {
  const { seconds, path, onProgress } = options;
  const figures: Figures = {
    ...{ cases: 0, runs: 0, resumed: 0, faults: 0, edits: 0 },
    ...{ kill: 0, abort: 0, error: 0 },
  };
  const end = performance.now() + seconds * second;
  let shrinkUntil = Infinity;
  const property = fc.asyncProperty(plans, async (plan) => {
    if (performance.now() > shrinkUntil) return;
    try {
      await proveCase(plan, figures);
    } catch (error) {
      shrinkUntil = Math.min(shrinkUntil, performance.now() + shrinking);
      throw error;
    }
  });
  let seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  do {
    const result = await fc.check(property, {
      seed,
      numRuns: batch,
      ...(path !== undefined && { path }),
    });
    if (result.failed) {
      throw new Error(
        `${await fc.asyncDefaultReportMessage(result)}\n\n` +
          `${result.errorInstance instanceof Error ? result.errorInstance.message : ""}\n\n` +
          `To repeat it: deno task soak --seed=${seed} --path=${result.counterexamplePath}`,
      );
    }
    onProgress?.(figures);
    seed++;
  } while (performance.now() < end && path === undefined);
  return figures;
}

/** Runs one case and adds what it survived to the figures. */
async function proveCase(plan: Plan, figures: Figures): Promise<void> {
  using time = new FakeTime({ hold: timeout });
  const sandbox = createSandbox({
    seed: plan.seed,
    rows: Object.fromEntries(
      Object.keys(registry).map((name) => [name, plan.rows[plan.tables.indexOf(name)] ?? 1]),
    ),
    ties: plan.ties,
    unknownCursor: plan.unknownCursor,
    latency: plan.latency,
    now: () => time.now,
  });
  const resources = Object.values(registry).filter(({ name }) => plan.tables.includes(name)).map(
    (each) => ({ ...each, pagination: { ...each.pagination, limit: plan.limit } }),
  );
  const chronicle = new Chronicle(sandbox, resources);
  const folder = await Deno.makeTempDir();
  await using api = sandbox.listen();
  const setup: Setup = { plan, resources, sandbox, api, chronicle, time };
  const states = new Instants(plan.tables);
  let clock = Date.now();
  const reports: RunReport[] = [];
  const instants: Date[] = [];
  let file = `${folder}/case.duckdb`;

  const run = async (runPlan: RunPlan): Promise<RunReport | undefined> => {
    clock += second + (runPlan.late ? moreThanADay : 0);
    const [now, history] = [new Date(clock), instants.length >= plan.historyFrom];
    instants.push(now);
    const outcome = await disturbedRun(file, now, { ...runPlan, history }, setup);
    file = outcome.file;
    if (history) await states.remember(file, now);
    figures.runs++;
    if (outcome.stoppedBy) figures[outcome.stoppedBy]++;
    if (outcome.report) {
      reports.push(outcome.report);
      if (outcome.report.run.resumed > 0) figures.resumed++;
    }
    return outcome.report;
  };

  try {
    for (const each of plan.runs) await run(each);

    for (let attempt = 1; !succeeded(await run(undisturbed)); attempt++) {
      assert(attempt < patience, `no success in ${patience} undisturbed runs: ${lastErrors()}`);
    }
    const corrupted = sandbox.requests.some(({ fault }) =>
      recordFailures.has(fault?.what as Failure)
    );
    const before = await readTables(file, plan.tables);
    if (!corrupted) assertWindow(before, chronicle);

    // What the sweep before resumed was staged before the last edits; this one sees them all.
    const swept = await run(undisturbed);
    assert(succeeded(swept), `an undisturbed run failed: ${lastErrors()}`);
    assertEquals(swept!.run.resumed, 0);
    const tables = await readTables(file, plan.tables);
    assertExact(tables, chronicle, plan, instants);
    if (plan.deletes !== "hard") assertKept(tables, before);
    await assertTidy(file);
    await states.assertHistory(file);
    for (const report of reports) assertCounts(report);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }

  figures.cases++;
  figures.faults += sandbox.requests.filter(({ fault }) => fault).length;
  figures.edits += chronicle.edits;

  function lastErrors(): string {
    return reports.at(-1)?.resources.map(({ error }) => error).filter(Boolean).join("; ") ?? "";
  }
}

function succeeded(report: RunReport | undefined): boolean {
  return report !== undefined && report.run.status === "succeeded" &&
    report.resources.every(({ status }) => status === "succeeded");
}

type Tables = Awaited<ReturnType<typeof readTables>>;

/** A sweep during which, or before whose resumption, edits happened shows each record as it was at some time. */
function assertWindow(tables: Tables, chronicle: Chronicle): void {
  for (const [table, rows] of tables) {
    const byId = rowsById(table, rows);
    const lives = chronicle.lives(table);
    for (const [id, row] of byId) {
      const { _synced_at, _deleted_at, ...values } = row;
      assert(
        lives.get(id)?.versions.some((version) => equal(version, values)),
        `${table} ${id} is as it never was: ${JSON.stringify(row)}`,
      );
    }
    for (const [id, { steady }] of lives) {
      if (!steady) continue;
      const row = byId.get(id);
      assert(row, `${table} ${id} was always there and is missing`);
      assertEquals(row!._deleted_at, null, `${table} ${id} was always there and is deleted`);
    }
  }
}

/** A whole sweep without edits makes the tables what the API lists. */
function assertExact(
  tables: Tables,
  chronicle: Chronicle,
  { deletes }: Plan,
  instants: readonly Date[],
): void {
  const known = new Set(
    instants.map((instant) => instant.toISOString().replace("T", " ").slice(0, -1)),
  );
  for (const [table, rows] of tables) {
    const byId = rowsById(table, rows);
    const lives = chronicle.lives(table);
    for (const [id, { versions, listed }] of lives) {
      const row = byId.get(id);
      if (listed) {
        const { _synced_at, ...values } = row ?? {};
        assertEquals(values, { ...versions.at(-1), _deleted_at: null }, `${table} ${id}`);
      } else if (row) {
        assert(deletes !== "hard", `${table} ${id} is not listed and not removed`);
        if (deletes === "soft") assert(row._deleted_at, `${table} ${id} is not marked`);
        else assertEquals(row._deleted_at, null, `${table} ${id} is marked`);
      }
    }
    for (const [id, { _synced_at, _deleted_at }] of byId) {
      assert(lives.has(id), `${table} ${id} was never listed`);
      for (const instant of [_synced_at, _deleted_at ?? _synced_at]) {
        assert(known.has(String(instant)), `${table} ${id}: no run began at ${instant}`);
      }
    }
  }
}

/** No row is removed; it is marked at most. */
function assertKept(tables: Tables, before: Tables): void {
  for (const [table, rows] of before) {
    const byId = rowsById(table, tables.get(table)!);
    for (const { id } of rows) assert(byId.has(String(id)), `${table} ${id} is gone`);
  }
}

function rowsById(table: string, rows: readonly ExpectedRow[]): Map<string, ExpectedRow> {
  const byId = new Map(rows.map((row) => [String(row.id), row]));
  assertEquals(byId.size, rows.length, `${table} has ids twice`);
  return byId;
}

/** Nothing is left of a stage, no run is left open, and no reject is kept twice. */
async function assertTidy(file: string): Promise<void> {
  const database = await Database.open(file, true);
  try {
    const [left] = await database.query<Record<string, number>>(`SELECT
      (SELECT count(*) FROM duckdb_tables() WHERE starts_with(table_name, '_stage_')) AS stages,
      (SELECT count(*) FROM _sync_runs WHERE status = 'running') AS running,
      (SELECT count(*) - count(DISTINCT (resource, hash)) FROM _sync_rejects) AS doubled`);
    assertEquals(left, { stages: 0, running: 0, doubled: 0 });
  } finally {
    await database.close();
  }
}

/** Every record that was read is accounted for. */
function assertCounts({ resources }: RunReport): void {
  for (const one of resources.filter(({ status }) => status === "succeeded")) {
    assertEquals(
      one.inserted + one.updated + one.unchanged + one.duplicates + one.rejected,
      one.read,
      `${one.resource}: the counts do not add up`,
    );
  }
}
