import { assertEquals, assertMatch } from "@std/assert";
import { RunState } from "../../cli/run_state.ts";
import { workspaceLab } from "../lab.ts";
import { findPython, installVenv, runProgram } from "../venv.ts";
import { busyLab } from "./history.ts";
import { servedPage } from "./served.ts";

/** Prints the samples that the parser of Prometheus' own library finds, or fails. */
const script = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
print(json.dumps({
    family.name: [family.type, family.unit, [[s.name, s.labels, s.value] for s in family.samples]]
    for family in text_string_to_metric_families(open(sys.argv[1]).read())
}))
`;

type Families = Record<string, [string, string, [string, Record<string, string>, number][]]>;

const cache = new URL("../../.cache/prometheus/", import.meta.url).pathname;
const python = await pythonOrSkip();

async function pythonOrSkip(): Promise<string | undefined> {
  const interpreter = await findPython(9);
  const packages = new URL("prometheus.txt", import.meta.url);
  try {
    if (interpreter === undefined) throw new Error("there is no Python 3.9");
    return await installVenv(cache, packages, { interpreter });
  } catch (error) {
    if (Deno.env.get("CI")) throw error;
    console.error(`!!! SKIPPED: the parser of OpenMetrics: ${(error as Error).message}`);
  }
}

async function parse(text: string): Promise<Families> {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, text);
  try {
    return JSON.parse(await runProgram(python!, ["-c", script, file]));
  } finally {
    await Deno.remove(file);
  }
}

Deno.test({
  name: "/metrics is OpenMetrics, and says what the tables and the last run are",
  ignore: python === undefined,
  fn: async () => {
    await using lab = await busyLab({ runs: 3, rows: 4, isTroubled: true });
    const running = { kind: "quick" as const, state: new RunState([], 0) };
    await using served = servedPage(lab.address, { running: () => [running] });
    const response = await fetch(`${served.origin}/metrics`);
    assertEquals(
      response.headers.get("content-type"),
      "application/openmetrics-text; version=1.0.0; charset=utf-8",
    );
    const text = await response.text();
    assertMatch(text, /^# TYPE .*\n[\s\S]*\n# EOF\n$/);
    const families = await parse(text);
    for (const [name, [type, unit, samples]] of Object.entries(families)) {
      assertMatch(name, /^workspace_sync_[a-z_]+$/);
      assertEquals(type, name === "workspace_sync_build" ? "info" : "gauge");
      assertEquals(unit, /_(seconds|bytes)$/.exec(name)?.[1] ?? "");
      assertEquals(samples.length > 0, true, name);
    }
    const value = (name: string, labels: Record<string, string> = {}) =>
      families[`workspace_sync_${name}`]![2].find(([, found]) =>
        JSON.stringify(found) === JSON.stringify(labels)
      )?.[2];
    assertEquals(value("destination_up"), 1);
    assertEquals(value("syncs_running"), 1);
    assertEquals(value("table_stale", { table: "invoices" }), 1);
    assertEquals(value("table_stale", { table: "projects" }), 0);
    assertEquals(value("table_issue_rows", { table: "projects" }), 3);
    assertEquals(value("table_rejected_records", { table: "clients" }), 1);
    assertEquals(value("last_run_success"), 0);
    const { runs: [run], tables } = await lab.history();
    assertEquals(value("last_run_records", { outcome: "inserted" }), run!.inserted);
    assertEquals(value("last_run_start_timestamp_seconds"), run!.started_at.getTime() / 1000);
    for (const { resource, rows } of tables) {
      assertEquals(value("table_rows", { table: resource }), rows);
    }
  },
});

Deno.test("a destination that is being written is up", async () => {
  await using lab = workspaceLab({ rows: 1 });
  await lab.sync();
  await using served = servedPage(lab.address);
  await served.reader.whileWriting(async () => {
    const text = await (await fetch(`${served.origin}/metrics`)).text();
    assertMatch(text, /^workspace_sync_destination_up 1$/m);
  });
});

Deno.test({
  name: "/metrics is OpenMetrics where nothing can be read",
  ignore: python === undefined,
  fn: async () => {
    await using served = servedPage("duckdb:/nowhere/absent.duckdb");
    const families = await parse(await (await fetch(`${served.origin}/metrics`)).text());
    assertEquals(families.workspace_sync_destination_up![2][0]![2], 0);
    assertEquals(Object.keys(families).sort(), [
      "workspace_sync_build",
      "workspace_sync_destination_up",
    ]);
  },
});
