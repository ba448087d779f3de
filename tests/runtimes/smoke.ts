/**
 * What the SDK must do on every runtime, with nothing but what the web and the SDK offer.
 *
 * @module
 */

import {
  AuthenticationError,
  type ClientOptions,
  createClient,
  NotFoundError,
  type Project,
  WorkspaceError,
} from "@workspace-sync/sdk";
import { RateLimitError } from "@workspace-sync/sdk/errors";
import { resources } from "@workspace-sync/sdk/resources";
import { validate } from "@workspace-sync/sdk/validate";

/** What {@linkcode smoke} has seen. */
export interface Seen {
  /** Ids of the first two projects. */
  readonly listed: readonly string[];
  /** Ids of all projects, read in pages of two. */
  readonly paged: readonly string[];
  /** How many clients were read, and how many requests that took. */
  readonly retried: readonly [clients: number, requests: number];
  /** The error that a wrong token leads to. */
  readonly refused: string;
  /** The error that a list which is not there leads to. */
  readonly missing: string;
  /** The error that ends a call whose answer does not end, when the caller gives it up. */
  readonly aborted: string;
  /** How many projects differ from the spec. */
  readonly drifted: number;
}

/** Uses the SDK with an API whose expense categories are missing and whose holidays hang. */
export async function smoke(options: ClientOptions = {}): Promise<Seen> {
  let requests = 0;
  const { projects, clients, expenseCategories, holidays } = createClient({
    ...options,
    onEvent: (event) => {
      if (event.type === "request" && event.route.endsWith("/clients")) requests++;
    },
  });
  const page = await projects.list({ limit: 2 });
  const all: Project[] = [];
  for await (const project of projects.list({ limit: 2 })) all.push(project);
  const read = await clients.list().toArray();
  const stop = new AbortController();
  const given = holidays.list({}, { signal: stop.signal }).then(() => {});
  setTimeout(() => stop.abort(new Error("Enough")), 200);
  return {
    listed: page.results.map(({ id }) => id),
    paged: all.map(({ id }) => id),
    retried: [read.length, requests],
    refused: await errorOf(createClient({ ...options, token: "wrong" }).projects.list()),
    missing: await errorOf(expenseCategories.list()),
    aborted: await errorOf(given),
    drifted: validate(all, resources.projects).length,
  };
}

/** Returns what a call fails with. */
async function errorOf(call: PromiseLike<unknown>): Promise<string> {
  try {
    await call;
    return "no error";
  } catch (error) {
    const { name, message } = error as Error;
    const kinds = { AuthenticationError, NotFoundError, RateLimitError, WorkspaceError };
    const kind = Object.entries(kinds).find(([, kind]) => error instanceof kind)?.[0];
    return `${kind ?? name}: ${error instanceof WorkspaceError ? error.status : message}`;
  }
}
