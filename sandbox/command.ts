/**
 * The command that serves a sandbox until it is stopped.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { parseArgs } from "@std/cli/parse-args";
import { resources } from "@workspace-sync/sdk/resources";
import { wait } from "./_wait.ts";
import { failures, parseFault } from "./fault.ts";
import { createSandbox } from "./sandbox.ts";
import type { Listener, SandboxOptions, UnknownCursor } from "./types.ts";

/** Options for {@linkcode sandboxCommand}. */
export interface SandboxCommandOptions {
  /** Stops the sandbox. @default SIGINT and SIGTERM do */
  readonly signal?: AbortSignal;
  /** How the command is called, for its help. @default {"workspace-sync sandbox"} */
  readonly program?: string;
  /** Writes a line of output. @default {console.log} */
  readonly print?: (line: string) => void;
}

interface Settings extends SandboxOptions {
  readonly port: number;
}

const flags: Readonly<Record<string, readonly [value: string, help: string]>> = {
  port: ["PORT", "Port on 127.0.0.1; 0 takes a free one (default 4010)"],
  rows: ["ROWS", "Rows of every table, of some, or both: 100, TABLE=20 or 100,TABLE=20"],
  seed: ["SEED", "Seed of the data, a whole number (default 1)"],
  token: ["TOKEN", "Token that requests must carry (default sandbox-token)"],
  latency: ["MS", "Milliseconds to wait before each answer (default 0)"],
  rate: ["N", "Requests per second; more are answered with 429 (default no limit)"],
  "retry-after": ["S", "Seconds in the Retry-After of that 429 (default none)"],
  "unknown-cursor": [
    "ANSWER",
    "To a cursor that is not in the list: 400 (default), 404, empty, first",
  ],
  ties: ["N", "Neighbouring rows that share one creation time (default 1)"],
  revised: ["N", "Every Nth row has a new field, as if edited since (default none)"],
  fault: ["FAULT", "What goes wrong, as TABLE:WHAT[/DETAIL][@FROM][xTIMES]; may be repeated"],
};

/**
 * Serves a sandbox until the signal, and prints one line with its URL and token.
 *
 * @returns Exit code: 0 when it was stopped, 2 when the arguments or the port cannot be used.
 */
export async function sandboxCommand(
  args: readonly string[],
  options: SandboxCommandOptions = {},
): Promise<number> {
  const { program = "workspace-sync sandbox", print = console.log } = options;
  if (args.includes("--help")) {
    print(help(program));
    return 0;
  }
  let listener: Listener;
  try {
    listener = start(args);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    console.error(`error: ${error.message}`);
    return 2;
  }
  print(`Sandbox at ${listener.url} with token ${listener.token}`);
  await (options.signal ? wait(Infinity, options.signal) : interrupted());
  await listener.close();
  return 0;
}

function start(args: readonly string[]): Listener {
  const { port, ...options } = parseSettings(args);
  const sandbox = createSandbox(options);
  try {
    return sandbox.listen({ port });
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new RangeError(`Cannot listen on port ${port}: it is in use`);
  }
}

function parseSettings(args: readonly string[]): Settings {
  const parsed = parseArgs([...args], {
    string: Object.keys(flags),
    collect: ["fault"],
    unknown: (argument) => {
      throw new RangeError(`Unknown argument '${argument}'; see --help`);
    },
  });
  const text = (name: string): string | undefined => {
    const value = parsed[name];
    if (value === undefined) return undefined;
    if (typeof value === "string" && value !== "") return value;
    throw new RangeError(`Cannot use --${name}: it takes one value`);
  };
  const number = (name: string): number | undefined => {
    const value = text(name);
    if (value === undefined || /^\d+$/.test(value)) {
      return value === undefined ? undefined : Number(value);
    }
    throw new RangeError(`Cannot use '${value}' as --${name}: it must be a whole number`);
  };
  const unknownCursor = text("unknown-cursor") as UnknownCursor | undefined;
  if (unknownCursor && !["400", "404", "empty", "first"].includes(unknownCursor)) {
    throw new RangeError(
      `Cannot use '${unknownCursor}' as --unknown-cursor: it must be 400, 404, empty or first`,
    );
  }
  const settings = {
    rows: parseRows(text("rows")),
    seed: number("seed"),
    token: text("token"),
    latency: number("latency"),
    rate: number("rate"),
    retryAfter: number("retry-after"),
    unknownCursor,
    ties: number("ties"),
    revised: number("revised"),
  };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    faults: parsed.fault.map(parseFault),
    port: number("port") ?? 4010,
  };
}

function parseRows(text: string | undefined): SandboxOptions["rows"] {
  if (text === undefined) return undefined;
  let every: number | undefined;
  const some: Record<string, number> = {};
  for (const part of text.split(",")) {
    const match = /^(?:(\w+)=)?(\d+)$/.exec(part);
    if (!match) {
      throw new RangeError(`Cannot use '${part}' as --rows: the form is 100, TABLE=20 or both`);
    }
    if (match[1] === undefined) every = Number(match[2]);
    else some[match[1]] = Number(match[2]);
  }
  if (every === undefined) return some;
  const all = Object.keys(resources).map((name): [string, number] => [name, every]);
  return { ...Object.fromEntries(all), ...some };
}

async function interrupted(): Promise<void> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, abort);
  await wait(Infinity, stop.signal);
  for (const signal of signals) Deno.removeSignalListener(signal, abort);
}

function help(program: string): string {
  const names = Object.entries(flags).map(([name, [value]]) => `--${name} ${value}`);
  const width = Math.max(...names.map(({ length }) => length));
  const lines = Object.values(flags).map(([, help], at) =>
    `  ${names[at]!.padEnd(width)}  ${help}`
  );
  const kinds = Object.entries(failures).map(([name, what]) => `  ${name.padEnd(width)}  ${what}`);
  return `Serve the API locally, from made-up data

Usage: ${program} [flags]

Flags:
${lines.join("\n")}

A fault hits the requests to TABLE, or to any with *, from the FROMth on (default 1), TIMES times
(default 1, * for always). WHAT is a status, with the seconds of its Retry-After as DETAIL (2, or
date2 for a date), or one of these; the last five change the record DETAIL: 0 (default), -1, all.

${kinds.join("\n")}

Examples: --fault TABLE:503x2 --fault '*:429/2@3' --fault TABLE:null-id/-1`;
}
