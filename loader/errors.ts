/**
 * Errors of the loader. Each message is one line that says what happened, where, and what to do.
 *
 * ```ts
 * import { openDestination } from "@workspace-sync/loader";
 * import { DestinationError } from "@workspace-sync/loader/errors";
 * import { assertRejects } from "@std/assert";
 *
 * const error = await assertRejects(() => openDestination("duckdb:"), DestinationError);
 * console.log(error.reason, error.message);
 * ```
 *
 * @module
 */

/** Why a destination cannot be used. */
export type DestinationErrorReason =
  /** The address is wrong, or the place cannot be read or written. */
  | "unusable"
  /** There is nothing there yet. */
  | "absent"
  /** It holds the records of another workspace. */
  | "occupied"
  /** Another run is writing. */
  | "locked"
  /** Another run may be writing by now. */
  | "lost"
  /** There is no room left. */
  | "full"
  /** A table is not as it must be. */
  | "schema"
  /** A query is none, or is wrong. */
  | "query"
  /** Anything else that the destination reports. */
  | "failed";

/** The destination cannot be used, or a statement failed there. */
export class DestinationError extends Error {
  /** Why. */
  readonly reason: DestinationErrorReason;

  /** Makes an error from its message, its reason and what caused it. */
  constructor(message: string, reason: DestinationErrorReason, options?: ErrorOptions) {
    super(message, options);
    this.name = "DestinationError";
    this.reason = reason;
  }
}

/**
 * The workspace lacks the feature behind a resource: the API refuses its first page (403), and the
 * resource was never synced here.
 */
export class FeatureMissingError extends Error {
  /** Makes an error from its message and the API's refusal. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FeatureMissingError";
  }
}

/** A sweep would delete suspiciously much of a table. */
export class MassDeleteError extends Error {
  /** Makes an error from its message. */
  constructor(message: string) {
    super(message);
    this.name = "MassDeleteError";
  }
}

/** A record can neither become a row nor be set aside. */
export class RecordError extends Error {
  /** Makes an error from its message. */
  constructor(message: string) {
    super(message);
    this.name = "RecordError";
  }
}

/** A strict sync met records that differ from the spec. */
export class DriftError extends Error {
  /** Makes an error from its message. */
  constructor(message: string) {
    super(message);
    this.name = "DriftError";
  }
}
