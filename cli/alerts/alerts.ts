/**
 * Tells a webhook once when something goes wrong, and once when it is over. What it was told is kept in the
 * destination, so that another process does not tell it again.
 *
 * @module
 */

import { hash } from "node:crypto";
import type { AlertRecord, Destination, RunReport } from "@workspace-sync/loader";
import { DestinationError } from "@workspace-sync/loader/errors";
import type { Redact } from "@workspace-sync/sdk/internal";
import { InterruptedError, lineOf } from "../errors.ts";
import { type Failure, isUntold, judge, lastOf, type Observed } from "./judge.ts";
import { bodyFor, type News, titleOf } from "./message.ts";
import { post, type Webhook } from "./webhook.ts";

/** How a sync ended: with a report, or with an error before there was one. */
export type Ending = { readonly report: RunReport } | { readonly error: unknown };

/** What {@linkcode Alerts} needs. */
export interface AlertOptions {
  /** Who is told. */
  readonly webhook: Webhook;
  /** Failures in a row that open an alert. */
  readonly after: number;
  /** Age from which a table is stale, in milliseconds. */
  readonly maxAge: number;
  /** What the workspace is called in the config file, where it has a name. */
  readonly workspace?: string | undefined;
  /** Address of the destination. */
  readonly destination: string;
  /** Names of the resources that are synced. */
  readonly resources: readonly string[];
  /** Takes secrets out of what an API has named. */
  readonly redact: Redact;
  /** Told of what was sent, and of what went wrong; one line. */
  readonly say: (status: "sent" | "failed", message: string) => void;
  /** The clock. @default {() => new Date()} */
  readonly now?: () => Date;
}

/** The alerts of the syncs into one destination. */
export class Alerts {
  readonly #options: AlertOptions;
  /** How they stand, as far as this process knows: the destination may be out of reach. */
  #seen: ReadonlyMap<string, AlertRecord> = new Map();
  /** When each resource was last read to its end or, when it never was, first tried. */
  readonly #swept = new Map<string, Date>();

  /** Makes alerts that nothing is known of yet. */
  constructor(options: AlertOptions) {
    this.#options = options;
  }

  /**
   * Tells the webhook what a sync has changed. Does not throw: a sync does not fail by its alerts.
   *
   * @param destination The destination, unless it could not be opened.
   */
  async review(ending: Ending, destination?: Destination): Promise<void> {
    if (saysNothing(ending)) return;
    try {
      await this.#review(ending, destination);
    } catch (error) {
      this.#options.say("failed", `Cannot keep alerts: ${lineOf(error)}`);
    }
  }

  async #review(ending: Ending, destination: Destination | undefined): Promise<void> {
    const { after, now: clock = () => new Date() } = this.#options;
    const now = clock();
    const stored = new Set(await destination?.alerts());
    const known = lastOf([...this.#seen.values(), ...stored]);
    const observed = await this.#observe(ending, now, destination);
    for (const changed of judge(known, observed, { after, now })) known.set(changed.alert, changed);
    const untold = [...known.values()].filter(isUntold);
    if (untold.length > 0 && await this.#tell(untold)) {
      for (const record of untold) {
        const told = record.status === "open" ? "open" : "closed";
        known.set(record.alert, { ...record, told, changed_at: now });
      }
    }
    this.#seen = known;
    const added = [...known.values()].filter((record) => !stored.has(record));
    if (added.length > 0) await destination?.recordAlerts(added);
  }

  async #tell(alerts: readonly AlertRecord[]): Promise<boolean> {
    const { webhook, workspace, destination, say } = this.#options;
    const news: News = { workspace, destination, alerts };
    const states = alerts.map(({ alert, status, since }) => [alert, status, since]);
    const id = `msg_${hash("sha256", JSON.stringify([destination, states]), "hex").slice(0, 32)}`;
    try {
      await post(webhook, id, bodyFor(webhook.url, news));
    } catch (error) {
      say("failed", lineOf(error));
      return false;
    }
    say("sent", titleOf(news));
    return true;
  }

  async #observe(
    ending: Ending,
    now: Date,
    destination: Destination | undefined,
  ): Promise<Observed> {
    const { resources, redact } = this.#options;
    if ("error" in ending) {
      const stale = await this.#stale([], now, destination);
      const failure = failureOf(null, ending.error);
      return { resources, failure, records: [], errors: new Map(), drift: new Map(), stale };
    }
    const { run, resources: records, errors } = ending.report;
    const failed = records.find(({ status }) => status === "failed") ?? records[0]!;
    return {
      resources,
      failure: run.status === "failed"
        ? failureOf(failed.resource, errors.get(failed.resource))
        : undefined,
      ...{ records, errors },
      drift: new Map(
        [...ending.report.drift].map(([resource, kinds]) => [resource, kinds.map(redact)]),
      ),
      stale: await this.#stale(records, now, destination),
    };
  }

  /** Finds the tables that are too old; asks the destination only about those that seem to be. */
  async #stale(
    records: RunReport["resources"],
    now: Date,
    destination: Destination | undefined,
  ): Promise<ReadonlyMap<string, Date> | undefined> {
    const { resources, maxAge } = this.#options;
    for (const { resource, status, quick, finished_at } of records) {
      if (status === "succeeded" && !quick) this.#swept.set(resource, finished_at);
    }
    const skipped = records.filter(({ status }) => status === "skipped");
    const lacking = new Set(skipped.map(({ resource }) => resource));
    const expected = resources.filter((resource) => !lacking.has(resource));
    const isFresh = (resource: string) => {
      const swept = this.#swept.get(resource);
      return swept !== undefined && now.getTime() - swept.getTime() <= maxAge;
    };
    if (!expected.every(isFresh)) {
      if (destination === undefined) return undefined;
      for (const [resource, swept] of await destination.sweptAt()) {
        const known = this.#swept.get(resource);
        if (known === undefined || known < swept) this.#swept.set(resource, swept);
      }
    }
    const old = expected.filter((each) => this.#swept.has(each) && !isFresh(each));
    return new Map(old.map((resource) => [resource, this.#swept.get(resource)!]));
  }
}

/** Whether an ending is neither a success nor a failure: the process was told to stop, or another one is at work. */
function saysNothing(ending: Ending): boolean {
  const error = "error" in ending ? ending.error : ending.report.stoppedBy;
  if (error instanceof InterruptedError) return true;
  return error instanceof DestinationError && error.reason === "locked";
}

/** Says which error it was by its class: a message may show what a record holds. */
function failureOf(resource: string | null, error: unknown): Failure {
  return { resource, error: error instanceof Error ? error.name : "Error" };
}
