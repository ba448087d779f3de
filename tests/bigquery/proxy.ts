/**
 * Stands between the destination and an emulator: makes requests fail on demand.
 *
 * @module
 */

// @ts-types="../../client/std.d.ts"
import { delay } from "@std/async/delay";
import type { Emulator } from "./emulator.ts";

/** A request on its way to the emulator. */
export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/**
 * What goes wrong. `lost`: the work is done and the answer is not sent. `short`: only the first part
 * of a part of an upload arrives. `less`: the first row of an upload does not arrive. `gone`: the upload is forgotten. `running`: a
 * job is said to be still running. `hung`: nothing is answered for a long time.
 */
export type Failure =
  | "503"
  | "403"
  | "no-billing"
  | "lost"
  | "cut"
  | "short"
  | "less"
  | "gone"
  | "running"
  | "hung"
  | "race"
  | "job-invalid"
  | "job-backendError";

/** A failure and the requests that it hits. */
export interface Fault {
  readonly what: Failure;
  /** Whether it hits a request. */
  readonly match: (request: Passing) => boolean;
  /** How many requests it hits. @default {1} */
  times?: number;
}

/** A proxy that is running. */
export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** What goes wrong from here on. */
  readonly faults: Fault[];
  /** Everything that was asked for. */
  readonly requests: Passing[];
  /**
   * Whether a PATCH with `If-Match` compares the etag and changes the table in one step, as BigQuery
   * does and neither emulator: the one thing that is adapted, for tests of two writers. @default {false}
   */
  isAtomic: boolean;
  /** Told of every request, which is passed on when it is done. */
  onRequest: (request: Passing) => void | Promise<void>;
}

/** The least part of an upload that BigQuery keeps, in bytes. */
const granule = 256 * 1024;
/** How long a hung request hangs, in milliseconds. */
const hang = 2_000;

/** Starts a proxy in front of an emulator. */
export function startProxy({ kind, url: target }: Emulator): Proxy {
  const faults: Fault[] = [];
  const requests: Passing[] = [];
  let lastPatch: Promise<unknown> = Promise.resolve();
  let lastPass: Promise<unknown> = Promise.resolve();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const sent = new Uint8Array(await request.arrayBuffer());
    const isText = !request.url.includes("upload_id") && sent.length < 1_000_000;
    const body = isText ? new TextDecoder().decode(sent) : "";
    const passing = { method: request.method, path: pathname + search, body };
    requests.push(passing);
    await proxy.onRequest(passing);
    const fault = faults.find(({ match, times = 1 }) => times > 0 && match(passing));
    if (fault) fault.times = (fault.times ?? 1) - 1;
    if (fault?.what === "503") return new Response("unavailable", { status: 503 });
    if (fault?.what === "403") return refusal(403, "rateLimitExceeded", "slow down");
    if (fault?.what === "no-billing") {
      return refusal(403, "billingNotEnabled", "Billing has not been enabled for this project");
    }
    if (fault?.what === "hung") {
      await delay(hang);
      return new Response("late", { status: 503 });
    }
    if (fault?.what === "cut") return broken();
    if (fault?.what === "running") return Response.json({ status: { state: "RUNNING" } });
    if (fault?.what === "gone") return new Response("gone", { status: 410 });
    if (fault?.what === "race") {
      const message = "Could not serialize access to table test:ws.x due to concurrent update";
      return refusal(400, "invalidQuery", message);
    }
    if (fault?.what.startsWith("job-")) return failedJob(fault.what.slice(4));

    const isShort = fault?.what === "short";
    const headers = new Headers(request.headers);
    let forwarded = sent;
    if (fault?.what === "less") {
      forwarded = sent.slice(sent.indexOf("\n".charCodeAt(0)) + 1);
      headers.set("content-range", `bytes 0-${forwarded.length - 1}/${forwarded.length}`);
    }
    if (isShort) {
      const [, first, total] = /(\d+)-\d+\/(\d+)$/.exec(headers.get("content-range")!)!;
      const last = Number(first) + granule - 1;
      headers.set("content-range", `bytes ${first}-${last}/${total}`);
      forwarded = sent.slice(0, granule);
    }
    headers.delete("host");
    headers.delete("content-length");
    const forward = async () => {
      const response = await fetch(target + passing.path, {
        method: request.method,
        headers,
        redirect: "manual",
        ...(request.method !== "GET" && { body: forwarded }),
      });
      return { response, answer: new Uint8Array(await response.arrayBuffer()) };
    };
    const pass = () => {
      if (kind.readsAlongside) return forward();
      const turn = lastPass.then(forward);
      lastPass = turn.catch(() => {});
      return turn;
    };
    const etag = proxy.isAtomic ? request.headers.get("if-match") : null;
    const passIfMatching = async () => {
      const { response, answer } = await fetch(target + passing.path)
        .then(async (response) => ({ response, answer: await response.json() }));
      if (response.ok && answer.etag === etag) return await pass();
      const refused = refusal(412, "conditionNotMet", "Precondition Failed");
      return { response: refused, answer: new Uint8Array(await refused.clone().arrayBuffer()) };
    };
    const turn = etag === null ? pass() : lastPatch.then(passIfMatching);
    if (etag !== null) lastPatch = turn.catch(() => {});
    const { response, answer } = await turn;
    if (fault?.what === "lost") return broken();
    const answerHeaders = new Headers(response.headers);
    answerHeaders.delete("content-length");
    const location = answerHeaders.get("location");
    if (location) answerHeaders.set("location", location.replace(/^https?:\/\/[^/]+/, url));
    return new Response(answer.length > 0 ? answer : null, {
      status: response.status,
      headers: answerHeaders,
    });
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const proxy: Proxy = {
    url,
    faults,
    requests,
    isAtomic: false,
    onRequest: () => {},
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return proxy;
}

function refusal(code: number, reason: string, message: string): Response {
  return Response.json({ error: { code, message, errors: [{ reason }] } }, { status: code });
}

/** The answer of a load job that failed. */
function failedJob(reason: string): Response {
  const message = "Error while reading data";
  const errors = [{ reason, message: "Row 7: the value of amount is no number" }];
  return Response.json({ status: { state: "DONE", errorResult: { reason, message }, errors } });
}

/** An answer whose connection breaks in the middle of the body. */
function broken(): Response {
  let sent = false;
  const body = new ReadableStream({
    async pull(controller) {
      if (sent) return controller.error("Cut on purpose");
      sent = true;
      controller.enqueue(new TextEncoder().encode("{"));
      await delay(1);
    },
  });
  return new Response(body, { status: 200 });
}
