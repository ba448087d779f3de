/**
 * A list of the API, newest first, and all that was ever true of its records.
 *
 * @module
 */

import type { VirtualTime } from "./virtual_time.ts";

/** A record of the list. Its content is a number: the same number, the same content. */
export interface Item {
  readonly number: number;
  readonly content: number;
  /** Whether it has a usable primary key. */
  readonly isUsable: boolean;
  /** When it was created; somebody who changes that moves it. */
  readonly created: number;
  /** What the list is ordered by: when it was created, to a fraction that some are listed without. */
  readonly place: number;
}

/** When a record was listed with one content. */
interface Span {
  readonly from: number;
  to: number;
  readonly content: number;
}

/** Records with this content have a value that does not fit its column. */
const misfit = 3;
/** Records with this content have a field that the spec does not know. */
const unknownField = 5;

/** The list. */
export class Listing {
  /** The records, newest first. */
  records: Item[] = [];
  /** Changes so far. */
  edits = 0;
  /** When it last changed. */
  changed = 0;
  readonly #time: VirtualTime;
  readonly #rejectEvery: number;
  readonly #gone: Item[] = [];
  readonly #spans = new Map<number, Span[]>();
  /** When each record was created, as the API has said so far. */
  readonly #created = new Map<number, number[]>();
  #next = 1;
  /** Records that the walk has met, by their number. */
  readonly #walked = new Set<number>();

  /** Makes a list of a size, of which each so-many-eth record has no usable key. */
  constructor(time: VirtualTime, size: number, rejectEvery: number) {
    this.#time = time;
    this.#rejectEvery = rejectEvery;
    this.insert(0, size);
    this.edits = 0;
  }

  /** All records that were ever listed. */
  get numbers(): Iterable<number> {
    return this.#spans.keys();
  }

  /** A record that was ever listed, if it has a usable key; its content is not told. */
  usable(number: number): Item | undefined {
    const isUsable = this.#isUsable(number);
    const [created] = this.#created.get(number)!;
    return isUsable
      ? { number, isUsable, content: 0, created: created!, place: created! }
      : undefined;
  }

  /** When a record was created, as the API has said so far. */
  creations(number: number): readonly number[] {
    return this.#created.get(number)!;
  }

  /** Lists new records, the newest first unless their place is another one. */
  insert(at: number, count: number): void {
    for (const last = this.#next + count; this.#next < last; this.#next++) {
      const number = this.#next;
      const place = this.#placeAt(at);
      const created = Math.floor(place);
      this.#created.set(number, [created]);
      this.#put({ number, content: 0, place, isUsable: this.#isUsable(number), created });
    }
  }

  /** Removes records; all of them when there are fewer. */
  remove(at: number, count: number): void {
    for (const item of this.records.splice(count > this.records.length ? 0 : at, count)) {
      this.#change();
      this.#spans.get(item.number)!.at(-1)!.to = this.changed;
      this.#gone.push(item);
    }
  }

  /** Moves a record up, where it stands from then on: one that moves down takes the walks with it. */
  move(at: number, to: number): void {
    const [item] = this.records.splice(at, 1);
    if (item === undefined) return;
    this.#change();
    this.#spans.get(item.number)!.at(-1)!.to = this.changed;
    const place = this.#placeAt(Math.max(to, 0));
    this.#created.get(item.number)!.push(place);
    this.#put({ ...item, place, created: place });
  }

  /** Changes a record. */
  edit(at: number, content: number): void {
    const item = this.records[at];
    if (item === undefined || item.content === content) return;
    this.#change();
    this.#spans.get(item.number)!.at(-1)!.to = this.changed;
    this.records[at] = { ...item, content };
    this.#open(this.records[at]!);
  }

  /** Takes note of a page that is answered. */
  serve(cursor: string | null, page: readonly Item[]): void {
    if (cursor === null) this.#walked.clear();
    for (const { number } of page) this.#walked.add(number);
  }

  /** Gives a record that the walk has met, and that is listed before a page, another content. */
  repeat(content: number, page: readonly Item[]): Item | undefined {
    const before = this.records.slice(0, this.records.indexOf(page[0]!));
    const place = before.findIndex((item) =>
      item.content !== content && this.#walked.has(item.number)
    );
    this.edit(place, content);
    return this.records[place];
  }

  /** Lists a record that was removed again, in its old place. */
  bringBack(at: number): void {
    if (this.#gone.length === 0) return;
    const [item] = this.#gone.splice(at % this.#gone.length, 1);
    this.#put(item!);
  }

  /** Whether a record was listed at all instants of a time. */
  isListedThroughout(number: number, from: number, to: number): boolean {
    let at = from;
    for (const span of this.#spans.get(number) ?? []) {
      if (span.from <= at && span.to > at) at = span.to;
    }
    return at > to;
  }

  /** Whether a record was listed at any instant of a time; with a content, if one is given. */
  isListed(number: number, from: number, to: number, content?: number): boolean {
    return (this.#spans.get(number) ?? []).some((span) =>
      span.from <= to && span.to > from && (content === undefined || span.content === content)
    );
  }

  /** The last instant until which a record was listed with a content; -1 for never. */
  lastListed(number: number, content: number, until: number): number {
    const spans = (this.#spans.get(number) ?? []).filter((span) =>
      span.content === content && span.from <= until
    );
    return Math.max(-1, ...spans.map(({ to }) => Math.min(to, until)));
  }

  #isUsable(number: number): boolean {
    return this.#rejectEvery === 0 || number % this.#rejectEvery !== 0;
  }

  /** What a record is ordered by that stands at a place. */
  #placeAt(at: number): number {
    const [after, before] = [this.records[at - 1]?.place, this.records[at]?.place ?? 0];
    return after === undefined ? before + 1 : (before + after) / 2;
  }

  #put(item: Item): void {
    this.#change();
    const place = this.records.findIndex(({ place }) => place < item.place);
    this.records.splice(place < 0 ? this.records.length : place, 0, item);
    this.#open(item);
  }

  #open({ number, content }: Item): void {
    const spans = this.#spans.get(number) ?? [];
    spans.push({ from: this.changed, to: Infinity, content });
    this.#spans.set(number, spans);
  }

  #change(): void {
    this.edits++;
    this.changed = this.#time.pass();
  }
}

/** The id of a record: every other one is a UUID. */
export function idOf({ number, isUsable }: Pick<Item, "number" | "isUsable">): string | number {
  if (!isUsable) return number;
  return number % 2 === 0
    ? `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`
    : `record ${number}`;
}

/** Whether the row of a record has anything in `_issues`. */
export function hasIssues({ content }: Item): boolean {
  return content === misfit;
}

/** Whether a record differs from the spec. */
export function isDrifting(item: Item): boolean {
  return !item.isUsable || hasIssues(item) || item.content === unknownField;
}

/** A record as the API sends it; the flag is its last field. */
export function recordOf(item: Item, flag: string): Record<string, unknown> {
  return {
    id: idOf(item),
    name: `content ${item.content}`,
    [flag]: hasIssues(item) ? "maybe" : item.content % 2 === 0,
    createdAt: createdAt(item),
    ...(item.content === unknownField && { sort: 1 }),
  };
}

/** When a record was created: some that are listed side by side have the same time. */
function createdAt({ created }: Item): string {
  return new Date(Math.floor(created * 1e6)).toISOString();
}

/** The row that a record must have, as the JSON text of its values. */
export function rowOf(item: Item, flag: string): string {
  return JSON.stringify([
    idOf(item),
    `content ${item.content}`,
    hasIssues(item) ? null : item.content % 2 === 0,
    createdAt(item),
    item.content === unknownField ? '{"sort":1}' : null,
    hasIssues(item) ? `[{"path":"${flag}","reason":"Not a boolean","value":"maybe"}]` : null,
  ]);
}
