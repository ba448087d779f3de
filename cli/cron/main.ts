/**
 * The entry for Deno Deploy: cron jobs that sync, the status page, `/metrics` and `/healthz`. `deno task cron` runs
 * it locally.
 *
 * Deploy finds cron jobs by evaluating this module, so it imports next to nothing; the first tick loads the
 * rest. A project there is one file:
 *
 * ```ts ignore
 * import "@workspace-sync/cli/cron";
 * ```
 *
 * @module
 */

import { lineOf } from "../errors.ts";
import type { Jobs } from "./jobs.ts";
import { type CronSettings, readCronSettings } from "./settings.ts";

const settings = settingsOrExit();
let loaded: Promise<Jobs> | undefined;

/** Waits before a failed tick is repeated, in milliseconds; after them the next tick is awaited. */
const backoffSchedule = [60_000, 300_000];

const { complete, quick, port } = settings;
Deno.cron(
  complete.name,
  complete.schedule,
  { backoffSchedule },
  async () => (await jobs()).run("complete"),
);
if (quick) {
  Deno.cron(
    quick.name,
    quick.schedule,
    { backoffSchedule },
    async () => (await jobs()).run("quick"),
  );
}

const where = port === undefined ? {} : { port, hostname: "127.0.0.1" };
Deno.serve({ ...where, onListen: (address) => write({ type: "listening", ...address }) }, answer);

function jobs(): Promise<Jobs> {
  return loaded ??= import("./jobs.ts").then(({ createJobs }) => createJobs(settings));
}

async function answer(request: Request): Promise<Response> {
  return await (await jobs()).answer(request);
}

function settingsOrExit(): CronSettings {
  try {
    return readCronSettings();
  } catch (error) {
    write({ type: "cron", status: "failed", message: lineOf(error) });
    Deno.exit(2);
  }
}

function write(line: unknown): void {
  console.log(JSON.stringify(line));
}
