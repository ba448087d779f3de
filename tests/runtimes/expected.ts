/**
 * The API that the smoke test is run against, and what it must see there.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { createSandbox } from "../../sandbox/mod.ts";
import type { Sandbox } from "../../sandbox/types.ts";
import type { Seen } from "./smoke.ts";

/** An API with all that {@linkcode smoke} must cope with. */
export function sandboxOf(): Sandbox {
  return createSandbox({
    rows: 5,
    faults: [
      { table: "clients", what: 503 },
      { table: "expense_categories", what: 404, times: Infinity },
      { table: "holidays", what: "hung", times: Infinity },
    ],
  });
}

/** Fails unless a runtime has seen what the sandbox serves. */
export function assertSeen(seen: unknown, sandbox: Sandbox): void {
  const ids = sandbox.records("projects").map(({ id }) => id as string);
  assertEquals<unknown>(
    seen,
    {
      listed: ids.slice(0, 2),
      paged: ids,
      retried: [5, 2],
      refused: "AuthenticationError: 401",
      missing: "NotFoundError: 404",
      aborted: "Error: Enough",
      drifted: 0,
    } satisfies Seen,
  );
}
