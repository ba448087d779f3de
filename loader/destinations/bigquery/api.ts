/**
 * BigQuery's REST API: the official client, its requests moved onto `fetch`.
 *
 * @module
 */

import { BigQuery } from "@google-cloud/bigquery";
import { createRedact } from "../../../client/redact.ts";
import { DestinationError } from "../../errors.ts";
import type { Address } from "./address.ts";
import type { Credentials } from "./auth.ts";
import { BigQueryError, persist } from "./errors.ts";

/** What is sent in one HTTP request, or in its repetitions. */
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

/** The API of one project, for one destination. */
export class Api {
  /** The official client. */
  readonly client: BigQuery;
  /** URL of the project, which those of its resources begin with. */
  readonly projectUrl: string;
  /** URL that load jobs are uploaded to. */
  readonly uploadUrl: string;
  readonly #credentials: Credentials;
  readonly #timeout: number;

  /** Makes it from an address, the credentials to use, and the longest time of one request in ms. */
  constructor(address: Address, credentials: Credentials, timeout = 60_000) {
    this.#timeout = timeout;
    const base = address.endpoint ?? "https://bigquery.googleapis.com";
    this.#credentials = credentials;
    this.projectUrl = `${base}/bigquery/v2/projects/${address.project}`;
    this.uploadUrl = `${base}/upload/bigquery/v2/projects/${address.project}/jobs`;
    this.client = new BigQuery({ projectId: address.project, apiEndpoint: base });
    // It would else go to where BIGQUERY_EMULATOR_HOST points, with the token.
    // deno-lint-ignore no-explicit-any
    (this.client as any).baseUrl = `${base}/bigquery/v2`;
    // The client's own requests hang for ever on a stale connection under Deno (denoland/deno#32006).
    // deno-lint-ignore no-explicit-any
    (this.client as any).makeAuthenticatedRequest = (options: ClientRequest, done: Callback) => {
      this.#forClient(options).then(
        ({ body, response }) => done(null, body, response),
        (error) => done(error),
      );
    };
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
      // What a refusal says becomes part of a message.
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
    // What stands between us and BigQuery may answer in its place.
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

type Callback = (error: unknown, body?: unknown, response?: unknown) => void;

function plain(headers: Record<string, string> | Headers): Record<string, string> {
  return headers instanceof Headers ? Object.fromEntries(headers) : headers;
}
