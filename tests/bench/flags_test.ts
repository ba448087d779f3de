import { assertEquals, assertThrows } from "@std/assert";
import { flagLines, readFlags, shared, whole, wholes, widest } from "../../bench/flags.ts";

const flags = {
  rows: whole(100, "Rows"),
  rate: whole(0, "Requests per second", "N", 0),
  sizes: wholes([10, 20], "Sizes"),
  ...shared,
};

Deno.test("readFlags() reads what is given, and else the defaults", () => {
  const defaults = { rows: 100, rate: 0, sizes: [10, 20], resource: widest, rounds: 3 };
  assertEquals(readFlags([], flags), defaults);
  const args = ["--rows", "5", "--sizes=1,2,3", "--resource", "clients"];
  const given = { rows: 5, sizes: [1, 2, 3], resource: "clients" };
  assertEquals(readFlags(args, flags), { ...defaults, ...given });
});

const wrong: readonly [string[], string][] = [
  [["--rows", "0"], "'0' as --rows: it must be a whole number from 1 upwards"],
  [["--rows", "1.5"], "'1.5'"],
  [["--rate", "x"], "from 0 upwards"],
  [["--sizes", "1,,2"], "'' as --sizes"],
  [["--resource", "toString"], "'toString' as --resource: known are"],
  [["--rows"], "--rows"],
  [["--other", "1"], "--other"],
  [["other"], "other"],
];
for (const [args, part] of wrong) {
  Deno.test(`readFlags() refuses ${args.join(" ")}`, () => {
    assertThrows(() => readFlags(args, flags), RangeError, part);
  });
}

Deno.test("flagLines() describes each flag with its default", () => {
  const { rows, sizes } = flags;
  assertEquals(flagLines({ rows, sizes }), [
    "  --rows N     Rows (default 100)",
    "  --sizes N,N  Sizes (default 10,20)",
  ]);
});
