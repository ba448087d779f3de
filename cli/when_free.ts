/**
 * Waits for a file that another process has open.
 *
 * @module
 */

import { DestinationError } from "@workspace-sync/loader/errors";
import { realClock } from "@workspace-sync/sdk/internal";
import { lineOf } from "./errors.ts";

/** How often the file is tried, in milliseconds. */
const pause = 250;

/**
 * Opens a destination as soon as nobody else has it open; what it waits for is said on stderr.
 *
 * @param patience Longest time to wait, in milliseconds.
 */
export async function whenFree<Opened>(
  open: () => Promise<Opened>,
  patience: number,
  { now, delay } = realClock,
): Promise<Opened> {
  const end = now() + patience;
  for (let isFirst = true;; isFirst = false) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof DestinationError) || error.reason !== "locked") throw error;
      const seconds = Math.round(patience / 1000);
      if (now() >= end) {
        throw new DestinationError(
          `${lineOf(error)}; waited ${seconds} s, --wait 10m waits longer`,
          "locked",
          { cause: error },
        );
      }
      if (isFirst) console.error(`${lineOf(error)}. Waiting up to ${seconds} s`);
      await delay(pause);
    }
  }
}
