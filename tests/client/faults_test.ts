import { assert, assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import * as errors from "../../client/errors.ts";
import type { ClientEvent, ClientOptions } from "../../client/mod.ts";
import { createClient, type Workspace } from "../../generated/client.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { Fault } from "../../sandbox/fault.ts";
import type { Sandbox, SandboxOptions } from "../../sandbox/types.ts";
import { FakeClock } from "../fake_clock.ts";

/** A client of a sandbox, and what is seen of their traffic. */
interface Setup {
  readonly sandbox: Sandbox;
  readonly workspace: Workspace;
  readonly events: ClientEvent[];
  readonly clock: FakeClock;
}

async function withSetup(
  options: SandboxOptions,
  work: (setup: Setup) => Promise<void>,
  client: Partial<ClientOptions> = {},
): Promise<void> {
  const clock = new FakeClock();
  const sandbox = createSandbox({ rows: 250, now: () => clock.date(), ...options });
  const events: ClientEvent[] = [];
  await using api = sandbox.listen();
  const workspace = createClient({
    baseUrl: api.url,
    token: api.token,
    rate: 0,
    clock,
    random: () => 0.5,
    onEvent: (event) => events.push(event),
    ...client,
  });
  await work({ sandbox, workspace, events, clock });
}

/** The waits before three retries: 1, 2 and 4 s, less half of a quarter, as `random` says here. */
const backOff: readonly number[] = [875, 1_750, 3_500];

/** Statuses of temporary refusals. */
const passing = [408, 425, 429, 500, 502, 503, 504, 520, 529, 599];

for (const what of [...passing, "reset", "cut", "truncated"] as const) {
  Deno.test(`the client repeats a request after ${what}, waits longer each time, and loses nothing`, async () => {
    await withSetup({ faults: [{ what, from: 2, times: 3 }] }, async (setup) => {
      const { sandbox, workspace, events, clock } = setup;
      assertEquals(await workspace.holidays.list().toArray(), sandbox.records("holidays"));
      assertEquals(sandbox.requests.length, 3 + 3);
      assertEquals(events.filter(({ type }) => type === "retry").length, 3);
      // A 429 also makes every request wait.
      if (what !== 429) assertEquals(clock.waits, backOff);
    });
  });
}

const afterFour: readonly [number | "reset" | "truncated", typeof errors.WorkspaceError, RegExp][] =
  [
    [408, errors.ApiError, /the server answered 408; .* \(after 4 attempts\)$/],
    [500, errors.ServerError, /the server answered 500; it says '.*' \(after 4 attempts\)$/],
    [503, errors.ServerError, /the server answered 503/],
    [429, errors.RateLimitError, /the server answered 429.*lower the rate \(after 4 attempts\)$/],
    ["reset", errors.ConnectionError, /no connection to http:\/\/127\.0\.0\.1:\d+, or it broke/],
    [
      "truncated",
      errors.ResponseError,
      /the body is not JSON \(HTTP 200, \d+ bytes, application\/json/,
    ],
  ];
for (const [what, kind, message] of afterFour) {
  Deno.test(`the client gives up after 4 attempts that end in ${what}`, async () => {
    await withSetup({ faults: [{ what, times: 9 }] }, async ({ sandbox, workspace, clock }) => {
      const error = await assertRejects(async () => await workspace.holidays.list(), kind);
      assertInstanceOf(error, kind);
      assertMatch(error.message, message);
      assertEquals([error.attempts, error.route], [4, "/api/workspace/holidays"]);
      assertEquals(sandbox.requests.length, 4);
      // A 429 also makes every request wait.
      if (what !== 429) assertEquals(clock.waits, backOff);
    });
  });
}

const atOnce: readonly [number | "html" | "not-envelope", typeof errors.WorkspaceError][] = [
  [400, errors.BadRequestError],
  [401, errors.AuthenticationError],
  [403, errors.PermissionError],
  [404, errors.NotFoundError],
  [423, errors.LockedError],
  [409, errors.ApiError],
  [501, errors.ServerError],
  [505, errors.ServerError],
  ["html", errors.ResponseError],
  ["not-envelope", errors.ResponseError],
];
for (const [what, kind] of atOnce) {
  Deno.test(`the client does not repeat a request after ${what}`, async () => {
    await withSetup({ faults: [{ what }] }, async ({ sandbox, workspace, clock }) => {
      const error = await assertRejects(async () => await workspace.holidays.list(), kind);
      assertEquals(error.constructor, kind);
      assertEquals(error.name, kind.name);
      assertEquals(error.attempts, 1);
      if (typeof what === "number") assertEquals(error.status, what);
      assert(error.requestId, "the server's request id is kept");
      assertEquals([sandbox.requests.length, clock.waits], [1, []]);
    });
  });
}

const retryAfters: readonly (readonly [string, number, Fault["retryAfter"], number, number])[] = [
  ["a 429 without Retry-After", 429, undefined, 1_000, 1_000],
  ["a 429 with Retry-After in seconds", 429, 7, 7_000, 7_000],
  ["a 429 with Retry-After as a date", 429, { date: 7 }, 6_000, 7_000],
  ["a 429 with an absurd Retry-After", 429, 86_400, 60_000, 60_000],
  ...passing.filter((status) => status !== 429).map((status) =>
    [`a ${status} with Retry-After`, status, 7, 7_000, 7_000] as const
  ),
];
for (const [title, what, retryAfter, least, most] of retryAfters) {
  Deno.test(`after ${title} all endpoints wait together`, async () => {
    const clock = new FakeClock({ hold: 100_000 });
    const sandbox = createSandbox({
      rows: 3,
      now: () => clock.date(),
      faults: [{ what, table: "holidays", ...(retryAfter !== undefined && { retryAfter }) }],
    });
    await using api = sandbox.listen();
    const workspace = createClient({
      baseUrl: api.url,
      token: api.token,
      rate: 0,
      timeout: 200_000,
      clock,
    });
    const [holidays, clients] = await Promise.all([
      workspace.holidays.list(),
      (async () => {
        while (sandbox.requests.length === 0) await new Promise((go) => setTimeout(go, 0));
        await workspace.expenseCategories.list(); // Sent while or after the refusal comes in.
        const page = await workspace.clients.list();
        return { page, at: clock.now() };
      })(),
    ]);
    assertEquals(holidays.results.length, 3);
    const waited = clock.now();
    // The three that wait start one after the other, at the lower rate.
    assert(waited >= least && waited <= most + 600, `${waited} ms`);
    assert(clients.at >= least, `the other endpoint waited ${clients.at} ms`);
  });
}

Deno.test("a wait says whether the API asked for it", async () => {
  const faults = [{ what: 503, retryAfter: 7 }] as const;
  await withSetup({ faults }, async ({ workspace, events }) => {
    for (let count = 0; count < 6; count++) await workspace.holidays.list();
    const waits = events.filter((event) => event.type === "wait");
    assertEquals(waits.map(({ ms, reason }) => [ms, reason]), [
      // Of seven seconds, the first was the wait before the retry.
      [7_000 - backOff[0]!, "api"],
      ...Array(5).fill([100, "rate"]), // There are no bursts after a pause.
    ]);
  }, { rate: 10 });
});

Deno.test("a walk is not held up when the wall clock is set back by an hour", async () => {
  await withSetup({}, async ({ sandbox, workspace, events, clock }) => {
    const read: unknown[] = [];
    for await (const page of workspace.holidays.list({ limit: 10 }).pages()) {
      read.push(...page.results);
      if (read.length === 100) clock.set(-60 * 60 * 1_000);
    }
    assertEquals(read, sandbox.records("holidays"));
    const waits = events.filter(({ type }) => type === "wait");
    assertEquals(clock.now(), 100 * waits.length);
    assertEquals(waits.length, 25 - 5);
  }, { rate: 10 });
});

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
    assertMatch(error.message, /not finished within 2500 ms/);
    assert(sandbox.requests.length < 4);
  });
});

const walks: readonly [string, SandboxOptions, RegExp][] = [
  [
    "an empty page that says more follows",
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
