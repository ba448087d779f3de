/**
 * Runs the sandbox command.
 *
 * @module
 */

import { sandboxCommand } from "./command.ts";

if (import.meta.main) Deno.exit(await sandboxCommand(Deno.args));
