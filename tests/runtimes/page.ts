/**
 * The smoke test as a script of a web page, which its server hands to the API. It leaves what it has seen behind.
 *
 * @module
 */

import { smoke } from "./smoke.ts";

Object.assign(globalThis, {
  seen: smoke({
    baseUrl: location.origin,
    token: new URLSearchParams(location.search).get("token")!,
  }),
});
