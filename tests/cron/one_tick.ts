/**
 * Runs one tick at once, as the entry of cron does when its time has come, and prints the peak of its memory in MB.
 *
 * @module
 */

import process from "node:process";
import { createJobs } from "../../cli/cron/jobs.ts";
import { readCronSettings } from "../../cli/cron/settings.ts";

const cron = readCronSettings();
try {
  await createJobs(cron).run(cron.workspaces[0]!, "complete");
} finally {
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ type: "peak", peak }));
}
