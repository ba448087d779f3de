/**
 * What all pages have around them.
 *
 * @module
 */

import { html } from "hono/html";
import config from "../deno.json" with { type: "json" };
import type { Html } from "./words.ts";

/** What differs from page to page. */
export interface Page {
  /** What the browser calls it. */
  readonly title: string;
  /** What stands between header and footer. */
  readonly main: Html;
  /** Version of the data, for the script that renews it; without one the page stays as it is. */
  readonly version?: string;
  /** The workspace that it is about, where it has a name. */
  readonly workspace?: string | undefined;
  /** Whether somebody has signed in, and can sign out. */
  readonly isSignedIn?: boolean;
}

/** Returns what the paths of a workspace begin with: nothing, or a slash and its name in the config file. */
export function rootOf(workspace: string | undefined): string {
  return workspace === undefined ? "" : `/${workspace}`;
}

/** Puts a page together. */
export function layout({ title, main, version, workspace, isSignedIn = false }: Page): Html {
  const root = rootOf(workspace);
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${[title, workspace].filter(Boolean).join(" – ")} – workspace-sync</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/style.css">
    ${version === undefined ? "" : html`<script src="/renew.js" defer></script>`}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
    <a class="brand" href="/">${logo} workspace-sync</a>
    ${workspace === undefined ? "" : html`<a class="workspace" href="${root}/">${workspace}</a>`}
    ${isSignedIn
      ? html`<form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>`
      : ""}
        </header>
        <main id="main" tabindex="-1" data-version="${version ?? ""}" data-root="${root}">
    ${main}
        </main>
        <footer>workspace-sync ${config
          .version}. All times are UTC. This page reads, and changes nothing.</footer>
      </body>
    </html>
  `;
}

/** Two arrows that make a circle. */
const logo = html`
  <svg class="logo" aria-hidden="true" viewBox="0 0 16 16">
    <path
      d="M2.5 8a5.5 5.5 0 0 1 9.6-3.7M13.5 8a5.5 5.5 0 0 1-9.6 3.7" />
    <path class="heads"
      d="M13.6 1.6v3.6H10zM2.4 14.4v-3.6H6z" />
  </svg>
`;

/** The icon of the page, as a document of its own. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<rect width="16" height="16" rx="4" fill="#1d4ed8"/>
<path d="M4 8a4 4 0 0 1 7-2.6M12 8a4 4 0 0 1-7 2.6" fill="none" stroke="#fff" stroke-width="1.5" stroke-linecap="round"/>
<path d="M11.8 3.2v2.8H9zM4.2 12.8V10H7z" fill="#fff"/>
</svg>`;

/** A page that says why there is nothing else. */
export function messagePage(title: string, text: string): Html {
  return layout({
    title,
    main: html`
      <h1>${title}</h1>
      <p>${text}</p>
    `,
  });
}
