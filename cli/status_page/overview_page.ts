/**
 * The first page: how the tables are, what is running, and what the last runs did.
 *
 * @module
 */

import { html } from "hono/html";
import { program } from "../program.ts";
import { gauge, lineChart, statusStrip, stripLength } from "./charts.ts";
import { type Now, nowPart } from "./now.ts";
import { type Overview, problemsOf, type RunView, sizesOf, type TableView } from "./overview.ts";
import {
  badge,
  failure,
  kindOf,
  list,
  measured,
  runLink,
  syncCharts,
  tableLink,
  tookOf,
} from "./parts.ts";
import type { Redact } from "./secrets.ts";
import {
  ago,
  bytes,
  changes,
  compact,
  count,
  counted,
  duration,
  type Html,
  limit,
  unlessZero,
  waited,
} from "./words.ts";

/** Runs that the list shows; the charts show all that were read. */
const listedRuns = 12;

/** What a page about a destination is made of. */
export interface View {
  /** What is known; `undefined` when the destination could never be read. */
  readonly overview: Overview | undefined;
  /** Why it could not be read this time. */
  readonly problem: string | undefined;
  /** What the paths of the workspace begin with: nothing, or a slash and its name in the config file. */
  readonly root: string;
  /** Where the tables are, without secrets. */
  readonly url: string;
  /** Age from which a table is stale, in milliseconds. */
  readonly maxAge: number;
  /** The instant that ages are counted to. */
  readonly now: Date;
  /** Takes secrets out of messages. */
  readonly redact: Redact;
}

/** The first page. */
export function overviewPage(view: View, now: Now): Html {
  const { overview } = view;
  return html`
    ${headline(view)}
    ${unread(view)}
    <section class="card now" aria-labelledby="now-title">
      <h2 id="now-title">Now</h2>
      <div id="now">${nowPart(now)}</div>
    </section>
    ${overview === undefined ? "" : known(overview, view)}
  `;
}

/** Says that what is shown is not of this moment, and why. */
export function unread({ overview, problem, now, redact }: View): Html {
  if (problem === undefined) return html``;
  return html`
    <section class="card notice" aria-label="Notice">
      <p><strong>${overview === undefined
        ? "The destination cannot be read"
        : "This may be out of date"}.</strong> ${redact(problem)}.${overview === undefined
        ? ""
        : html`
          What follows was read ${ago(overview.readAt, now)}.
        `}</p>
    </section>
  `;
}

function known(overview: Overview, view: View): Html {
  const { tables, runs } = overview;
  if (runs.length === 0 && tables.every(({ swept_at }) => swept_at === null)) {
    return html`
      <section class="card">
        <p>Nothing was synced yet. <code>${program} sync</code> begins.</p>
      </section>
    `;
  }
  return html`
    ${tiles(overview, view)}
    <div class="columns">
      <section class="card" aria-labelledby="tables-title"><h2 id="tables-title">Tables</h2>
    ${tableList(tables, view)}</section>
      <section class="card charts"
        aria-labelledby="charts-title"><h2 id="charts-title">Last ${counted(
          runs.length,
          "run",
        )}</h2>${syncCharts(runs.map(measured))}
    <p class="note">Bars of rows grow by tenfold steps, so that few show beside many.</p></section>
    ${driftPart(tables, view)}</div>
    <section class="card" aria-labelledby="runs-title"><h2 id="runs-title">Runs</h2>
    ${runList(runs.slice(0, listedRuns), view)}</section>
  `;
}

function headline({ overview, url }: View): Html {
  const run = overview?.runs[0]?.run;
  const name = run?.workspace_name ?? run?.source;
  const [kind, sign, text] = verdict(overview);
  return html`<div class="headline ${kind}"><span class="sign" aria-hidden="true">${sign}</span><div>
<h1>${text}</h1><p class="where">${
    name
      ? html`
        <strong>${name}</strong> in
      `
      : ""
  }<code>${url}</code></p></div></div>`;
}

function verdict(overview: Overview | undefined): readonly [string, string, string] {
  if (overview === undefined) return ["calm", "?", "Nothing is known yet"];
  const { tables } = overview;
  if (tables.every(({ swept_at, synced_at }) => swept_at === null && synced_at === null)) {
    return ["calm", "…", "Nothing was synced yet"];
  }
  const problems = problemsOf(overview);
  if (problems.length === 0) return ["good", "✓", `All ${tables.length} tables are fresh`];
  const isFailed = problems.some(({ state }) => state === "failed");
  const names = problems.map(({ resource }) => resource);
  const who = names.length <= 2
    ? names.join(" and ")
    : `${names.length} of ${tables.length} tables`;
  const what = `${who} ${names.length === 1 ? "needs" : "need"} attention`;
  return isFailed ? ["bad", "✕", what] : ["warn", "!", what];
}

function tiles({ tables, runs }: Overview, { now }: View): Html {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const last = runs[0];
  const tile = (title: string, value: string | Html, note: string | Html) =>
    html`
      <div class="tile">
        <dt>${title}</dt>
        <dd><span class="value">${value}</span> <span
            class="note">${note}</span></dd>
      </div>
    `;
  return html`<dl class="tiles">${
    tile("Rows", compact(rows), `in ${counted(tables.length, "table")}`)
  }${
    last
      ? html`${
        tile(
          "Last run",
          ago(last.run.started_at, now),
          `${last.run.status} in ${tookOf(last.took)}`,
        )
      }
${
        tile(
          "Written",
          compact(last.run.inserted + last.run.updated + last.run.deleted),
          changes(last.run),
        )
      }
${tile("Requests", compact(last.run.requests), traffic(last))}`
      : ""
  }</dl>`;
}

function traffic({ run }: RunView): string {
  const parts = [
    `${count(run.retries)} repeated`,
    ...(run.waited_ms >= 1_000 ? [`${duration(run.waited_ms)} waited`] : []),
    ...(run.bytes_billed > 0 ? [`${bytes(run.bytes_billed)} billed`] : []),
  ];
  return parts.join(", ");
}

function tableList(tables: readonly TableView[], { maxAge, now, root, redact }: View): Html {
  const listed = list<TableView>({
    kind: "tables",
    rows: tables,
    columns: [
      { head: "Table", cell: ({ resource }) => tableLink(resource, root) },
      { head: "State", cell: ({ state }) => badge(state) },
      { head: "Rows", kind: "number", cell: ({ rows }) => count(rows) },
      { head: "Trend", kind: "wide spark", headKind: "wide", cell: trend },
      { head: "Last syncs", kind: "wide", cell: lastSyncs },
      { head: "Last synced", kind: "wide", cell: ({ synced_at }) => ago(synced_at, now) },
      {
        head: "Last complete",
        kind: "age",
        cell: ({ swept_at, age }) =>
          html`${ago(swept_at, now)}${age === undefined ? "" : gauge(age / maxAge)}`,
      },
    ],
    reason: ({ state, records }) => {
      const error = state === "failed" ? records[0]?.error : undefined;
      return error ? failure(error, redact) : undefined;
    },
  });
  return html`${listed}
<p class="note">A table is stale when its list was not read to its end within ${
    limit(maxAge)
  }.</p>`;
}

function trend({ records }: TableView): string | Html {
  const sizes = sizesOf(records);
  if (sizes.length < 2) return "";
  return lineChart(sizes, `From ${count(sizes[0]!)} to ${count(sizes.at(-1)!)} rows`);
}

function lastSyncs({ records }: TableView): string | Html {
  if (records.length === 0) return "";
  return statusStrip(records.slice(0, stripLength).map(({ status }) => status).reverse());
}

/** A list of runs, each with why it failed; the page about a run says what to do. */
function runList(runs: readonly RunView[], { now, root, redact }: View): Html {
  return list<RunView>({
    kind: "runs",
    rows: runs,
    columns: [
      { head: "Started", cell: ({ run }) => runLink(run, now, root) },
      { head: "State", cell: ({ run, isQuick }) => html`${badge(run.status)} ${kindOf(isQuick)}` },
      { head: "Took", kind: "number", cell: ({ took }) => tookOf(took) },
      { head: "Read", kind: "number wide", cell: ({ run }) => count(run.read) },
      { head: "Changes", cell: ({ run }) => changes(run) },
      { head: "Requests", kind: "number wide", cell: ({ run }) => count(run.requests) },
      { head: "Waited", kind: "number wide", cell: ({ run }) => waited(run.waited_ms) },
      {
        head: "Billed",
        kind: "number wide",
        cell: ({ run }) => unlessZero(run.bytes_billed, bytes),
      },
    ],
    reason: ({ run }) => run.error ? html`<p class="why">${redact(run.error)}</p>` : undefined,
  });
}

function driftPart(tables: readonly TableView[], { root }: View): Html {
  const drifting = tables.flatMap(({ resource, records }) => {
    const last = records.find(({ status, quick }) => status === "succeeded" && !quick);
    return last && last.issues + last.rejected > 0 ? [{ ...last, resource }] : [];
  });
  return html`
    <section class="card"
      aria-labelledby="drift-title"><h2 id="drift-title">Drift</h2>${drifting.length === 0
        ? html`<p class="idle">Every record of the last complete syncs fits its table.</p>`
        : html`<p>Records that differ from the spec, in the last complete sync of each table. Nothing of them is lost.</p>
<ul class="drift">${
          drifting.map(({ resource, issues, rejected }) =>
            html`<li>${tableLink(resource, root, "#drift")}: ${
              [
                ...(issues > 0 ? [`${counted(issues, "row")} with values that did not fit`] : []),
                ...(rejected > 0 ? [`${counted(rejected, "record")} without a usable key`] : []),
              ].join(", ")
            }</li>`
          )
        }</ul>`}</section>
  `;
}
