import { assertEquals } from "@std/assert";
import { Api } from "../../loader/destinations/bigquery/api.ts";
import { noCredentials } from "../../loader/destinations/bigquery/auth.ts";

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
  let settled = 0;
  for (let i = 0; i < 8; i++) {
    const [metadata] = await api.client.dataset("ws").getMetadata();
    assertEquals(metadata.location, "US");
    settled++;
    await new Promise((resolve) => setTimeout(resolve, 293));
  }
  assertEquals(settled, 8);
  listener.close();
  await serving.catch(() => {});
});
