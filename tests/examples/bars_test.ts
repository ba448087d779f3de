import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { chartsOf, lastDay } from "../../examples/answers.ts";
import { barLines, barPicture } from "../../examples/bars.ts";
import { duckDb } from "../../loader/destinations/duckdb/mod.ts";
import { workspaceLab } from "../lab.ts";

Deno.test("barLines() draws bars as long as their values, and sees what is there", () => {
  const bars = [
    { label: "one", value: 1000 },
    { label: "日本", value: 500 },
    { label: "a", value: 0.5 },
    { label: "none", value: 0 },
  ];
  assertEquals(barLines(bars, 33), [
    "one   1,000  " + "█".repeat(20),
    "日本    500  " + "█".repeat(10),
    "a         1  ▏",
    "none      0",
  ]);
});

Deno.test("the pictures of docs/questions.md are what deno task pictures draws", async () => {
  await using lab = workspaceLab({});
  await lab.sync();
  await using reader = await duckDb.read(lab.address);
  const charts = await chartsOf(reader);
  assertEquals(charts.length, 3);
  for (const chart of charts) {
    assert(chart.bars.length > 3);
    const drawn = barPicture(chart, `The sandbox's records on ${lastDay}`);
    assertStringIncludes(drawn, "<title id=");
    assertEquals(await Deno.readTextFile(`docs/images/${chart.model}.svg`), drawn);
  }
});
