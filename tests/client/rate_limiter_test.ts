import { assert, assertEquals, assertRejects } from "@std/assert";
import { RateLimiter, type Turn } from "../../client/rate_limiter.ts";
import type { Resource } from "../../client/resource.ts";
import { createClient } from "../../generated/client.ts";
import { resources } from "../../generated/resources.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { SandboxOptions } from "../../sandbox/types.ts";
import { FakeClock } from "../fake_clock.ts";

function turnOf(limiter: RateLimiter, signal?: AbortSignal): Promise<Turn> {
  return limiter.acquire(signal, () => {});
}

/** Lets requests start and succeed, one after the other. */
async function succeed(limiter: RateLimiter, times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    const turn = await turnOf(limiter);
    turn.succeeded();
    turn.end();
  }
}

/** Lets a request start and be refused. */
async function refuse(limiter: RateLimiter): Promise<void> {
  const turn = await turnOf(limiter);
  turn.refused();
  turn.end();
}

Deno.test("RateLimiter keeps to its rate after a burst", async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ rate: 10, concurrency: 100, clock });
  const began = clock.now();
  await succeed(limiter, 25);
  assertEquals(clock.now() - began, 2_000);
  await clock.delay(5_000);
  await succeed(limiter, 25);
  assertEquals(clock.now() - began, 2_000 + 5_000 + 2_000);
});

Deno.test("RateLimiter lets no more than its number in at the same time, in order", async () => {
  const limiter = new RateLimiter({ rate: 0, concurrency: 2 });
  const order: number[] = [];
  const [first, second] = await Promise.all([turnOf(limiter), turnOf(limiter)]);
  const waiting = [3, 4].map(async (n) => {
    const turn = await turnOf(limiter);
    order.push(n);
    turn.end();
  });
  await Promise.resolve();
  assertEquals(order, []);
  first.end();
  second.end();
  await Promise.all(waiting);
  assertEquals(order, [3, 4]);
});

Deno.test("RateLimiter lets in one for each request that is over, while others go on", async () => {
  const limiter = new RateLimiter({ rate: 0, concurrency: 2 });
  const [first] = await Promise.all([turnOf(limiter), turnOf(limiter)]);
  first.end(); // Nobody waits for its place.
  const entered: number[] = [];
  const turns = [1, 2].map(async (n) => {
    const turn = await turnOf(limiter);
    entered.push(n);
    return turn;
  });
  const third = await turns[0]!;
  await Promise.resolve();
  assertEquals(entered, [1]);
  third.end();
  await Promise.all(turns);
});

Deno.test("RateLimiter forgets a request that is aborted while it waits for a place", async () => {
  const limiter = new RateLimiter({ rate: 0, concurrency: 1 });
  const turn = await turnOf(limiter);
  const controller = new AbortController();
  const aborted = assertRejects(() => turnOf(limiter, controller.signal));
  const next = turnOf(limiter);
  controller.abort();
  await aborted;
  turn.end();
  (await next).end();
});

Deno.test("RateLimiter gives the place of a request that is aborted in a pause to the next one", async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ rate: 0, concurrency: 1, clock });
  limiter.pause(60_000); // Longer than the clock lets a wait end by itself.
  const controller = new AbortController();
  const aborted = assertRejects(() => turnOf(limiter, controller.signal));
  const next = turnOf(limiter);
  controller.abort();
  await aborted;
  await new Promise((resolve) => setTimeout(resolve)); // The next one has the place, and waits.
  clock.advance(60_000);
  clock.expire();
  (await next).end();
});

Deno.test("RateLimiter waits no longer and no shorter when the wall clock is set", async () => {
  for (const hours of [-1, 1]) {
    const clock = new FakeClock();
    const limiter = new RateLimiter({ rate: 10, concurrency: 1, clock });
    await succeed(limiter, 25);
    clock.set(hours * 60 * 60 * 1_000);
    await succeed(limiter, 20);
    assertEquals(clock.now(), 4_000);
    await refuse(limiter);
    clock.set(hours * 60 * 60 * 1_000);
    await succeed(limiter, 1);
    assertEquals(clock.now(), 4_000 + 100 + 1_000);
  }
});

Deno.test("RateLimiter says whether it spaces requests out or the API asked for a pause", async () => {
  const limiter = new RateLimiter({ rate: 10, concurrency: 1, clock: new FakeClock() });
  const waits: [number, string][] = [];
  const start = async () => {
    const turn = await limiter.acquire(undefined, (ms, reason) => waits.push([ms, reason]));
    turn.end();
  };
  for (let count = 0; count < 6; count++) await start();
  limiter.pause(50); // Shorter than the spacing, which is what the next one waits for.
  await start();
  limiter.pause(3_000);
  await start();
  await start();
  assertEquals(waits, [[100, "rate"], [100, "rate"], [3_000, "api"], [100, "rate"]]);
});

Deno.test("RateLimiter goes back to the rate that was refused, slowly past it, then fast", async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ rate: 0, concurrency: 1, clock });
  await succeed(limiter, 40); // All in the same second.
  assertEquals(limiter.rate, Infinity);
  await refuse(limiter);
  const rates = [limiter.rate];
  for (const successes of [50, 50, 50, 50, 100]) {
    await succeed(limiter, successes);
    rates.push(limiter.rate);
  }
  assertEquals(rates, [28, 38.5, 40, 41.5, 52, 136]);
});

Deno.test("RateLimiter takes the refusals of all requests under way for one", async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ rate: 0, concurrency: 6, clock });
  await succeed(limiter, 40);
  const turns = await Promise.all(Array.from({ length: 6 }, () => turnOf(limiter)));
  for (const turn of turns) {
    turn.refused();
    turn.end();
  }
  assertEquals(limiter.rate, 28);
  await refuse(limiter);
  assertEquals(limiter.rate, 5 * 0.7);
});

Deno.test("RateLimiter starts one request at a time after a refusal, also after idleness", async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ rate: 10, concurrency: 6, clock });
  await refuse(limiter);
  for (const idle of [0, 20_000]) {
    await clock.delay(idle);
    const began = clock.now();
    const starts = Array.from({ length: 6 }, async () => {
      const turn = await turnOf(limiter);
      const at = clock.now() - began;
      turn.end();
      return at;
    });
    const spacing = 1_000 / 3.5;
    const first = idle ? 0 : 1_000;
    (await Promise.all(starts)).forEach((at, index) => {
      assert(Math.abs(at - first - index * spacing) < index + 1, `request ${index} at ${at} ms`);
    });
  }
});

Deno.test("RateLimiter never stops, and never exceeds its own rate", async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ rate: 8, concurrency: 1, clock });
  for (let count = 0; count < 20; count++) await refuse(limiter);
  assertEquals(limiter.rate, 0.5);
  await succeed(limiter, 1_000);
  assertEquals(limiter.rate, 8);
});

/** Pages of each resource. */
const pages = 20;
/** How long the server takes, in milliseconds. */
const latency = 30;

/** What was sent to a sandbox, and what came of it. */
interface Walks {
  /** When each request was sent, in seconds from the first, and the status of its answer. */
  readonly sent: readonly { readonly at: number; readonly status: number }[];
  /** Why walks failed. */
  readonly failures: readonly string[];
}

/**
 * Walks the lists of all resources at the same time, to the end. The sandbox is asked without HTTP, so
 * that no time passes but its latency and the waits of the client.
 */
async function walkAll(options: SandboxOptions, rate: number): Promise<Walks> {
  const clock = new FakeClock();
  const sandbox = createSandbox({ rows: pages * 10, now: () => clock.date(), ...options });
  const sent: { at: number; status: number }[] = [];
  const workspace = createClient({
    baseUrl: "http://localhost",
    token: sandbox.token,
    rate,
    clock,
    fetch: async (input, init) => {
      const at = clock.now() / 1000;
      await clock.delay(latency);
      const response = await sandbox.fetch(new Request(input, init));
      sent.push({ at, status: response.status });
      return response;
    },
  });
  const walk = async (resource: Resource) => {
    const records = await workspace.list(resource, { limit: 10 }).toArray();
    assertEquals(records.length, pages * 10);
  };
  const ends = await Promise.allSettled(Object.values(resources).map(walk));
  return {
    sent,
    failures: ends.flatMap((end) => end.status === "rejected" ? [String(end.reason)] : []),
  };
}

for (const serverRate of [2, 5, 8, 20]) {
  for (const rate of [10, 0]) {
    for (const retryAfter of [undefined, 1]) {
      const server = `${serverRate} requests a second, refused with${
        retryAfter === undefined ? "out" : ""
      } Retry-After`;
      Deno.test(`13 resources at a rate of ${rate} keep to a server's ${server}`, async () => {
        const options = { rate: serverRate, ...(retryAfter !== undefined && { retryAfter }) };
        const { sent, failures } = await walkAll(options, rate);
        const refused = sent.filter(({ status }) => status === 429).length;
        const adapted = sent.slice(sent.length / 2);
        const answered = adapted.filter(({ status }) => status === 200).length;
        const speed = answered / (adapted.at(-1)!.at - adapted[0]!.at);
        const possible = Math.min(serverRate, rate || Infinity);
        const figures = `${sent.length} sent, ${refused} refused: ` +
          `${(refused / sent.length * 100).toFixed(1)} %; ${sent.at(-1)!.at.toFixed(0)} s; ` +
          `in the end ${speed.toFixed(1)} of ${possible} a second`;
        assertEquals(failures, [], figures);
        assert(refused <= sent.length * 0.05, figures);
        assert(speed >= possible * 0.75, figures);
      });
    }
  }
}
