import { assert, assertEquals, assertThrows } from "@std/assert";
import { KeyIndex, type Met } from "../../loader/diff.ts";
import { DestinationError } from "../../loader/errors.ts";

/** A hash that tells a letter from all others. */
const hash = (letter: string) => letter.charCodeAt(0).toString(16).padStart(32, "0");

/** The record of a key with some content. */
const record = (key: string, letter: string, hasIssues = false) => ({
  key: [key],
  hash: hash(letter),
  hasIssues,
});

/** An index that knows rows, each given as its key and its content; `-` says that it is deleted, `?` hides its hash. */
function indexOf(...rows: readonly string[]): KeyIndex {
  const index = new KeyIndex("pets");
  index.know({
    keys: [rows.map((row) => row[0]!)],
    hashes: rows.map((row) => row[1] === "?" ? null : hash(row[1]!)),
    deleted: rows.map((row) => row[2] === "-"),
  });
  return index;
}

async function* none() {}

/** Sweeps over records, each given as its key and its content; returns those that have to be staged. */
function sweep(index: KeyIndex, ...records: readonly string[]): string[] {
  return records.filter((one) => index.meet(record(one[0]!, one[1]!)));
}

Deno.test("KeyIndex tells new, changed, unchanged and missing rows apart", () => {
  const index = indexOf("1a", "2b", "3c", "4d-", "5e-", "6?");
  assertEquals(sweep(index, "1a", "2x", "4d", "6f", "7g"), ["2x", "4d", "6f", "7g"]);
  assertEquals(index.difference(), {
    inserted: 1,
    updated: 3,
    unchanged: 1,
    missing: 1,
    existing: 4,
    issues: 0,
  });
  assertEquals(["1", "3", "5", "7", "9"].filter((key) => index.isMissing(key)), ["3"]);
});

Deno.test("KeyIndex stages the later of two records with a key, also when it is what the table has", () => {
  const index = indexOf("1a");
  assertEquals(sweep(index, "1b", "1b", "1a", "2c", "2d", "2d"), ["1b", "1a", "2c", "2d"]);
  assertEquals(index.duplicates, 4);
  const { inserted, updated, unchanged } = index.difference();
  assertEquals([inserted, updated, unchanged], [1, 0, 1]);
});

Deno.test("KeyIndex takes a row whose record is as it was before its deletion for updated", () => {
  const index = indexOf("1a-");
  assertEquals(sweep(index, "1a", "1a"), ["1a"]);
  assertEquals(index.difference().updated, 1);
});

Deno.test("KeyIndex refuses a table with a key twice", () => {
  assertThrows(() => indexOf("1a", "1a"), DestinationError, "the primary key 1 twice");
  assertThrows(() => indexOf("1a", "1b-"), DestinationError, "pets");
});

Deno.test("KeyIndex counts the rows whose last record has something in _issues", () => {
  const index = indexOf("1a", "2b", "3c");
  index.meet(record("1", "a", true));
  index.meet(record("2", "b", true));
  index.meet(record("2", "b", false));
  index.meet(record("4", "d", true));
  assertEquals(index.difference().issues, 2);
});

Deno.test("KeyIndex stages a reject unless it is kept already", () => {
  const index = indexOf();
  index.knowRejects([hash("a") + "0".repeat(32)]);
  const staged = ["a", "b", "b"].filter((letter) => index.meetReject(hash(letter)));
  assertEquals([staged, index.rejected], [["b"], 3]);
});

Deno.test("KeyIndex compares the first 128 bits of a hash, and takes what is no hash for forgotten", () => {
  const index = new KeyIndex("pets");
  const hashes = [hash("a") + "f".repeat(32), "an edit by hand, longer than 32 digits", "short"];
  index.know({ keys: [["1", "2", "3"]], hashes, deleted: [false, false, false] });
  assertEquals(sweep(index, "1a", "2b", "3c"), ["2b", "3c"]);
});

const keys: readonly string[] = [
  "1",
  "01",
  "",
  "a key\u0000with 'marks', \u001f and 🙂",
  "018f4a2e-0000-7000-8000-00000000000a",
  "018F4A2E-0000-7000-8000-00000000000A",
  "018f4a2e000070008000-00000000000a----",
  "018f4a2e-0000-f000-8000-00000000000a",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
  "00000000-0000-0000-0000-000000000000",
];

Deno.test("KeyIndex tells keys of any form apart", () => {
  const index = new KeyIndex("pets");
  const hashes = keys.map(() => hash("a"));
  index.know({ keys: [keys], hashes, deleted: keys.map(() => false) });
  for (const key of keys) assert(!index.meet(record(key, "a")), key);
  assertEquals(index.difference().unchanged, keys.length);
});

Deno.test("KeyIndex keeps a key apart from a UUID that equals its digest", async () => {
  const bytes = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode("a key")),
  );
  const digits = bytes.toHex();
  const uuid = [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map(([from, to]) =>
    digits.slice(from, to)
  ).join("-");
  for (const version of ["f", digits[12]]) {
    const index = new KeyIndex("pets");
    index.meet(record("a key", "a"));
    index.meet(record(uuid.slice(0, 14) + version + uuid.slice(15), "b"));
    assertEquals(index.difference().inserted, 2);
  }
});

Deno.test("KeyIndex tells keys of several columns apart by all of them", () => {
  const index = new KeyIndex("pets");
  index.know({
    keys: [["a", "a", "a,b"], ["b,c", "b", "c"]],
    hashes: ["1", "2", "3"].map(hash),
    deleted: [false, false, false],
  });
  assert(!index.meet({ key: ["a", "b,c"], hash: hash("1"), hasIssues: false }));
  assert(!index.meet({ key: ["a,b", "c"], hash: hash("3"), hasIssues: false }));
  assertEquals(index.difference().missing, 1);
});

Deno.test("KeyIndex continues a sweep from what its parts have staged and met", async () => {
  const first = indexOf("1a", "2b", "3c", "4d", "5e");
  const parts: Met[] = [];
  const met = (...records: readonly ReturnType<typeof record>[]) => {
    for (const one of records) first.meet(one);
    parts.push(first.takeMet());
  };
  met(record("1", "a"), record("2", "x", true), record("3", "c", true));
  met(record("2", "y"), record("3", "c"), record("6", "f"));
  first.meetReject(hash("r"));

  const second = indexOf("1a", "2b", "3c", "4d", "5e");
  const staged = async function* () {
    yield { keys: [["6", "2"]], hashes: ["f", "y"].map(hash), seqs: [5, 3] };
    yield { keys: [["2", null]], hashes: ["x", "r"].map(hash), seqs: [1, 6] };
  };
  await second.restore(staged(), parts, first);
  assert(second.isCovered());
  for (const index of [first, second]) {
    assertEquals(sweep(index, "4d", "2y", "6g"), ["6g"]);
    assertEquals(index.meetReject(hash("r")), false);
    const { issues, missing, inserted, updated, unchanged } = index.difference();
    assertEquals({ issues, missing, inserted, updated, unchanged }, {
      issues: 0,
      missing: 1,
      inserted: 1,
      updated: 1,
      unchanged: 3,
    });
    assertEquals([index.duplicates, index.rejected], [4, 2]);
  }
});

Deno.test("KeyIndex says when the table no longer has what the earlier part of a sweep has met", async () => {
  const met = async (...rows: readonly string[]) => {
    const index = indexOf("1a", "2b");
    sweep(index, "1a", "2b");
    const next = indexOf(...rows);
    await next.restore(none(), [index.takeMet()], index);
    return next.isCovered();
  };
  assertEquals(await met("1a", "2b"), true);
  assertEquals(await met("1a", "2x"), true, "another run wrote a later version");
  assertEquals(await met("1a"), false, "the row is gone");
  assertEquals(await met("1a", "2b-"), false, "the row is deleted");
  assertEquals(await met("1a", "2?"), false, "the hash is forgotten");
});

Deno.test("KeyIndex takes at most 48 bytes for a row that is known", () => {
  for (const rows of [99_000, 105_000, 250_000]) {
    const index = new KeyIndex("pets");
    for (let from = 0; from < rows; from += 1_000) {
      const ids = Array.from(
        { length: 1_000 },
        (_, row) => `${String(from + row).padStart(8, "0")}-0000-4000-8000-000000000000`,
      );
      const hashes = ids.map(() => hash("a"));
      index.know({ keys: [ids], hashes, deleted: ids.map(() => false) });
    }
    assert(index.byteLength <= 48 * rows, `${index.byteLength / rows} bytes for one of ${rows}`);
  }
});
