/**
 * Draws what happens in one case of the proof: a workspace, and runs that are disturbed.
 *
 * @module
 */

import * as fc from "fast-check";
import type { ColumnType } from "../../client/resource.ts";
import { resources } from "../../generated/resources.ts";
import type { Deletes } from "../../loader/run_log.ts";
import { type Failure, failures, type Fault } from "../../sandbox/fault.ts";
import type { UnknownCursor } from "../../sandbox/types.ts";

/** What an API may answer to a cursor whose record was deleted. */
const unknownCursors: readonly UnknownCursor[] = ["400", "404", "empty", "first"];

/** A workspace and what happens to it. Tables are named by their index in `tables`, modulo. */
export interface Plan {
  readonly seed: number;
  readonly tables: readonly string[];
  readonly rows: readonly number[];
  /** Rows that share a creation time. */
  readonly ties: number;
  /** Records per page. */
  readonly limit: number;
  readonly unknownCursor: UnknownCursor;
  /** Milliseconds per answer on the fake clock: they, too, decide how many pages make a part. */
  readonly latency: number;
  /** Bytes of rows that are stored at once. */
  readonly partBytes: number;
  readonly concurrency: number;
  readonly retries: number;
  readonly deletes: Deletes;
  /** The first run that keeps histories. */
  readonly historyFrom: number;
  readonly runs: readonly RunPlan[];
}

/** One disturbed run. A step is a request of the client or a call of the destination. */
export interface RunPlan {
  /** What happens just before a step. */
  readonly events: readonly Event[];
  /** What ends it early, and at which step. */
  readonly stop: Stop | undefined;
  readonly fresh: boolean;
  readonly allowMassDelete: boolean;
  /** Whether it begins when stages of earlier runs are too old. */
  readonly late: boolean;
}

/** Something that happens before a step. */
export type Event =
  & { readonly step: number; readonly table: number }
  & (
    | { readonly fault: Fault; readonly everywhere: boolean }
    | { readonly insert: number }
    | { readonly remove: number; readonly from: number }
    | { readonly update: number; readonly column: number; readonly values: Values | undefined }
  );

/** A value for each type that a column can have. */
export type Values = Readonly<Record<ColumnType, unknown>>;

/** What ends a run: death at once, the caller's abort, or an error of the destination. */
export type Stop =
  /** It comes so many milliseconds after the step's start, or when the step is done if that is sooner. */
  | { readonly step: number; readonly kind: "kill"; readonly after: number }
  | { readonly step: number; readonly kind: "abort" | "error" };

const index = fc.nat(999);
/** Evenly spread, since most runs have fewer steps than the last of these and more than the first. */
const step = fc.noBias(fc.nat(35));

const times = fc.integer({ min: 1, max: 5 });
const refusal = fc.record({
  what: fc.constantFrom(400, 401, 403, 404, 408, 423, 429, 500, 501, 502, 503, 504),
  times,
  retryAfter: fc.oneof(fc.nat(90), fc.record({ date: fc.nat(90) })),
}, { requiredKeys: ["what", "times"] });
const failure = fc.record({
  what: fc.constantFrom(...Object.keys(failures) as Failure[]),
  times,
  record: fc.oneof(fc.integer({ min: -3, max: 10 }), fc.constant("all" as const)),
});
const fault: fc.Arbitrary<Fault> = fc.oneof(refusal, failure);

const instant = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59Z"),
  noInvalidDate: true,
}).map((date) => date.toISOString());
const values: fc.Arbitrary<Values> = fc.record({
  string: fc.string({ unit: "binary", maxLength: 12 }),
  integer: fc.maxSafeInteger(),
  // The proof's own arithmetic is that of `toFixed()`, which is exact for amounts of this size.
  decimal: fc.integer({ min: -99_999_999, max: 99_999_999 }).map((cents) => cents / 100),
  boolean: fc.boolean(),
  date: instant.map((text) => text.slice(0, 10)),
  timestamp: instant,
  json: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 3 }),
});

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ step, table: index, fault, everywhere: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ step, table: index, insert: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step,
      table: index,
      remove: fc.integer({ min: 1, max: 9 }),
      from: index,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step,
      table: index,
      update: index,
      column: index,
      values: fc.option(values, { nil: undefined }),
    }),
  },
);

const stop: fc.Arbitrary<Stop> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      step,
      kind: fc.constant("kill" as const),
      after: fc.oneof(fc.nat(20), fc.constant(Infinity)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ step, kind: fc.constantFrom("abort", "error") }) },
);

const seldom = fc.nat(9).map((number) => number === 9);

const run: fc.Arbitrary<RunPlan> = fc.record({
  events: fc.noBias(fc.array(event, { maxLength: 12 })),
  stop: fc.option(stop, { nil: undefined, freq: 4 }),
  fresh: seldom,
  allowMassDelete: fc.boolean(),
  late: seldom,
});

/** Draws plans that are small enough for many a minute. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.nat(),
  tables: fc.subarray(Object.keys(resources), { minLength: 2, maxLength: 3 }),
  rows: fc.tuple(...Array.from({ length: 3 }, () => fc.noBias(fc.nat(120)))),
  ties: fc.constantFrom(1, 3, 50),
  limit: fc.noBias(fc.integer({ min: 3, max: 40 })),
  unknownCursor: fc.constantFrom(...unknownCursors),
  latency: fc.constantFrom(0, 150, 1_500),
  partBytes: fc.constantFrom(1, 5_000, 50_000),
  concurrency: fc.integer({ min: 1, max: 3 }),
  retries: fc.nat(3),
  deletes: fc.constantFrom("soft", "soft", "hard", "keep"),
  historyFrom: fc.constantFrom(0, 0, 1, 3),
  runs: fc.noBias(fc.array(run, { minLength: 1, maxLength: 6 })),
});
