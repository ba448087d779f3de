import { assertEquals, assertThrows } from "@std/assert";
import { isExactNumber, parseExact } from "../../client/exact_json.ts";

/** Numbers that do not fit, however short they are: integers from 2 ** 53 on, and what would be rounded. */
const exact = [
  "12345678901234567890",
  "9007199254740993",
  "-0.12345678901234567890",
  "1e21",
  "99999999e9",
  "1.7e308",
  "1e309",
  "-1E+309",
  "1e999",
  "1e-400",
  "4e-324",
  "12.5e-325",
  "123456789012345e295",
];
/** Numbers that stay what they are. */
const plain = ["0", "-1.5", "0.30000000000000004", "9007199254740991", "1e5", "1.5e-7", "5e-324"];

/** Where a number can be; `#` stands for it. */
const places = [
  "[#]",
  "[ # ]",
  "[1,#]",
  '{"a":#}',
  '{"a": #\n}',
  '{"a":#,"b":1}',
  '{"text":"x\\"","a":[{"b":#}]}',
];

for (const place of places) {
  Deno.test(`parseExact() keeps the digits of a number in ${JSON.stringify(place)}`, () => {
    for (const number of exact) {
      const found: string[] = [];
      JSON.stringify(parseExact(place.replace("#", number)), (_, value) => {
        if (isExactNumber(value)) found.push(value.rawJSON);
        return value;
      });
      assertEquals(found, [number]);
    }
    for (const number of plain) {
      const text = place.replace("#", number);
      assertEquals(parseExact(text), JSON.parse(text));
    }
  });
}

Deno.test("parseExact() finds a number wherever it is in a long text", () => {
  for (let length = 0; length < 64; length++) {
    const text = `["${"x".repeat(length)}",-9007199254740993,"${"x".repeat(40)}"]`;
    assertEquals(JSON.stringify(parseExact(text)), text);
  }
});

Deno.test("parseExact() leaves text alone that only looks like numbers", () => {
  const text = '{"a":"1e999","b":"[12345678901234567890]","c":{"1e999,":null}}';
  assertEquals(parseExact(text), JSON.parse(text));
});

Deno.test("parseExact() refuses what is not JSON, with and without large numbers", () => {
  for (const text of ["", "[1", "[1e999", '{"a":01e999}']) assertThrows(() => parseExact(text));
});
