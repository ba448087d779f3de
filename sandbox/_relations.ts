/**
 * Fields that are derived from others of the same object: a total from its parts, an end from its start.
 *
 * @module
 */

import type { Random } from "./_random.ts";
import { dayAfter, emailFor, round, slug } from "./_values.ts";

/** What a field is derived from. */
export interface Relation {
  /** The fields it needs. */
  readonly from: readonly string[];
  /** Makes its value, or returns `undefined` when it cannot be derived from them. */
  readonly value: (random: Random, ...from: readonly unknown[]) => unknown;
}

/** Returns what a field is derived from among its siblings, or `undefined` when it is independent. */
export function relationOf(name: string, siblings: ReadonlySet<string>): Relation | undefined {
  for (const { field, from, value } of rules) {
    const match = field.exec(name);
    const needed = match ? from(match) : [];
    if (match && needed.every((each) => each !== name && siblings.has(each))) {
      return { from: needed, value };
    }
  }
  return undefined;
}

interface Rule {
  readonly field: RegExp;
  readonly from: (match: RegExpExecArray) => readonly string[];
  readonly value: Relation["value"];
}

const currencyNames = new Intl.DisplayNames("en", { type: "currency" });

const rules: readonly Rule[] = [
  { field: /^(key|slug)$/, from: () => ["name"], value: text((name) => slug(name) || undefined) },
  { field: /^email$/, from: () => ["name"], value: text((name, random) => emailFor(name, random)) },
  {
    field: /^(.*?)(end|End)(|[A-Z].*)$/,
    from: ([, before, end, after]) => [`${before}${end === "end" ? "start" : "Start"}${after}`],
    value: text((start, random) => dayAfter(start, random.integer(7, 300))),
  },
  { field: /^dueOn$/, from: () => ["issuedOn"], value: text((day) => dayAfter(day, 30)) },
  { field: /^sentOn$/, from: () => ["issuedOn"], value: text((day) => dayAfter(day, 1)) },
  { field: /^servicesThrough$/, from: () => ["issuedOn"], value: text((day) => dayAfter(day, -1)) },
  {
    field: /^currencyName$/,
    from: () => ["currency"],
    value: text((code) => currencyNames.of(code)),
  },
  { field: /^position$/, from: () => ["order"], value: (_, order) => order },
  {
    field: /^isBillable$/,
    from: () => ["billingTypeId"],
    value: (_, type) => typeof type === "string" ? type !== "non_billable" : undefined,
  },
  {
    field: /^(b|monthlyB)udgetMode$/,
    from: ([, before]) => [before === "b" ? "useBudget" : "useMonthlyBudget"],
    value: whenOn,
  },
  { field: /^max(.+)$/, from: ([, rest]) => [`capMax${rest}`], value: whenOn },
  {
    field: /^(costCurrency|costPerHour|overheadCostPerHour)$/,
    from: () => ["overrideCostRate"],
    value: whenOn,
  },
  {
    field: /^(budget|monthlyBudget)$/,
    from: () => ["roles"],
    value: (_, roles) => roles === null ? undefined : null,
  },
  {
    field: /^unitAmount$/,
    from: () => ["unitName"],
    value: (_, unit) => unit === null ? null : undefined,
  },
  {
    field: /^unitAmount$/,
    from: () => ["unitCount", "amount"],
    value: (_, count, amount) =>
      typeof count === "number" && count > 0 ? round(Number(amount) / count, 3) : null,
  },
  {
    field: /^amount$/,
    from: () => ["quantity", "rate"],
    value: money((quantity, rate) => quantity * rate),
  },
  { field: /^markupAmount$/, from: () => ["markupMethod"], value: unless("amount") },
  { field: /^markupRatio$/, from: () => ["markupMethod"], value: unless("percentage") },
  {
    field: /^markup$/,
    from: () => ["markupMethod", "markupAmount", "markupRatio", "amount"],
    value: (_, method, extra, ratio, amount) => {
      if (method === "amount") return extra;
      if (typeof ratio !== "number" || typeof amount !== "number") return null;
      return round(amount * ratio, 2);
    },
  },
  {
    field: /^total(Cost.*)$/,
    from: ([, rest]) => [`c${rest!.slice(1)}`, `overhead${rest}`],
    value: money((cost, overhead) => cost + overhead),
  },
  {
    field: /^total$/,
    from: () => ["amount", "markup"],
    value: (_, amount, markup) =>
      typeof amount === "number" ? round(amount + Number(markup ?? 0), 2) : undefined,
  },
  { field: /^totalDiscount$/, from: () => ["subtotal"], value: () => 0 },
  {
    field: /^totalTax$/,
    from: () => ["subtotal", "taxRate"],
    value: money((subtotal, rate) => subtotal * rate),
  },
  {
    field: /^total$/,
    from: () => ["subtotal", "totalDiscount", "totalTax"],
    value: money((subtotal, discount, tax) => subtotal - discount + tax),
  },
  {
    field: /^amountPaid$/,
    from: () => ["total"],
    value: (random, total) => random.chance(0.6) ? total : 0,
  },
  { field: /^amountCredited$/, from: () => ["total"], value: () => 0 },
  {
    field: /^amountDue$/,
    from: () => ["total", "amountPaid", "amountCredited"],
    value: money((total, paid, credited) => total - paid - credited),
  },
];

/** Leaves a field null unless the flag that it depends on is set. */
function whenOn(_: Random, flag: unknown): unknown {
  return flag === true ? undefined : null;
}

function unless(wanted: string): Relation["value"] {
  return (_, method) => method === wanted ? undefined : null;
}

function text(make: (from: string, random: Random) => string | undefined): Relation["value"] {
  return (random, from) => typeof from === "string" ? make(from, random) : undefined;
}

function money(make: (...from: number[]) => number): Relation["value"] {
  return (_, ...from) =>
    from.every((each) => typeof each === "number")
      ? round(make(...from as number[]), 2)
      : undefined;
}
