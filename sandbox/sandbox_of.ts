/**
 * The sandbox of any API that a registry and record schemas describe.
 *
 * @module
 */

import type { Identity, Resource } from "@workspace-sync/sdk";
import { broken, FaultCounter, retryAfter } from "./_faults.ts";
import { List, Refusal } from "./_list.ts";
import { PageWriter } from "./_page_writer.ts";
import { hash, Ids, mix } from "./_random.ts";
import type { Row, Table } from "./_table.ts";
import { wait } from "./_wait.ts";
import { createWorld } from "./_world.ts";
import type { Fault } from "./fault.ts";
import type { Api, LoggedRequest, Sandbox, SandboxOptions } from "./types.ts";

interface Served {
  readonly resource: Resource;
  readonly table: Table;
  readonly list: List;
  pages: number;
}

interface Answer {
  readonly status: number;
  readonly body: BodyInit;
  readonly headers?: Record<string, string>;
  readonly fault?: Fault;
}

/**
 * Makes the sandbox of an API.
 *
 * @throws {RangeError} when an option names an unknown table or is out of range.
 */
export function createSandboxOf(api: Api, options: SandboxOptions = {}): Sandbox {
  const { token = "sandbox-token", latency = 0, now = Date.now } = options;
  const { unknownCursor = "400", workspace = workspaceOf(options.seed ?? 1) } = options;
  const tables = createWorld(api, options);
  const byPath = new Map<string, Served>();
  for (const [name, table] of tables) {
    const resource = api.resources[name]!;
    const list = new List(resource, api.schemas[name] ?? {}, table, unknownCursor);
    byPath.set(resource.path, { resource, table, list, pages: 0 });
  }
  const served = new Map([...byPath.values()].map((each) => [each.resource.name, each]));
  const find = (table: string): Served => served.get(table) ?? unknownTable(table, served.keys());
  const faults = [...options.faults ?? []];
  const edits = [...options.edits ?? []];
  for (const { table } of [...faults, ...edits]) if (table !== undefined) find(table);
  const counter = new FaultCounter();
  const writer = new PageWriter();
  const allowed = allowance(options.rate ?? Infinity, now);
  const requests: LoggedRequest[] = [];

  const sandbox: Sandbox = {
    token,
    workspace,
    faults,
    edits,
    requests,
    async fetch(request) {
      const url = new URL(request.url);
      const asked = byPath.get(url.pathname);
      const pages = asked?.pages;
      const { status, body, headers, fault } = answer(request, url, asked);
      requests.push({
        ...(asked && { table: asked.resource.name }),
        path: url.pathname,
        query: url.search.slice(1),
        status,
        ...(fault && { fault }),
      });
      const id = `sandbox-${requests.length}`;
      // The response copies the page, so the next page may be written over it.
      const response = new Response(body, {
        status,
        headers: { "content-type": "application/json", ...headers, "x-request-id": id },
      });
      if (asked && asked.pages !== pages) edit(asked);
      if (latency > 0) await wait(latency, request.signal);
      return response;
    },
    listen: ({ port = 0, hostname = "127.0.0.1" } = {}) => {
      const stop = new AbortController();
      const server = Deno.serve({
        port,
        hostname,
        signal: stop.signal,
        onListen: () => {},
        // The cut is on purpose; there is nobody to report it to.
        onError: () => new Response(null, { status: 500 }),
      }, sandbox.fetch);
      const close = async () => {
        stop.abort();
        await server.finished;
      };
      const url = `http://${hostname}:${server.addr.port}`;
      return { url, token, close, [Symbol.asyncDispose]: close };
    },
    records: (name) => {
      const { table } = find(name);
      return table.rows.map((row) => table.record(row));
    },
    insert: (name, records) => {
      const { table, list } = find(name);
      const given = typeof records === "number" ? Array(records).fill({}) as Row[] : records;
      list.forget();
      return given.map((fields) => table.insert(fields));
    },
    update: (name, id, patch) => {
      const { table, list } = find(name);
      list.forget();
      return table.update(id, patch) ?? unknownRecord("update", name, id);
    },
    delete: (name, id) => {
      const { table, list } = find(name);
      list.forget();
      if (!table.delete(id)) unknownRecord("delete", name, id);
    },
  };

  function answer(request: Request, url: URL, asked: Served | undefined): Answer {
    if (request.headers.get("authorization") !== `Bearer ${token}`) {
      return failure(401, "The API key is missing or not known");
    }
    const isIdentity = url.pathname === api.identity?.path;
    if (!asked && !isIdentity) return failure(404, `There is no ${url.pathname}`);
    if (request.method !== "GET") return failure(405, `${request.method} is not supported`);
    if (!allowed()) return failure(429, "Too many requests", waiting(options.retryAfter));
    if (!asked) return { status: 200, body: JSON.stringify(identityBody()) };
    const fault = counter.next(faults, asked.resource.name);
    if (typeof fault?.what === "number") {
      const headers = waiting(fault.retryAfter);
      return { ...failure(fault.what, "Something is wrong on purpose", headers), fault };
    }
    try {
      const { rows, hasMore } = asked.list.page(url.searchParams);
      const page = writer.write(asked.resource, asked.table, rows, hasMore);
      if (!fault) {
        asked.pages++;
        return { status: 200, body: page };
      }
      const failing = { ...fault, what: fault.what as Exclude<Fault["what"], number> };
      const headers = fault.what === "html" ? { "content-type": "text/html" } : {};
      return { status: 200, body: broken(page, failing, asked.resource), headers, fault };
    } catch (error) {
      if (error instanceof Refusal) return failure(error.status, error.message);
      throw error;
    }
  }

  function identityBody(): Record<string, string> {
    return { [api.identity!.id]: workspace.id, [api.identity!.name]: workspace.name };
  }

  function waiting(wait: Fault["retryAfter"]): Record<string, string> {
    return wait === undefined ? {} : { "retry-after": retryAfter(wait, now()) };
  }

  function edit({ resource, pages }: Served): void {
    for (const each of edits) {
      if (each.table === resource.name && each.after === pages) each.do(sandbox);
    }
  }

  return sandbox;
}

/** Sandboxes of one seed are one workspace, on whatever port they listen. */
function workspaceOf(seed: number): Identity {
  return { id: new Ids(mix(hash("workspace"), seed)).idAt(0), name: `Sandbox ${seed}` };
}

function failure(status: number, message: string, headers?: Record<string, string>): Answer {
  return { status, body: JSON.stringify({ status, message }), ...(headers && { headers }) };
}

/** Returns what says whether one more request is within the rate of the running second. */
function allowance(rate: number, now: () => number): () => boolean {
  let second = 0;
  let count = 0;
  return () => {
    const current = Math.floor(now() / 1000);
    if (current !== second) count = 0;
    second = current;
    return ++count <= rate;
  };
}

function unknownTable(name: string, known: Iterable<string>): never {
  throw new RangeError(`Cannot find the table '${name}': known are ${[...known].join(", ")}`);
}

function unknownRecord(verb: string, table: string, id: string): never {
  throw new Error(`Cannot ${verb} ${id} in ${table}: there is no such record`);
}
