/**
 * The form that takes the token of the page.
 *
 * @module
 */

import { html } from "hono/html";
import { layout } from "./layout.ts";
import type { Html } from "./words.ts";

/** Asks for the token; `error` says what was wrong with the one that was given. */
export function signInPage(error?: string): Html {
  const described = error === undefined ? "" : html`
    aria-invalid="true" aria-describedby="error"
  `;
  return layout({
    title: "Sign in",
    main: html`
      <section class="card sign-in" aria-labelledby="title">
        <h1 id="title">Sign in</h1>
        <form method="post" action="/sign-in">
      <label for="token">Token of the status page</label>
      <input id="token" name="token" type="password" required autofocus autocomplete="current-password"${described}>
      ${error === undefined ? "" : html`<p id="error" class="error" role="alert">${error}</p>`}
      <button>Sign in</button>
        </form>
        <p
          class="note">It is in the variable WORKSPACE_STATUS_TOKEN of the process that serves this page.</p>
      </section>
    `,
  });
}
