import { assertEquals } from "@std/assert";
import { unknownFields } from "../../client/unknown_fields.ts";
import { resources } from "../../generated/resources.ts";
import { canonicalJson, storableJson } from "../../loader/convert.ts";
import { createShaper, type Row, valuesOf } from "../../loader/shape.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { drift, parseRaw, things } from "../drifting_records.ts";

Deno.test("unknownFields() finds none in a record that is as the spec says", () => {
  const sandbox = createSandbox({ rows: 5 });
  for (const [name, resource] of Object.entries(resources)) {
    for (const record of sandbox.records(name)) {
      assertEquals(unknownFields(record, resource), {});
    }
  }
});

Deno.test("unknownFields() finds a field that is new in any list", () => {
  const sandbox = createSandbox({ rows: 2, revised: 1 });
  for (const [name, resource] of Object.entries(resources)) {
    const [record] = sandbox.records(name);
    assertEquals(unknownFields(record!, resource), { revision: 2 });
  }
});

// The loader looks for the same fields in another way, while it shapes a row.
for (const [title, members] of drift) {
  Deno.test(`unknownFields() finds what the loader keeps in _extra of a record with ${title}`, () => {
    const record = parseRaw(`{"id":"1"${members && `,${members}`}}`);
    const extra = valuesOf(createShaper(things)(record, 0) as Row).at(-2);
    const unknown = unknownFields(record, things);
    const text = Object.keys(unknown).length > 0 ? storableJson(canonicalJson(unknown)) : null;
    assertEquals(text, extra as string | null);
  });
}
