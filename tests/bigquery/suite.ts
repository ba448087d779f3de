import { benchOn } from "./bench.ts";
import { testConformance } from "./conformance_suite.ts";
import { testCron } from "./cron_suite.ts";
import { testDeath } from "./death_suite.ts";
import { type EmulatorKind, startEmulator } from "./emulator.ts";
import { testFaults } from "./fault_suite.ts";
import { testHistory } from "./history_suite.ts";
import { testJobs } from "./job_suite.ts";
import { testKnown } from "./known_suite.ts";
import { testLease } from "./lease_suite.ts";
import { testLoads } from "./load_suite.ts";
import { testMerges } from "./merge_suite.ts";
import { testStage } from "./stage_suite.ts";
import { testStatusPage } from "./status_page_suite.ts";
import { testStraight } from "./straight_suite.ts";
import { testTakeover } from "./takeover_suite.ts";
import { testValues } from "./values_suite.ts";
import { testViews } from "./views_suite.ts";
import { testWorkspaces } from "./workspace_suite.ts";

/** Registers the tests of the destination against an emulator; skipped loudly where there is none. */
export async function testOn(kind: EmulatorKind): Promise<void> {
  const started = await startEmulator(kind);
  if (started) globalThis.addEventListener("unload", () => started[Symbol.asyncDispose]());
  const bench = benchOn(kind, started);
  testStraight(bench);
  testConformance(bench);
  testKnown(bench);
  testMerges(bench);
  testHistory(bench);
  testStage(bench);
  testFaults(bench);
  testCron(bench);
  testStatusPage(bench);
  testLoads(bench);
  testJobs(bench);
  testValues(bench);
  testViews(bench);
  testDeath(bench);
  testLease(bench);
  testTakeover(bench);
  testWorkspaces(bench);
}
