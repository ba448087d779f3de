import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { createSandbox, failures, parseFault } from "../../sandbox/mod.ts";
import type { Fault, Sandbox } from "../../sandbox/mod.ts";
import { ids } from "./ask.ts";

type Get = (table?: string) => Promise<Response>;

async function withFaults(
  faults: readonly Fault[],
  work: (get: Get, sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  const sandbox = createSandbox({ rows: 30, faults, now: () => 0 });
  await using api = sandbox.listen();
  const headers = { authorization: `Bearer ${api.token}` };
  const get: Get = (table = "clients") =>
    fetch(`${api.url}/api/workspace/${table}?limit=20`, { headers });
  await work(get, sandbox);
}

async function statusOf(response: Promise<Response>): Promise<number> {
  const { status, body } = await response;
  await body?.cancel();
  return status;
}

Deno.test("a status is answered as often as asked, with a message in JSON", async () => {
  await withFaults([{ what: 503, table: "clients", times: 2 }], async (get, sandbox) => {
    assertEquals(await statusOf(get("holidays")), 200);
    const first = await get();
    assertEquals([first.status, (await first.json()).status], [503, 503]);
    assertEquals(await statusOf(get()), 503);
    assertEquals(await statusOf(get()), 200);
    const log = sandbox.requests.map(({ status, fault }) => [status, fault?.what]);
    assertEquals(log, [[200, undefined], [503, 503], [503, 503], [200, undefined]]);
  });
});

Deno.test("faults count the requests to each table and can be added at any time", async () => {
  await withFaults([{ what: 500, from: 2 }], async (get, sandbox) => {
    assertEquals(await statusOf(get()), 200);
    assertEquals(await statusOf(get("holidays")), 200);
    assertEquals(await statusOf(get("holidays")), 500);
    assertEquals(await statusOf(get()), 200);
    sandbox.faults.push({ what: 403, times: Infinity });
    assertEquals(await statusOf(get()), 403);
    assertEquals(await statusOf(get()), 403);
    sandbox.faults.length = 0;
    assertEquals(await statusOf(get()), 200);
  });
});

Deno.test("Retry-After is seconds, a date or absent", async () => {
  const faults: Fault[] = [
    { what: 429, retryAfter: 3 },
    { what: 429, retryAfter: { date: 5 } },
    { what: 429 },
  ];
  await withFaults(faults, async (get) => {
    const waits: (string | null)[] = [];
    for (const _ of faults) {
      const response = await get();
      waits.push(response.headers.get("retry-after"));
      await response.body?.cancel();
    }
    assertEquals(waits, ["3", "Thu, 01 Jan 1970 00:00:05 GMT", null]);
  });
});

Deno.test("reset and cut break the body off", async () => {
  for (const what of ["reset", "cut"] as const) {
    await withFaults([{ what }], async (get) => {
      await assertRejects(() => get().then((response) => response.text()), TypeError);
      assertEquals(await statusOf(get()), 200);
    });
  }
});

Deno.test("cut sends the first half of the page", async () => {
  await withFaults([{ what: "cut" }], async (get, sandbox) => {
    const reader = (await get()).body!.getReader();
    const { value } = await reader.read();
    const first = String(sandbox.records("clients")[0]!.id);
    assert(new TextDecoder().decode(value).startsWith(`{"results":[{"id":"${first}"`));
    await assertRejects(async () => {
      while (!(await reader.read()).done);
    });
  });
});

Deno.test("truncated is a complete response of half a page", async () => {
  await withFaults([{ what: "truncated" }], async (get) => {
    const text = await (await get()).text();
    const whole = await (await get()).text();
    assert(whole.startsWith(text.slice(0, -1)) && text.length < whole.length);
    assertThrows(() => JSON.parse(text), SyntaxError);
  });
});

Deno.test("hung sends half a page and no more, until the client goes away or the API stops", async () => {
  await withFaults([{ what: "hung", times: 2 }], async (get, sandbox) => {
    for (const leave of [true, false]) {
      const reader = (await get()).body!.getReader();
      const first = await reader.read();
      assert(first.value!.length > 0);
      if (leave) await reader.cancel();
    }
    assertEquals(sandbox.requests.length, 2);
  });
});

Deno.test("slow sends the whole page in pieces", async () => {
  await withFaults([{ what: "slow", delay: 1 }], async (get) => {
    const response = await get();
    let pieces = 0;
    let text = "";
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      pieces++;
      text += piece;
    }
    assert(pieces > 1);
    assertEquals(JSON.parse(text), await (await get()).json());
  });
});

Deno.test("html and not-envelope are answers of another kind", async () => {
  await withFaults([{ what: "html" }, { what: "not-envelope" }], async (get) => {
    const html = await get();
    assertEquals(html.headers.get("content-type"), "text/html");
    assert((await html.text()).startsWith("<!doctype html>"));
    assertEquals("results" in await (await get()).json(), false);
  });
});

Deno.test("empty-more promises more after nothing", async () => {
  await withFaults([{ what: "empty-more" }], async (get) => {
    assertEquals(await (await get()).json(), { results: [], hasMore: true });
  });
});

Deno.test("record failures change the first record unless another or all are asked for", async () => {
  const faults: Fault[] = [
    { what: "missing" },
    { what: "no-id", record: -1 },
    { what: "null-id", record: 2 },
    { what: "missing", record: "all" },
  ];
  await withFaults(faults, async (get, sandbox) => {
    const all = sandbox.records("clients").slice(0, 20);
    const results = async () => (await (await get()).json()).results;
    assertEquals(await results(), [{ id: all[0]!.id }, ...all.slice(1)]);
    const { id: _, ...last } = all[19]!;
    assertEquals(await results(), [...all.slice(0, 19), last]);
    assertEquals((await results())[2], { ...all[2], id: null });
    assertEquals(await results(), ids(all).map((id) => ({ id })));
    assertEquals(await results(), all);
  });
});

Deno.test("extra adds fields at the top and in nested objects", async () => {
  await withFaults([{ what: "extra", record: "all" }], async (get, sandbox) => {
    const { results } = await (await get()).json();
    const nested = results.filter((record: { owner: unknown }) => record.owner);
    assert(nested.length > 0);
    for (const { owner, futureField } of nested) assertEquals(owner.futureField, futureField);
    assertEquals("futureField" in sandbox.records("clients")[0]!, false);
  });
});

Deno.test("wrong-type changes the type of every field but the cursor and null", async () => {
  await withFaults([{ what: "wrong-type" }], async (get, sandbox) => {
    const [record] = (await (await get()).json()).results;
    const [original] = sandbox.records("clients");
    assertEquals(record.id, original!.id);
    for (const [name, value] of Object.entries(original!)) {
      if (name === "id" || value === null) continue;
      const kind = (each: unknown) => Array.isArray(each) ? "array" : typeof each;
      assertNotEquals(kind(record[name]), kind(value), name);
    }
  });
});

Deno.test("parseFault() reads every part", () => {
  assertEquals(parseFault("invoices:503x2"), { table: "invoices", what: 503, times: 2 });
  assertEquals(parseFault("*:cut@3"), { what: "cut", from: 3 });
  assertEquals(parseFault("*:429/2@3x*"), { what: 429, retryAfter: 2, from: 3, times: Infinity });
  assertEquals(parseFault("a:429/date2"), { table: "a", what: 429, retryAfter: { date: 2 } });
  assertEquals(parseFault("a:slow/50"), { table: "a", what: "slow", delay: 50 });
  assertEquals(parseFault("a:null-id/-1"), { table: "a", what: "null-id", record: -1 });
  assertEquals(parseFault("a:extra/allx2"), { table: "a", what: "extra", record: "all", times: 2 });
  for (const name of Object.keys(failures)) assertEquals(parseFault(`*:${name}`).what, name);
});

Deno.test("parseFault() names what it cannot read", () => {
  for (
    const [text, part] of [
      ["503", "TABLE:WHAT"],
      ["a:nope", "'nope'"],
      ["a:200", "'200'"],
      ["a:cut/3", "'3'"],
      ["a:429/soon", "'soon'"],
      ["a:slow/all", "'all'"],
    ] as const
  ) {
    assertThrows(() => parseFault(text), RangeError, part);
  }
});
