/**
 * Counts what the client does for each resource.
 *
 * @module
 */

import type { ClientEvent } from "../client/mod.ts";
import type { Resource } from "../client/resource.ts";
import type { Counts } from "./destination.ts";

/** What the client did for one resource. */
export type Traffic = Pick<Counts, "requests" | "retries" | "waited_ms" | "bytes">;

/** Counts events of the client by resource. */
export interface Meter {
  /** Takes an event into account. */
  record(event: ClientEvent): void;
  /** What was counted for a resource so far. */
  of(resource: Resource): Traffic;
}

/** Creates a meter that has counted nothing. */
export function createMeter(resources: readonly Resource[]): Meter {
  const traffic = new Map(
    resources.map(({ path }) => [path, { requests: 0, retries: 0, waited_ms: 0, bytes: 0 }]),
  );
  return {
    record(event) {
      const counted = traffic.get(event.route);
      if (counted === undefined) return;
      if (event.type === "request") {
        counted.requests++;
        counted.bytes += event.bytes;
      } else if (event.type === "retry") {
        counted.retries++;
      } else {
        counted.waited_ms += Math.round(event.ms);
      }
    },
    of: ({ path }) => ({ ...traffic.get(path)! }),
  };
}
