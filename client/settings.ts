/**
 * Checks the options of a client and of its calls, and fills in the defaults.
 *
 * @module
 */

import { checkedUrl } from "./base_url.ts";
import { type Clock, realClock } from "./clock.ts";
import { ConfigurationError } from "./errors.ts";
import type { ClientEvent } from "./events.ts";
import type { Middleware } from "./middleware.ts";
import { type CallOptions, type ClientOptions, defaults } from "./options.ts";
import { environment, hasEnvironment, isReadable, userAgent } from "./runtime.ts";
import type { Tracer } from "./tracing.ts";

/** Options of a call with every default filled in. */
export interface CallSettings {
  /** Each of them ends the call. */
  readonly signals: readonly AbortSignal[];
  /** Longest time of one attempt, in milliseconds. */
  readonly timeout: number;
  /** Longest time of a request, in milliseconds. */
  readonly deadline: number | undefined;
  /** How often a failed attempt is repeated. */
  readonly retries: number;
  /** Headers to send, those left out that belong to the client. */
  readonly headers: Headers;
  /** Sends the requests. */
  readonly fetch: typeof fetch;
  /** What is called for every attempt, those of the client first. */
  readonly middleware: readonly Middleware[];
  /** Told of every request, retry and wait. */
  readonly onEvent: (event: ClientEvent) => void;
}

/** What holds for all calls of a client, with every default filled in. */
export interface Settings {
  /** The base URL, without a slash at its end. */
  readonly baseUrl: string;
  /** Returns what every attempt proves itself by. */
  readonly token: () => Promise<string>;
  /** Requests per second; 0 for no limit. */
  readonly rate: number;
  /** Requests at the same time. */
  readonly concurrency: number;
  /** Largest body that is read, in bytes. */
  readonly maxPageBytes: number;
  /** Most pages of a list. */
  readonly maxPages: number;
  /** Parses bodies. */
  readonly parseJson: (text: string) => unknown;
  /** Makes the spans. */
  readonly tracer: Tracer | undefined;
  /** Tells the time and waits. */
  readonly clock: Clock;
  /** Draws the random part of a wait. */
  readonly random: () => number;
}

/** The variables that stand in for options. */
const variables = { baseUrl: "WORKSPACE_API_URL", token: "WORKSPACE_API_TOKEN" } as const;

/**
 * Checks the options of a client and fills in their defaults.
 *
 * @throws {ConfigurationError} when an option is wrong or missing; a token is never part of the message.
 */
export function settingsOf(options: ClientOptions): Settings {
  const baseUrl = options.baseUrl ?? fromEnvironment("baseUrl", "a base URL");
  const token = options.token ?? fromEnvironment("token", "a token");
  if (typeof token === "string") checkToken(token);
  return {
    baseUrl: checkedUrl(baseUrl),
    token: typeof token === "string"
      ? () => Promise.resolve(token)
      : async () => checkToken(await token()),
    rate: atLeast("rate", options.rate ?? defaults.rate, 0),
    concurrency: wholeAtLeast("concurrency", options.concurrency ?? defaults.concurrency, 1),
    maxPageBytes: wholeAtLeast("maxPageBytes", options.maxPageBytes ?? defaults.maxPageBytes, 1),
    maxPages: wholeAtLeast("maxPages", options.maxPages ?? defaults.maxPages, 1),
    parseJson: options.parseJson ?? JSON.parse,
    tracer: options.tracer,
    clock: options.clock ?? realClock,
    random: options.random ?? Math.random,
  };
}

function fromEnvironment(option: keyof typeof variables, what: string): string {
  const variable = variables[option];
  const value = environment(variable);
  if (value !== undefined) return value;
  const remedies = [
    `give the option '${option}'`,
    ...(hasEnvironment ? [`set ${variable}${isReadable(variable) ? "" : allowing(variable)}`] : []),
  ];
  throw new ConfigurationError(
    `Cannot make a client without ${what}: ${remedies.join(", or ")}`,
  );
}

function allowing(variable: string): string {
  return ` and allow it to be read by --allow-env=${variable}`;
}

/** The settings of a call without options. */
export function callDefaults(): CallSettings {
  const agent = userAgent();
  return {
    signals: [],
    timeout: defaults.timeout,
    deadline: undefined,
    retries: defaults.retries,
    headers: new Headers(agent === undefined ? {} : { "user-agent": agent }),
    // Looked up when it is called, since tests and instrumentation replace it.
    fetch: (...request) => globalThis.fetch(...request),
    middleware: [],
    onEvent: () => {},
  };
}

/**
 * Checks the options of a call and puts them over other settings.
 *
 * @throws {ConfigurationError} when an option is wrong.
 */
export function callSettings(base: CallSettings, options: CallOptions): CallSettings {
  const { signal, timeout, deadline, retries, middleware, onEvent } = options;
  return {
    signals: signal ? [...base.signals, signal] : base.signals,
    timeout: timeout === undefined ? base.timeout : atLeast("timeout", timeout, 1),
    deadline: deadline === undefined ? base.deadline : atLeast("deadline", deadline, 1),
    retries: retries === undefined ? base.retries : wholeAtLeast("retries", retries, 0),
    headers: options.headers ? mergedHeaders(base.headers, options.headers) : base.headers,
    fetch: options.fetch ?? base.fetch,
    middleware: middleware ? [base.middleware, middleware].flat() : base.middleware,
    onEvent: onEvent
      ? (event) => {
        base.onEvent(event);
        onEvent(event);
      }
      : base.onEvent,
  };
}

function mergedHeaders(base: Headers, added: NonNullable<CallOptions["headers"]>): Headers {
  const merged = new Headers(base);
  try {
    for (const [name, value] of new Headers(added)) merged.set(name, value);
  } catch {
    // What the runtime says may quote a value, and with it a secret.
    throw new ConfigurationError(
      "Cannot use the option 'headers': it has a name or a value that HTTP does not allow",
    );
  }
  return merged;
}

function checkToken(token: string): string {
  // RFC 9110 §5.5: a header field's value has visible ASCII characters only.
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new ConfigurationError(
    token
      ? "Cannot use the token: it has spaces, line breaks or characters outside ASCII; copy it again"
      : "Cannot use the token: it is empty",
  );
}

function atLeast(name: string, value: number, least: number): number {
  if (Number.isFinite(value) && value >= least) return value;
  throw wrongOption(name, `a number of at least ${least}`, value);
}

function wholeAtLeast(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw wrongOption(name, `a whole number of at least ${least}`, value);
}

function wrongOption(name: string, expected: string, value: number): ConfigurationError {
  return new ConfigurationError(
    `Cannot use the option '${name}': expected ${expected}, got ${value}`,
  );
}
