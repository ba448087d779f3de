/**
 * Sends one request with the token, and reads its answer.
 *
 * @module
 */

import { parsedUrl } from "./base_url.ts";
import { ConfigurationError, ConnectionError, ResponseError, WorkspaceError } from "./errors.ts";
import { type Redact, redactedCause } from "./redact.ts";
import type { CallSettings, Settings } from "./settings.ts";

/** Redirects within the origin that are followed. */
const maxRedirects = 5;

/** Sends the requests of one client. */
export class Sender {
  readonly #settings: Settings;
  readonly #redact: Redact;
  readonly #tokens: Set<string>;

  /** Makes a sender; every token that it sends goes to `tokens`. */
  constructor(settings: Settings, redact: Redact, tokens: Set<string>) {
    this.#settings = settings;
    this.#redact = redact;
    this.#tokens = tokens;
  }

  /**
   * Sends a request; follows redirects within the origin; limits the body's size.
   *
   * @throws {ConfigurationError} when it is for another origin.
   * @throws {ConnectionError} when there is no answer.
   * @throws {ResponseError} when the answer is a redirect that is not followed.
   */
  async send(route: string, request: Request, { fetch }: CallSettings): Promise<Response> {
    const { origin } = new URL(this.#settings.baseUrl);
    const target = new URL(request.url).origin;
    if (target !== origin) {
      throw new ConfigurationError(
        `Cannot read ${route}: a middleware sends the request to ${target}, where the token is not sent`,
        { method: "GET", route },
      );
    }
    const token = await this.#settings.token();
    this.#tokens.add(token);
    request.headers.set("authorization", `Bearer ${token}`);
    request.headers.set("accept", "application/json");
    const response = await this.#sendWithinOrigin(route, request, fetch);
    return limited(route, response, this.#settings.maxPageBytes);
  }

  /**
   * Reads a whole body.
   *
   * @throws {ConnectionError} when the connection breaks before its end.
   * @throws {ResponseError} when it is too large.
   */
  async body(route: string, response: Response): Promise<Uint8Array> {
    if (response.bodyUsed) {
      throw new ConfigurationError(
        `Cannot read ${route}: a middleware has read the body; let it read response.clone()`,
        { method: "GET", route },
      );
    }
    try {
      return new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      throw error instanceof WorkspaceError ? error : this.#connectionError(route, error);
    }
  }

  async #sendWithinOrigin(
    route: string,
    request: Request,
    send: typeof fetch,
  ): Promise<Response> {
    const { origin } = new URL(request.url);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const response = await this.#fetch(route, request, send);
      const location = response.headers.get("location");
      const isRedirect = response.status >= 300 && response.status <= 399 && location !== null;
      // A browser does not say where to.
      const isOpaque = response.type === "opaqueredirect";
      if (!isRedirect && !isOpaque) return response;
      await response.body?.cancel();
      const target = location === null ? undefined : parsedUrl(location, request.url);
      if (target?.origin !== origin) {
        const where = isOpaque ? "elsewhere" : `to ${this.#redact(String(target?.origin))}`;
        throw new ResponseError(
          `Cannot read ${route}: ${origin} redirects ${where}, where the token is not sent; check the base URL`,
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

  async #fetch(route: string, request: Request, send: typeof fetch): Promise<Response> {
    try {
      return await send(request);
    } catch (error) {
      throw error instanceof WorkspaceError ? error : this.#connectionError(route, error);
    }
  }

  #connectionError(route: string, error: unknown): ConnectionError {
    const { origin } = new URL(this.#settings.baseUrl);
    return new ConnectionError(
      `Cannot read ${route}: no connection to ${origin}, or it broke; check the base URL and the network`,
      {
        method: "GET",
        route,
        cause: redactedCause(error, this.#redact),
        transient: true,
      },
    );
  }
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
