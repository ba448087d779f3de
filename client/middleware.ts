/**
 * Code of the caller that sees, and may change, what is sent and what is answered.
 *
 * @module
 */

import type { Middleware as FetchMiddleware } from "openapi-fetch";

/**
 * The middleware of openapi-fetch: `onRequest`, `onResponse` and `onError`. It is called for every attempt of a
 * call.
 *
 * @example Usage
 * ```ts
 * import { createClient, type Middleware } from "@workspace-sync/sdk";
 * import { createSandbox } from "@workspace-sync/sandbox";
 *
 * await using api = createSandbox({ rows: 3 }).listen();
 * const timing: Middleware = {
 *   onResponse: ({ schemaPath, response }) => console.log(schemaPath, response.status),
 * };
 * const workspace = createClient({ baseUrl: api.url, token: api.token, middleware: timing });
 * await workspace.projects.list();
 * ```
 */
export type Middleware = FetchMiddleware;
