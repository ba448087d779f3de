import { assert, assertEquals, assertRejects } from "@std/assert";
import { ResponseError } from "../../client/errors.ts";
import type { ClientOptions } from "../../client/mod.ts";
import { createClient } from "../../generated/client.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { run } from "../cli/process.ts";

/** Largest page of the clients here. */
const maxPageBytes = 1024 * 1024;
const tooLarge =
  "the answer is larger than 1048576 bytes; check the base URL, or raise maxPageBytes";

const blank = new Uint8Array(65_536).fill(32);

/** 256 MiB of blanks in a few hundred kilobytes. */
const bomb = await new Response(
  ReadableStream.from(Array(4096).fill(blank)).pipeThrough(new CompressionStream("gzip")),
).bytes();

/** Serves bodies that never end, counts them, and tells when the first one is given up. */
function serveEndless(status: number, encoding: "plain" | "gzip") {
  const asked = { bodies: 0, givenUp: Promise.withResolvers<void>() };
  const headers = {
    "content-type": "application/json",
    ...(encoding === "gzip" && { "content-encoding": encoding }),
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    asked.bodies++;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(encoding === "gzip" ? bomb : blank),
      cancel: () => asked.givenUp.resolve(),
    });
    return new Response(body, { status, headers });
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, asked, [Symbol.asyncDispose]: () => server.shutdown() };
}

const clientOf = (url: string, options: Partial<ClientOptions> = {}) =>
  createClient({ baseUrl: url, token: "t", rate: 0, maxPageBytes, ...options });

for (const status of [200, 401, 500]) {
  for (const encoding of ["plain", "gzip"] as const) {
    const title = `a ${encoding} body without end, with status ${status},`;
    Deno.test(`${title} is refused at once, and asked for once`, async () => {
      await using server = serveEndless(status, encoding);
      const before = Deno.memoryUsage().rss;
      const error = await assertRejects(
        async () => await clientOf(server.url).clients.list(),
        ResponseError,
      ) as ResponseError;
      assertEquals([error.message, error.attempts, error.status], [
        `Cannot read /api/workspace/clients: ${tooLarge}`,
        1,
        status,
      ]);
      assert(Deno.memoryUsage().rss - before < 128 * 1024 * 1024, "the body was not held");
      await server.asked.givenUp.promise;
      assertEquals(server.asked.bodies, 1);
    });
  }
}

Deno.test("a page of just the largest size is read, one byte more is not", async () => {
  const sandbox = createSandbox({ rows: 3 });
  const sizes: number[] = [];
  await using api = sandbox.listen();
  const options: Partial<ClientOptions> = {
    token: api.token,
    onEvent: (event) => event.type === "request" && sizes.push(event.bytes),
  };
  const { results } = await clientOf(api.url, options).clients.list();
  assertEquals(results.length, 3);
  const size = sizes[0]!;
  await clientOf(api.url, { ...options, maxPageBytes: size }).clients.list();
  await assertRejects(
    async () => await clientOf(api.url, { ...options, maxPageBytes: size - 1 }).clients.list(),
    ResponseError,
    `larger than ${size - 1} bytes`,
  );
});

const settings: readonly [string, readonly string[], Record<string, string>][] = [
  ["--max-page-bytes", ["--max-page-bytes", `${maxPageBytes}`], {}],
  ["WORKSPACE_MAX_PAGE_BYTES", [], { WORKSPACE_MAX_PAGE_BYTES: `${maxPageBytes}` }],
];
for (const [title, args, env] of settings) {
  Deno.test(`sync refuses a gzip bomb in one line that names the resource: ${title}`, async () => {
    await using server = serveEndless(200, "gzip");
    const { code, stderr } = await run(
      ["sync", "--to", "duckdb::memory:", "--only", "clients", ...args],
      { WORKSPACE_API_URL: server.url, WORKSPACE_API_TOKEN: "t", ...env },
    );
    assertEquals([code, stderr.trim().split("\n").at(-1)], [1, `error: clients: ${tooLarge}`]);
  });
}
