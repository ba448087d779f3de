import { assert, assertEquals, assertThrows } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import type { Sandbox } from "../../sandbox/mod.ts";
import { ask, askClients, ids, refusal } from "./ask.ts";

async function walk(sandbox: Sandbox, path: string, filter = ""): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let cursor = "";;) {
    const response = await ask(sandbox, `${path}?limit=100${filter}${cursor}`);
    const { results, hasMore } = await response.json();
    seen.push(...results);
    if (!hasMore) return seen;
    cursor = `&startingAfter=${results.at(-1).id}`;
  }
}

Deno.test("a forward walk gives every record of every resource exactly once, in order", async () => {
  const sandbox = createSandbox({ ties: 7 });
  for (const { name, path } of Object.values(resources)) {
    assertEquals(await walk(sandbox, path), sandbox.records(name), name);
  }
});

Deno.test("a backward walk gives every record exactly once", async () => {
  const sandbox = createSandbox({ rows: 95, ties: 4 });
  const all = sandbox.records("clients");
  const seen = [all.at(-1)!];
  for (let hasMore = true; hasMore;) {
    const page = await askClients(sandbox, `?limit=20&endingBefore=${seen[0]!.id}`);
    assert(page.results.length === 20 || !page.hasMore);
    seen.unshift(...page.results);
    hasMore = page.hasMore;
  }
  assertEquals(seen, all);
});

Deno.test("a list is ordered by creation, newest first, without ties unless asked for", () => {
  const created = (ties: number) =>
    createSandbox({ rows: 60, ties }).records("invoices").map(({ createdAt }) => String(createdAt));
  const distinct = created(1);
  assertEquals(distinct, [...new Set(distinct)].sort().reverse());
  const tied = created(20);
  assertEquals(tied, [...tied].sort().reverse());
  assertEquals(new Set(tied).size, 3);
});

Deno.test("rows with the same creation are ordered by id", () => {
  const rows = createSandbox({ rows: 30, ties: 30 }).records("clients");
  assertEquals(ids(rows), ids(rows).sort());
});

Deno.test("a page has 10 records by default and says whether more follow", async () => {
  const sandbox = createSandbox({ rows: 11 });
  const all = sandbox.records("clients");
  assertEquals(await askClients(sandbox), { results: all.slice(0, 10), hasMore: true });
  assertEquals(await askClients(sandbox, "?limit=11"), { results: all, hasMore: false });
  const last = await askClients(sandbox, `?startingAfter=${all[9]!.id}`);
  assertEquals(last, { results: all.slice(10), hasMore: false });
});

Deno.test("an empty table is an empty page", async () => {
  assertEquals(await askClients(createSandbox({ rows: 0 })), { results: [], hasMore: false });
});

Deno.test("a malformed parameter is answered with 400 and a message", async () => {
  const sandbox = createSandbox({ rows: 2 });
  const [a, b] = ids(sandbox.records("clients"));
  for (
    const query of [
      "?limit=0",
      "?limit=101",
      "?limit=ten",
      "?limit=1.5",
      "?startingAfter=nonsense",
      `?startingAfter=${a}&endingBefore=${b}`,
    ]
  ) {
    const { status, body } = await refusal(sandbox, query);
    assertEquals(status, 400, query);
    assertEquals(Object.keys(body as object), ["status", "message"]);
  }
  const filter = await ask(sandbox, "/api/workspace/projects?clientId=nonsense");
  assertEquals(filter.status, 400);
  await filter.body?.cancel();
});

Deno.test("an unknown cursor is answered as asked", async () => {
  const query = `?startingAfter=${crypto.randomUUID()}`;
  assertEquals((await refusal(createSandbox({ rows: 2 }), query)).status, 400);
  const missing = createSandbox({ rows: 2, unknownCursor: "404" });
  assertEquals((await refusal(missing, query)).status, 404);
  const empty = createSandbox({ rows: 2, unknownCursor: "empty" });
  assertEquals(await askClients(empty, query), { results: [], hasMore: false });
  const first = createSandbox({ rows: 2, unknownCursor: "first" });
  assertEquals((await askClients(first, query)).results, first.records("clients"));
});

Deno.test("a cursor of another table or of a filtered-out record is unknown", async () => {
  const sandbox = createSandbox({ unknownCursor: "empty" });
  const [project] = ids(sandbox.records("projects"));
  assertEquals((await askClients(sandbox, `?startingAfter=${project}`)).results, []);
  const [other, wanted] = sandbox.records("clients").filter(({ code }) => code);
  const query = `?code=${wanted!.code}&startingAfter=${other!.id}`;
  assertEquals((await askClients(sandbox, query)).results, []);
});

Deno.test("every filter of the registry keeps some records and only those that match", async () => {
  const sandbox = createSandbox();
  for (const { name: table, path, filters } of Object.values(resources)) {
    for (const { name, path: [head, ...rest], match } of filters) {
      const value = (record: Readonly<Record<string, unknown>>): unknown =>
        rest.reduce(
          (inner: unknown, key) => (inner as Record<string, unknown> | null)?.[key],
          record[head!],
        );
      const all = sandbox.records(table);
      const whole = String(all.map(value).find((each) => each));
      const wanted = match === "contains" ? whole.slice(1, 4).toUpperCase() : whole;
      const expected = all.filter((record) => {
        const text = String(value(record) ?? "");
        return match === "equals"
          ? text === wanted
          : text.toLowerCase().includes(wanted.toLowerCase());
      });
      const seen = await walk(sandbox, path, `&${name}=${encodeURIComponent(wanted)}`);
      assert(expected.length > 0);
      assertEquals(seen, expected, `${table}.${name}`);
    }
  }
});

Deno.test("a request without the token is answered with 401", async () => {
  const sandbox = createSandbox({ rows: 1, token: "right" });
  for (const authorization of ["", "Bearer wrong", "right"]) {
    const request = new Request("http://sandbox/api/workspace/clients", {
      headers: { authorization },
    });
    const response = await sandbox.fetch(request);
    assertEquals((await response.json()).status, 401);
  }
});

Deno.test("an unknown path is answered with 404 and another method with 405", async () => {
  const sandbox = createSandbox({ rows: 1 });
  assertEquals((await ask(sandbox, "/api/workspace/nothing")).status, 404);
  const request = new Request("http://sandbox/api/workspace/clients", {
    method: "POST",
    headers: { authorization: `Bearer ${sandbox.token}` },
  });
  assertEquals((await sandbox.fetch(request)).status, 405);
});

Deno.test("requests are logged and each answer has an id of its own", async () => {
  const sandbox = createSandbox({ rows: 1 });
  const first = await ask(sandbox, "/api/workspace/holidays?limit=3");
  const second = await ask(sandbox, "/other");
  assertEquals(sandbox.requests, [
    { table: "holidays", path: "/api/workspace/holidays", query: "limit=3", status: 200 },
    { path: "/other", query: "", status: 404 },
  ]);
  const requestIds = [first, second].map(({ headers }) => headers.get("x-request-id"));
  assertEquals(new Set(requestIds).size, 2);
});

Deno.test("requests beyond the rate are answered with 429 until the next second", async () => {
  let time = 0;
  const sandbox = createSandbox({ rows: 1, rate: 2, retryAfter: 1, now: () => time });
  const statuses = async (count: number) => {
    const answers = Array.from({ length: count }, () => ask(sandbox, "/api/workspace/clients"));
    return (await Promise.all(answers)).map(({ status }) => status);
  };
  assertEquals(await statuses(3), [200, 200, 429]);
  const refused = await ask(sandbox, "/api/workspace/clients");
  assertEquals(refused.headers.get("retry-after"), "1");
  assertEquals(await refused.json(), { status: 429, message: "Too many requests" });
  time = 1000;
  assertEquals(await statuses(3), [200, 200, 429]);
});

Deno.test("createSandbox() refuses an unknown table and a size that is none", () => {
  assertThrows(() => createSandbox({ rows: { nope: 1 } }), RangeError, "'nope'");
  assertThrows(() => createSandbox({ rows: { clients: -1 } }), RangeError, "rows of clients");
  assertThrows(() => createSandbox({ ties: 0 }), RangeError, "ties");
  assertThrows(() => createSandbox({ revised: 0 }), RangeError, "revised");
  assertThrows(() => createSandbox({ faults: [{ table: "nope", what: 500 }] }), RangeError);
  assertThrows(() => createSandbox({ rows: 1 }).records("nope"), RangeError, "'nope'");
});

Deno.test("a page is not disturbed by one that is asked for before it is read", async () => {
  const sandbox = createSandbox({ rows: 20 });
  const [clients, holidays] = await Promise.all([
    ask(sandbox, "/api/workspace/clients?limit=20"),
    ask(sandbox, "/api/workspace/holidays?limit=20"),
  ]);
  assertEquals((await clients.json()).results, sandbox.records("clients"));
  assertEquals((await holidays.json()).results, sandbox.records("holidays"));
});
