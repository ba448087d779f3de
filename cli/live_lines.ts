/**
 * The live lines: one for each resource that there is room for, and one for the whole run.
 *
 * @module
 */

import type { ResourceState, RunState } from "./run_state.ts";
import { outcomeOf } from "./summary.ts";

/** The size of a terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Cells of a bar. */
const barWidth = 10;
/** Width of the longest phase. */
const phaseWidth = "preparing".length;
/** Width of the number of a million records. */
const countWidth = "1,000,000".length;

/**
 * Returns the live lines of a run: as many from its first to its last moment, no more than fit above
 * the cursor, none wider than the terminal.
 */
export function liveLines(state: RunState, { columns, rows }: Size, now: number): string[] {
  return [...resourceLines(state.resources, rows - 2), runLine(state, now)]
    .slice(-Math.max(1, rows - 1))
    .map((line) => line.slice(0, columns).trimEnd());
}

/** A line for each resource; when they do not fit, those under way first, and a count of the rest. */
function resourceLines(resources: readonly ResourceState[], room: number): string[] {
  const width = Math.max(...resources.map(({ name }) => name.length));
  if (resources.length <= room) return resources.map((resource) => resourceLine(resource, width));
  const byInterest = resources.toSorted((a, b) => interestOf(a) - interestOf(b));
  const slots = Math.max(0, room - 1);
  const shown = new Set(byInterest.slice(0, slots));
  return [
    ...resources.filter((resource) => shown.has(resource)).map((resource) =>
      resourceLine(resource, width)
    ),
    restLine(byInterest.slice(slots)),
  ];
}

function interestOf({ phase }: ResourceState): number {
  if (phase === "waiting") return 1;
  return phase === "done" ? 2 : 0;
}

function resourceLine(resource: ResourceState, width: number): string {
  const { name, phase, records, expected, record } = resource;
  const known = expected === undefined ? "" : `of ${count(expected).padStart(countWidth)}`;
  const cells = [name.padEnd(width), statusOf(resource).padEnd(phaseWidth)];
  if (record !== undefined) {
    const outcome = record.status === "succeeded" ? outcomeOf(record) : "";
    return [...cells, count(records).padStart(countWidth), outcome].join("  ");
  }
  const read = phase === "waiting" ? "" : count(records);
  const bar = expected === undefined ? "" : barOf(shareOf(resource));
  return [...cells, `${read.padStart(countWidth)} ${known}`, bar].join("  ");
}

function statusOf({ phase, record }: ResourceState): string {
  if (record === undefined) return phase;
  if (record.status === "succeeded") return "done";
  return record.status === "interrupted" ? "stopped" : record.status;
}

function restLine(rest: readonly ResourceState[]): string {
  const byStatus = Map.groupBy(rest, statusOf);
  return `and ${[...byStatus].map(([status, { length }]) => `${length} ${status}`).join(", ")}`;
}

function runLine(state: RunState, now: number): string {
  const { resources, rate } = state;
  const records = sum(resources.map(({ records }) => records));
  const cells = [
    elapsed(now - state.startedAt).padStart(7),
    `${count(records).padStart(countWidth)} records`,
  ];
  const pause = state.pause(now);
  if (pause > 0) {
    return [...cells, `paused by the API for ${Math.ceil(pause / 1000)} s`].join("  ");
  }
  cells.push(rate === undefined ? " ".repeat(9) : `${count(Math.round(rate)).padStart(7)}/s`);
  if (resources.every(({ expected, record }) => expected !== undefined || record !== undefined)) {
    const left = sum(resources.map(leftOf));
    const share = records + left === 0 ? 1 : records / (records + left);
    cells.push(barOf(share), `${Math.floor(share * 100)} %`.padStart(5));
    if (rate && left > 0) cells.push(`${duration(left * 1000 / rate)} left`);
  }
  return cells.join("  ");
}

/** Records that are still to be read, if there are as many as last time. */
function leftOf({ phase, records, expected = 0 }: ResourceState): number {
  return phase === "merging" || phase === "done" ? 0 : Math.max(0, expected - records);
}

function shareOf(resource: ResourceState): number {
  const left = leftOf(resource);
  return left === 0 && resource.phase !== "waiting" && resource.phase !== "preparing"
    ? 1
    : resource.records / Math.max(1, resource.records + left);
}

function barOf(share: number): string {
  const full = Math.floor(share * barWidth);
  return "█".repeat(full) + "░".repeat(barWidth - full);
}

function count(number: number): string {
  return number.toLocaleString("en");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** A time as `1:05` or `1:00:05`. */
function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  const [first, ...rest] = hours > 0 ? [hours, ...parts] : parts;
  return [first, ...rest.map((part) => String(part).padStart(2, "0"))].join(":");
}

/** A time in words, rounded up so that it does not change with every frame. */
function duration(ms: number): string {
  const seconds = Math.ceil(ms / 5_000) * 5;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
