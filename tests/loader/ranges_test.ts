import { assert, assertEquals, assertObjectMatch } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { workspaceLab } from "../lab.ts";

const table = "holidays";

Deno.test("sync() reads a long list again in ranges, several at the same time", async () => {
  await using lab = workspaceLab({
    rows: { [table]: 2_000 },
    only: [resources.holidays],
    latency: 5,
  });
  await lab.sync();
  assertEquals(lab.sandbox.requests.filter((request) => request.table === table).length, 20);
  lab.sandbox.insert(table, 3);
  lab.sandbox.delete(table, lab.ids(table)[700]!);
  const before = lab.sandbox.requests.length;

  const { run } = await lab.sync();
  assertObjectMatch(run, {
    status: "succeeded",
    inserted: 3,
    updated: 0,
    deleted: 1,
    unchanged: 1_999,
  });
  assertEquals([run.read, run.duplicates], [2_002, 0]);
  const asked = lab.sandbox.requests.slice(before).filter((request) => request.table === table);
  assert(asked.length <= 21 + 4, `${asked.length} pages were asked for`);
  // Each of five ranges asks for its first page before any answer is there.
  const starts = asked.slice(0, 5).map(({ query }) =>
    new URLSearchParams(query).get("startingAfter")
  );
  assertEquals(starts[0], null);
  const places = starts.slice(1).map((id) => lab.ids(table).indexOf(id!));
  assertEquals(places.map((place) => Math.round(place / 100)), [4, 8, 12, 16]);
});

Deno.test("sync() resumes a list that it was reading in ranges, though little of it was read", async () => {
  await using lab = workspaceLab({ rows: { [table]: 2_000 }, only: [resources.holidays] });
  await lab.sync();
  const controller = new AbortController();
  lab.sandbox.edits.push({ table, after: 29, do: () => controller.abort() });
  const { run: aborted } = await lab.sync({ signal: controller.signal });
  assertEquals(aborted.status, "interrupted");
  assert(aborted.read > 0 && aborted.read < 800, `${aborted.read} records were read`);

  const { run } = await lab.sync();
  assertObjectMatch(run, { status: "succeeded", resumed: aborted.read, unchanged: 2_000 });
});
