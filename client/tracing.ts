/**
 * Traces calls with a tracer of OpenTelemetry that the application brings.
 *
 * The client does not import OpenTelemetry: an application that traces has it, in the version and with the exporter
 * of its choice, and one that does not downloads nothing. The types here are the part of its API that is used.
 *
 * @module
 */

/** What is used of OpenTelemetry's `Span`. */
export interface Span {
  /** Adds something that is known about the work. */
  setAttribute(name: string, value: string | number): unknown;
  /** Tells how the work has ended. */
  setStatus(status: { code: number; message?: string }): unknown;
  /** Keeps an error. */
  recordException(error: Error): void;
  /** Says that the work is over. */
  end(): void;
}

/** What is used of OpenTelemetry's `Tracer`; one of its own fits. */
export interface Tracer {
  /** Does work within a span, which is the parent of those that the work starts. */
  startActiveSpan<Result>(
    name: string,
    options: { kind: number; attributes: Record<string, string | number> },
    work: (span: Span) => Result,
  ): Result;
}

/** `SpanKind` of OpenTelemetry. */
export const spanKind = { internal: 0, client: 2 } as const;
/** `SpanStatusCode.ERROR` of OpenTelemetry. */
const failed = 2;

/** Does work within a span, where there is a tracer. */
export async function traced<Result>(
  tracer: Tracer | undefined,
  name: string,
  kind: number,
  attributes: Record<string, string | number>,
  work: (span: Span | undefined) => Promise<Result>,
): Promise<Result> {
  if (!tracer) return await work(undefined);
  return await tracer.startActiveSpan(name, { kind, attributes }, async (span) => {
    try {
      return await work(span);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      span.recordException(error);
      span.setAttribute("error.type", error.name);
      span.setStatus({ code: failed, message: error.message });
      throw thrown;
    } finally {
      span.end();
    }
  });
}
