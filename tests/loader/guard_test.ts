import { assertEquals, assertThrows } from "@std/assert";
import type { Difference } from "../../loader/diff.ts";
import { DestinationError, MassDeleteError } from "../../loader/errors.ts";
import { checkDeletes, checkRead, checkStaged, checkWritten } from "../../loader/guard.ts";

const nothing: Difference = {
  inserted: 0,
  updated: 0,
  unchanged: 0,
  missing: 0,
  existing: 0,
  issues: 0,
};

const deletions: readonly [string, Partial<Difference>, number, boolean][] = [
  ["half of a table", { existing: 40, unchanged: 20 }, 20, true],
  ["more than half of a table", { existing: 40, unchanged: 19 }, 21, false],
  ["all but one of 20 rows", { existing: 20, unchanged: 1 }, 19, true],
  ["more than half of 21 rows", { existing: 21, unchanged: 10 }, 11, false],
  ["the only row", { existing: 1 }, 1, false],
  ["the only row beside a new one", { existing: 1, inserted: 1 }, 1, true],
  ["nothing", { existing: 40 }, 0, true],
];

for (const [what, difference, deleted, isFine] of deletions) {
  Deno.test(`checkDeletes() ${isFine ? "lets" : "does not let"} a sweep delete ${what}`, () => {
    const check = () => checkDeletes("pets", { ...nothing, ...difference }, deleted);
    if (isFine) check();
    else assertThrows(check, MassDeleteError, `Cannot sync pets: the API no longer lists`);
  });
}

Deno.test("checkRead() accounts for every record", () => {
  const difference = { ...nothing, inserted: 1, updated: 2, unchanged: 3 };
  checkRead("pets", 15, difference, { duplicates: 4, rejected: 5 });
  for (const read of [14, 16]) {
    assertThrows(
      () => checkRead("pets", read, difference, { duplicates: 4, rejected: 5 }),
      DestinationError,
      `${read} records were read and 15 are accounted for`,
    );
  }
});

Deno.test("checkStaged() wants at least what was stored, since a load that ran twice does no harm", () => {
  const staged = { stagedRows: 5, stagedRejects: 2 };
  checkStaged("pets", 9, staged, 2);
  checkStaged("pets", 12, staged, 2);
  assertThrows(
    () => checkStaged("pets", 8, staged, 2),
    DestinationError,
    "9 rows were staged and 8 are there",
  );
});

Deno.test("checkWritten() wants exactly what the sweep has found", () => {
  const expected = { inserted: 1, updated: 2, deleted: 3 };
  checkWritten("pets", expected, { ...expected });
  const wrongs = [{ inserted: 2 }, { updated: 1 }, { deleted: 0 }].map((wrong) => ({
    ...expected,
    ...wrong,
  }));
  const messages = wrongs.map((written) =>
    assertThrows(() => checkWritten("pets", expected, written), DestinationError).message
  );
  assertEquals(new Set(messages).size, 3);
});
