import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { sandboxCommand } from "../../sandbox/mod.ts";

interface Outcome {
  readonly code: number;
  readonly error: string;
}

async function failing(...args: string[]): Promise<Outcome> {
  const lines: string[] = [];
  const { error } = console;
  console.error = (line: string) => lines.push(line);
  try {
    return { code: await sandboxCommand(args, { print: () => {} }), error: lines.join("\n") };
  } finally {
    console.error = error;
  }
}

/** Serves with some arguments until the work is done, and returns the exit code. */
async function serving(
  args: readonly string[],
  work: (get: (path: string, token?: string) => Promise<Response>) => Promise<void>,
): Promise<number> {
  const stop = new AbortController();
  const started = Promise.withResolvers<string>();
  const ended = sandboxCommand(["--port", "0", ...args], {
    signal: stop.signal,
    print: started.resolve,
  });
  const line = await started.promise;
  const [, url, announced] = /^Sandbox at (\S+) with token (\S+)$/.exec(line)!;
  try {
    await work((path, token = announced!) =>
      fetch(`${url}/api/workspace/${path}`, { headers: { authorization: `Bearer ${token}` } })
    );
  } finally {
    stop.abort();
  }
  return await ended;
}

Deno.test("sandboxCommand() serves until it is stopped", async () => {
  const code = await serving(["--rows", "5,clients=3", "--token", "mine"], async (get) => {
    assertEquals((await (await get("clients", "mine")).json()).results.length, 3);
    assertEquals((await (await get("holidays")).json()).results.length, 5);
  });
  assertEquals(code, 0);
});

Deno.test("sandboxCommand() revises every Nth row", async () => {
  await serving(["--rows", "4", "--revised", "2"], async (get) => {
    const { results } = await (await get("clients")).json();
    assertEquals(results.map((record: object) => "revision" in record), [false, true, false, true]);
  });
});

Deno.test("sandboxCommand() takes several faults", async () => {
  const args = ["--rows", "1", "--fault", "clients:503x2", "--fault", "holidays:429/7"];
  await serving(args, async (get) => {
    const answers = [await get("clients"), await get("clients"), await get("clients")];
    assertEquals(answers.map(({ status }) => status), [503, 503, 200]);
    const limited = await get("holidays");
    assertEquals(limited.headers.get("retry-after"), "7");
    for (const { body } of [...answers, limited]) await body?.cancel();
  });
});

Deno.test("sandboxCommand() ends with 2 and one line on wrong use", async () => {
  for (
    const [args, part] of [
      [["--bogus"], "--bogus"],
      [["clients"], "clients"],
      [["--rows", "many"], "'many'"],
      [["--rows", "nope=1"], "'nope'"],
      [["--port", "x"], "'x'"],
      [["--port"], "--port"],
      [["--unknown-cursor", "500"], "'500'"],
      [["--fault", "clients:nope"], "'nope'"],
      [["--fault", "nope:500"], "'nope'"],
    ] as const
  ) {
    const { code, error } = await failing(...args);
    assertEquals(code, 2, args.join(" "));
    assertStringIncludes(error, part);
    assert(error.startsWith("error: ") && !error.includes("\n"));
  }
});

Deno.test("sandboxCommand() says that the port is in use", async () => {
  using taken = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = taken.addr as Deno.NetAddr;
  const { code, error } = await failing("--rows", "1", "--port", String(port));
  assertEquals(code, 2);
  assertStringIncludes(error, String(port));
});
