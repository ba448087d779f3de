/**
 * What is running now: the part of the page that is renewed all the time.
 *
 * @module
 */

import { html } from "hono/html";
import type { ResourceState, RunState } from "../run_state.ts";
import { count, counted, duration, type Html } from "./words.ts";

/** A sync that is under way in this process. */
export interface Running {
  /** Which part of the lists it reads. */
  readonly kind: "complete" | "quick";
  /** How far it has come. */
  readonly state: RunState;
}

/** What is known of the syncs that are under way. */
export interface Now {
  /** Those of this process; `undefined` when it runs none itself. */
  readonly running: readonly Running[] | undefined;
  /** Whether somebody else writes into the destination, as far as that is known. */
  readonly isBusy: boolean;
  /** A monotonic clock, in milliseconds. */
  readonly clock: number;
}

/** Tells what is running. */
export function nowPart({ running, isBusy, clock }: Now): Html {
  if (running === undefined) {
    const hint = isBusy
      ? "A sync seems to be running: another process has the file open."
      : "Syncs run in other processes; this page shows them when they have ended.";
    return html`<p class="idle">${hint}</p>`;
  }
  if (running.length === 0) return html`<p class="idle">Nothing is running.</p>`;
  return html`${running.map((each) => runningPart(each, clock))}`;
}

function runningPart({ kind, state }: Running, clock: number): Html {
  const { resources, rate } = state;
  const done = resources.filter(({ phase }) => phase === "done").length;
  const records = resources.reduce((sum, each) => sum + each.records, 0);
  const speed = rate ? `, ${count(Math.round(rate))} records per second` : "";
  return html`
    <p
      class="running"><span class="pulse" aria-hidden="true"></span> <strong>${kind === "quick"
        ? "Quick"
        : "Complete"} sync, for ${duration(clock - state.startedAt)}</strong>: ${done} of ${counted(
          resources.length,
          "table",
        )}, ${counted(records, "record")}${speed}</p>
    <ul class="progress">${resources.filter(isUnderWay).map(resourceItem)}</ul>
  `;
}

function isUnderWay({ phase }: ResourceState): boolean {
  return phase !== "waiting" && phase !== "done";
}

function resourceItem({ name, phase, records, expected }: ResourceState): Html {
  const known = expected === undefined ? "" : ` of about ${count(expected)}`;
  const value = html`
    value="${String(Math.min(records, expected ?? 0))}"
  `;
  return html`<li><span class="name">${name}</span> <progress aria-label="${name}"${
    expected ? value : ""
  } max="${String(expected || 1)}"></progress> <span class="what">${phase}, ${
    count(records)
  }${known}</span></li>`;
}
