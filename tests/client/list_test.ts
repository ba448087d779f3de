import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { ConfigurationError, NotFoundError, PaginationError } from "../../client/errors.ts";
import { ListPage } from "../../client/list.ts";
import { createClient } from "../../generated/client.ts";
import { resources } from "../../generated/resources.ts";
import { createSandbox, type SandboxOptions } from "@workspace-sync/sandbox";

const safe = { sanitizeOps: true, sanitizeResources: true };

/** A sandbox that listens, and a client of it. */
function serve(options: SandboxOptions) {
  const sandbox = createSandbox(options);
  const api = sandbox.listen();
  const workspace = createClient({ baseUrl: api.url, token: api.token, rate: 0 });
  return { sandbox, workspace, [Symbol.asyncDispose]: () => api.close() };
}

Deno.test("a list is the promise of one page, however often it is awaited", safe, async () => {
  await using lab = serve({ rows: 30 });
  const list = lab.workspace.holidays.list({ limit: 10 });
  let ended = 0;
  const page = await list.finally(() => ended++);
  assert(page instanceof ListPage);
  assertEquals(await Promise.all([list, list.catch(() => undefined)]), [page, page]);
  const promise: Promise<unknown> = list;
  assertEquals(await promise, page);
  assertEquals([ended, lab.sandbox.requests.length], [1, 1]);
});

Deno.test("a list that fails can be caught like any promise", safe, async () => {
  await using lab = serve({ rows: 3, faults: [{ what: 404 }] });
  const list = lab.workspace.holidays.list();
  assert(await list.catch((error) => error instanceof NotFoundError));
  await assertRejects(() => list, NotFoundError);
});

Deno.test("a page knows its answer and the page that follows", safe, async () => {
  await using lab = serve({ rows: 25 });
  const ids: string[] = [];
  const list = lab.workspace.holidays.list({ limit: 10 });
  for (let page: Awaited<typeof list> | undefined = await list; page;) {
    ids.push(...page.results.map(({ id }) => id));
    assertEquals(page.response.status, 200);
    assertEquals(page.requestId, page.response.headers.get("x-request-id"));
    assert(page.requestId);
    page = await page.getNextPage();
  }
  assertEquals(ids, lab.sandbox.records("holidays").map(({ id }) => id));
  assertEquals(lab.sandbox.requests.length, 3);
});

Deno.test(
  "the pages of a walk know their answer and the page that follows, too",
  safe,
  async () => {
    await using lab = serve({ rows: 25 });
    for await (const page of lab.workspace.holidays.list({ limit: 10 }).pages()) {
      assertEquals(page.response.status, 200);
      assertEquals((await page.getNextPage())?.results.length, 10);
      break;
    }
  },
);

Deno.test("a page is its records where it is printed or written", safe, async () => {
  await using lab = serve({ rows: 2 });
  const page = await lab.workspace.holidays.list();
  const { results, hasMore, nextCursor } = page;
  assertEquals(JSON.parse(JSON.stringify(page)), { results, hasMore });
  assertEquals({ ...page }, { results, hasMore, nextCursor });
});

Deno.test("withResponse() tells status, headers and request id", safe, async () => {
  await using lab = serve({ rows: 2 });
  const { data, response, requestId } = await lab.workspace.holidays.list().withResponse();
  assertEquals([data.results.length, response.status], [2, 200]);
  assertEquals(requestId, response.headers.get("x-request-id"));
});

Deno.test("toArray() asks for no page that it does not need", safe, async () => {
  await using lab = serve({ rows: 30 });
  const list = lab.workspace.holidays.list({ limit: 10 });
  for (const [max, requests] of [[0, 0], [10, 1], [11, 2], [99, 3], [Infinity, 3]] as const) {
    const before = lab.sandbox.requests.length;
    assertEquals((await list.toArray({ max })).length, Math.min(max, 30));
    assertEquals(lab.sandbox.requests.length - before, requests, `for ${max}`);
  }
});

Deno.test("first() asks for one record", safe, async () => {
  await using lab = serve({ rows: { holidays: 30, workspace_members: 0 } });
  const [{ id }] = lab.sandbox.records("holidays") as [{ id: string }];
  assertEquals((await lab.workspace.holidays.list({ limit: 20 }).first())?.id, id);
  assertEquals(await lab.workspace.list(resources.workspace_members).first(), undefined);
  assertEquals(lab.sandbox.requests.map(({ query }) => query), ["limit=1", "limit=1"]);
});

Deno.test(
  "the next cursor can be passed on as it is; undefined starts at the beginning",
  safe,
  async () => {
    await using lab = serve({ rows: 15 });
    const { holidays } = lab.workspace;
    const page = await holidays.list({ limit: 10 });
    // Compiles under exactOptionalPropertyTypes, as does each optional parameter.
    const rest = await holidays.list({ startingAfter: page.nextCursor, limit: undefined });
    assertEquals([rest.results.length, rest.nextCursor], [5, undefined]);
    const again = await holidays.list({ startingAfter: rest.nextCursor, limit: 10 });
    assertEquals(again.results, page.results);
  },
);

for (const unknownCursor of ["400", "404"] as const) {
  Deno.test(
    `a stale cursor is one kind of error where ${unknownCursor} answers it`,
    safe,
    async () => {
      await using lab = serve({ rows: 5, unknownCursor });
      const list = lab.workspace.holidays.list({ startingAfter: crypto.randomUUID() });
      const page = await lab.workspace.holidays.list({ limit: 2 });
      lab.sandbox.delete("holidays", page.nextCursor!);
      for (
        const use of [
          () => list,
          () => list.toArray(),
          () => list.first(),
          () => page.getNextPage(),
        ]
      ) {
        const error = await assertRejects(
          async () => await use(),
          PaginationError,
        ) as PaginationError;
        assert(error.staleStart);
        assertMatch(error.message, /^Cannot start after the given cursor of \/api/);
        // What the API answered is known of it as of any error.
        const { method, route, status, headers, body } = error;
        assertEquals([method, route, status], ["GET", "/api/workspace/holidays", +unknownCursor]);
        assertEquals(headers?.get("content-type"), "application/json");
        assertMatch(error.requestId ?? "", /^sandbox-\d+$/);
        assertEquals(JSON.parse(body!).status, +unknownCursor);
      }
    },
  );
}

Deno.test("a list is read forwards only: by its type, and when it is made", () => {
  const workspace = createClient({ baseUrl: "https://api.example.com", token: "t" });
  const endingBefore = crypto.randomUUID();
  const message = "by 'endingBefore': lists are read forwards only";
  assertThrows(
    // @ts-expect-error It cannot be iterated.
    () => workspace.projects.list({ endingBefore }),
    ConfigurationError,
    message,
  );
  assertThrows(
    () => workspace.list(resources.projects, { endingBefore }),
    ConfigurationError,
    message,
  );
  workspace.list(resources.projects, { endingBefore: undefined });
});
