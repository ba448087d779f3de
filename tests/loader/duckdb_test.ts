import { DuckDBConnection } from "@duckdb/node-api";
import { assert, assertEquals, assertRejects, assertStringIncludes, equal } from "@std/assert";
import { hash as digest } from "node:crypto";
import type { Column, Resource } from "../../client/resource.ts";
import type { Changes, Destination, Part } from "../../loader/destination.ts";
import { Database } from "../../loader/engines/duckdb/database.ts";
import { DuckDbDestination } from "../../loader/destinations/duckdb/destination.ts";
import { catalog } from "../../loader/engines/duckdb/quote.ts";
import { Schema } from "../../loader/destinations/duckdb/sql.ts";
import { KeyIndex } from "../../loader/diff.ts";
import { DestinationError } from "../../loader/errors.ts";
import { type Deletes, noCounts, type RunRecord } from "../../loader/run_log.ts";
import { createShaper, isReject, listOf, type Reject, type Row } from "../../loader/shape.ts";
import { tableOf } from "../../loader/table.ts";

const column = (name: string, type: Column["type"]): Column => ({
  name,
  type,
  path: [name],
  description: `It's the ${name}`,
});

const resource: Resource = {
  name: 'odd "name"',
  property: "odd",
  path: "/odd",
  description: "A table with awkward names",
  singular: "thing",
  primaryKey: ["id"],
  writeDisposition: "merge",
  pagination: {
    style: "cursor",
    cursorParam: "startingAfter",
    cursorField: "id",
    limitParam: "limit",
    limit: 100,
    items: "results",
    hasMore: "hasMore",
  },
  filters: [],
  columns: [
    column("id", "string"),
    column("order", "integer"),
    column('it\'s; "quoted"', "string"),
    column("amount", "decimal"),
    column("active", "boolean"),
    column("end", "date"),
    column("at", "timestamp"),
    column("tags", "json"),
  ],
};
const table = tableOf(resource);
const shape = createShaper(resource);

const run: RunRecord = {
  ...noCounts,
  run_id: "run-1",
  status: "running",
  started_at: new Date("2026-01-01T00:00:00Z"),
  finished_at: null,
  source: "https://api.example.com/",
  workspace_id: "w-1",
  workspace_name: "One",
  deletes: "soft",
  error: null,
  spec_hash: "spec",
  version: "0",
};
/** Makes a part of records. */
function partOf(records: readonly unknown[], from = 0, shaper = shape): Part {
  const shaped = records.map((record, index) => shaper(record, from + index));
  return {
    name: crypto.randomUUID().replaceAll("-", ""),
    rows: shaped.filter((one): one is Row => !isReject(one)),
    rejects: shaped.filter((one): one is Reject => isReject(one)),
    checkpoint: "{}",
  };
}

/** Makes the table equal to the records, as a sweep does, and says how they differed. */
async function sweep(
  destination: Destination,
  records: readonly unknown[],
  deletes: Deletes = "soft",
  now = new Date("2026-01-01T00:00:00Z"),
) {
  await destination.prepare(table);
  const index = new KeyIndex(table.name);
  for await (const rows of destination.known(table)) index.know(rows);
  index.knowRejects(await destination.knownRejects(table.name));
  const all = partOf(records);
  const part = {
    ...all,
    rows: all.rows.filter((row) => index.meet(row)),
    rejects: all.rejects.filter(({ hash }) => index.meetReject(hash)),
  };
  const { inserted, updated, unchanged, missing } = index.difference();
  const stage = await destination.stage(table, run.run_id);
  await stage.append(part);
  const expected = { inserted, updated, deleted: deletes === "keep" ? 0 : missing };
  const changes: Changes = {
    parts: [part.name],
    expected,
    hasSuperseded: part.rows.length > inserted + updated,
    hasRejects: part.rejects.length > 0,
    async *tombstones() {
      for await (const { keys: [ids] } of destination.known(table)) {
        yield [ids!.filter((id) => index.isMissing(id))];
      }
    },
  };
  await stage.apply(changes, {
    ...{ deletes, history: false, now, runId: run.run_id },
    verify: (written) => assertEquals(written, expected),
  });
  const { duplicates, rejected } = index;
  return { inserted, updated, unchanged, missing, duplicates, rejected };
}

type Query = (sql: string) => Promise<unknown[]>;

/**
 * Runs a test on a new database file. `read` reads it through a connection of its own, and closes the
 * destination; `alter` runs a statement behind its back.
 */
async function withDatabase(
  work: (destination: Destination, read: Query, alter: Query) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/test.duckdb`;
  const database = await Database.open(file, false);
  const destination = new DuckDbDestination(
    `duckdb:${file}`,
    database,
    new Schema("it's", catalog),
  );
  const use = `USE "it's"`;
  try {
    await destination.begin(run);
    await work(destination, async (sql) => {
      await destination.close();
      const reader = await Database.open(file, true);
      await reader.query(use);
      const rows = await reader.query(sql);
      await reader.close();
      return rows;
    }, async (sql) => {
      await database.query(use);
      return database.query(sql);
    });
  } finally {
    await destination.close();
    await Deno.remove(folder, { recursive: true });
  }
}

const name = '"odd ""name"""';

Deno.test("DuckDB stores every type exactly, under awkward names", async () => {
  await withDatabase(async (destination, read) => {
    await sweep(destination, [{
      id: "a'b",
      order: 9007199254740991,
      'it\'s; "quoted"': "line\nbreak \u0000 ' \" \\ 🦕",
      amount: 1234567890123.45,
      active: true,
      end: "2024-02-29",
      at: "2021-07-24T17:40:03.633Z",
      tags: [{ b: "'", a: null }],
      unknown: "x",
    }]);
    const [row] = await read(
      `SELECT * REPLACE (amount::VARCHAR AS amount, "end"::VARCHAR AS "end") FROM ${name}`,
    ) as Record<string, unknown>[];
    const { _hash, ...values } = row!;
    assertEquals(typeof _hash, "string");
    assertEquals(values, {
      id: "a'b",
      order: 9007199254740991,
      'it\'s; "quoted"': "line\nbreak \u0000 ' \" \\ 🦕",
      amount: "1234567890123.450000000",
      active: true,
      end: "2024-02-29",
      at: new Date("2021-07-24T17:40:03.633Z"),
      tags: `[{"a":null,"b":"'"}]`,
      _extra: `{"unknown":"x"}`,
      _issues: null,
      _synced_at: new Date("2026-01-01T00:00:00Z"),
      _deleted_at: null,
    });
  });
});

Deno.test("DuckDB keeps the last of several records with the same primary key", async () => {
  await withDatabase(async (destination, read) => {
    const { duplicates, inserted } = await sweep(destination, [
      { id: "1", order: 1 },
      { id: "2", order: 2 },
      { id: "1", order: 3 },
    ]);
    assertEquals({ duplicates, inserted }, { duplicates: 1, inserted: 2 });
    assertEquals(await read(`SELECT id, "order" FROM ${name} ORDER BY id`), [
      { id: "1", order: 3 },
      { id: "2", order: 2 },
    ]);
  });
});

Deno.test("DuckDB writes only new and changed rows, and marks those that are gone", async () => {
  await withDatabase(async (destination, read) => {
    const first = new Date("2026-01-01T00:00:00Z");
    const second = new Date("2026-01-02T00:00:00Z");
    await sweep(destination, [{ id: "same" }, { id: "edited", order: 1 }, { id: "gone" }]);
    const difference = await sweep(
      destination,
      [{ id: "same" }, { id: "edited", order: 2 }, { id: "new" }],
      "soft",
      second,
    );
    assertEquals(difference, {
      ...{ inserted: 1, updated: 1, unchanged: 1, missing: 1 },
      ...{ duplicates: 0, rejected: 0 },
    });
    assertEquals(
      await read(`SELECT id, "order", _synced_at, _deleted_at FROM ${name} ORDER BY id`),
      [
        { id: "edited", order: 2, _synced_at: second, _deleted_at: null },
        { id: "gone", order: null, _synced_at: first, _deleted_at: second },
        { id: "new", order: null, _synced_at: second, _deleted_at: null },
        { id: "same", order: null, _synced_at: first, _deleted_at: null },
      ],
    );
  });
});

Deno.test("DuckDB merges more keys than it joins at once", async () => {
  const count = 250_000;
  const recordsOf = (edited: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `${i}`, order: i % 10 === 0 ? edited : i }));
  await withDatabase(async (destination, read) => {
    await sweep(destination, recordsOf(1));
    const gone = 1_000;
    const difference = await sweep(destination, [
      { order: 5 },
      ...recordsOf(2).slice(gone),
      { id: "new", order: 1 },
      { id: "5001", order: 3 },
      { order: 6 },
    ]);
    assertEquals(difference, {
      duplicates: 1,
      rejected: 2,
      inserted: 1,
      updated: (count - gone) / 10 + 1,
      unchanged: (count - gone) * 9 / 10 - 1,
      missing: gone,
    });
    assertEquals(
      await read(`SELECT count(*) AS n, count(DISTINCT id) AS ids, count(_deleted_at) AS gone,
        count(*) FILTER ("order" = 2 AND id <> '2') AS edited,
        any_value("order") FILTER (id = '5001') AS twice FROM ${name}`),
      [{ n: count + 1, ids: count + 1, gone, edited: (count - gone) / 10, twice: 3 }],
    );
  });
});

Deno.test("DuckDB keeps a record without a primary key once, however often it is met", async () => {
  await withDatabase(async (destination, read) => {
    for (let i = 0; i < 2; i++) {
      const { rejected } = await sweep(destination, [{ id: "1" }, { order: 5 }, { order: 5 }]);
      assertEquals(rejected, 2);
    }
    assertEquals(await read(`SELECT resource, record, run_id FROM _sync_rejects`), [
      { resource: resource.name, record: `{"order":5}`, run_id: "run-1" },
    ]);
  });
});

Deno.test("DuckDB keeps large rows and rejects to the character, between small ones", async () => {
  await withDatabase(async (destination, read) => {
    const text = 'it\'s; "quoted"';
    const large = `a${"🦕".repeat(3_000)}\n`;
    const records = [
      { id: "small", [text]: "x" },
      { id: "large", [text]: large },
      { id: "twice", [text]: `old ${large}` },
      { [text]: large },
      { id: "twice", [text]: `new ${large}`, tags: [large] },
      { id: "last", [text]: "y" },
    ];
    const { inserted, duplicates } = await sweep(destination, records);
    assertEquals({ inserted, duplicates }, { inserted: 4, duplicates: 1 });
    assertEquals((await sweep(destination, records.toSpliced(2, 1))).unchanged, 4);
    assertEquals(
      await read(`SELECT id, "it's; ""quoted""" AS "text", tags FROM ${name}
        UNION ALL SELECT NULL, record::VARCHAR, NULL FROM _sync_rejects ORDER BY id`),
      [
        { id: "large", text: large, tags: null },
        { id: "last", text: "y", tags: null },
        { id: "small", text: "x", tags: null },
        { id: "twice", text: `new ${large}`, tags: JSON.stringify([large]) },
        { id: null, text: JSON.stringify({ [text]: large }), tags: null },
      ],
    );
  });
});

const refuse = () => {
  throw new Error("Refused");
};

for (
  const [what, prevented, verify] of [
    ["is not as expected", "SELECT 1", refuse],
    ["cannot keep its rejects", "DROP TABLE _sync_rejects", () => {}],
  ] as const
) {
  Deno.test(`DuckDB undoes a step that ${what}, and keeps the stage`, async () => {
    await withDatabase(async (destination, read, alter) => {
      await sweep(destination, [{ id: "gone" }, { id: "changed" }]);
      const stage = await destination.stage(table, run.run_id);
      const part = partOf([{ id: "changed", order: 1 }, { id: "new" }, { order: 2 }]);
      await stage.append(part);
      await alter(prevented);
      await assertRejects(() =>
        stage.apply({
          parts: [part.name],
          expected: { inserted: 1, updated: 1, deleted: 1 },
          hasSuperseded: false,
          hasRejects: true,
          async *tombstones() {
            yield [["gone"]];
          },
        }, { deletes: "hard", history: false, now: run.started_at, runId: run.run_id, verify })
      );
      assertEquals(await stage.count([part.name]), 4);
      assertEquals(await read(`SELECT id, "order" FROM ${name} ORDER BY id`), [
        { id: "changed", order: null },
        { id: "gone", order: null },
      ]);
    });
  });
}

Deno.test("DuckDB takes over tables and a stage of the version before, and rewrites no row", async () => {
  await withDatabase(async (destination, read, alter) => {
    const records = [{ id: "1", order: 1 }, { id: "2", order: 2 }, { order: 3 }];
    await sweep(destination, records);
    const wide = (text: string) => digest("sha256", text, "hex");
    const { rows, rejects } = partOf(records);
    for (const row of rows) {
      await alter(`UPDATE ${name} SET _hash = '${wide(listOf(row))}' WHERE id = '${row.key[0]}'`);
    }
    await alter(`UPDATE _sync_rejects SET hash = '${wide(rejects[0]!.text)}'`);
    await alter(`CREATE TABLE _sync_stages (resource VARCHAR, "cursor" VARCHAR, pages BIGINT)`);
    await alter(`INSERT INTO _sync_stages VALUES ('odd "name"', '1', 1)`);
    await alter(`CREATE TABLE "_stage_odd ""name""" (_seq BIGINT NOT NULL, id VARCHAR,
      _hash VARCHAR NOT NULL, _row VARCHAR NOT NULL, _issues BOOLEAN NOT NULL, _reason VARCHAR)`);
    await alter(`INSERT INTO "_stage_odd ""name""" VALUES (0, '9', 'hash', '["9"]', false, NULL)`);

    await destination.begin({ ...run, run_id: "run-2" });
    const stage = await destination.stage(table, "run-2");
    assertEquals([stage.checkpoints, await stage.count([])], [[], 0]);
    const later = new Date("2026-01-02T00:00:00Z");
    const difference = await sweep(destination, records, "soft", later);
    assertEquals(difference, {
      ...{ inserted: 0, updated: 0, unchanged: 2, missing: 0 },
      ...{ duplicates: 0, rejected: 1 },
    });
    assertEquals(
      await read(`SELECT (SELECT list(_hash ORDER BY id) FROM ${name}) AS hashes,
        (SELECT max(_synced_at) FROM ${name}) AS synced,
        (SELECT list(hash) FROM _sync_rejects) AS rejects, (SELECT count(*) FROM duckdb_tables()
        WHERE table_name = '_sync_stages' OR starts_with(table_name, '_stage_')) AS stages`),
      [{
        hashes: rows.map((row) => wide(listOf(row))),
        synced: new Date("2026-01-01T00:00:00Z"),
        rejects: rejects.map(({ text }) => wide(text)),
        stages: 0,
      }],
    );
  });
});

Deno.test("DuckDB writes nothing while it finds that nothing changed", async () => {
  await withDatabase(async (destination, read, alter) => {
    await sweep(destination, [{ id: "1" }, { order: 1 }]);
    await alter("CHECKPOINT");
    const file = destination.url.slice("duckdb:".length);
    const before = await Deno.readFile(file);
    const stage = await destination.stage(table, run.run_id);
    for await (const _ of destination.known(table)) { /* Reading is all. */ }
    await destination.knownRejects(table.name);
    assertEquals(await stage.count([]), 0);
    await stage.discard();
    assertEquals([...Deno.readDirSync(file.slice(0, file.lastIndexOf("/")))].length, 1);
    assert(equal(await Deno.readFile(file), before), "the file is as it was");
    assertEquals(await read(`SELECT count(*) AS n FROM ${name}`), [{ n: 1 }]);
  });
});

Deno.test("DuckDB adds the columns that a table lacks and leaves those that the spec lacks", async () => {
  await withDatabase(async (destination, read) => {
    const [kept, added] = [resource.columns.slice(0, 3), resource.columns];
    await destination.prepare(tableOf({ ...resource, columns: [...kept, column("old", "json")] }));
    const full = tableOf({ ...resource, columns: added });
    const plan = await destination.plan(full);
    await destination.prepare(full);
    assertEquals(plan.missing.map(({ name }) => name), ["amount", "active", "end", "at", "tags"]);
    const { inserted } = await sweep(destination, [{ id: "1", amount: 1.5 }]);
    assertEquals(inserted, 1);
    assertEquals(await read(`SELECT "old", amount::VARCHAR AS amount FROM ${name}`), [
      { old: null, amount: "1.500000000" },
    ]);
  });
});

Deno.test("DuckDB leaves the values of a column that the spec lacks when their row changes", async () => {
  await withDatabase(async (destination, read) => {
    const wider = tableOf({ ...resource, columns: [...resource.columns, column("old", "string")] });
    await destination.prepare(wider);
    const stage = await destination.stage(wider, run.run_id);
    const shapeWider = createShaper({
      ...resource,
      columns: [...resource.columns, column("old", "string")],
    });
    const records = [{ id: "1", order: 1, old: "kept" }, { id: "2", order: 2, old: "kept too" }];
    const part = partOf(records, 0, shapeWider);
    await stage.append(part);
    await stage.apply({
      parts: [part.name],
      expected: { inserted: 2, updated: 0, deleted: 0 },
      ...{ hasSuperseded: false, hasRejects: false },
      async *tombstones() {},
    }, {
      deletes: "soft",
      history: false,
      now: run.started_at,
      runId: run.run_id,
      verify: () => {},
    });
    const { updated, inserted } = await sweep(destination, [
      { id: "1", order: 10 },
      { id: "2", order: 2 },
      { id: "3", order: 3 },
    ]);
    assertEquals({ updated, inserted }, { updated: 2, inserted: 1 });
    assertEquals(await read(`SELECT id, "order", "old" FROM ${name} ORDER BY id`), [
      { id: "1", order: 10, old: "kept" },
      { id: "2", order: 2, old: "kept too" },
      { id: "3", order: 3, old: null },
    ]);
  });
});

Deno.test("DuckDB brings the values of a dropped and of a renamed column back, once", async () => {
  await withDatabase(async (destination, read, alter) => {
    const [first, second] = [new Date("2026-01-01T00:00:00Z"), new Date("2026-01-02T00:00:00Z")];
    const records = [1, 2, 3].map((n) => ({ id: `${n}`, order: n, amount: n / 2, active: true }));
    await sweep(destination, records, "soft", first);
    await sweep(destination, records.slice(0, 2), "soft", first);
    await alter(`ALTER TABLE ${name} DROP COLUMN amount`);
    await alter(`ALTER TABLE ${name} RENAME COLUMN "order" TO mine`);
    await alter(`ALTER TABLE ${name} RENAME COLUMN active TO "Active"`);
    const difference = await sweep(destination, records.slice(0, 2), "soft", second);
    assertEquals(difference, {
      ...{ inserted: 0, updated: 2, unchanged: 0, missing: 0 },
      ...{ duplicates: 0, rejected: 0 },
    });
    const again = await sweep(destination, records.slice(0, 2), "soft", second);
    assertEquals([again.updated, again.unchanged], [0, 2]);
    assertEquals(
      await read(
        `SELECT id, "order", mine, amount::VARCHAR AS amount, "Active" AS active, _synced_at,
        _deleted_at FROM ${name} ORDER BY id`,
      ),
      [
        ...[1, 2].map((n) => ({
          id: `${n}`,
          order: n,
          mine: n,
          amount: `${(n / 2).toFixed(9)}`,
          active: true,
          _synced_at: second,
          _deleted_at: null,
        })),
        {
          id: "3",
          order: null,
          mine: 3,
          amount: null,
          active: true,
          _synced_at: first,
          _deleted_at: first,
        },
      ],
    );
  });
});

Deno.test("DuckDB refuses a table whose primary key was renamed, and leaves it as it is", async () => {
  await withDatabase(async (destination, read, alter) => {
    await sweep(destination, [{ id: "1" }]);
    await alter(`ALTER TABLE ${name} RENAME COLUMN id TO old_id`);
    const error = await assertRejects(() => destination.prepare(table), DestinationError);
    assertStringIncludes(error.message, "its column 'id' is gone, and it is the primary key");
    assertEquals(await read(`SELECT old_id FROM ${name}`), [{ old_id: "1" }]);
  });
});

Deno.test("DuckDB refuses a table whose column has another type, and says which", async () => {
  await withDatabase(async (destination) => {
    await destination.prepare(
      tableOf({ ...resource, columns: [column("id", "string"), column("amount", "string")] }),
    );
    const error = await assertRejects(() => destination.prepare(table), DestinationError);
    assertStringIncludes(error.message, "its column 'amount' is VARCHAR and must be DECIMAL(38,9)");
    assertEquals(error.reason, "schema");
  });
});

Deno.test("DuckDB records a run that never ended as interrupted when the next one begins", async () => {
  await withDatabase(async (destination) => {
    await destination.begin({
      ...run,
      run_id: "run-2",
      started_at: new Date("2026-01-02T00:00:00Z"),
    });
    const { runs } = await destination.history(5);
    assertEquals(runs.map(({ run_id, status }) => [run_id, status]), [
      ["run-2", "running"],
      ["run-1", "interrupted"],
    ]);
  });
});

Deno.test("DuckDB gets one statement at a time, since it can drop one that another overtakes", async () => {
  const original = DuckDBConnection.prototype.runAndReadAll;
  let running = 0;
  let most = 0;
  DuckDBConnection.prototype.runAndReadAll = async function (...args) {
    most = Math.max(most, ++running);
    try {
      return await original.apply(this, args);
    } finally {
      running--;
    }
  };
  const database = await Database.open(":memory:", false);
  try {
    const count = () => database.query("SELECT count(*) FROM range(10_000)");
    await Promise.all([count(), database.transaction(count), count(), database.transaction(count)]);
    assertEquals(most, 1);
  } finally {
    DuckDBConnection.prototype.runAndReadAll = original;
    await database.close();
  }
});
