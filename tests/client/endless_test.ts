/**
 * Lists that never end.
 *
 * @module
 */

import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { PaginationError } from "../../client/errors.ts";
import { createClient } from "../../generated/client.ts";
import { resources } from "../../generated/resources.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { sync } from "../../loader/sync.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { run } from "../cli/process.ts";

/** Options of a client whose API lists ever new clients, and how many pages it was asked for. */
function endless(maxPages?: number) {
  const asked = { pages: 0 };
  const client = {
    baseUrl: "https://api.example.com",
    token: "s3cret",
    rate: 0,
    ...(maxPages !== undefined && { maxPages }),
    fetch: (request: Request | URL | string) => {
      if (new URL(new Request(request).url).pathname !== resources.clients.path) {
        return Promise.resolve(new Response(null, { status: 404 }));
      }
      asked.pages++;
      return Promise.resolve(Response.json({
        results: [1, 2].map(() => ({ id: crypto.randomUUID(), name: "One more" })),
        hasMore: true,
      }));
    },
  };
  return { asked, client };
}

const message = (pages: number) =>
  `Cannot walk /api/workspace/clients to its end: it has over ${pages} pages; ` +
  "check the base URL, or raise maxPages";

Deno.test("a list without an end is walked to maxPages and no page further", async () => {
  const { asked, client } = endless(7);
  const read: number[] = [];
  const error = await assertRejects(async () => {
    for await (const { results } of createClient(client).clients.list().pages()) {
      read.push(results.length);
    }
  });
  assertInstanceOf(error, PaginationError);
  assertEquals([error.message, error.staleStart], [message(7), false]);
  assertEquals([read.length, asked.pages], [7, 7]);
});

Deno.test("a list of just maxPages is walked to its end", async () => {
  let pages = 0;
  const { client } = endless(7);
  const workspace = createClient({
    ...client,
    fetch: () => {
      pages++;
      return Promise.resolve(Response.json({
        results: [{ id: String(pages) }],
        hasMore: pages < 7,
      }));
    },
  });
  assertEquals((await workspace.clients.list().toArray()).length, 7);
});

Deno.test("pages that an earlier walk has read count towards maxPages", async () => {
  const { asked, client } = endless(7);
  const list = createClient(client).clients.list({ startingAfter: "x" }, { pagesBefore: 5 });
  const error = await assertRejects(() => list.toArray());
  assertInstanceOf(error, PaginationError);
  assertEquals([error.message, error.staleStart, asked.pages], [message(7), false, 2]);
});

Deno.test("a sync ends at --max-pages, with one line that says what to do", async () => {
  await using api = createSandbox({ rows: 300, token: "t" }).listen();
  const args = ["sync", "--to", "duckdb::memory:", "--only", "clients", "--max-pages"];
  const env = { WORKSPACE_API_URL: api.url, WORKSPACE_API_TOKEN: "t", WORKSPACE_RATE: "0" };
  const { code, stderr } = await run([...args, "2"], env);
  assertEquals([code, stderr.trim().split("\n").at(-1)], [1, `error: clients: ${message(2)}`]);
  assertEquals((await run([...args, "3"], env)).code, 0);
});

Deno.test("a sync ends at maxPages, and a sync that resumes it asks for nothing more", async () => {
  const { asked, client } = endless(7);
  const folder = await Deno.makeTempDir();
  const destination = await openDestination(`duckdb:${folder}/test.duckdb`);
  try {
    for (const pages of [7, 0]) {
      const before = asked.pages;
      const report = await sync({ client, destination, resources: [resources.clients] });
      assertEquals(report.resources.map(({ status, error }) => [status, error]), [
        ["failed", message(7)],
      ]);
      assertEquals(asked.pages - before, pages);
    }
  } finally {
    await destination.close();
    await Deno.remove(folder, { recursive: true });
  }
});
