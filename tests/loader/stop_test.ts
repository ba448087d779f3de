import { assert, assertEquals, assertObjectMatch, assertStringIncludes } from "@std/assert";
import { AuthenticationError } from "../../client/mod.ts";
import { resources } from "../../generated/resources.ts";
import { DestinationError } from "../../loader/errors.ts";
import { changingKnown, changingStages, override } from "../changing_destinations.ts";
import { FakeClock } from "../fake_clock.ts";
import { type Lab, workspaceLab } from "../lab.ts";
import { pagesAsked } from "../pages_asked.ts";

/** A lab whose syncs copy so many holidays. */
const holidaysLab = (rows: number) =>
  workspaceLab({ rows: { holidays: rows }, only: [resources.holidays] });

/** The checkpoints of the stage, by the records that they reach; `undefined` where there is none. */
async function stagedBy(lab: Lab): Promise<number[] | undefined> {
  const stages = await lab.query(
    "SELECT 1 FROM duckdb_tables() WHERE table_name = '_stage_holidays'",
  );
  if (stages.length === 0) return undefined;
  const found = await lab.query<{ text: string }>(
    "SELECT string_agg(_checkpoint, '' ORDER BY rowid) AS text FROM _stage_holidays WHERE _checkpoint IS NOT NULL GROUP BY _part",
  );
  return found.map(({ text }) => JSON.parse(text).records).sort((one, other) => one - other);
}

Deno.test("sync() keeps how far it is when it is aborted where nothing changed, and the next one resumes", async () => {
  await using lab = holidaysLab(700);
  await lab.sync();
  const rows = () => lab.query("SELECT * FROM holidays ORDER BY id");
  const before = await rows();

  const clock = new FakeClock();
  const controller = new AbortController();
  lab.sandbox.edits.push(
    { table: "holidays", after: 9, do: () => clock.advance(10_000) },
    { table: "holidays", after: 13, do: () => controller.abort() },
  );
  const { run: aborted } = await lab.sync({ client: { clock }, signal: controller.signal });
  assertEquals(aborted.status, "interrupted");
  const staged = await stagedBy(lab);
  assertEquals(staged!.length, 2);
  assertEquals(staged!.at(-1), aborted.read);

  const asked = pagesAsked(lab.sandbox);
  const { run: resumed } = await lab.sync();
  assertObjectMatch(resumed, { status: "succeeded", resumed: aborted.read, unchanged: 700 });
  assertEquals(pagesAsked(lab.sandbox) - asked, (700 - aborted.read) / 100);
  assertEquals(await rows(), before);
  assertEquals(await stagedBy(lab), undefined);
});

Deno.test("sync() is stopped while it reads what the table has, and lets the file be written", async () => {
  await using lab = holidaysLab(2_500);
  await lab.sync();
  const asked = pagesAsked(lab.sandbox);
  const controller = new AbortController();
  const batches: number[] = [];
  const { run } = await lab.sync({
    signal: controller.signal,
    change: changingKnown((rows) => {
      controller.abort();
      batches.push(rows.hashes.length);
      return rows;
    }),
  });
  assertEquals([run.status, batches.length], ["interrupted", 1]);
  assertEquals(pagesAsked(lab.sandbox), asked);
  assertEquals((await lab.history()).runs[0]!.status, "interrupted");
});

const fails = () => Promise.reject(new DestinationError("The stage cannot be written", "failed"));

Deno.test("sync() says why a guard refused a sweep, also when its stage cannot be discarded", async () => {
  await using lab = holidaysLab(30);
  await lab.sync();
  for (const id of lab.ids("holidays")) lab.sandbox.delete("holidays", id);
  let isFirst = true;
  const { run } = await lab.sync({
    // The first one makes room for the sweep.
    change: changingStages((stage) => ({
      discard: () => {
        if (!isFirst) return fails();
        isFirst = false;
        return stage.discard();
      },
    })),
  });
  assertStringIncludes(run.error!, "the API no longer lists any of its 30 rows");
});

for (const [what, pageBytes] of [["what was read before", 1e6], ["a part", 1]] as const) {
  Deno.test(`sync() is stopped by a refused token, also when ${what} cannot be stored`, async () => {
    await using lab = holidaysLab(500);
    lab.sandbox.faults.push({ what: 401, table: "holidays", from: 2 });
    const report = await lab.sync({
      change: (destination) =>
        override(changingStages(() => ({ append: fails }))(destination), {
          pace: { bytes: pageBytes, ms: 1e6 },
        }),
    });
    assert(report.stoppedBy instanceof AuthenticationError, String(report.stoppedBy));
    assertStringIncludes(report.run.error!, "401");
  });
}

Deno.test("sync() says that a resource is done when nothing of it is under way any more", async () => {
  await using lab = workspaceLab({ rows: 5, only: [resources.clients, resources.holidays] });
  const controller = new AbortController();
  const told: string[] = [];
  const { run } = await lab.sync({
    signal: controller.signal,
    onProgress: ({ resource, phase }) => told.push(`${resource} ${phase}`),
    change: (destination) =>
      override(destination, {
        async plan(table) {
          controller.abort();
          const plan = await destination.plan(table);
          told.push(`${table.name} planned`);
          return plan;
        },
        // As in BigQuery, where records are kept for the end of the run.
        recordResource: () => Promise.resolve(),
      }),
  });
  assertEquals(run.status, "interrupted");
  for (const name of ["clients", "holidays"]) {
    assertEquals(told.filter((one) => one.startsWith(name)), [
      `${name} planned`,
      `${name} waiting`,
      `${name} done`,
    ]);
  }
});
