import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { runOnTerminal, tasks, type TerminalOptions, type TerminalOutcome } from "./process.ts";

const names = Object.keys(resources);

/** What the tasks need, copied so that they run as in a fresh clone. */
async function copyOfProject(): Promise<string> {
  const folder = await Deno.makeTempDir();
  const root = new URL("../../", import.meta.url).pathname;
  const { success } = await new Deno.Command("cp", {
    args: [
      "-r",
      ...["deno.json", "deno.lock", "mod.ts", "cli", "client", "examples"].map((name) =>
        root + name
      ),
      ...["bench", "generated", "loader", "models", "sandbox"].map((name) => root + name),
      folder,
    ],
  }).output();
  assert(success);
  return folder;
}

/** Runs a task to its end; it must succeed, and ask nothing. The lines are those that follow its announcement. */
async function runTask(
  args: readonly string[],
  env: Record<string, string>,
  options: TerminalOptions,
): Promise<TerminalOutcome> {
  const outcome = await runOnTerminal(args, env, options);
  const { code, output, lines } = outcome;
  assert(!/Deno requests|Allow\?/.test(output), output);
  assertEquals(code, 0, output);
  assert(lines[0]!.startsWith(`Task ${args[0]} deno run`), lines[0]);
  assert(!/^Warning/m.test(lines.join("\n")), lines.join("\n"));
  const announcement = ["Task", args[0], tasks[args[0]!]!.command, ...args.slice(1)].join(" ");
  const [columns] = options.size ?? [80];
  return { ...outcome, lines: lines.slice(Math.ceil(announcement.length / columns)) };
}

/** The names in the first column of a table. */
function rowsOf(lines: readonly string[], head: string): string[] {
  const start = lines.findIndex((line) => line.startsWith(head)) + 2;
  assert(start >= 2, `No table begins with ${head}:\n${lines.join("\n")}`);
  const end = lines.findIndex((line, index) => index >= start && line === "");
  return lines.slice(start, end === -1 ? undefined : end).map((line) => line.split(/\s/)[0]!);
}

Deno.test("every command works on a terminal, asks for nothing and leaves only its result there", {
  ignore: Deno.build.os !== "linux", // `script` takes other arguments elsewhere.
}, async (t) => {
  const script = await new Deno.Command("script", { args: ["--version"] }).output()
    .catch(() => ({ success: false }));
  assert(script.success, "This test needs `script`; install util-linux (on Debian: bsdutils)");

  const cwd = await copyOfProject();
  await using api = createSandbox({ rows: 30 }).listen();
  const env = { WORKSPACE_API_URL: api.url, WORKSPACE_API_TOKEN: api.token };
  const task = (...args: string[]) => runTask(args, env, { cwd });
  try {
    await t.step("sync --dry-run, without a file", async () => {
      const { lines } = await task("sync", "--dry-run");
      assertEquals(
        lines.filter((line) => line.startsWith("-- ")).map((line) => line.split(":")[0]),
        names.map((name) => `-- ${name}`),
      );
    });
    await t.step("demo", async () => {
      const { lines } = await task("demo");
      assertEquals(lines[0]!.split(/\s+/)[0], "resource", lines.join("\n"));
      assertEquals(rowsOf(lines, "resource"), [...names, "total"]);
      const bars = lines.filter((line) => /^\S.* +[\d,]+ {2}█/.test(line));
      assert(bars.length > 12, "the questions are answered");
      assert(bars.every(({ length }) => length <= 80), bars.join("\n"));
      assertMatch(lines.join("\n"), /^1,700 rows written to duckdb:demo\.duckdb/m);
    });
    await t.step("demo, again", async () => {
      const { lines } = await task("demo");
      assertMatch(
        lines.join("\n"),
        /^Nothing changed: 1,700 rows in duckdb:demo\.duckdb are up to date/m,
      );
    });
    await t.step("check", async () => {
      const { lines } = await task("check");
      const good = lines.filter((line) => line.startsWith("ok"));
      assertEquals(
        good.map((line) => line.split(/\s+/)[1]!).filter((name) => names.includes(name)),
        names,
      );
      assert(!lines.some((line) => line.startsWith("FAILED")), lines.join("\n"));
    });
    await t.step("sync", async () => {
      const { lines } = await task("sync");
      assertEquals(lines[0]!.split(/\s+/)[0], "resource", lines.join("\n"));
      assertEquals(rowsOf(lines, "resource"), [...names, "total"]);
      assertMatch(lines.join("\n"), /^390 rows written to duckdb:workspace\.duckdb/m);
    });
    await t.step("sync, slowly, on ten rows", async () => {
      await using slow = createSandbox({
        rows: 30,
        latency: 300,
        faults: [{ what: 429, retryAfter: 2, table: names[5]! }],
      }).listen();
      const { output, lines } = await runTask(
        ["sync"],
        {
          ...env,
          WORKSPACE_API_URL: slow.url,
          WORKSPACE_DESTINATION: "duckdb:slow.duckdb",
          WORKSPACE_CONCURRENCY: "2",
        },
        { cwd, size: [80, 10] },
      );
      assertMatch(output, /^and \d+ waiting, \d+ done/m, "the live lines fit");
      assertMatch(output, /^ +0:\d\d +\d+ records +paused by the API for 2 s/m);
      assertMatch(output, /0:01 +\d+ records +\d+\/s/, "the time passes");
      assertEquals(lines[0]!.split(/\s+/)[0], "resource", lines.join("\n"));
      assertEquals(rowsOf(lines, "resource"), [...names, "total"]);
    });
    await t.step("status", async () => {
      const { lines } = await runTask(["status"], env, { cwd, size: [120, 24] });
      assertEquals(rowsOf(lines, "run ").length, 1);
      assertEquals(rowsOf(lines, "table "), names.toSorted());
    });
    await t.step("models", async () => {
      const { lines } = await task("models");
      assert(rowsOf(lines, "view").length > 10, lines.join("\n"));
    });
    await t.step("query", async () => {
      const { lines } = await task("query", "expense_approvals");
      assertMatch(lines.join("\n"), /^member +manager +currency/m);
      assertMatch(lines.join("\n"), /^\d+ rows?$/m);
    });
    await t.step("sync --dry-run, into a file", async () => {
      const { lines } = await task("sync", "--dry-run");
      assertStringIncludes(lines.join("\n"), `-- ${names[0]}: nothing to prepare`);
    });
    await t.step("schema", async () => {
      const { lines } = await task("schema");
      assertEquals(
        lines.filter((line) => line.startsWith("CREATE TABLE")),
        names.map((name) => `CREATE TABLE "main"."${name}" (`),
      );
    });
    await t.step("resources", async () => {
      const { lines } = await runTask(["resources"], env, { cwd, size: [250, 24] });
      assertEquals(rowsOf(lines, "resource"), [...names]);
    });
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});
