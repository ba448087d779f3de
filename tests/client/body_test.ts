/**
 * Bodies that cannot be taken as they are.
 *
 * @module
 */

import { assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { ApiError, ResponseError, type WorkspaceError } from "../../client/errors.ts";
import { parseExact } from "../../client/exact_json.ts";
import type { ClientOptions } from "../../client/mod.ts";
import { createClient } from "../../generated/client.ts";
import { FakeClock } from "../fake_clock.ts";

/** A client that gets the same body as the answer to each request. */
function clientOf(
  body: BodyInit,
  init: ResponseInit = { headers: { "content-type": "application/json" } },
  options: Partial<ClientOptions> = {},
) {
  return createClient({
    baseUrl: "https://api.example.com",
    token: "s3cret",
    rate: 0,
    clock: new FakeClock(),
    fetch: () => Promise.resolve(new Response(body, init)),
    ...options,
  });
}

async function errorOf(...of: Parameters<typeof clientOf>): Promise<WorkspaceError> {
  return await assertRejects(async () => await clientOf(...of).clients.list()) as WorkspaceError;
}

/** A page with one record, whose id comes as it is. */
function page(id: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = (value: string) => new TextEncoder().encode(value);
  return Uint8Array.from([...text('{"results":[{"id":"'), ...id, ...text('"}],"hasMore":false}')]);
}

const invalid: readonly [string, number[]][] = [
  ["Latin-1", [0x63, 0x61, 0x66, 0xe9]],
  ["a character that is cut short", [0xe2, 0x82]],
  ["half a surrogate pair", [0xed, 0xa0, 0x80]],
  ["a slash in two bytes", [0xc0, 0xaf]],
];
for (const [title, bytes] of invalid) {
  Deno.test(`a body with ${title} is refused as not UTF-8, and asked for again`, async () => {
    const body = page(Uint8Array.from(bytes));
    const error = await errorOf(body);
    assertInstanceOf(error, ResponseError);
    assertEquals(
      error.message,
      "Cannot read /api/workspace/clients: the body is not UTF-8 " +
        `(HTTP 200, ${body.length} bytes, application/json) (after 4 attempts)`,
    );
  });

  Deno.test(`an error's body with ${title} is shown with a sign in its place`, async () => {
    const error = await errorOf(page(Uint8Array.from(bytes)), { status: 400 });
    assertInstanceOf(error, ApiError);
    assertMatch(error.body!, /^\{"results":\[\{"id":"(caf)?\ufffd+"\}\],"hasMore":false\}$/);
  });
}

Deno.test("a byte order mark before a body is no part of it", async () => {
  const body = Uint8Array.from([0xef, 0xbb, 0xbf, ...page(new TextEncoder().encode("é"))]);
  const { results } = await clientOf(body).clients.list();
  assertEquals(results.map(({ id }) => id), ["é"]);
});

/** A page whose record has a value that is so many levels deep. */
function nested(levels: number, open: string, inner: string, close: string): string {
  const value = open.repeat(levels) + inner + close.repeat(levels);
  return `{"results":[{"id":"1","value":${value}}],"hasMore":false}`;
}

Deno.test("a body that is nested too deeply for its parser is refused in one line", async () => {
  const deep = nested(500_000, '{"a":', "12345678901234567890", "}");
  assertEquals((await clientOf(deep).clients.list()).results.length, 1);
  const error = await errorOf(deep, {}, { parseJson: parseExact });
  assertInstanceOf(error, ResponseError);
  assertEquals(
    error.message,
    "Cannot read /api/workspace/clients: the answer is nested too deeply; check the base URL",
  );
});

Deno.test("an error's body that is nested deeply is shown as it is", async () => {
  const body = nested(500_000, "[", "1", "]");
  const error = await errorOf(body, { status: 400 });
  assertInstanceOf(error, ApiError);
  assertEquals(error.body, body.slice(0, 500));
});

Deno.test("a body is taken for HTML by its type or its first sign, and is not asked for again", async () => {
  const bodies = [["Be right back", "text/html"], [" <!doctype html>", "text/plain"]] as const;
  for (const [body, type] of bodies) {
    const error = await errorOf(body, { headers: { "content-type": type } });
    assertEquals(
      error.message,
      "Cannot read /api/workspace/clients: the answer is HTML, not JSON; check the base URL",
    );
  }
});

Deno.test("a body that does not say whether more follows is refused", async () => {
  for (const more of ["", ',"hasMore":1', ',"hasMore":"false"', ',"hasMore":null']) {
    const error = await errorOf(`{"results":[]${more}}`);
    assertInstanceOf(error, ResponseError);
    assertMatch(error.message, /it has no 'hasMore' that is true or false; check the base URL$/);
  }
});

Deno.test("a cursor that is a large number keeps its digits, and the last page has none", async () => {
  const asked: string[] = [];
  const list = clientOf("", {}, {
    parseJson: parseExact,
    fetch: (input) => {
      asked.push(new URL((input as Request).url).searchParams.get("startingAfter") ?? "");
      const id = `1234567890123456789${asked.length}`;
      return Promise.resolve(
        new Response(`{"results":[{"id":${id}}],"hasMore":${asked.length < 2}}`),
      );
    },
  }).clients.list();
  await list.toArray();
  assertEquals(asked, ["", "12345678901234567891"]);
  assertEquals((await list).nextCursor, undefined);
});
