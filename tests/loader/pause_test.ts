import { assert, assertEquals, assertObjectMatch } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { changingStages } from "../changing_destinations.ts";
import { workspaceLab } from "../lab.ts";
import { pagesAsked } from "../pages_asked.ts";

const table = "holidays";

Deno.test("a sync that is paused at its checkpoints ends, run by run, in the same table", async () => {
  await using lab = workspaceLab({ rows: { [table]: 2_000 }, only: [resources.holidays] });
  const statuses: string[] = [];
  let read = 0;
  for (let runs = 1; statuses.at(-1) !== "succeeded"; runs++) {
    assert(runs < 9);
    const controller = new AbortController();
    const after = lab.sandbox.requests.length + 6;
    lab.sandbox.edits.push({ table, after, do: () => controller.abort() });
    const { run, stoppedBy } = await lab.sync({ pause: controller.signal });
    assertEquals(stoppedBy, undefined);
    assert(run.read >= read);
    read = run.read;
    statuses.push(run.status);
    lab.sandbox.edits.length = 0;
  }
  assert(statuses.length > 3, `${statuses}`);
  assertEquals(statuses.slice(0, -1).every((status) => status === "interrupted"), true);
  assertEquals(await lab.query(`SELECT count(*) AS n FROM ${table}`), [{ n: 2_000 }]);
  assert(pagesAsked(lab.sandbox) <= 20 + statuses.length, `${pagesAsked(lab.sandbox)} pages`);
});

Deno.test("a sync that is paused while it merges merges, and begins no other list", async () => {
  await using lab = workspaceLab({
    rows: { clients: 300, [table]: 300 },
    only: [resources.clients, resources.holidays],
  });
  const controller = new AbortController();
  const { run, resources: [clients, holidays] } = await lab.sync({
    client: { concurrency: 1 },
    pause: controller.signal,
    change: changingStages((stage) => ({
      apply: (changes, options) => {
        controller.abort();
        return stage.apply(changes, options);
      },
    })),
  });
  assertEquals(run.status, "interrupted");
  assertObjectMatch(clients!, { status: "succeeded", inserted: 300 });
  assertObjectMatch(holidays!, { status: "interrupted", read: 0 });
  assertObjectMatch((await lab.sync()).run, { status: "succeeded", inserted: 300 });
});
