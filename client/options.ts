/**
 * The options of a client and of its calls.
 *
 * @module
 */

import type { Clock } from "./clock.ts";
import type { ClientEvent } from "./events.ts";
import type { Middleware } from "./middleware.ts";
import type { Tracer } from "./tracing.ts";

/** The defaults of the options that are numbers. */
export const defaults = {
  timeout: 30_000,
  retries: 3,
  rate: 16,
  concurrency: 6,
  /** Hundreds of times the size of a usual page. */
  maxPageBytes: 64 * 1024 * 1024,
  /** A hundred million records, at a hundred a page. */
  maxPages: 1_000_000,
} as const;

/** Options of a call, or of all calls of a client. */
export interface CallOptions {
  /** Ends the call, also while it waits. Those of client and call both do. */
  signal?: AbortSignal | undefined;
  /** Longest time of one attempt, to the end of the body, in milliseconds. @default {30_000} */
  timeout?: number | undefined;
  /** Longest time of a request, retries and waits included, in milliseconds. @default {no limit} */
  deadline?: number | undefined;
  /** How often a failed attempt is repeated. @default {3} */
  retries?: number | undefined;
  /**
   * Headers to send; those of a call replace those of the client. `authorization` and `accept` cannot be replaced.
   */
  headers?: Headers | Readonly<Record<string, string>> | undefined;
  /** Sends the requests. @default {globalThis.fetch} */
  fetch?: typeof fetch | undefined;
  /**
   * openapi-fetch's middleware, called for every attempt. It sees no token. What it throws ends the call; those of
   * the client come first.
   */
  middleware?: Middleware | readonly Middleware[] | undefined;
  /** Told of every request, retry and wait. Those of client and call both are. */
  onEvent?: ((event: ClientEvent) => void) | undefined;
}

/** Where a client finds the API, and how it treats it. */
export interface ClientOptions extends CallOptions {
  /**
   * The API's origin, and the path before `/api` if there is one. https, except on this machine.
   *
   * @default the variable `WORKSPACE_API_URL`, where there is an environment that may be read
   */
  baseUrl?: string | URL | undefined;
  /**
   * The bearer token, or what returns it; asked before every attempt.
   *
   * @default the variable `WORKSPACE_API_TOKEN`, where there is an environment that may be read
   */
  token?: string | (() => string | Promise<string>) | undefined;
  /** Requests per second, all endpoints together; 0 for no limit. The API takes 20 of a workspace. @default {16} */
  rate?: number | undefined;
  /** Requests at the same time. @default {6} */
  concurrency?: number | undefined;
  /** Largest body that is read, in bytes after decompression; a larger one is refused. @default {64 MiB} */
  maxPageBytes?: number | undefined;
  /** Most pages of a list; reading beyond them fails, since the list may have no end. @default {1_000_000} */
  maxPages?: number | undefined;
  /** Parses bodies, such as {@linkcode parseExact}. @default {JSON.parse} */
  parseJson?: ((text: string) => unknown) | undefined;
  /** Makes a span of every request, and of each of its attempts: a tracer of OpenTelemetry. @default none */
  tracer?: Tracer | undefined;
  /** Tells the time and waits; for tests and simulations. @default {the machine's} */
  clock?: Clock | undefined;
  /** Draws the random part of a wait, from 0 to below 1; for tests and simulations. @default {Math.random} */
  random?: (() => number) | undefined;
}

/** Options of one call, which win over those of the client. */
export interface RequestOptions extends CallOptions {
  /** Pages of the list that an earlier walk has read; they count towards `maxPages`. @default {0} */
  pagesBefore?: number | undefined;
  /**
   * Whether the next page is asked for while one is worked on. Without it, a walk that is left early has asked for
   * no page that nobody needs.
   * @default {true}
   */
  readAhead?: boolean | undefined;
}
