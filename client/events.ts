/**
 * What a client reports about its work.
 *
 * @module
 */

/** An attempt is over, whether it succeeded or not. */
export interface RequestEvent {
  /** Tells this event from the others. */
  readonly type: "request";
  /** Path of the request, without query or origin. */
  readonly route: string;
  /** HTTP status; `undefined` when there was no answer. */
  readonly status: number | undefined;
  /** Bytes of the body that were read, decompressed. */
  readonly bytes: number;
  /** How long the attempt took, without waiting for its turn, in milliseconds. */
  readonly durationMs: number;
}

/** A failed attempt is about to be repeated. */
export interface RetryEvent {
  /** Tells this event from the others. */
  readonly type: "retry";
  /** Path of the request, without query or origin. */
  readonly route: string;
  /** Which attempt comes next; 2 is the first retry. */
  readonly attempt: number;
  /** Why the last attempt failed. */
  readonly error: Error;
}

/** Why a request waits: its own client spaces requests out, or the API asked for a pause (429, `Retry-After`). */
export type WaitReason = "rate" | "api";

/** A request waits for its turn. */
export interface WaitEvent {
  /** Tells this event from the others. */
  readonly type: "wait";
  /** Path of the request, without query or origin. */
  readonly route: string;
  /** How long it waits, in milliseconds. */
  readonly ms: number;
  /** Why it waits. */
  readonly reason: WaitReason;
}

/** What a client reports about its work. */
export type ClientEvent = RequestEvent | RetryEvent | WaitEvent;
