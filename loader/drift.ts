/**
 * Counts the records of a sweep that differ from the spec.
 *
 * @module
 */

import type { Column, Resource } from "@workspace-sync/sdk";
import type { Chunk } from "./chunks.ts";
import { DriftError } from "./errors.ts";
import { isReject, type OnDrift, type Reject, type Row, valuesOf } from "./shape.ts";

/** Most kinds of differences that are told apart in a resource. */
const maxKinds = 20;

/** What of a sweep differs from the spec. */
export class Drift {
  /** Where and how, without what: `amount: Not a number`. */
  readonly kinds: Set<string> = new Set();
  readonly #resource: Resource;
  #count = 0;
  #first: Row | Reject | undefined;

  /** Begins with nothing. */
  constructor(resource: Resource) {
    this.#resource = resource;
  }

  /** Takes note of a kind of difference. */
  readonly meet: OnDrift = (path, reason) => {
    if (this.kinds.size < maxKinds) this.kinds.add(path ? `${path}: ${reason}` : reason);
  };

  /** Takes a chunk into account. */
  add({ rows, rejects }: Chunk): void {
    const differing = [...rows.filter(differs), ...rejects];
    this.#count += differing.length;
    this.#first ??= differing.toSorted((one, other) => one.seq - other.seq)[0];
  }

  /**
   * Stops a strict sync.
   *
   * @throws {DriftError} when a record differs from the spec; it says how many do, and how the first one does.
   */
  refuse(): void {
    if (this.#first === undefined) return;
    const one = this.#count === 1;
    throw new DriftError(
      `Cannot sync ${this.#resource.name}: ${this.#count.toLocaleString("en")} ` +
        `${one ? "record differs" : "records differ"} from the spec, ${one ? "" : "first "}` +
        `${
          describe(this.#first, this.#resource)
        }; nothing was merged; sync without --strict to set it aside`,
    );
  }
}

function differs({ hasIssues, hasExtra, unknownItem }: Row): boolean {
  return hasIssues || hasExtra || unknownItem !== undefined;
}

function describe(shaped: Row | Reject, { columns }: Resource): string {
  if (isReject(shaped)) return `record ${shaped.seq + 1} of the list: ${shaped.reason}`;
  const record = `record ${shaped.key.join(", ")}`;
  const [extra, issues] = valuesOf(shaped).slice(-2).map((value) => JSON.parse(value as string));
  if (shaped.hasIssues) {
    const [{ path, reason }] = issues;
    return `'${path}' of ${record}: ${reason}`;
  }
  const field = shaped.hasExtra ? firstPath(extra, columns) : shaped.unknownItem;
  return `'${field}' of ${record}: Not in the spec`;
}

/** The path of the first new field; objects around it that the spec knows hold nothing else. */
function firstPath(extra: unknown, columns: readonly Column[]): string {
  const path: string[] = [];
  const isKnown = (column: Column) =>
    column.path.length > path.length && path.every((name, depth) => name === column.path[depth]);
  for (let value = extra as Record<string, unknown>; columns.some(isKnown);) {
    const name = Object.keys(value)[0]!;
    path.push(name);
    value = value[name] as Record<string, unknown>;
  }
  return path.join(".");
}
