import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { liveLines, type Size } from "../../cli/live_lines.ts";
import { RunState } from "../../cli/run_state.ts";
import { resources as registry } from "../../generated/resources.ts";
import { noCounts, type ResourceRecord } from "../../loader/run_log.ts";
import type { Progress } from "../../loader/sync.ts";

const all = Object.values(registry);
const usual: Size = { columns: 80, rows: 24 };

/** A step of a resource that has read that many records. */
function reading(resource: string, records: number, expected?: number): Progress {
  return {
    resource,
    phase: "reading",
    checkpoint: {
      ...{ ranges: [], pages: Math.ceil(records / 100), records, repeated: 0, complete: false },
    },
    ...(expected !== undefined && { expected }),
  };
}

/** The last step of a resource. */
function done(resource: string, counts: Partial<ResourceRecord>): Progress {
  const record = { ...noCounts, resource, status: "succeeded", error: null, ...counts };
  return { resource, phase: "done", record: record as ResourceRecord };
}

/** A run with a clock of its own. */
function createRun(names: readonly string[] = all.map(({ name }) => name)) {
  const resources = all.filter(({ name }) => names.includes(name));
  let now = 5_000;
  const state = new RunState(resources, now);
  return {
    state,
    lines: (size = usual) => liveLines(state, size, now),
    last: (size = usual) => liveLines(state, size, now).at(-1)!,
    /** Lets time pass as the display does, frame by frame. */
    pass: (ms: number) => {
      for (const end = now + ms; now < end;) state.tick(now += 100);
    },
    pauseFor: (ms: number, reason: "api" | "rate") =>
      state.event({ type: "wait", route: "/x", ms, reason }, now),
  };
}

Deno.test("the live lines show phase, records, expected records, a bar and the time left", () => {
  const run = createRun(["clients", "projects", "invoices", "holidays"]);
  run.state.step(reading("clients", 0, 2_000));
  run.state.step(reading("projects", 0, 500));
  run.state.step({ resource: "invoices", phase: "waiting", expected: 4_000 });
  run.state.step(reading("holidays", 0, 25));
  run.state.step(done("holidays", { read: 25, unchanged: 25 }));
  run.pass(4_000);
  run.state.step(reading("clients", 1_500));
  run.state.step(reading("projects", 500));
  run.state.step({ ...reading("projects", 500), phase: "merging" });
  run.pass(1_000);
  assertEquals(run.lines(), [
    "clients   reading        1,500 of     2,000  ███████░░░",
    "projects  merging          500 of       500  ██████████",
    "invoices  waiting              of     4,000  ░░░░░░░░░░",
    "holidays  done              25  25 unchanged",
    "   0:05      2,025 records      405/s  ███░░░░░░░   31 %  15 s left",
  ]);
});

Deno.test("without the records of an earlier sync there is neither bar nor time left", () => {
  const run = createRun(["clients"]);
  run.state.step(reading("clients", 0));
  run.pass(4_000);
  run.state.step(reading("clients", 1_500));
  run.pass(3_600_000);
  assertEquals(run.lines(), [
    "clients  reading        1,500",
    "1:00:04      1,500 records        0/s",
  ]);
});

Deno.test("a pause that the API asks for is counted down; the client's own spacing is not", () => {
  const run = createRun(["clients"]);
  run.state.step(reading("clients", 100, 1_000));
  run.pauseFor(9_000, "rate");
  assert(!run.last().includes("paused"));
  run.pauseFor(12_000, "api");
  run.pauseFor(3_000, "api");
  assertEquals(run.last(), "   0:00        100 records  paused by the API for 12 s");
  run.pass(11_500);
  assertStringIncludes(run.last(), "paused by the API for 1 s");
  run.pass(500);
  assert(!run.last().includes("paused"));
});

Deno.test("the rate changes once a second at most, and leaves out what an interrupted run had read", () => {
  const run = createRun(["clients"]);
  run.state.step(reading("clients", 50_000));
  const rates: string[] = [];
  for (let frame = 1; frame <= 100; frame++) {
    if (frame % 3 === 0) run.state.step(reading("clients", 50_000 + frame * 10));
    run.pass(100);
    rates.push(/[\d,]+\/s|$/.exec(run.last())![0]);
  }
  assertEquals(rates.slice(0, 9), Array(9).fill(""));
  const changes = rates.filter((rate, index) => index > 9 && rate !== rates[index - 1]);
  assert(changes.length <= 9, changes.join(" "));
  for (const rate of rates.slice(20)) assertMatch(rate, /^(9\d|10\d)\/s$/);
});

Deno.test("on ten rows those under way are shown, and the others are counted", () => {
  const run = createRun();
  const [first, second, ...others] = all.map(({ name }) => name);
  run.state.step(reading(first!, 10));
  run.state.step(done(first!, { read: 10, inserted: 10 }));
  run.state.step(reading(second!, 10));
  run.state.step(done(second!, { read: 10, status: "failed", error: "no" }));
  for (const name of others.slice(-6)) run.state.step(reading(name, 10));
  const lines = run.lines({ columns: 80, rows: 10 });
  assertEquals(lines.length, 9);
  assertEquals(
    lines.slice(0, 7).map((line) => line.split(/\s+/)[0]),
    [others[0]!, ...others.slice(-6)],
  );
  assertEquals(lines[7], "and 4 waiting, 1 done, 1 failed");
});

const sizes = [[80, 24], [80, 10], [120, 50], [40, 10], [20, 3], [80, 1]] as const;
for (const [columns, rows] of sizes) {
  Deno.test(`the live lines of a run fit on ${columns} x ${rows} and keep their height`, () => {
    const run = createRun();
    const heights = new Set<number>();
    const look = () => {
      run.pass(700);
      const lines = run.lines({ columns, rows });
      heights.add(lines.length);
      for (const line of lines) assert(line.length <= columns, line);
    };
    look();
    for (const [index, { name }] of all.entries()) {
      run.state.step(reading(name, 0, index % 3 ? 1_234_567 : 0));
      look();
      run.state.step(reading(name, 1_234_567));
      if (index === 4) run.pauseFor(65_000, "api");
      look();
      run.state.step({ ...reading(name, 1_234_567), phase: "merging" });
      look();
      if (index < 3) continue;
      const counts = { read: 1_234_567, inserted: 400_000, updated: 400_000, deleted: 400_000 };
      run.state.step(done(all[index - 3]!.name, counts));
      look();
    }
    assertEquals([...heights], [Math.min(14, Math.max(1, rows - 1))]);
  });
}
