/**
 * Judges which alerts a sync opens, and which it closes.
 *
 * @module
 */

import type { AlertRecord, ResourceRecord } from "@workspace-sync/loader";
import { MassDeleteError } from "@workspace-sync/loader/errors";

/** What is known after a sync. */
export interface Observed {
  /** Names of the resources that are synced. */
  readonly resources: readonly string[];
  /** Why it failed; `undefined` when it did not. */
  readonly failure: Failure | undefined;
  /** How the resources ended; none when the sync did not get so far. */
  readonly records: readonly ResourceRecord[];
  /** Why resources were not synced, by name. */
  readonly errors: ReadonlyMap<string, unknown>;
  /** How records differ from the spec, by the name of their resource. */
  readonly drift: ReadonlyMap<string, readonly string[]>;
  /** The tables that are too old, and since when they are as they are; `undefined` when that is not known. */
  readonly stale: ReadonlyMap<string, Date> | undefined;
}

/** Why a sync failed, and nothing of a record. */
export interface Failure {
  /** The first resource that failed; `null` when the sync did not get so far. */
  readonly resource: string | null;
  /** Name of the error's class. */
  readonly error: string;
}

/** How {@linkcode judge} judges. */
export interface JudgeOptions {
  /** Failures in a row that open an alert. */
  readonly after: number;
  /** The time. */
  readonly now: Date;
}

/** Something that is wrong. */
type Problem = Pick<AlertRecord, "alert" | "kind" | "resource" | "detail" | "since">;

/** Returns the last state of each alert; of two at one time the later one. */
export function lastOf(records: Iterable<AlertRecord>): Map<string, AlertRecord> {
  const last = new Map<string, AlertRecord>();
  for (const record of records) {
    const other = last.get(record.alert);
    if (other && other.changed_at > record.changed_at) continue;
    last.set(record.alert, record);
  }
  return last;
}

/** Says whether the webhook was not told yet how an alert stands. */
export function isUntold({ status, told }: AlertRecord): boolean {
  return status !== "counting" && status !== told;
}

/**
 * Returns the alerts that change, as they stand then.
 *
 * @param known How they stood before, by name.
 */
export function judge(
  known: ReadonlyMap<string, AlertRecord>,
  observed: Observed,
  { after, now }: JudgeOptions,
): AlertRecord[] {
  const problems = problemsIn(observed, now);
  const begun = problems.filter(({ alert }) => known.get(alert)?.status !== "open").map(
    (problem): AlertRecord => {
      const before = known.get(problem.alert);
      const failures = problem.kind === "failing" ? (before?.failures ?? 0) + 1 : 0;
      return {
        ...problem,
        since: before?.status === "counting" ? before.since : problem.since,
        status: problem.kind !== "failing" || failures >= after ? "open" : "counting",
        told: before?.told ?? "closed",
        failures,
        changed_at: now,
      };
    },
  );
  const names = new Set(problems.map(({ alert }) => alert));
  const over = [...known.values()].filter((before) =>
    before.status !== "closed" && !names.has(before.alert) && isOver(before, observed)
  ).map((before): AlertRecord => ({ ...before, status: "closed", failures: 0, changed_at: now }));
  return [...begun, ...over];
}

function problemsIn({ failure, errors, drift, stale }: Observed, now: Date): Problem[] {
  const problems: Problem[] = [];
  const add = (
    kind: AlertRecord["kind"],
    resource: string | null,
    { detail = null, since = now }: { detail?: string | null; since?: Date } = {},
  ) => {
    const named = kind === "drift" ? detail : null; // Two kinds of drift are two alerts.
    const parts = kind === "failing" ? [kind] : [kind, resource, named];
    const alert = parts.filter((part) => part !== null).join(" ");
    problems.push({ alert, kind, resource, detail, since });
  };
  if (failure) add("failing", failure.resource, { detail: failure.error });
  for (const [resource, error] of errors) {
    if (error instanceof MassDeleteError) add("mass_delete", resource);
  }
  for (const [resource, since] of stale ?? []) add("stale", resource, { since });
  for (const [resource, kinds] of drift) {
    for (const detail of new Set(kinds.map(printable))) add("drift", resource, { detail });
  }
  return problems;
}

/** Whether an alert that a sync gave no reason for is over: the sync must have looked. */
function isOver({ kind, resource }: AlertRecord, observed: Observed): boolean {
  if (kind === "failing") return observed.failure === undefined;
  if (kind === "stale") {
    return observed.stale !== undefined && observed.resources.includes(resource!);
  }
  const record = observed.records.find((each) => each.resource === resource);
  if (record?.status !== "succeeded" || record.quick) return false;
  // What an earlier run has read of the sweep may differ.
  return kind !== "drift" || record.resumed === 0;
}

/** Leaves of a name that an API has chosen what no chat takes for a command, a mention or a link. */
function printable(name: string): string {
  return name.replace(/[^\p{L}\p{N}_.:(), -]/gu, "?").slice(0, 120);
}
