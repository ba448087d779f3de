/**
 * Runs one tick at once, as the entry of cron does when its time has come.
 *
 * @module
 */

import { createJobs } from "../../cli/cron/jobs.ts";
import { readCronSettings } from "../../cli/cron/settings.ts";

const cron = readCronSettings();
await createJobs(cron).run(cron.workspaces[0]!, "complete");
