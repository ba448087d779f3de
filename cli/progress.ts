/**
 * Shows on stderr how far each resource has come: one live line each on a terminal, JSON lines
 * elsewhere.
 *
 * @module
 */

import { createLogUpdate } from "log-update";
import process from "node:process";
import type { Resource } from "../client/resource.ts";
import type { Progress } from "../loader/sync.ts";
import { outcomeOf } from "./summary.ts";

/** Shows progress. */
export interface ProgressDisplay {
  /** Takes a step into account. */
  readonly update: (progress: Progress) => void;
  /** Stops showing; may be called twice. */
  readonly stop: () => void;
}

/** Time between two paintings of the live lines, in milliseconds. */
const frame = 100;
/** Time between two JSON lines about the same resource, in milliseconds. */
const pause = 5_000;

/** Creates the display that fits where stderr goes to. */
export function createProgress(resources: readonly Resource[], json: boolean): ProgressDisplay {
  return !json && Deno.stderr.isTerminal() ? liveLines(resources) : jsonLines();
}

function liveLines(resources: readonly Resource[]): ProgressDisplay {
  const latest = new Map<string, Progress>();
  const width = Math.max(...resources.map(({ name }) => name.length));
  const log = createLogUpdate(process.stderr);
  let changed = true;
  const paint = () => {
    if (!changed) return;
    changed = false;
    log(
      resources.map(({ name }) => `${name.padEnd(width)}  ${describe(latest.get(name))}`).join(
        "\n",
      ),
    );
  };
  const timer = setInterval(paint, frame);
  let stopped = false;
  return {
    update: (progress) => {
      latest.set(progress.resource, progress);
      changed = true;
    },
    stop: () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      log.clear();
      log.done();
    },
  };
}

function describe(progress: Progress | undefined): string {
  if (progress === undefined) return "waiting";
  if (progress.record !== undefined) return outcomeOf(progress.record);
  const { records, pages } = progress.checkpoint!;
  return `${progress.phase} ${records.toLocaleString("en")} records, ${
    pages.toLocaleString("en")
  } pages`;
}

function jsonLines(): ProgressDisplay {
  const written = new Map<string, number>();
  return {
    update: ({ resource, phase, checkpoint, record }) => {
      const now = Date.now();
      const before = written.get(resource);
      if (before === undefined) written.set(resource, now);
      if (phase !== "done" && now - (before ?? now) < pause) return;
      written.set(resource, now);
      const { pages, records } = checkpoint ?? {};
      const { status, error } = record ?? {};
      console.error(
        JSON.stringify({ type: "progress", resource, phase, records, pages, status, error }),
      );
    },
    stop: () => {},
  };
}
