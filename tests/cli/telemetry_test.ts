import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Lab, workspaceLab } from "../lab.ts";
import { run } from "./process.ts";

/** A value as OTLP writes it in JSON. */
interface AnyValue {
  readonly stringValue?: string;
  readonly doubleValue?: number;
  readonly intValue?: string;
}
type Attributes = readonly { readonly key: string; readonly value: AnyValue }[];

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly status: { readonly code: number; readonly message: string };
  readonly attributes: Attributes;
}

interface OtlpPoint {
  readonly attributes: Attributes;
  readonly asDouble?: number;
  readonly asInt?: string;
  readonly count?: string;
  readonly sum?: number;
}

interface OtlpMetric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: { readonly dataPoints: readonly OtlpPoint[] };
  readonly histogram?: { readonly dataPoints: readonly OtlpPoint[] };
}

/** Receives what an exporter of OTLP sends over HTTP, as JSON. */
function receive() {
  const spans: OtlpSpan[] = [];
  const metrics: OtlpMetric[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { resourceSpans = [], resourceMetrics = [] } = await request.json();
    const isOurs = ({ scope }: { scope: { name: string } }) => scope.name === "@workspace-sync/cli";
    for (const { scopeSpans } of resourceSpans) {
      for (const each of scopeSpans.filter(isOurs)) spans.push(...each.spans);
    }
    for (const { scopeMetrics } of resourceMetrics) {
      for (const each of scopeMetrics.filter(isOurs)) metrics.push(...each.metrics);
    }
    return Response.json({});
  });
  return {
    spans,
    metrics,
    env: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const plain = (attributes: Attributes) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.doubleValue]),
  );

const envOf = ({ api, address }: Lab) => ({
  WORKSPACE_API_URL: api.url,
  WORKSPACE_API_TOKEN: api.token,
  WORKSPACE_DESTINATION: address,
  WORKSPACE_ONLY: "clients,projects",
  WORKSPACE_RATE: "0",
});

Deno.test("with OTEL_DENO a sync exports a span for each of its steps, within those that they are part of", async () => {
  await using lab = workspaceLab({ rows: { clients: 30, projects: 250 } });
  await using otlp = receive();
  const { code, stdout, stderr } = await run(["sync"], { ...envOf(lab), ...otlp.env });
  assertEquals(code, 0, stderr);

  const named = new Map(otlp.spans.map((span) => [span.spanId, span]));
  const pathOf = (span: OtlpSpan): string => {
    const parent = named.get(span.parentSpanId);
    return parent ? `${pathOf(parent)} > ${span.name}` : span.name;
  };
  const paths = otlp.spans.map(pathOf).sort();
  const api = "/api/workspace";
  assertEquals(
    [...new Set(paths)].filter((path) => !path.includes("projects")),
    [
      "sync",
      `sync > read ${api}`,
      `sync > read ${api} > GET ${api}`,
      "sync > sync clients",
      "sync > sync clients > merge clients",
      "sync > sync clients > read clients",
      `sync > sync clients > read clients > read ${api}/clients`,
      `sync > sync clients > read clients > read ${api}/clients > GET ${api}/clients`,
      "sync > sync clients > recall clients",
    ].sort(),
  );
  assertEquals(paths.filter((path) => path.endsWith(`> GET ${api}/projects`)).length, 3);
  assertEquals(new Set(otlp.spans.map(({ traceId }) => traceId)).size, 1);
  const [{ run_id }] = stdout.trim().split("\n").map((line) => JSON.parse(line)).slice(-1);
  const root = otlp.spans.find(({ name }) => name === "sync")!;
  assertEquals(plain(root.attributes), {
    "workspace_sync.run.id": run_id,
    "workspace_sync.status": "succeeded",
  });
});

Deno.test("with OTEL_DENO a sync exports what it counted and how long it took, by resource", async () => {
  await using lab = workspaceLab({ rows: { clients: 30, projects: 250 } });
  await run(["sync"], envOf(lab));
  lab.sandbox.delete("clients", String(lab.sandbox.records("clients")[0]!.id));
  await using otlp = receive();
  await run(["sync"], { ...envOf(lab), ...otlp.env });

  const points = (name: string) => {
    const metric = otlp.metrics.find((each) => each.name === name)!;
    const { dataPoints } = metric.sum ?? metric.histogram!;
    return {
      unit: metric.unit,
      values: Object.fromEntries(dataPoints.map(({ attributes, asDouble, count }) => [
        Object.values(plain(attributes)).sort().join(" "),
        asDouble ?? Number(count),
      ])),
    };
  };
  assertEquals(otlp.metrics.map(({ name }) => name).sort(), [
    "workspace_sync.billed",
    "workspace_sync.records",
    "workspace_sync.requests",
    "workspace_sync.resource.duration",
    "workspace_sync.rows",
    "workspace_sync.run.duration",
  ]);
  assertEquals(points("workspace_sync.records"), {
    unit: "{record}",
    values: { clients: 29, projects: 250 },
  });
  assertEquals(points("workspace_sync.rows"), {
    unit: "{row}",
    values: {
      ...{ "clients inserted": 0, "clients updated": 0 },
      ...{ "clients unchanged": 29, "clients deleted": 1 },
      ...{ "inserted projects": 0, "projects updated": 0 },
      ...{ "projects unchanged": 250, "deleted projects": 0 },
    },
  });
  assertEquals(points("workspace_sync.requests"), {
    unit: "{request}",
    values: { clients: 1, projects: 3 },
  });
  assertEquals(points("workspace_sync.billed"), {
    unit: "By",
    values: { clients: 0, projects: 0 },
  });
  assertEquals(points("workspace_sync.resource.duration"), {
    unit: "s",
    values: { "clients succeeded": 1, "projects succeeded": 1 },
  });
  assertEquals(points("workspace_sync.run.duration"), { unit: "s", values: { succeeded: 1 } });
});

Deno.test("the span of a resource that fails says why, and that of one that is lacking is no error", async () => {
  await using lab = workspaceLab({
    rows: 3,
    faults: [
      { what: 403, table: "clients", times: Infinity },
      { what: 400, table: "projects", times: Infinity },
    ],
  });
  await using otlp = receive();
  await run(["sync"], { ...envOf(lab), ...otlp.env });
  const span = (name: string) => otlp.spans.find((each) => each.name === name)!;
  assertEquals(span("sync clients").status.code, 0);
  assertEquals(plain(span("sync clients").attributes), {
    "workspace_sync.resource": "clients",
    "workspace_sync.status": "skipped",
  });
  for (const name of ["sync projects", "sync"]) {
    assertEquals(span(name).status.code, 2, name);
    assertMatch(span(name).status.message, /400/);
  }
  assert(plain(span("sync projects").attributes)["error.type"] !== undefined);
  assertEquals(plain(span("sync").attributes)["workspace_sync.status"], "failed");
});

Deno.test("without OTEL_DENO nothing is exported, wherever the exporter would send it", async () => {
  await using lab = workspaceLab({ rows: 3 });
  await using otlp = receive();
  const { code } = await run(["sync"], { ...envOf(lab), ...otlp.env, OTEL_DENO: "false" });
  assertEquals([code, otlp.spans, otlp.metrics], [0, [], []]);
});
