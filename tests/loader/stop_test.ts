import { assertEquals, assertObjectMatch } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { changingKnown } from "../changing_destinations.ts";
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
    "SELECT _checkpoint AS text FROM _stage_holidays WHERE _checkpoint IS NOT NULL",
  );
  return found.map(({ text }) => JSON.parse(text).records).sort((one, other) => one - other);
}

Deno.test("sync() keeps how far it is when it is aborted where nothing changed, and the next one resumes", async () => {
  await using lab = holidaysLab(900);
  await lab.sync();
  const rows = () => lab.query("SELECT * FROM holidays ORDER BY id");
  const before = await rows();

  const clock = new FakeClock();
  const controller = new AbortController();
  lab.sandbox.edits.push(
    { table: "holidays", after: 11, do: () => clock.advance(10_000) },
    { table: "holidays", after: 15, do: () => controller.abort() },
  );
  const { run: aborted } = await lab.sync({ client: { clock }, signal: controller.signal });
  assertEquals(aborted.status, "interrupted");
  const staged = await stagedBy(lab);
  assertEquals(staged!.length, 2);
  assertEquals(staged!.at(-1), aborted.read);

  const asked = pagesAsked(lab.sandbox);
  const { run: resumed } = await lab.sync();
  assertObjectMatch(resumed, { status: "succeeded", resumed: aborted.read, unchanged: 900 });
  assertEquals(pagesAsked(lab.sandbox) - asked, (900 - aborted.read) / 100);
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
