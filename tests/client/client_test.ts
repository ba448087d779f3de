import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  AuthenticationError,
  ConfigurationError,
  NotFoundError,
  PaginationError,
  ResponseError,
  WorkspaceError,
} from "../../client/errors.ts";
import type { ClientOptions, Envelope } from "../../client/mod.ts";
import type { List } from "../../client/list.ts";
import { paginate } from "../../client/paginate.ts";
import { retryAfterMs } from "../../client/retry_after.ts";
import type { ListItem, ListQuery } from "../../client/transport.ts";
import { createClient } from "../../generated/client.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { SandboxOptions } from "../../sandbox/types.ts";
import { FakeClock } from "../fake_clock.ts";

const safe = { sanitizeOps: true, sanitizeResources: true };

Deno.test("a list sends nothing until it is used, and one request for one page", safe, async () => {
  const sandbox = createSandbox({ rows: 30 });
  await using api = sandbox.listen();
  const workspace = createClient({ baseUrl: api.url, token: api.token, rate: 0 });
  const list = workspace.holidays.list({ limit: 10 });
  assertEquals(sandbox.requests.length, 0);
  const page = await list;
  assertEquals([page.results.length, page.hasMore, page.nextCursor], [
    10,
    true,
    page.results[9]!.id,
  ]);
  assertEquals(sandbox.requests.length, 1);
  assertEquals((await list.toArray({ max: 25 })).length, 25);
  assertEquals((await list.toArray({ max: 0 })).length, 0);
  assertEquals((await Array.fromAsync(list.pages())).length, 3);
});

Deno.test("a walk starts after a cursor that is given, and filters narrow it", async () => {
  const sandbox = createSandbox({ rows: 30 });
  await using api = sandbox.listen();
  const { projects, holidays } = createClient({ baseUrl: api.url, token: api.token, rate: 0 });
  const ids = sandbox.records("holidays").map(({ id }) => String(id));
  const after = await holidays.list({ startingAfter: ids[9]! }).toArray();
  assertEquals(after.map(({ id }) => id), ids.slice(10));
  const { client } = sandbox.records("projects")[0] as { client: { id: string } };
  const found = await projects.list({ clientId: client.id }).toArray();
  assert(found.length > 0 && found.every((project) => project.client?.id === client.id));
});

Deno.test("leaving a loop cancels the page ahead and leaves nothing behind", safe, async () => {
  const sandbox = createSandbox({ rows: 500, latency: 5 });
  await using api = sandbox.listen();
  const workspace = createClient({ baseUrl: api.url, token: api.token, rate: 0 });
  for await (const _ of workspace.holidays.list()) break;
  assert(sandbox.requests.length <= 2, "at most one page was asked for ahead");
});

const aborts: readonly [string, SandboxOptions][] = [
  ["a request", { latency: 60_000 }],
  ["a back-off", { faults: [{ what: 503, times: 9 }] }],
  ["a body", { faults: [{ what: "hung" }] }],
];
for (const [title, options] of aborts) {
  Deno.test(`an abort during ${title} rejects at once with its reason`, safe, async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const sandbox = createSandbox({ rows: 3, ...options });
    await using api = sandbox.listen();
    const workspace = createClient({ baseUrl: api.url, token: api.token, rate: 0 });
    const timer = setTimeout(() => controller.abort(reason), 80);
    const began = Date.now();
    const error = await assertRejects(async () =>
      await workspace.holidays.list({}, { signal: controller.signal })
    );
    clearTimeout(timer);
    assert(error === reason);
    assert(Date.now() - began < 700, "it did not wait for the end of the wait");
  });
}

Deno.test("an abort before the call sends nothing", async () => {
  const sandbox = createSandbox({ rows: 3 });
  await using api = sandbox.listen();
  const workspace = createClient({ baseUrl: api.url, token: api.token });
  await assertRejects(async () =>
    await workspace.holidays.list({}, { signal: AbortSignal.abort() })
  );
  assertEquals(sandbox.requests.length, 0);
});

Deno.test("the token function is asked before every attempt", async () => {
  const sandbox = createSandbox({ rows: 3, faults: [{ what: 503 }] });
  await using api = sandbox.listen();
  let asked = 0;
  const token = () => (asked++, Promise.resolve(api.token));
  const workspace = createClient({ baseUrl: api.url, token, rate: 0, clock: new FakeClock() });
  assertEquals((await workspace.holidays.list()).results.length, 3);
  assertEquals(asked, 2);
});

Deno.test("a redirect within the origin is followed; another origin never gets the token", async () => {
  const seen: (string | null)[] = [];
  await using other = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    seen.push(request.headers.get("authorization"));
    return Response.json({ results: [], hasMore: false });
  });
  await using origin = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/moved")) return Response.json({ results: [], hasMore: false });
    const location = pathname.includes("holidays")
      ? "/moved"
      : `http://127.0.0.1:${other.addr.port}/x`;
    return new Response(null, { status: 307, headers: { location } });
  });
  const workspace = createClient({
    baseUrl: `http://127.0.0.1:${origin.addr.port}`,
    token: "a-token",
  });
  assertEquals((await workspace.holidays.list()).results, []);
  const error = await assertRejects(async () => await workspace.clients.list(), ResponseError);
  assertMatch(error.message, /redirects to http:\/\/127\.0\.0\.1:\d+, where the token is not sent/);
  assertEquals(seen, []);
});

Deno.test("five redirects within the origin are followed, and no more; only a redirect is one", async () => {
  for (const [most, status] of [[5, 308], [6, 308], [6, 200]] as const) {
    let redirects = 0;
    const workspace = createClient({
      baseUrl: "https://api.example.com",
      token: "s3cret",
      fetch: () =>
        Promise.resolve(
          redirects++ < most
            ? new Response(status === 200 ? '{"results":[],"hasMore":false}' : null, {
              status,
              headers: { location: "/elsewhere" },
            })
            : Response.json({ results: [], hasMore: false }),
        ),
    });
    const answer = Promise.resolve(workspace.clients.list());
    if (most === 5 || status === 200) assertEquals((await answer).results, []);
    else await assertRejects(() => answer, ResponseError, "redirects over 5 times");
    assertEquals(redirects, status === 200 ? 1 : 6);
  }
});

Deno.test("a redirect that a browser hides is refused", async () => {
  const hidden = Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
  const workspace = createClient({
    baseUrl: "https://api.example.com",
    token: "s3cret",
    fetch: () => Promise.resolve(hidden),
  });
  await assertRejects(
    async () => await workspace.clients.list(),
    ResponseError,
    "https://api.example.com redirects elsewhere, where the token is not sent",
  );
});

Deno.test("a token is in no error and no event, however the server echoes it", async () => {
  const token = 'marked"tok\\en+/=';
  const echoes = [
    token,
    encodeURIComponent(token),
    JSON.stringify({ message: `bad ${token}`, authorization: `Bearer ${token}` }),
    btoa(token),
    "x".repeat(490) + token,
  ];
  const events: unknown[] = [];
  for (const echo of echoes) {
    for (const status of [200, 401, 500]) {
      await using server = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen() {} },
        () =>
          new Response(echo, {
            status,
            headers: { "x-request-id": echo, "content-type": `text/plain; was=${echo}` },
          }),
      );
      const workspace = createClient({
        baseUrl: `http://127.0.0.1:${server.addr.port}`,
        token,
        rate: 0,
        clock: new FakeClock(),
        onEvent: (event) => events.push(event),
      });
      const error = await assertRejects(async () => await workspace.clients.list(), WorkspaceError);
      const everything = Deno.inspect([error, events], { depth: 20, strAbbreviateSize: 1e6 }) +
        JSON.stringify([error, error.message, error.body, error.stack]);
      for (const spelling of [...echoes, JSON.stringify(token).slice(1, -1), "marked"]) {
        assert(!everything.includes(spelling), `${spelling} is in ${everything}`);
      }
    }
  }
});

const wrongOptions: [
  string,
  Partial<ClientOptions> & { baseUrl: string },
  RegExp,
][] = [
  [
    "http to another host",
    { baseUrl: "http://api.example.com" },
    /http is not encrypted; use https:\/\/api\.example\.com/,
  ],
  [
    "a host that only begins like loopback",
    { baseUrl: "http://127.0.0.1.example.com" },
    /http is not encrypted/,
  ],
  [
    "a host that only ends like loopback",
    { baseUrl: "http://notlocalhost" },
    /http is not encrypted/,
  ],
  ["another protocol", { baseUrl: "ftp://api.example.com" }, /expected one such as/],
  ["a user in the URL", { baseUrl: "https://user:hunter2@api.example.com" }, /must have no user/],
  ...["user@", ":hunter2@"].map((user): typeof wrongOptions[number] => [
    `'${user}' in the URL`,
    { baseUrl: `https://${user}api.example.com` },
    /must have no user/,
  ]),
  ...["?a=hunter2", "#hunter2"].map((end): typeof wrongOptions[number] => [
    `'${end}' at the end of the URL`,
    { baseUrl: `https://api.example.com/${end}` },
    /^Cannot use the base URL of api\.example\.com: it must have no .*query or fragment$/,
  ]),
  [
    "a user in a URL that cannot be parsed",
    { baseUrl: "https://user:hun/ter2@api.example.com" },
    /^Cannot use the base URL, which has a user or a password: expected one such as https:\/\/api\.example\.com$/,
  ],
  [
    "a user in a URL without a protocol",
    { baseUrl: "user:hunter2@api.example.com" },
    /^Cannot use the base URL, which has a user or a password: expected/,
  ],
  [
    "a user in a URL of another protocol",
    { baseUrl: "ftp://user:hunter2@api.example.com" },
    /^Cannot use the base URL, which has a user or a password: expected/,
  ],
  [
    "a query in a URL that cannot be parsed",
    { baseUrl: "https://api example.com?token=hunter2" },
    /^Cannot use the base URL 'https:\/\/api example\.com': expected one such as/,
  ],
  ...[
    ["localhost:8080", "http://localhost:8080"],
    ["localhost", "http://localhost"],
    ["127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"],
    ["[::1]:8080", "http://[::1]:8080"],
    ["api.example.com", "https://api.example.com"],
    ["api.example.com:443", "https://api.example.com:443"],
    ["intranet:8443/workspace", "https://intranet:8443/workspace"],
  ].map(([baseUrl, meant]): typeof wrongOptions[number] => [
    `the host ${baseUrl} and names what is meant`,
    { baseUrl: baseUrl! },
    new RegExp(
      `^Cannot use the base URL '${RegExp.escape(baseUrl!)}': it has no http:// or https://; use ${
        RegExp.escape(meant!)
      }$`,
    ),
  ]),
  [
    "a word as the URL",
    { baseUrl: "example" },
    /^Cannot use the base URL 'example': expected one such as/,
  ],
  [
    "mail as the URL",
    { baseUrl: "mailto:x" },
    /^Cannot use the base URL 'mailto:x': expected one such as/,
  ],
  ["no URL", { baseUrl: "" }, /^Cannot use the base URL '': expected one such as/],
  ["an empty token", { baseUrl: "https://api.example.com", token: "" }, /it is empty/],
  [
    "a token with a line break",
    { baseUrl: "https://api.example.com", token: "abc\nd" },
    /spaces, line breaks/,
  ],
  [
    "a negative rate",
    { baseUrl: "https://api.example.com", rate: -1 },
    /option 'rate': expected a number of at least 0, got -1/,
  ],
];
for (const name of ["retries", "concurrency", "maxPages", "maxPageBytes"]) {
  wrongOptions.push([
    `half of something as ${name}`,
    { baseUrl: "https://api.example.com", [name]: 1.5 },
    /option '\w+': expected a whole number of at least [01], got 1\.5$/,
  ]);
}
for (const [title, options, message] of wrongOptions) {
  Deno.test(`createClient() refuses ${title}`, () => {
    const error = assertThrows(
      () => createClient({ token: "t", ...options }),
      ConfigurationError,
    ) as Error;
    assertMatch(error.message, message);
    assert(!/hun|ter2|user:/.test(error.message) && !error.message.includes("abc"));
  });
}

for (const host of ["localhost:1", "127.0.0.1:1", "127.8.9.1:1", "[::1]:1", "api.localhost:1"]) {
  Deno.test(`createClient() lets http through to ${host}`, () => {
    createClient({ baseUrl: `http://${host}`, token: "t" });
  });
}

Deno.test("retryAfterMs() reads seconds and dates, clamps them, and ignores what is neither", () => {
  const read = (value: string) =>
    retryAfterMs(new Headers({ "retry-after": value }), {
      now: Date.parse("2026-01-01T00:00:00Z"),
    });
  assertEquals(read("0"), 0);
  assertEquals(read("120"), 60_000);
  assertEquals(read("Thu, 01 Jan 2026 00:00:05 GMT"), 5_000);
  assertEquals(read("Wed, 31 Dec 2025 23:00:00 GMT"), 0);
  assertEquals(read("soon"), undefined);
  assertEquals(retryAfterMs(new Headers()), undefined);
});

/** Pages by cursor, for walks without HTTP. */
function walk(pages: Record<string, { results: string[]; hasMore: boolean }>) {
  const asked: (string | undefined)[] = [];
  const pagesOf = paginate<string>({
    fetchPage: (cursor) => {
      asked.push(cursor);
      const page = pages[cursor ?? ""];
      return page ? Promise.resolve(page) : Promise.reject(new Error(`no page ${cursor}`));
    },
    cursorOf: (record) => record,
  });
  return { asked, pages: pagesOf };
}

Deno.test("paginate() ends a cycle of cursors, also one of several pages", async () => {
  const { pages } = walk({
    "": { results: ["a"], hasMore: true },
    a: { results: ["b"], hasMore: true },
    b: { results: ["a"], hasMore: true },
  });
  await assertRejects(
    () => Array.fromAsync(pages),
    PaginationError,
    "page 3 of the list: it is the first page again",
  );
});

Deno.test("paginate() asks for one page ahead, never more", async () => {
  const { asked, pages } = walk({
    "": { results: ["a"], hasMore: true },
    a: { results: ["b"], hasMore: true },
    b: { results: ["c"], hasMore: false },
  });
  await pages.next();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(asked, [undefined, "a"]);
  await pages.return();
});

Deno.test("paginate() asks for no page ahead when it is told so", async () => {
  const pages = new Map<string | undefined, Envelope<string>>([
    [undefined, { results: ["a"], hasMore: true }],
    ["a", { results: ["b"], hasMore: false }],
  ]);
  const asked: (string | undefined)[] = [];
  const walk = paginate<string>({
    fetchPage: (cursor) => {
      asked.push(cursor);
      return Promise.resolve(pages.get(cursor)!);
    },
    cursorOf: (record) => record,
    readAhead: false,
  });
  await walk.next();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(asked, [undefined]);
  assertEquals((await Array.fromAsync(walk)).map(({ results }) => results), [["b"]]);
});

Deno.test("paginate() ends the request ahead when its walk is left", async () => {
  let ahead: AbortSignal | undefined;
  const pages = paginate<string>({
    fetchPage: (cursor, signal) => {
      if (cursor === undefined) return Promise.resolve({ results: ["a"], hasMore: true });
      ahead = signal;
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      );
    },
    cursorOf: (record) => record,
  });
  for await (const _ of pages) break;
  assert(ahead?.aborted);
});

Deno.test("paginate() takes an empty cursor for none", async () => {
  const { pages } = walk({ "": { results: [""], hasMore: true } });
  await assertRejects(() => pages.next(), PaginationError, "its last record has no cursor");
});

Deno.test("paginate() blames the given start for no page but the first", async () => {
  const pages = paginate<string>({
    fetchPage: (cursor) =>
      cursor === "start"
        ? Promise.resolve({ results: ["a"], hasMore: true })
        : Promise.reject(new NotFoundError("There is no such record")),
    cursorOf: (record) => record,
    startingAfter: "start",
  });
  const error = await assertRejects(
    () => Array.fromAsync(pages),
    PaginationError,
  ) as PaginationError;
  assertEquals(error.staleStart, false);
  assertMatch(error.message, /^Cannot read page 2 of the list/);
});

Deno.test("a walk of a list that is not there fails with what the server says", async () => {
  const sandbox = createSandbox({ rows: 3, faults: [{ what: 404 }] });
  await using api = sandbox.listen();
  const workspace = createClient({ baseUrl: api.url, token: api.token });
  await assertRejects(() => workspace.holidays.list().toArray(), NotFoundError, "answered 404");
});

Deno.test("a slash at the end of the base URL makes no difference", async () => {
  const sandbox = createSandbox({ rows: 3 });
  const workspace = createClient({
    baseUrl: "https://api.example.com//",
    token: sandbox.token,
    fetch: (input) => {
      assertEquals(new URL((input as Request).url).pathname, "/api/workspace/holidays");
      return sandbox.fetch(input as Request);
    },
  });
  assertEquals((await workspace.holidays.list()).results.length, 3);
});

Deno.test("paginate() reports a failure of the page ahead when it is reached", async () => {
  const { pages } = walk({ "": { results: ["a"], hasMore: true } });
  assertEquals((await pages.next()).value?.results, ["a"]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await assertRejects(() => pages.next(), Error, "no page a");
});

Deno.test("a 401 has the class, the route and the advice that a caller needs", async () => {
  const sandbox = createSandbox({ rows: 3, token: "right" });
  await using api = sandbox.listen();
  const workspace = createClient({ baseUrl: api.url, token: "wrong" });
  const error = await assertRejects(
    async () => await workspace.invoices.list(),
    AuthenticationError,
  );
  assertEquals([error.method, error.route, error.status], ["GET", "/api/workspace/invoices", 401]);
  assertMatch(
    error.message,
    /^Cannot read \/api\/workspace\/invoices: the server answered 401; .*check the token$/,
  );
});

// The types of a list follow from `paths`; this fails to compile when they do not.
interface Paths {
  "/pets": {
    get: {
      parameters: { query?: { after?: string; kind?: "cat" | "dog" } };
      responses: { 200: { content: { "application/json": { data: { name: string }[] } } } };
    };
  };
}
const _item: ListItem<Paths, "/pets", "data"> = { name: "Tom" };
const _query: ListQuery<Paths, "/pets"> = { kind: "cat" };
// @ts-expect-error There is no such kind.
const _wrong: ListQuery<Paths, "/pets"> = { kind: "cow" };
const _list: (list: List<ListItem<Paths, "/pets", "data">>) => Promise<string[]> = async (list) =>
  (await list.toArray()).map(({ name }) => name);
