/**
 * What every destination must do, by its contract alone: checks to be run in any test framework.
 *
 * ```ts
 * import { openDestination } from "@workspace-sync/loader";
 * import { conformance } from "@workspace-sync/loader/conformance";
 *
 * for (const { name, check } of conformance.slice(0, 1)) { // each of them would be a test of its own
 *   console.log(`My destination ${name}`);
 *   await check(() => openDestination("duckdb::memory:"));
 * }
 * ```
 *
 * @module
 */

import assert from "node:assert/strict";
import { hash as digest } from "node:crypto";
import type { Column } from "@workspace-sync/sdk";
import type { Destination, Part, Stage, Written } from "./destination.ts";
import {
  type AlertRecord,
  type Deletes,
  noCounts,
  type ResourceRecord,
  type RunRecord,
} from "./run_log.ts";
import { type Reject, type Row, valuesOf } from "./shape.ts";
import { rowColumns, systemColumns, type Table, type TableColumn } from "./table.ts";
import type { View } from "./views.ts";

/** One thing that a destination must do. */
export interface Requirement {
  /** A sentence. */
  readonly name: string;
  /**
   * Rejects when it is not met.
   *
   * @param open Opens the same empty place each time that it is called.
   */
  check(open: () => Promise<Destination>): Promise<void>;
}

const column = (name: string, type: TableColumn["type"]): TableColumn => ({
  ...{ name, type, nullable: true, description: `Holds a ${type}` },
});
const things: Table = {
  name: "things",
  description: "Things of all types",
  primaryKey: ["id"],
  columns: [
    { ...column("id", "string"), nullable: false },
    column("amount", "decimal"),
    column("active", "boolean"),
    column("at", "timestamp"),
    column("added", "json"),
    ...systemColumns,
  ],
};
const pairs: Table = {
  name: "pairs",
  description: "Things with a key of two columns",
  primaryKey: ["number", "code"],
  columns: [
    { ...column("number", "integer"), nullable: false },
    { ...column("code", "string"), nullable: false },
    ...systemColumns,
  ],
};

/** Views of things. */
function viewsOf(description = "What is added"): View[] {
  const [id, , , , added, extra] = things.columns as [TableColumn, ...TableColumn[]];
  const key = [{ ...id, name: "thing_id", of: id.name }];
  const fields: Column[] = [
    { name: "value", type: "integer", description: "The value", path: ["it's"] },
  ];
  return [{
    ...{ kind: "live", name: "things_live", description: "All things", from: things.name },
    columns: [id, added!, extra!],
  }, {
    ...{ kind: "items", name: "things_added", description, from: "things_live", array: "added" },
    ...{ key, fields, hasExtra: true },
    columns: [
      ...key,
      { ...column("position", "integer"), nullable: false },
      ...fields.map(({ name, type }) => column(name, type)),
      column("_extra", "json"),
    ],
  }];
}

/** Keys that are hard to tell apart, to quote or to separate. */
const awkward = [
  ...[
    "it's",
    'a "quoted" one',
    "a\nline\r\n",
    "nul\u0000",
    "nul",
    "🦕",
    "é",
    "e\u0301",
    "a,b",
    "a",
  ],
  ...["a\u0001b\u0002\u001f", "\u2028", "[1]", "\\", "\\n", " ", "null", "NULL", "A", "-1", "01"],
  ...["`x`", "$key0", "%s", "{}", "x".repeat(300), "0a1b2c3d-0000-4000-8000-00000000000a"],
];

/** What the runs have in common. */
const anyRun: Omit<RunRecord, "run_id"> = {
  ...noCounts,
  status: "running",
  started_at: new Date("2026-01-02T03:04:05.678Z"),
  finished_at: null,
  source: "https://api.example.com/",
  workspace_id: "w-1",
  workspace_name: "One",
  deletes: "soft",
  error: null,
  spec_hash: "spec",
  version: "0",
};

/** All of it. */
export const conformance: readonly Requirement[] = [
  requirement("writes the rows of a table that is new, and ends the stage", async (lab) => {
    const { destination } = lab;
    const before = await destination.plan(things);
    assert.deepEqual([before.exists, before.rows, before.isSynced], [false, 0, false]);
    await lab.put([["a", 1], ["b", 2]], { inserted: 2 });
    await lab.holds({ a: [1], b: [2] });
    const stage = await lab.stage();
    assert.deepEqual([stage.checkpoints, await stage.count([])], [[], 0]);
    const { exists, rows, missing } = await destination.plan(things);
    assert.deepEqual([exists, rows, missing], [true, 2, []]);
  }),
  requirement("has no rows and no rejects where there is no table", async (lab) => {
    await lab.holds({});
    assert.deepEqual(await lab.destination.knownRejects(things.name), []);
  }),
  requirement("writes new versions over old ones, and leaves the other rows", async (lab) => {
    await lab.put([["a", 1], ["b", 1], ["c", 1]], { inserted: 3 });
    await lab.put([["b", 2], ["d", 2]], { inserted: 1, updated: 1 });
    await lab.holds({ a: [1], b: [2], c: [1], d: [2] });
  }),
  requirement(
    "marks rows with soft deletes, once, and brings them back, also unchanged",
    async (lab) => {
      await lab.put([["a", 1], ["b", 1], ["c", 1]], { inserted: 3 });
      await lab.remove(["a"], "soft", 1);
      await lab.holds({ a: [1, "deleted"], b: [1], c: [1] });
      await lab.remove(["a", "b", "x"], "soft", 1);
      await lab.put([["a", 1], ["b", 2]], { updated: 2 });
      await lab.holds({ a: [1], b: [2], c: [1] });
    },
  ),
  requirement("removes rows with hard deletes, but none that is marked", async (lab) => {
    await lab.put([["a", 1], ["b", 1], ["c", 1]], { inserted: 3 });
    await lab.remove(["a"], "soft", 1);
    await lab.remove(["a", "b", "x"], "hard", 1);
    await lab.holds({ a: [1, "deleted"], c: [1] });
  }),
  requirement("leaves rows with keep, whatever is gone", async (lab) => {
    await lab.put([["a", 1], ["b", 1]], { inserted: 2 });
    await lab.apply([partOf([["c", 1]])], { inserted: 1 }, { gone: ["a", "b"], deletes: "keep" });
    await lab.holds({ a: [1], b: [1], c: [1] });
  }),
  requirement("applies new rows, new versions, removals and rejects at once", async (lab) => {
    await lab.put([["a", 1], ["b", 1]], { inserted: 2 });
    const part = partOf([["b", 2], ["c", 2]], ["no key"]);
    await lab.apply([part], { inserted: 1, updated: 1, deleted: 1 }, { gone: ["a"] });
    await lab.holds({ a: [1, "deleted"], b: [2], c: [2] });
    assert.deepEqual(await lab.destination.knownRejects(things.name), [hashOf("no key")]);
  }),
  requirement(
    "writes the last row of a key, and none that the table holds already",
    async (lab) => {
      await lab.put([["same", 1], ["changed", 1], ["gone", 1]], { inserted: 3 });
      await lab.remove(["gone"], "soft", 1);
      // The later part is stored first, as when its job is the faster one.
      await lab.apply([
        partOf([["same", 1], ["changed", 3], ["gone", 1]], [], 5),
        partOf([["same", 2], ["changed", 2], ["new", 2], ["new", 3], ["gone", 2]]),
      ], { inserted: 1, updated: 2 });
      await lab.holds({ same: [1], changed: [3], new: [3], gone: [1] });
    },
  ),
  requirement("keeps a reject once", async (lab) => {
    for (const texts of [["one", "two", "one"], ["two", "three"]]) {
      await lab.apply([partOf([], texts)], {});
    }
    const hashes = await lab.destination.knownRejects(things.name);
    assert.deepEqual([...hashes].sort(), ["one", "two", "three"].map(hashOf).sort());
    assert.deepEqual(await lab.destination.knownRejects("others"), []);
  }),
  requirement("leaves out what another run has stored and is not named", async (lab) => {
    await lab.put([["a", 1]], { inserted: 1 });
    const late = partOf([["a", 2], ["b", 2]], ["late"], 9);
    await (await lab.stage()).append(late);
    await lab.reopen();
    const stage = await lab.stage();
    await lab.apply([partOf([["c", 3]], ["own"])], { inserted: 1 }, { stage });
    await lab.holds({ a: [1], c: [3] });
    assert.deepEqual(await lab.destination.knownRejects(things.name), [hashOf("own")]);
    assert.equal(await (await lab.stage()).count([late.name]), 0);
  }),
  requirement("gives another run what a stage holds", async (lab) => {
    const parts = [partOf([["a", 1], ["b", 1]], ["reject"]), partOf([["c", 2]], [], 3)];
    const [one, two] = parts.map(({ name }) => name);
    const left = await lab.stage();
    assert.deepEqual(left.checkpoints, []);
    for (const part of parts) await left.append(part);
    await lab.reopen();
    const stage = await lab.stage();
    const checkpoints = parts.map(({ checkpoint }) => checkpoint);
    assert.deepEqual([...stage.checkpoints].sort(), checkpoints.sort());
    assert.deepEqual([await stage.count([one!, two!]), await stage.count([two!])], [6, 2]);
    const rows = [["a", hashOf("1"), 0], ["b", hashOf("1"), 1], [null, hashOf("reject"), 2]];
    assert.deepEqual(await linesOf(stage, [one!]), rows);
    assert.deepEqual(await linesOf(stage, [two!]), [["c", hashOf("2"), 3]]);
    assert.deepEqual(await linesOf(stage, []), []);
    await lab.apply([], { inserted: 3 }, { stage, stored: parts });
    await lab.holds({ a: [1], b: [1], c: [2] });
  }),
  requirement("discards a stage, which can be filled again", async (lab) => {
    await (await lab.stage()).discard();
    const [part, stage] = [partOf([["a", 1]], ["reject"]), await lab.stage()];
    await stage.append(part);
    await stage.discard();
    for (const empty of [stage, await lab.stage()]) {
      assert.deepEqual([empty.checkpoints, await empty.count([part.name])], [[], 0]);
    }
    await lab.apply([partOf([["a", 2]])], { inserted: 1 }, { stage });
    await lab.holds({ a: [2] });
  }),
  requirement("keeps any key as it is", async (lab) => {
    await lab.put(awkward.map((key) => [key, 1]), { inserted: awkward.length });
    await lab.holds(Object.fromEntries(awkward.map((key) => [key, [1]])));
    const [part, stage] = [partOf(awkward.map((key) => [key, 2])), await lab.stage()];
    await stage.append(part);
    const lines = awkward.map((key, seq) => [key, hashOf("2"), seq]);
    assert.deepEqual(await linesOf(await lab.stage(), [part.name]), lines);
    await lab.apply([], { updated: awkward.length }, { stage, stored: [part] });
    await lab.remove(awkward, "hard", awkward.length);
    await lab.holds({});
  }),
  requirement("keeps keys of several columns, and of numbers, apart", async (lab) => {
    const keys = [["1", "23"], ["12", "3"], ["9007199254740993", ""], ["-5", "3"]];
    const [a, b, c, d] = keys.map((key) => JSON.stringify(key)) as [string, string, string, string];
    await lab.put([[a, 1], [b, 1], [c, 1], [d, 1]], { inserted: 4 });
    await lab.put([[c, 2]], { updated: 1 });
    await lab.remove([b], "hard", 1);
    await lab.holds({ [a]: [1], [c]: [2], [d]: [1] });
  }, pairs),
  requirement("applies all or nothing when what was written is refused", async (lab) => {
    await lab.put([["a", 1], ["b", 1]], { inserted: 2 });
    const [part, stage] = [partOf([["b", 2], ["c", 2]], ["reject"]), await lab.stage()];
    const [expected, gone] = [{ inserted: 1, updated: 1, deleted: 1 }, ["a"]];
    const refusal = new Error("refused");
    await assert.rejects(lab.apply([part], expected, { stage, gone, refusal }), refusal);
    if ((await lab.known()).c === undefined) {
      await lab.holds({ a: [1], b: [1] });
      await lab.apply([], expected, { stage, gone, stored: [part] });
    }
    await lab.holds({ a: [1, "deleted"], b: [2], c: [2] });
  }),
  requirement("applies nothing after it was told to stop, and keeps the stage", async (lab) => {
    const [part, stopped] = [partOf([["a", 1]]), new Error("stopped")];
    await assert.rejects(lab.apply([part], { inserted: 1 }, { stopped }), stopped);
    await lab.holds({});
    assert.deepEqual((await lab.stage()).checkpoints, [part.checkpoint]);
  }),
  requirement("forgets the hashes of a table that gets a column", async (lab) => {
    lab.table = { ...things, columns: things.columns.filter(({ name }) => name !== "added") };
    await lab.put([["a", 1], ["b", 1]], { inserted: 2 });
    lab.table = things;
    const { missing } = await lab.destination.plan(things);
    assert.deepEqual(missing.map(({ name }) => name), ["added"]);
    await lab.destination.prepare(things);
    await lab.holds({ a: [null], b: [null] });
    await lab.put([["a", 1], ["b", 1]], { updated: 2 });
    await lab.holds({ a: [1], b: [1] });
  }),
  requirement("makes the views of a table, and again those that are defined anew", async (lab) => {
    const planned = async ({ views = [], ...table }: Table) => {
      const plan = await lab.destination.plan({ ...table, views });
      return plan.views.map(({ name }) => name);
    };
    lab.table = { ...things, views: viewsOf() };
    assert.deepEqual(await planned(lab.table), viewsOf().map(({ name }) => name));
    await lab.put([["a", 1]], { inserted: 1 });
    await lab.reopen();
    assert.deepEqual(await planned(lab.table), []);
    lab.table = { ...things, views: viewsOf("All that is added") };
    assert.deepEqual(await planned(lab.table), ["things_added"]);
    await lab.destination.prepare(lab.table);
    await lab.reopen();
    assert.deepEqual(await planned(lab.table), []);
    assert.deepEqual(await planned(things), []);
    await lab.holds({ a: [1] });
  }),
  requirement(
    "refuses to make a view where a table has its name, and changes nothing",
    async (lab) => {
      const others = { ...pairs, name: "things_added" };
      await lab.destination.prepare(others);
      const table = { ...things, views: viewsOf() };
      const refusal = /'things_added'.*rename/;
      await assert.rejects(lab.destination.plan(table), refusal);
      await assert.rejects(lab.destination.prepare(table), refusal);
      assert.equal((await lab.destination.plan(things)).exists, false);
      assert.equal((await lab.destination.plan(others)).exists, true);
    },
  ),
  requirement(
    "describes a table and its columns, and again when they are described anew",
    async (lab) => {
      await lab.put([["a", 1]], { inserted: 1 });
      assert.equal((await lab.destination.plan(things)).isDescribed, true);
      const [id, amount, ...others] = things.columns;
      const anew: Table[] = [
        { ...things, description: 'It\'s "another"\n`thing`' },
        {
          ...things,
          columns: [id!, { ...amount!, description: "Another\\ 🦕 amount" }, ...others],
        },
      ];
      for (const table of anew) {
        assert.equal((await lab.destination.plan(table)).isDescribed, false);
        await lab.destination.prepare(table);
        await lab.reopen();
        const { isDescribed, missing } = await lab.destination.plan(table);
        assert.deepEqual([isDescribed, missing], [true, []]);
      }
      await lab.holds({ a: [1] });
    },
  ),
  requirement("tells what the runs before did", async (lab) => {
    await lab.put([["a", 1], ["b", 1]], { inserted: 2 });
    const { run_id, started_at } = lab.run;
    const ended = { status: "succeeded", finished_at: started_at, error: null } as const;
    const counts = { ...noCounts, read: 2, inserted: 2 };
    const resource = things.name;
    const record = { ...counts, run_id, started_at, resource, ...ended };
    await lab.destination.recordResource({ ...record, quick: false });
    await lab.reopen();
    const later = new Date(started_at.getTime() + 1_000);
    const next = { run_id: lab.run.run_id, started_at: later, finished_at: later };
    await lab.destination.recordResource({ ...record, ...next, quick: true });
    await lab.reopen();
    const { runs, tables } = await lab.destination.history(5);
    assert.equal(runs.find((each) => each.run_id === run_id)?.status, "succeeded");
    const [table] = tables;
    assert.deepEqual(table, {
      ...{ resource, status: "succeeded", rows: 2 },
      ...{ synced_at: later, swept_at: started_at },
    });
    assert.equal((await lab.destination.plan(things)).isSynced, true);
  }),
  requirement(
    "tells how each resource ended in the last runs, the last of them first",
    async (lab) => {
      assert.deepEqual(await lab.destination.resourceHistory(5), []);
      const records: ResourceRecord[] = [];
      for (const seconds of [0, 1, 2]) {
        const started_at = new Date(anyRun.started_at.getTime() + seconds * 1_000);
        const record: ResourceRecord = {
          ...{ ...noCounts, read: seconds, waited_ms: 3_000_000_000, run_id: lab.run.run_id },
          ...{ resource: things.name, status: "failed", quick: true, error: 'it\'s "broken"\n🦕' },
          ...{ started_at, finished_at: started_at },
        };
        records.unshift(record);
        await lab.destination.recordResource(record);
        await lab.reopen({ started_at: new Date(started_at.getTime() + 1_000) });
      }
      assert.deepEqual(await lab.destination.resourceHistory(5), records);
      const [last] = await lab.destination.resourceHistory(2);
      assert.deepEqual(last, records[0]);
      assert.ok((await lab.destination.resourceHistory(2)).length < 3);
    },
  ),
  requirement("tells when each resource was last read to its end, or first tried", async (lab) => {
    assert.deepEqual(await lab.destination.sweptAt(), new Map());
    const at = (seconds: number) => new Date(anyRun.started_at.getTime() + seconds * 1_000);
    const add = async (seconds: number, resource: string, more: Partial<ResourceRecord>) => {
      const [started_at, finished_at] = [at(seconds), at(seconds + 1)];
      const { run_id } = lab.run;
      await lab.destination.recordResource({
        ...{ ...noCounts, run_id, resource, started_at, finished_at, error: null },
        ...{ status: "succeeded", quick: false },
        ...more,
      });
      await lab.reopen({ started_at: finished_at });
    };
    await add(-2, "pairs", { status: "skipped" });
    await add(0, "pairs", { status: "failed" });
    await add(2, "things", {});
    await add(4, "things", { quick: true });
    await add(6, "things", { status: "failed" });
    await add(8, "pairs", { status: "interrupted" });
    const swept = [...await lab.destination.sweptAt()].sort();
    assert.deepEqual(swept, [["pairs", at(1)], ["things", at(3)]]);
  }),
  {
    name: "keeps every state of an alert, also before the first run",
    async check(open) {
      const since = anyRun.started_at;
      const failing: AlertRecord = {
        ...{ alert: "failing", kind: "failing", resource: null, detail: "Error" },
        ...{ status: "counting", told: "closed", failures: 1, since, changed_at: since },
      };
      const changed_at = new Date(since.getTime() + 60_001);
      const drift: AlertRecord = {
        ...{ alert: 'drift "a"', kind: "drift", resource: "things", detail: "it's odd\n🦕" },
        ...{ status: "open", told: "open", failures: 0, since, changed_at },
      };
      const last: AlertRecord = { ...failing, status: "open", failures: 2, changed_at };
      const kept: AlertRecord[][] = [];
      for (const added of [[failing, drift], [last], []]) {
        const destination = await open();
        kept.push([...await destination.alerts()]);
        if (added.length > 0) await destination.recordAlerts(added);
        await destination.close();
      }
      const order = ({ alert, changed_at }: AlertRecord) => `${alert} ${changed_at.toISOString()}`;
      assert.deepEqual(
        kept.map((records) => records.sort((one, other) => order(one) < order(other) ? -1 : 1)),
        [[], [drift, failing], [drift, failing, last]],
      );
    },
  },
  requirement("tells which rows have issues, and which records have none", async (lab) => {
    const { destination } = lab;
    const none = { rows: 0, issues: [], rejected: 0, rejects: [] };
    assert.deepEqual(await destination.drift(things, 2), none);
    const issues = JSON.stringify([{ path: "amount", reason: "It's no number", value: "🦕" }]);
    const part = partOf([["a", 1], ["b", 1], ["c", 1], ["d", 1]], ["one", "two", "three"]);
    const odd = part.rows.map((row) => row.key[0] === "d" ? row : withIssues(row, issues));
    await lab.apply([{ ...part, rows: odd }], { inserted: 4 });
    await lab.remove(["a"], "soft", 1);
    const drift = await destination.drift(things, 2);
    assert.deepEqual(drift.issues.map(({ key }) => key), [["b"], ["c"]]);
    assert.deepEqual(JSON.parse(drift.issues[0]!.issues), JSON.parse(issues));
    assert.deepEqual([drift.rows, drift.rejected, drift.rejects.length], [2, 3, 2]);
    const { run_id, started_at } = lab.run;
    for (const { record, hash, ...reject } of drift.rejects) {
      assert.equal(hash, hashOf(JSON.parse(record)));
      const kept = { resource: things.name, run_id, rejected_at: started_at, reason: "No key" };
      assert.deepEqual(reject, kept);
    }
    assert.deepEqual(await destination.drift(pairs, 2), none);
  }),
];

/** Key of a row (of one with several columns, as JSON), and the number that stands for its content. */
type Content = readonly [key: string, version: number];

/** How parts are applied. */
interface How {
  readonly stage?: Stage;
  /** Parts that are stored already. */
  readonly stored?: readonly Part[];
  /** Keys of the rows whose record is gone. */
  readonly gone?: readonly string[];
  readonly deletes?: Deletes;
  /** What `verify` throws. */
  readonly refusal?: Error;
  /** Why it was stopped before. */
  readonly stopped?: Error;
}

/** A run that puts rows into a table of a destination and reads them back. */
class Lab {
  destination!: Destination;
  run!: RunRecord;
  table: Table;
  readonly #open: () => Promise<Destination>;

  constructor(open: () => Promise<Destination>, table: Table) {
    this.#open = open;
    this.table = table;
  }

  /** Begins a run. */
  async open(begun: Partial<RunRecord> = {}): Promise<void> {
    this.run = { ...anyRun, ...begun, run_id: crypto.randomUUID() };
    this.destination = await this.#open();
    await this.destination.begin(this.run);
  }

  /** Ends the run and begins another one. */
  async reopen(begun?: Partial<RunRecord>): Promise<void> {
    const finished_at = this.run.started_at;
    await this.destination.end({ ...this.run, status: "succeeded", finished_at });
    await this.destination.close();
    await this.open(begun);
  }

  /** Opens the stage, as every run does. */
  async stage(): Promise<Stage> {
    const stage = await this.destination.stage(this.table, this.run.run_id);
    await this.destination.prepare(this.table);
    return stage;
  }

  /** Writes rows. */
  put(rows: readonly Content[], expected: Partial<Written>): Promise<void> {
    return this.apply([partOf(rows, [], 0, this.table)], expected);
  }

  /** Removes rows, of which some may not be there. */
  remove(gone: readonly string[], deletes: Deletes, deleted: number): Promise<void> {
    return this.apply([], { deleted }, { gone, deletes });
  }

  /** Stores and applies parts, and checks what the engine says that it has written. */
  async apply(parts: readonly Part[], counts: Partial<Written>, how: How = {}): Promise<void> {
    const { stored = [], gone = [], deletes = "soft", refusal, stopped } = how;
    const stage = how.stage ?? await this.stage();
    for (const part of parts) await stage.append(part);
    const all = [...stored, ...parts];
    const names = all.map(({ name }) => name);
    const lines = all.map(({ rows, rejects }) => rows.length + rejects.length + 1);
    assert.equal(await stage.count(names), lines.reduce((sum, each) => sum + each, 0));
    const keys = gone.map((key) => keyOf(key, this.table));
    const columns = this.table.primaryKey.map((_, column) => keys.map((key) => key[column]!));
    const expected = { inserted: 0, updated: 0, deleted: 0, ...counts };
    const staged = all.reduce((sum, { rows }) => sum + rows.length, 0);
    // An engine may be silent.
    let written: Written = expected;
    await stage.apply({
      parts: names,
      expected,
      hasSuperseded: staged > expected.inserted + expected.updated,
      hasRejects: all.some(({ rejects }) => rejects.length > 0),
      async *tombstones() {
        if (keys.length > 0) yield columns;
      },
    }, {
      deletes,
      now: this.run.started_at,
      runId: this.run.run_id,
      verify: (counts) => {
        written = counts;
        if (refusal) throw refusal;
      },
      signal: stopped && AbortSignal.abort(stopped),
    });
    assert.deepEqual(written, expected);
  }

  /** Checks the version of each row, and whether it is marked as deleted. */
  async holds(expected: Record<string, unknown[]>): Promise<void> {
    assert.deepEqual(await this.known(), expected);
  }

  async known(): Promise<Record<string, unknown[]>> {
    const found: [string, unknown[]][] = [];
    for await (const { keys, hashes, deleted } of this.destination.known(this.table)) {
      for (const [row, hash] of hashes.entries()) {
        const key = keys.map((values) => values[row]!);
        const version = hash && [1, 2, 3].find((one) => hash.startsWith(hashOf(String(one))));
        const state = deleted[row] ? [version, "deleted"] : [version];
        found.push([key.length === 1 ? key[0]! : JSON.stringify(key), state]);
      }
    }
    const known = Object.fromEntries(found);
    assert.equal(found.length, Object.keys(known).length, "a key is there twice");
    return known;
  }
}

/** Makes a requirement whose work has a run of its own. */
function requirement(
  name: string,
  work: (lab: Lab) => Promise<void>,
  table = things,
): Requirement {
  return {
    name,
    async check(open) {
      const lab = new Lab(open, table);
      await lab.open();
      try {
        await work(lab);
      } finally {
        await lab.destination.close();
      }
    },
  };
}

/** Makes a part of rows, which have the first positions, and rejects. */
function partOf(
  rows: readonly Content[],
  texts: readonly string[] = [],
  seq = 0,
  table = things,
): Part {
  const name = crypto.randomUUID().replaceAll("-", "");
  const rejects = texts.map((text, index): Reject => ({
    ...{ seq: seq + rows.length + index, hash: hashOf(text), text: JSON.stringify(text) },
    reason: "No key",
  }));
  const shaped = rows.map((row, index) => rowOf(row, seq + index, table));
  return { name, rows: shaped, rejects, checkpoint: JSON.stringify({ part: name, "it's": "🦕" }) };
}

function rowOf([text, version]: Content, seq: number, table: Table): Row {
  const key = keyOf(text, table);
  const ofType = {
    ...{ string: null, integer: null, date: null, json: `[${version}]` },
    ...{ decimal: `${version}.5`, boolean: true, timestamp: `2026-01-0${version}T00:00:00Z` },
  };
  const values = rowColumns(table).map(({ name, type }) => {
    if (name.startsWith("_")) return null;
    return key[table.primaryKey.indexOf(name)] ?? ofType[type];
  });
  const hash = hashOf(String(version));
  const content = JSON.stringify(values);
  const size = content.length;
  return { seq, key, hash, content, size, hasIssues: false, hasExtra: false };
}

/** Gives a row something in `_issues`. */
function withIssues(row: Row, issues: string): Row {
  const column = rowColumns(things).findIndex(({ name }) => name === "_issues");
  const content = JSON.stringify(valuesOf(row).with(column, issues));
  return { ...row, content, size: content.length, hasIssues: true };
}

function keyOf(text: string, { primaryKey }: Table): string[] {
  return primaryKey.length === 1 ? [text] : JSON.parse(text);
}

function hashOf(text: string): string {
  return digest("sha256", text, "hex").slice(0, 32);
}

/** Key, hash and position of what parts of a stage hold, by position. */
async function linesOf(stage: Stage, parts: readonly string[]) {
  const lines: [string | null, string, number][] = [];
  for await (const { keys, hashes, seqs } of stage.read(parts)) {
    for (const [row, hash] of hashes.entries()) lines.push([keys[0]![row]!, hash, seqs[row]!]);
  }
  return lines.sort((one, other) => one[2] - other[2]);
}
