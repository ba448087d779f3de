// Types of what this room uses of the standard library, which the npm copy of it comes without.

export function parseArgs(args: string[], options: {
  string: string[];
  collect: ["fault"];
  unknown: (argument: string) => never;
}): Record<string, unknown> & { fault: string[] };
