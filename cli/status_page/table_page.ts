/**
 * The page about one table: its syncs over time, and examples of what did not fit.
 *
 * @module
 */

import { html } from "hono/html";
import type { DriftReport, RejectRecord, ResourceRecord } from "@workspace-sync/loader";
import { sizesOf, type TableView } from "./overview.ts";
import { unread, type View } from "./overview_page.ts";
import {
  badge,
  failure,
  kindOf,
  list,
  runLink,
  sizeFigure,
  syncCharts,
  tookBy,
  tookOf,
} from "./parts.ts";
import type { Known } from "./reader.ts";
import { type Redact, safeExample } from "./secrets.ts";
import { ago, changes, count, counted, type Html, instant, unlessZero } from "./words.ts";

/** The page about a table. */
export function tablePage(table: TableView, drift: Known<DriftReport>, view: View): Html {
  const { resource, state, rows, synced_at, swept_at, records, problem } = table;
  const sizes = sizesOf(records);
  const ended = records.filter(({ status }) => status !== "interrupted");
  return html`
    <nav class="path"
      aria-label="Path"><a href="${view
        .root}/">Overview</a> <span aria-hidden="true">/</span> ${resource}</nav>
    <h1>${resource} ${badge(state)}</h1>
    ${problem === undefined ? "" : html`<p class="problem">${problem}.</p>`}
    ${unread(view)}
    <dl class="tiles">
      <div class="tile">
        <dt>Rows</dt>
        <dd><span class="value">${count(rows)}</span></dd>
      </div>
      <div class="tile">
        <dt>Last synced</dt>
        <dd><span class="value">${ago(synced_at, view.now)}</span></dd>
      </div>
      <div class="tile">
        <dt>Last complete</dt>
        <dd><span class="value">${ago(swept_at, view.now)}</span></dd>
      </div>
    </dl>
    <section class="card charts flat"
      aria-labelledby="charts-title"><h2 id="charts-title">Over time</h2>
    ${sizes.length < 2 ? "" : sizeFigure(sizes)}
    ${syncCharts(ended.map((record) => ({ ...record, took: tookBy(record) })))}</section>
    <section class="card" id="drift" aria-labelledby="drift-title"><h2 id="drift-title">Drift</h2>
    ${driftPart(drift, view)}</section>
    <section class="card"
      aria-labelledby="syncs-title"><h2 id="syncs-title">Syncs</h2>${syncList(
        records,
        view,
      )}</section>
  `;
}

function syncList(records: readonly ResourceRecord[], { now, root, redact }: View): Html {
  return list<ResourceRecord>({
    rows: records,
    columns: [
      { head: "Started", cell: (record) => runLink(record, now, root) },
      { head: "State", cell: ({ status, quick }) => html`${badge(status)} ${kindOf(quick)}` },
      { head: "Took", kind: "number", cell: (record) => tookOf(tookBy(record)) },
      { head: "Read", kind: "number wide", cell: ({ read }) => count(read) },
      { head: "Changes", cell: changes },
      { head: "Issues", kind: "number wide", cell: ({ issues }) => unlessZero(issues, count) },
      { head: "Requests", kind: "number wide", cell: ({ requests }) => count(requests) },
    ],
    reason: ({ error }) => error ? failure(error, redact) : undefined,
  });
}

function driftPart({ value, problem }: Known<DriftReport>, { redact }: View): Html {
  if (value === undefined) {
    return html`<p class="idle">It cannot be read now. ${redact(problem ?? "")}.</p>`;
  }
  const { rows, issues, rejected, rejects } = value;
  if (rows + rejected === 0) return html`<p class="idle">Every record fits the table.</p>`;
  return html`${
    rows === 0 ? "" : html`<h3>${counted(rows, "row")} with values that did not fit</h3>
<p class="note">Their columns are NULL; the values are kept in <code>_issues</code>. ${
      shown(issues.length, rows)
    }</p>
<ul class="examples">${
      issues.map(({ key, issues }) =>
        example(html`Row <code>${key.join(", ")}</code>`, issues, redact)
      )
    }</ul>`
  }${
    rejected === 0 ? "" : html`<h3>${counted(rejected, "record")} without a usable key</h3>
<p class="note">They have no row; they are kept in <code>_sync_rejects</code>. ${
      shown(rejects.length, rejected)
    }</p>
<ul class="examples">${
      rejects.map((reject) => example(rejectTitle(reject, redact), reject.record, redact))
    }</ul>`
  }`;
}

function shown(examples: number, all: number): string {
  return examples < all ? `The last ${examples}:` : "";
}

function rejectTitle({ reason, rejected_at }: RejectRecord, redact: Redact): Html {
  return html`${redact(reason)}, first met ${instant(rejected_at)}`;
}

function example(title: Html, json: string, redact: Redact): Html {
  return html`
    <li>
      <details>
        <summary>${title}</summary>
        <pre tabindex="0">${safeExample(json, redact)}</pre>
      </details>
    </li>
  `;
}
