/**
 * BigQuery's REST API: the official client, its requests moved onto `fetch`, and what a request that
 * fails is worth.
 *
 * @module
 */

import { BigQuery } from "@google-cloud/bigquery";
// @ts-types="../../../client/std.d.ts"
import { retry, RetryError } from "@std/async/retry";
import { createRedact } from "../../../client/redact.ts";
import { DestinationError } from "../../errors.ts";
import type { Address } from "./address.ts";
import type { Credentials } from "./auth.ts";

/** A failed answer of BigQuery. */
export class BigQueryError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly code: number;
  /** `reason` of the first error in the body. */
  readonly reason: string;

  /** Makes an error from the answer. */
  constructor(code: number, reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BigQueryError";
    this.code = code;
    this.reason = reason;
  }
}

/** A request to the API. */
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
}

/** Statuses after which a request is repeated (docs: bigquery/docs/error-messages). */
const transientCodes: readonly number[] = [0, 408, 429, 500, 502, 503, 504];
/** Reasons after which a request is repeated, whatever the status. */
const transientReasons: readonly string[] = [
  "rateLimitExceeded",
  "quotaExceeded",
  "backendError",
  "internalError",
];

/** Says whether the same request may succeed when it is repeated. */
export function isTransient(error: unknown): boolean {
  return error instanceof BigQueryError &&
    (transientCodes.includes(error.code) || transientReasons.includes(error.reason));
}

/** Reasons after which a job is run again, under a new id (bigquery/docs/error-messages). */
const transientJobReasons: readonly string[] = [
  ...transientReasons,
  "jobBackendError",
  "jobInternalError",
  "jobRateLimitExceeded",
];

/** Says whether a job that failed for this reason may succeed when it is run again. */
export function isTransientJob({ reason, message }: { reason: string; message: string }): boolean {
  return transientJobReasons.includes(reason) || /due to concurrent update/.test(message);
}

/**
 * Repeats `work` while it fails in a way that may pass, waiting 1, 2, 4, 8, 16 s less some at random:
 * half a minute in all, which is longer than the quotas that are counted over 10 seconds (bigquery/quotas).
 */
export async function persist<Result>(
  work: () => Promise<Result>,
  isRetriable: (error: unknown) => boolean = isTransient,
): Promise<Result> {
  try {
    return await retry(work, { maxAttempts: 6, multiplier: 2, jitter: 0.25, isRetriable });
  } catch (error) {
    throw error instanceof RetryError ? error.cause : error;
  }
}

/** The API of one project, for one destination. */
export class Api {
  /** The official client. */
  readonly client: BigQuery;
  /** The base of upload URLs. */
  readonly uploadUrl: string;
  readonly #credentials: Credentials;
  readonly #timeout: number;

  /** Makes it from an address, the credentials to use, and the longest time of one request in ms. */
  constructor(address: Address, credentials: Credentials, timeout = 60_000) {
    this.#timeout = timeout;
    const base = address.endpoint ?? "https://bigquery.googleapis.com";
    this.#credentials = credentials;
    this.uploadUrl = `${base}/upload/bigquery/v2/projects/${address.project}/jobs`;
    this.client = new BigQuery({ projectId: address.project, apiEndpoint: base });
    // The client's own requests hang for ever on a stale connection under Deno (denoland/deno#32006).
    // deno-lint-ignore no-explicit-any
    (this.client as any).makeAuthenticatedRequest = (options: ClientRequest, done: Callback) => {
      this.#forClient(options).then(
        ({ body, response }) => done(null, body, response),
        (error) => done(error),
      );
    };
  }

  /** Sends a request once; the answer may have any status. */
  async send({ method, url, json, headers, body }: ApiRequest): Promise<Response> {
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
        signal: AbortSignal.timeout(this.#timeout),
      });
      if (response.ok || response.body === null) return response;
      // What a refusal says becomes part of a message.
      return new Response(redact(await response.text()), response);
    } catch (error) {
      throw new BigQueryError(0, "network", `No answer from ${new URL(url).origin}`, {
        cause: error,
      });
    }
  }

  async #forClient(options: ClientRequest): Promise<{ body: unknown; response: unknown }> {
    const url = new URL(options.uri ?? options.url!);
    for (const [name, value] of Object.entries(options.qs ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return await persist(async () => {
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

/** Reads a body as JSON; a failed answer is thrown. */
export async function bodyOf(response: Response): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    throw new BigQueryError(0, "network", "The answer broke off", { cause: error });
  }
  let body: ErrorBody | undefined;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    body = { error: { message: text.slice(0, 200) } };
  }
  if (response.ok) return body;
  const { message = response.statusText, errors = [] } = body?.error ?? {};
  throw new BigQueryError(response.status, errors[0]?.reason ?? "", message);
}

/** Puts a failure into words that say what to do. */
export function explain(error: unknown, what: string): DestinationError {
  if (error instanceof DestinationError) return error;
  const message = error instanceof Error ? error.message.split("\n")[0]! : String(error);
  const { code, reason } = error as Partial<BigQueryError>;
  if (code === 401) {
    return new DestinationError(
      `Cannot ${what}: BigQuery refuses the credentials; sign in again, or check the key`,
      "unusable",
      { cause: error },
    );
  }
  if (reason === "billingNotEnabled" || /[Bb]illing has not been enabled/.test(message)) {
    return new DestinationError(
      `Cannot ${what}: the project has no billing, and BigQuery refuses MERGE without; ` +
        "enable billing, or sync into DuckDB",
      "unusable",
      { cause: error },
    );
  }
  if (code === 403 && reason === "accessDenied") {
    return new DestinationError(
      `Cannot ${what}: the credentials lack a right: ${message}; see docs/bigquery.md`,
      "unusable",
      { cause: error },
    );
  }
  return new DestinationError(`Cannot ${what}: ${message}`, "failed", { cause: error });
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

type Callback = (error: unknown, body?: unknown, response?: unknown) => void;

function plain(headers: Record<string, string> | Headers): Record<string, string> {
  return headers instanceof Headers ? Object.fromEntries(headers) : headers;
}
