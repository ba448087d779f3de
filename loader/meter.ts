/**
 * Counts what the client does on each route.
 *
 * @module
 */

import type { ClientEvent } from "@workspace-sync/sdk";
import type { Counts } from "./run_log.ts";

/** What the client did on one route. */
export type Traffic = Pick<Counts, "requests" | "retries" | "waited_ms" | "bytes">;

type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** Counts events of the client by route. */
export interface Meter {
  /** Takes an event into account. */
  record(event: ClientEvent): void;
  /** What was counted for a route so far. */
  trafficOn(route: string): Traffic;
}

/** Creates a meter that has counted nothing. */
export function createMeter(): Meter {
  const traffic = new Map<string, Mutable<Traffic>>();
  const countsOn = (route: string) => {
    const counted = traffic.get(route) ?? { requests: 0, retries: 0, waited_ms: 0, bytes: 0 };
    traffic.set(route, counted);
    return counted;
  };
  return {
    record(event) {
      const counted = countsOn(event.route);
      if (event.type === "request") {
        counted.requests++;
        counted.bytes += event.bytes;
      } else if (event.type === "retry") {
        counted.retries++;
      } else {
        counted.waited_ms += Math.round(event.ms);
      }
    },
    trafficOn: (route) => ({ ...countsOn(route) }),
  };
}
