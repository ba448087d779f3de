/**
 * Reads the body of an answer, and says what is known about an answer that cannot be used.
 *
 * @module
 */

import { type RequestContext, ResponseError } from "./errors.ts";
import type { Redact } from "./redact.ts";

/** Characters of a body that an error keeps. */
const bodyShown = 500;

/** A response and its whole body. */
export interface Answer {
  /** Status and headers. */
  readonly response: Response;
  /** The body, decompressed. */
  readonly body: Uint8Array;
}

/**
 * Parses the body of an answer.
 *
 * @throws {ResponseError} when it is not UTF-8 or not JSON, or is nested too deeply for the parser.
 */
export function parsedBody(
  answer: Answer,
  route: string,
  redact: Redact,
  parseJson: (text: string) => unknown,
): unknown {
  let text: string | undefined;
  try {
    // Without `fatal`, broken characters would all become the same one, and so could two keys.
    text = new TextDecoder("utf-8", { fatal: true }).decode(answer.body);
    return parseJson(text);
  } catch (error) {
    // What JSON.parse() says quotes pieces of the body, and a piece of a token cannot be recognised.
    const { what, transient } = problemOf(error, text, answer, redact);
    throw new ResponseError(`Cannot read ${route}: ${what}`, {
      ...contextOf(answer, route, redact),
      transient,
    });
  }
}

/** Says why a body could not be parsed, and whether the next one may be better. */
function problemOf(
  error: unknown,
  text: string | undefined,
  { response, body }: Answer,
  redact: Redact,
): { readonly what: string; readonly transient: boolean } {
  // A parser that calls itself runs out of stack before it returns.
  if (error instanceof RangeError) {
    return {
      what: "the answer is nested too deeply; check the base URL",
      transient: false,
    };
  }
  const type = redact(response.headers.get("content-type") ?? "unknown");
  if (/html/i.test(type) || /^\s*</.test(text ?? "")) {
    return { what: "the answer is HTML, not JSON; check the base URL", transient: false };
  }
  const what = `the body is not ${text === undefined ? "UTF-8" : "JSON"}`;
  return {
    what: `${what} (HTTP ${response.status}, ${body.byteLength} bytes, ${type})`,
    // A proxy that cuts a body short breaks it; the next answer may be whole.
    transient: true,
  };
}

/** What an error says about the answer that it is about. */
export function contextOf(
  { response, body }: Answer,
  route: string,
  redact: Redact,
): RequestContext {
  const requestId = requestIdOf(response);
  return {
    method: "GET",
    route,
    status: response.status,
    headers: redactedHeaders(response.headers, redact),
    body: redact(new TextDecoder().decode(body)).slice(0, bodyShown),
    ...(requestId !== undefined && { requestId: redact(requestId) }),
  };
}

/** Returns the server's name for a request. */
export function requestIdOf({ headers }: Response): string | undefined {
  return headers.get("x-request-id") ?? undefined;
}

/** Copies headers without secrets; a cookie is one. */
function redactedHeaders(headers: Headers, redact: Redact): Headers {
  const copy = new Headers();
  for (const [name, value] of headers) {
    if (name !== "set-cookie") copy.append(name, redact(value));
  }
  return copy;
}
