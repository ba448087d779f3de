/**
 * Pieces that several pages show.
 *
 * @module
 */

import { html } from "hono/html";
import type { ResourceRecord, Status } from "@workspace-sync/loader";
import { adviceOn } from "./advice.ts";
import { type Bar, barChart, linear, lineChart, logarithmic, type Scale } from "./charts.ts";
import type { RunView, TableState } from "./overview.ts";
import type { Redact } from "./secrets.ts";
import { ago, count, duration, type Html, instant, nameOf } from "./words.ts";

/** What stands for a state, and the class that colours it. */
const badges: Readonly<Record<Status | TableState, readonly [sign: string, kind: string]>> = {
  succeeded: ["✓", "good"],
  fresh: ["✓", "good"],
  stale: ["!", "warn"],
  failed: ["✕", "bad"],
  skipped: ["–", "calm"],
  interrupted: ["‖", "warn"],
  running: ["…", "calm"],
};

/** A state as a sign and a word, so that its colour is not all that tells it. */
export function badge(state: Status | TableState): Html {
  const [sign, kind] = badges[state];
  return html`<span class="badge ${kind}"><span aria-hidden="true">${sign}</span> <span
    class="word">${state}</span></span>`;
}

/** Why something failed, and what to do about it. */
export function failure(message: string, redact: Redact): Html {
  const what = adviceOn(message);
  return html`<p class="why">${redact(message)}</p>${
    what === undefined ? "" : html`<p class="advice"><strong>What to do:</strong> ${what}</p>`
  }`;
}

/** A chart with what it shows, its largest value and the instants that it begins and ends with. */
export interface Figure {
  /** What it shows. */
  readonly title: string;
  /** What its highest place stands for. */
  readonly most: string;
  /** What is drawn, without text. */
  readonly chart: Html;
  /** The instants, if they are known. */
  readonly between?: readonly [Date, Date];
}

/** Puts a caption and the ends of the axis around a chart. */
export function figure({ title, most, chart, between }: Figure): Html {
  return html`<figure><figcaption><span>${title}</span><span class="most">${most}</span></figcaption>
${chart}${
    between === undefined
      ? ""
      : html`<div class="axis"><span>${instant(between[0])}</span><span>${
        instant(between[1])
      }</span></div>`
  }</figure>`;
}

/** Something that was synced, as the charts need it. */
export interface Measured {
  /** When it began. */
  readonly started_at: Date;
  /** How it ended. */
  readonly status: Status;
  /** How long it took, in milliseconds. */
  readonly took: number | undefined;
  /** Rows that were not there. */
  readonly inserted: number;
  /** Rows that were written over. */
  readonly updated: number;
  /** Rows that were marked or removed. */
  readonly deleted: number;
}

/** What of a run the charts need. */
export function measured({ run, took }: RunView): Measured {
  return { ...run, took };
}

/** Draws how long syncs took, and what they have written; they are given newest first. */
export function syncCharts(newestFirst: readonly Measured[]): Html {
  const syncs = newestFirst.toReversed();
  if (syncs.length === 0) return html``;
  const between = [syncs[0]!.started_at, syncs.at(-1)!.started_at] as const;
  const took = syncs.map((sync): Bar => ({
    value: sync.took ?? 0,
    kind: sync.status,
    title: `${instant(sync.started_at)}: ${sync.status}${
      sync.took === undefined ? "" : ` in ${duration(sync.took)}`
    }`,
  }));
  const written = (kind: "inserted" | "updated" | "deleted", title: string, isLast = false) => {
    const bars = syncs.map((sync): Bar => ({
      value: sync[kind],
      kind,
      title: `${instant(sync.started_at)}: ${count(sync[kind])} ${title.toLowerCase()}`,
    }));
    return barFigure(bars, title, count, {
      scale: logarithmic,
      ...(isLast && { between }),
    });
  };
  return html`${barFigure(took, "Duration", duration, { between })}
<div class="strips">${written("inserted", "New rows")}${written("updated", "Changed rows")}${
    written("deleted", "Gone rows", true)
  }</div>`;
}

function barFigure(
  bars: readonly Bar[],
  title: string,
  say: (value: number) => string,
  { scale = linear, between }: { scale?: Scale; between?: readonly [Date, Date] },
): Html {
  const most = Math.max(...bars.map(({ value }) => value));
  const last = bars.at(-1)!.value;
  const label = `${title} of the last ${bars.length} runs, oldest first: at most ${say(most)}, ${
    say(last)
  } in the last one`;
  return figure({
    title,
    most: most === 0 ? "none" : `at most ${say(most)}`,
    chart: barChart(bars, label, scale),
    ...(between && { between }),
  });
}

/** Draws how many rows a table has had, oldest first. */
export function sizeFigure(sizes: readonly number[]): Html {
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const range = least === most ? count(most) : `${count(least)} to ${count(most)}`;
  const label =
    `Rows after the last ${sizes.length} complete syncs, oldest first: ${range}, from ` +
    `${count(first)} in the first to ${count(last)} in the last one`;
  return figure({ title: "Rows", most: range, chart: lineChart(sizes, label) });
}

/** Says that a sync has read the newest records only. */
export function kindOf(isQuick: boolean): Html {
  return isQuick ? html`<span class="kind">quick</span>` : html``;
}

/** How long something took, or a dash where it has not ended. */
export function tookOf(ms: number | undefined): string {
  return ms === undefined ? "–" : duration(ms);
}

/** How long the sync of a resource took, in milliseconds. */
export function tookBy({ started_at, finished_at }: ResourceRecord): number {
  return finished_at.getTime() - started_at.getTime();
}

/** A column of a list: its head, what it says of a row, and classes of its cells. */
export interface ListColumn<Row> {
  /** What stands above it. */
  readonly head: string;
  /** What it says of a row. */
  readonly cell: (row: Row) => string | Html;
  /** Classes of its cells, such as `number`, or `wide` where there is room only. */
  readonly kind?: string;
  /** Classes of its head. @default {those of its cells} */
  readonly headKind?: string;
}

/** What a list is made of. */
export interface ListOptions<Row> {
  /** The rows, in their order. */
  readonly rows: readonly Row[];
  /** The columns; the first one names the row. */
  readonly columns: readonly ListColumn<Row>[];
  /** What stands below a row: why it failed. */
  readonly reason: (row: Row) => Html | undefined;
  /** Class of the table. @default {none} */
  readonly kind?: string;
}

/** Lists rows in a table, each with why it failed. */
export function list<Row>({ rows, columns, reason, kind }: ListOptions<Row>): Html {
  const [first, ...others] = columns;
  return html`
    <table${classOf(kind)}>
      <thead>
        <tr>${columns.map(({ head, kind, headKind = kind }) =>
          html`
            <th scope="col" ${classOf(headKind)}>${head}</th>
          `
        )}</tr>
      </thead>
      <tbody>${rows.map((row) => {
        const why = reason(row);
        return html`<tr><th scope="row">${first!.cell(row)}</th>${
          others.map(({ cell, kind }) => html`<td${classOf(kind)}>${cell(row)}</td>`)
        }</tr>${
          why === undefined ? "" : html`
            <tr class="reason">
              <td colspan="${columns.length}">${why}</td>
            </tr>
          `
        }`;
      })}</tbody>
      </table>
  `;
}

function classOf(kind: string | undefined): Html {
  return kind === undefined ? html`` : html`
    class="${kind}"
  `;
}

/**
 * A link to the page of a run, by when it began.
 *
 * @param root What the paths of the workspace begin with.
 */
export function runLink(
  { run_id, started_at }: Pick<ResourceRecord, "run_id" | "started_at">,
  now: Date,
  root: string,
): Html {
  return html`<a href="${root}/runs/${encodeURIComponent(run_id)}">${ago(started_at, now)}</a>`;
}

/**
 * A link to the page of a table.
 *
 * @param root What the paths of the workspace begin with.
 */
export function tableLink(resource: string, root: string, fragment = ""): Html {
  return html`<a href="${root}/tables/${encodeURIComponent(resource)}${fragment}">${
    nameOf(resource)
  }</a>`;
}
