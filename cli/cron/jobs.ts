/**
 * What the cron jobs of one process share: their lines, what is known of the tables' health, and the page about it.
 *
 * @module
 */

import { openDestination, type OpenOptions, type Progress } from "@workspace-sync/loader";
import { createRedact } from "@workspace-sync/sdk/internal";
import { alertsOf } from "../alerts/settings.ts";
import { InterruptedError, lineOf } from "../errors.ts";
import { maxAgeOf } from "../freshness.ts";
import { fileOf, type SyncParts } from "../options.ts";
import { RunState } from "../run_state.ts";
import { listenForSignals } from "../signals.ts";
import { createStatusApp, type Pages } from "../status_page/app.ts";
import type { Running } from "../status_page/now.ts";
import { DestinationReader } from "../status_page/reader.ts";
import { allHealth, type Health, HealthKeeper } from "./health.ts";
import type { CronSettings, CronWorkspace, Job } from "./settings.ts";
import { type Tick, tick, type TickOptions, tickParts } from "./tick.ts";

/** Gets a token of the platform that this runs on, for an audience. */
export type IdToken = NonNullable<OpenOptions["idToken"]>;

/** The cron jobs of this process. */
export interface Jobs {
  /**
   * Runs one tick, and writes a JSON line about it, and one every ten seconds while it lasts. Does nothing on a
   * timeline that may not write. Ticks of several workspaces run one after another.
   *
   * @param workspace Which of the settings' workspaces it syncs.
   * @throws {Error} when it fails, so that Deno counts it as failed and repeats it.
   */
  readonly run: (workspace: CronWorkspace, kind: Job["kind"]) => Promise<void>;
  /** Answers a request for the status page, `/metrics` or `/healthz`. */
  readonly answer: (request: Request) => Response | Promise<Response>;
}

/** Time between two lines about a tick that is under way, in milliseconds. */
const lineEvery = 10_000;

/** Makes the jobs. */
export function createJobs(cron: CronSettings, idToken?: IdToken): Jobs {
  const { workspaces, isDeploy, isProduction } = cron;
  const watched = new Map(workspaces.map((each) => [each, watch(each, cron, idToken)]));
  const all = [...watched.values()];
  const { status_token: { value: token } } = workspaces[0]!;
  const app = createStatusApp({
    pages: all.map(({ pages }) => pages),
    access: { token, isLoopback: !isDeploy },
    redact: createRedact(() => [
      ...[token ?? "", ...workspaces.map(({ api_token }) => api_token.value ?? "")],
    ]),
    health: () => allHealth(all),
  });
  let last: Promise<unknown> = Promise.resolve();
  return {
    answer: (request) => app.fetch(request),
    run: async (workspace, kind) => {
      if (!isProduction) return;
      const { run } = watched.get(workspace)!;
      const tick = workspaces.length === 1 ? run(kind) : last.then(() => run(kind));
      last = tick.catch(() => {}); // Whoever started it is told.
      await tick;
    },
  };
}

/** What is known of one workspace, and what syncs it. */
interface Watched {
  /** What it is called in the config file. */
  readonly workspace: string | undefined;
  readonly pages: Pages;
  readonly health: () => Promise<Health>;
  readonly run: (kind: Job["kind"]) => Promise<void>;
}

function watch(
  settings: CronWorkspace,
  cron: CronSettings,
  idToken: IdToken | undefined,
): Watched {
  const { workspace } = settings;
  const found = partsOrProblem(settings, cron);
  const isUsable = "address" in found;
  const [url, resources] = isUsable ? [found.address, found.sync.resources!] : ["", []];
  const names = resources.map(({ name }) => name);
  const maxAge = maxAgeOf(settings);
  const reader = new DestinationReader({
    open: () => {
      if (!isUsable) throw new Error(found.problem); // Every tick says so, too.
      return openDestination(url, { readOnly: true, idToken });
    },
    file: fileOf(url),
  });
  const keeper = new HealthKeeper({
    ...{ maxAge, resources: names },
    read: async () => {
      const { value, problem } = await reader.snapshot();
      if (problem !== undefined) throw new Error(problem);
      return value!.tables;
    },
  });
  const running = new Set<Running>();
  const signedInWith = new Set<string>();
  const onSignIn = (credentials: string) => {
    if (signedInWith.has(credentials)) return;
    signedInWith.add(credentials);
    console.log(JSON.stringify({ type: "signed_in", workspace, with: credentials }));
  };
  const alerts = isUsable
    ? alertsOf(settings, (status, message) => {
      console.log(JSON.stringify({ type: "alert", workspace, status, message }));
    })
    : undefined;
  return {
    workspace,
    pages: { workspace, reader, url, maxAge, resources: names, running: () => [...running] },
    health: async () =>
      isUsable
        ? await keeper.health()
        : { status: "failing", problems: [found.problem], tables: [] },
    run: async (kind) => {
      const own: Running = { kind, state: new RunState(resources, performance.now()) };
      running.add(own);
      const { status, message, report } = await reader.whileWriting(() =>
        tickAloud(settings, cron, own, { idToken, onSignIn, alerts })
      ).finally(() => running.delete(own));
      if (report) keeper.add(report);
      if (status !== "failed") return;
      keeper.fail(message);
      // Deno repeats a job that throws, and prints the error after words of its own: one line says it all.
      const error = new Error("the line before says why");
      delete error.stack;
      throw error;
    },
  };
}

function partsOrProblem(
  settings: CronWorkspace,
  cron: CronSettings,
): SyncParts | { readonly problem: string } {
  try {
    return tickParts(settings, cron);
  } catch (error) {
    return { problem: lineOf(error) };
  }
}

/** Runs a tick and writes lines about it; ends the process when it is told to stop. */
async function tickAloud(
  settings: CronWorkspace,
  { isDeploy }: CronSettings,
  { kind, state }: Running,
  options: Pick<TickOptions, "idToken" | "onSignIn" | "alerts">,
): Promise<Tick> {
  const { workspace, slice } = settings;
  const write = (type: string, members: Readonly<Record<string, unknown>>) => {
    const seconds = Math.round((performance.now() - state.startedAt) / 100) / 10;
    console.log(JSON.stringify({ type, workspace, kind, seconds, ...members }));
  };
  const onProgress = (progress: Progress) => {
    state.step(progress);
    state.tick(performance.now());
  };
  const timer = setInterval(() => {
    const records = state.resources.reduce((sum, each) => sum + each.records, 0);
    write("tick_progress", { records });
  }, lineEvery);
  const { signal, stop } = listenForSignals();
  try {
    const ended = await tick(settings, {
      ...(kind === "quick" && { quick: true }),
      ...options,
      ...{ slice, isDeploy, signal, onProgress },
    });
    const { status, message, report } = ended;
    write("tick", { status, message, ...(report && { run_id: report.run.run_id }) });
    if (signal.reason instanceof InterruptedError) Deno.exit(signal.reason.code);
    return ended;
  } finally {
    stop();
    clearInterval(timer);
  }
}
