/**
 * The entry for Deno Deploy: a cron job that syncs, and `/healthz`. `deno task cron` runs it locally.
 *
 * Deploy finds cron jobs by evaluating this module, so it imports next to nothing; the first tick loads the
 * rest.
 *
 * @module
 */

import { isProduction, scheduleOf } from "./settings.ts";

const env = (name: string) => Deno.env.get(name) || undefined;
const { name, schedule } = scheduleOf(env);

/** Waits before a failed tick is repeated, in milliseconds; after them the next tick is awaited. */
const backoffSchedule = [60_000, 300_000];

Deno.cron(name, schedule, { backoffSchedule }, async () => {
  if (!isProduction(env)) return;
  const { tick } = await import("./tick.ts");
  const { status, message, isRetryable } = await tick(env);
  console.log(JSON.stringify({ type: "tick", status, message }));
  if (status !== "failed" || !isRetryable) return;
  // Deno repeats a tick that throws, and prints the error: the line is enough.
  const error = new Error(message);
  delete error.stack;
  throw error;
});

Deno.serve((request) =>
  new URL(request.url).pathname === "/healthz"
    ? new Response("ok\n")
    : new Response("Not found\n", { status: 404 })
);
