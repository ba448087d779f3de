/**
 * Decides which fault hits a request, and breaks the response.
 *
 * @module
 */

import type { Resource } from "@workspace-sync/sdk";
import { recordFailures } from "./fault.ts";
import type { Failure, Fault } from "./fault.ts";
import type { Row } from "./_table.ts";
import { wait } from "./_wait.ts";

/** Counts requests and hits, so that a plan itself never changes. */
export class FaultCounter {
  readonly #requests = new Map<string, number>();
  readonly #hits = new WeakMap<Fault, number>();

  /** Counts a request to a table and returns the first fault of the plan that hits it. */
  next(plan: readonly Fault[], table: string): Fault | undefined {
    const request = (this.#requests.get(table) ?? 0) + 1;
    this.#requests.set(table, request);
    const fault = plan.find((each) =>
      (each.table === undefined || each.table === table) && request >= (each.from ?? 1) &&
      (this.#hits.get(each) ?? 0) < (each.times ?? 1)
    );
    if (fault) this.#hits.set(fault, (this.#hits.get(fault) ?? 0) + 1);
    return fault;
  }
}

/** Writes a `Retry-After`: seconds, or the date that is that many seconds away. */
export function retryAfter(wait: number | { readonly date: number }, now: number): string {
  return typeof wait === "number" ? String(wait) : new Date(now + wait.date * 1000).toUTCString();
}

/** Returns the body of a broken response in place of the page. */
export function broken(
  page: Uint8Array<ArrayBuffer>,
  fault: Fault & { readonly what: Failure },
  resource: Resource,
): BodyInit {
  const { items, hasMore } = resource.pagination;
  const half = page.slice(0, Math.ceil(page.length / 2));
  if (recordFailures.has(fault.what)) return JSON.stringify(changed(page, fault, resource));
  switch (fault.what) {
    case "reset":
      return stream([], new Error("The connection was reset"));
    case "cut":
      return stream([half], new Error("The connection was cut"));
    case "truncated":
      return half;
    case "hung":
      return stream([half], "hang");
    case "slow":
      return stream(pieces(page, 8), "close", fault.delay ?? 100);
    case "html":
      return "<!doctype html><title>Service</title><h1>Be right back</h1>";
    case "empty-more":
      return JSON.stringify({ [items]: [], [hasMore]: true });
    default:
      return JSON.stringify({ data: null });
  }
}

function pieces(bytes: Uint8Array<ArrayBuffer>, count: number): Uint8Array<ArrayBuffer>[] {
  const size = Math.ceil(bytes.length / count);
  return Array.from({ length: count }, (_, at) => bytes.slice(at * size, (at + 1) * size));
}

/** Sends chunks one by one, then closes, hangs until the client goes away, or breaks off. */
function stream(
  chunks: readonly Uint8Array<ArrayBuffer>[],
  end: "close" | "hang" | Error,
  pause = 0,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const rest = [...chunks];
  const gone = new AbortController();
  return new ReadableStream({
    async pull(controller) {
      const chunk = rest.shift();
      if (chunk) {
        controller.enqueue(chunk);
        // A piece must be sent before the next is queued, or the server sends both or neither.
        await wait(pause, gone.signal);
      } else if (end === "hang") {
        await wait(Infinity, gone.signal);
      } else if (end === "close") {
        controller.close();
      } else {
        controller.error(end);
      }
    },
    cancel: () => gone.abort(),
  });
}

function changed(page: Uint8Array, fault: Fault, resource: Resource): unknown {
  const { items, cursorField } = resource.pagination;
  const envelope = JSON.parse(new TextDecoder().decode(page)) as Record<string, Row[]>;
  const records = envelope[items]!;
  const chosen = fault.record === "all" ? undefined : fault.record ?? 0;
  const at = chosen !== undefined && chosen < 0 ? records.length + chosen : chosen;
  return {
    ...envelope,
    [items]: records.map((record, index) =>
      at === undefined || at === index
        ? changeRecord(record, fault.what as Failure, cursorField)
        : record
    ),
  };
}

function changeRecord(record: Row, failure: Failure, cursorField: string): Row {
  const { [cursorField]: id, ...rest } = record;
  switch (failure) {
    case "extra":
      return withExtra(record) as Row;
    case "missing":
      return { [cursorField]: id };
    case "no-id":
      return rest;
    case "null-id":
      return { ...record, [cursorField]: null };
    default:
      return { [cursorField]: id, ...mapValues(rest, otherType) };
  }
}

function withExtra(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return {
    ...mapValues(value as Row, withExtra),
    futureField: { note: "Not in the spec", n: 1.5 },
  };
}

function otherType(value: unknown): unknown {
  switch (typeof value) {
    case "number":
    case "boolean":
      return "not this type";
    case "string":
      return { text: value };
    default:
      return value === null ? value : "neither an object nor an array";
  }
}

function mapValues(record: Row, change: (value: unknown) => unknown): Row {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
