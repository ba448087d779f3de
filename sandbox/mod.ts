/**
 * The sandbox: the same API served from memory, with realistic data that a seed determines, and with
 * latency, limits, faults and edits on demand.
 *
 * ```ts
 * import { createClient } from "@workspace-sync/sdk";
 * import { createSandbox } from "@workspace-sync/sandbox";
 *
 * const sandbox = createSandbox({ rows: 3 });
 * await using api = sandbox.listen();
 * const workspace = createClient({ baseUrl: api.url, token: api.token });
 *
 * sandbox.faults.push({ table: "clients", what: 503 });
 * console.log(await workspace.clients.list().toArray(), sandbox.requests);
 * ```
 *
 * @module
 */

export { sandboxCommand, type SandboxCommandOptions } from "./command.ts";
export { type Failure, failures, type Fault, parseFault } from "./fault.ts";
export { createSandbox } from "./sandbox.ts";
export type {
  Edit,
  Listener,
  ListenOptions,
  LoggedRequest,
  Sandbox,
  SandboxOptions,
  UnknownCursor,
} from "./types.ts";
