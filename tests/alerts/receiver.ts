/**
 * A webhook on this machine, which keeps what it is sent.
 *
 * @module
 */

/** What a webhook was sent. */
export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A webhook that answers as it is told to. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  /** What it has taken, that is, answered with 200. */
  readonly taken: readonly Received[];
  /** How often it was asked. */
  readonly asked: () => number;
  /** The status of its next answers; 200 when there is none left. */
  readonly answers: number[];
}

/** Starts a webhook. */
export function startReceiver(): Receiver {
  const taken: Received[] = [];
  const answers: number[] = [];
  let asked = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    asked++;
    const body = await request.text();
    const status = answers.shift() ?? 200;
    if (status === 200) taken.push({ headers: Object.fromEntries(request.headers), body });
    const location = status === 302 ? { location: new URL("/elsewhere", request.url).href } : {};
    return new Response("s3cret answer", { status, headers: location });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/hook/s3cret?sig=s3cret`,
    taken,
    asked: () => asked,
    answers,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** What a message says, line by line. */
export function linesIn({ body }: Received): string[] {
  return JSON.parse(body).text.split("\n");
}
