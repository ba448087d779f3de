/**
 * Runs one request until it succeeds or may not be repeated: rate limit, timeouts, retries, and the
 * sorting of what went wrong.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { retry, RetryError } from "@std/async/retry";
import { getLogger } from "@logtape/logtape";
import { abortable, linkedAbort } from "./abort.ts";
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
import { RateLimiter } from "./rate_limiter.ts";
import { createRedact, type Redact } from "./redact.ts";
import { retryAfterMs } from "./retry_after.ts";
import { Sender } from "./send.ts";
import type { CallSettings, Settings } from "./settings.ts";
import { type Span, spanKind, traced } from "./tracing.ts";

const logger = getLogger(["workspace-sync", "client"]);

/** Wait before the first retry, in milliseconds; each further one is twice as long. */
const firstWait = 1_000;
/** Share of a wait that is random, so that clients do not come back all at once. */
const jitter = 0.25;

/** A request, as often as it takes. */
export interface Work<Result extends object> {
  /** Path of the request, without query or origin. */
  readonly route: string;
  /** How it is sent, and how often. */
  readonly call: CallSettings;
  /** Ends it, beside the signals of the call. */
  readonly signal?: AbortSignal | undefined;
  /** Makes one attempt. */
  readonly send: (signal: AbortSignal) => Promise<Answer>;
  /** Takes the parsed body of an answer, or returns a string to reject it. */
  readonly read: (body: unknown, answer: Answer, redact: Redact) => Result | string;
}

/** Runs requests under the settings of one client. */
export interface Attempt {
  /** Sends what an attempt sends. */
  readonly sender: Sender;

  /**
   * Sends a request until an answer is accepted.
   *
   * @throws {WorkspaceError} when the last attempt failed.
   * @throws the signal's reason when the caller aborts, and what a middleware throws.
   */
  run<Result extends object>(work: Work<Result>): Promise<Result>;
}

/** Creates what runs the requests of one client, under one rate limit. */
export function attemptWith(settings: Settings): Attempt {
  const { clock, tracer, baseUrl } = settings;
  const limiter = new RateLimiter(settings);
  const tokens = new Set<string>();
  const redact = createRedact(() => tokens);
  const { hostname, port, protocol } = new URL(baseUrl);
  const server = {
    "server.address": hostname,
    "server.port": Number(port) || (protocol === "https:" ? 443 : 80),
  };

  /** Sends a request once, when it is its turn. */
  const once = async <Result extends object>(
    { route, call, send, read }: Work<Result>,
    attempt: number,
    signal: AbortSignal | undefined,
  ): Promise<Result> => {
    const onWait = (ms: number, reason: WaitReason) =>
      call.onEvent({ type: "wait", route, ms, reason });
    const turn = await limiter.acquire(signal, onWait);
    const timer = timeoutAfter(clock, call.timeout, signal ? [signal] : []);
    const began = clock.now();
    let answer: Answer | undefined;
    const exchange = async (span: Span | undefined) => {
      answer = await abortable(send(timer.signal), timer.signal);
      const { response } = answer;
      span?.setAttribute("http.response.status_code", response.status);
      if (!response.ok) {
        if (response.status === 429) turn.refused();
        const pause = retryAfterMs(response.headers, { now: clock.date() });
        if (pause !== undefined) limiter.pause(pause);
        throw apiError(response.status, contextOf(answer, route, redact), redact);
      }
      const result = read(parsedBody(answer, route, redact, settings.parseJson), answer, redact);
      if (typeof result !== "string") {
        turn.succeeded();
        return result;
      }
      throw new ResponseError(
        `Cannot read ${route}: the answer is not what the API promises, ${result}; check the base URL`,
        contextOf(answer, route, redact),
      );
    };
    const attributes = {
      "http.request.method": "GET",
      "url.template": route,
      ...server,
      ...(attempt > 1 && { "http.request.resend_count": attempt - 1 }),
    };
    try {
      return await traced(tracer, `GET ${route}`, spanKind.client, attributes, exchange);
    } catch (error) {
      signal?.throwIfAborted();
      const isAnswer = error instanceof WorkspaceError && !(error instanceof ConnectionError);
      if (!isAnswer && timer.signal.aborted) {
        throw new TimeoutError(
          `Cannot read ${route}: no complete answer within ${call.timeout} ms`,
          { method: "GET", route, transient: true },
        );
      }
      throw error;
    } finally {
      turn.end();
      timer.end();
      const durationMs = clock.now() - began;
      const status = answer?.response.status;
      const bytes = answer?.body.byteLength ?? 0;
      call.onEvent({ type: "request", route, status, bytes, durationMs });
    }
  };

  /** Sends a request until an answer is accepted or no attempt is left. */
  const untilAccepted = async <Result extends object>(work: Work<Result>): Promise<Result> => {
    const { route, call } = work;
    const { deadline, retries } = call;
    const signals = work.signal ? [...call.signals, work.signal] : call.signals;
    const limit = timeoutAfter(clock, deadline, signals);
    const signal = { signal: limit.signal };
    let attempts = 0;
    let last: unknown;
    try {
      return await retry(async () => {
        if (++attempts > 1) {
          call.onEvent({ type: "retry", route, attempt: attempts, error: last as Error });
          logger.info("Repeating {route}, attempt {attempt}: {reason}", {
            route,
            attempt: attempts,
            reason: (last as Error).message,
          });
        }
        try {
          return await once(work, attempts, limit.signal);
        } catch (error) {
          last = error;
          if (attempts <= retries && isTransient(error)) {
            const wait = firstWait * 2 ** (attempts - 1) * (1 - jitter * settings.random());
            await clock.delay(wait, signal);
          }
          throw error;
        }
      }, {
        maxAttempts: retries + 1,
        // retry() would wait by the machine's clock.
        minTimeout: 0,
        isRetriable: isTransient,
        ...signal,
      });
    } catch (error) {
      for (const each of signals) each.throwIfAborted();
      if (limit.signal.aborted) {
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
    } finally {
      limit.end();
    }
  };

  return {
    sender: new Sender(settings, redact, tokens),
    run: (work) =>
      traced(
        tracer,
        `read ${work.route}`,
        spanKind.internal,
        { "url.template": work.route },
        () => untilAccepted(work),
      ),
  };
}

function isTransient(error: unknown): boolean {
  return error instanceof WorkspaceError && error.transient;
}

/** A signal that is aborted when the time is up or when another one is; `end` ends the wait. */
function timeoutAfter(
  clock: Clock,
  ms: number | undefined,
  signals: readonly AbortSignal[],
): { readonly signal: AbortSignal; end(): void } {
  const limit = linkedAbort(signals);
  if (ms === undefined) return { signal: limit.signal, end: limit.unlink };
  const done = new AbortController();
  clock.delay(ms, { signal: done.signal }).then(() => limit.abort(), () => {});
  return {
    signal: limit.signal,
    end: () => {
      done.abort();
      limit.unlink();
    },
  };
}
