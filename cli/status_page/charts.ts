/**
 * Draws charts as SVG that stretches to the width it is given; all text is outside, so that it does not stretch.
 *
 * @module
 */

import { html } from "hono/html";
import type { Status } from "@workspace-sync/loader";
import type { Html } from "./words.ts";

/** A bar of a chart. */
export interface Bar {
  /** How high it is; 0 leaves its place empty. */
  readonly value: number;
  /** What it says when it is pointed at. */
  readonly title: string;
  /** Class that colours it. */
  readonly kind: string;
}

/** How values become heights. */
export type Scale = (value: number) => number;

/** Twice as much is twice as high. */
export const linear: Scale = (value) => value;

/** Ten times as much is one step higher, so that ten changes show beside ten thousand. */
export const logarithmic: Scale = (value) => Math.log10(1 + value);

/** Width of a bar's place, and of the gap in it. */
const [place, gap] = [10, 2];

/** Draws bars from the left to the right, as high as the largest allows; `label` says what is to be seen. */
export function barChart(bars: readonly Bar[], label: string, scale: Scale = linear): Html {
  const height = 100;
  const most = Math.max(...bars.map(({ value }) => scale(value))) || 1;
  const width = Math.max(bars.length, 12) * place;
  return html`
    <svg class="bars" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}"
      preserveAspectRatio="none">${bars.map(({ value, title, kind }, index) => {
        // What is there is seen, however small it is.
        const high = value === 0 ? 0 : Math.max(3, scale(value) / most * height);
        const left = index * place + gap / 2;
        return html`
          <g>
            <title>${title}</title>
            <rect class="place" x="${index * place}" y="0"
              width="${place}" height="${height}" />
            <rect class="${kind}" x="${left}" y="${(height - high).toFixed(1)}" width="${place -
              gap}"
              height="${high.toFixed(1)}" />
          </g>
        `;
      })}</svg>
  `;
}

/** Draws a line through values, from the left to the right; `label` says what is to be seen. */
export function lineChart(values: readonly number[], label: string): Html {
  const [width, height, edge] = [100, 40, 3];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const y = (value: number) =>
    most === least ? height / 2 : edge + (most - value) / (most - least) * (height - 2 * edge);
  const x = (index: number) => values.length === 1 ? width : index / (values.length - 1) * width;
  const points = values.map((value, index) => `${x(index).toFixed(2)},${y(value).toFixed(2)}`);
  if (values.length === 1) points.unshift(`0,${height / 2}`);
  return html`
    <svg class="line" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}"
      preserveAspectRatio="none">
      <polygon points="0,${height} ${points.join(" ")} ${width},${height}" />
      <polyline points="${points.join(" ")}" />
    </svg>
  `;
}

/** Places in a strip. */
export const stripLength = 20;

/** Draws how the last syncs of something ended, oldest first; one that failed is higher, not only red. */
export function statusStrip(statuses: readonly Status[]): Html {
  const counts = [...Map.groupBy(statuses, (status) => status)]
    .map(([status, { length }]) => `${length} ${status}`);
  const label = `The last ${statuses.length}, oldest first: ${counts.join(", ")}`;
  const [height, low, step] = [20, 12, 6];
  const empty = stripLength - statuses.length;
  const places = [...Array<undefined>(empty), ...statuses].map((status, index) => {
    const high = status === "failed" ? height : low;
    return html`
      <rect class="${status ?? "place"}" x="${index * step}" y="${height -
        high}" width="4" height="${high}" rx="1" />
    `;
  });
  return html`
    <svg class="strip" role="img" aria-label="${label}"
      viewBox="0 0 ${stripLength * step} ${height}"><title>${label}</title>${places}</svg>
  `;
}

/** Draws how much of a limit is used up. */
export function gauge(share: number): Html {
  const used = Math.min(1, Math.max(0, share));
  const kind = share > 1 ? "over" : share > 0.75 ? "near" : "under";
  return html`
    <svg class="gauge" aria-hidden="true" viewBox="0 0 100 4" preserveAspectRatio="none">
      <rect
        class="place" width="100" height="4" />
      <rect class="${kind}" width="${(used * 100).toFixed(1)}" height="4" />
    </svg>
  `;
}
