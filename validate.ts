/**
 * Compares records with the spec: a check of its own, for tests, monitoring and whoever must know when the API
 * changes. The client itself takes what it gets.
 *
 * ```ts
 * import { createClient, resources } from "@workspace-sync/sdk";
 * import { validate } from "@workspace-sync/sdk/validate";
 * import { createSandbox } from "@workspace-sync/sandbox";
 *
 * await using api = createSandbox({ rows: 3, faults: [{ what: "extra" }] }).listen();
 * const { projects } = createClient({ baseUrl: api.url, token: api.token });
 * for (const { kind, path, expected } of validate((await projects.list()).results, resources.projects)) {
 *   console.log(kind, path.join("."), expected);
 * }
 * ```
 *
 * @module
 */

import { type Drift, driftOf } from "./client/drift.ts";
import type { Resource } from "./client/resource.ts";
import { schemas } from "./generated/schemas.ts";

export type { Drift, DriftKind } from "./client/drift.ts";

/**
 * Finds where records differ from what the spec says of a resource: fields that are missing or unknown, values of
 * another type, format, size or set. Dates, instants, UUIDs and known values are checked, other formats are not.
 *
 * @returns Nothing when all records are as the spec says, whatever they are otherwise: no record makes it throw.
 * @throws {RangeError} when the resource is not of the spec, which is a mistake of the program.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resources } from "@workspace-sync/sdk";
 * import { validate } from "@workspace-sync/sdk/validate";
 *
 * const [first] = validate([{ id: 7 }], resources.opportunity_stages);
 * assertEquals(first, { record: 0, path: ["id"], kind: "type", expected: "string", value: 7 });
 * ```
 */
export function validate(records: Iterable<unknown>, resource: Resource): Drift[] {
  const schema = Object.hasOwn(schemas, resource.name) ? schemas[resource.name] : undefined;
  if (schema === undefined) {
    throw new RangeError(
      `Cannot validate records of ${resource.name}: the spec has no such resource`,
    );
  }
  return driftOf(records, schema);
}
