/**
 * Runs a command for each workspace that is meant.
 *
 * @module
 */

// @ts-types="./std.d.ts"
import { bold } from "@std/fmt/colors";
import { exit } from "./errors.ts";
import type { Invocation } from "./invocation.ts";
import { printsJson } from "./print.ts";

/**
 * Runs a command, for several workspaces one after another, and returns the worst exit code. One that fails does not
 * stop the others; a signal does.
 */
export async function startEach(
  invocations: readonly Invocation[],
  start: (invocation: Invocation) => Promise<number>,
): Promise<number> {
  const [first] = invocations;
  if (invocations.length === 1) return await start(first!);
  const writesJson = printsJson({ json: first!.settings.json ?? false });
  const codes: number[] = [];
  for (const invocation of invocations) {
    if (!writesJson) console.log(bold(invocation.settings.workspace!));
    const code = await start(invocation);
    codes.push(code);
    if (!writesJson) console.log();
    if (code === exit.interrupted || code === exit.terminated) break;
  }
  const named = (isMeant: (code: number | undefined) => boolean) =>
    invocations.filter((_, index) => isMeant(codes[index]))
      .map(({ settings }) => settings.workspace!);
  const ended = {
    succeeded: named((code) => code === exit.ok),
    failed: named((code) => code !== undefined && code !== exit.ok),
    not_run: named((code) => code === undefined),
  };
  console.log(
    writesJson ? JSON.stringify({ type: "workspaces", ...ended }) : bold(conclusion(ended)),
  );
  return Math.max(...codes);
}

/** Names of workspaces, by what became of them. */
type Ended = Readonly<Record<"succeeded" | "failed" | "not_run", readonly string[]>>;

function conclusion({ succeeded, failed, not_run }: Ended): string {
  const count = succeeded.length + failed.length + not_run.length;
  return [
    `${succeeded.length} of ${count} workspaces succeeded`,
    ...(failed.length > 0 ? [`failed: ${failed.join(", ")}`] : []),
    ...(not_run.length > 0 ? [`not run: ${not_run.join(", ")}`] : []),
  ].join("; ");
}
