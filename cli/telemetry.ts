/**
 * Lets OpenTelemetry see a sync, when `OTEL_DENO=true` has Deno export what it is told.
 *
 * @module
 */

import type { SyncOptions } from "@workspace-sync/loader";
import config from "./deno.json" with { type: "json" };

/** Returns the tracer and the meter that Deno has, for a sync; none when it exports nothing. */
export function telemetry(): Pick<SyncOptions, "tracer" | "meter"> {
  const { tracerProvider, meterProvider } = Deno.telemetry;
  try {
    return {
      meter: meterProvider.getMeter(config.name, config.version),
      tracer: tracerProvider.getTracer(config.name, config.version),
    };
  } catch {
    return {}; // What Deno says of a meter that it has no use for: 'otel not initialized'.
  }
}
