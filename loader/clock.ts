/**
 * The clock that destinations take as a parameter; they import nothing of `client/`.
 *
 * @module
 */

export { type Clock, realClock } from "../client/clock.ts";
