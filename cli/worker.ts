/**
 * Runs the command line in the worker that `confined.ts` starts, and sends it the exit code.
 *
 * @module
 */

import { main } from "./main.ts";

(self as unknown as Worker).postMessage(await main(Deno.args));
