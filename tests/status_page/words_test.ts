import { assertEquals } from "@std/assert";
import * as words from "../../cli/status_page/words.ts";

const given: readonly [string, unknown, unknown][] = [
  ["a short time", words.duration(840), "0.8 s"],
  ["seconds", words.duration(12_400), "12 s"],
  ["a time of almost a minute", words.duration(59_700), "59 s"],
  ["minutes", words.duration(184_000), "3 min 4 s"],
  ["whole minutes", words.duration(120_000), "2 min"],
  ["hours", words.duration(7_500_000), "2 h 5 min"],
  ["a moment ago", words.age(59_999), "just now"],
  ["minutes ago", words.age(60_000), "1 min ago"],
  ["hours ago", words.age(47 * 3_600_000), "47 h ago"],
  ["days ago", words.age(48 * 3_600_000), "2 days ago"],
  ["a limit", words.limit(25 * 3_600_000), "25 h"],
  ["a limit of days", words.limit(7 * 86_400_000), "7 days"],
  ["no bytes", words.bytes(0), "0 B"],
  ["bytes", words.bytes(999), "999 B"],
  ["a few megabytes", words.bytes(10_485_760), "10 MB"],
  ["a few kilobytes", words.bytes(1_234), "1.2 kB"],
  ["a number that is shown whole", words.compact(99_999), "99,999"],
  ["a number that is shortened", words.compact(1_234_567), "1.23M"],
  ["nothing", words.unlessZero(0, words.bytes), "–"],
  ["an instant", words.instant(new Date("2026-01-02T03:04:59.999Z")), "2026-01-02 03:04 UTC"],
];
for (const [title, found, want] of given) {
  Deno.test(`the page says ${title}: ${want}`, () => assertEquals(found, want));
}
