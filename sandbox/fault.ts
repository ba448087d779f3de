/**
 * Describes what goes wrong in a sandbox, when, and for how long.
 *
 * @module
 */

/** Ways in which a response can be broken, other than by its status. */
export const failures = {
  reset: "the connection ends before a byte of the body",
  cut: "the connection ends in the middle of the body",
  truncated: "the response is complete but its JSON stops in the middle",
  hung: "the body stops in the middle and the connection stays open",
  slow: "the body arrives in eight pieces; detail: milliseconds between them, 100 by default",
  html: "an HTML page instead of JSON",
  "not-envelope": "JSON that is not the envelope",
  "empty-more": "no records, but the claim that more follow",
  extra: "fields that the spec does not know, at the top and in nested objects",
  missing: "nothing but the cursor field",
  "no-id": "no cursor field",
  "null-id": "null in the cursor field",
  "wrong-type": "values of another type in all fields but the cursor field",
} as const;

/** One of {@linkcode failures}. */
export type Failure = keyof typeof failures;

/** The failures that change records; their detail says which. */
export const recordFailures: ReadonlySet<Failure> = new Set([
  "extra",
  "missing",
  "no-id",
  "null-id",
  "wrong-type",
]);

/** Something that goes wrong. */
export interface Fault {
  /** A status from 400 to 599, or a way in which the response is broken. */
  readonly what: number | Failure;
  /** Table whose requests it hits. @default all */
  readonly table?: string;
  /** Number of the first request that it hits, from 1, counted per table. @default {1} */
  readonly from?: number;
  /** How many requests it hits. @default {1} */
  readonly times?: number;
  /** `Retry-After` of a status: seconds, or a number of seconds written as a date. @default none */
  readonly retryAfter?: number | { readonly date: number };
  /** Which records are changed: an index, negative from the end, or all. @default {0} */
  readonly record?: number | "all";
  /** Milliseconds between the pieces of a slow body. @default {100} */
  readonly delay?: number;
}

/**
 * Reads a fault from `TABLE:WHAT[/DETAIL][@FROM][xTIMES]`.
 *
 * `TABLE` is a table or `*`; `WHAT` a status or a name of {@linkcode failures}; `DETAIL` the seconds
 * of a status's `Retry-After` (`2`, or `date2` for a date), the milliseconds of `slow`, or the record
 * (`0`, `-1` or `all`) of what changes records; `FROM` the first request that is hit; `TIMES` a number
 * or `*` for always.
 *
 * @throws {RangeError} when the text is not of this form.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseFault } from "@workspace-sync/sandbox";
 *
 * assertEquals(parseFault("invoices:503x2"), { table: "invoices", what: 503, times: 2 });
 * assertEquals(parseFault("*:429/2@3"), { what: 429, retryAfter: 2, from: 3 });
 * ```
 */
export function parseFault(text: string): Fault {
  const match = /^(\w+|\*):(\d{3}|[a-z-]+?)(?:\/([\w-]+?))?(?:@(\d+))?(?:x(\d+|\*))?$/.exec(text);
  if (!match) {
    throw new RangeError(
      `Cannot read the fault '${text}': the form is TABLE:WHAT[/DETAIL][@FROM][xTIMES]`,
    );
  }
  const [, table, what, detail, from, times] = match;
  const known = /^[45]\d\d$/.test(what!) ? Number(what) : what! in failures && what as Failure;
  if (!known) throw new RangeError(`Cannot read the fault '${text}': '${what}' is not known`);
  return {
    ...(table !== "*" && { table: table! }),
    what: known,
    ...(detail !== undefined && parseDetail(text, known, detail)),
    ...(from !== undefined && { from: Number(from) }),
    ...(times !== undefined && { times: times === "*" ? Infinity : Number(times) }),
  };
}

function parseDetail(text: string, what: number | Failure, detail: string): Partial<Fault> {
  if (typeof what === "number") {
    const match = /^(date)?(\d+)$/.exec(detail);
    if (match) {
      const seconds = Number(match[2]);
      return { retryAfter: match[1] ? { date: seconds } : seconds };
    }
  } else if (what === "slow") {
    if (/^\d+$/.test(detail)) return { delay: Number(detail) };
  } else if (recordFailures.has(what)) {
    if (detail === "all") return { record: "all" };
    if (/^-?\d+$/.test(detail)) return { record: Number(detail) };
  }
  throw new RangeError(`Cannot read the fault '${text}': '${detail}' does not suit '${what}'`);
}
