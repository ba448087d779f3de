import { assertEquals, assertRejects } from "@std/assert";
import * as errors from "../../client/mod.ts";
import { createClient } from "../../generated/client.ts";
import { createSandbox } from "../../sandbox/mod.ts";

/** A client whose API answers everything with the same response. */
function answering(response: () => Response) {
  return createClient({
    baseUrl: "https://api.test",
    token: "s3cret-token",
    rate: 0,
    retries: 0,
    fetch: () => Promise.resolve(response()),
  });
}

Deno.test("identity() returns whose token it is", async () => {
  const sandbox = createSandbox({ rows: 1, workspace: { id: "7f", name: "Agency" } });
  await using api = sandbox.listen();
  const workspace = createClient({ baseUrl: api.url, token: api.token });
  assertEquals(await workspace.identity(), { id: "7f", name: "Agency" });
  assertEquals(sandbox.requests.map(({ path }) => path), ["/api/workspace"]);
});

for (
  const [what, response] of [
    ["400", () => new Response(null, { status: 400 })],
    ["403", () => new Response(null, { status: 403 })],
    ["404", () => new Response(null, { status: 404 })],
    ["405", () => new Response(null, { status: 405 })],
    ["HTML", () => new Response("<!doctype html>")],
    ["a list", () => Response.json([])],
    ["an id that is no text", () => Response.json({ id: 7, name: "Agency" })],
    ["an empty id", () => Response.json({ id: "", name: "Agency" })],
  ] as const
) {
  Deno.test(`identity() returns nothing when the API answers with ${what}`, async () => {
    assertEquals(await answering(response).identity(), undefined);
  });
}

for (const body of ["{", "caf\\xe9"]) {
  Deno.test(`identity() takes a broken body for no answer to anything: ${body}`, async () => {
    const bytes = Uint8Array.from(body.replace("\\xe9", "\xe9"), (char) => char.charCodeAt(0));
    await assertRejects(
      () => answering(() => new Response(bytes)).identity(),
      errors.ResponseError,
    );
  });
}

for (const [status, kind] of [[401, "AuthenticationError"], [423, "LockedError"]] as const) {
  Deno.test(`identity() throws ${kind} when the API answers ${status}`, async () => {
    const workspace = answering(() => new Response(null, { status }));
    await assertRejects(() => workspace.identity(), errors[kind]);
  });
}

Deno.test("identity() takes the id for a missing name, and nothing that steers a terminal or holds the token", async () => {
  const named = answering(() => Response.json({ id: "7f" }));
  assertEquals(await named.identity(), { id: "7f", name: "7f" });
  const hostile = answering(() =>
    Response.json({ id: "7f", name: "A\u001b[2J\nB s3cret-token \ud800" })
  );
  assertEquals(await hostile.identity(), { id: "7f", name: "A [2J B [redacted] \ufffd" });
});
