/**
 * Counts the steps of a run, and does what is planned for each: changes of the lists, meddling, deaths.
 *
 * @module
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { DestinationError } from "../../loader/errors.ts";
import type { Listing } from "./listing.ts";
import { type Event, type Fault, isFault, type RunPlan, type Stop } from "./plan.ts";
import type { Store } from "./store.ts";
import type { VirtualTime } from "./virtual_time.ts";

/** What a run works on. */
export interface World {
  readonly time: VirtualTime;
  readonly listings: readonly Listing[];
  readonly store: Store;
}

/** A job of a destination, which can be left at work. */
export interface JobOptions {
  /** Turns of the event loop that it takes. */
  readonly turns: number;
  /** Whether it goes on when its run dies. */
  readonly canBeLeft: boolean;
  /** Whether it changes the table. */
  readonly isMerge: boolean;
}

/** The steps of one run. */
export class Steps {
  /** Stops the run. */
  readonly controller = new AbortController();
  /** What happens to the next requests. */
  readonly faults: Fault[] = [];
  /** Contents with which the next page of each list repeats a record. */
  readonly repeats: (number | undefined)[] = [];
  /** How the run was ended early. */
  stoppedBy: Stop["how"] | undefined;
  /** Whether a record has moved: an answer that begins too early is asked for and not taken. */
  hasMoved = false;
  /** Whether anything but the run itself has happened. */
  isDisturbed = false;
  readonly #world: World;
  readonly #events: Event[];
  readonly #stop: Stop | undefined;
  #taken = 0;
  #jobs = 0;
  #isDead = false;

  constructor(world: World, { events, stop }: Pick<RunPlan, "events" | "stop">) {
    this.#world = world;
    this.#events = events.toSorted((one, other) => one.step - other.step);
    this.#stop = stop;
  }

  /** Whether the run was told to stop. */
  get isStopped(): boolean {
    return this.controller.signal.aborted;
  }

  /** Takes a step, unless the run dies before it. */
  async take<Result>(work: () => Result, job?: JobOptions): Promise<Result> {
    if (this.#isDead) throw new Error("Dead");
    for (let turn = 0; turn < (job?.turns ?? 0); turn++) await nextTurn();
    if (this.#isDead) throw new Error("Dead");
    this.#world.time.pass();
    this.#world.store.land();
    const step = this.#taken++;
    while (this.#events[0] !== undefined && this.#events[0].step <= step) {
      this.isDisturbed = true;
      this.#happen(this.#events.shift()!);
    }
    const isEnd = this.#stop !== undefined && this.#isEnd(this.#stop, step, job);
    return isEnd ? this.#end(this.#stop!, work, job) : work();
  }

  /** Lets happen what the run was too short for. */
  finish(): void {
    for (const event of this.#events.splice(0)) this.#happen(event);
  }

  #isEnd(stop: Stop, step: number, job: JobOptions | undefined): boolean {
    const wanted = "job" in stop ? stop.job : stop.step;
    if (wanted === "merge") return job?.isMerge === true;
    if (!("job" in stop)) return step === wanted;
    return job !== undefined && this.#jobs++ === wanted;
  }

  #end<Result>(stop: Stop, work: () => Result, job: JobOptions | undefined): Result {
    this.stoppedBy = stop.how;
    switch (stop.how) {
      case "abort":
        this.controller.abort(new Error("Aborted"));
        return work();
      case "fail before":
        throw new DestinationError("The disk is full, on purpose", "full");
      case "fail after":
        work();
        throw new DestinationError("The answer is lost, on purpose", "failed");
      case "leave a job":
        if (job?.canBeLeft) this.#world.store.jobs.push({ ...stop, ...job, work });
        break;
      case "die after":
        work();
        break;
      case "die before":
        break;
    }
    this.#isDead = true;
    this.controller.abort(new Error("Dead"));
    throw new Error("Dead");
  }

  #happen({ table, at, what }: Event): void {
    const { listings, store } = this.#world;
    const index = table % listings.length;
    const listing = listings[index]!;
    const place = at % Math.max(listing.records.length, 1);
    if (what === "back") listing.bringBack(at);
    else if (isFault(what)) this.faults.push(what);
    else if (typeof what === "string") store.meddle(index, what, at);
    else if ("insert" in what) listing.insert(at % 3 === 0 ? place : 0, what.insert);
    else if ("remove" in what) listing.remove(place, what.remove);
    else if ("edit" in what) listing.edit(place, what.edit);
    else if ("move" in what) {
      this.hasMoved = true;
      listing.move(place, place - what.move);
    } else this.repeats[index] = what.repeat;
  }
}
