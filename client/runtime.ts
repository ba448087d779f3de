/**
 * What the runtime offers beyond the web's standards: an environment, and a name of its own.
 *
 * @module
 */

import { version } from "./version.ts";

/** What is used of Deno, Node and Bun, where they are. */
const { Deno, process } = globalThis as unknown as {
  readonly Deno?: {
    readonly version: { readonly deno: string };
    readonly env: { get(name: string): string | undefined };
    readonly permissions: {
      querySync(what: { name: "env"; variable: string }): { readonly state: string };
    };
  };
  readonly process?: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly versions?: Readonly<Record<string, string | undefined>>;
  };
};

/** Whether there are variables to set, unlike in browsers. */
export const hasEnvironment: boolean = Deno !== undefined || process?.env !== undefined;

/** Whether a variable may be read; Deno would ask the user, who did not expect a question. */
export function isReadable(variable: string): boolean {
  if (Deno) return Deno.permissions.querySync({ name: "env", variable }).state === "granted";
  return hasEnvironment;
}

/** Returns a variable of the environment; `undefined` where there is none, or it may not be read. */
export function environment(variable: string): string | undefined {
  if (!isReadable(variable)) return undefined;
  // Deno has `process`, too.
  return (Deno ? Deno.env.get(variable) : process?.env?.[variable]) || undefined;
}

/** How requests name their sender (RFC 9110 §10.1.5); `undefined` in browsers, which name themselves. */
export function userAgent(): string | undefined {
  const { bun, node } = process?.versions ?? {};
  const runtime = Deno
    ? `Deno/${Deno.version.deno}`
    : bun
    ? `Bun/${bun}`
    : node
    ? `Node.js/${node}`
    : undefined;
  return runtime && `workspace-sync/${version} ${runtime}`;
}
