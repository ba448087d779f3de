/**
 * Says numbers, lengths of time and instants the way people read them.
 *
 * @module
 */

import { html } from "hono/html";
import type { Counts } from "@workspace-sync/loader";

/** What a view returns: escaped HTML. */
export type Html = ReturnType<typeof html>;

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

/** A number with separators, such as `12,345`. */
export function count(number: number): string {
  return number.toLocaleString("en");
}

/** A number and what is counted, such as `1 table` or `2 tables`. */
export function counted(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? "" : "s"}`;
}

/** A number, shortened where it is long: `12,345`, `1.23M`. */
export function compact(number: number): string {
  if (number < 100_000) return count(number);
  return number.toLocaleString("en", { notation: "compact", maximumSignificantDigits: 3 });
}

/** A length of time, such as `0.8 s`, `3 min 4 s` or `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 10 * second) return `${(ms / second).toFixed(1)} s`;
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return pair(ms, [minute, "min"], [second, "s"]);
  return pair(ms, [hour, "h"], [minute, "min"]);
}

function pair(ms: number, [large, one]: [number, string], [small, other]: [number, string]) {
  const rest = Math.floor(ms % large / small);
  return `${Math.floor(ms / large)} ${one}${rest > 0 ? ` ${rest} ${other}` : ""}`;
}

/** How long ago something was, in its largest unit; the script of the page says it alike. */
export function age(ms: number): string {
  if (ms < minute) return "just now";
  if (ms < hour) return `${Math.floor(ms / minute)} min ago`;
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h ago`;
  return `${Math.floor(ms / day)} days ago`;
}

/** A limit such as `25 h` or `2 days`. */
export function limit(ms: number): string {
  return ms >= 2 * day && ms % day === 0 ? `${ms / day} days` : duration(ms);
}

/** A number of bytes, such as `1.2 MB`. */
export function bytes(number: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, number)) / 3));
  const scaled = number / 1000 ** power;
  return `${power > 0 && scaled < 10 ? scaled.toFixed(1) : Math.round(scaled)} ${units[power]}`;
}

/** A number in words, or a dash for none. */
export function unlessZero(number: number, say: (number: number) => string): string {
  return number === 0 ? "–" : say(number);
}

/** How long something has waited, or a dash where that is not worth a word. */
export function waited(ms: number): string {
  return ms < 100 ? "–" : duration(ms);
}

/** A name that may be broken after each underscore. */
export function nameOf(name: string): Html {
  return html`${name.split("_").map((part, index) => index === 0 ? part : html`_<wbr>${part}`)}`;
}

/** An instant as `2026-01-02 03:04 UTC`. */
export function instant(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** How long ago an instant was, with the instant itself behind it. */
export function ago(date: Date | null, now: Date): Html {
  if (date === null) return html`never`;
  const text = age(now.getTime() - date.getTime());
  return html`<time datetime="${date.toISOString()}" title="${
    instant(date)
  }" data-ago>${text}</time>`;
}

/** What a sync has written, such as `12 new, 3 changed, 1 gone`. */
export function changes({ inserted, updated, deleted }: Counts): string {
  const parts = [
    ...(inserted > 0 ? [`${count(inserted)} new`] : []),
    ...(updated > 0 ? [`${count(updated)} changed`] : []),
    ...(deleted > 0 ? [`${count(deleted)} gone`] : []),
  ];
  return parts.join(", ") || "no changes";
}
