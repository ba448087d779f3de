import { DuckDBInstance } from "@duckdb/node-api";
import { assertEquals, assertMatch } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { type Change, changes, type ChangesOptions } from "../../loader/changes.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { changingStages } from "../changing_destinations.ts";
import { queriesOf } from "../documented_queries.ts";
import { type Lab, type LabSyncOptions, workspaceLab } from "../lab.ts";

const projects = resources.projects!;
const only = [projects];

/** Syncs as of a day of 2026, with a history unless told otherwise. */
async function syncAt(lab: Lab, day: string, options: LabSyncOptions = {}) {
  const now = () => new Date(`2026-${day}T12:00:00Z`);
  const { resources: [record] } = await lab.sync({ history: only, now, ...options });
  return record!;
}

async function changesOf({ address }: Lab, options?: ChangesOptions): Promise<Change[]> {
  const destination = await openDestination(address, { readOnly: true });
  const found: Change[] = [];
  for await (const change of changes(destination, options)) found.push(change);
  await destination.close();
  return found;
}

const brief = ({ kind, at }: Change) => `${kind} ${at.toISOString().slice(5, 10)}`;

Deno.test("what a project's budget was on a day, and what has changed since, are documented queries", async () => {
  await using lab = workspaceLab({ rows: 3, only });
  const queries = await queriesOf("docs/history.md");
  const [one, two] = lab.ids("projects");
  const budget = (revenue: number) => ({ name: "Website", budget: { revenue } });
  for (const [day, revenue] of [["02-01", 1000], ["02-20", 1200], ["03-01", 1500]] as const) {
    lab.sandbox.update("projects", one!, budget(revenue));
    await syncAt(lab, day);
  }
  lab.sandbox.delete("projects", two!);
  await syncAt(lab, "03-02");
  const then = await lab.query(queries.get("What was this project's budget on 1 March")!);
  assertEquals(then.map(({ budget_revenue, valid_from }) => [Number(budget_revenue), valid_from]), [
    [1200, new Date("2026-02-20T12:00:00Z")],
  ]);
  const since = await lab.query(queries.get("What has changed since yesterday")!);
  assertEquals(since.map(({ _change, id, name }) => [_change, id, name]), [
    ["update", one, "Website"],
    ["delete", two, null],
  ]);
});

Deno.test("a history begins with a sync that finds nothing new, and then costs an unchanged one nothing", async () => {
  await using lab = workspaceLab({ rows: 3, only });
  await syncAt(lab, "01-01", { history: [] });
  const written =
    async () => (await lab.query("SELECT _change, _synced_at FROM projects_history ORDER BY ALL"));
  await syncAt(lab, "01-02");
  const first = { _change: "snapshot", _synced_at: new Date("2026-01-01T12:00:00Z") };
  assertEquals(await written(), [first, first, first]);
  const { status, unchanged } = await syncAt(lab, "01-03", {
    change: changingStages(() => ({ apply: () => Promise.reject(new Error("applied")) })),
  });
  assertEquals([status, unchanged], ["succeeded", 3]);
  assertEquals(await written(), [first, first, first]);
});

for (const deletes of ["soft", "hard", "keep"] as const) {
  Deno.test(`changes() yields what has changed, and only that, with --deletes ${deletes}`, async () => {
    await using lab = workspaceLab({ rows: 2, only });
    const [one, two] = lab.ids("projects");
    const record = lab.sandbox.records("projects")[1]!;
    await syncAt(lab, "01-01", { deletes });
    lab.sandbox.update("projects", one!, { name: "New", poNumber: null, budget: { revenue: 0.5 } });
    lab.sandbox.delete("projects", two!);
    await syncAt(lab, "01-02", { deletes });
    lab.sandbox.insert("projects", 1);
    await syncAt(lab, "01-03", { deletes });
    const all = await changesOf(lab);
    const deleted = deletes === "keep" ? [] : ["delete 01-02"];
    assertEquals(
      all.map(brief).sort(),
      ["insert 01-01", "insert 01-01", "update 01-02", ...deleted, "insert 01-03"].sort(),
    );
    const update = all.find(({ kind }) => kind === "update")!;
    assertEquals(update.key, { id: one });
    assertEquals([update.new!.name, update.new!.budget_revenue], ["New", "0.5"]);
    assertEquals("currency" in update.new!, false);
    assertEquals(Object.keys(update.old!), Object.keys(update.new!));
    const gone = all.find(({ kind }) => kind === "delete");
    if (gone) assertEquals([gone.key.id, gone.old!.name], [two, record.name]);
    const since = { since: new Date("2026-01-02T12:00:00Z"), resources: only };
    assertEquals((await changesOf(lab, since)).map(brief), ["insert 01-03"]);
  });
}

Deno.test("a table that has the name of a history fails its resource, and is left alone", async () => {
  await using lab = workspaceLab({ rows: 2, only });
  await lab.query("CREATE TABLE projects_history AS SELECT 1 AS mine");
  const { status, error } = await syncAt(lab, "01-01");
  assertEquals(status, "failed");
  assertMatch(error!, /something else named projects_history; rename that, or leave projects out/);
  assertEquals(await lab.query("FROM projects_history"), [{ mine: 1 }]);
});

for (const what of ["VIEW", "TABLE"]) {
  Deno.test(`a ${what} that has the name of a history's view in other letters is left alone`, async () => {
    await using lab = workspaceLab({ rows: 2, only });
    await lab.query(`CREATE ${what} "Projects_Versions" AS SELECT 1 AS mine`);
    const { status, error } = await syncAt(lab, "01-01");
    assertEquals(status, "failed");
    assertMatch(error!, /something else named projects_versions; rename that/);
    assertEquals(await lab.query("FROM projects_versions"), [{ mine: 1 }]);
  });
}

Deno.test("the versions of a table are found in a schema, and where the file is attached", async () => {
  await using lab = workspaceLab({ rows: 2, only });
  await syncAt(lab, "01-01", { to: `${lab.address}?schema=agency` });
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`ATTACH '${lab.file}' AS other (READ_ONLY)`);
  const reader = await connection.runAndReadAll(
    "SELECT count(*)::INT AS n FROM other.agency.projects_versions",
  );
  assertEquals(reader.getRowObjectsJS(), [{ n: 2 }]);
  connection.closeSync();
  instance.closeSync();
});

Deno.test("a history shows the table as it is, although the clock went back while it had a gap", async () => {
  await using lab = workspaceLab({ rows: 2, only });
  const [one] = lab.ids("projects");
  await syncAt(lab, "01-20");
  lab.sandbox.update("projects", one!, { name: "New" });
  await syncAt(lab, "01-10", { history: [] });
  await syncAt(lab, "01-21");
  await syncAt(lab, "01-22", { history: [] });
  await lab.query("COMMENT ON TABLE projects_history IS 'to be completed again'");
  await syncAt(lab, "01-23");
  assertEquals(
    await lab.query(
      `SELECT V.name FROM projects_versions AS V WHERE id = '${one}' AND valid_to IS NULL`,
    ),
    [{ name: "New" }],
  );
  assertEquals((await changesOf(lab)).map(brief).sort(), [
    "insert 01-20",
    "insert 01-20",
    "snapshot 01-21",
  ]);
});
