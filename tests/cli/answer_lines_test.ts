import { assert, assertEquals } from "@std/assert";
import stringWidth from "string-width";
import { answerLines } from "../../cli/answer_lines.ts";
import type { AnswerColumn } from "../../loader/reader.ts";

const columns: readonly AnswerColumn[] = [
  { name: "client_id", kind: "text" },
  { name: "client", kind: "text" },
  { name: "not_due_yet", kind: "number" },
  { name: "total", kind: "number" },
];
const rows = [
  ["6c3e2535-b5ce-41c7-a9c5-c31e5e2c5df5", "Müller & Söhne GmbH", "0", "1941.45"],
  ["c5922b12-2479-4d12-a5df-976c55c60e24", "株式会社サンプル", null, "7"],
];

Deno.test("a table that fits is shown whole", () => {
  assertEquals(answerLines(columns, rows, 100), [
    "client_id                             client               not_due_yet    total",
    "------------------------------------  -------------------  -----------  -------",
    "6c3e2535-b5ce-41c7-a9c5-c31e5e2c5df5  Müller & Söhne GmbH            0  1941.45",
    "c5922b12-2479-4d12-a5df-976c55c60e24  株式会社サンプル                     7.00",
  ]);
});

Deno.test("a narrower one goes without ids that have a name, breaks heads and cuts texts", () => {
  assertEquals(answerLines(columns, rows, 29), [
    "                not_",
    "                due_",
    "client           yet    total",
    "--------------  ----  -------",
    "Müller & Söhn…     0  1941.45",
    "株式会社サン…            7.00",
  ]);
});

Deno.test("where that is not enough, each row has a block of its own", () => {
  assertEquals(answerLines(columns, rows.slice(0, 1), 20), [
    "client_id    6c3e2535-b5ce-41c7-a9c5-c31e5e2c5df5",
    "client       Müller & Söhne GmbH",
    "not_due_yet  0",
    "total        1941.45",
  ]);
});

Deno.test("no table is wider than the terminal, and nothing steers it", () => {
  const text = "\u001b[31mred\u202e\nnext";
  for (let width = 30; width < 120; width++) {
    const lines = answerLines(columns, [...rows, [text, text, "1", "2"]], width);
    assert(lines.every((line) => stringWidth(line) <= width), String(width));
    assert(!["\u001b", "\u202e", "\n"].some((sign) => lines.join("").includes(sign)));
  }
});
