/**
 * Tells OpenTelemetry about a run, with a tracer and a meter that the application brings, as the SDK does: neither
 * is imported here. The types are the part of the API that is used; names follow its semantic conventions.
 *
 * @module
 */

import type { Span } from "@workspace-sync/sdk";
import type { ResourceRecord, RunRecord, Status } from "./run_log.ts";

/** What is known about a measurement. */
export type Attributes = Record<string, string | number>;

/** Says how the numbers of an instrument are to be read. */
export interface InstrumentOptions {
  /** What it counts or measures; one sentence. */
  readonly description: string;
  /** Unit, as UCUM writes it. */
  readonly unit: string;
  /** Hints for whoever collects it. */
  readonly advice?: { readonly explicitBucketBoundaries: number[] };
}

/** What is used of OpenTelemetry's `Counter`. */
export interface Counter {
  /** Counts so many more. */
  add(value: number, attributes: Attributes): void;
}

/** What is used of OpenTelemetry's `Histogram`. */
export interface Histogram {
  /** Takes a value into account. */
  record(value: number, attributes: Attributes): void;
}

/** What is used of OpenTelemetry's `Meter`; one of its own fits. */
export interface Meter {
  /** Makes a counter. */
  createCounter(name: string, options: InstrumentOptions): Counter;
  /** Makes a histogram. */
  createHistogram(name: string, options: InstrumentOptions): Histogram;
}

/** `SpanStatusCode.ERROR` of OpenTelemetry. */
const failed = 2;

/** Counts of a resource that are rows, by what became of them. */
const outcomes = ["inserted", "updated", "unchanged", "deleted"] as const;

/** Longest times of the buckets that durations are sorted into, in seconds. */
const explicitBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600];

/** The instruments of a meter. */
export class Metrics {
  readonly #records: Counter;
  readonly #rows: Counter;
  readonly #requests: Counter;
  readonly #billed: Counter;
  readonly #resourceDuration: Histogram;
  readonly #runDuration: Histogram;

  /** Makes them. */
  constructor(meter: Meter) {
    const counter = (name: string, unit: string, description: string) =>
      meter.createCounter(`workspace_sync.${name}`, { unit, description });
    const duration = (name: string, description: string) =>
      meter.createHistogram(`workspace_sync.${name}.duration`, {
        ...{ unit: "s", description, advice: { explicitBucketBoundaries } },
      });
    this.#records = counter("records", "{record}", "Records read");
    this.#rows = counter("rows", "{row}", "Rows, by what became of them");
    this.#requests = counter("requests", "{request}", "HTTP requests sent to the API");
    this.#billed = counter("billed", "By", "Bytes that queries were billed for");
    this.#resourceDuration = duration("resource", "How long the sync of a resource took");
    this.#runDuration = duration("run", "How long a run took");
  }

  /** Counts a resource that has ended. */
  addResource(record: ResourceRecord): void {
    const resource = { "workspace_sync.resource": record.resource };
    this.#records.add(record.read, resource);
    for (const outcome of outcomes) {
      this.#rows.add(record[outcome], { ...resource, "workspace_sync.outcome": outcome });
    }
    this.#requests.add(record.requests, resource);
    this.#billed.add(record.bytes_billed, resource);
    this.#resourceDuration.record(secondsOf(record), { ...resource, ...statusOf(record) });
  }

  /** Counts a run that has ended. */
  addRun(record: RunRecord): void {
    this.#runDuration.record(secondsOf(record), statusOf(record));
  }
}

/** Tells a span how what it spans has ended. */
export function endSpan(span: Span | undefined, status: Status, error: unknown): void {
  span?.setAttribute("workspace_sync.status", status);
  if (status !== "failed") return;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  span?.setAttribute("error.type", name);
  span?.setStatus({ code: failed, message });
}

function statusOf({ status }: { readonly status: Status }): Attributes {
  return { "workspace_sync.status": status };
}

function secondsOf(
  { started_at, finished_at }: { readonly started_at: Date; readonly finished_at: Date | null },
): number {
  return (finished_at!.getTime() - started_at.getTime()) / 1000;
}
