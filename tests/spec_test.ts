import { assertEquals } from "@std/assert";
import { parse } from "@std/yaml";

type Node = Record<string, unknown>;

interface Schema extends Node {
  $ref?: string;
  anyOf?: Schema[];
  required?: string[];
  properties?: Record<string, Schema>;
}

interface Operation extends Node {
  parameters: Node[];
  responses: Record<string, Node>;
  "x-resource": { name: string; primaryKey: string[]; writeDisposition: string };
}

const spec = parse(await Deno.readTextFile(new URL("../spec/openapi.yaml", import.meta.url)));
const lists = Object.entries(spec.paths as Record<string, { get: Operation }>).map(
  ([path, item]) => ({ path, operation: item.get }),
);

const tables: Record<string, string> = {
  "clients": "clients",
  "projects": "projects",
  "project-members": "project_members",
  "project-tasks": "project_tasks",
  "expense-reports": "expense_reports",
  "expense-items": "expense_items",
  "expense-categories": "expense_categories",
  "project-expenses": "project_expense",
  "project-budget-expenses": "project_budget_expenses",
  "members": "workspace_members",
  "opportunity-stages": "opportunity_stages",
  "invoices": "invoices",
  "holidays": "holidays",
};

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

/** Yields every object and array of the document with its place in it, such as `paths/get`. */
function* nodes(value: unknown, place = ""): Generator<{ place: string; node: Node }> {
  if (!isNode(value)) return;
  yield { place, node: value };
  for (const [key, child] of Object.entries(value)) yield* nodes(child, `${place}/${key}`);
}

const schemas = [...nodes(spec.components.schemas, "schemas")];

/** Every named schema and every property, with its place. */
const described = schemas.filter(({ place }) => /(^schemas|\/properties)\/[^/]+$/.test(place));

function resolve<T extends Node>(node: T): T {
  if (typeof node.$ref !== "string") return node;
  return node.$ref.slice(2).split("/").reduce((at, key) => at[key], spec);
}

/** The schema of a property, through `$ref` and through `anyOf` with null. */
function target(schema: Schema): Schema {
  return resolve(schema.anyOf?.find((option) => option.$ref !== undefined) ?? schema);
}

function pageOf(operation: Operation): Schema {
  const { content } = operation.responses["200"] as {
    content: Record<string, { schema: Schema }>;
  };
  return resolve(content["application/json"]!.schema);
}

function recordOf(operation: Operation): Schema {
  return resolve(pageOf(operation).properties!.results!.items as Schema);
}

function placesWhere(found: { place: string; node: Node }[], fails: (node: Node) => boolean) {
  return found.filter(({ node }) => fails(node)).map(({ place }) => place);
}

function isNullable({ type, anyOf }: Schema): boolean {
  return [type].flat().includes("null") || (anyOf ?? []).some((option) => option.type === "null");
}

function lacksDescription(node: Node): boolean {
  return typeof node.description !== "string" || node.description === "";
}

Deno.test("spec lists the 13 endpoints, each with its table", () => {
  assertEquals(
    Object.fromEntries(lists.map(({ path, operation }) => [path, operation["x-resource"].name])),
    Object.fromEntries(
      Object.entries(tables).map(([path, table]) => [`/api/workspace/${path}`, table]),
    ),
  );
});

Deno.test("spec merges every table on id", () => {
  for (const { path, operation } of lists) {
    const { primaryKey, writeDisposition } = operation["x-resource"];
    assertEquals({ path, primaryKey, writeDisposition }, {
      path,
      primaryKey: ["id"],
      writeDisposition: "merge",
    });
  }
});

Deno.test("spec describes every schema and property in one line", () => {
  const fails = (node: Node) => lacksDescription(node) || String(node.description).includes("\n");
  assertEquals(placesWhere(described, fails), []);
});

Deno.test("spec describes every operation and parameter", () => {
  const operations = lists.map(({ path, operation }) => ({ place: path, node: operation }));
  const parameters = lists.flatMap(({ path, operation }) =>
    operation.parameters.map((each) => {
      const node = resolve(each);
      return { place: `${path}?${node.name}`, node };
    })
  );
  assertEquals(placesWhere([...operations, ...parameters], lacksDescription), []);
});

Deno.test("spec leaves every object open", () => {
  const objects = schemas.filter(({ node }) => [node.type].flat().includes("object"));
  assertEquals(placesWhere(objects, (node) => node.additionalProperties !== true), []);
});

Deno.test("spec leaves every set of values open", () => {
  assertEquals(placesWhere([...nodes(spec)], (node) => "enum" in node || "const" in node), []);
});

Deno.test("spec says of every deprecated property that it is, and that it may be null", () => {
  const deprecated = schemas.filter(({ node }) => node.deprecated === true);
  assertEquals(
    deprecated.map(({ place }) => place.replace("schemas/", "").replace("/properties/", ".")),
    [
      "Client.useWorkspaceInvoiceDetails",
      "Client.paymentTermsId",
      "Project.fixedFee",
      "Project.fixedRecurringFee",
      "Project.fixedRecurringStart",
      "Project.fixedRecurringEnd",
      "Member.forbidTimesheetSubmissionWhenBelowCapacity",
      "Member.memberLevel",
      "Invoice.paymentTermsId",
    ],
  );
  assertEquals(
    placesWhere(
      deprecated,
      (node) => !String(node.description).startsWith("Deprecated") || !isNullable(node),
    ),
    [],
  );
});

/** Every property of a named schema, with its place, such as `Client.name`, and whether it is required. */
const properties = Object.entries(spec.components.schemas as Record<string, Schema>).flatMap(
  ([schema, { properties = {}, required = [] }]) =>
    Object.entries(properties).map(([name, node]) => (
      { place: `${schema}.${name}`, node, isRequired: required.includes(name) }
    )),
);

Deno.test("spec requires every property that is never null", () => {
  const wrong = properties.filter(({ node, isRequired }) => !isNullable(node) && !isRequired);
  assertEquals(wrong.map(({ place }) => place), []);
});

Deno.test("spec says of every record that its id and creation are there and never null", () => {
  for (const { path, operation } of lists) {
    const { required = [], properties = {} } = recordOf(operation);
    const certain = ["id", "createdAt"].filter((name) =>
      required.includes(name) && !isNullable(properties[name]!)
    );
    assertEquals({ path, certain }, { path, certain: ["id", "createdAt"] });
  }
});

Deno.test("spec neither requires what third parties alone have seen, nor what is deprecated", () => {
  const uncertain = properties.filter(({ node }) =>
    node.deprecated === true || /third-party.* only/.test(String(node.description))
  );
  assertEquals(uncertain.length > 15, true);
  assertEquals(
    uncertain.filter(({ node, isRequired }) => isRequired || !isNullable(node))
      .map(({ place }) => place),
    [],
  );
});

Deno.test("spec references resources that exist", () => {
  const names = new Set(Object.values(tables));
  const references = schemas.filter(({ node }) => "x-references" in node);
  assertEquals(references.length > 0, true);
  assertEquals(placesWhere(references, (node) => !names.has(node["x-references"] as string)), []);
});

Deno.test("spec gives every list the paging parameters and the errors of the API", () => {
  for (const { path, operation } of lists) {
    const names = operation.parameters.map((each) => resolve(each).name);
    const errors = Object.keys(operation.responses).filter((status) => status !== "200");
    assertEquals({ path, paging: names.slice(0, 3), errors }, {
      path,
      paging: ["startingAfter", "endingBefore", "limit"],
      errors: ["400", "401", "403", "404", "423", "429", "500"],
    });
  }
});

Deno.test("spec has the envelope that its pagination names", () => {
  const { items, hasMore } = spec["x-pagination"];
  for (const { path, operation } of lists) {
    const { required } = pageOf(operation);
    assertEquals({ path, required }, { path, required: [items, hasMore] });
  }
});

/** Every parameter that filters, with the field that it compares. */
const filters = lists.flatMap(({ path, operation }) =>
  operation.parameters.map(resolve).filter((each) => "x-filter" in each).map((each) => ({
    place: `${path}?${each.name}`,
    values: (each.schema as Schema)["x-values"],
    field: (each["x-filter"] as { path: string }).path.split(".").reduce<Schema | undefined>(
      (schema, name) => schema && target(schema).properties?.[name],
      recordOf(operation),
    ),
  }))
);

Deno.test("spec filters by fields that the records have", () => {
  assertEquals(filters.filter(({ field }) => !field).map(({ place }) => place), []);
});

Deno.test("spec knows the same values of a filter as of the field that it compares", () => {
  for (const { place, values, field } of filters) {
    assertEquals({ place, values }, { place, values: field?.["x-values"] });
  }
});
