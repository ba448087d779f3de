/**
 * Opens destinations that may not be there yet.
 *
 * @module
 */

import { type Destination, openDestination } from "@workspace-sync/loader";
import { DestinationError } from "@workspace-sync/loader/errors";

/** Opens a destination for reading; `undefined` where there is none yet. */
export async function openIfThere(address: string): Promise<Destination | undefined> {
  try {
    return await openDestination(address, { readOnly: true });
  } catch (error) {
    if (error instanceof DestinationError && error.reason === "absent") return undefined;
    throw error;
  }
}
