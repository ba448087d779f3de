import { assertEquals, assertRejects } from "@std/assert";
import { context, trace, type Tracer } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { NotFoundError } from "../../client/errors.ts";
import { createClient } from "../../generated/client.ts";
import { createSandbox } from "@workspace-sync/sandbox";
import type { Fault } from "@workspace-sync/sandbox";
import { FakeClock } from "../fake_clock.ts";

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

/** A client whose spans are kept, by an OpenTelemetry that is not the test's. */
function traced(faults: Fault[]) {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer: Tracer = provider.getTracer("workspace");
  const { fetch, token } = createSandbox({ rows: 3, faults });
  const inFetch: (string | undefined)[] = [];
  const workspace = createClient({
    baseUrl: "https://api.example.com:8443",
    token,
    rate: 0,
    clock: new FakeClock(),
    tracer,
    fetch: (input) => {
      inFetch.push(trace.getActiveSpan()?.spanContext().spanId);
      return fetch(input as Request);
    },
  });
  return { workspace, tracer, inFetch, spans: () => exporter.getFinishedSpans() };
}

const idOf = (span: ReadableSpan) => span.spanContext().spanId;

Deno.test("a call is a span, and each attempt one within it, which is active while it is sent", async () => {
  const { workspace, tracer, inFetch, spans } = traced([{ what: 503 }]);
  await tracer.startActiveSpan("application", async (span) => {
    await workspace.projects.list({ nameContains: "secret project" });
    span.end();
  });
  const [first, second, call, application] = spans() as [
    ReadableSpan,
    ReadableSpan,
    ReadableSpan,
    ReadableSpan,
  ];
  assertEquals(spans().map(({ name }) => name), [
    "GET /api/workspace/projects",
    "GET /api/workspace/projects",
    "read /api/workspace/projects",
    "application",
  ]);
  assertEquals(spans().map(({ parentSpanContext }) => parentSpanContext?.spanId), [
    idOf(call),
    idOf(call),
    idOf(application),
    undefined,
  ]);
  assertEquals(inFetch, [idOf(first), idOf(second)]);
  assertEquals([first.attributes, second.attributes], [
    {
      "http.request.method": "GET",
      "url.template": "/api/workspace/projects",
      "server.address": "api.example.com",
      "server.port": 8443,
      "http.response.status_code": 503,
      "error.type": "ServerError",
    },
    {
      "http.request.method": "GET",
      "url.template": "/api/workspace/projects",
      "server.address": "api.example.com",
      "server.port": 8443,
      "http.response.status_code": 200,
      "http.request.resend_count": 1,
    },
  ]);
  assertEquals(spans().map(({ kind, status }) => [kind, status.code]), [
    [2, 2],
    [2, 0],
    [0, 0],
    [0, 0],
  ]);
});

Deno.test("a call that fails is a span with its error", async () => {
  const { workspace, spans } = traced([{ what: 404 }]);
  await assertRejects(async () => await workspace.projects.list(), NotFoundError);
  assertEquals(
    spans().map(({ status, events, attributes }) => [
      status.code,
      events.map(({ name }) => name),
      attributes["error.type"],
    ]),
    [[2, ["exception"], "NotFoundError"], [2, ["exception"], "NotFoundError"]],
  );
});
