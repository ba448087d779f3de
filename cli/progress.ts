/**
 * Shows on stderr how far a run has come: live lines on a terminal, JSON lines elsewhere.
 *
 * @module
 */

import { createLogUpdate } from "log-update";
import process from "node:process";
import type { Progress } from "@workspace-sync/loader";
import type { ClientEvent, Clock, Resource } from "@workspace-sync/sdk";
import { realClock } from "@workspace-sync/sdk/internal";
import { liveLines } from "./live_lines.ts";
import { RunState } from "./run_state.ts";

/** Shows progress. */
export interface ProgressDisplay {
  /** Takes a step into account. */
  readonly update: (progress: Progress) => void;
  /** Takes an event of the client into account. */
  readonly event: (event: ClientEvent) => void;
  /** Stops showing; may be called twice. */
  readonly stop: () => void;
}

/** Options for {@linkcode createProgress}. */
export interface ProgressOptions {
  /** Whether to write JSON lines even on a terminal. @default {false} */
  readonly json?: boolean;
  /** The workspace of the config file, to be named in JSON lines. @default {none} */
  readonly workspace?: string | undefined;
  /** Times what is shown; a test brings its own. @default {realClock} */
  readonly clock?: Clock;
}

/** Time between two paintings of the live lines, in milliseconds. */
const frame = 100;
/** Time between two JSON lines about the same resource, in milliseconds. */
const pause = 5_000;

/** Creates the display that suits where stderr goes. */
export function createProgress(
  resources: readonly Resource[],
  { json = false, workspace, clock = realClock }: ProgressOptions = {},
): ProgressDisplay {
  return !json && Deno.stderr.isTerminal()
    ? paintedLines(resources, clock)
    : jsonLines(workspace, clock);
}

function paintedLines(resources: readonly Resource[], clock: Clock): ProgressDisplay {
  const state = new RunState(resources, clock.now());
  const log = createLogUpdate(process.stderr);
  const paint = () => {
    const now = clock.now();
    state.tick(now);
    const { columns, rows } = process.stderr; // Zero where nobody has said how large it is.
    log(liveLines(state, { columns: columns || 80, rows: rows || 24 }, now).join("\n"));
  };
  const timer = setInterval(paint, frame);
  let stopped = false;
  return {
    update: (progress) => state.step(progress),
    event: (event) => state.event(event, clock.now()),
    stop: () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      log.clear();
      log.done();
    },
  };
}

function jsonLines(workspace: string | undefined, clock: Clock): ProgressDisplay {
  const written = new Map<string, number>();
  return {
    update: ({ resource, phase, checkpoint, expected, record }) => {
      const now = clock.now();
      const before = written.get(resource);
      if (before === undefined) written.set(resource, now);
      if (phase !== "done" && now - (before ?? now) < pause) return;
      written.set(resource, now);
      const { pages, records } = checkpoint ?? {};
      const { status, error } = record ?? {};
      console.error(JSON.stringify({
        ...{
          type: "progress",
          workspace,
          resource,
          phase,
          records,
          expected,
          pages,
          status,
          error,
        },
      }));
    },
    event: () => {},
    stop: () => {},
  };
}
