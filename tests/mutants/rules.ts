/**
 * The rules of a sync, broken one at a time: each is there because of what the simulation then meets.
 *
 * @module
 */

import type { Mutant } from "./list.ts";

type Rule = Omit<Mutant, "seenBy">;

const inClient: Readonly<Record<string, readonly Rule[]>> = {
  "client/walk.ts": [
    {
      find: "this.#accepted === 0 && !this.#start.isRange;",
      replace: "this.#accepted === 0;",
      harm: "an empty answer to a bookmark, or to a cursor of an earlier run, ends the list",
    },
  ],
  "client/ranges.ts": [
    {
      find:
        "if (first !== null && first === this.#markOf(records[end], cursor)) return { end, next };",
      replace: "if (first !== null) return { end, next };",
      harm: "a range ends at a bookmark that stands in another place",
    },
    {
      find: 'this.#ranges[number]?.state === "ended" &&',
      replace: 'this.#ranges[number]?.state !== "waiting" &&',
      harm: "a list is complete before all of its ranges are",
    },
  ],
};

const inLoader: Readonly<Record<string, readonly Rule[]>> = {
  "loader/diff.ts": [
    {
      find: "        segment.flags[at]! |= flag.seen;\n        this.#stage(segment, at);\n",
      replace: "        segment.flags[at]! |= flag.seen;\n",
      harm: "a sweep that goes on takes the rows that it has staged for those of the table",
    },
    {
      find: "if ((last[entry] ?? -1) >= seqs[row]!) continue;",
      replace: "",
      harm: "a sweep that goes on takes the older of two rows for the one that is staged",
    },
    {
      find: "      this.#see(seen, 0);\n",
      replace: "",
      harm: "a sweep that goes on has forgotten the keys that it has met, and deletes their rows",
    },
    {
      find: "this.#see(withIssues, flag.issues);",
      replace: "this.#see(withIssues, 0);",
      harm: "a sweep that goes on has forgotten the issues that it has met",
    },
    {
      find: "    this.#duplicates = duplicates;\n",
      replace: "",
      harm: "a sweep that goes on has forgotten the duplicates that it has met",
    },
    {
      find: "    this.#rejected = rejected;\n",
      replace: "",
      harm: "a sweep that goes on has forgotten the rejects that it has met",
    },
    {
      find: "const isHashed = !deleted[row] && hash",
      replace: "const isHashed = hash",
      harm: "a record that comes back as it was stays deleted",
    },
    {
      find: "if (segment.flags[at]! & flag.inTable) throw this.#doubled(key);",
      replace: "",
      harm: "a table that has a key twice is written",
    },
    {
      find: "const isKept = (flags & flag.hashed) !== 0;",
      replace: "const isKept = (flags & flag.inTable) !== 0;",
      harm: "rows that were compared before a column was added keep NULL there",
    },
    {
      find: "    if (index === 0) return areEqual(this.#hash, 0, segment.hashes, at * words);\n",
      replace: "    if (flags) return areEqual(this.#hash, 0, segment.hashes, at * words);\n",
      harm: "a record that reverts to what the table holds stays as it was staged before",
    },
    {
      find: "if (!(flags & flag.hashed)) return true;\n    const index",
      replace: "return true;\n    const index",
      harm: "a record that reverts to what the table holds counts as updated",
    },
    {
      find: "(flags & (flag.inTable | flag.deleted | flag.seen)) === flag.inTable",
      replace: "(flags & (flag.inTable | flag.seen)) === flag.inTable",
      harm: "every sync deletes again what was deleted before",
    },
    {
      find: "this.#rejects.add(hash.slice(0, hashLength));\n  }",
      replace: "this.#rejects.add(hash);\n  }",
      harm: "the rejects that an older version has kept are staged by every sync",
    },
  ],
  "loader/checkpoint.ts": [
    {
      find: "return parts.reverse();",
      replace: "return fitting;",
      harm: "a part that arrives late counts",
    },
    {
      find: "if (one.after !== null && !chained.has(one.after)) continue;",
      replace: "",
      harm: "a sweep whose first part never arrived is completed",
    },
    {
      find: "    tip = one;\n",
      replace: "    tip ??= one;\n",
      harm: "a sweep goes on where its first part ended",
    },
    {
      find: "one.specHash === specHash &&",
      replace: "",
      harm: "rows of another spec's columns are merged",
    },
    {
      find: "one.origin === origin &&",
      replace: "",
      harm: "rows of another workspace are merged",
    },
    {
      find: "one.format === format &&",
      replace: "",
      harm: "a stage of another layout is completed",
    },
    {
      find: "!one.quick &&",
      replace: "",
      harm: "the sweep of a quick run is taken for one that will read the whole list",
    },
    {
      find: "one.began >= notBefore.getTime()",
      replace: "true",
      harm: "a stage from last month is completed",
    },
  ],
  "loader/parts.ts": [
    {
      find: "this.#names = options.stored.map(({ part }) => part);",
      replace: "this.#names = [];",
      harm: "a sweep that goes on is merged without its earlier parts",
    },
    {
      find: "this.#stagedRows = last?.stagedRows ?? 0;",
      replace: "this.#stagedRows = 0;",
      harm: "a sweep that goes on does not know that its rows replace one another",
    },
  ],
  "loader/sync_resource.ts": [
    {
      find: "if (!index.isCovered()) return afresh();",
      replace: "",
      harm: "a sweep goes on over a table that was changed behind its back",
    },
    {
      find: "index.knowRejects(await destination.knownRejects(resource.name));",
      replace: "",
      harm: "a standing reject makes every sync write",
    },
    {
      find: "    yield batch;\n    signal.throwIfAborted();\n",
      replace: "    yield batch;\n",
      harm: "a stop waits until a million keys are read",
    },
    {
      find: "if (plan.exists && isLacking(plan)) await prepare(target, run, watcher);",
      replace: "",
      harm: "a column that was dropped does not come back",
    },
    {
      find: "run.fresh || run.strict,",
      replace: "false,",
      harm: "--fresh and --strict resume what is staged",
    },
    {
      find: "if (run.strict) await orDiscard(target, () => drift.refuse());",
      replace: "",
      harm: "--strict merges what differs from the spec",
    },
    {
      find: "if (stored.length === 0) await stage.discard();",
      replace: "",
      harm: "a stage that does not fit mixes with a new one",
    },
    {
      find: "if (error instanceof PaginationError && error.staleStart) return afresh();",
      replace: "",
      harm: "a stage whose cursor is forgotten fails every later run",
    },
    {
      find: "list.ranges(from.ranges)",
      replace: "list.ranges(rangesAfter([]))",
      harm: "what is stored is read again",
    },
    {
      find: "parts.reached.pages === 0 && !plan.isSynced;",
      replace: "parts.reached.pages === 0;",
      harm: "a list that was taken away is skipped as one that never was there",
    },
    {
      find: "const isNew = parts.reached.pages === 0",
      replace: "const isNew = parts.reached.pages === from.pages",
      harm: "a list that is refused when its sweep goes on is skipped",
    },
    {
      find: "parts.reached.pages === 0 &&",
      replace: "from.pages === 0 &&",
      harm: "a list that is refused after its first page is skipped",
    },
    {
      find: "  }\n  await storing;\n}",
      replace: "  }\n}",
      harm: "a sweep is merged before its last part is stored",
    },
    {
      find: "if (parts.isWaiting && isLeft) await stage.append(parts.take());",
      replace: "",
      harm: "pages that were read before a stop are read again",
    },
    {
      find: "if (!allowMassDelete) checkDeletes",
      replace: "checkDeletes",
      harm: "--allow-mass-delete does not allow it",
    },
    {
      find: 'quick || deletes === "keep"',
      replace: "quick",
      harm: "with --deletes keep rows count as deleted, and the guard refuses",
    },
    {
      find: 'quick || deletes === "keep"',
      replace: 'deletes === "keep"',
      harm: "a quick run deletes what it has not read",
    },
    {
      find: "run.quick && isNew &&",
      replace: "run.quick &&",
      harm: "a quick run ends a sweep that was interrupted before its end",
    },
    {
      find: "if (quick && !hasChanges",
      replace: "if (quick && hasChanges",
      harm: "a quick run reads on where nothing changed",
    },
    {
      find: "() => stage.discard());\n    throw error;",
      replace: "async () => {});\n    throw error;",
      harm: "a sweep that a guard has refused is resumed for ever",
    },
    {
      find: "if (lacksHistory || inserted",
      replace: "if (inserted",
      harm: "a history does not begin while nothing changes",
    },
    {
      find: "expected.deleted + stagedRejects > 0",
      replace: "expected.deleted > 0",
      harm: "rejects are kept only when rows change, too",
    },
    {
      find: "hasSuperseded: stagedRows > inserted + updated",
      replace: "hasSuperseded: false",
      harm: "a destination writes all rows of a key, in any order",
    },
    {
      find: "hasRejects: stagedRejects > 0",
      replace: "hasRejects: false",
      harm: "records without a key are lost",
    },
    {
      find: "  } else {\n    await stage.discard();\n  }",
      replace: "  }",
      harm: "a sweep that has found nothing is completed again by every run",
    },
  ],
  "loader/guard.ts": [
    {
      find: "if (!empties && !shrinks) return;",
      replace: "return;",
      harm: "a list that is suddenly empty empties its table",
    },
    {
      find: "if (stored >= expected) return;",
      replace: "return;",
      harm: "a stage that lacks lines is merged, and these are lost",
    },
    {
      find: "if (counts(written) === counts(expected)) return;",
      replace: "return;",
      harm: "rows that another writer added or removed go unnoticed",
    },
  ],
  "loader/chunks.ts": [
    {
      find: "shape(record, checkpoint.records + index)",
      replace: "shape(record, index)",
      harm: "the older of two versions of a record may win",
    },
  ],
};

/** What a destination has to do, as the contract says. */
const inDestination: Readonly<Record<string, readonly Rule[]>> = {
  "tests/simulation/memory_destination.ts": [
    {
      find: "await this.#take(() => store.settle());",
      replace: "await this.#take(() => {});",
      harm: "a merge of a run that is gone changes the table after it was read",
    },
    {
      find: "const stored = await this.#create();\n    const { hasHistory }",
      replace: "const stored: StoredStage & { gone?: string[] } = await this.#create();\n" +
        "    tombstones.push(...(stored.gone ?? []));\n    stored.gone = [...tombstones];\n    const { hasHistory }",
      harm: "the tombstones of a merge that failed are merged with the next one",
    },
    {
      find: "if (!atomic && !history) await this.#take(leaveGap);",
      replace: "",
      harm: "a history that lacks versions is taken for a complete one",
    },
    {
      find: "history && !hasHistory ? missed(table, options) : [];",
      replace: "[];",
      harm: "a history goes on after a gap without what it has missed",
    },
    {
      find: "table.history = [...table.history ?? [], ...added, ...versions];",
      replace: "const all = [...added, ...versions];\n" +
        "        this.#take(() => table.history = [...table.history ?? [], ...all]).catch(() => {});",
      harm: "a run that dies between its merge and what that adds to the history loses versions",
    },
    {
      find: "table.rows.set(key, { ...row, hash: null });",
      replace: "",
      harm: "a column that is added stays NULL in rows that do not change",
    },
  ],
  "tests/simulation/store.ts": [
    {
      find: "stage.parts.filter(({ name }) => changes.parts.includes(name))",
      replace: "stage.parts",
      harm: "a destination merges parts that arrived late",
    },
    {
      find: "at: goneAt(now).getTime()",
      replace: "at: now.getTime()",
      harm: "a row is gone and back at one instant",
    },
    {
      find: "before.seq < row.seq",
      replace: "before.seq > row.seq",
      harm: "a destination merges the older of two rows",
    },
    {
      find: "if (changes.hasSuperseded && isSame) continue;",
      replace: "",
      harm: "a destination writes rows that have not changed in the end",
    },
    {
      find: "if (before === undefined || before.isDeleted) continue;",
      replace: "if (before === undefined) continue;",
      harm: "a destination deletes what was deleted before",
    },
  ],
};

/** Edits by the file that they change. */
export const rules: Readonly<Record<string, readonly Mutant[]>> = Object.fromEntries(
  Object.entries({ ...inClient, ...inLoader, ...inDestination }).map(([file, list]) => [
    file,
    list.map((rule) => ({ ...rule, seenBy: ["tests/simulation"] })),
  ]),
);
