/**
 * Writes what a webhook is told: text for people, in the forms that Slack and Teams show, and members for programs.
 *
 * @module
 */

import type { AlertRecord } from "@workspace-sync/loader";

/** What there is to tell. */
export interface News {
  /** What the workspace is called in the config file, where it has a name. */
  readonly workspace?: string | undefined;
  /** Address of the destination. */
  readonly destination: string;
  /** The alerts that have opened or closed. */
  readonly alerts: readonly AlertRecord[];
}

/** Returns the JSON text that is posted to a URL. */
export function bodyFor(url: string, news: News): string {
  const lines = linesOf(news);
  const text = lines.join("\n");
  // Slack reads members of this name as attachments of its own.
  if (/^hooks\.slack(-gov)?\.com$/.test(new URL(url).hostname)) {
    return JSON.stringify({ text: text.replace(/[&<>]/g, (mark) => escapes[mark]!) });
  }
  return JSON.stringify({
    type: "message",
    text,
    attachments: [{
      contentType: "application/vnd.microsoft.card.adaptive",
      contentUrl: null,
      content: {
        $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
        type: "AdaptiveCard",
        version: "1.4",
        body: lines.map((text) => ({ type: "TextBlock", text, wrap: true })),
      },
    }],
    workspace: news.workspace,
    destination: news.destination,
    alerts: news.alerts.map(({ alert, kind, resource, detail, status, failures, since }) => ({
      ...{ alert, kind, resource, detail, status, failures, since },
    })),
  });
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Says what has happened, in one line. */
export function titleOf({ workspace, destination, alerts }: News): string {
  const open = alerts.filter(({ status }) => status === "open").length;
  const over = alerts.length - open;
  const counts = [
    ...(open > 0 ? [`${open} ${open === 1 ? "problem" : "problems"}`] : []),
    ...(over > 0 ? [`${over} over`] : []),
  ];
  const what = workspace === undefined ? "workspace-sync" : `workspace-sync of ${workspace}`;
  return `${what} into ${destination}: ${counts.join(", ")}`;
}

function linesOf(news: News): string[] {
  return [titleOf(news), ...news.alerts.map((alert) => `- ${lineOf(alert)}`)];
}

function lineOf({ kind, resource, detail, status, failures, since }: AlertRecord): string {
  const isOpen = status === "open";
  const at = `${since.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  switch (kind) {
    case "failing":
      return isOpen
        ? `The sync has failed ${failures === 1 ? "once" : `${failures} times in a row`} ` +
          `since ${at}, last with ${detail}${resource ? ` in ${resource}` : ""}`
        : `The sync works again, after failing since ${at}`;
    case "stale":
      return isOpen
        ? `${resource} has not been read to its end since ${at}`
        : `${resource} is fresh again`;
    case "drift":
      return isOpen
        ? `${resource} differs from the spec: ${detail}`
        : `${resource} no longer differs from the spec: ${detail}`;
    case "mass_delete":
      return isOpen
        ? `${resource} would lose all or more than half of its rows; nothing was deleted`
        : `${resource} was synced again, after a deletion of many rows was refused`;
  }
}
