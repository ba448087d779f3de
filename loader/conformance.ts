/**
 * What every destination must do, by its contract alone: checks to be run in any test framework.
 *
 * @module
 */

import assert from "node:assert/strict";
import { hash as digest } from "node:crypto";
import type { Changes, Destination, Part, Stage, Written } from "./destination.ts";
import { type Deletes, noCounts, type RunRecord } from "./run_log.ts";
import { listOf, type Reject, type Row } from "./shape.ts";
import { rowColumns, systemColumns, type Table, type TableColumn } from "./table.ts";

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

/** All of it. */
export const conformance: readonly Requirement[] = [
  {
    name: "writes the rows of a table that is new, and ends the stage",
    check: inRun(async (destination, run) => {
      const before = await destination.plan(things);
      assert.deepEqual([before.exists, before.rows, before.isSynced], [false, 0, false]);
      const lab = new Lab(destination, run);
      assert.deepEqual(await lab.put([["a", 1], ["b", 2]]), written({ inserted: 2 }));
      assert.deepEqual(await lab.known(), { a: [1], b: [2] });
      const stage = await lab.stage();
      assert.deepEqual([stage.checkpoints, await stage.count()], [[], 0]);
      const { exists, rows, missing } = await destination.plan(things);
      assert.deepEqual({ exists, rows, missing }, { exists: true, rows: 2, missing: [] });
    }),
  },
  {
    name: "has no rows and no rejects where there is no table",
    check: inRun(async (destination, run) => {
      assert.deepEqual(await new Lab(destination, run).known(), {});
      assert.deepEqual(await destination.knownRejects(things.name), []);
    }),
  },
  {
    name: "writes new versions over old ones, and leaves the other rows",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      await lab.put([["a", 1], ["b", 1], ["c", 1]]);
      assert.deepEqual(
        await lab.put([["b", 2], ["d", 2]]),
        written({ inserted: 1, updated: 1 }),
      );
      assert.deepEqual(await lab.known(), { a: [1], b: [2], c: [1], d: [2] });
    }),
  },
  {
    name: "marks rows with soft deletes, once, and brings them back, also unchanged",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      await lab.put([["a", 1], ["b", 1], ["c", 1]]);
      assert.deepEqual(await lab.remove(["a"], "soft"), written({ deleted: 1 }));
      assert.deepEqual(await lab.known(), { a: [1, "deleted"], b: [1], c: [1] });
      assert.deepEqual(await lab.remove(["a", "b", "x"], "soft", 1), written({ deleted: 1 }));
      const back = { updated: 2 };
      assert.deepEqual(await lab.put([["a", 1], ["b", 2]], back), written(back));
      assert.deepEqual(await lab.known(), { a: [1], b: [2], c: [1] });
    }),
  },
  {
    name: "removes rows with hard deletes, but none that is marked",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      await lab.put([["a", 1], ["b", 1], ["c", 1]]);
      await lab.remove(["a"], "soft");
      assert.deepEqual(await lab.remove(["a", "b", "x"], "hard", 1), written({ deleted: 1 }));
      assert.deepEqual(await lab.known(), { a: [1, "deleted"], c: [1] });
    }),
  },
  {
    name: "leaves rows with keep, whatever is gone",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      await lab.put([["a", 1], ["b", 1]]);
      const stage = await lab.stage();
      const part = partOf([["c", 1]]);
      await stage.append(part);
      const expected = written({ inserted: 1 });
      await lab.apply(stage, { parts: [part.name], expected, tombstones: ["a", "b"] }, "keep");
      assert.deepEqual(await lab.known(), { a: [1], b: [1], c: [1] });
    }),
  },
  {
    name: "applies new rows, new versions, removals and rejects at once",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      await lab.put([["a", 1], ["b", 1]]);
      const stage = await lab.stage();
      const part = partOf([["b", 2], ["c", 2]], ["no key"]);
      await stage.append(part);
      const expected = { inserted: 1, updated: 1, deleted: 1 };
      const changes = { parts: [part.name], expected, hasRejects: true, tombstones: ["a"] };
      assert.deepEqual(await lab.apply(stage, changes), expected);
      assert.deepEqual(await lab.known(), { a: [1, "deleted"], b: [2], c: [2] });
      assert.deepEqual(await destination.knownRejects(things.name), [hashOf("no key")]);
    }),
  },
  {
    name: "writes the last row of a key, and none that the table holds already",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      await lab.put([["same", 1], ["changed", 1], ["gone", 1]]);
      await lab.remove(["gone"], "soft");
      const stage = await lab.stage();
      const parts = [
        partOf([["same", 2], ["changed", 2], ["new", 2], ["new", 3], ["gone", 2]]),
        partOf([["same", 1], ["changed", 3], ["gone", 1]], [], 5),
      ];
      // The later part is stored first, as when its job is the faster one.
      for (const part of parts.toReversed()) await stage.append(part);
      const expected = written({ inserted: 1, updated: 2 });
      const names = parts.map(({ name }) => name);
      const counts = await lab.apply(stage, { parts: names, expected, hasSuperseded: true });
      assert.deepEqual(counts, expected);
      assert.deepEqual(await lab.known(), { same: [1], changed: [3], new: [3], gone: [1] });
    }),
  },
  {
    name: "keeps a reject once",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      for (const texts of [["one", "two", "one"], ["two", "three"]]) {
        const stage = await lab.stage();
        const part = partOf([], texts);
        await stage.append(part);
        assert.equal(await stage.count(), texts.length + 1);
        await lab.apply(stage, { parts: [part.name], hasRejects: true });
      }
      const hashes = await destination.knownRejects(things.name);
      assert.deepEqual([...hashes].sort(), ["one", "two", "three"].map(hashOf).sort());
      assert.deepEqual(await destination.knownRejects("others"), []);
    }),
  },
  {
    name: "leaves out what is stored and not named",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      await lab.put([["a", 1]]);
      const stage = await lab.stage();
      const [late, own] = [partOf([["a", 2], ["b", 2]], ["late"], 9), partOf([["c", 3]], ["own"])];
      for (const part of [late, own]) await stage.append(part);
      assert.equal(await stage.count(), 7);
      const expected = written({ inserted: 1 });
      await lab.apply(stage, { parts: [own.name], expected, hasRejects: true });
      assert.deepEqual(await lab.known(), { a: [1], c: [3] });
      assert.deepEqual(await destination.knownRejects(things.name), [hashOf("own")]);
      assert.equal(await (await lab.stage()).count(), 0);
    }),
  },
  {
    name: "gives another run what a stage holds",
    async check(open) {
      const [one, two] = [partOf([["a", 1], ["b", 1]], ["reject"]), partOf([["c", 2]], [], 3)];
      await inRun(async (destination, run) => {
        const lab = new Lab(destination, run);
        const stage = await lab.stage();
        assert.deepEqual(stage.checkpoints, []);
        for (const part of [one, two]) await stage.append(part);
      })(open);
      await inRun(async (destination, run) => {
        const lab = new Lab(destination, run);
        const stage = await lab.stage();
        const checkpoints = [...stage.checkpoints].sort();
        assert.deepEqual(checkpoints, [one.checkpoint, two.checkpoint].sort());
        assert.equal(await stage.count(), 6);
        const [a, b, c] = [["a", hashOf("1"), 0], ["b", hashOf("1"), 1], ["c", hashOf("2"), 3]];
        assert.deepEqual(await linesOf(stage, [one.name]), [a, b, [null, hashOf("reject"), 2]]);
        assert.deepEqual(await linesOf(stage, [two.name]), [c]);
        assert.deepEqual(await linesOf(stage, []), []);
        const expected = written({ inserted: 3 });
        const parts = [one.name, two.name];
        await lab.apply(stage, { parts, expected, hasRejects: true });
        assert.deepEqual(await lab.known(), { a: [1], b: [1], c: [2] });
      })(open);
    },
  },
  {
    name: "discards a stage, which can be filled again",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      await (await lab.stage()).discard();
      const stage = await lab.stage();
      await stage.append(partOf([["a", 1]], ["reject"]));
      await stage.discard();
      assert.deepEqual([stage.checkpoints, await stage.count()], [[], 0]);
      const found = await lab.stage();
      assert.deepEqual([found.checkpoints, await found.count()], [[], 0]);
      assert.deepEqual(await lab.put([["a", 2]], { inserted: 1 }, stage), written({ inserted: 1 }));
      assert.deepEqual(await lab.known(), { a: [2] });
    }),
  },
  {
    name: "keeps any key as it is",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      const rows = awkward.map((key): Content => [key, 1]);
      assert.deepEqual(await lab.put(rows), written({ inserted: rows.length }));
      assert.deepEqual(await lab.known(), Object.fromEntries(awkward.map((key) => [key, [1]])));
      const stage = await lab.stage();
      const part = partOf(awkward.map((key) => [key, 2]));
      await stage.append(part);
      const lines = await linesOf(await lab.stage(), [part.name]);
      assert.deepEqual(lines, awkward.map((key, seq) => [key, hashOf("2"), seq]));
      const expected = written({ updated: awkward.length });
      assert.deepEqual(await lab.apply(stage, { parts: [part.name], expected }), expected);
      const gone = { deleted: awkward.length };
      assert.deepEqual(await lab.remove(awkward, "hard"), written(gone));
      assert.deepEqual(await lab.known(), {});
    }),
  },
  {
    name: "keeps keys of several columns, and of numbers, apart",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run, pairs);
      const keys = [["1", "23"], ["12", "3"], ["9007199254740993", ""], ["-5", "3"]] as const;
      const rows = keys.map((key): Content => [JSON.stringify(key), 1]);
      assert.deepEqual(await lab.put(rows), written({ inserted: 4 }));
      assert.deepEqual(await lab.put([[rows[2]![0], 2]], { updated: 1 }), written({ updated: 1 }));
      assert.deepEqual(await lab.remove([rows[1]![0]], "hard"), written({ deleted: 1 }));
      assert.deepEqual(await lab.known(), {
        [rows[0]![0]]: [1],
        [rows[2]![0]]: [2],
        [rows[3]![0]]: [1],
      });
    }),
  },
  {
    name: "applies all or nothing when what was written is refused",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      await lab.put([["a", 1], ["b", 1]]);
      const stage = await lab.stage();
      const part = partOf([["b", 2], ["c", 2]], ["reject"]);
      await stage.append(part);
      const expected = { inserted: 1, updated: 1, deleted: 1 };
      const changes = { parts: [part.name], expected, hasRejects: true, tombstones: ["a"] };
      const refused = new Error("refused");
      await assert.rejects(() => lab.apply(stage, changes, "soft", refused), refused);
      const known = await lab.known();
      const isUndone = known.c === undefined;
      assert.deepEqual(
        known,
        isUndone ? { a: [1], b: [1] } : { a: [1, "deleted"], b: [2], c: [2] },
      );
      if (isUndone) assert.deepEqual(await lab.apply(stage, changes), expected);
    }),
  },
  {
    name: "applies nothing after it was told to stop, and keeps the stage",
    check: inRun(async (destination, run) => {
      const lab = new Lab(destination, run);
      const stage = await lab.stage();
      const part = partOf([["a", 1]]);
      await stage.append(part);
      const changes = { parts: [part.name], expected: written({ inserted: 1 }) };
      const stopped = new Error("stopped");
      await assert.rejects(() => lab.apply(stage, changes, "soft", undefined, stopped), stopped);
      assert.deepEqual(await lab.known(), {});
      assert.deepEqual((await lab.stage()).checkpoints, [part.checkpoint]);
    }),
  },
  {
    name: "forgets the hashes of a table that gets a column",
    check: inRun(async (destination, run) => {
      const narrow = { ...things, columns: things.columns.filter(({ name }) => name !== "added") };
      const lab = new Lab(destination, run, narrow);
      await lab.put([["a", 1], ["b", 1]]);
      const { missing } = await destination.plan(things);
      assert.deepEqual(missing.map(({ name }) => name), ["added"]);
      const wide = new Lab(destination, run, things);
      await destination.prepare(things);
      assert.deepEqual(await wide.known(), { a: [null], b: [null] });
      const updated = { updated: 2 };
      assert.deepEqual(await wide.put([["a", 1], ["b", 1]], updated), written(updated));
      assert.deepEqual(await wide.known(), { a: [1], b: [1] });
    }),
  },
  {
    name: "tells what the runs before did",
    async check(open) {
      let run!: RunRecord;
      await inRun(async (destination, own) => {
        run = own;
        await new Lab(destination, run).put([["a", 1], ["b", 1]]);
        const { run_id, started_at } = run;
        const ended = { status: "succeeded", finished_at: started_at, error: null } as const;
        const counts = { ...noCounts, read: 2, inserted: 2 };
        const resource = things.name;
        await destination.recordResource({ ...counts, run_id, started_at, resource, ...ended });
      })(open);
      const destination = await open();
      try {
        const { runs, tables } = await destination.history(5);
        assert.deepEqual(runs.map(({ run_id, status }) => [run_id, status]), [[
          run.run_id,
          "succeeded",
        ]]);
        assert.deepEqual(tables, [
          { resource: things.name, status: "succeeded", synced_at: run.started_at, rows: 2 },
        ]);
        assert.equal((await destination.plan(things)).isSynced, true);
      } finally {
        await destination.close();
      }
    },
  },
];

/** Key of a row (of one with several columns, as JSON), and the number that stands for its content. */
type Content = readonly [key: string, version: number];

/** What is said of changes; the rest follows from it. */
interface Said extends Partial<Omit<Changes, "tombstones">> {
  readonly parts: readonly string[];
  readonly tombstones?: readonly string[];
}

/** Puts rows into a table of a destination and reads them back. */
class Lab {
  readonly #destination: Destination;
  readonly #run: RunRecord;
  readonly #table: Table;

  constructor(destination: Destination, run: RunRecord, table = things) {
    this.#destination = destination;
    this.#run = run;
    this.#table = table;
  }

  /** Opens the stage, as every run does. */
  async stage(): Promise<Stage> {
    const stage = await this.#destination.stage(this.#table, this.#run.run_id);
    await this.#destination.prepare(this.#table);
    return stage;
  }

  /** Writes rows; without a word on it, those of keys that are not there count as inserted. */
  async put(rows: readonly Content[], expected?: Partial<Written>, stage?: Stage) {
    const before = await this.known();
    const updated = rows.filter(([key]) => key in before).length;
    const part = partOf(rows, [], 0, this.#table);
    const into = stage ?? await this.stage();
    await into.append(part);
    return await this.apply(into, {
      parts: [part.name],
      expected: written(expected ?? { inserted: rows.length - updated, updated }),
    });
  }

  /** Removes rows, of which some may not be there. */
  async remove(keys: readonly string[], deletes: Deletes, deleted = keys.length) {
    const expected = written({ deleted });
    return await this.apply(await this.stage(), { parts: [], expected, tombstones: keys }, deletes);
  }

  /** Applies changes and returns what the engine says that it has written, or what it should have if it is silent. */
  async apply(
    stage: Stage,
    { tombstones = [], ...said }: Said,
    deletes: Deletes = "soft",
    refusal?: Error,
    stopped?: Error,
  ): Promise<Written> {
    const keys = tombstones.map((key) => keyOf(key, this.#table));
    const columns = this.#table.primaryKey.map((_, column) => keys.map((key) => key[column]!));
    const batch = async function* () {
      if (keys.length > 0) yield columns;
    };
    let counts = said.expected ?? written({});
    await stage.apply({
      expected: counts,
      hasSuperseded: false,
      hasRejects: false,
      ...said,
      tombstones: batch,
    }, {
      deletes,
      now: this.#run.started_at,
      runId: this.#run.run_id,
      verify: (written) => {
        counts = written;
        if (refusal) throw refusal;
      },
      signal: stopped && AbortSignal.abort(stopped),
    });
    return counts;
  }

  /** Version of each row, and whether it is marked as deleted. */
  async known(): Promise<Record<string, unknown[]>> {
    const found: [string, unknown[]][] = [];
    for await (const { keys, hashes, deleted } of this.#destination.known(this.#table)) {
      for (const [row, hash] of hashes.entries()) {
        const key = keys.map((values) => values[row]!);
        const version = hash && versions.find((one) => hash.startsWith(hashOf(String(one))));
        found.push([
          key.length === 1 ? key[0]! : JSON.stringify(key),
          [version, ...(deleted[row] ? ["deleted"] : [])],
        ]);
      }
    }
    const known = Object.fromEntries(found);
    assert.equal(found.length, Object.keys(known).length, "a key is there twice");
    return known;
  }
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

const versions = [1, 2, 3];

const runOfAll: Omit<RunRecord, "run_id"> = {
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

/** Returns a check that works in a run of its own. */
function inRun(
  work: (destination: Destination, run: RunRecord) => Promise<void>,
): Requirement["check"] {
  return async (open) => {
    const run = { ...runOfAll, run_id: crypto.randomUUID() };
    const destination = await open();
    try {
      await destination.begin(run);
      await work(destination, run);
      await destination.end({ ...run, status: "succeeded", finished_at: run.started_at });
    } finally {
      await destination.close();
    }
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
    ...{ string: "null", integer: "null", date: "null", json: `"[${version}]"` },
    ...{ decimal: `"${version}.5"`, boolean: "true", timestamp: `"2026-01-0${version}T00:00:00Z"` },
  };
  const values = rowColumns(table).map(({ name, type }) => {
    if (name.startsWith("_")) return "null";
    const index = table.primaryKey.indexOf(name);
    if (index < 0) return ofType[type];
    return type === "integer" ? key[index]! : JSON.stringify(key[index]);
  });
  const hash = hashOf(String(version));
  const size = listOf({ values }).length;
  return { seq, key, hash, values, size, hasIssues: false, hasExtra: false };
}

function keyOf(text: string, { primaryKey }: Table): string[] {
  return primaryKey.length === 1 ? [text] : JSON.parse(text);
}

function hashOf(text: string): string {
  return digest("sha256", text, "hex").slice(0, 32);
}

function written(counts: Partial<Written>): Written {
  return { inserted: 0, updated: 0, deleted: 0, ...counts };
}

/** Key, hash and position of what parts of a stage hold, by position. */
async function linesOf(stage: Stage, parts: readonly string[]) {
  const lines: [string | null, string, number][] = [];
  for await (const { keys, hashes, seqs } of stage.read(parts)) {
    for (const [row, hash] of hashes.entries()) lines.push([keys[0]![row]!, hash, seqs[row]!]);
  }
  return lines.sort((one, other) => one[2] - other[2]);
}
