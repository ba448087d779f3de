/**
 * Real destinations that behave differently in one place.
 *
 * @module
 */

import type { Destination, KnownRows, Stage } from "../loader/destination.ts";

/** Makes the stages of a destination behave differently. */
export const changingStages =
  (change: (stage: Stage) => Partial<Stage>) => (destination: Destination): Destination =>
    override(destination, {
      async stage(table, runId) {
        const stage = await destination.stage(table, runId);
        return override(stage, change(stage));
      },
    });

/** Makes a destination know other rows than it has. */
export const changingKnown =
  (change: (rows: KnownRows) => KnownRows) => (destination: Destination): Destination =>
    override(destination, {
      async *known(table) {
        for await (const rows of destination.known(table)) yield change(rows);
      },
    });

/** Puts members in the place of those that an object has. */
export function override<Target extends object>(target: Target, members: Partial<Target>): Target {
  return new Proxy(target, {
    get: (_, name) => {
      const value = members[name as keyof Target] ?? target[name as keyof Target];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
