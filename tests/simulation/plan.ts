/**
 * Draws what happens in one case of the simulation: a list, runs that die, hands that meddle. A plan is made of
 * small numbers, so that a case that fails can be made smaller.
 *
 * @module
 */

import * as fc from "fast-check";
import type { Deletes } from "../../loader/run_log.ts";

/** What a server may answer to a cursor whose record is gone; `any` takes turns. */
export const unknownCursors = ["400", "404", "empty", "first", "any"] as const;

/** A workspace and what happens to it. */
export interface Plan {
  /** Resources, 1 or 2. */
  readonly tables: number;
  /** Records of each list at first. */
  readonly size: number;
  /** Records per page, whatever the client asks for. */
  readonly page: number;
  /** Each how-manieth record has no usable key; 0 for none. */
  readonly rejectEvery: number;
  readonly unknown: typeof unknownCursors[number];
  /** Milliseconds that an answer takes. */
  readonly latency: number;
  /** How often the destination wants a sweep stored. */
  readonly pace: { readonly bytes: number; readonly ms: number };
  /** Whether a step of the destination is undone when it is not verified, and jobs die with their run. */
  readonly atomic: boolean;
  /** Rows that the destination yields at once. */
  readonly batch: number;
  /** Turns of the event loop that a job of the destination takes. */
  readonly turns: number;
  /** Whether the destination holds hashes of twice the length, as older versions wrote them. */
  readonly longHashes: boolean;
  readonly runs: readonly RunPlan[];
}

/** One run. A step is a request of the client or a call of the destination. */
export interface RunPlan {
  readonly deletes: Deletes;
  readonly fresh: boolean;
  readonly allowMassDelete: boolean;
  readonly strict: boolean;
  /** Whether it reads the newest records only. */
  readonly quick: boolean;
  /** Whether it keeps histories. */
  readonly history: boolean;
  /** Whether it begins more than a day after the one before it. */
  readonly late: boolean;
  /** What happens before a step or, when the run has fewer, after it. */
  readonly events: readonly Event[];
  /** What ends it early. */
  readonly stop: Stop | undefined;
}

/** Something that happens to a list, a table or a request; `at` names one of several, modulo. */
export interface Event {
  readonly step: number;
  readonly table: number;
  readonly at: number;
  readonly what: What;
}

/** What happens; a number says how many records, to which content, or how far. A record that is
 * repeated stands on two pages. */
export type What =
  | { readonly insert: number }
  | { readonly remove: number }
  | { readonly edit: number }
  | { readonly repeat: number }
  | { readonly move: number }
  | "back"
  | Fault
  | Meddling;

/** What happens to the next request. */
export type Fault = typeof faults[number];
const faults = ["500", "429", "403", "lost"] as const;

/** Whether it is a request that something happens to. */
export function isFault(what: What): what is Fault {
  return (faults as readonly unknown[]).includes(what);
}

/** What somebody else does to a table or its stage. */
export type Meddling = typeof meddlings[number];
const meddlings = [
  "clear the table",
  "delete a row",
  "delete a row",
  "mark a row",
  "forget a hash",
  "drop a column",
  "double a row",
  "lose a staged row",
  "lose a staged row",
  "stage of another origin",
  "stage of another spec",
  "stage of another format",
] as const;

/** How a run ends early. */
export type Stop =
  /** It dies before or after a step. */
  | { readonly step: number | "merge"; readonly how: "die before" | "die after" }
  /** It dies while a job is at work, which lands so many steps later; only some can be seen at work. */
  | {
    readonly job: number | "merge";
    readonly how: "leave a job";
    readonly isSeen: boolean;
    readonly wait: number;
  }
  /** A call fails, before or after it has done its work. */
  | { readonly step: number | "merge"; readonly how: "fail before" | "fail after" }
  /** The caller stops it. */
  | { readonly step: number | "merge"; readonly how: "abort" };

const step = fc.noBias(fc.nat(35));
const seldom = fc.nat(11).map((number) => number === 11);

const what: fc.Arbitrary<What> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ insert: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 7,
    arbitrary: fc.record({ remove: fc.constantFrom(1, 1, 1, 2, 3, 6, 30) }),
  },
  { weight: 8, arbitrary: fc.record({ edit: fc.constantFrom(0, 0, 1, 2, 3, 4, 5) }) },
  { weight: 8, arbitrary: fc.record({ repeat: fc.constantFrom(0, 0, 1, 2) }) },
  { weight: 4, arbitrary: fc.record({ move: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 5, arbitrary: fc.constant("back" as const) },
  { weight: 2, arbitrary: fc.constantFrom(...faults, "403" as const) },
  { weight: 5, arbitrary: fc.constantFrom(...meddlings) },
);

const event: fc.Arbitrary<Event> = fc.record({
  step,
  table: fc.nat(1),
  at: fc.noBias(fc.nat(29)),
  what,
});

/** Few of all steps are merges, and much depends on what a run leaves that dies there. */
const lastStep = fc.oneof(
  { weight: 3, arbitrary: step },
  { weight: 1, arbitrary: fc.constant("merge" as const) },
);

const stop: fc.Arbitrary<Stop> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      step: lastStep,
      how: fc.constantFrom("die before" as const, "die after" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      job: fc.constantFrom(0, 1, 2, "merge" as const, "merge" as const),
      how: fc.constant("leave a job" as const),
      isSeen: fc.boolean(),
      wait: fc.noBias(fc.nat(40)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step: lastStep,
      how: fc.constantFrom("fail before" as const, "fail after" as const, "abort" as const),
    }),
  },
);

const run: fc.Arbitrary<RunPlan> = fc.record({
  deletes: fc.constantFrom("soft", "hard", "keep"),
  fresh: seldom,
  allowMassDelete: fc.boolean(),
  strict: seldom,
  quick: fc.constantFrom(false, false, true),
  history: fc.constantFrom(true, true, true, false),
  late: seldom,
  events: fc.noBias(fc.array(event, { maxLength: 7 })),
  stop: fc.option(stop, { nil: undefined, freq: 2 }),
});

/** Draws plans of which hundreds can be tried in a second. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  tables: fc.constantFrom(1, 1, 1, 2),
  size: fc.noBias(fc.nat(26)),
  page: fc.integer({ min: 1, max: 4 }),
  rejectEvery: fc.constantFrom(0, 0, 9, 4),
  unknown: fc.constantFrom(...unknownCursors),
  latency: fc.constantFrom(1, 5),
  pace: fc.record({
    bytes: fc.constantFrom(1, 1, 60, 1_000_000),
    ms: fc.constantFrom(1, 1, 3, 1_000),
  }),
  atomic: fc.boolean(),
  batch: fc.constantFrom(100, 7, 3),
  turns: fc.constantFrom(0, 0, 4),
  longHashes: seldom,
  runs: fc.noBias(fc.array(run, { minLength: 1, maxLength: 5 })),
});
