/**
 * Listens for what asks a process to stop.
 *
 * @module
 */

import process from "node:process";
import { InterruptedError } from "./errors.ts";

/** What {@linkcode listenForSignals} returns. */
export interface Interruption {
  /** Aborted by the first signal, with an {@linkcode InterruptedError}. */
  readonly signal: AbortSignal;
  /** Ends the listening. */
  readonly stop: () => void;
}

/**
 * Turns the first SIGINT or SIGTERM into an abort; the second ends the process as usual. What shows the
 * live lines ends the process at the first unless it finds another listener among `process`'s.
 */
export function listenForSignals(): Interruption {
  const controller = new AbortController();
  const listeners = (["SIGINT", "SIGTERM"] as const).map((name) => {
    const listener = () => {
      controller.abort(new InterruptedError(name));
      setTimeout(stop);
    };
    process.on(name, listener);
    return [name, listener] as const;
  });
  const stop = () => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };
  return { signal: controller.signal, stop };
}
