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
import { badge, failure, kindOf, measured, syncCharts, tookOf } from "./parts.ts";
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
  nameOf,
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
    ${driftPart(tables)}</div>
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

function tableList(tables: readonly TableView[], view: View): Html {
  return html`
    <table class="tables">
      <thead>
        <tr>
          <th scope="col">Table</th>
          <th scope="col">State</th>
          <th scope="col" class="number">Rows</th>
          <th scope="col" class="wide">Trend</th>
          <th scope="col" class="wide">Last syncs</th>
          <th scope="col" class="wide">Last synced</th>
          <th scope="col">Last complete</th>
        </tr>
      </thead>
      <tbody>${tables.map((table) => tableRow(table, view))}</tbody>
    </table>
    <p class="note">A table is stale when its list was not read to its end within ${limit(
      view.maxAge,
    )}.</p>
  `;
}

function tableRow(table: TableView, { maxAge, now, redact }: View): Html {
  const { resource, state, rows, synced_at, swept_at, age, records } = table;
  const sizes = sizesOf(records);
  const [first, last] = [sizes[0], sizes.at(-1)];
  const error = state === "failed" ? records[0]?.error : undefined;
  return html`
    <tr>
      <th scope="row"><a href="/tables/${encodeURIComponent(resource)}">${nameOf(resource)}</a></th>
      <td>${badge(state)}</td>
      <td class="number">${count(rows)}</td>
      <td class="wide spark">${sizes.length < 2
        ? ""
        : lineChart(sizes, `From ${count(first!)} to ${count(last!)} rows`)}</td>
      <td class="wide">${records.length === 0
        ? ""
        : statusStrip(records.slice(0, stripLength).map(({ status }) => status).reverse())}</td>
      <td class="wide">${ago(synced_at, now)}</td>
      <td class="age">${ago(swept_at, now)}${age === undefined ? "" : gauge(age / maxAge)}</td>
    </tr>${error
      ? html`
        <tr class="reason">
          <td colspan="7">${failure(error, redact)}</td>
        </tr>
      `
      : ""}
  `;
}

/** A list of runs, each with why it failed; the page about a run says what to do. */
function runList(runs: readonly RunView[], { now, redact }: View): Html {
  return html`
    <table class="runs">
      <thead>
        <tr>
          <th scope="col">Started</th>
          <th scope="col">State</th>
          <th scope="col" class="number">Took</th>
          <th scope="col" class="number wide">Read</th>
          <th scope="col">Changes</th>
          <th scope="col" class="number wide">Requests</th>
          <th scope="col" class="number wide">Waited</th>
          <th scope="col" class="number wide">Billed</th>
        </tr>
      </thead>
      <tbody>${runs.map(({ run, took, isQuick }) =>
        html`
          <tr>
            <th scope="row"><a href="/runs/${encodeURIComponent(run.run_id)}">${ago(
              run.started_at,
              now,
            )}</a></th>
            <td>${badge(run.status)} ${kindOf(isQuick)}</td>
            <td class="number">${tookOf(took)}</td>
            <td class="number wide">${count(run.read)}</td>
            <td>${changes(run)}</td>
            <td class="number wide">${count(run.requests)}</td>
            <td class="number wide">${waited(run.waited_ms)}</td>
            <td class="number wide">${unlessZero(run.bytes_billed, bytes)}</td>
          </tr>${run.error
            ? html`
              <tr class="reason">
                <td colspan="8">
                  <p class="why">${redact(run.error)}</p>
                </td>
              </tr>
            `
            : ""}
        `
      )}</tbody>
    </table>
  `;
}

function driftPart(tables: readonly TableView[]): Html {
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
            html`<li><a href="/tables/${encodeURIComponent(resource)}#drift">${
              nameOf(resource)
            }</a>: ${
              [
                ...(issues > 0 ? [`${counted(issues, "row")} with values that did not fit`] : []),
                ...(rejected > 0 ? [`${counted(rejected, "record")} without a usable key`] : []),
              ].join(", ")
            }</li>`
          )
        }</ul>`}</section>
  `;
}
