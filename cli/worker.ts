/**
 * Runs a command in the worker that `confined.ts` starts, and sends it the exit code.
 *
 * @module
 */

import { carryOut } from "./invocation.ts";

const worker = self as unknown as Worker;
worker.onmessage = async ({ data }) => worker.postMessage(await carryOut(data));
