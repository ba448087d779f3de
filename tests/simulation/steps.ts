/**
 * Counts the steps of a run, and does what is planned for each: changes of the lists, meddling, deaths.
 *
 * @module
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { DestinationError } from "../../loader/errors.ts";
import type { Listing } from "./listing.ts";
import type { Event, Fault, RunPlan, Stop } from "./plan.ts";
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
}

/** The steps of one run. */
export class Steps {
  /** Stops the run. */
  readonly controller = new AbortController();
  /** What happens to the next requests. */
  readonly faults: Fault[] = [];
  /** How the run was ended early. */
  stoppedBy: Stop["how"] | undefined;
  /** Whether anything but the run itself has happened. */
  isDisturbed = false;
  readonly #world: World;
  readonly #events: Event[];
  readonly #stop: Stop | undefined;
  #taken = 0;
  #isDead = false;

  constructor(world: World, { events, stop }: Pick<RunPlan, "events" | "stop">) {
    this.#world = world;
    this.#events = events.toSorted((one, other) => one.step - other.step);
    this.#stop = stop;
  }

  /** Takes a step, unless the run dies before it. */
  async take<Result>(work: () => Result, job?: JobOptions): Promise<Result> {
    if (this.#isDead) throw new Error("Dead");
    for (let turn = 0; turn < (job?.turns ?? 0); turn++) await nextTurn();
    if (this.#isDead) throw new Error("Dead");
    this.#world.time.pass();
    if (this.#world.store.land() > 0) this.isDisturbed = true;
    const step = this.#taken++;
    while (this.#events[0] !== undefined && this.#events[0].step <= step) {
      this.isDisturbed = true;
      this.#happen(this.#events.shift()!);
    }
    return this.#stop?.step === step ? this.#end(this.#stop, work, job) : work();
  }

  /** Lets happen what the run was too short for. */
  finish(): void {
    for (const event of this.#events.splice(0)) this.#happen(event);
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
        if (job?.canBeLeft) this.#world.store.jobs.push({ ...stop, work });
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
    const listing = listings[table % listings.length]!;
    const place = at % Math.max(listing.records.length, 1);
    if (typeof what === "object") {
      if ("insert" in what) {
        for (let count = 0; count < what.insert; count++) listing.insert(at % 3 === 0 ? place : 0);
      } else if ("remove" in what) {
        listing.remove(what.remove > listing.records.length ? 0 : place, what.remove);
      } else listing.edit(place, what.edit);
    } else if (what === "back") listing.bringBack(at);
    else if (what === "500" || what === "429" || what === "lost") this.faults.push(what);
    else store.meddle(table % listings.length, what, at);
  }
}
