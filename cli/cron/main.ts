/**
 * The entry for Deno Deploy: cron jobs that sync, the status page, `/metrics` and `/healthz`. `deno task cron` runs
 * it locally.
 *
 * Deploy finds cron jobs by evaluating this module, so it imports what reads the settings only; the first tick
 * loads the rest. A project there is one file:
 *
 * ```ts ignore
 * import "@workspace-sync/cli/cron";
 * ```
 *
 * @module
 */

import { lineOf, UsageError } from "../errors.ts";
import type { IdToken, Jobs } from "./jobs.ts";
import { type Job, jobsOf, readCronSettings } from "./settings.ts";

const settings = orExit(readCronSettings);
let loaded: Promise<Jobs> | undefined;
let idToken: IdToken | undefined;

/** Waits before a failed tick is repeated, in milliseconds; after them the next tick is awaited. */
const backoffSchedule = [60_000, 300_000];

for (const workspace of settings.workspaces) {
  for (const job of jobsOf(workspace)) {
    orExit(() => register(job, async () => (await jobs()).run(workspace, job.kind)));
  }
}

const { port } = settings;
const where = port === undefined ? {} : { port, hostname: "127.0.0.1" };
Deno.serve({ ...where, onListen: (address) => write({ type: "listening", ...address }) }, answer);

/**
 * Lets the sync sign in to Google with tokens of the platform, which takes the place of a key: those of Deno Deploy
 * come from `getIdToken()` of `jsr:@deno/oidc`. They are exchanged as `GOOGLE_WORKLOAD_IDENTITY_PROVIDER` and
 * `GOOGLE_SERVICE_ACCOUNT` say.
 *
 * ```ts ignore
 * import { getIdToken } from "@deno/oidc";
 * import { useIdToken } from "@workspace-sync/cli/cron";
 *
 * useIdToken(getIdToken);
 * ```
 *
 * @param getIdToken Gets a token for an audience.
 */
export function useIdToken(getIdToken: (audience: string) => Promise<string>): void {
  idToken = getIdToken;
}

/**
 * Lets Deno run a job.
 *
 * @throws {UsageError} when Deno does not take its name or its schedule.
 */
function register({ name, schedule }: Job, run: () => Promise<void>): void {
  try {
    Deno.cron(name, schedule, { backoffSchedule }, run);
  } catch (error) {
    throw new UsageError(`Cannot run '${name}' at '${schedule}': ${lineOf(error)}`);
  }
}

function jobs(): Promise<Jobs> {
  return loaded ??= import("./jobs.ts").then(({ createJobs }) => createJobs(settings, idToken));
}

async function answer(request: Request): Promise<Response> {
  return await (await jobs()).answer(request);
}

/** Does what a wrong setting may keep from being done. */
function orExit<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    write({ type: "cron", status: "failed", message: lineOf(error) });
    Deno.exit(2);
  }
}

function write(line: unknown): void {
  console.log(JSON.stringify(line));
}
