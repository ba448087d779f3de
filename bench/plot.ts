/**
 * Draws what syncs cost over their numbers of rows, as an SVG.
 *
 * @module
 */

import { escape, svg } from "./svg.ts";

/** What one kind of run cost at one size. */
export interface Point {
  /** The kind of run. */
  readonly run: string;
  /** Records read. */
  readonly rows: number;
  /** Wall time, in seconds. */
  readonly seconds: number;
  /** Peak memory, in MB. */
  readonly memory: number;
}

/** A chart of one figure over the rows. */
interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly value: (point: Point) => number;
}

/** Numbers on a logarithmic axis, and the pixels that its ends are at. */
interface Axis {
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

const charts: readonly Chart[] = [
  { title: "Seconds", unit: "s", value: ({ seconds }) => seconds },
  { title: "Peak memory, MB", unit: "MB", value: ({ memory }) => memory },
];

/** Size of the plot of one chart, and the space around it, in pixels. */
const size = { width: 330, height: 260, left: 60, right: 40, top: 80, bottom: 50 };
const outer = size.left + size.width + size.right;
const total = { width: charts.length * outer, height: size.top + size.height + size.bottom };

/** Marks that differ without their colours, drawn around 0,0. */
const marks = [
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
  "M-4 -4H4V4H-4Z",
  "M0 -5L5 4H-5Z",
  "M0 -5.5L5.5 0L0 5.5L-5.5 0Z",
  "M0 5L5 -4H-5Z",
];

/** The colour of each mark, on white and on black. */
const colours = [
  ["#666666", "#aaaaaa"],
  ["#0072b2", "#56b4e9"],
  ["#00785a", "#2fc79a"],
  ["#b35900", "#f0a030"],
  ["#a8427f", "#e78ac3"],
] as const;

const style = {
  light: [
    ".run { fill: none; stroke-width: 2; }",
    ...colours.map(([light], at) => colourRule(at, light)),
  ]
    .join("\n"),
  dark: colours.map(([, dark], at) => colourRule(at, dark)).join("\n"),
};

function colourRule(at: number, colour: string): string {
  return `.c${at} { stroke: ${colour}; } .c${at}.mark { fill: ${colour}; }`;
}

/**
 * Draws seconds and peak memory over rows, on logarithmic axes, light or dark as the reader's screen is.
 *
 * @param points Every measurement; those of a run are joined by a line in this order.
 * @param caption What was measured, and on what.
 */
export function plot(points: readonly Point[], caption: string): string {
  const runs = [...new Set(points.map(({ run }) => run))];
  if (runs.length > marks.length) throw new RangeError(`Cannot draw ${runs.length} runs: too many`);
  return svg({
    size: [total.width, total.height],
    title: "Seconds and peak memory of a sync over its rows",
    description: description(points, runs, caption),
    style,
    elements: [
      ...runs.map(legend),
      ...charts.flatMap((chart, at) => drawChart(chart, at * outer, points, runs)),
    ],
  });
}

function description(points: readonly Point[], runs: readonly string[], caption: string): string {
  const lines = runs.map((run) => {
    const own = points.filter((point) => point.run === run);
    return `${run}: ${own.map(inWords).join("; ")}.`;
  });
  return [`${caption}.`, ...lines].join(" ");
}

function inWords({ rows, seconds, memory }: Point): string {
  return `${rows.toLocaleString("en")} rows in ${round(seconds)} s with ${round(memory)} MB`;
}

/** Two digits say as much as the measurement can. */
function round(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toPrecision(2);
}

function legend(run: string, at: number): string {
  const x = size.left + at * 130;
  return `<path class="mark c${at}" transform="translate(${x} 22)" d="${marks[at]}"/>` +
    `<text x="${x + 12}" y="27">${escape(run)}</text>`;
}

function drawChart(
  { title, unit, value }: Chart,
  x: number,
  points: readonly Point[],
  runs: readonly string[],
): string[] {
  const across = axis(points.map(({ rows }) => rows), x + size.left, size.width);
  const up = axis(points.map(value), size.top + size.height, -size.height);
  const place = (point: Point) => `${across.at(point.rows)} ${up.at(value(point))}`;
  return [
    `<text class="title" x="${x + size.left}" y="${size.top - 16}">${title}</text>`,
    ...across.ticks.flatMap((tick) => [
      `<path class="grid" d="M${across.at(tick)} ${size.top}v${size.height}"/>`,
      `<text x="${across.at(tick)}" y="${size.top + size.height + 20}" text-anchor="middle">` +
      `${tick.toLocaleString("en")}</text>`,
    ]),
    ...up.ticks.flatMap((tick) => [
      `<path class="grid" d="M${x + size.left} ${up.at(tick)}h${size.width}"/>`,
      `<text x="${x + size.left - 8}" y="${up.at(tick) + 4}" text-anchor="end">` +
      `${tick.toLocaleString("en")}</text>`,
    ]),
    `<text x="${x + size.left + size.width / 2}" y="${size.top + size.height + 42}" ` +
    `text-anchor="middle">rows</text>`,
    ...runs.flatMap((run, at) => {
      const own = points.filter((point) => point.run === run);
      return [
        `<path class="run c${at}" d="M${own.map(place).join("L")}"/>`,
        ...own.map((point) =>
          `<path class="mark c${at}" transform="translate(${place(point)})" d="${marks[at]}">` +
          `<title>${escape(run)}, ${point.rows.toLocaleString("en")} rows: ` +
          `${round(value(point))} ${unit}</title></path>`
        ),
      ];
    }),
  ];
}

/** A logarithmic axis from the last tick below the values to the first above them. */
function axis(values: readonly number[], start: number, length: number): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const candidates = ticksAround(least, most, most / least > 100 ? [1] : [1, 2, 5]);
  const from = candidates.findLastIndex((tick) => tick <= least);
  const to = candidates.findIndex((tick) => tick >= most && tick > candidates[from]!);
  const ticks = candidates.slice(from, to + 1);
  const [low, high] = [Math.log(ticks[0]!), Math.log(ticks.at(-1)!)];
  const at = (value: number) =>
    Math.round((start + (Math.log(value) - low) / (high - low) * length) * 10) / 10;
  return { ticks, at };
}

function ticksAround(least: number, most: number, steps: readonly number[]): number[] {
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most)) + 1];
  const decades = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return decades.flatMap((decade) => steps.map((step) => Number(`${step}e${decade}`)));
}
