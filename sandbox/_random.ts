/**
 * Randomness that is addressed rather than consumed: the same words always give the same numbers, so
 * a field of a record can be made without making anything that comes before it.
 *
 * @module
 */

/** Scrambles 32 bits; every input has its own output. */
export function scramble(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x21f0aaad);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}

// Multiplicative inverses modulo 2^32 of the two factors above.
const inverseOfFirst = inverse(0x21f0aaad);
const inverseOfSecond = inverse(0x735a2d97);

/** Undoes {@linkcode scramble}. */
export function unscramble(value: number): number {
  let bits = value ^ (value >>> 15) ^ (value >>> 30);
  bits = Math.imul(bits, inverseOfSecond);
  bits ^= (bits >>> 15) ^ (bits >>> 30);
  bits = Math.imul(bits, inverseOfFirst);
  return (bits ^ (bits >>> 16)) >>> 0;
}

// Newton's iteration: each step doubles the number of bits that are right.
function inverse(odd: number): number {
  let result = odd;
  for (let step = 0; step < 5; step++) {
    result = Math.imul(result, 2 - Math.imul(odd, result));
  }
  return result;
}

/** Mixes two 32-bit numbers into one. */
export function mix(a: number, b: number): number {
  return scramble((a ^ Math.imul(b, 0x9e3779b1)) + 0x7f4a7c15);
}

/** Turns a name into 32 bits. */
export function hash(name: string): number {
  let bits = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) {
    bits = Math.imul(bits ^ name.charCodeAt(at), 0x01000193);
  }
  return scramble(bits);
}

/** A stream of numbers from one seed. */
export class Random {
  #state: number;

  /** Makes the stream of a seed of 32 bits. */
  constructor(seed: number) {
    this.#state = seed;
  }

  /** Returns the next 32 bits. */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    return scramble(this.#state);
  }

  /** Returns a number from 0 up to, not including, 1. */
  unit(): number {
    return this.bits() / 0x1_0000_0000;
  }

  /** Returns an integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  /** Returns true with the given probability. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** Returns one of the items, which must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)]!;
  }
}

const hex = Array.from({ length: 0x10000 }, (_, value) => value.toString(16).padStart(4, "0"));

/** Writes 128 bits as a UUID of version 4; six of them are replaced by version and variant. */
export function uuid(a: number, b: number, c: number, d: number): string {
  return hex[a >>> 16]! + hex[a & 0xffff]! + "-" + hex[b >>> 16]! + "-" +
    hex[(b & 0x0fff) | 0x4000]! + "-" + hex[((c >>> 16) & 0x3fff) | 0x8000]! + "-" +
    hex[c & 0xffff]! + hex[d >>> 16]! + hex[d & 0xffff]!;
}

/** Whether a text has the form of a UUID. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

/** The UUIDs of one table: each holds its row's index, so none has to be remembered. */
export class Ids {
  readonly #salt: number;

  /** Makes the ids of a table from 32 bits that no other table has. */
  constructor(salt: number) {
    this.#salt = salt;
  }

  /** Returns the id of the row at an index below 2^32. */
  idAt(index: number): string {
    const first = scramble(index ^ this.#salt);
    const second = scramble(first + 0x3c6ef372);
    const third = scramble(second ^ this.#salt);
    return uuid(first, second, third, scramble(third + first));
  }

  /** Returns the index of the row with an id, or `undefined` when the id is not of this table. */
  indexOf(id: string): number | undefined {
    const index = (unscramble(parseInt(id.slice(0, 8), 16)) ^ this.#salt) >>> 0;
    return this.idAt(index) === id ? index : undefined;
  }
}
