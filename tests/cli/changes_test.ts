import { assert, assertEquals, assertMatch } from "@std/assert";
import { createChanges } from "../../cli/changes.ts";
import { resources } from "../../generated/resources.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import type { RunRecord } from "../../loader/run_log.ts";
import { type Lab, workspaceLab } from "../lab.ts";
import { kindsOf, type Line, linesOf } from "./lines.ts";
import { run, start } from "./process.ts";

const only = [resources.clients!, resources.projects!];
const flags = ["--only", "clients,projects", "--history", "all"];
const envOf = ({ api, address }: Lab) => ({
  WORKSPACE_API_URL: api.url,
  WORKSPACE_API_TOKEN: api.token,
  WORKSPACE_DESTINATION: address,
  WORKSPACE_RATE: "0",
});

/** What a file of changes makes of the tables, by resource and key: `name` of each row. */
function replayed(lines: readonly Line[]): Record<string, unknown> {
  const rows: Record<string, Record<string, unknown>> = {};
  for (const line of lines.filter(({ type }) => type === "change")) {
    const place = `${line.resource} ${(line.key as { id: string }).id}`;
    if (line.kind === "delete") delete rows[place];
    else rows[place] = { ...rows[place], ...line.new as object };
  }
  return Object.fromEntries(Object.entries(rows).map(([place, { name }]) => [place, name]).sort());
}

function listed({ sandbox }: Lab): Record<string, unknown> {
  const rows = only.flatMap((resource) =>
    sandbox.records(resource.name).map(({ id, name }) => [`${resource.name} ${id}`, name])
  );
  return Object.fromEntries(rows.sort());
}

Deno.test("sync --changes writes each change once, and nothing when there is none", async () => {
  await using lab = workspaceLab({ rows: 4, only });
  const file = `${lab.folder}/changes.ndjson`;
  const sync = () => run(["sync", ...flags, "--changes", file], envOf(lab));
  const kinds = async () => kindsOf(linesOf(await Deno.readTextFile(file)));
  assertEquals((await sync()).code, 0);
  assertEquals(await kinds(), { began: 1, change: 8, written: 1 });
  await sync();
  assertEquals(await kinds(), { began: 1, change: 8, written: 1 });
  const [one, two] = lab.ids("clients");
  lab.sandbox.update("clients", one!, { name: "New" });
  lab.sandbox.delete("clients", two!);
  lab.sandbox.insert("projects", 1);
  await sync();
  assertEquals(await kinds(), { began: 2, change: 11, written: 2 });
  assertEquals(replayed(linesOf(await Deno.readTextFile(file))), listed(lab));
});

Deno.test("sync --changes - writes changes to stdout, and everything else to stderr", async () => {
  await using lab = workspaceLab({ rows: 2, only });
  const { code, stdout, stderr } = await run(["sync", ...flags, "--changes", "-"], envOf(lab));
  assertEquals(code, 0);
  assertEquals(kindsOf(linesOf(stdout)), { change: 4 });
  assertEquals(kindsOf(linesOf(stderr)), { progress: 2, resource: 2, run: 1 });
});

Deno.test("a run whose process is killed before its lines are written is made good by the next one", async () => {
  await using lab = workspaceLab({ rows: 3, only });
  lab.sandbox.insert("projects", 4_000);
  const file = `${lab.folder}/changes.ndjson`;
  const process = start(["sync", ...flags, "--changes", file], envOf(lab));
  // The first table is committed, and no line is written before the run ends.
  lab.sandbox.edits.push({ table: "projects", after: 20, do: () => process.kill("SIGKILL") });
  await process.output();
  lab.sandbox.edits.length = 0;
  assertEquals(kindsOf(linesOf(await Deno.readTextFile(file))), { began: 1 });
  assertEquals((await run(["sync", ...flags, "--changes", file], envOf(lab))).code, 0);
  const lines = linesOf(await Deno.readTextFile(file));
  assertEquals(kindsOf(lines), { began: 2, change: 4_006, written: 1 });
  assertEquals(new Set(lines.map(({ run_id }) => run_id)).size, 2);
  assertEquals(replayed(lines), listed(lab));
});

Deno.test("wherever a file of changes was cut off, the next run completes it, line by line", async () => {
  await using lab = workspaceLab({ rows: 3, only });
  const file = `${lab.folder}/changes.ndjson`;
  const { run: record } = await lab.sync({ history: only });
  const next: RunRecord = { ...record, run_id: "next" };
  const complete = async (begun: RunRecord, merged: readonly string[]) => {
    const destination = await openDestination(lab.address);
    const writer = createChanges(file, destination.url, only);
    writer.begin(begun);
    for (const resource of merged) writer.update({ resource, phase: "merging" });
    await writer.write(destination);
    await destination.close();
    return await Deno.readTextFile(file);
  };
  const whole = await complete(record, ["clients", "projects"]);
  const began = whole.indexOf("\n") + 1;
  const ends = [...whole.matchAll(/\n/g)].map(({ index }) => index);
  const cuts = new Set([...ends, began + 1].flatMap((at) => [at - 1, at, at + 1, at + 2]));
  const usable = [...cuts].filter((cut) => cut >= began && cut < whole.length);
  assert(usable.length > 20);
  for (const cut of usable) {
    await Deno.writeTextFile(file, whole.slice(0, cut));
    assertEquals(await complete(next, []), whole, `cut at ${cut}`);
  }
  // A run that died when it had begun to write, too, and one that died before.
  const other = JSON.stringify({
    type: "began",
    destination: lab.address,
    run_id: "other",
    at: "",
  });
  for (const cut of [began, ends[2]! + 1]) {
    await Deno.writeTextFile(file, `${whole.slice(0, cut)}${other}\n`);
    const text = await complete(next, []);
    const changes = (text: string) => linesOf(text).filter(({ type }) => type === "change");
    assertEquals(changes(text), changes(whole), `cut at ${cut}`);
  }
});

Deno.test("a file of changes that cannot be used is refused in one line", async () => {
  await using lab = workspaceLab({ rows: 1, only });
  const sync = (...args: string[]) => run(["sync", "--only", "clients", ...args], envOf(lab));
  const file = `${lab.folder}/changes.ndjson`;
  const began = { type: "began", destination: "duckdb:other.duckdb", run_id: "1", at: "" };
  await Deno.writeTextFile(file, `${JSON.stringify(began)}\n`);
  const notes = `${lab.folder}/notes.txt`;
  await Deno.writeTextFile(notes, "my notes");
  const refusals: [string[], RegExp][] = [
    [["--changes", file], /^error: Cannot use --changes without a history/],
    [["--history", "all", "--changes"], /^error: The flag '--changes' takes a value/],
    [["--history", "all", "--changes", `${lab.folder}/no/file`], /there is no such folder\n$/],
    [["--history", "all", "--changes", lab.folder], /it is not writable\n$/],
    [["--history", "all", "--changes", file], /waits for those of run 1 in duckdb:other.duckdb/],
    [["--history", "all", "--changes", notes], /it holds something else; name another file\n$/],
    [
      ["--history", "all", "--changes", lab.file],
      /it is the file that is synced into; name another/,
    ],
    [["--history", "client"], /^error: Unknown resource 'client' in --history; did you mean/],
  ];
  for (const [args, message] of refusals) {
    const { code, stderr } = await sync(...args);
    assertMatch(stderr, message);
    assertEquals(code, 2);
  }
  assertEquals(await Deno.readTextFile(notes), "my notes");
});
