/**
 * Makes single values that look right, going by a field's name, format, known values and limits.
 *
 * @module
 */

import type { RecordSchema } from "@workspace-sync/sdk/schemas";
import { pools } from "./_pools.ts";
import type { Pools } from "./_pools.ts";
import { uuid } from "./_random.ts";
import type { Random } from "./_random.ts";

/** The day, in milliseconds since 1970, that the data of a sandbox ends on; fixed, so that a seed always gives the same bytes. */
export const END = Date.UTC(2026, 5, 30, 12);

const DAY = 86_400_000;

/** Makes a value from a stream of numbers and the index of its object among its siblings. */
export type Value = (random: Random, index: number) => unknown;

/** Returns what makes the values of a field that is neither an object nor an array. */
export function valueOf(name: string, schema: RecordSchema, siblings: ReadonlySet<string>): Value {
  const known = schema["x-values"];
  if (known?.length) return (random) => random.pick(known);
  switch (schema.type) {
    case "boolean":
      return booleanOf(name);
    case "integer":
      return numberOf(name, schema, 0);
    case "number":
      return numberOf(name, schema, 2);
    case "string":
      return stringOf(name, schema, siblings);
    default:
      return () => null;
  }
}

/** Returns the words that a field of an object without a table of its own is named with. */
export function labelsOf(name: string): readonly string[] {
  const words = pools();
  return find(entityLabels, name, words) ?? words.departments;
}

/** Writes a day as `YYYY-MM-DD`, a number of days from another. */
export function dayAfter(day: number | string, days: number): string {
  return new Date((typeof day === "string" ? Date.parse(day) : day) + days * DAY)
    .toISOString().slice(0, 10);
}

/** Rounds to a number of decimals. */
export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

function booleanOf(name: string): Value {
  const share = /^(is|can|has|login|allow|use)|Enabled$|Allowed$/.test(name) ? 0.8 : 0.3;
  return (random) => random.chance(share);
}

function numberOf(name: string, schema: RecordSchema, decimals: number): Value {
  const low = schema.minimum ?? 0;
  const high = schema.maximum ?? Infinity;
  const fit = (value: number) => Math.min(high, Math.max(low, value));
  if (/number$/i.test(name)) return (_, index) => fit(index + 1);
  if (/^(order|position|rank)$/.test(name)) return (_, index) => fit((index + 1) * 1024);
  const example = schema.examples?.find((each) => typeof each === "number");
  if (high <= 1) {
    const top = example ? Math.min(high, low + 2 * example) : high;
    return (random) => round(low + random.unit() * (top - low), decimals * 2);
  }
  const scale = example || scaleOf(name);
  if (/hours|quantity/i.test(name) && decimals > 0) {
    return (random) => fit(round(scale * 2 * random.unit() * 4, 0) / 4);
  }
  // Small prices have more decimals than cents.
  const places = decimals && Math.max(decimals, decimalsOf(example ?? 0));
  return (random) => {
    const value = scale * (0.05 + 2 * random.unit() ** 2);
    return fit(round(value, random.chance(0.3) && value >= 10 ? 0 : places));
  };
}

function scaleOf(name: string): number {
  if (/hours/i.test(name)) return 40;
  if (/perMonth$/i.test(name)) return 10_000;
  return /rate|cost|count/i.test(name) ? 100 : 1000;
}

function decimalsOf(value: number): number {
  return String(value).split(".")[1]?.length ?? 0;
}

function stringOf(name: string, schema: RecordSchema, siblings: ReadonlySet<string>): Value {
  switch (schema.format) {
    case "uuid":
      return (random) => uuid(random.bits(), random.bits(), random.bits(), random.bits());
    case "date":
      return (random) => dayAfter(END, -random.integer(0, 730));
    case "date-time":
      return (random) => new Date(END - random.integer(0, 730 * DAY)).toISOString();
    case "email":
      return emailOf;
    case "uri":
      return (random) => random.pick(pools().urls);
  }
  return shorten(textOf(name, schema, siblings), schema.maxLength ?? Infinity);
}

function textOf(name: string, schema: RecordSchema, siblings: ReadonlySet<string>): Value {
  const words = pools();
  if (name === "name" || name === "title") {
    const labels = labelsBeside(siblings, words);
    return (_, index) => numbered(labels, index);
  }
  if (/number$/i.test(name)) {
    const prefix = /^\D*/.exec(String(schema.examples?.[0] ?? ""))![0] || `${initials(name)}-`;
    return (_, index) => prefix + String(index + 1).padStart(3, "0");
  }
  if (/code$/i.test(name)) {
    return (random) => {
      const company = random.pick(words.domains).slice(0, 3).toUpperCase();
      return `${company}${random.integer(100, 999)}`;
    };
  }
  if (/email$|^replyTo$/i.test(name)) return emailOf;
  if (/Id$/.test(name)) return (random) => String(random.integer(1000, 99_999));
  const pool = find(textPools, name, words) ?? words.sentences;
  return (random) => random.pick(pool);
}

function shorten(make: Value, length: number): Value {
  if (length === Infinity) return make;
  return (random, index) => (make(random, index) as string).slice(0, length);
}

const emailOf: Value = (random) => emailFor(random.pick(pools().people), random);

/** Returns an address for a person, such as `zoe.obrien@example.com`. */
export function emailFor(person: string, random: Random): string {
  return `${slug(person).replaceAll("-", ".") || "someone"}@${random.pick(pools().domains)}`;
}

/** Writes a text in lower-case ASCII letters, digits and dashes. */
export function slug(text: string): string {
  return text.normalize("NFKD").replace(/[\u0300-\u036f’']/g, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

// Every label is used once before any is repeated with a number after it.
function numbered(labels: readonly string[], index: number): string {
  const round = Math.floor(index / labels.length);
  const label = labels[index % labels.length]!;
  return round === 0 ? label : `${label} ${round + 1}`;
}

function initials(name: string): string {
  return name.replace(/number$/i, "").toUpperCase() || "NO";
}

type Choice = readonly [test: RegExp, pool: keyof Pools];

function find(
  choices: readonly Choice[],
  name: string,
  words: Pools,
): readonly string[] | undefined {
  const choice = choices.find(([test]) => test.test(name));
  return choice && words[choice[1]];
}

function labelsBeside(siblings: ReadonlySet<string>, words: Pools): readonly string[] {
  const choice = labelSigns.find(([sign]) => siblings.has(sign));
  return words[choice?.[1] ?? "undertakings"];
}

// The fields beside a name show what it names.
const labelSigns: readonly (readonly [sibling: string, pool: keyof Pools])[] = [
  ["email", "people"],
  ["streetAddress", "companies"],
  ["probability", "stages"],
  ["occurrences", "celebrations"],
  ["unitName", "categories"],
  ["parent", "tasks"],
  ["member", "trips"],
];

const entityLabels: readonly Choice[] = [
  [/level/i, "levels"],
  [/title|role/i, "jobTitles"],
  [/location|office/i, "cities"],
  [/industry/i, "industries"],
  [/term/i, "terms"],
  [/skill|tag|certification|type/i, "skills"],
  [/item/i, "categories"],
];

const textPools: readonly Choice[] = [
  [/address/i, "streetAddresses"],
  [/url|link|website/i, "urls"],
  [/currency/i, "currencies"],
  [/unitName/i, "units"],
  [/vendor|company|billTo/i, "companies"],
  [/attendee|fromName|contact|person/i, "people"],
  [/body|comment/i, "paragraphs"],
  [/^(item|invoiceFor)$/i, "undertakings"],
];
