/**
 * The errors of the client: one tree, with what a caller needs to act on each.
 *
 * ```ts
 * import { createClient } from "@workspace-sync/sdk";
 * import { AuthenticationError } from "@workspace-sync/sdk/errors";
 * import { createSandbox } from "@workspace-sync/sandbox";
 *
 * await using api = createSandbox({ rows: 3 }).listen();
 * try {
 *   await createClient({ baseUrl: api.url, token: "wrong" }).projects.list();
 * } catch (error) {
 *   if (!(error instanceof AuthenticationError)) throw error;
 *   console.log(error.status, error.route);
 * }
 * ```
 *
 * @module
 */

import { printable } from "./printable.ts";

/** What is known about the request that failed. */
export interface RequestContext {
  /** HTTP method, such as `GET`. */
  readonly method?: string | undefined;
  /** Route of the request: the path without query or origin. */
  readonly route?: string | undefined;
  /** HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  /** The server's `x-request-id`. */
  readonly requestId?: string | undefined;
  /** The headers of the answer, with secrets taken out. */
  readonly headers?: Headers | undefined;
  /** The start of the answer's body, with secrets taken out. */
  readonly body?: string | undefined;
  /** What caused the error, with secrets taken out. */
  readonly cause?: unknown;
  /** Whether the same request may succeed when it is repeated. @default {false} */
  readonly transient?: boolean;
}

/** Any error of this client. */
export class WorkspaceError extends Error {
  /** HTTP method, such as `GET`. */
  readonly method: string | undefined;
  /** Route of the request: the path without query or origin. */
  readonly route: string | undefined;
  /** HTTP status, when there was an answer. */
  readonly status: number | undefined;
  /** The server's `x-request-id`. */
  readonly requestId: string | undefined;
  /** The headers of the answer, with secrets taken out, and cookies left out. */
  readonly headers: Headers | undefined;
  /** The start of the answer's body, with secrets taken out. */
  readonly body: string | undefined;
  /** Whether the same request may succeed when it is repeated. */
  readonly transient: boolean;
  /** Attempts made, the first one included. */
  attempts: number = 1;

  /** Makes an error from its message and what is known about the request. */
  constructor(message: string, context: RequestContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = new.target.name;
    this.method = context.method;
    this.route = context.route;
    this.status = context.status;
    this.requestId = context.requestId;
    this.headers = context.headers;
    this.body = context.body;
    this.transient = context.transient ?? false;
  }
}

/** The client's options are wrong. */
export class ConfigurationError extends WorkspaceError {}

/** The server could not be reached, or the connection broke. Retried. */
export class ConnectionError extends WorkspaceError {}

/** An attempt, or the whole call, took too long. An attempt's timeout is retried. */
export class TimeoutError extends WorkspaceError {}

/** The answer is not what the spec promises. */
export class ResponseError extends WorkspaceError {}

/** Continuing would loop for ever or miss records. */
export class PaginationError extends WorkspaceError {
  /** Whether the cursor to start after leads nowhere, so that only a walk from the beginning helps. */
  readonly staleStart: boolean;

  /** Makes an error from its message and what is known about it. */
  constructor(message: string, context: RequestContext & { readonly staleStart?: boolean } = {}) {
    super(message, context);
    this.staleStart = context.staleStart ?? false;
  }
}

/** The server answered with an error status. */
export class ApiError extends WorkspaceError {}

/** 400: the server does not understand the request. */
export class BadRequestError extends ApiError {}

/** 401: the token is missing, wrong or revoked. */
export class AuthenticationError extends ApiError {}

/** 403: the workspace lacks the feature, or the token the right. */
export class PermissionError extends ApiError {}

/** 404: there is no such endpoint or record. */
export class NotFoundError extends ApiError {}

/** 423: API access is switched off for the workspace. */
export class LockedError extends ApiError {}

/** 429: too many requests. Retried. */
export class RateLimitError extends ApiError {}

/** 5xx: the server failed. Retried, except for 501 and 505, which say that it cannot do what is asked. */
export class ServerError extends ApiError {}

const byStatus: Readonly<Record<number, typeof ApiError>> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  423: LockedError,
  429: RateLimitError,
};

/** What to do about a status, where there is something to do. */
const advice: Readonly<Record<number, string>> = {
  401: "check the token",
  403: "the feature is not enabled for this workspace, or the token lacks the right",
  404: "check the base URL",
  423: "API access is switched off for this workspace",
  429: "lower the rate",
};

/** Whether a refusal is temporary: the server is too busy or failed, or the request too early (RFC 8470). */
function isTemporary(status: number): boolean {
  if (status >= 500) return status !== 501 && status !== 505;
  return status === 408 || status === 425 || status === 429;
}

/** Makes the error for a status; `redact` takes secrets out of what the server says. */
export function apiError(
  status: number,
  context: RequestContext,
  redact: (text: string) => string = (text) => text,
): ApiError {
  const kind = byStatus[status] ?? (status >= 500 ? ServerError : ApiError);
  const message = messageIn(context.body);
  const said = message && `it says '${redact(message)}'`;
  const parts = [`the server answered ${status}`, said, advice[status]];
  return new kind(
    `Cannot read ${context.route}: ${parts.filter((part) => part).join("; ")}`,
    { ...context, status, transient: isTemporary(status) },
  );
}

/** The first line of an error body's `message`, without what would steer a terminal. */
function messageIn(body: string | undefined): string | undefined {
  try {
    const { message } = JSON.parse(body ?? "");
    return typeof message === "string" ? printable(message.split("\n")[0]!) : undefined;
  } catch {
    return undefined;
  }
}
