/**
 * The page about one run: what it did with each resource.
 *
 * @module
 */

import { html } from "hono/html";
import type { Deletes, ResourceRecord } from "@workspace-sync/loader";
import type { RunView } from "./overview.ts";
import { unread, type View } from "./overview_page.ts";
import { badge, failure, list, tableLink, tookBy, tookOf } from "./parts.ts";
import { ago, bytes, changes, count, type Html, unlessZero, waited } from "./words.ts";

/** What happens to rows whose record is gone. */
const gone: Readonly<Record<Deletes, string>> = {
  soft: "their rows are marked",
  hard: "their rows are removed",
  keep: "their rows are kept",
};

/** The page about a run. */
export function runPage({ run, records, took, isQuick }: RunView, view: View): Html {
  const facts: readonly (readonly [string, string | Html])[] = [
    ["Started", ago(run.started_at, view.now)],
    ["Took", tookOf(took)],
    ["Read", count(run.read)],
    ["Written", changes(run)],
    ["Unchanged", count(run.unchanged)],
    ["Requests", `${count(run.requests)}, ${count(run.retries)} repeated`],
    ["Waited for the rate limit", waited(run.waited_ms)],
    ["Received", bytes(run.bytes)],
    ["Billed", bytes(run.bytes_billed)],
    ["Records that are gone", gone[run.deletes]],
    ["Version", run.version],
  ];
  return html`
    <nav class="path"
      aria-label="Path"><a href="${view
        .root}/">Overview</a> <span aria-hidden="true">/</span> run ${run.run_id
        .slice(0, 8)}</nav>
    <h1>${isQuick ? "Quick" : "Complete"} run ${badge(run.status)}</h1>
    ${unread(view)}
    ${run.error === null
      ? ""
      : html`<section class="card notice failed" aria-label="Error">${
        failure(run.error, view.redact)
      }</section>`}
    <section class="card" aria-label="Facts">
      <dl class="facts">${facts.map(([name, value]) =>
        html`
          <div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>
        `
      )}<div><dt>Id</dt><dd><code>${run.run_id}</code></dd></div></dl>
    </section>
    <section class="card"
      aria-labelledby="tables-title"><h2 id="tables-title">Tables</h2>${records.length === 0
        ? html`<p class="idle">It ended before any table had.</p>`
        : resourceList(records, view)}</section>
  `;
}

function resourceList(records: readonly ResourceRecord[], { root, redact }: View): Html {
  const byName = records.toSorted((one, other) => one.resource < other.resource ? -1 : 1);
  return list<ResourceRecord>({
    rows: byName,
    columns: [
      { head: "Table", cell: ({ resource }) => tableLink(resource, root) },
      { head: "State", cell: ({ status }) => badge(status) },
      { head: "Took", kind: "number", cell: (record) => tookOf(tookBy(record)) },
      { head: "Read", kind: "number wide", cell: ({ read }) => count(read) },
      { head: "Changes", cell: changes },
      { head: "Issues", kind: "number wide", cell: ({ issues }) => unlessZero(issues, count) },
      {
        head: "Rejected",
        kind: "number wide",
        cell: ({ rejected }) => unlessZero(rejected, count),
      },
      { head: "Requests", kind: "number wide", cell: ({ requests }) => count(requests) },
      { head: "Waited", kind: "number wide", cell: ({ waited_ms }) => waited(waited_ms) },
      {
        head: "Billed",
        kind: "number wide",
        cell: ({ bytes_billed }) => unlessZero(bytes_billed, bytes),
      },
    ],
    reason: ({ error }) => error ? failure(error, redact) : undefined,
  });
}
