/**
 * The sandbox of the API that the spec describes.
 *
 * @module
 */

import { identityRoute as identity, resources } from "@workspace-sync/sdk/resources";
import { schemas } from "@workspace-sync/sdk/schemas";
import { createSandboxOf } from "./sandbox_of.ts";
import type { Sandbox, SandboxOptions } from "./types.ts";

/**
 * Makes a sandbox of the API that the spec describes. Nothing listens until it is asked to.
 *
 * @throws {RangeError} when an option names an unknown table or is out of range.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createSandbox } from "@workspace-sync/sandbox";
 *
 * const sandbox = createSandbox({ rows: { clients: 3 } });
 * const response = await sandbox.fetch(
 *   new Request("http://sandbox/api/workspace/clients?limit=2", {
 *     headers: { authorization: `Bearer ${sandbox.token}` },
 *   }),
 * );
 * const page = await response.json();
 *
 * assertEquals(page, { results: sandbox.records("clients").slice(0, 2), hasMore: true });
 * ```
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  return createSandboxOf({ resources, schemas, identity }, options);
}
