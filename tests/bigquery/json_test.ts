import { assertEquals } from "@std/assert";
import { parseableJson } from "../../loader/destinations/bigquery/json.ts";

const digits = (count: number) => "9".repeat(count);
const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

Deno.test("a number beyond FLOAT64 becomes text, be its size in its digits, its exponent or both", () => {
  const beyond = [digits(310), "1e309", "-1E+400", `${digits(210)}e99`, `${digits(250)}.5e+60`];
  const within = [
    digits(300),
    "1e308",
    "1e-400",
    `${digits(199)}e99`,
    `0.${digits(400)}`,
    '"1e999"',
  ];
  for (const [numbers, isKept] of [[beyond, false], [within, true]] as const) {
    for (const number of numbers) {
      const text = `{"a":[${number}]}`;
      const wanted = isKept ? text : JSON.stringify(text);
      assertEquals(parseableJson(text), wanted);
    }
  }
});

Deno.test("a value that is nested over 500 levels becomes text, and brackets in strings do not nest", () => {
  const text = JSON.stringify([nested(600), { a: nested(600) }]);
  for (
    const [value, isKept] of [[nested(500), true], [nested(501), false], [text, true]] as const
  ) {
    const wanted = isKept ? value : JSON.stringify(value);
    assertEquals(parseableJson(value), wanted);
  }
});
