import { assert, assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import * as errors from "../../client/errors.ts";
import type { ClientEvent, ClientOptions } from "../../client/mod.ts";
import { createClient, type Workspace } from "../../generated/client.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { Sandbox, SandboxOptions } from "../../sandbox/types.ts";
import { FakeTime } from "../fake_time.ts";

/** A client of a sandbox, and what is seen of their talk. */
interface Setup {
  readonly sandbox: Sandbox;
  readonly workspace: Workspace;
  readonly events: ClientEvent[];
  readonly time: FakeTime;
}

async function withSetup(
  options: SandboxOptions,
  work: (setup: Setup) => Promise<void>,
  client: Partial<ClientOptions> = {},
): Promise<void> {
  using time = new FakeTime();
  const sandbox = createSandbox({ rows: 250, now: () => time.now, ...options });
  const events: ClientEvent[] = [];
  await using api = sandbox.listen();
  const workspace = createClient({
    baseUrl: api.url,
    token: api.token,
    rate: 0,
    onEvent: (event) => events.push(event),
    ...client,
  });
  await work({ sandbox, workspace, events, time });
}

/** The back-off before each retry: 1, 2, 4 s, less up to a quarter. */
function assertBackOff(waits: readonly number[], retries: number): void {
  const full = [1_000, 2_000, 4_000].slice(0, retries);
  assertEquals(waits.length, retries, `waits: ${waits}`);
  full.forEach((ms, index) => {
    assert(waits[index]! > ms * 0.75 - 1 && waits[index]! <= ms, `wait ${index}: ${waits[index]}`);
  });
}

for (const what of [500, 502, 503, 504, "reset", "cut", "truncated"] as const) {
  Deno.test(`the client repeats a request after ${what}, waits longer each time, and loses nothing`, async () => {
    await withSetup({ faults: [{ what, from: 2, times: 3 }] }, async (setup) => {
      const { sandbox, workspace, events, time } = setup;
      assertEquals(await workspace.holidays.list().toArray(), sandbox.records("holidays"));
      assertEquals(sandbox.requests.length, 3 + 3);
      assertEquals(events.filter(({ type }) => type === "retry").length, 3);
      assertBackOff(time.waits, 3);
    });
  });
}

const afterFour: readonly [number | "reset" | "truncated", typeof errors.WorkspaceError, RegExp][] =
  [
    [500, errors.ServerError, /the server answered 500; it says '.*' \(after 4 attempts\)$/],
    [503, errors.ServerError, /the server answered 503/],
    [429, errors.RateLimitError, /the server answered 429.*lower the rate \(after 4 attempts\)$/],
    ["reset", errors.ConnectionError, /no connection to http:\/\/127\.0\.0\.1:\d+, or it broke/],
    [
      "truncated",
      errors.ResponseError,
      /the body is not JSON \(HTTP 200, \d+ characters, application\/json/,
    ],
  ];
for (const [what, kind, message] of afterFour) {
  Deno.test(`the client gives up after 4 attempts that end in ${what}`, async () => {
    await withSetup({ faults: [{ what, times: 9 }] }, async ({ sandbox, workspace, time }) => {
      const error = await assertRejects(async () => await workspace.holidays.list(), kind);
      assertInstanceOf(error, kind);
      assertMatch(error.message, message);
      assertEquals([error.attempts, error.route], [4, "/api/workspace/holidays"]);
      assertEquals(sandbox.requests.length, 4);
      // A 429 also makes every request wait.
      if (what !== 429) assertBackOff(time.waits, 3);
    });
  });
}

const atOnce: readonly [number | "html" | "not-envelope", typeof errors.WorkspaceError][] = [
  [400, errors.BadRequestError],
  [401, errors.AuthenticationError],
  [403, errors.PermissionError],
  [404, errors.NotFoundError],
  [423, errors.LockedError],
  [501, errors.ServerError],
  ["html", errors.ResponseError],
  ["not-envelope", errors.ResponseError],
];
for (const [what, kind] of atOnce) {
  Deno.test(`the client does not repeat a request after ${what}`, async () => {
    await withSetup({ faults: [{ what }] }, async ({ sandbox, workspace, time }) => {
      const error = await assertRejects(async () => await workspace.holidays.list(), kind);
      assertEquals(error.constructor, kind);
      assertEquals(error.name, kind.name);
      assertEquals(error.attempts, 1);
      if (typeof what === "number") assertEquals(error.status, what);
      assert(error.requestId, "the server's request id is kept");
      assertEquals([sandbox.requests.length, time.waits], [1, []]);
    });
  });
}

const retryAfters: readonly [string, number | { date: number } | undefined, number, number][] = [
  ["no Retry-After", undefined, 1_000, 1_000],
  ["Retry-After in seconds", 7, 7_000, 7_000],
  ["Retry-After as a date", { date: 7 }, 6_000, 7_000],
  ["an absurd Retry-After", 86_400, 60_000, 60_000],
];
for (const [title, retryAfter, least, most] of retryAfters) {
  Deno.test(`after a 429 with ${title} all endpoints wait together`, async () => {
    using _hold = new FakeTime({ hold: 100_000 });
    const sandbox = createSandbox({
      rows: 3,
      now: () => Date.now(),
      faults: [{ what: 429, table: "holidays", ...(retryAfter !== undefined && { retryAfter }) }],
    });
    await using api = sandbox.listen();
    const workspace = createClient({
      baseUrl: api.url,
      token: api.token,
      rate: 0,
      timeout: 200_000,
    });
    const began = Date.now();
    const [holidays, clients] = await Promise.all([
      workspace.holidays.list(),
      (async () => {
        while (sandbox.requests.length === 0) await new Promise((go) => setTimeout(go, 0));
        await workspace.expenseCategories.list(); // Sent while or after the refusal comes in.
        const page = await workspace.clients.list();
        return { page, at: Date.now() };
      })(),
    ]);
    assertEquals(holidays.results.length, 3);
    const waited = Date.now() - began;
    // The two that wait start one after the other, at the lower rate.
    assert(waited >= least && waited <= most + 300, `${waited} ms`);
    assert(clients.at - began >= least, `the other endpoint waited ${clients.at - began} ms`);
  });
}

Deno.test("a hung body ends in a timeout to the end of the body, and is repeated", async () => {
  const sandbox = createSandbox({ rows: 30, faults: [{ what: "hung" }] });
  await using api = sandbox.listen();
  const workspace = createClient({ baseUrl: api.url, token: api.token, rate: 0, timeout: 200 });
  assertEquals(await workspace.holidays.list().toArray(), sandbox.records("holidays"));
  assertEquals(sandbox.requests.length, 2);

  sandbox.faults.push({ what: "hung", from: 3 });
  const once = createClient({ baseUrl: api.url, token: api.token, timeout: 200, retries: 0 });
  const error = await assertRejects(async () => await once.holidays.list(), errors.TimeoutError);
  assertMatch(error.message, /no complete answer within 200 ms$/);
});

Deno.test("a slow body that ends in time is read", async () => {
  const sandbox = createSandbox({ rows: 30, faults: [{ what: "slow", delay: 20 }] });
  await using api = sandbox.listen();
  const workspace = createClient({ baseUrl: api.url, token: api.token, rate: 0 });
  assertEquals(await workspace.holidays.list().toArray(), sandbox.records("holidays"));
  assertEquals(sandbox.requests.length, 1);
});

Deno.test("a deadline ends a call that would still be repeated", async () => {
  await withSetup({ faults: [{ what: 503, times: 9 }] }, async ({ sandbox, workspace }) => {
    const error = await assertRejects(
      async () => await workspace.holidays.list({}, { deadline: 2_500 }),
      errors.TimeoutError,
    );
    assertMatch(error.message, /not done within 2500 ms/);
    assert(sandbox.requests.length < 4);
  });
});

const walks: readonly [string, SandboxOptions, RegExp][] = [
  [
    "an empty page with more to follow",
    { faults: [{ what: "empty-more", from: 2, times: Infinity }] },
    /page 2 of \/api\/workspace\/holidays: it is empty/,
  ],
  [
    "a last record without id",
    { faults: [{ what: "no-id", record: -1, from: 2 }] },
    /page 2 .*: its last record has no cursor/,
  ],
  [
    "a last record whose id is null",
    { faults: [{ what: "null-id", record: -1 }] },
    /page 1 .*: its last record has no cursor/,
  ],
];
for (const [title, options, message] of walks) {
  Deno.test(`a walk ends in a PaginationError at ${title}`, async () => {
    await withSetup(options, async ({ workspace }) => {
      const error = await assertRejects(
        () => workspace.holidays.list().toArray(),
        errors.PaginationError,
      );
      assertMatch(error.message, message);
    });
  });
}

Deno.test("fields that the spec does not know come through, and missing ones are absent", async () => {
  const faults = [{ what: "extra", record: 0 }, { what: "missing", record: 0, from: 2 }] as const;
  await withSetup({ faults }, async ({ sandbox, workspace }) => {
    const [extra] = (await workspace.clients.list()).results;
    assert(Object.keys(extra!).length > Object.keys(sandbox.records("clients")[0]!).length);
    const [missing] = (await workspace.clients.list()).results;
    assertEquals(Object.keys(missing!), ["id"]);
  });
});
