/**
 * Syncs into a destination, from its opening to its closing.
 *
 * @module
 */

import type { Destination, RunReport } from "@workspace-sync/loader";
import type { Alerts } from "./alerts/alerts.ts";

/**
 * Opens a destination, syncs into it, lets alerts see how that has ended, and closes it.
 *
 * @throws what opening, syncing or closing throws.
 */
export async function syncInto(
  open: () => Promise<Destination>,
  work: (destination: Destination) => Promise<RunReport>,
  alerts: Alerts | undefined,
): Promise<RunReport> {
  let destination: Destination | undefined;
  try {
    destination = await open();
    const report = await work(destination);
    await alerts?.review({ report }, destination);
    return report;
  } catch (error) {
    await alerts?.review({ error }, destination);
    throw error;
  } finally {
    await destination?.close(); // Nothing is called synced before it is known to be kept.
  }
}
