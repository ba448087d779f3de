/**
 * One writer per dataset: a lease in the labels of the table of runs, guarded by its etag.
 *
 * @module
 */

import { DestinationError } from "../../errors.ts";
import type { Tables } from "./tables.ts";

/** How long a lease lasts without being renewed, and how often it is renewed, in milliseconds. */
const duration = 5 * 60_000;
const renewal = 60_000;

/** Who holds a lease; times in milliseconds since 1970. */
export interface Holder {
  /** Identifier of the run that writes. */
  readonly run: string;
  /** When it took the lease. */
  readonly since: number;
  /** When the lease ends, unless it is renewed. */
  readonly until: number;
}

/** A lease that is held until it is released, or until its process is gone for five minutes. */
export class Lease {
  readonly #tables: Tables;
  readonly #table: string;
  readonly #runId: string;
  readonly #since: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #until: number;
  #renewing: Promise<void> = Promise.resolve();
  #lost: DestinationError | undefined;

  private constructor(tables: Tables, table: string, runId: string, since: number) {
    this.#tables = tables;
    this.#table = table;
    this.#runId = runId;
    this.#since = since;
    this.#until = since + duration;
    this.#renewLater();
  }

  /**
   * Makes this run the only writer, in one request that its etag guards.
   *
   * @returns The lease, and the run that held it last without releasing it.
   * @throws {DestinationError} when another run holds it.
   */
  static async take(
    tables: Tables,
    table: string,
    runId: string,
  ): Promise<{ lease: Lease; abandoned: Holder | undefined }> {
    const now = Date.now();
    const { labels = {}, etag = "" } = (await tables.get(table)) ?? {};
    const last = holderOf(labels);
    if (last && last.until > now) throw held(last);
    const mine = { labels: { ...labels, ...labelsOf(runId, now, now + duration) } };
    if (!await tables.patch(table, mine, etag)) {
      // Somebody was faster: another run, or this one, when only the answer was lost.
      const holder = holderOf((await tables.get(table))?.labels ?? {});
      if (holder && holder.run !== runId) throw held(holder);
    }
    return { lease: new Lease(tables, table, runId, now), abandoned: last };
  }

  /**
   * Checks before every write that nobody else may be writing.
   *
   * @throws {DestinationError} when the lease is lost, or was not renewed in time: the network was
   * gone, or the machine asleep.
   */
  check(): void {
    if (this.#lost) throw this.#lost;
    if (Date.now() < this.#until) return;
    throw new DestinationError(
      "Cannot go on: the lease on the dataset could not be renewed in time, so another run may write " +
        "by now; what was staged is kept, run again",
      "lost",
    );
  }

  /** Gives the lease back. */
  async release(): Promise<void> {
    this.abandon();
    await this.#renewing;
    if (!this.#lost) await this.#write(0);
  }

  /** Stops renewing the lease without giving it back. */
  abandon(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #renewLater(): void {
    this.#timer = setTimeout(() => {
      this.#renewing = this.#renew().finally(() => {
        if (this.#timer !== undefined) this.#renewLater();
      });
    }, renewal);
  }

  async #renew(): Promise<void> {
    const until = Date.now() + duration;
    try {
      await this.#write(until);
      this.#until = until;
    } catch (error) {
      // Anything else may pass before the lease ends.
      if (error instanceof DestinationError && error.reason === "lost") this.#lost = error;
    }
  }

  async #write(until: number): Promise<void> {
    await this.#tables.change(this.#table, ({ labels = {} }) => {
      if (labels.lease_run === this.#runId) {
        return { labels: { ...labels, ...labelsOf(this.#runId, this.#since, until) } };
      }
      throw new DestinationError(
        `Cannot go on: another run (${labels.lease_run}) writes to the dataset by now`,
        "lost",
      );
    });
  }
}

/** Returns who holds the lease, or held it without releasing it. */
function holderOf(labels: Readonly<Record<string, string>>): Holder | undefined {
  const [since, until] = [labels.lease_since, labels.lease_until].map((s) => Number(s ?? 0) * 1000);
  return until! > 0 ? { run: labels.lease_run!, since: since!, until: until! } : undefined;
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
    `Cannot write to the dataset: the run ${run} does so since ${new Date(since).toISOString()}; ` +
      "wait until it is done; a run that is gone is waited for 5 minutes",
    "locked",
  );
}
