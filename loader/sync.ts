/**
 * Runs a sync: the resources independently and a few at a time, and a report at the end.
 *
 * @module
 */

import {
  AuthenticationError,
  type ClientEvent,
  type ClientOptions,
  createClient,
  type Identity,
  LockedError,
  PermissionError,
  type Resource,
  type Tracer,
} from "@workspace-sync/sdk";
import { defaults, parseExact, realClock, spanKind, traced } from "@workspace-sync/sdk/internal";
import { identityRoute, resources as allResources, specHash } from "@workspace-sync/sdk/resources";
import type { Checkpoint } from "./checkpoint.ts";
import type { Destination, TablePlan } from "./destination.ts";
import {
  type Cost,
  type Counts,
  type Deletes,
  noCounts,
  type ResourceRecord,
  type RunRecord,
  sumCounts,
} from "./run_log.ts";
import { FeatureMissingError } from "./errors.ts";
import { createMeter } from "./meter.ts";
import { originKey } from "./origin.ts";
import { tableOf } from "./table.ts";
import { canBeQuick, type Phase, type Run, syncResource } from "./sync_resource.ts";
import { endSpan, type Meter, Metrics } from "./telemetry.ts";
import { version } from "./version.ts";

/** Options for {@linkcode sync}. */
export interface SyncOptions {
  /** How to reach the API. */
  client: ClientOptions;
  /** Where the rows go; not closed by the sync. */
  destination: Destination;
  /** What is copied, in this order. @default {every resource of the registry} */
  resources?: readonly Resource[];
  /** What happens to rows whose record is gone. @default {"soft"} */
  deletes?: Deletes;
  /** Whether to discard what an interrupted run has staged. @default {false} */
  fresh?: boolean;
  /**
   * Whether to read each list from its newest record on, until a whole page has nothing new or changed. What was
   * edited further down, or deleted, waits for a sync without it. A list that was never synced, that is not
   * ordered by age, or whose sweep was interrupted is read to its end all the same, and rows are deleted.
   * @default {false}
   */
  quick?: boolean;
  /** Whether a sweep may empty a table, or delete more than half of one with over 20 rows. @default {false} */
  allowMassDelete?: boolean;
  /**
   * Whether a resource fails, with nothing merged, when a record differs from the spec: a value that
   * does not fit, a new field, an unusable key. What an interrupted run has staged is read again.
   * @default {false}
   */
  strict?: boolean;
  /** Stops the run at the next checkpoint. */
  signal?: AbortSignal;
  /**
   * Ends the reading at the next checkpoint, so that a later run goes on there; lists that are read to their end
   * by then are applied all the same. For runs that may take so long only.
   */
  pause?: AbortSignal;
  /** Told of every step of every resource. */
  onProgress?: (progress: Progress) => void;
  /**
   * Makes spans of the run, its resources and their steps, with those of the client within: a tracer of
   * OpenTelemetry. @default none
   */
  tracer?: Tracer | undefined;
  /** Counts records, rows, requests and durations: a meter of OpenTelemetry. @default none */
  meter?: Meter | undefined;
  /** The clock. @default {() => new Date()} */
  now?: () => Date;
}

/** One step of a resource. */
export interface Progress {
  /** Name of the resource. */
  readonly resource: string;
  /** What it is doing: first `waiting`, with what is expected; `done` comes last, with the record. */
  readonly phase: Phase | "waiting" | "done";
  /** How far its sweep has come. */
  readonly checkpoint?: Checkpoint;
  /** Records that its sweep will probably read, judging by its table. */
  readonly expected?: number;
  /** How it ended. */
  readonly record?: ResourceRecord;
}

/** What a run did. */
export interface RunReport {
  /** The run, as recorded in `_sync_runs`. */
  readonly run: RunRecord;
  /** Its resources, as recorded in `_sync_resources`, in the order of the registry. */
  readonly resources: readonly ResourceRecord[];
  /** The error that stopped the run, when it was stopped. */
  readonly stoppedBy: unknown;
  /** Whether the API refused every resource (403). */
  readonly allRefused: boolean;
  /** Why resources were not synced, by their names. */
  readonly errors: ReadonlyMap<string, unknown>;
  /**
   * How the records that the run has read differ from the spec, by the names of the resources that were synced: up
   * to twenty fields each with what is odd about them, and nothing of the records.
   */
  readonly drift: ReadonlyMap<string, readonly string[]>;
}

/**
 * Makes the tables of a destination equal to what the API lists.
 *
 * First the API is asked whose token it is, so that a refused token is found before anything is
 * written, and the records of two workspaces are never mixed.
 *
 * A resource that the workspace lacks, and that was never synced, is skipped: the API refuses its first
 * page (403). When it refuses every resource, the run has failed.
 *
 * A resource that fails does not stop the others; it is in the report. A refused token (401), a
 * workspace without API access (423) and the caller's abort stop the run; what is staged by then is
 * kept, and the next run resumes from there.
 *
 * @throws {ConfigurationError} when the client's options are wrong.
 * @throws {WorkspaceError} when the API cannot be asked whose token it is, or refuses the token.
 * @throws {DestinationError} when the destination cannot be written, or holds another workspace.
 */
export async function sync(options: SyncOptions): Promise<RunReport> {
  return await traced(options.tracer, "sync", spanKind.internal, {}, async (span) => {
    const report = await syncAll(options);
    const { run_id, status, error } = report.run;
    span?.setAttribute("workspace_sync.run.id", run_id);
    endSpan(span, status, report.stoppedBy ?? error);
    return report;
  });
}

async function syncAll(options: SyncOptions): Promise<RunReport> {
  const { destination, tracer, now = () => new Date() } = options;
  const metrics = options.meter && new Metrics(options.meter);
  const resources = options.resources ?? Object.values(allResources);
  const startedAt = now();
  const meter = createMeter();
  const workspace = createClient({
    parseJson: parseExact,
    tracer,
    ...options.client,
    onEvent: (event: ClientEvent) => {
      meter.record(event);
      options.client.onEvent?.(event);
    },
  });
  const identity = await workspace.identity(options.signal && { signal: options.signal });
  const record = newRun(options, startedAt, workspace.baseUrl, identity);
  await destination.begin(record);

  const { concurrency = defaults.concurrency } = options.client;
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const run: Run = {
    id: record.run_id,
    began: startedAt,
    workspace,
    destination,
    tracer,
    origin: originKey(record),
    specHash,
    deletes: record.deletes,
    allowMassDelete: options.allowMassDelete ?? false,
    fresh: options.fresh ?? false,
    quick: options.quick ?? false,
    strict: options.strict ?? false,
    ranges: concurrency,
    clock: options.client.clock ?? realClock,
    signal,
    reading: options.pause ? AbortSignal.any([signal, options.pause]) : signal,
  };
  const plans = planAll(resources, options);
  const refused = new Set<Resource>();
  const errors = new Map<string, unknown>();
  const drifts = new Map<string, readonly string[]>();
  const records = await pool(
    resources,
    concurrency,
    async (resource) => {
      const began = now();
      const { error, counts, quick, drift } = await syncOne(
        resource,
        plans.get(resource)!,
        run,
        options,
      );
      if (stopsRun(error)) stop.abort(error);
      if (isRefusal(error)) refused.add(resource);
      if (error !== undefined) errors.set(resource.name, error);
      if (drift !== undefined) drifts.set(resource.name, drift);
      const ended: ResourceRecord = {
        ...sumCounts([counts, meter.trafficOn(resource.path)]),
        run_id: run.id,
        resource: resource.name,
        status: statusOf(error, run.reading),
        quick,
        started_at: began,
        finished_at: now(),
        error: error === undefined ? null : messageOf(error),
      };
      try {
        await destination.recordResource(ended);
      } catch (error) {
        stop.abort(error); // A destination that cannot store a record cannot store rows either.
        throw error;
      }
      metrics?.addResource(ended);
      options.onProgress?.({ resource: resource.name, phase: "done", record: ended });
      return ended;
    },
  );

  const allRefused = refused.size > 0 && refused.size === resources.length;
  const status = allRefused ? "failed" : runStatus(records, options.signal);
  const failure = records.find((record) => record.status === "failed") ?? records[0];
  const asking = identityRoute && meter.trafficOn(identityRoute.path);
  const ended: RunRecord = {
    ...record,
    ...sumCounts([...records, asking ?? {}]),
    status,
    finished_at: now(),
    error: status === "failed" ? failure?.error ?? null : null,
  };
  await destination.end(ended);
  metrics?.addRun(ended);
  const stoppedBy = signal.aborted ? signal.reason : undefined;
  return { run: ended, resources: records, stoppedBy, allRefused, errors, drift: drifts };
}

/** The record of a run that begins. */
function newRun(
  { deletes = "soft" }: SyncOptions,
  startedAt: Date,
  baseUrl: string,
  identity: Identity | undefined,
): RunRecord {
  return {
    ...noCounts,
    run_id: crypto.randomUUID(),
    status: "running",
    started_at: startedAt,
    finished_at: null,
    source: new URL(baseUrl).href,
    workspace_id: identity?.id ?? null,
    workspace_name: identity?.name ?? null,
    deletes,
    error: null,
    spec_hash: specHash,
    version,
  };
}

/** Begins to find out what the tables need; each is told of when it is known. */
function planAll(
  resources: readonly Resource[],
  { destination, quick, onProgress }: SyncOptions,
): Map<Resource, Promise<TablePlan>> {
  const planOne = async (resource: Resource): Promise<TablePlan> => {
    const plan = await destination.plan(tableOf(resource));
    const isKnown = plan.exists && !(quick && canBeQuick(resource, plan));
    const expected = isKnown ? { expected: plan.rows } : {};
    onProgress?.({ resource: resource.name, phase: "waiting", ...expected });
    return plan;
  };
  const plans = new Map(resources.map((resource) => [resource, planOne(resource)]));
  // A failure is that of its resource; until that is begun, it must not count as unhandled.
  for (const plan of plans.values()) plan.catch(() => {});
  return plans;
}

/** How the sync of a resource ended, and what it counted until then. */
interface Outcome {
  readonly error?: unknown;
  readonly counts: Counts;
  readonly quick: boolean;
  readonly drift?: readonly string[];
}

/** Syncs a resource within a span; does not throw. */
function syncOne(
  resource: Resource,
  plan: Promise<TablePlan>,
  run: Run,
  options: SyncOptions,
): Promise<Outcome> {
  const attributes = { "workspace_sync.resource": resource.name };
  return traced(
    run.tracer,
    `sync ${resource.name}`,
    spanKind.internal,
    attributes,
    async (span) => {
      const outcome = await outcomeOf(resource, plan, run, options);
      endSpan(span, statusOf(outcome.error, run.reading), outcome.error);
      return outcome;
    },
  );
}

async function outcomeOf(
  resource: Resource,
  plan: Promise<TablePlan>,
  run: Run,
  { onProgress }: SyncOptions,
): Promise<Outcome> {
  let [read, quick] = [0, false];
  const costs: (() => Cost)[] = [];
  const countsWith = (counts: Partial<Counts>) =>
    sumCounts([counts, { read }, ...costs.map((cost) => cost())]);
  try {
    // Also when the run is stopped: nothing of a resource that is done is under way.
    const planned = await plan;
    run.reading.throwIfAborted();
    const { existing: _existing, missing: _missing, drift, ...counts } = await syncResource(
      resource,
      planned,
      run,
      {
        onCost: (cost) => costs.push(cost),
        onQuick: () => quick = true,
        onPhase: (phase, checkpoint) => {
          read = checkpoint.records - checkpoint.repeated;
          onProgress?.({ resource: resource.name, phase, checkpoint });
        },
      },
    );
    return { counts: countsWith(counts), quick, drift };
  } catch (error) {
    return { error, counts: countsWith({}), quick };
  }
}

/**
 * Runs a task for each item, a few at a time; results are in the order of the items. A task that
 * throws ends its worker, and is reported when all workers have ended.
 */
async function pool<Item, Result>(
  items: readonly Item[],
  size: number,
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await task(item);
  };
  // All workers are waited for, so that none is running after a failure is reported.
  const ends = await Promise.allSettled(Array.from({ length: size }, worker));
  const failure = ends.find(({ status }) => status === "rejected");
  if (failure?.status === "rejected") throw failure.reason;
  return results;
}

function isRefusal(error: unknown): boolean {
  return error instanceof PermissionError || error instanceof FeatureMissingError;
}

function stopsRun(error: unknown): boolean {
  return error instanceof AuthenticationError || error instanceof LockedError;
}

function statusOf(error: unknown, signal: AbortSignal): ResourceRecord["status"] {
  if (error === undefined) return "succeeded";
  if (error instanceof FeatureMissingError) return "skipped";
  return signal.aborted && !stopsRun(error) ? "interrupted" : "failed";
}

function runStatus(
  records: readonly ResourceRecord[],
  signal: AbortSignal | undefined,
): RunRecord["status"] {
  if (records.some(({ status }) => status === "failed")) return "failed";
  const isInterrupted = signal?.aborted || records.some(({ status }) => status === "interrupted");
  return isInterrupted ? "interrupted" : "succeeded";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
