/**
 * Syncs one resource: stage, extract, shape, compare, guard, merge.
 *
 * @module
 */

import type { Workspace } from "../generated/client.ts";
import type { Clock } from "../client/clock.ts";
import { PaginationError, PermissionError } from "../client/mod.ts";
import type { Resource } from "../client/resource.ts";
import type { Cost } from "./counts.ts";
import type {
  Checkpoint,
  Comparison,
  Deletes,
  Destination,
  Stage,
  StageOptions,
  TablePlan,
} from "./destination.ts";
import { Drift } from "./drift.ts";
import { DestinationError, DriftError, FeatureMissingError, MassDeleteError } from "./errors.ts";
import { extract, start } from "./extract.ts";
import { createShaper } from "./shape.ts";
import { type Table, tableOf } from "./table.ts";

/** What a resource is doing. */
export type Phase = "reading" | "comparing" | "merging";

/** What the sync of one resource needs. */
export interface ResourceSync {
  /** The API. */
  readonly workspace: Pick<Workspace, "list">;
  /** Where the rows go. */
  readonly destination: Destination;
  /** What the table needs. */
  readonly plan: Promise<TablePlan>;
  /** What an unfinished stage must fit. */
  readonly stage: StageOptions;
  /** What happens to rows whose record is gone. */
  readonly deletes: Deletes;
  /** Whether a sweep may delete more than half of a table. */
  readonly allowMassDelete: boolean;
  /** Whether a record that differs from the spec fails the sync; it must begin with an empty stage. */
  readonly strict: boolean;
  /** Tells the age of what is read. */
  readonly clock: Clock;
  /** Value of `_synced_at` and `_deleted_at`. */
  readonly now: Date;
  /** Stops the sync; what is staged by then is kept. */
  readonly signal: AbortSignal;
  /** Told of everything that may be charged for, with a function that returns the amount so far. */
  readonly onCost: (cost: () => Cost) => void;
  /** Told of every step. */
  readonly onPhase: (phase: Phase, checkpoint: Checkpoint) => void;
}

/** How the sync of one resource ended. */
export interface ResourceResult {
  /** Records that an earlier run had staged. */
  readonly resumed: number;
  /** Pages read by this run. */
  readonly pages: number;
  /** How the sweep differed from the table. */
  readonly comparison: Comparison;
  /** Rows marked or removed. */
  readonly deleted: number;
}

/** Rows of a table up to which a sweep may delete any number, though not all. */
const smallTable = 20;

/**
 * Makes the table of a resource equal to what the API lists. A list whose first page is refused leaves
 * no table.
 *
 * @throws {FeatureMissingError} when the API refuses the list (403), which was never synced here.
 * @throws {MassDeleteError} when the sweep would delete more than half of the table, or empty it.
 * @throws {DestinationError} when the stage does not hold what was read.
 * @throws {DriftError} when the sync is strict and a record differs from the spec.
 */
export async function syncResource(
  resource: Resource,
  sync: ResourceSync,
): Promise<ResourceResult> {
  const { plan, deletes, signal } = sync;
  const table = tableOf(resource);
  const { isSynced } = await plan;
  const { stage, from, reached, comparison } = await sweep({ resource, table, isSynced }, sync);
  const deleted = deletes === "keep" ? 0 : comparison.missing;
  await guard(resource, stage, comparison, deleted, sync);

  signal.throwIfAborted();
  sync.onPhase("merging", reached);
  await stage.merge({ comparison, deletes, now: sync.now, runId: sync.stage.runId, signal });
  const pages = reached.pages - from.pages;
  return { resumed: from.records, pages, comparison, deleted };
}

/** A complete stage, where this run began and ended in it, and how it differs from its table. */
interface Sweep {
  readonly stage: Stage;
  readonly from: Checkpoint;
  readonly reached: Checkpoint;
  readonly comparison: Comparison;
}

/** What is swept, and where to. */
interface Target {
  readonly resource: Resource;
  readonly table: Table;
  /** Whether it was ever synced. */
  readonly isSynced: boolean;
}

/** Completes the stage of an earlier run or, when its checkpoint leads nowhere, a fresh one. */
async function sweep(target: Target, sync: ResourceSync): Promise<Sweep> {
  const afresh = () => sweep(target, { ...sync, stage: { ...sync.stage, fresh: true } });
  const { resource, table } = target;
  const stage = await sync.destination.stage(table, sync.stage);
  sync.onCost(() => stage.cost());
  const from = stage.checkpoint ?? start;
  const drift = new Drift(resource);
  let reached: Checkpoint;
  try {
    reached = await fill(stage, from, target, sync, drift);
  } catch (error) {
    if (error instanceof PaginationError && error.staleStart) return afresh();
    throw error;
  }
  sync.signal.throwIfAborted();
  if (sync.strict) await refuseDrift(resource, stage, drift);
  sync.onPhase("comparing", reached);
  const comparison = await stage.compare(sync.signal);
  await checkCounts(resource, stage, reached, comparison);
  // Most of what was staged before came again: the API did not know the cursor and started over. What did
  // not come again may be gone.
  if (from.records > 0 && comparison.duplicates * 2 > from.records) return afresh();
  return { stage, from, reached, comparison };
}

async function fill(
  stage: Stage,
  from: Checkpoint,
  { resource, table, isSynced }: Target,
  { workspace, destination, clock, signal, onCost, onPhase }: ResourceSync,
  drift: Drift,
): Promise<Checkpoint> {
  const prepare = async () => {
    const cost = await destination.prepare(table);
    onCost(() => cost);
  };
  onPhase("reading", from);
  if (from.complete) {
    await prepare();
    return from;
  }
  const query = from.cursor === null ? {} : { [resource.pagination.cursorParam]: from.cursor };
  const pages = workspace.list(resource, query, { signal, pagesBefore: from.pages }).pages();
  let reached = from;
  let isRead = false;
  // A chunk is stored while the next one is read and shaped.
  let storing = Promise.resolve();
  try {
    for await (const chunk of extract(pages, createShaper(resource), from, clock)) {
      await storing;
      onPhase("reading", reached);
      if (!isRead) await prepare();
      isRead = true;
      drift.add(chunk);
      storing = stage.append(chunk).then(() => {
        reached = chunk.checkpoint;
      });
      storing.catch(() => {}); // Awaited with the next chunk, or below.
    }
  } catch (error) {
    if (error instanceof PermissionError && from === start && !isRead && !isSynced) {
      throw new FeatureMissingError(error.message, { cause: error });
    }
    throw error;
  } finally {
    await storing;
    await stage.flush();
    onPhase("reading", reached);
  }
  return reached;
}

/** Stops before a sweep that differs from the spec is merged. */
async function refuseDrift(resource: Resource, stage: Stage, drift: Drift): Promise<void> {
  const summary = drift.summary();
  if (summary === undefined) return;
  await stage.discard();
  throw new DriftError(
    `Cannot sync ${resource.name}: ${summary}; nothing was merged; sync without --strict to set it aside`,
  );
}

/** Stops before a stage that does not hold what was read is merged. */
async function checkCounts(
  resource: Resource,
  stage: Stage,
  { records }: Checkpoint,
  { staged, inserted, updated, unchanged, duplicates, rejected }: Comparison,
): Promise<void> {
  const accounted = inserted + updated + unchanged + duplicates + rejected;
  if (records === staged && staged === accounted) return;
  await stage.discard();
  throw new DestinationError(
    `Cannot sync ${resource.name}: ${records} records were read, ${staged} are staged and ${accounted} ` +
      `accounted for${
        accounted > staged ? ", as when a key is in the table twice" : ""
      }; nothing was ` +
      "merged, and the stage was discarded; run again",
    "failed",
  );
}

/** Stops before a sweep that shrank suspiciously is merged. */
async function guard(
  resource: Resource,
  stage: Stage,
  comparison: Comparison,
  deleted: number,
  { allowMassDelete }: ResourceSync,
): Promise<void> {
  const { existing, inserted, updated, unchanged } = comparison;
  const empties = deleted > 0 && inserted + updated + unchanged === 0;
  const shrinks = existing > smallTable && deleted * 2 > existing;
  if (allowMassDelete || !(empties || shrinks)) return;
  await stage.discard();
  throw new MassDeleteError(
    `Cannot sync ${resource.name}: the API no longer lists ${
      empties ? `any of its ${existing} rows` : `${deleted} of its ${existing} rows, more than half`
    }; ` +
      "if that is right, run again with --allow-mass-delete; if not, check which workspace the token belongs to",
  );
}
