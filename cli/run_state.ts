/**
 * What is known of a run while it is under way.
 *
 * @module
 */

import type { Progress, ResourceRecord } from "@workspace-sync/loader";
import type { ClientEvent, Resource } from "@workspace-sync/sdk";

/** How far one resource has come. */
export interface ResourceState {
  /** Table that its records go to. */
  readonly name: string;
  /** What it is doing. */
  readonly phase: Progress["phase"];
  /** Records that were read, those of an interrupted run included. */
  readonly records: number;
  /** Records that the last sync read. */
  readonly expected?: number;
  /** How it ended. */
  readonly record?: ResourceRecord;
}

/** How many records had been read at a time. */
interface Sample {
  readonly at: number;
  readonly records: number;
}

/** Time between two samples, so that the rate does not change with every frame, in milliseconds. */
const sampleEvery = 1_000;
/** Samples that the rate is taken over. */
const sampleCount = 10;

/** Follows a run. Times are those of a monotonic clock, in milliseconds. */
export class RunState {
  /** When the run began. */
  readonly startedAt: number;
  readonly #resources: Map<string, ResourceState>;
  #samples: Sample[];
  #fetched = 0;
  #pausedUntil = -Infinity;

  /** Begins with every resource waiting. */
  constructor(resources: readonly Resource[], now: number) {
    this.startedAt = now;
    this.#samples = [{ at: now, records: 0 }];
    this.#resources = new Map(
      resources.map(({ name }) => [name, { name, phase: "waiting", records: 0 }]),
    );
  }

  /** The resources, in the order of the registry. */
  get resources(): readonly ResourceState[] {
    return [...this.#resources.values()];
  }

  /** Records that this run reads in a second, over the last seconds; `undefined` at first. */
  get rate(): number | undefined {
    const [first, last] = [this.#samples[0]!, this.#samples.at(-1)!];
    return first === last
      ? undefined
      : (last.records - first.records) * 1000 / (last.at - first.at);
  }

  /** Time until the API may be asked again, in milliseconds. */
  pause(now: number): number {
    return Math.max(0, this.#pausedUntil - now);
  }

  /** Takes a step of a resource into account. */
  step({ resource, phase, checkpoint, expected, record }: Progress): void {
    const before = this.#resources.get(resource)!;
    const records = checkpoint?.records ?? record?.read ?? before.records;
    // The first checkpoint is where an interrupted run stopped; a sweep may also start over.
    if (before.phase === "reading") this.#fetched += Math.max(0, records - before.records);
    this.#resources.set(resource, {
      ...before,
      phase,
      records,
      ...(expected !== undefined && { expected }),
      ...(record !== undefined && { record }),
    });
  }

  /** Takes an event of the client into account. */
  event(event: ClientEvent, now: number): void {
    if (event.type !== "wait" || event.reason !== "api") return;
    this.#pausedUntil = Math.max(this.#pausedUntil, now + event.ms);
  }

  /** Lets the time pass. */
  tick(now: number): void {
    if (this.pause(now) > 0 || now - this.#samples.at(-1)!.at < sampleEvery) return;
    this.#samples = [...this.#samples, { at: now, records: this.#fetched }].slice(-sampleCount);
  }
}
