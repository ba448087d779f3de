/**
 * The simulation: the real client and the real loader, an API and a destination in memory, and a clock that
 * nobody waits for.
 *
 * @module
 */

import * as fc from "fast-check";
import type { Resource } from "../../client/resource.ts";
import { resources as registry } from "../../generated/resources.ts";
import type { Checkpoint } from "../../loader/checkpoint.ts";
import { type RunReport, sync } from "../../loader/sync.ts";
import {
  type Before,
  type Judged,
  judgeFailure,
  judgeHistory,
  judgeQuick,
  judgeRows,
  judgeSkip,
  judgeStop,
  judgeSuccess,
  Wrong,
} from "./judge.ts";
import { idOf, Listing, rowOf } from "./listing.ts";
import { MemoryDestination } from "./memory_destination.ts";
import { type Plan, plans, type RunPlan } from "./plan.ts";
import { Server } from "./server.ts";
import { Steps, type World } from "./steps.ts";
import { Store, type StoredTable } from "./store.ts";
import { NoTimers, VirtualTime } from "./virtual_time.ts";

/** What was gone through so far. */
export type Figures = Record<
  "cases" | "runs" | "kills" | "resumed" | "ranged" | "quick" | "edits",
  number
>;

/** Options for {@linkcode simulate}. */
export interface SimulateOptions {
  /** For how long to draw new cases, in seconds. @default {Infinity} */
  readonly seconds?: number | undefined;
  /** How many cases to draw, rounded up to whole seeds unless one is enough. @default {Infinity} */
  readonly cases?: number | undefined;
  /** What the first cases follow from; the next ones follow from the seeds after it. @default {random} */
  readonly seed?: number | undefined;
  /** How far apart the seeds are. @default {1} */
  readonly stride?: number | undefined;
  /** Repeats one case of the seed. @default {none: all of them} */
  readonly path?: string | undefined;
  /** Told of the figures from time to time. */
  readonly onProgress?: (figures: Figures) => void;
}

/** Figures before anything has happened. */
export const noFigures: Figures = {
  ...{ cases: 0, runs: 0, kills: 0 },
  ...{ resumed: 0, ranged: 0, quick: 0, edits: 0 },
};

/** Cases of one seed. */
const batch = 100;
/** Spreads the seeds that fast-check is given: those of numbers side by side begin alike. */
const spread = 0x9e3779b1;
/** Runs within which a list that rests must be in its table. */
const patience = 4;
const moreThanADay = 25 * 60 * 60 * 1000;

/** The resources, with an id, a text, a flag and a time each. */
const resources: readonly Resource[] = [registry.clients!, registry.opportunity_stages!].map((
  resource,
) => ({
  ...resource,
  columns: resource.columns.filter(({ name }) =>
    ["id", "name", "is_internal", "is_active", "created_at"].includes(name)
  ),
}));

const client = {
  baseUrl: "https://api.example",
  token: "token",
  rate: 0,
  // One list after the other: which of two was asked first would be a matter of chance.
  concurrency: 6,
  retries: 2,
  random: () => 0,
};

/** A run that nothing happens to. */
const calm: RunPlan = {
  deletes: "soft",
  fresh: false,
  allowMassDelete: true,
  strict: false,
  quick: false,
  history: true,
  late: false,
  events: [],
  stop: undefined,
};

/**
 * Tries cases until the time is up.
 *
 * @throws {Error} when one fails; the message ends in the command that repeats it.
 */
export async function simulate(options: SimulateOptions): Promise<Figures> {
  const { seconds = Infinity, cases = Infinity, stride = 1, path, onProgress } = options;
  const figures = { ...noFigures };
  const end = performance.now() + seconds * 1000;
  using _ = new NoTimers();
  const property = fc.asyncProperty(plans, (plan) => new Case(plan, figures).judge());
  let seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  do {
    const result = await fc.check(property, {
      seed: Math.imul(seed, spread),
      numRuns: Math.min(batch, cases - figures.cases),
      ...(path !== undefined && { path }),
    });
    if (result.failed) throw failure(result, seed);
    onProgress?.(figures);
    seed += stride;
  } while (performance.now() < end && figures.cases < cases && path === undefined);
  return figures;
}

/** Says what failed, and how to see it again. */
function failure(
  { counterexample, counterexamplePath, errorInstance }: fc.RunDetails<[Plan]>,
  seed: number,
): Error {
  // The stack shows which judgement it was.
  const error = errorInstance instanceof Error ? errorInstance.stack : errorInstance;
  return new Error(
    `${Deno.inspect(counterexample?.[0], { depth: 9 })}\n\n${error}\n\n` +
      `To repeat it: deno task soak --simulate --seed=${seed} --path=${counterexamplePath}`,
  );
}

/** A case: what a plan says, then rest. */
class Case {
  readonly #plan: Plan;
  readonly #figures: Figures;
  readonly #world: World;
  readonly #resources: readonly Resource[];

  constructor(plan: Plan, figures: Figures) {
    const time = new VirtualTime();
    this.#plan = plan;
    this.#figures = figures;
    this.#resources = resources.slice(0, plan.tables).map((resource) => ({
      ...resource,
      pagination: { ...resource.pagination, limit: plan.page },
    }));
    this.#world = {
      time,
      listings: this.#resources.map(() => new Listing(time, plan.size, plan.rejectEvery)),
      store: new Store(time, plan.tables),
    };
  }

  /** Runs it. */
  async judge(): Promise<void> {
    const { listings, store } = this.#world;
    for (const run of this.#plan.runs) await this.#run(run);
    // What was sent and has not arrived never will.
    store.jobs = store.jobs.filter(({ isSeen }) => isSeen);
    for (let runs = 1; !await this.#run(calm); runs++) {
      if (runs === patience) {
        throw new Wrong(`No complete sweep in ${runs} runs that nothing happened to`);
      }
    }
    for (const index of listings.keys()) this.#judgeRest(index);
    const writes = store.tables.map((table) => table.writes);
    await this.#run(calm, { bytes: Infinity, ms: Infinity });
    for (const [index, table] of store.tables.entries()) {
      if (table.writes !== writes[index]) throw new Wrong("A sync of what had not changed wrote");
    }
    this.#figures.cases++;
    for (const { edits } of listings) this.#figures.edits += edits;
  }

  /** Nothing moves, so that the table is the list. */
  #judgeRest(index: number): void {
    const { listings, store } = this.#world;
    const { records } = listings[index]!;
    const { rows, stage, live } = store.tables[index]!;
    const usable = records.filter(({ isUsable }) => isUsable);
    const isEqual = usable.every((item) => {
      const row = rows.get(String(idOf(item)));
      return row?.list === rowOf(item, this.#flag(index)) && !row.isDeleted && row.hash !== null;
    });
    if (!isEqual || live !== usable.length) throw new Wrong("The table is not the list");
    if (stage !== undefined) throw new Wrong("A stage is left");
    judgeHistory(store.tables[index]!);
  }

  /** Runs a sync and judges it; says whether all lists were swept from their beginning to their end. */
  async #run(plan: RunPlan, pace = this.#plan.pace): Promise<boolean> {
    const { time, listings, store } = this.#world;
    const setup = this.#plan;
    if (plan.late) time.pass(moreThanADay);
    for (const table of store.tables) table.meddled.clear();
    const before = store.tables.map((table, index) => this.#remember(table, listings[index]!));
    const steps = new Steps(this.#world, plan);
    const names = this.#resources.map(({ name }) => name);
    const destination = new MemoryDestination({ ...setup, pace, store, time, steps, names });
    const server = new Server({ ...setup, resources: this.#resources, listings, time, steps });
    const [began, landed, surprises] = [time.pass(), store.landed, store.surprises];
    const reached = new Map<string, Checkpoint>();
    let report: RunReport | undefined;
    let failure: unknown;
    try {
      report = await sync({
        client: { ...client, clock: time, fetch: server.fetch },
        destination,
        resources: this.#resources,
        ...plan,
        history: plan.history ? this.#resources : [],
        signal: steps.controller.signal,
        now: () => new Date(time.date()),
        onProgress: ({ resource, checkpoint }) => checkpoint && reached.set(resource, checkpoint),
      });
    } catch (error) {
      failure = error;
    }
    this.#figures.runs++;
    if (steps.stoppedBy) this.#figures.kills++;
    const ended = time.pass();
    const isForeseen = !steps.isDisturbed && !steps.stoppedBy && store.surprises === surprises;
    const isCalm = isForeseen && store.landed === landed;
    if (failure !== undefined && isForeseen) throw failure;
    let isSwept = true;
    for (const [index, table] of store.tables.entries()) {
      const { name } = this.#resources[index]!;
      const record = report?.resources[index];
      const deeds = destination.deeds[index]!;
      const asked = server.asked.filter(({ resource }) => resource === name);
      // A sweep that was complete before is not asked for, be it empty.
      const isResumed = deeds.resumed !== undefined &&
        (asked.length === 0 || (record?.resumed ?? 0) > 0);
      if (isResumed) this.#figures.resumed++;
      const isRanged = (reached.get(name)?.ranges.length ?? 1) > 1;
      if (isRanged) this.#figures.ranged++;
      if (record?.quick) this.#figures.quick++;
      if (isResumed || record?.quick || record?.status !== "succeeded") isSwept = false;
      const judged: Judged = {
        ...{ plan, table, began, ended, isForeseen, isCalm, deeds, flag: this.#flag(index) },
        isRanged,
        page: setup.page,
        listing: listings[index]!,
        before: before[index]!,
        since: isResumed ? time.at(deeds.resumed!.began) : began,
        asked,
        // An answer that was lost has not told the loader anything.
        walk: steps.stoppedBy || steps.hasMoved ? undefined : server.walks[index],
      };
      judgeRows(judged);
      if (record?.status === "succeeded" && record.quick) judgeQuick(judged, record);
      else if (record?.status === "succeeded") judgeSuccess(judged, record);
      else if (record?.status === "interrupted" && !steps.isDisturbed && reached.has(name)) {
        if (!record.quick) judgeStop(judged, reached.get(name)!);
      } else if (record?.status === "skipped") judgeSkip(judged, reached.get(name)!);
      else if (record) judgeFailure(judged, record.error!);
      // Somebody mends it, or has removed both rows.
      if (before[index]!.isDoubled || !table.isDoubled) table.doubled = undefined;
    }
    steps.finish();
    return isSwept;
  }

  #remember(
    { rows, rejects, isDoubled, isForeign, isLossy, isSynced, stage, touched }: StoredTable,
    listing: Listing,
  ): Before {
    const checkpoints = stage?.parts.map(({ checkpoint }) => JSON.parse(checkpoint)) ?? [];
    const last = checkpoints.at(-1);
    const began = last && this.#world.time.at(last.began);
    const isQuick = last?.quick === true;
    const isIntact = last && !isQuick && touched < began && listing.changed < began;
    return {
      ...{
        rows,
        rejects,
        isDoubled,
        isForeign: isForeign && stage !== undefined,
        isLossy,
        isQuick,
        isSynced,
      },
      staged: isIntact ? { began, records: last.records - last.repeated } : undefined,
    };
  }

  #flag(index: number): string {
    return this.#resources[index]!.columns[2]!.path[0]!;
  }
}
