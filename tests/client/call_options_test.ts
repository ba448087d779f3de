import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  ApiError,
  ConfigurationError,
  ConnectionError,
  RateLimitError,
  TimeoutError,
} from "../../client/errors.ts";
import type { CallOptions, ClientOptions, Middleware } from "../../client/mod.ts";
import { version } from "../../client/version.ts";
import { createClient } from "../../generated/client.ts";
import { createSandbox } from "@workspace-sync/sandbox";
import config from "../../deno.json" with { type: "json" };
import { FakeClock } from "../fake_clock.ts";

/** A client of a sandbox without a network, and the requests that it was sent. */
function client(options: ClientOptions = {}, faults: { what: number; times?: number }[] = []) {
  const sandbox = createSandbox({ rows: 3, faults });
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = (input) => {
    sent.push(input as Request);
    return sandbox.fetch(input as Request);
  };
  const workspace = createClient({
    baseUrl: "https://api.example.com",
    token: sandbox.token,
    rate: 0,
    clock: new FakeClock(),
    fetch,
    ...options,
  });
  return { workspace, sent, fetch, requests: sandbox.requests };
}

Deno.test("options of a call win over those of withOptions(), and these over the client's", async () => {
  const failing = [{ what: 503, times: 99 }];
  const { workspace, requests } = client({ retries: 5 }, failing);
  const two = workspace.withOptions({ retries: 2 });
  const asked = async (list: PromiseLike<unknown>) => {
    const before = requests.length;
    await assertRejects(async () => await list, ApiError);
    return requests.length - before;
  };
  assertEquals(await asked(workspace.clients.list()), 6);
  assertEquals(await asked(two.clients.list()), 3);
  assertEquals(await asked(two.clients.list({}, { retries: 0 })), 1);
  assertEquals(await asked(two.withOptions({ timeout: 1_000 }).clients.list()), 3);
});

Deno.test("headers of a call replace those of the client; token and accept stay", async () => {
  const { workspace, sent } = client({ headers: { "x-a": "client", "X-B": "client" } });
  const headers = new Headers({
    "x-b": "call",
    authorization: "Bearer other",
    accept: "text/html",
  });
  await workspace.clients.list({}, { headers });
  const [{ headers: seen }] = sent as [Request];
  assertEquals([seen.get("x-a"), seen.get("x-b")], ["client", "call"]);
  assertEquals(seen.get("authorization"), "Bearer sandbox-token");
  assertEquals(seen.get("accept"), "application/json");
  const error = assertThrows(
    () => workspace.clients.list({}, { headers: { "x-key": "hunter2\n" + "x" } }),
    ConfigurationError,
    "option 'headers'",
  ) as Error;
  assert(!Deno.inspect(error).includes("hunter2"));
});

Deno.test("requests name the package, its version and the runtime, unless the caller does", async () => {
  const { workspace, sent } = client();
  await workspace.clients.list();
  await workspace.clients.list({}, { headers: { "user-agent": "agency/7" } });
  assertEquals(sent.map(({ headers }) => headers.get("user-agent")), [
    `workspace-sync/${version} Deno/${Deno.version.deno}`,
    "agency/7",
  ]);
  assertEquals(version, config.version);
});

Deno.test("fetch of a call sends that call", async () => {
  const { workspace, sent, fetch } = client();
  let asked = 0;
  await workspace.clients.list({}, { fetch: (...request) => (asked++, fetch(...request)) });
  await workspace.clients.list();
  assertEquals([asked, sent.length], [1, 2]);
});

Deno.test("client and call are both told of events, and both can end a call", async () => {
  const told: string[] = [];
  const [ofClient, ofCall] = [new AbortController(), new AbortController()];
  const { workspace } = client({
    onEvent: ({ type }) => told.push(`client ${type}`),
    signal: ofClient.signal,
  });
  const options = { onEvent: ({ type }: { type: string }) => told.push(`call ${type}`) };
  await workspace.clients.list({}, options);
  assertEquals(told, ["client request", "call request"]);

  const list = (options?: CallOptions) =>
    assertRejects(async () => await workspace.clients.list({}, options));
  ofCall.abort(new Error("call"));
  assertEquals(await list({ signal: ofCall.signal }), ofCall.signal.reason);
  await workspace.clients.list();
  ofClient.abort(new Error("client"));
  assertEquals(await list(), ofClient.signal.reason);
  assertEquals(await list({ signal: new AbortController().signal }), ofClient.signal.reason);
});

Deno.test("a walk ends with the client's signal, too", async () => {
  const controller = new AbortController();
  const { workspace } = client({ signal: controller.signal });
  const pages = workspace.clients.list({ limit: 1 }).pages();
  await pages.next();
  controller.abort(new Error("enough"));
  await assertRejects(() => Array.fromAsync(pages), Error, "enough");
});

for (const what of ["a token function", "fetch", "a middleware"]) {
  Deno.test(`the timeout holds for ${what} that hangs, whatever it makes of the signal`, async () => {
    const hung = () => new Promise<never>(() => {});
    const options = {
      "a token function": { token: hung },
      fetch: { fetch: hung },
      "a middleware": { middleware: { onRequest: hung } },
    }[what];
    const { workspace } = client({
      timeout: 20,
      retries: 0,
      clock: new FakeClock({ hold: 1_000 }),
      ...options,
    });
    await assertRejects(async () => await workspace.clients.list(), TimeoutError, "within 20 ms");
  });
}

Deno.test("what a token function throws ends the call as it is", async () => {
  const refusal = new RangeError("the vault is locked");
  let asked = 0;
  const token = () => (asked++, Promise.reject(refusal));
  const { workspace } = client({ token });
  assertEquals(await assertRejects(async () => await workspace.clients.list()), refusal);
  assertEquals(asked, 1);
});

Deno.test("withOptions() shares the rate limit", async () => {
  const clock = new FakeClock();
  const { workspace } = client({ rate: 10, clock }, [{ what: 429 }]);
  await assertRejects(
    async () => await workspace.withOptions({ retries: 0 }).clients.list(),
    RateLimitError,
  );
  await workspace.clients.list();
  assertEquals(clock.waits, [1_000]);
});

for (
  const [option, value] of [["timeout", 0], ["deadline", -1], ["retries", 0.5]] as const
) {
  Deno.test(`a call refuses ${value} as ${option}`, () => {
    const { workspace } = client();
    const make = [
      () => client({ [option]: value }),
      () => workspace.clients.list({}, { [option]: value }),
      () => workspace.withOptions({ [option]: value }),
    ];
    for (const each of make) assertThrows(each, ConfigurationError, `option '${option}'`);
  });
}

Deno.test("an error has the headers of the answer, without secrets and cookies", async () => {
  const { workspace } = client({
    token: "s3cret-token",
    retries: 0,
    fetch: () =>
      Promise.resolve(
        new Response(null, {
          status: 429,
          headers: {
            "retry-after": "7",
            "set-cookie": "session=1",
            "x-echo": "token s3cret-token",
          },
        }),
      ),
  });
  const error = await assertRejects(async () => await workspace.clients.list(), RateLimitError);
  const { headers } = error as RateLimitError;
  assertEquals([...headers!], [["retry-after", "7"], ["x-echo", "token [redacted]"]]);
});

Deno.test("middleware sees every attempt, in openapi-fetch's order, and no token", async () => {
  const seen: string[] = [];
  const named = (name: string): Middleware => ({
    onRequest: ({ request, schemaPath }) => {
      assertEquals([schemaPath, request.headers.get("authorization")], [
        "/api/workspace/clients",
        null,
      ]);
      request.headers.set("x-by", `${request.headers.get("x-by") ?? ""}${name}`);
    },
    onResponse: async ({ response }) => {
      const { results } = response.ok ? await response.clone().json() : { results: [] };
      seen.push(`${name} ${response.status} ${results.length}`);
    },
  });
  const { workspace, sent } = client({ middleware: [named("a"), named("b")] }, [{ what: 503 }]);
  await workspace.clients.list({}, { middleware: named("c") });
  assertEquals(sent.map(({ headers }) => headers.get("x-by")), ["abc", "abc"]);
  const order = ["c", "b", "a"];
  assertEquals(seen, [
    ...order.map((name) => `${name} 503 0`),
    ...order.map((name) => `${name} 200 3`),
  ]);
});

Deno.test("middleware can answer in the place of the API, and replace its answers", async () => {
  const { workspace, sent } = client({ retries: 1 });
  const page = (id: string) => Response.json({ results: [{ id }], hasMore: false });
  const list = async (middleware: Middleware) =>
    (await workspace.clients.list({}, { middleware })).results.map(({ id }) => id);

  assertEquals(await list({ onRequest: () => page("cached") }), ["cached"]);
  assertEquals(sent.length, 0);
  assertEquals(await list({ onResponse: () => page("replaced") }), ["replaced"]);

  let attempts = 0;
  const busy = {
    onRequest: () => (attempts++, Response.json({ message: "busy" }, { status: 503 })),
  };
  const error = await assertRejects(() => list(busy), ApiError, "it says 'busy'") as ApiError;
  assertEquals([attempts, error.attempts, error.body], [2, 2, '{"message":"busy"}']);
});

Deno.test("what middleware throws ends the call as it is; a broken connection it may repair", async () => {
  const { workspace, sent } = client();
  const refusal = new RangeError("not today");
  for (const hook of ["onRequest", "onResponse"]) {
    const middleware = { [hook]: () => Promise.reject(refusal) } as unknown as Middleware;
    const error = await assertRejects(async () => await workspace.clients.list({}, { middleware }));
    assertEquals(error, refusal);
  }
  assertEquals(sent.length, 1);

  const failures: unknown[] = [];
  const middleware: Middleware = {
    onError: ({ error }) => {
      failures.push(error);
      return Response.json({ results: [], hasMore: false });
    },
  };
  const broken = () => Promise.reject(new TypeError("connection refused"));
  const page = await workspace.clients.list({}, { middleware, fetch: broken });
  assertEquals(page.results, []);
  assert(failures[0] instanceof ConnectionError);
});

Deno.test("middleware that reads the body away is told how not to", async () => {
  const { workspace } = client();
  const middleware: Middleware = { onResponse: async ({ response }) => void await response.text() };
  const error = await assertRejects(
    async () => await workspace.clients.list({}, { middleware }),
    ConfigurationError,
  ) as Error;
  assertMatch(error.message, /a middleware has read the body; let it read response\.clone\(\)$/);
});

Deno.test("middleware cannot send the token to another origin", async () => {
  const { workspace, sent } = client();
  const middleware: Middleware = { onRequest: () => new Request("https://elsewhere.example.com/") };
  await assertRejects(
    async () => await workspace.clients.list({}, { middleware }),
    ConfigurationError,
    "to https://elsewhere.example.com, where the token is not sent",
  );
  assertEquals(sent.length, 0);
});
