/**
 * The options of a client, checked and completed.
 *
 * @module
 */

import { type Clock, realClock } from "./clock.ts";
import { ConfigurationError } from "./errors.ts";
import type { ClientEvent } from "./events.ts";

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

/** Where a client finds the API, and how it treats it. */
export interface ClientOptions {
  /** The API's origin, and the path before `/api` if there is one. https, except on this machine. */
  baseUrl: string | URL;
  /** The bearer token, or what returns it; asked before every attempt. */
  token: string | (() => string | Promise<string>);
  /** Longest time of one attempt, to the end of the body, in milliseconds. @default {30_000} */
  timeout?: number;
  /** Longest time of a call, retries and waits included, in milliseconds. @default {no limit} */
  deadline?: number;
  /** How often a failed attempt is repeated. @default {3} */
  retries?: number;
  /** Requests per second, all endpoints together; 0 for no limit. The API takes 20 of a workspace. @default {16} */
  rate?: number;
  /** Requests at the same time. @default {6} */
  concurrency?: number;
  /** Largest body that is read, in bytes after decompression; a larger one is refused. @default {64 MiB} */
  maxPageBytes?: number;
  /** Most pages of a list; reading beyond them fails, since the list may have no end. @default {1_000_000} */
  maxPages?: number;
  /** Sends the requests. @default {globalThis.fetch} */
  fetch?: typeof fetch;
  /** Parses bodies. @default {JSON.parse} */
  parseJson?: (text: string) => unknown;
  /** Told of every request, retry and wait. */
  onEvent?: (event: ClientEvent) => void;
  /** Tells the time and waits; for tests and simulations. @default {the machine's} */
  clock?: Clock;
  /** Draws the random part of a wait, from 0 to below 1; for tests and simulations. @default {Math.random} */
  random?: () => number;
}

/** Options of a call. */
export interface RequestOptions {
  /** Ends the call, also while it waits. */
  signal?: AbortSignal;
  /** Longest time of one attempt, in milliseconds. @default {the client's} */
  timeout?: number;
  /** Longest time of each page, retries and waits included, in milliseconds. @default {the client's} */
  deadline?: number;
  /** Pages of the list that an earlier walk has read; they count towards `maxPages`. @default {0} */
  pagesBefore?: number;
  /**
   * Whether the next page is asked for while one is worked on. Without it, a walk that is left early has asked for
   * no page that nobody needs.
   * @default {true}
   */
  readAhead?: boolean;
}

/** Options with every default filled in. */
export type Settings = Readonly<
  & Required<Omit<ClientOptions, "baseUrl" | "token" | "deadline">>
  & {
    /** The base URL, without a slash at its end. */
    baseUrl: string;
    /** Returns the token. */
    token: () => Promise<string>;
    /** Longest time of a call, in milliseconds. */
    deadline: number | undefined;
  }
>;

/**
 * Checks options and fills in their defaults.
 *
 * @throws {ConfigurationError} when an option is wrong; a token is never part of the message.
 */
export function settingsOf(options: ClientOptions): Settings {
  const { token } = options;
  if (typeof token === "string") checkToken(token);
  return {
    baseUrl: checkedUrl(options.baseUrl),
    token: typeof token === "string"
      ? () => Promise.resolve(token)
      : async () => checkToken(await token()),
    timeout: atLeast("timeout", options.timeout ?? defaults.timeout, 1),
    deadline: options.deadline === undefined ? undefined : atLeast("deadline", options.deadline, 1),
    retries: wholeAtLeast("retries", options.retries ?? defaults.retries, 0),
    rate: atLeast("rate", options.rate ?? defaults.rate, 0),
    concurrency: wholeAtLeast("concurrency", options.concurrency ?? defaults.concurrency, 1),
    maxPageBytes: wholeAtLeast("maxPageBytes", options.maxPageBytes ?? defaults.maxPageBytes, 1),
    maxPages: wholeAtLeast("maxPages", options.maxPages ?? defaults.maxPages, 1),
    fetch: options.fetch ?? fetch,
    parseJson: options.parseJson ?? JSON.parse,
    onEvent: options.onEvent ?? (() => {}),
    clock: options.clock ?? realClock,
    random: options.random ?? Math.random,
  };
}

/**
 * Checks the URL of an API and takes the slashes off its end.
 *
 * @throws {ConfigurationError} when it cannot be used; nothing that may be a password is part of the message.
 */
export function checkedUrl(baseUrl: string | URL): string {
  const url = URL.parse(baseUrl);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new ConfigurationError(refusalOf(String(baseUrl)));
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new ConfigurationError(
      `Cannot use the base URL of ${url.host}: it must have no user, password, query or fragment`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new ConfigurationError(
      `Cannot send the token to ${url.origin}: http is not encrypted; use https://${url.host}`,
    );
  }
  return url.href.replace(/\/+$/, "");
}

/** Says what is wrong with a text that is no URL of an API, and what may be meant. */
function refusalOf(text: string): string {
  // Only a parsed URL tells a password from the rest; this may be one up to its last @.
  if (text.includes("@")) {
    return "Cannot use the base URL, which has a user or a password: expected one such as https://api.example.com";
  }
  const shown = text.replace(/[?#].*$/s, "");
  const [, host] = /^([\w.-]+|\[[\da-f:]+\])(:\d+)?(\/.*)?$/i.exec(shown) ?? [];
  const isHost = host !== undefined && (/[.:\]]/.test(shown) || isLoopback(host));
  const protocol = isHost && isLoopback(host) ? "http" : "https";
  const why = isHost
    ? `it has no http:// or https://; use ${protocol}://${shown}`
    : "expected one such as https://api.example.com";
  return `Cannot use the base URL '${shown}': ${why}`;
}

/** Whether a host name is this machine's (RFC 6761 §6.3, RFC 1122 §3.2.1.3). */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname);
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
