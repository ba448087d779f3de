import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
// @ts-types="../../client/std.d.ts"
import { deadline } from "@std/async/deadline";
// @ts-types="../../client/std.d.ts"
import { delay } from "@std/async/delay";
import { Api } from "../../loader/engines/bigquery/api.ts";
import { noCredentials } from "../../loader/engines/bigquery/auth.ts";
import { Tables } from "../../loader/destinations/bigquery/tables.ts";
import { DestinationError } from "../../loader/errors.ts";
import { FakeTime } from "../fake_time.ts";

Deno.test("a request settles on a connection that the server drops between two requests", async () => {
  // A server that destroys each connection about 300 ms after its answer, when the next request comes:
  // the official client's own transport waits for ever there under Deno (denoland/deno#32006).
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const serving = (async () => {
    for await (const connection of listener) {
      (async () => {
        const buffer = new Uint8Array(65_536);
        while (await connection.read(buffer).catch(() => null)) {
          const body = `{"kind":"bigquery#dataset","location":"US"}`;
          await connection.write(new TextEncoder().encode(
            `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
          )).catch(() => {});
          await new Promise((resolve) => setTimeout(resolve, 280 + Math.random() * 30));
          connection.close();
          return;
        }
      })();
    }
  })();
  const { port } = listener.addr;
  const endpoint = `http://127.0.0.1:${port}`;
  const address = { project: "test", dataset: "ws", location: undefined, endpoint };
  const api = new Api(address, noCredentials);
  for (let i = 0; i < 8; i++) {
    const [metadata] = await deadline(api.client.dataset("ws").getMetadata(), 20_000);
    assertEquals(metadata.location, "US");
    await delay(293);
  }
  listener.close();
  await serving.catch(() => {});
});

/** Serves one answer to everything, and counts. */
function serve(answer: () => Response) {
  const asked: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    asked.push(new URL(request.url).pathname);
    return answer();
  });
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  return { asked, endpoint, [Symbol.asyncDispose]: () => server.shutdown() };
}

const addressOf = (endpoint: string) => ({
  project: "test",
  dataset: "ws",
  location: undefined,
  endpoint,
});

Deno.test("a token goes to BigQuery alone, whatever BIGQUERY_EMULATOR_HOST says", async () => {
  await using right = serve(() => Response.json({ location: "US" }));
  await using wrong = serve(() => Response.json({ location: "US" }));
  Deno.env.set("BIGQUERY_EMULATOR_HOST", wrong.endpoint);
  try {
    const api = new Api(addressOf(right.endpoint), noCredentials);
    await api.client.dataset("ws").getMetadata();
    await api.client.dataset("ws").table("clients").getMetadata();
  } finally {
    Deno.env.delete("BIGQUERY_EMULATOR_HOST");
  }
  const base = "/bigquery/v2/projects/test/datasets/ws";
  assertEquals([right.asked, wrong.asked], [[base, `${base}/tables/clients`], []]);
});

Deno.test("every request of the official client goes through our own, so that none can hang", async () => {
  await using server = serve(() =>
    Response.json({
      location: "US",
      jobComplete: true,
      jobReference: { jobId: "j" },
      status: { state: "DONE" },
      tableReference: { tableId: "clients" },
    })
  );
  const api = new Api(addressOf(server.endpoint), noCredentials);
  const sent: string[] = [];
  const send = api.send.bind(api);
  api.send = (request) => {
    sent.push(new URL(request.url).pathname);
    return send(request);
  };
  const dataset = api.client.dataset("ws");
  await dataset.getMetadata();
  await dataset.getTables();
  await dataset.createTable("clients", {});
  await dataset.table("clients").getMetadata();
  await api.client.createQueryJob({ query: "SELECT 1", jobId: "j" });
  await api.client.job("j").getQueryResults();
  await dataset.table("clients").delete();
  assert(sent.length >= 7);
  assertEquals(sent, server.asked);
});

Deno.test("an answer that lacks a required member fails the request, not the process", async () => {
  await using server = serve(() => Response.json({}));
  const address = addressOf(server.endpoint);
  const tables = new Tables(new Api(address, noCredentials), address, undefined);
  const error = await assertRejects(() => tables.create("clients", {}), DestinationError) as Error;
  assertEquals(
    error.message,
    "Cannot create the table clients: The answer lacks a required member",
  );
});

Deno.test("an answer that is not JSON is asked for again, and then named", async () => {
  using time = new FakeTime({ hold: 60_000 });
  await using portal = serve(() => new Response("<html>Please sign in"));
  const tables = new Tables(
    new Api(addressOf(portal.endpoint), noCredentials),
    addressOf(portal.endpoint),
    undefined,
  );
  const error = await assertRejects(
    () => tables.query("count", "SELECT 1"),
    DestinationError,
  ) as Error;
  assertStringIncludes(error.message, "The answer is not JSON");
  assertEquals([portal.asked.length, time.waits.length], [7, 6]);
});
