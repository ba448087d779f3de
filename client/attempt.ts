/**
 * Runs one request until it succeeds or may not be repeated: rate limit, timeouts, retries, and the
 * sorting of what went wrong.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { retry, RetryError } from "@std/async/retry";
import { getLogger } from "@logtape/logtape";
import { type Answer, contextOf, parsedBody } from "./answer.ts";
import type { Clock } from "./clock.ts";
import {
  apiError,
  ConnectionError,
  ResponseError,
  TimeoutError,
  WorkspaceError,
} from "./errors.ts";
import type { WaitReason } from "./events.ts";
import type { RequestOptions, Settings } from "./options.ts";
import { RateLimiter } from "./rate_limiter.ts";
import { createRedact, type Redact, redactedCause } from "./redact.ts";
import { retryAfterMs } from "./retry_after.ts";

const logger = getLogger(["workspace-sync", "client"]);

/** Wait before the first retry, in milliseconds; each further one is twice as long. */
const firstWait = 1_000;
/** Share of a wait that is random, so that clients do not come back all at once. */
const jitter = 0.25;
/** Redirects within the origin that are followed. */
const maxRedirects = 5;

/** Runs requests under the settings of one client. */
export interface Attempt {
  /** Sends a request with the token; follows redirects within the origin; limits the body's size. */
  send(route: string, request: Request): Promise<Response>;

  /**
   * Runs `send` until `read` accepts its parsed body; `read` returns a string to reject it.
   *
   * @throws {WorkspaceError} when the last attempt failed.
   * @throws the signal's reason when the caller aborts.
   */
  run<Result extends object>(
    route: string,
    options: Omit<RequestOptions, "signal"> & { signal: AbortSignal | undefined },
    send: (signal: AbortSignal) => Promise<Answer>,
    read: (body: unknown, redact: Redact) => Result | string,
  ): Promise<Result>;
}

/** Creates what runs the requests of one client, under one rate limit. */
export function attemptWith(settings: Settings): Attempt {
  const { clock } = settings;
  const limiter = new RateLimiter(settings);
  const tokens = new Set<string>();
  const redact = createRedact(() => tokens);

  const once = async <Result extends object>(
    route: string,
    signal: AbortSignal | undefined,
    timeout: number,
    send: (signal: AbortSignal) => Promise<Answer>,
    read: (body: unknown, redact: Redact) => Result | string,
  ): Promise<Result> => {
    const onWait = (ms: number, reason: WaitReason) =>
      settings.onEvent({ type: "wait", route, ms, reason });
    using turn = await limiter.acquire(signal, onWait);
    using timer = timeoutAfter(clock, timeout, signal);
    const began = clock.now();
    let answer: Answer | undefined;
    try {
      answer = await send(timer.signal!);
      const { response } = answer;
      if (!response.ok) {
        if (response.status === 429) turn.refused();
        const pause = retryAfterMs(response.headers, { now: clock.date() });
        if (pause !== undefined) limiter.pause(pause);
        throw apiError(response.status, contextOf(answer, route, redact), redact);
      }
      const result = read(parsedBody(answer, route, redact, settings.parseJson), redact);
      if (typeof result !== "string") {
        turn.succeeded();
        return result;
      }
      throw new ResponseError(
        `Cannot read ${route}: the answer is not what the API promises, ${result}; check the base URL`,
        contextOf(answer, route, redact),
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof WorkspaceError) throw error;
      if (timer.signal!.aborted) {
        throw new TimeoutError(`Cannot read ${route}: no complete answer within ${timeout} ms`, {
          method: "GET",
          route,
          transient: true,
        });
      }
      throw connectionError(error, route, settings.baseUrl, redact);
    } finally {
      const durationMs = clock.now() - began;
      const status = answer?.response.status;
      const bytes = answer?.body.byteLength ?? 0;
      settings.onEvent({ type: "request", route, status, bytes, durationMs });
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
      using limit = timeoutAfter(clock, deadline, options.signal);
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
            if (attempts <= settings.retries && isTransient(error)) {
              const wait = firstWait * 2 ** (attempts - 1) * (1 - jitter * settings.random());
              await clock.delay(wait, limit.signal && { signal: limit.signal });
            }
            throw error;
          }
        }, {
          maxAttempts: settings.retries + 1,
          // retry() would wait by the machine's clock.
          minTimeout: 0,
          isRetriable: isTransient,
          ...(limit.signal && { signal: limit.signal }),
        });
      } catch (error) {
        options.signal?.throwIfAborted();
        if (limit.signal?.aborted) {
          last = new TimeoutError(`Cannot read ${route}: not finished within ${deadline} ms`, {
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

function isTransient(error: unknown): boolean {
  return error instanceof WorkspaceError && error.transient;
}

/** A signal that is aborted when the time is up or when another one is; disposing it ends the wait. */
function timeoutAfter(
  clock: Clock,
  ms: number | undefined,
  signal: AbortSignal | undefined,
): { readonly signal: AbortSignal | undefined; [Symbol.dispose](): void } {
  if (ms === undefined) return { signal, [Symbol.dispose]: () => {} };
  const timeUp = new AbortController();
  const done = new AbortController();
  clock.delay(ms, { signal: done.signal }).then(() => timeUp.abort(), () => {});
  return {
    signal: signal ? AbortSignal.any([signal, timeUp.signal]) : timeUp.signal,
    [Symbol.dispose]: () => done.abort(),
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
        `Cannot read ${route}: ${origin} redirects to ${redact(String(target?.origin))}, ` +
          "where the token is not sent; check the base URL",
        { method: "GET", route, status: response.status },
      );
    }
    request = new Request(target, request);
  }
  throw new ResponseError(
    `Cannot read ${route}: ${origin} redirects over ${maxRedirects} times; check the base URL`,
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
        `Cannot read ${route}: the answer is larger than ${most} bytes; ` +
          "check the base URL, or raise maxPageBytes",
        { method: "GET", route, status: response.status },
      );
    },
  });
  return new Response(response.body.pipeThrough(limit), response);
}

function connectionError(
  error: unknown,
  route: string,
  baseUrl: string,
  redact: Redact,
): ConnectionError {
  const cause = redactedCause(error, redact);
  return new ConnectionError(
    `Cannot read ${route}: no connection to ${
      new URL(baseUrl).origin
    }, or it broke; check the base URL and the network`,
    { method: "GET", route, cause, transient: true },
  );
}
