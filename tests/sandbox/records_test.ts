import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { createSandbox } from "../../sandbox/mod.ts";

type Json = Record<string, unknown>;

interface Node extends Json {
  $ref?: string;
  anyOf?: Node[];
  properties?: Record<string, Node>;
  items?: Node;
  "x-references"?: string;
}

const spec = parse(await Deno.readTextFile(new URL("../../spec/openapi.yaml", import.meta.url)));

/** The schema of a page of each table, read from the spec without the generator. */
const pages = new Map<string, Node>();
for (const item of Object.values(spec.paths) as { get: Json }[]) {
  const { "x-resource": { name }, responses } = item.get as {
    "x-resource": { name: string };
    responses: Record<string, { content: Record<string, { schema: Node }> }>;
  };
  pages.set(name, responses["200"]!.content["application/json"]!.schema);
}

function resolve(node: Node): Node {
  if (node.anyOf) return { ...resolve(node.anyOf.find(({ type }) => type !== "null")!), ...node };
  if (!node.$ref) return node;
  const { $ref, ...rest } = node;
  const target = $ref.slice(2).split("/").reduce((at: Json, key) => at[key] as Json, spec);
  return { ...resolve(target as Node), ...rest };
}

const sandbox = createSandbox();

Deno.test("every record of every resource is valid by the spec", () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(spec, "spec");
  for (const [table, { $ref }] of pages) {
    const validate = ajv.getSchema(`spec${$ref}`)!;
    const results = sandbox.records(table);
    assert(results.length >= 25, table);
    validate({ results, hasMore: false });
    assertEquals(validate.errors, null, table);
  }
});

interface Quote {
  readonly table: string;
  readonly value: unknown;
  readonly where: string;
}

function* quotes(node: Node, value: unknown, where: string): Generator<Quote> {
  if (value === null || value === undefined) return;
  const schema = resolve(node);
  const table = schema["x-references"];
  if (table !== undefined) yield { table, value, where };
  if (Array.isArray(value)) {
    for (const item of value) yield* quotes(schema.items!, item, `${where}[]`);
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    yield* quotes(property, (value as Json)[name], `${where}.${name}`);
  }
}

Deno.test("every reference quotes a record that there is, as that record is", () => {
  const byId = new Map([...pages.keys()].map((table) => [
    table,
    new Map(sandbox.records(table).map((record) => [record.id, record])),
  ]));
  const met = new Set<string>();
  for (const [table, page] of pages) {
    const record = resolve(page).properties!.results!.items!;
    for (const each of sandbox.records(table)) {
      for (const { table: target, value, where } of quotes(record, each, table)) {
        met.add(target);
        const quoted = typeof value === "object" ? value as Json : { id: value };
        const original = byId.get(target)!.get(quoted.id);
        if (!original) throw new Error(`${where} refers to ${quoted.id}, not in ${target}`);
        for (const name of Object.keys(quoted).filter((name) => name in original)) {
          assertEquals(quoted[name], original[name], `${where}.${name}`);
        }
      }
    }
  }
  assert(met.size >= 6, [...met].join());
});

Deno.test("amounts add up and dates are in order", () => {
  for (const item of sandbox.records("expense_items")) {
    const total = Number(item.amount) + Number(item.markup ?? 0);
    assert(Math.abs(Number(item.total) - total) < 0.006, String(item.id));
  }
  for (const { total, subtotal, totalTax, totalDiscount } of sandbox.records("invoices")) {
    if (totalTax === null || totalDiscount === null) continue;
    const sum = Number(subtotal) - Number(totalDiscount) + Number(totalTax);
    assert(Math.abs(Number(total) - sum) < 0.006);
  }
  for (const { start, end } of sandbox.records("projects")) {
    assert(start === null || end === null || String(start) < String(end));
  }
});

Deno.test("deprecated fields are sent and null", () => {
  const [project] = sandbox.records("projects");
  assertEquals(
    [
      project!.fixedFee,
      project!.fixedRecurringStart,
      sandbox.records("clients")[0]!.paymentTermsId,
    ],
    [null, null, null],
  );
});

Deno.test("fields that need a flag are null when it is not set", () => {
  const dependents: Record<string, Record<string, string>> = {
    projects: {
      budgetMode: "useBudget",
      monthlyBudgetMode: "useMonthlyBudget",
      maxMemberHoursPerDay: "capMaxMemberHoursPerDay",
      maxMemberHoursPerMonth: "capMaxMemberHoursPerMonth",
    },
    project_members: {
      costCurrency: "overrideCostRate",
      costPerHour: "overrideCostRate",
      overheadCostPerHour: "overrideCostRate",
    },
  };
  for (const [table, fields] of Object.entries(dependents)) {
    for (const [field, flag] of Object.entries(fields)) {
      const set = sandbox.records(table).filter((record) => record[field] !== null);
      assert(set.length > 0, `${table}.${field}`);
      assertEquals(set.filter((record) => record[flag] !== true), [], `${table}.${field}`);
    }
  }
});

Deno.test("a project is billable by its billing type, and a member of a project with roles has no budget", () => {
  for (const { billingTypeId, isBillable } of sandbox.records("projects")) {
    if (billingTypeId !== null) assertEquals(isBillable, billingTypeId !== "non_billable");
  }
  for (const { roles, budget, monthlyBudget } of sandbox.records("project_members")) {
    if (roles !== null) assertEquals([budget, monthlyBudget], [null, null]);
  }
});

Deno.test("most nullable fields are null in some records and not in others", () => {
  const records = sandbox.records("project_tasks");
  const sometimes = Object.keys(records[0]!).filter((name) =>
    records.some((record) => record[name] === null) &&
    records.some((record) => record[name] !== null)
  );
  assert(sometimes.length > 15, sometimes.join());
});

Deno.test("names, keys and email addresses are unique within a table", () => {
  const large = createSandbox({ rows: { clients: 1200, workspace_members: 1200 } });
  const distinct = (table: string, field: string) =>
    new Set(large.records(table).map((record) => record[field])).size;
  assertEquals(distinct("clients", "name"), 1200);
  assertEquals(distinct("clients", "key"), 1200);
  assertEquals(distinct("workspace_members", "email"), 1200);
});

Deno.test("the same seed gives the same bytes, another seed gives others", () => {
  const bytes = (seed: number) => {
    const made = createSandbox({ seed });
    return JSON.stringify([...pages.keys()].map((table) => made.records(table)));
  };
  const first = bytes(7);
  assertEquals(bytes(7) === first, true);
  assertNotEquals(bytes(8), first);
});

Deno.test("a sandbox with revised rows differs by one new field in every Nth of them", () => {
  const revised = createSandbox({ revised: 3 });
  for (const table of pages.keys()) {
    const changed = revised.records(table).map((record, row) => {
      const { revision, ...rest } = record;
      assertEquals(revision, row % 3 === 2 ? 2 : undefined);
      return rest;
    });
    assertEquals(changed, sandbox.records(table));
  }
});
