/**
 * Sends marked secrets through every failing path of the command line, and looks for them in all that it
 * leaves behind.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Api, bodyOf } from "../loader/engines/bigquery/api.ts";
import { parseAddress } from "../loader/destinations/bigquery/address.ts";
import { Database } from "../loader/engines/duckdb/database.ts";
import { createSandbox } from "../sandbox/mod.ts";
import type { SandboxOptions } from "../sandbox/types.ts";
import { run, start } from "./cli/process.ts";
import { duckdb } from "./lab.ts";

const token = "Marked-t0ken-9aK3xW71-5f1eC0DE";
const googleToken = "ya29.Marked-g00gle-c4R7-77aaF00D";

/** Pieces of the secrets, as they are and in base64: an echo that is cut short is found as well. */
const marks = ["Marked-t0ken", "5f1eC0DE", "Marked-g00gle", "77aaF00D"].flatMap((mark) => [
  mark.toLowerCase(),
  btoa(mark).slice(0, 10).toLowerCase(),
]);

function assertUnmarked(text: string, where: string): void {
  const found = marks.find((mark) => text.toLowerCase().includes(mark));
  assert(found === undefined, `'${found}' is in ${where}: ${text.slice(0, 2_000)}`);
}

/** A place, and commands that write into it; nothing they write may be marked. */
function commandsPlace() {
  const place = duckdb();
  const runHere = async (args: readonly string[], env?: Record<string, string>) => {
    const outcome = await run(args, {
      WORKSPACE_API_TOKEN: token,
      BIGQUERY_ACCESS_TOKEN: googleToken,
      WORKSPACE_DESTINATION: place.address,
      WORKSPACE_RATE: "0",
      ...env,
    });
    assertUnmarked(outcome.stdout, `stdout of ${args.join(" ")}`);
    assertUnmarked(outcome.stderr, `stderr of ${args.join(" ")}`);
    assert(!/^ {4}at /m.test(outcome.stdout + outcome.stderr), "a stack trace is shown");
    return outcome;
  };
  return { ...place, run: runHere };
}

/** Asserts that no file of a folder, a write-ahead log included, is marked. */
async function assertFilesUnmarked(folder: string): Promise<void> {
  for (const { name } of Deno.readDirSync(folder)) {
    const bytes = await Deno.readFile(`${folder}/${name}`);
    assertUnmarked(new TextDecoder("latin1").decode(bytes), name);
  }
}

/** Every command that asks the API, with as much output as there is, and then what they recorded. */
async function runAll(url: string, code: number, env: Record<string, string> = {}): Promise<void> {
  await using place = commandsPlace();
  const settings = { WORKSPACE_API_URL: url, ...env };
  const synced = await place.run(["sync", "--only", "clients", "--verbose", "--json"], settings);
  assertEquals(synced.code, code, synced.stderr);
  assertEquals((await place.run(["check", "--only", "clients", "--verbose"], settings)).code, code);
  await place.run(["status", "--json"]);
  await assertFilesUnmarked(place.folder);
}

const failing: readonly [string, SandboxOptions, number][] = [
  ["a wrong token", { token: "another" }, 3],
  ["403", { faults: [{ what: 403, times: Infinity }] }, 3],
  ["423", { faults: [{ what: 423, times: Infinity }] }, 3],
  ["HTML", { faults: [{ what: "html", times: Infinity }] }, 1],
  ["a reset, then 400", { faults: [{ what: "reset" }, { what: 400, times: Infinity }] }, 1],
];
for (const [title, options, code] of failing) {
  Deno.test(`no secret is left behind by ${title}`, async () => {
    await using api = createSandbox({ rows: 3, token, ...options }).listen();
    await runAll(api.url, code);
  });
}

Deno.test("no secret is left behind by an unreachable host", async () => {
  await runAll("http://127.0.0.1:9", 1);
});

Deno.test("no secret is left behind in the file and its write-ahead log by a sync that is killed", async () => {
  await using api = createSandbox({ rows: { clients: 5_000 }, latency: 50, token }).listen();
  await using place = commandsPlace();
  const process = start(["sync", "--only", "clients", "--verbose"], {
    WORKSPACE_API_URL: api.url,
    WORKSPACE_API_TOKEN: token,
    WORKSPACE_DESTINATION: place.address,
    WORKSPACE_RATE: "0",
  });
  const output = process.output();
  const staged = () =>
    Deno.stat(`${place.file}.wal`).then(({ size }) => size > 10_000, () => false);
  while (!await staged()) await new Promise((resolve) => setTimeout(resolve, 20));
  process.kill("SIGKILL");
  const { stdout, stderr } = await output;
  assertUnmarked(new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr), "output");
  assert(await staged(), "the write-ahead log is there");
  await assertFilesUnmarked(place.folder);
});

Deno.test("no secret is left behind by a wrong destination or a locked file", async () => {
  await using api = createSandbox({ rows: 3, token }).listen();
  await using place = commandsPlace();
  for (const to of ["postgres:x", "duckdb:/nowhere/x", "bigquery://x", "bigquery://p/d?key=x"]) {
    for (const command of ["sync", "check"]) {
      const { code } = await place.run([command, "--to", to], { WORKSPACE_API_URL: api.url });
      assertEquals(code, 2, to);
    }
  }
  const held = await Database.open(place.file, false);
  const { code, stderr } = await place.run(["sync", "--verbose"], { WORKSPACE_API_URL: api.url });
  await held.close();
  assertEquals(code, 1);
  assertMatch(stderr, /open in another process/);
  await assertFilesUnmarked(place.folder);
});

const escaped = (text: string) =>
  [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

/** Answers a request, given its authorization and the token in it. */
type Echo = (authorization: string, secret: string) => Response;

const withStatus = (status: number): Echo => (authorization, secret) =>
  Response.json({ message: `Bad ${secret}, got ${authorization}`, authorization }, {
    status,
    headers: { "x-request-id": secret, "retry-after": secret, "www-authenticate": authorization },
  });

/** What a server answers that wants the token in a log, and the exit code. */
const echoes: readonly [string, Echo, number][] = [
  ["400 with it in the message and in headers", withStatus(400), 1],
  ["401 with it in the message and in headers", withStatus(401), 3],
  ["423 with it in the message and in headers", withStatus(423), 3],
  [
    "403 with it in base64",
    (authorization, secret) =>
      Response.json({ message: `${btoa(secret)} Basic ${btoa(authorization)}` }, { status: 403 }),
    3,
  ],
  [
    "an escaped message in a string of JSON",
    (_, secret) => Response.json(`{"message":"${escaped(secret)}"}`, { status: 400 }),
    1,
  ],
  [
    "a message that is cut within it",
    (_, secret) => Response.json({ message: "x".repeat(470) + secret }, { status: 400 }),
    1,
  ],
  ["plain text", (authorization) => new Response(authorization, { status: 400 }), 1],
  [
    "HTML",
    (authorization) =>
      new Response(`<p>${authorization}`, { headers: { "content-type": "text/html" } }),
    1,
  ],
  [
    "its host in a redirect",
    (_, secret) =>
      new Response(null, {
        status: 307,
        headers: { location: `http://${secret}.localhost:9/${secret}?token=${secret}` },
      }),
    1,
  ],
  [
    "redirects without end",
    (_, secret) => new Response(null, { status: 307, headers: { location: `/${secret}` } }),
    1,
  ],
  [
    "another envelope",
    (authorization, secret) => Response.json({ [secret]: authorization, results: secret }),
    1,
  ],
];

/** Serves one answer to everything. */
function serve(answer: Echo) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const authorization = request.headers.get("authorization") ?? "";
    return answer(authorization, authorization.replace("Bearer ", ""));
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, [Symbol.asyncDispose]: () => server.shutdown() };
}

for (const [title, answer, code] of echoes) {
  Deno.test(`an API that echoes the token does not get it into a log: ${title}`, async () => {
    await using api = serve(answer);
    await runAll(api.url, code);
  });
}

const records: readonly [string, Record<string, unknown>, boolean, number][] = [
  ["a value", { id: "1", name: token }, false, 0],
  ["a value of the wrong type", { id: "1", isActive: token }, false, 0],
  ["an unknown field", { id: "1", [token]: token }, false, 0],
  ["a record without id", { name: token }, false, 0],
  ["a cursor that never ends", { id: token }, true, 1],
];
for (const [title, record, hasMore, code] of records) {
  Deno.test(`a token that is data stays in the tables: ${title}`, async () => {
    await using api = serve(() => Response.json({ results: [record], hasMore }));
    await using place = commandsPlace();
    const env = { WORKSPACE_API_URL: api.url };
    const synced = await place.run(["sync", "--only", "clients", "--verbose", "--json"], env);
    assertEquals(synced.code, code, synced.stderr);
    await place.run(["status"]);
  });
}

Deno.test("what the API says cannot steer the terminal", async () => {
  await using api = serve(() =>
    Response.json({ message: "\x1b]0;gone\x07\x1b[2J\r\u202egood\nnext" }, { status: 400 })
  );
  await using place = commandsPlace();
  const env = { WORKSPACE_API_URL: api.url };
  for (const args of [["sync", "--only", "clients", "--verbose"], ["check"], ["status"]]) {
    const { stdout, stderr } = await place.run(args, env);
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/.test(stdout + stderr), stdout + stderr);
  }
});

Deno.test("BigQuery's refusal is reported without the token, and an emulator never gets it", async () => {
  const seen: string[] = [];
  await using google = serve((authorization, secret) => {
    seen.push(authorization);
    return Response.json({ error: { message: `${secret}: ${authorization}` } }, { status: 403 });
  });
  const address = `bigquery://project/data_set?endpoint=${google.url}`;
  const api = new Api(parseAddress(address), {
    source: "test",
    headers: () => Promise.resolve({ authorization: `Bearer ${googleToken}` }),
  });
  const answer = await api.send({ method: "GET", url: google.url });
  const error = await assertRejects(() => bodyOf(answer), Error) as Error;
  assertUnmarked(Deno.inspect(error), "the error");
  assertEquals(seen.splice(0), [`Bearer ${googleToken}`]);

  await using place = commandsPlace();
  const { code } = await place.run(["sync", "--to", address, "--verbose"], {
    WORKSPACE_API_URL: "http://127.0.0.1:9",
  });
  assertEquals(code, 1);
  assert(seen.length > 0 && seen.every((authorization) => authorization === ""));
});
