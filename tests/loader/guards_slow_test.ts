import { assert, assertEquals, assertObjectMatch, assertStringIncludes } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { changingKnown, changingStages } from "../changing_destinations.ts";
import { type Lab, workspaceLab } from "../lab.ts";
import { pagesAsked } from "../pages_asked.ts";

/** A lab whose syncs copy so many clients. */
const clientsLab = (rows: number) =>
  workspaceLab({ rows: { clients: rows }, only: [resources.clients] });

interface Held {
  /** Rows of the clients' table. */
  readonly all: number;
  /** Those that are marked as deleted. */
  readonly deleted: number;
  /** Stages that there are. */
  readonly stages: number;
}

/** Counts what the file holds. */
async function counts(lab: Lab): Promise<Held> {
  const [row] = await lab.query<Held>(
    `SELECT count(*) AS "all", count(_deleted_at) AS deleted,
      (SELECT count(*) FROM duckdb_tables() WHERE starts_with(table_name, '_stage_')) AS stages
    FROM clients`,
  );
  return row!;
}

Deno.test("sync() applies nothing of a stage that lost a row", async () => {
  await using lab = clientsLab(30);
  const { run: failed } = await lab.sync({
    change: changingStages((stage) => ({
      append: (part) => stage.append({ ...part, rows: part.rows.slice(1) }),
    })),
  });
  assertObjectMatch(failed, { status: "failed", inserted: 0 });
  assertStringIncludes(
    failed.error!,
    "31 rows were staged and 30 are there; nothing was written",
  );
  assertEquals(await counts(lab), { all: 0, deleted: 0, stages: 0 });
  assertEquals((await lab.sync()).run.inserted, 30);
});

Deno.test("sync() undoes a step that did not write all of what changed", async () => {
  await using lab = clientsLab(30);
  const { run: failed } = await lab.sync({
    change: changingStages((stage) => ({
      apply: (changes, options) => stage.apply({ ...changes, parts: [] }, options),
    })),
  });
  assertStringIncludes(
    failed.error!,
    "expected 30 inserted, 0 updated, 0 deleted, the destination says 0 inserted, 0 updated, 0 deleted",
  );
  assertEquals(await counts(lab), { all: 0, deleted: 0, stages: 1 });
  assertEquals((await lab.sync()).run.inserted, 30);
});

Deno.test("sync() undoes a step that replaced a row which it did not know", async () => {
  await using lab = clientsLab(30);
  await lab.sync();
  const { run: failed } = await lab.sync({
    change: changingKnown(({ keys, hashes, deleted }) => ({
      keys: keys.map((values) => values.slice(1)),
      hashes: hashes.slice(1),
      deleted: deleted.slice(1),
    })),
  });
  assertStringIncludes(
    failed.error!,
    "expected 1 inserted, 0 updated, 0 deleted, the destination says 0 inserted, 1 updated, 0 deleted",
  );
  assertEquals(await counts(lab), { all: 30, deleted: 0, stages: 1 });
  assertEquals((await lab.sync()).run.unchanged, 30);
  assertEquals(await counts(lab), { all: 30, deleted: 0, stages: 0 });
});

for (const rows of [1, 20, 120]) {
  Deno.test(`sync() refuses to empty a table of ${rows} rows, unless it is allowed`, async () => {
    await using lab = clientsLab(rows);
    await lab.sync();
    for (const id of lab.ids("clients")) lab.sandbox.delete("clients", id);
    const { run: refused } = await lab.sync();
    assertEquals(refused.status, "failed");
    assertStringIncludes(refused.error!, `the API no longer lists any of its ${rows} rows; if`);
    assertEquals(await counts(lab), { all: rows, deleted: 0, stages: 0 });
    assertEquals((await lab.sync({ deletes: "keep" })).run.status, "succeeded");
    assertEquals((await lab.sync({ allowMassDelete: true })).run.deleted, rows);
    assertEquals((await lab.sync()).run.status, "succeeded");
  });
}

Deno.test("sync() stops in the middle of a merge, which is undone, and resumes later", async () => {
  await using lab = clientsLab(40_000);
  const controller = new AbortController();
  let began = 0;
  const { run: stopped } = await lab.sync({
    signal: controller.signal,
    onProgress: ({ phase }) => {
      if (phase !== "merging") return;
      began = performance.now();
      setTimeout(() => controller.abort(), 100);
    },
  });
  assert(performance.now() - began < 2_000, "the merge was cut short");
  assertObjectMatch(stopped, { status: "interrupted", inserted: 0 });
  assertEquals(await counts(lab), { all: 0, deleted: 0, stages: 1 });
  const asked = pagesAsked(lab.sandbox);
  const { run: next } = await lab.sync();
  assertObjectMatch(next, { status: "succeeded", inserted: 40_000, resumed: 40_000 });
  assertEquals(pagesAsked(lab.sandbox), asked, "nothing is read again");
});

Deno.test("sync() writes nothing into a table that has a key twice", async () => {
  await using lab = clientsLab(5);
  await lab.sync();
  await lab.query("INSERT INTO clients SELECT * FROM clients LIMIT 1");
  const { run: failed } = await lab.sync();
  assertEquals(failed.status, "failed");
  assertStringIncludes(
    failed.error!,
    "twice; remove one of the rows, or the table, and sync again",
  );
});

Deno.test("sync() removes with hard deletes what vanishes from then on", async () => {
  await using lab = clientsLab(6);
  const [a, b] = lab.ids("clients");
  await lab.sync();
  lab.sandbox.delete("clients", a!);
  assertEquals((await lab.sync()).run.deleted, 1);
  lab.sandbox.delete("clients", b!);
  assertEquals((await lab.sync({ deletes: "hard" })).run.deleted, 1);
  assertEquals(await counts(lab), { all: 5, deleted: 1, stages: 0 });
});

Deno.test("sync() lets a small table lose all rows but one", async () => {
  await using lab = clientsLab(20);
  await lab.sync();
  for (const id of lab.ids("clients").slice(1)) lab.sandbox.delete("clients", id);
  assertEquals((await lab.sync()).run.deleted, 19);
});

Deno.test("sync() lets a large table lose half of its rows, and refuses to lose one more", async () => {
  await using lab = clientsLab(22);
  await lab.sync();
  for (const id of lab.ids("clients").slice(0, 12)) lab.sandbox.delete("clients", id);
  const { run: refused } = await lab.sync();
  assertStringIncludes(refused.error!, "no longer lists 12 of its 22 rows, more than half");
  assertEquals(await counts(lab), { all: 22, deleted: 0, stages: 0 });

  await using other = clientsLab(22);
  await other.sync();
  for (const id of other.ids("clients").slice(0, 11)) other.sandbox.delete("clients", id);
  assertEquals((await other.sync()).run.deleted, 11);
});

Deno.test("sync() deletes nothing in a run that did not finish", async () => {
  await using lab = clientsLab(350);
  await lab.sync();
  for (const id of lab.ids("clients").slice(0, 50)) lab.sandbox.delete("clients", id);
  const untouched = { all: 350, deleted: 0 };
  for (const what of [500, 403, "cut", "truncated", "not-envelope", "empty-more"] as const) {
    lab.sandbox.faults.splice(0, Infinity, {
      what,
      from: pagesAsked(lab.sandbox) + 3,
      times: Infinity,
    });
    const { run: ended } = await lab.sync({ deletes: "hard", fresh: true });
    assert(ended.read > 0, String(what));
    assertEquals(ended.deleted, 0, String(what));
    assertObjectMatch(await counts(lab), untouched, String(what));
  }
  lab.sandbox.faults.length = 0;
  const controller = new AbortController();
  const onProgress = () => controller.abort();
  const { run: stopped } = await lab.sync({ signal: controller.signal, onProgress });
  assertEquals(stopped.status, "interrupted");
  assertObjectMatch(await counts(lab), untouched);
  assertEquals((await lab.sync()).run.deleted, 50);
});
