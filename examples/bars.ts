/**
 * Draws bars: as text for a terminal, and as a picture.
 *
 * @module
 */

import stringWidth from "string-width";
import { escape, svg } from "../bench/svg.ts";
import type { Bar, Chart } from "./answers.ts";

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** Returns a line for each bar: its label, the bar and its value. */
export function barLines(bars: readonly Bar[], width: number): string[] {
  const labels = bars.map(({ label }) => label);
  const values = bars.map(({ value }) => amount(value));
  const before = Math.max(...labels.map((label) => stringWidth(label)));
  const after = Math.max(...values.map(({ length }) => length));
  const most = Math.max(...bars.map(({ value }) => value), 0);
  const room = Math.max(8, width - before - after - 4);
  return bars.map(({ label, value }, index) => {
    const units = most > 0 && value > 0 ? Math.max(1, Math.round(value / most * room * 8)) : 0;
    const bar = "█".repeat(Math.floor(units / 8)) + eighths[units % 8];
    const name = label + " ".repeat(before - stringWidth(label));
    return `${name}  ${values[index]!.padStart(after)}  ${bar}`.trimEnd();
  });
}

/** Draws the bars as an SVG, one below the other. */
export function barPicture({ question, caption, bars }: Chart, about: string): string {
  const [row, left, right, top] = [26, 250, 90, 66];
  const width = 720;
  const most = Math.max(...bars.map(({ value }) => value), 1);
  const length = width - left - right;
  return svg({
    size: [width, top + bars.length * row + 14],
    title: question,
    description: `${caption}. ${about}. ${
      bars.map(({ label, value }) => `${label}: ${amount(value)}.`).join(" ")
    }`,
    style: { light: ".bar { fill: #0072b2; }", dark: ".bar { fill: #56b4e9; }" },
    elements: [
      `<text class="title" x="16" y="26">${escape(question)}</text>`,
      `<text x="16" y="46">${escape(caption)}</text>`,
      ...bars.flatMap(({ label, value }, index) => {
        const y = top + index * row;
        const long = value > 0 ? Math.max(2, Math.round(value / most * length)) : 0;
        return [
          `<text x="${left - 10}" y="${y + 15}" text-anchor="end">${escape(short(label))}</text>`,
          ...(long > 0 ? [`<path class="bar" d="M${left} ${y + 2}h${long}v18h-${long}Z"/>`] : []),
          `<text x="${left + long + 8}" y="${y + 15}">${amount(value)}</text>`,
        ];
      }),
    ],
  });
}

function amount(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 0 });
}

/** A label that fits beside its bar. */
function short(label: string): string {
  return label.length > 34 ? `${label.slice(0, 33)}…` : label;
}
