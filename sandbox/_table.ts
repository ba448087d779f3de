/**
 * The rows of one list: their order, their JSON text, and the edits made to them.
 *
 * @module
 */

import type { Resource } from "@workspace-sync/sdk";
import { Ids, mix } from "./_random.ts";
import type { Records } from "./_records.ts";
import { END } from "./_values.ts";

/** Field that every list is ordered by, newest first. */
const CREATED = "createdAt";

/** Records that differ in more than id and creation; a larger table repeats them. */
const VARIETY = 10_000;

const SPAN = 3 * 365 * 86_400_000;
const ID_MARK = '"\u27e6id\u27e7"';
const CREATED_MARK = '"\u27e6created\u27e7"';
const ID_LENGTH = 36;
const CREATED_LENGTH = 24;
const STAMP_LENGTH = ID_LENGTH + CREATED_LENGTH;

/** A record of a {@linkcode Table}. */
export type Row = Readonly<Record<string, unknown>>;

/** What a {@linkcode Table} is made of. */
export interface TableOptions {
  readonly resource: Resource;
  /** Rows at the start. */
  readonly size: number;
  /** Rows that share a creation time. */
  readonly ties: number;
  /** Every how many rows one is revised. */
  readonly revised: number;
  /** 32 bits that no other table has. */
  readonly salt: number;
  readonly records: Records;
}

/** JSON text of a record around its id and its creation time, up to its last brace. */
interface Body {
  readonly before: Uint8Array;
  readonly after: Uint8Array | undefined;
}

interface Edited {
  readonly record: Row;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const comma = encoder.encode(",");
const end = encoder.encode("}");
const revisedEnd = encoder.encode(',"revision":2}');

/** Rows numbered from 0; the initial ones are kept as parts of JSON text. */
export class Table {
  /** The numbers of the rows in the table, in the order of the list. */
  readonly rows: number[];
  readonly #options: TableOptions;
  readonly #ids: Ids;
  readonly #key: string;
  readonly #open: Uint8Array;
  readonly #step: number;
  readonly #bodies: Body[] = [];
  /** Id and creation time of every initial row. */
  readonly #stamps: Uint8Array;
  readonly #edited = new Map<number, Edited>();
  readonly #editedIds = new Map<string, number>();
  readonly #deleted = new Set<number>();
  #next: number;

  /** Makes a table whose rows have no text until {@linkcode Table.render} is called. */
  constructor(options: TableOptions) {
    const { resource, size, ties, salt } = options;
    this.#options = options;
    this.#ids = new Ids(salt);
    this.#key = resource.pagination.cursorField;
    this.#open = encoder.encode(`{${JSON.stringify(this.#key)}:"`);
    this.#step = Math.max(1, Math.floor(SPAN / (Math.ceil(size / ties) + 1)));
    this.#stamps = new Uint8Array(size * STAMP_LENGTH);
    this.#next = size;
    this.rows = Array.from({ length: size }, (_, row) => row);
    if (ties > 1) this.rows.sort((a, b) => this.#compare(a, b));
  }

  /** Writes the JSON text that pages are joined from. Call it when all tables exist. */
  render(): void {
    const { size, records } = this.#options;
    for (let index = 0; index < Math.min(size, VARIETY); index++) {
      const made = records.make(index);
      if (CREATED in made) made[CREATED] = CREATED_MARK.slice(1, -1);
      const text = JSON.stringify({ [this.#key]: "", ...made, [this.#key]: ID_MARK.slice(1, -1) });
      const [before, after] = text.slice(text.indexOf(ID_MARK) + ID_MARK.length, -1)
        .split(CREATED_MARK.slice(1, -1));
      this.#bodies.push({
        before: encoder.encode(`"${before!}`),
        after: after === undefined ? undefined : encoder.encode(after),
      });
    }
    for (let row = 0; row < size; row++) {
      const stamp = this.#ids.idAt(row) + new Date(this.#created(row)).toISOString();
      encoder.encodeInto(stamp, this.#stamps.subarray(row * STAMP_LENGTH));
    }
  }

  /** Returns the id of a row as it is sent. */
  id(row: number): string {
    const edited = this.#edited.get(row);
    return edited ? String(edited.record[this.#key]) : this.#ids.idAt(row);
  }

  /** Makes one field of a row that was never edited, without making the row. */
  original(row: number, name: string): unknown {
    return this.#options.records.field(row % VARIETY, name);
  }

  /** Returns a row as the list sends it. */
  record(row: number): Row {
    const edited = this.#edited.get(row);
    if (edited) return edited.record;
    let text = "";
    this.write([row], (bytes) => text += decoder.decode(bytes));
    return JSON.parse(text);
  }

  /** Returns a number that is equal for rows with the same fields, id, creation and revision aside. */
  likeness(row: number): number {
    return this.#edited.has(row) ? row : row % VARIETY;
  }

  /** Returns the place of the row with an id among some rows of the list, or -1. */
  place(id: string, among: readonly number[]): number {
    const row = this.#rowOf(id);
    if (row === undefined) return -1;
    const at = this.#search(row, among);
    return among[at] === row ? at : -1;
  }

  /** Puts the JSON text of rows, with commas between them, one piece after another. */
  write(rows: readonly number[], put: (bytes: Uint8Array) => void): void {
    rows.forEach((row, index) => {
      if (index > 0) put(comma);
      const edited = this.#edited.get(row);
      if (edited) return put(edited.bytes);
      const { before, after } = this.#bodies[row % VARIETY]!;
      const start = row * STAMP_LENGTH;
      put(this.#open);
      put(this.#stamps.subarray(start, start + ID_LENGTH));
      put(before);
      if (after) {
        put(this.#stamps.subarray(start + ID_LENGTH, start + STAMP_LENGTH));
        put(after);
      }
      put((row + 1) % this.#options.revised === 0 ? revisedEnd : end);
    });
  }

  /** Adds a row with the given fields and made up others; newer than all others unless it says so. */
  insert(fields: Row): Row {
    const { resource, records } = this.#options;
    const row = this.#next++;
    const made = records.make(row);
    if (CREATED in made) made[CREATED] = new Date(this.#created(row)).toISOString();
    const record = { ...made, [this.#key]: this.#ids.idAt(row), ...fields };
    if (this.place(String(record[this.#key]), this.rows) >= 0) {
      throw new Error(`Cannot insert into ${resource.name}: ${record[this.#key]} is already there`);
    }
    this.#keep(row, record);
    return record;
  }

  /** Changes fields of a row; `undefined` leaves a field out. Returns `undefined` without such a row. */
  update(id: string, patch: Row): Row | undefined {
    const record = this.#remove(id, (row) => this.record(row));
    if (!record) return undefined;
    const changed = { ...record.kept, ...patch };
    this.#keep(record.row, changed);
    return changed;
  }

  /** Removes a row. Returns whether there was one. */
  delete(id: string): boolean {
    const removed = this.#remove(id, () => {});
    if (removed) this.#deleted.add(removed.row);
    return removed !== undefined;
  }

  #keep(row: number, record: Row): void {
    this.#edited.set(row, { record, bytes: encoder.encode(JSON.stringify(record)) });
    this.#editedIds.set(this.id(row), row);
    this.rows.splice(this.#search(row, this.rows), 0, row);
  }

  #remove<T>(id: string, keep: (row: number) => T): { row: number; kept: T } | undefined {
    const at = this.place(id, this.rows);
    if (at < 0) return undefined;
    const row = this.rows[at]!;
    const kept = keep(row);
    this.rows.splice(at, 1);
    this.#edited.delete(row);
    this.#editedIds.delete(id);
    return { row, kept };
  }

  #rowOf(id: string): number | undefined {
    const edited = this.#editedIds.get(id);
    if (edited !== undefined) return edited;
    const row = this.#ids.indexOf(id);
    const there = row !== undefined && row < this.#options.size && !this.#deleted.has(row) &&
      !this.#edited.has(row);
    return there ? row : undefined;
  }

  #search(row: number, among: readonly number[]): number {
    let low = 0;
    let high = among.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(among[middle]!, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: number, b: number): number {
    const newer = this.#created(b) - this.#created(a);
    if (newer !== 0 || a === b) return newer;
    return this.id(a) < this.id(b) ? -1 : 1;
  }

  #created(row: number): number {
    const edited = this.#edited.get(row);
    const time = edited ? Date.parse(String(edited.record[CREATED])) : NaN;
    if (!Number.isNaN(time)) return time;
    const { size, ties, salt } = this.#options;
    if (row >= size) return END + (row - size + 1) * this.#step;
    const group = Math.floor(row / ties);
    return END - group * this.#step - mix(salt, group) % this.#step;
  }
}
