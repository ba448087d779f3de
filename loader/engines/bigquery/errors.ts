/**
 * Decides whether a failed request or job is repeated, and puts its failure into words.
 *
 * @module
 */

// @ts-types="../../std.d.ts"
import { retry, RetryError } from "@std/async/retry";
import { DestinationError } from "../../errors.ts";

/** A failed answer of BigQuery. */
export class BigQueryError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly code: number;
  /** `reason` of the first error in the body. */
  readonly reason: string;

  /** Makes an error from the answer. */
  constructor(code: number, reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BigQueryError";
    this.code = code;
    this.reason = reason;
  }
}

/** Statuses after which a request is repeated (docs: bigquery/docs/error-messages). */
const transientCodes: readonly number[] = [0, 408, 429, 500, 502, 503, 504];
/** Reasons after which a request is repeated, whatever the status. */
export const transientReasons: readonly string[] = [
  "rateLimitExceeded",
  "quotaExceeded",
  "backendError",
  "internalError",
];

/** Whether repeating the same request may succeed. */
export function isTransient(error: unknown): boolean {
  return error instanceof BigQueryError &&
    (transientCodes.includes(error.code) || transientReasons.includes(error.reason));
}

/**
 * Repeats `work` while it fails for a passing reason, waiting 1, 2, 4, … 32 s less some at random: a
 * minute in all, which is longer than what quotas are counted over, 10 s for a table's metadata and a
 * minute for requests (bigquery/quotas).
 */
export async function withRetries<Result>(
  work: () => Promise<Result>,
  isRetriable: (error: unknown) => boolean = isTransient,
): Promise<Result> {
  try {
    return await retry(work, {
      ...{ maxAttempts: 7, multiplier: 2, jitter: 0.25 },
      isRetriable,
    });
  } catch (error) {
    throw error instanceof RetryError ? error.cause : error;
  }
}

/** Puts a failure into words that say what to do. */
export function explain(error: unknown, what: string): DestinationError {
  if (error instanceof DestinationError) return error;
  const message = error instanceof Error ? error.message.split("\n")[0]! : String(error);
  const explanation = error instanceof BigQueryError ? explanationOf(error, message) : undefined;
  const reason = explanation === undefined ? "failed" : "unusable";
  return new DestinationError(`Cannot ${what}: ${explanation ?? message}`, reason, {
    cause: error,
  });
}

/** What a refusal means here, and what to do. */
function explanationOf({ reason }: BigQueryError, message: string): string | undefined {
  if (reason === "billingNotEnabled" || /[Bb]illing has not been enabled/.test(message)) {
    return "the project has no billing, and BigQuery refuses MERGE without it; enable billing, or sync into DuckDB";
  }
  if (reason === "accessDenied") {
    return `the credentials lack a right: ${message}; see docs/bigquery.md`;
  }
  if (reason === "bytesBilledLimitExceeded") return `${message}; raise --max-bytes-billed`;
}
