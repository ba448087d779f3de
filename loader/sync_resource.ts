/**
 * Syncs one resource: known, extract, shape, diff, stage, guard, apply.
 *
 * @module
 */

import { getLogger } from "@logtape/logtape";
import {
  type Clock,
  PaginationError,
  PermissionError,
  rangesAfter,
  type Resource,
  type Tracer,
  type Workspace,
} from "@workspace-sync/sdk";
import { spanKind, traced } from "@workspace-sync/sdk/internal";
import { Bookmarks } from "./bookmarks.ts";
import {
  type Checkpoint,
  type Fit,
  startOf,
  type StoredCheckpoint,
  sweepOf,
} from "./checkpoint.ts";
import { chunks } from "./chunks.ts";
import type { Destination, KnownRows, Stage, TablePlan } from "./destination.ts";
import { type Difference, keyAt, KeyIndex } from "./diff.ts";
import { Drift } from "./drift.ts";
import { FeatureMissingError } from "./errors.ts";
import { checkDeletes, checkRead, checkStaged, checkWritten } from "./guard.ts";
import { Parts } from "./parts.ts";
import type { Cost, Deletes } from "./run_log.ts";
import { createShaper } from "./shape.ts";
import { type Table, tableOf } from "./table.ts";

const logger = getLogger(["workspace-sync", "loader"]);

/** What a resource is doing. */
export type Phase = "preparing" | "reading" | "merging";

/** What the syncs of all resources of a run share. */
export interface Run extends Fit {
  /** Identifies the run. */
  readonly id: string;
  /** When it began: the value of `_synced_at` and `_deleted_at`. */
  readonly began: Date;
  /** The API. */
  readonly workspace: Pick<Workspace, "list">;
  /** Where the rows go. */
  readonly destination: Destination;
  /** Makes spans of the steps. */
  readonly tracer: Tracer | undefined;
  /** What happens to rows whose record is gone. */
  readonly deletes: Deletes;
  /** Whether a sweep may delete more than half of a table. */
  readonly allowMassDelete: boolean;
  /** Whether what an earlier run has staged is discarded. */
  readonly fresh: boolean;
  /** Whether only the newest records are read, where that can be. */
  readonly quick: boolean;
  /** Most ranges that a list is read in, all at the same time. */
  readonly ranges: number;
  /** Whether a record that differs from the spec fails the sync. */
  readonly strict: boolean;
  /** Tells how long changes have been waiting. */
  readonly clock: Clock;
  /** Stops the run; what is staged by then is kept. */
  readonly signal: AbortSignal;
  /** Ends the reading only: what was read to its end is applied. Aborted when `signal` is. */
  readonly reading: AbortSignal;
}

/** Told of what the sync of a resource does. */
export interface Watcher {
  /** Something that may be charged for has begun; the function returns the amount so far. */
  readonly onCost: (cost: () => Cost) => void;
  /** Only the newest records are read. */
  readonly onQuick: () => void;
  /** A step was made. */
  readonly onPhase: (phase: Phase, checkpoint: Checkpoint) => void;
}

/** How the sync of one resource ended. */
export interface ResourceResult extends Difference {
  /** Records that an earlier run had read. */
  readonly resumed: number;
  /** Pages read by this run. */
  readonly pages: number;
  /** Rows marked or removed. */
  readonly deleted: number;
  /** Records that a later one with the same primary key replaced. */
  readonly duplicates: number;
  /** Records without a usable primary key. */
  readonly rejected: number;
  /** How what this run has read differs from the spec. */
  readonly drift: readonly string[];
}

/** Age from which an unfinished sweep is discarded, in milliseconds: its first pages are outdated. */
const sweepLifetime = 24 * 60 * 60 * 1000;

/**
 * Makes the table of a resource equal to what the API lists. A list whose first page is refused leaves
 * no table.
 *
 * @throws {FeatureMissingError} when the API refuses the list (403), which was never synced here.
 * @throws {MassDeleteError} when the sweep would delete more than half of the table, or empty it.
 * @throws {DestinationError} when the destination does not hold what was read.
 * @throws {DriftError} when the sync is strict and a record differs from the spec.
 */
export async function syncResource(
  resource: Resource,
  plan: TablePlan,
  run: Run,
  watcher: Watcher,
): Promise<ResourceResult> {
  const { destination, deletes, allowMassDelete, signal } = run;
  const table = tableOf(resource);
  const stage = await destination.stage(table, run.id);
  watcher.onCost(() => stage.cost());
  const target: Target = { resource, table, plan, stage };
  // Before the hashes are read, which it may forget.
  if (plan.exists && isLacking(plan)) await prepare(target, run, watcher);

  const { index, parts, drift, from, quick } = await sweep(
    target,
    run,
    watcher,
    run.fresh || run.strict,
  );
  const difference = index.difference();
  const { inserted, updated, missing } = difference;
  const { rejected } = index;
  const duplicates = index.duplicates - parts.reached.repeated;
  const { stagedRows, stagedRejects } = parts.staged;
  const keeps = quick || deletes === "keep";
  const expected = { inserted, updated, deleted: keeps ? 0 : missing };
  await orDiscard(target, () => {
    checkRead(resource.name, parts.reached.records, difference, index);
    if (!allowMassDelete) checkDeletes(resource.name, difference, expected.deleted);
  });
  if (parts.hasChanges) await stage.append(parts.take());
  if (parts.names.length > 0) {
    const stored = await stage.count(parts.names);
    await orDiscard(target, () => {
      checkStaged(resource.name, stored, parts.staged, parts.names.length);
    });
  }

  signal.throwIfAborted();
  if (inserted + updated + expected.deleted + stagedRejects > 0) {
    watcher.onPhase("merging", parts.reached);
    if (expected.deleted === 0) index.release();
    await step("merge", target, run, () =>
      stage.apply({
        parts: parts.names,
        expected,
        hasSuperseded: stagedRows > inserted + updated,
        hasRejects: stagedRejects > 0,
        tombstones: () => missingKeys(untilStopped(destination.known(table), signal), index),
      }, {
        ...{ deletes, signal },
        now: run.began,
        runId: run.id,
        verify: (written) => checkWritten(resource.name, expected, written),
      }));
  } else {
    await stage.discard();
  }
  const pages = parts.reached.pages - from.pages;
  const { deleted } = expected;
  return {
    ...difference,
    deleted,
    duplicates,
    rejected,
    drift: [...drift.kinds].sort(),
    pages,
    resumed: from.records - from.repeated,
  };
}

function isLacking({ missing, views, isDescribed }: TablePlan): boolean {
  return missing.length > 0 || views.length > 0 || !isDescribed;
}

/** What is swept, and where to. */
interface Target {
  readonly resource: Resource;
  readonly table: Table;
  readonly plan: TablePlan;
  readonly stage: Stage;
}

/** A sweep that has come to its end. */
interface Sweep {
  /** What it has met. */
  readonly index: KeyIndex;
  /** What it has changed. */
  readonly parts: Parts;
  /** How what this run has read differs from the spec. */
  readonly drift: Drift;
  /** Where this run began. */
  readonly from: Checkpoint;
  /** Whether it ended at the first page with nothing new or changed, so that it tells nothing of older records. */
  readonly quick: boolean;
}

/** Does a step of a resource within a span. */
function step<Result>(
  name: string,
  { resource }: Target,
  { tracer }: Run,
  work: () => Promise<Result>,
): Promise<Result> {
  const attributes = { "workspace_sync.resource": resource.name };
  return traced(tracer, `${name} ${resource.name}`, spanKind.internal, attributes, work);
}

/** Completes the sweep of an earlier run or, when its checkpoint leads nowhere, another one. */
async function sweep(
  target: Target,
  run: Run,
  watcher: Watcher,
  fresh: boolean,
): Promise<Sweep> {
  const afresh = () => sweep(target, run, watcher, true);
  const { resource, stage } = target;
  watcher.onPhase("preparing", startOf([]));
  const began = run.began.getTime();
  const stored = fresh ? [] : sweepOf(stage.checkpoints, run, new Date(began - sweepLifetime));
  if (stored.length === 0) await stage.discard();
  const isNew = stored.length === 0;
  const quick = run.quick && isNew && canBeQuick(resource, target.plan);
  if (quick) watcher.onQuick();
  const rows = target.plan.exists && isNew ? target.plan.rows : 0;
  const bookmarks = new Bookmarks(resource, { rows, ranges: quick ? 1 : run.ranges });
  const index = await step("recall", target, run, () => recall(target, run, stored, bookmarks));
  if (!index.isCovered()) return afresh();

  const { origin, specHash, clock, destination: { pace } } = run;
  const start = startOf(rangesAfter(bookmarks.cut()));
  const parts = new Parts({ origin, specHash, began, quick, clock, pace, index, start, stored });
  const from = parts.reached;
  const drift = new Drift(resource);
  try {
    await step("read", target, run, () => fill(parts, drift, target, { ...run, quick }, watcher));
  } catch (error) {
    if (error instanceof PaginationError && error.staleStart) return afresh();
    throw error;
  }
  if (run.strict) await orDiscard(target, () => drift.refuse());
  // Most of what was read before came again: the API did not know a cursor and started over. What did
  // not come again may be gone.
  const again = index.duplicates - (stored.at(-1)?.duplicates ?? 0);
  const repeated = parts.reached.repeated - from.repeated;
  if (stored.length > 0 && (again - repeated) * 2 > from.records) return afresh();
  return { index, parts, drift, from, quick };
}

/**
 * Whether reading the newest records of a list tells something: it is ordered by age, newest first, and the
 * older ones are in the table.
 */
export function canBeQuick(resource: Resource, plan: TablePlan): boolean {
  return resource.pagination.orderDirection === "descending" && plan.exists && plan.isSynced;
}

/** Reads what the table has, bookmarks among it, and what the earlier parts of the sweep have met. */
async function recall(
  { resource, table, plan, stage }: Target,
  { destination, reading }: Run,
  stored: readonly StoredCheckpoint[],
  bookmarks: Bookmarks,
): Promise<KeyIndex> {
  const index = new KeyIndex(resource.name);
  if (plan.exists) {
    for await (const rows of untilStopped(destination.known(table, bookmarks.column), reading)) {
      index.know(rows);
      bookmarks.add(rows);
    }
  }
  index.knowRejects(await destination.knownRejects(resource.name));
  const last = stored.at(-1);
  if (last) {
    const rows = untilStopped(stage.read(stored.map(({ part }) => part)), reading);
    await index.restore(rows, stored.map(({ met }) => met), last);
  }
  return index;
}

/** Reads the rest of the list and stages what it changes. */
async function fill(
  parts: Parts,
  drift: Drift,
  target: Target,
  run: Run,
  { onCost, onPhase }: Pick<Watcher, "onCost" | "onPhase">,
): Promise<void> {
  const { resource, plan, stage } = target;
  const from = parts.reached;
  const create = async () => {
    if (!plan.exists) await prepare(target, run, { onCost });
  };
  onPhase("reading", from);
  if (from.complete) return await create();

  const { workspace, quick, reading } = run;
  const list = workspace.list(resource, {}, {
    ...{ signal: reading, readAhead: !quick },
    pagesBefore: from.pages,
  });
  const pages = list.ranges(from.ranges);
  // A part is stored while the next one is read and shaped.
  let storing = Promise.resolve();
  try {
    for await (const chunk of chunks(pages, createShaper(resource, drift.meet), from)) {
      if (parts.reached === from) await create();
      drift.add(chunk);
      const hasChanges = parts.add(chunk);
      onPhase("reading", parts.reached);
      // An empty page says nothing of what follows it.
      if (quick && !hasChanges && chunk.rows.length + chunk.rejects.length > 0) break;
      if (!parts.isDue) continue;
      await storing;
      storing = stage.append(parts.take());
      storing.catch(() => {}); // Awaited with the next part, or below.
    }
  } catch (error) {
    // What was read before a failure or a stop need not be read again.
    await afterwards(`store what was read of ${resource.name}`, async () => {
      await storing;
      const isLeft = !quick && !parts.reached.complete;
      if (parts.isWaiting && isLeft) await stage.append(parts.take());
    });
    const isNew = parts.reached.pages === 0 && !plan.isSynced;
    if (error instanceof PermissionError && isNew) {
      throw new FeatureMissingError(error.message, { cause: error });
    }
    throw error;
  }
  await storing;
}

async function prepare(
  { table }: Target,
  { destination }: Run,
  { onCost }: Pick<Watcher, "onCost">,
): Promise<void> {
  const cost = await destination.prepare(table);
  onCost(() => cost);
}

/**
 * Yields the keys of the rows that a complete sweep has not met, column by column. Then the index is done with;
 * the engine can use its memory.
 */
async function* missingKeys(
  known: AsyncIterable<KnownRows>,
  index: KeyIndex,
): AsyncGenerator<string[][]> {
  for await (const { keys, hashes } of known) {
    const missing = [...hashes.keys()].filter((row) => index.isMissing(keyAt(keys, row)));
    if (missing.length > 0) yield keys.map((values) => missing.map((row) => values[row]!));
  }
  index.release();
}

/** Yields what is read, and asks for no more once the run is stopped. */
async function* untilStopped<Batch>(
  batches: AsyncIterable<Batch>,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  for await (const batch of batches) {
    yield batch;
    signal.throwIfAborted();
  }
}

/** Runs a check; when it throws, the stage is discarded, so that the next run reads the list again. */
async function orDiscard({ resource, stage }: Target, check: () => void): Promise<void> {
  try {
    check();
  } catch (error) {
    await afterwards(`discard the stage of ${resource.name}`, () => stage.discard());
    throw error;
  }
}

/** Does what is left to do after an error, which stays the one to report. */
async function afterwards(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger.warn("Cannot {what}: {reason}", { what, reason: String(error) });
  }
}
