/**
 * The page about one run: what it did with each resource.
 *
 * @module
 */

import { html } from "hono/html";
import type { Deletes, ResourceRecord } from "@workspace-sync/loader";
import type { RunView } from "./overview.ts";
import { unread, type View } from "./overview_page.ts";
import { badge, failure, tookOf } from "./parts.ts";
import { ago, bytes, changes, count, type Html, nameOf, unlessZero, waited } from "./words.ts";

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
      aria-label="Path"><a href="/">Overview</a> <span aria-hidden="true">/</span> run ${run.run_id
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

function resourceList(records: readonly ResourceRecord[], { redact }: View): Html {
  const byName = records.toSorted((one, other) => one.resource < other.resource ? -1 : 1);
  return html`
    <table>
      <thead>
        <tr>
          <th scope="col">Table</th>
          <th scope="col">State</th>
          <th scope="col" class="number">Took</th>
          <th scope="col" class="number wide">Read</th>
          <th scope="col">Changes</th>
          <th scope="col" class="number wide">Issues</th>
          <th scope="col" class="number wide">Rejected</th>
          <th scope="col" class="number wide">Requests</th>
          <th scope="col" class="number wide">Waited</th>
          <th scope="col" class="number wide">Billed</th>
        </tr>
      </thead>
      <tbody>${byName.map((record) =>
        html`
          <tr>
            <th scope="row"><a href="/tables/${encodeURIComponent(record.resource)}">${nameOf(
              record.resource,
            )}</a></th>
            <td>${badge(record.status)}</td>
            <td class="number">${tookOf(
              record.finished_at.getTime() - record.started_at.getTime(),
            )}</td>
            <td class="number wide">${count(record.read)}</td>
            <td>${changes(record)}</td>
            <td class="number wide">${unlessZero(record.issues, count)}</td>
            <td class="number wide">${unlessZero(record.rejected, count)}</td>
            <td class="number wide">${count(record.requests)}</td>
            <td class="number wide">${waited(record.waited_ms)}</td>
            <td class="number wide">${unlessZero(record.bytes_billed, bytes)}</td>
          </tr>${record.error
            ? html`
              <tr class="reason">
                <td colspan="10">${failure(record.error, redact)}</td>
              </tr>
            `
            : ""}
        `
      )}</tbody>
    </table>
  `;
}
