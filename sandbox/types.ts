/**
 * The options and the members of a sandbox.
 *
 * @module
 */

import type { Identity, IdentityRoute, Resource } from "@workspace-sync/sdk";
import type { RecordSchema } from "@workspace-sync/sdk/schemas";
import type { Fault } from "./fault.ts";

/** What a sandbox serves. */
export interface Api {
  /** Resources by table name. */
  readonly resources: Readonly<Record<string, Resource>>;
  /** Record schemas by table name. */
  readonly schemas: Readonly<Record<string, RecordSchema>>;
  /** The route that says whose token it is. */
  readonly identity?: IdentityRoute | undefined;
}

/** What a list answers to a cursor that is not, or no longer, in it. */
export type UnknownCursor = "400" | "404" | "empty" | "first";

/** A change that is made while a client reads. */
export interface Edit {
  /** Table whose pages are counted. */
  readonly table: string;
  /** Number of the page of it, from 1, after which the change is made. */
  readonly after: number;
  /** Makes the change. */
  readonly do: (sandbox: Sandbox) => void;
}

/** What a sandbox serves, and how it behaves. */
export interface SandboxOptions {
  /** Whole number that determines the data. @default {1} */
  readonly seed?: number;
  /**
   * Rows of every table, or of some tables by name.
   *
   * @default tables that refer to others have more rows than those, from 25 upwards
   */
  readonly rows?: number | Readonly<Record<string, number>>;
  /** Token that requests must carry. @default {"sandbox-token"} */
  readonly token?: string;
  /** Whose token it is. @default a workspace for each seed */
  readonly workspace?: Identity;
  /** Milliseconds to wait before each answer. @default {0} */
  readonly latency?: number;
  /** Requests per second, over all tables; more are answered with 429. @default {Infinity} */
  readonly rate?: number;
  /** Seconds in the `Retry-After` of the 429 that the rate causes. @default none */
  readonly retryAfter?: number;
  /** Answer to a cursor that is not, or no longer, in the list. @default {"400"} */
  readonly unknownCursor?: UnknownCursor;
  /** How many neighbouring rows share one creation time. @default {1} */
  readonly ties?: number;
  /**
   * Every how many rows one is revised: it has a field, unknown to the spec, that it lacks without this
   * option. A sync from one sandbox, then from another with 100, finds one record in a hundred changed.
   *
   * @default {Infinity}
   */
  readonly revised?: number;
  /** What goes wrong, tried in order. @default {[]} */
  readonly faults?: readonly Fault[];
  /** What changes between pages. @default {[]} */
  readonly edits?: readonly Edit[];
  /** Tells the time, in milliseconds since 1970. @default {Date.now} */
  readonly now?: () => number;
}

/** Options for {@linkcode Sandbox.listen}. */
export interface ListenOptions {
  /** Port to listen on; 0 takes a free one. @default {0} */
  readonly port?: number;
  /** Address to listen on. @default {"127.0.0.1"} */
  readonly hostname?: string;
}

/** A sandbox that is reachable over HTTP. */
export interface Listener extends AsyncDisposable {
  /** Base URL, such as `http://127.0.0.1:4010`. */
  readonly url: string;
  /** Token that requests must carry. */
  readonly token: string;
  /** Stops listening and ends every connection, hanging ones included. */
  close(): Promise<void>;
}

/** A request that a sandbox answered. */
export interface LoggedRequest {
  /** Table that was asked for; absent when the path is no list. */
  readonly table?: string;
  /** Path of the URL. */
  readonly path: string;
  /** Query string without the question mark. */
  readonly query: string;
  /** HTTP status of the answer. */
  readonly status: number;
  /** What went wrong on purpose. */
  readonly fault?: Fault;
}

/** An API served from memory. */
export interface Sandbox {
  /** Token that requests must carry. */
  readonly token: string;
  /** The workspace that the token belongs to. */
  readonly workspace: Identity;
  /** What goes wrong from here on; change it at any time. */
  readonly faults: Fault[];
  /** What changes between pages; change it at any time. */
  readonly edits: Edit[];
  /** The requests so far, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Answers a request. */
  fetch(request: Request): Promise<Response>;
  /** Serves it over HTTP. */
  listen(options?: ListenOptions): Listener;
  /** Returns the records of a table as they are at this moment, in the order of the list. */
  records(table: string): readonly Readonly<Record<string, unknown>>[];
  /**
   * Adds made-up records, or records with some fields given and the others made up. They are newer
   * than all others unless they say so. References in other records stay as they are.
   *
   * @returns The records, in the order in which they were made.
   * @throws {Error} when a given id is already there.
   */
  insert(
    table: string,
    records: number | readonly Readonly<Record<string, unknown>>[],
  ): readonly Readonly<Record<string, unknown>>[];
  /**
   * Changes fields of a record; `undefined` leaves a field out. Copies of the fields in other records
   * stay as they are.
   *
   * @returns The changed record.
   * @throws {Error} when there is no such record.
   */
  update(
    table: string,
    id: string,
    patch: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>>;
  /**
   * Removes a record. References to it stay.
   *
   * @throws {Error} when there is no such record.
   */
  delete(table: string, id: string): void;
}
