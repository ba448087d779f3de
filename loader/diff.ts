/**
 * Compares the records of a sweep with the rows of a table, without either being at hand.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { hash as digest } from "node:crypto";
import type { KnownRows, StagedRows } from "./destination.ts";
import { DestinationError } from "./errors.ts";

/** How a sweep differs from its table. All numbers are rows. */
export interface Difference {
  /** Rows that the table lacks. */
  readonly inserted: number;
  /** Rows whose content differs, or that come back after a deletion. */
  readonly updated: number;
  /** Rows that are the same on both sides. */
  readonly unchanged: number;
  /** Rows of the table, not marked as deleted, that the sweep has not met. */
  readonly missing: number;
  /** Rows of the table that are not marked as deleted. */
  readonly existing: number;
  /** Rows that the sweep has met, with something in `_issues`. */
  readonly issues: number;
}

/** Fingerprints of keys that a part of a sweep has met, as bytes in Base64. */
export interface Met {
  /** Keys whose row is as before, and has nothing in `_issues`. */
  readonly seen: string;
  /** Keys whose row has something in `_issues`, changed or not. */
  readonly withIssues: string;
}

/** What is known of a key, as bits. */
const flag = {
  /** The table has a row of it. */
  inTable: 1,
  /** That row is marked as deleted. */
  deleted: 2,
  /** `hashes` holds the hash of that row. */
  hashed: 4,
  /** The sweep has met it. */
  seen: 8,
  /** It is staged. */
  staged: 16,
  /** The row that was met last has something in `_issues`. */
  issues: 32,
  /** It was met since the last part. */
  touched: 64,
  /** It was met first, and staged, since the last part. */
  stagedNow: 128,
} as const;

/** Words of 32 bits that a fingerprint and a hash take. */
const words = 4;
/** Digits of a hash that are compared: 128 bits in hex. */
export const hashLength = words * 8;
/** Keys that memory is taken for at once. */
const segmentKeys = 1_024;
/** Fewest places of the hash table. */
const fewestSlots = 64;

type Words = Uint32Array<ArrayBuffer>;
type Memory = Words | Uint8Array<ArrayBuffer>;

/** What is known of some keys, in typed arrays: outside the heap, and without a pointer for each. */
interface Segment {
  readonly fingerprints: Words;
  /** The hash of the row in the table or, where there is none to keep, of the row that is staged. */
  readonly hashes: Words;
  /** Where `changed` holds the hash of a staged row whose table row has one, from 1; or 0. */
  readonly changed: Words;
  readonly flags: Uint8Array<ArrayBuffer>;
}

/**
 * The keys of a table and of a sweep over its list. It tells the changes from what the table has already, and in
 * the end what the sweep has missed. A key takes at most 48 bytes, plus 16 for one whose row has changed.
 *
 * Keys are told apart by 128 bits, contents by the first 128 bits of their SHA-256.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const [a, b] = ["a".repeat(32), "b".repeat(32)];
 * const index = new KeyIndex("pets");
 * index.know({ keys: [["1", "2"]], hashes: [a, a], deleted: [false, false] });
 * assertEquals(index.meet({ key: ["1"], hash: a, hasIssues: false }), false);
 * assertEquals(index.meet({ key: ["3"], hash: b, hasIssues: false }), true);
 * const { inserted, updated, unchanged, missing } = index.difference();
 * assertEquals([inserted, updated, unchanged, missing], [1, 0, 1, 1]);
 * assertEquals(index.isMissing("2"), true);
 * ```
 */
export class KeyIndex {
  readonly #resource: string;
  #duplicates = 0;
  #rejected = 0;
  /** Hashes of the rejects that are kept or staged. */
  readonly #rejects = new Set<string>();
  readonly #segments: Segment[] = [];
  readonly #changed: Words[] = [];
  #changes = 0;
  #size = 0;
  /** Numbers of keys, from 1, at the places that their fingerprints lead to. */
  #slots: Words = new Uint32Array(0);
  /** Keys that were met since the last part. */
  #touched: number[] = [];
  readonly #fingerprint = new Uint32Array(words);
  readonly #hash = new Uint32Array(words);

  /** Makes an index without keys; the name is for messages. */
  constructor(resource: string) {
    this.#resource = resource;
  }

  /** Records so far whose key the sweep had met before. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** Records so far without a usable key. */
  get rejected(): number {
    return this.#rejected;
  }

  /** Memory that the index takes outside the heap, in bytes. */
  get byteLength(): number {
    const segment = segmentKeys * (words * 4 * 2 + 4 + 1);
    return this.#segments.length * segment + this.#changed.length * segmentKeys * words * 4 +
      this.#slots.byteLength;
  }

  /**
   * Adds rows of the table.
   *
   * @throws {DestinationError} when a key is there twice.
   */
  know({ keys, hashes, deleted }: KnownRows): void {
    for (let row = 0; row < hashes.length; row++) {
      const [key, hash] = [keyAt(keys, row), hashes[row]!];
      const entry = this.#add(key);
      const { segment, at } = this.#place(entry);
      if (segment.flags[at]! & flag.inTable) throw this.#doubled(key);
      // A row that is marked as deleted is known without a hash, so that its record brings it back.
      const isHashed = !deleted[row] && hash !== null && readHash(hash, this.#hash);
      segment.flags[at] = flag.inTable | (deleted[row] ? flag.deleted : 0) |
        (isHashed ? flag.hashed : 0);
      if (isHashed) segment.hashes.set(this.#hash, at * words);
    }
  }

  /** Adds rejects that are kept, by their hash. */
  knowRejects(hashes: readonly string[]): void {
    for (const hash of hashes) this.#rejects.add(hash.slice(0, hashLength));
  }

  /**
   * Takes the next record of the sweep.
   *
   * @returns Whether it is new or changed, and so has to be staged: a row that was staged already is replaced
   * by a later one, also when that is what the table holds.
   */
  meet({ key, hash, hasIssues }: MetRow): boolean {
    const entry = this.#add(keyOf(key));
    const { segment, at } = this.#place(entry);
    readHash(hash, this.#hash);
    const before = segment.flags[at]!;
    if (before & flag.seen) this.#duplicates++;
    if (!(before & flag.touched)) this.#touched.push(entry);
    segment.flags[at] = before & ~flag.issues | flag.seen | flag.touched |
      (hasIssues ? flag.issues : 0);
    if (this.#isCurrent(segment, at, before)) return false;
    this.#stage(segment, at);
    if (!(before & flag.seen)) segment.flags[at]! |= flag.stagedNow;
    return true;
  }

  /**
   * Takes the next record of the sweep that has no row.
   *
   * @returns Whether it has to be staged: a standing reject is kept already.
   */
  meetReject(hash: string): boolean {
    this.#rejected++;
    const before = this.#rejects.size;
    return this.#rejects.add(hash.slice(0, hashLength)).size > before;
  }

  /** Continues a sweep: takes what its earlier parts have staged and met, the latter in their order. */
  async restore(
    staged: AsyncIterable<StagedRows>,
    parts: readonly Met[],
    { duplicates, rejected }: Pick<KeyIndex, "duplicates" | "rejected">,
  ): Promise<void> {
    const last: number[] = [];
    for await (const { keys, hashes, seqs } of staged) {
      for (let row = 0; row < hashes.length; row++) {
        if (keys[0]![row] === null) {
          this.#rejects.add(hashes[row]!);
          continue;
        }
        const entry = this.#add(keyAt(keys as readonly string[][], row));
        // Of the rows of a key the last one counts, and they come in any order.
        if ((last[entry] ?? -1) >= seqs[row]!) continue;
        last[entry] = seqs[row]!;
        const { segment, at } = this.#place(entry);
        readHash(hashes[row]!, this.#hash);
        segment.flags[at]! |= flag.seen;
        this.#stage(segment, at);
      }
    }
    for (const { seen, withIssues } of parts) {
      this.#see(seen, 0);
      this.#see(withIssues, flag.issues);
    }
    this.#duplicates = duplicates;
    this.#rejected = rejected;
  }

  /** Marks keys as met, by their fingerprints in Base64. */
  #see(text: string, issues: number): void {
    const fingerprints = new Uint32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
    for (let start = 0; start < fingerprints.length; start += words) {
      this.#fingerprint.set(fingerprints.subarray(start, start + words));
      const { segment, at } = this.#place(this.#addFingerprint());
      segment.flags[at] = segment.flags[at]! & ~flag.issues | flag.seen | issues;
    }
  }

  /**
   * Whether every key that the sweep has met is staged, or is a row of the table that was compared. If not,
   * somebody else has changed the table since.
   */
  isCovered(): boolean {
    let covered = true;
    this.#each((flags) => {
      const isKept = (flags & flag.hashed) !== 0;
      if (flags & flag.seen && !(flags & flag.staged) && !isKept) covered = false;
    });
    return covered;
  }

  /** Returns what was met since it was asked last, beside the rows that were staged. */
  takeMet(): Met {
    const [seen, withIssues]: [number[], number[]] = [[], []];
    for (const entry of this.#touched) {
      const { segment, at } = this.#place(entry);
      const flags = segment.flags[at]!;
      if (flags & flag.issues) withIssues.push(entry);
      else if (!(flags & flag.stagedNow)) seen.push(entry);
      segment.flags[at] = flags & ~(flag.touched | flag.stagedNow);
    }
    this.#touched = [];
    return { seen: this.#fingerprintsOf(seen), withIssues: this.#fingerprintsOf(withIssues) };
  }

  /** Returns the fingerprints of keys as bytes in Base64. */
  #fingerprintsOf(entries: readonly number[]): string {
    const fingerprints = new Uint32Array(entries.length * words);
    for (const [index, entry] of entries.entries()) {
      const { segment, at } = this.#place(entry);
      fingerprints.set(segment.fingerprints.subarray(at * words, (at + 1) * words), index * words);
    }
    return Buffer.from(fingerprints.buffer).toString("base64");
  }

  /** Whether the table has a row of a key that is not marked as deleted, and that the sweep has not met. */
  isMissing(key: string): boolean {
    readKey(key, this.#fingerprint);
    const slot = this.#find();
    if (slot === undefined || this.#slots[slot] === 0) return false;
    const { segment, at } = this.#place(this.#slots[slot]! - 1);
    return isMissing(segment.flags[at]!);
  }

  /** Forgets everything. */
  release(): void {
    for (const { fingerprints, hashes, changed, flags } of this.#segments) {
      [fingerprints, hashes, changed, flags].forEach(free);
    }
    this.#changed.forEach(free);
    free(this.#slots);
    this.#segments.length = 0;
    this.#changed.length = 0;
    this.#slots = new Uint32Array(0);
    this.#size = 0;
  }

  /** Says how the sweep differs from the table, as things stand. */
  difference(): Difference {
    const counts = { inserted: 0, updated: 0, unchanged: 0, missing: 0, existing: 0, issues: 0 };
    this.#each((flags, segment, at) => {
      const isLive = (flags & flag.inTable) !== 0 && !(flags & flag.deleted);
      if (isLive) counts.existing++;
      if (isMissing(flags)) counts.missing++;
      if (!(flags & flag.seen)) return;
      if (flags & flag.issues) counts.issues++;
      if (!(flags & flag.inTable)) counts.inserted++;
      else if (!isLive || this.#hasChanged(segment, at, flags)) counts.updated++;
      else counts.unchanged++;
    });
    return counts;
  }

  /** Whether a row is staged that is not what the table holds. */
  #hasChanged(segment: Segment, at: number, flags: number): boolean {
    if (!(flags & flag.staged)) return false;
    if (!(flags & flag.hashed)) return true;
    const index = segment.changed[at]!;
    if (index === 0) return false;
    const { chunk, at: changed } = this.#changedAt(index);
    return !areEqual(chunk, changed * words, segment.hashes, at * words);
  }

  /** Whether the hash at hand is that of the row that was staged last or, without one, of the table's. */
  #isCurrent(segment: Segment, at: number, flags: number): boolean {
    if (!(flags & (flag.hashed | flag.staged))) return false;
    const index = segment.changed[at]!;
    if (index === 0) return areEqual(this.#hash, 0, segment.hashes, at * words);
    const { chunk, at: changed } = this.#changedAt(index);
    return areEqual(this.#hash, 0, chunk, changed * words);
  }

  /** Keeps the hash at hand as that of the row that is staged. */
  #stage(segment: Segment, at: number): void {
    segment.flags[at]! |= flag.staged;
    if (!(segment.flags[at]! & flag.hashed)) {
      segment.hashes.set(this.#hash, at * words);
      return;
    }
    if (segment.changed[at] === 0) {
      if (this.#changes % segmentKeys === 0) {
        this.#changed.push(new Uint32Array(segmentKeys * words));
      }
      segment.changed[at] = ++this.#changes;
    }
    const { chunk, at: changed } = this.#changedAt(segment.changed[at]!);
    chunk.set(this.#hash, changed * words);
  }

  #changedAt(index: number): { chunk: Uint32Array; at: number } {
    const number = index - 1;
    return { chunk: this.#changed[Math.floor(number / segmentKeys)]!, at: number % segmentKeys };
  }

  #place(entry: number): { segment: Segment; at: number } {
    return { segment: this.#segments[Math.floor(entry / segmentKeys)]!, at: entry % segmentKeys };
  }

  #each(visit: (flags: number, segment: Segment, at: number) => void): void {
    for (let entry = 0; entry < this.#size; entry++) {
      const { segment, at } = this.#place(entry);
      visit(segment.flags[at]!, segment, at);
    }
  }

  /** Returns the number of a key, which is added unless it is there. */
  #add(key: string): number {
    readKey(key, this.#fingerprint);
    return this.#addFingerprint();
  }

  #addFingerprint(): number {
    if ((this.#size + 1) * 5 > this.#slots.length * 4) this.#grow();
    const slot = this.#find()!;
    const found = this.#slots[slot]!;
    if (found !== 0) return found - 1;
    const entry = this.#size++;
    if (entry % segmentKeys === 0) this.#segments.push(newSegment());
    const { segment, at } = this.#place(entry);
    segment.fingerprints.set(this.#fingerprint, at * words);
    this.#slots[slot] = entry + 1;
    return entry;
  }

  /** The place of the fingerprint at hand, or the free one where it would go. */
  #find(): number | undefined {
    const mask = this.#slots.length - 1;
    if (mask < 0) return undefined;
    for (let slot = mixed(this.#fingerprint, 0) & mask;; slot = (slot + 1) & mask) {
      const number = this.#slots[slot]!;
      if (number === 0) return slot;
      const { segment, at } = this.#place(number - 1);
      if (areEqual(this.#fingerprint, 0, segment.fingerprints, at * words)) return slot;
    }
  }

  /** Doubles the places. The old ones are let go first: the fingerprints tell where everything goes. */
  #grow(): void {
    const length = Math.max(this.#slots.length * 2, fewestSlots);
    free(this.#slots);
    const slots = new Uint32Array(length);
    for (let entry = 0; entry < this.#size; entry++) {
      const { segment, at } = this.#place(entry);
      let slot = mixed(segment.fingerprints, at * words) & (length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (length - 1);
      slots[slot] = entry + 1;
    }
    this.#slots = slots;
  }

  #doubled(key: string): DestinationError {
    return new DestinationError(
      `Cannot sync ${this.#resource}: its table has the primary key ${key} twice; ` +
        "remove one of the rows, or the table, and sync again",
      "schema",
    );
  }
}

/** What of a shaped row counts here. */
export interface MetRow {
  /** Values of the primary key's columns. */
  readonly key: readonly string[];
  /** Hash of the content, in hex. */
  readonly hash: string;
  /** Whether the row has anything in `_issues`. */
  readonly hasIssues: boolean;
}

/** Returns a primary key as one text. */
export function keyOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : JSON.stringify(values);
}

/** Returns one of the primary keys that are given column by column, as one text. */
export function keyAt(columns: readonly (readonly string[])[], row: number): string {
  return columns.length === 1 ? columns[0]![row]! : keyOf(columns.map((values) => values[row]!));
}

function newSegment(): Segment {
  return {
    fingerprints: new Uint32Array(segmentKeys * words),
    hashes: new Uint32Array(segmentKeys * words),
    changed: new Uint32Array(segmentKeys),
    flags: new Uint8Array(segmentKeys),
  };
}

/** Gives memory back at once: while an engine works, nobody collects garbage. */
function free({ buffer }: Memory): void {
  buffer.transfer(0);
}

function isMissing(flags: number): boolean {
  return (flags & (flag.inTable | flag.deleted | flag.seen)) === flag.inTable;
}

function areEqual(one: Uint32Array, at: number, other: Uint32Array, otherAt: number): boolean {
  return one[at] === other[otherAt] && one[at + 1] === other[otherAt + 1] &&
    one[at + 2] === other[otherAt + 2] && one[at + 3] === other[otherAt + 3];
}

/** Spreads fingerprints evenly: UUIDs that are made in sequence begin alike. */
function mixed(fingerprints: Uint32Array, at: number): number {
  let mix = fingerprints[at]! ^ Math.imul(fingerprints[at + 1]!, 0x9e3779b1) ^
    Math.imul(fingerprints[at + 2]!, 0x85ebca6b) ^ Math.imul(fingerprints[at + 3]!, 0xc2b2ae35);
  mix = Math.imul(mix ^ (mix >>> 15), 0x2c1b3c6d);
  return (mix ^ (mix >>> 13)) >>> 0;
}

const notHex = 255;
/** Values of hexadecimal digits, by their character. */
const digits = new Uint8Array(128).fill(notHex);
for (const [value, digit] of [..."0123456789abcdef"].entries()) digits[digit.charCodeAt(0)] = value;

const dash = "-".charCodeAt(0);
const uuidLength = 36;
/** Where the version of a UUID is, and a version that none has (RFC 9562 §4.2: 1 to 8; Max has 15). */
const versionAt = 14;
const noVersion = 15;

/** Writes the fingerprint of a key: a UUID as it is, anything else as a digest that no UUID equals. */
function readKey(key: string, into: Uint32Array): void {
  if (readUuid(key, into)) return;
  readHash(digest("sha256", key, "hex"), into);
  into[1] = (into[1]! | noVersion << 12) >>> 0;
}

/** Reads a UUID in lower case; false for anything else. */
function readUuid(text: string, into: Uint32Array): boolean {
  if (text.length !== uuidLength || digits[text.charCodeAt(versionAt)] === noVersion) return false;
  let [word, nibbles] = [0, 0];
  for (let index = 0; index < uuidLength; index++) {
    const code = text.charCodeAt(index);
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (code !== dash) return false;
      continue;
    }
    const digit = code < 128 ? digits[code]! : notHex;
    if (digit === notHex) return false;
    word = word << 4 | digit;
    if (++nibbles % 8 === 0) into[nibbles / 8 - 1] = word;
  }
  return true;
}

/** Reads the first 128 bits of a hash in hex; false when it is none. */
function readHash(hash: string, into: Uint32Array): boolean {
  if (hash.length < hashLength) return false;
  for (let index = 0; index < words; index++) {
    let word = 0;
    for (let at = index * 8; at < index * 8 + 8; at++) {
      const code = hash.charCodeAt(at);
      const digit = code < 128 ? digits[code]! : notHex;
      if (digit === notHex) return false;
      word = word << 4 | digit;
    }
    into[index] = word;
  }
  return true;
}
