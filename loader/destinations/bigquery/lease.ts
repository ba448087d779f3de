/**
 * One writer per dataset: a lease in the labels of the table of runs, guarded by its etag.
 *
 * @module
 */

import type { Clock } from "../../clock.ts";
import { DestinationError } from "../../errors.ts";
import type { Tables } from "./tables.ts";

/** How long a lease lasts without being renewed, and how often it is renewed, in milliseconds. */
const duration = 5 * 60_000;
const renewal = 60_000;
/** How much earlier a lease ends for its holder than for others, whose clocks may be ahead, in milliseconds. */
const leeway = 60_000;
/** End of a lease that was released after its run finished, and of one whose run did not finish. */
const released = 0;
const givenUp = 1_000;

/** Who holds a lease; times in milliseconds since 1970. */
export interface Holder {
  /** Identifier of the run that writes. */
  readonly run: string;
  /** When it took the lease. */
  readonly since: number;
  /** When the lease ends, unless it is renewed. */
  readonly until: number;
}

/** A lease that is held until it is released, or until its process has been dead for five minutes. */
export class Lease {
  readonly #tables: Tables;
  readonly #table: string;
  readonly #runId: string;
  readonly #now: () => number;
  readonly #since: number;
  readonly #stop = new AbortController();
  #until: number;
  #renewing: Promise<void> = Promise.resolve();
  #lost: DestinationError | undefined;

  private constructor(
    tables: Tables,
    table: string,
    runId: string,
    now: () => number,
    since: number,
  ) {
    this.#tables = tables;
    this.#table = table;
    this.#runId = runId;
    this.#now = now;
    this.#since = since;
    this.#until = since + duration;
    this.#keepRenewing();
  }

  /**
   * Makes this run the only writer, by a change that the table's etag guards.
   *
   * @returns The lease, and the run that held it last and did not finish.
   * @throws {DestinationError} when another run holds it.
   */
  static async acquire(
    tables: Tables,
    table: string,
    runId: string,
  ): Promise<{ lease: Lease; abandoned: Holder | undefined }> {
    const now = steady(tables.clock);
    const since = now();
    let abandoned: Holder | undefined;
    await tables.change(table, ({ labels = {} }) => {
      const last = holderOf(labels);
      // This run holds it already when only the answer was lost.
      if (last?.run !== runId) {
        if (last && last.until > since) throw held(last);
        abandoned = last;
      }
      return { labels: { ...labels, ...labelsOf(runId, since, since + duration) } };
    });
    return { lease: new Lease(tables, table, runId, now, since), abandoned };
  }

  /**
   * Checks before every write that no other run can be writing.
   *
   * @throws {DestinationError} when another run has the lease, or it was not renewed in time: the
   * network was down, or the machine asleep.
   */
  check(): void {
    if (this.#lost) throw this.#lost;
    if (this.#now() < this.#until - leeway) return;
    throw new DestinationError(
      "Cannot continue the sync: the lease on the dataset could not be renewed in time, so another run may be " +
        "writing; staged rows are kept, run again",
      "lost",
    );
  }

  /** Releases the lease after a run that finished. */
  async release(): Promise<void> {
    await this.#end(released);
  }

  /** Releases the lease after a run that did not finish; the next one records that. */
  async giveUp(): Promise<void> {
    await this.#end(givenUp);
  }

  async #end(until: number): Promise<void> {
    this.#stop.abort();
    await this.#renewing;
    if (!this.#lost) await this.#write(until);
  }

  async #keepRenewing(): Promise<void> {
    const { clock } = this.#tables;
    const { signal } = this.#stop;
    while (await clock.delay(renewal, { signal }).then(() => true, () => false)) {
      await (this.#renewing = this.#renew());
    }
  }

  async #renew(): Promise<void> {
    const until = this.#now() + duration;
    try {
      await this.#write(until);
      this.#until = until;
    } catch (error) {
      // Any other failure may be over before the lease expires.
      if (error instanceof DestinationError && error.reason === "lost") this.#lost = error;
    }
  }

  async #write(until: number): Promise<void> {
    await this.#tables.change(this.#table, ({ labels = {} }) => {
      if (labels.lease_run === this.#runId) {
        return { labels: { ...labels, ...labelsOf(this.#runId, this.#since, until) } };
      }
      throw new DestinationError(
        `Cannot continue the sync: run ${labels.lease_run} has taken over the lease on the dataset; ` +
          "staged rows are kept, run again when it has finished",
        "lost",
      );
    });
  }
}

/**
 * Returns what tells the milliseconds since 1970 without ever going back: those that the monotonic clock has
 * counted, or those of the machine's date if that is later, since a monotonic clock stands still while the
 * machine sleeps.
 */
function steady(clock: Clock): () => number {
  const [date, started] = [clock.date(), clock.now()];
  return () => Math.max(clock.date(), date + clock.now() - started);
}

/** Returns who holds the lease, or held it and did not finish. */
function holderOf(labels: Readonly<Record<string, string>>): Holder | undefined {
  const [since, until] = [labels.lease_since, labels.lease_until].map((s) => Number(s ?? 0) * 1000);
  return until! > released ? { run: labels.lease_run!, since: since!, until: until! } : undefined;
}

function labelsOf(runId: string, since: number, until: number): Record<string, string> {
  return {
    lease_run: runId,
    lease_since: String(Math.floor(since / 1000)),
    lease_until: String(Math.floor(until / 1000)),
  };
}

function held({ run, since }: Holder): DestinationError {
  return new DestinationError(
    `Cannot write to the dataset: run ${run} has held the lease since ${
      new Date(since).toISOString()
    }; wait until it has finished, or try again in 5 minutes if its process is dead`,
    "locked",
  );
}
