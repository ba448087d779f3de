// Types of what this room uses of the standard library: `deno-std`, a third party's build of it for npm, has none.

export function parseArgs(args: string[], options: {
  string: string[];
  collect: ["fault"];
  unknown: (argument: string) => never;
}): Record<string, unknown> & { fault: string[] };
