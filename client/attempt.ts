/**
 * Runs one request until it succeeds or may not be repeated: rate limit, timeouts, retries, and the
 * sorting of what went wrong.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { retry, RetryError } from "@std/async/retry";
import { getLogger } from "@logtape/logtape";
import {
  apiError,
  ConnectionError,
  ResponseError,
  TimeoutError,
  WorkspaceError,
} from "./errors.ts";
import type { RequestOptions, Settings } from "./options.ts";
import { RateLimiter } from "./rate_limiter.ts";
import { createRedact, type Redact, redactedCause } from "./redact.ts";
import { retryAfterMs } from "./retry_after.ts";

const logger = getLogger(["workspace-sync", "client"]);

/** Wait before the first retry, in milliseconds; each further one is twice as long. */
const firstWait = 1_000;
/** Share of a wait that is random, so that clients do not come back all at once. */
const jitter = 0.25;
/** Characters of a body that an error keeps. */
const bodyShown = 500;
/** Redirects within the origin that are followed. */
const maxRedirects = 5;

/** A response and its whole body. */
export interface Answer {
  /** Status and headers. */
  readonly response: Response;
  /** The body. */
  readonly text: string;
  /** Size of the body, decompressed. */
  readonly bytes: number;
}

/** Runs requests under the settings of one client. */
export interface Attempt {
  /** Sends a request with the token; follows redirects within the origin; limits the body's size. */
  send(route: string, request: Request): Promise<Response>;

  /**
   * Runs `send` until `read` takes its parsed body; `read` returns a string to refuse it.
   *
   * @throws {WorkspaceError} when the last attempt failed.
   * @throws the signal's reason when the caller aborts.
   */
  run<Result extends object>(
    route: string,
    options: Omit<RequestOptions, "signal"> & { signal: AbortSignal | undefined },
    send: (signal: AbortSignal) => Promise<Answer>,
    read: (body: unknown) => Result | string,
  ): Promise<Result>;
}

/** Creates what runs the requests of one client, under one rate limit. */
export function attemptWith(settings: Settings): Attempt {
  const limiter = new RateLimiter(settings);
  const tokens = new Set<string>();
  const redact = createRedact(() => tokens);

  const once = async <Result extends object>(
    route: string,
    signal: AbortSignal | undefined,
    timeout: number,
    send: (signal: AbortSignal) => Promise<Answer>,
    read: (body: unknown) => Result | string,
  ): Promise<Result> => {
    const onWait = (ms: number) => settings.onEvent({ type: "wait", route, ms, reason: "rate" });
    using turn = await limiter.acquire(signal, onWait);
    using timer = timeoutAfter(timeout, signal);
    const began = performance.now();
    let answer: Answer | undefined;
    try {
      answer = await send(timer.signal!);
      const { response, text } = answer;
      if (!response.ok) {
        if (response.status === 429) turn.refused();
        const pause = retryAfterMs(response.headers);
        if (pause !== undefined) limiter.pause(pause);
        throw apiError(response.status, contextOf(response, text, route, redact), redact);
      }
      const result = read(parsed(response, text, route, redact, settings.parseJson));
      if (typeof result !== "string") {
        turn.succeeded();
        return result;
      }
      throw new ResponseError(
        `Cannot list ${route}: the answer is not what the API promises, ${result}; check the base URL`,
        contextOf(response, text, route, redact),
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof WorkspaceError) throw error;
      if (timer.signal!.aborted) {
        throw new TimeoutError(`Cannot list ${route}: no complete answer within ${timeout} ms`, {
          method: "GET",
          route,
          transient: true,
        });
      }
      throw connectionError(error, route, settings.baseUrl, redact);
    } finally {
      const durationMs = performance.now() - began;
      const { response, bytes = 0 } = answer ?? {};
      settings.onEvent({ type: "request", route, status: response?.status, bytes, durationMs });
    }
  };

  return {
    async send(route, request) {
      const token = await settings.token();
      tokens.add(token);
      request.headers.set("authorization", `Bearer ${token}`);
      request.headers.set("accept", "application/json");
      const response = await sendWithinOrigin(route, request, settings.fetch, redact);
      return limited(route, response, settings.maxPageBytes);
    },

    async run(route, options, send, read) {
      const { timeout = settings.timeout, deadline = settings.deadline } = options;
      using limit = timeoutAfter(deadline, options.signal);
      let attempts = 0;
      let last: unknown;
      try {
        return await retry(async () => {
          if (++attempts > 1) {
            settings.onEvent({ type: "retry", route, attempt: attempts, error: last as Error });
            logger.info("Repeating {route}, attempt {attempt}: {reason}", {
              route,
              attempt: attempts,
              reason: (last as Error).message,
            });
          }
          try {
            return await once(route, limit.signal, timeout, send, read);
          } catch (error) {
            last = error;
            throw error;
          }
        }, {
          maxAttempts: settings.retries + 1,
          minTimeout: firstWait,
          multiplier: 2,
          jitter,
          isRetriable: (error) => error instanceof WorkspaceError && error.transient,
          ...(limit.signal && { signal: limit.signal }),
        });
      } catch (error) {
        options.signal?.throwIfAborted();
        if (limit.signal?.aborted) {
          last = new TimeoutError(`Cannot list ${route}: not done within ${deadline} ms`, {
            method: "GET",
            route,
            cause: last,
          });
        } else if (!(error instanceof RetryError)) {
          last = error;
        }
        if (last instanceof WorkspaceError) {
          last.attempts = attempts;
          if (attempts > 1) last.message += ` (after ${attempts} attempts)`;
        }
        throw last;
      }
    },
  };
}

/** A signal that is aborted when the time is up or when another one is; disposing it stops the clock. */
function timeoutAfter(
  ms: number | undefined,
  signal: AbortSignal | undefined,
): { readonly signal: AbortSignal | undefined; [Symbol.dispose](): void } {
  if (ms === undefined) return { signal, [Symbol.dispose]: () => {} };
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return {
    signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

async function sendWithinOrigin(
  route: string,
  request: Request,
  send: typeof fetch,
  redact: Redact,
): Promise<Response> {
  const { origin } = new URL(request.url);
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await send(request);
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    const target = URL.parse(location, request.url);
    if (target?.origin !== origin) {
      throw new ResponseError(
        `Cannot list ${route}: ${origin} redirects to ${redact(String(target?.origin))}, ` +
          "where the token is not sent; check the base URL",
        { method: "GET", route, status: response.status },
      );
    }
    request = new Request(target, request);
  }
  throw new ResponseError(
    `Cannot list ${route}: ${origin} redirects over ${maxRedirects} times; check the base URL`,
    { method: "GET", route },
  );
}

/** Ends a body, and the connection, as soon as more than `most` bytes have come out of it. */
function limited(route: string, response: Response, most: number): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const limit = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes <= most) return controller.enqueue(chunk);
      throw new ResponseError(
        `Cannot list ${route}: the answer is larger than ${most} bytes; ` +
          "check the base URL, or raise maxPageBytes",
        { method: "GET", route, status: response.status },
      );
    },
  });
  return new Response(response.body.pipeThrough(limit), response);
}

function parsed(
  response: Response,
  text: string,
  route: string,
  redact: Redact,
  parseJson: (text: string) => unknown,
): unknown {
  try {
    return parseJson(text);
  } catch {
    // What JSON.parse() says quotes pieces of the body, and a piece of a token cannot be recognised.
    const type = redact(response.headers.get("content-type") ?? "unknown");
    const isHtml = /html/i.test(type) || /^\s*</.test(text);
    const what = isHtml
      ? "the answer is HTML, not JSON; check the base URL"
      : `the body is not JSON (HTTP ${response.status}, ${text.length} characters, ${type})`;
    throw new ResponseError(`Cannot list ${route}: ${what}`, {
      ...contextOf(response, text, route, redact),
      // A proxy that cuts a body short leaves broken JSON; the next answer may be whole.
      transient: !isHtml,
    });
  }
}

function contextOf(response: Response, text: string, route: string, redact: Redact) {
  const requestId = response.headers.get("x-request-id");
  return {
    method: "GET",
    route,
    status: response.status,
    body: redact(text).slice(0, bodyShown),
    ...(requestId !== null && { requestId: redact(requestId) }),
  };
}

function connectionError(
  error: unknown,
  route: string,
  baseUrl: string,
  redact: Redact,
): ConnectionError {
  const cause = redactedCause(error, redact);
  return new ConnectionError(
    `Cannot list ${route}: no connection to ${
      new URL(baseUrl).origin
    }, or it broke; check the base URL and the network`,
    { method: "GET", route, cause, transient: true },
  );
}
