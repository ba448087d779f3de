/**
 * The page that leads to those of the workspaces.
 *
 * @module
 */

import { html } from "hono/html";
import { rootOf } from "./layout.ts";
import { badge, list } from "./parts.ts";
import type { Redact } from "./secrets.ts";
import { counted, type Html } from "./words.ts";

/** How one workspace is. */
export interface WorkspaceHealth {
  /** What it is called in the config file. */
  readonly workspace: string | undefined;
  /** `ok` when every table is fresh, and nothing failed. */
  readonly status: "ok" | "failing";
  /** What is wrong; one line each. */
  readonly problems: readonly string[];
}

/** Problems of a workspace that are shown; its own page has all. */
const shownProblems = 3;

/** Lists the workspaces, each with what is wrong there. */
export function workspacesPage(workspaces: readonly WorkspaceHealth[], redact: Redact): Html {
  const listed = list<WorkspaceHealth>({
    rows: workspaces,
    columns: [
      {
        head: "Workspace",
        cell: ({ workspace }) => html`<a href="${rootOf(workspace)}/">${workspace}</a>`,
      },
      { head: "State", cell: ({ status }) => badge(status === "ok" ? "fresh" : "failed") },
    ],
    reason: ({ problems }) => problems.length === 0 ? undefined : reason(problems, redact),
  });
  return html`
    <h1>Workspaces</h1>
    <section class="card" aria-label="Workspaces">${listed}</section>
  `;
}

function reason(problems: readonly string[], redact: Redact): Html {
  const more = problems.length - shownProblems;
  return html`<p class="why">${redact(problems.slice(0, shownProblems).join("; "))}${
    more > 0 ? `; and ${counted(more, "problem")} more` : ""
  }</p>`;
}
