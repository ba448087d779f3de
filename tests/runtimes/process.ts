/**
 * The smoke test as a program of Node or Bun: reads the API's address from the environment, as the SDK does, and
 * prints what it has seen.
 *
 * @module
 */

import { smoke } from "./smoke.ts";

console.log(JSON.stringify(await smoke()));
