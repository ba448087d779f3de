/**
 * BigQuery's REST API: the official client, its requests moved onto `fetch`.
 *
 * @module
 */

import { BigQuery } from "@google-cloud/bigquery";
import { type Clock, realClock } from "../../clock.ts";
import { DestinationError } from "../../errors.ts";
import { createRedact } from "../../secrets.ts";
import type { Credentials } from "./auth.ts";
import { BigQueryError, withRetries } from "./errors.ts";

/** What is sent in an HTTP request and in its retries. */
export interface ApiRequest {
  /** HTTP method. */
  readonly method: string;
  /** Absolute URL. */
  readonly url: string;
  /** Body that is sent as JSON. */
  readonly json?: unknown;
  /** Further headers. */
  readonly headers?: Record<string, string>;
  /** Body that is sent as it is. */
  readonly body?: BodyInit;
  /** Longest time until the end of the answer's head, in milliseconds. @default {that of the API} */
  readonly timeout?: number;
}

/** Where the API is. */
export interface ApiAddress {
  /** Google Cloud project. */
  readonly project: string;
  /** Base URL of an emulator. @default {that of Google} */
  readonly endpoint: string | undefined;
}

/** Options for {@linkcode Api}. */
export interface ApiOptions {
  /** Longest time until the end of an answer's head, in milliseconds. @default {60_000} */
  readonly timeout?: number;
  /** Tells the time and waits. @default {realClock} */
  readonly clock?: Clock;
}

/** The API of one project, for one destination. */
export class Api {
  /** The official client. */
  readonly client: BigQuery;
  /** URL of the project, which those of its resources begin with. */
  readonly projectUrl: string;
  /** URL that load jobs are uploaded to. */
  readonly uploadUrl: string;
  /** Tells the time and waits. */
  readonly clock: Clock;
  readonly #credentials: Credentials;
  readonly #timeout: number;

  /** Connects to the API at an address with the credentials to use. */
  constructor(
    address: ApiAddress,
    credentials: Credentials,
    { timeout = 60_000, clock = realClock }: ApiOptions = {},
  ) {
    this.#timeout = timeout;
    this.clock = clock;
    const base = address.endpoint ?? "https://bigquery.googleapis.com";
    this.#credentials = credentials;
    this.projectUrl = `${base}/bigquery/v2/projects/${address.project}`;
    this.uploadUrl = `${base}/upload/bigquery/v2/projects/${address.project}/jobs`;
    this.client = clientOf(address.project, base, (options) => this.#forClient(options));
  }

  /**
   * Sends a request once; the answer may have any status but 401.
   *
   * @throws {DestinationError} when there is no token, or BigQuery refuses it.
   * @throws {BigQueryError} when there is no answer.
   */
  async send(
    { method, url, json, headers, body, timeout = this.#timeout }: ApiRequest,
  ): Promise<Response> {
    const auth = await this.#credentials.headers();
    const redact = createRedact(() => [auth.authorization?.replace("Bearer ", "") ?? ""]);
    try {
      const response = await fetch(url, {
        method,
        redirect: "manual",
        headers: {
          ...auth,
          ...(json !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        body: json === undefined ? body ?? null : JSON.stringify(json),
        signal: AbortSignal.timeout(timeout),
      });
      if (response.status === 401) await this.#refuseCredentials(response);
      if (response.ok || response.body === null) return response;
      // The refusal's text becomes part of a message.
      return new Response(redact(await response.text()), response);
    } catch (error) {
      if (error instanceof DestinationError) throw error;
      throw new BigQueryError(0, "network", `No answer from ${new URL(url).origin}`, {
        cause: error,
      });
    }
  }

  async #refuseCredentials(response: Response): Promise<never> {
    await response.body?.cancel();
    throw new DestinationError(
      `Cannot use BigQuery: it refuses ${this.#credentials.source}; sign in again, or check the key`,
      "unusable",
    );
  }

  async #forClient(options: ClientRequest): Promise<ClientAnswer> {
    const url = new URL(options.uri ?? options.url!);
    for (const [name, value] of Object.entries(options.qs ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return await withRetries(async () => {
      const response = await this.send({
        method: options.method ?? "GET",
        url: url.href,
        ...(options.json !== undefined && options.json !== true && { json: options.json }),
        ...(options.headers && { headers: plain(options.headers) }),
      });
      const body = await bodyOf(response);
      return { body, response: { statusCode: response.status, body, headers: {} } };
    });
  }
}

/** What {@linkcode clientOf} replaces in the official client: members that its types keep private. */
interface ClientInternals {
  baseUrl: string;
  makeAuthenticatedRequest(
    options: ClientRequest,
    done: (error: unknown, body?: unknown, response?: unknown) => void,
  ): void;
}

/**
 * Makes the official client and sends its requests through `send`: its own transport hangs for ever
 * on a stale connection under Deno (denoland/deno#32006).
 */
function clientOf(
  projectId: string,
  base: string,
  send: (options: ClientRequest) => Promise<ClientAnswer>,
): BigQuery {
  const client = new BigQuery({ projectId, apiEndpoint: base });
  const internals = client as unknown as ClientInternals;
  // Otherwise the client sends requests, token included, to BIGQUERY_EMULATOR_HOST.
  internals.baseUrl = `${base}/bigquery/v2`;
  internals.makeAuthenticatedRequest = (options, done) => {
    send(options).then(({ body, response }) => done(null, body, response)).catch((error) => {
      // The client throws from its callback when an answer lacks a member that it reads.
      done(
        error instanceof TypeError
          ? new Error("The answer lacks a required member", { cause: error })
          : error,
      );
    });
  };
  return client;
}

/** Reads a body as JSON; a failed answer is thrown. */
export async function bodyOf(response: Response): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    throw new BigQueryError(0, "network", "The answer was cut short", { cause: error });
  }
  let body: ErrorBody | undefined;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    // A proxy may have answered in place of BigQuery.
    if (response.ok) throw new BigQueryError(0, "network", "The answer is not JSON");
    body = { error: { message: text.slice(0, 200) } };
  }
  if (response.ok) return body;
  const { message = response.statusText, errors = [] } = body?.error ?? {};
  throw new BigQueryError(response.status, errors[0]?.reason ?? "", message);
}

interface ErrorBody {
  error?: { message?: string; errors?: { reason?: string }[] };
}

interface ClientRequest {
  readonly uri?: string;
  readonly url?: string;
  readonly method?: string;
  readonly qs?: Record<string, unknown>;
  readonly json?: unknown;
  readonly headers?: Record<string, string> | Headers;
}

interface ClientAnswer {
  readonly body: unknown;
  readonly response: unknown;
}

function plain(headers: Record<string, string> | Headers): Record<string, string> {
  return headers instanceof Headers ? Object.fromEntries(headers) : headers;
}
