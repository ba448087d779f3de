import { assert, assertEquals, assertThrows } from "@std/assert";
import { plot, type Point } from "../../bench/plot.ts";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: Element | undefined;
  text: string;
}

/** Reads XML of elements, attributes and text; throws when it is not well-formed. */
function parseXml(xml: string): Element[] {
  const token = /<(\/?)([a-z]+)((?: [\w:-]+="[^"<&]*")*)(\/?)>|[^<&]+|&(?:amp|lt);/gy;
  const all: Element[] = [];
  let open: Element | undefined;
  let end = 0;
  for (const [text, closes, name, attributes, empty] of xml.matchAll(token)) {
    end += text.length;
    if (name === undefined) {
      assert(open || text.trim() === "", `text outside of the root: ${text}`);
      if (open) open.text += text;
    } else if (closes) {
      assertEquals(name, open?.name);
      open = open!.parent;
    } else {
      assert(open || all.length === 0, "a second root");
      const pairs = [...attributes!.matchAll(/([\w:-]+)="([^"]*)"/g)];
      const names = pairs.map(([, key]) => key!);
      assertEquals(new Set(names).size, names.length, `an attribute twice: ${text}`);
      const given = Object.fromEntries(pairs.map(([, key, value]) => [key!, value!]));
      const element = { name, attributes: given, parent: open, text: "" };
      all.push(element);
      if (!empty) open = element;
    }
  }
  assertEquals([end, open], [xml.length, undefined], xml.slice(end, end + 80));
  return all;
}

const points: Point[] = ["bare", "1 % <changed> & more"].flatMap((run, at) =>
  [1_000, 10_000, 1_000_000].map((rows) => (
    { run, rows, seconds: rows / 10_000 * (at + 1), memory: 100 + 50 * at }
  ))
);
const elements = parseXml(plot(points, "On 2 cores & 1 disk"));
const titles = elements.filter(({ name, parent }) => name === "title" && parent?.name === "path");
const marks = titles.map(({ parent }) => parent!);

Deno.test("plot() has a mark for each figure of each point, which says what it is", () => {
  assertEquals(marks.length, 2 * points.length);
  const texts = titles.map(({ text }) => text);
  for (const figure of ["200 s", "150 MB"]) {
    assert(texts.includes(`1 % &lt;changed> &amp; more, 1,000,000 rows: ${figure}`), figure);
  }
});

Deno.test("plot() spaces points by their logarithms, within the picture", () => {
  const places = marks.map(({ attributes }) =>
    /^translate\((\S+) (\S+)\)$/.exec(attributes.transform!)!.slice(1).map(Number)
  );
  const [width, height] = elements[0]!.attributes.viewBox!.split(" ").slice(2).map(Number);
  for (const [x, y] of places) assert(x! > 0 && x! < width! && y! > 0 && y! < height!);
  const [thousand, tenThousand, million] = places.slice(0, 3);
  for (const axis of [0, 1]) { // A decade is half as much as the next two, rows and seconds alike.
    const first = tenThousand![axis]! - thousand![axis]!;
    const rest = million![axis]! - tenThousand![axis]!;
    assert(Math.abs(rest - 2 * first) <= 0.3, `${first} and ${rest}`);
  }
});

Deno.test("plot() tells a screen reader what it shows, with every figure", () => {
  const [root] = elements;
  assertEquals(root!.attributes.role, "img");
  const named = root!.attributes["aria-labelledby"]!.split(" ").map((id) =>
    elements.find(({ attributes }) => attributes.id === id)!
  );
  assertEquals(named.map(({ name }) => name), ["title", "desc"]);
  const { text } = named[1]!;
  assert(text.startsWith("On 2 cores &amp; 1 disk. bare: 1,000 rows in 0.10 s with 100 MB; "));
  assertEquals(text.match(/ rows in /g)!.length, points.length);
});

Deno.test("plot() has every colour twice, for light and for dark", () => {
  const style = elements.find(({ name }) => name === "style")!.text;
  const [light, dark] = style.split("@media (prefers-color-scheme: dark)");
  const rules = (text: string) => text.match(/^\.?[\w.]+(?= \{)/gm)!.sort();
  assertEquals(rules(dark!), rules(light!).filter((rule) => !/^\.(title|run)$/.test(rule)));
});

Deno.test("plot() takes figures that are all the same, and no more runs than it has marks for", () => {
  const same = { run: "bare", rows: 1_000, seconds: 1, memory: 100 };
  const text = plot([same], "One point");
  assert(!/NaN|Infinity/.test(text));
  parseXml(text);
  const many = Array.from({ length: 6 }, (_, at) => ({ ...same, run: String(at) }));
  assertThrows(() => plot(many, "Too many"), RangeError, "6 runs");
});
