/**
 * Re-exports the clock that destinations take as a parameter; they import nothing from `client/`.
 *
 * @module
 */

export { type Clock, realClock } from "../client/clock.ts";
