/**
 * Judges what a run has made of a table by all that was ever true of its list.
 *
 * @module
 */

import type { Checkpoint } from "../../loader/checkpoint.ts";
import type { ResourceRecord } from "../../loader/run_log.ts";
import { hasIssues, idOf, isDrifting, type Item, type Listing, rowOf } from "./listing.ts";
import type { Deeds } from "./memory_destination.ts";
import type { RunPlan } from "./plan.ts";
import type { Asked, Walk } from "./server.ts";
import type { StoredRow, StoredTable, StoredVersion } from "./store.ts";

/** Something that must never happen. */
export class Wrong extends Error {}

/** A run over one table. */
export interface Judged {
  readonly plan: RunPlan;
  /** The field of a record that holds a boolean. */
  readonly flag: string;
  readonly listing: Listing;
  readonly table: StoredTable;
  /** The table, and what else is remembered, before the run. */
  readonly before: Before;
  /** When the run began, and when it ended. */
  readonly began: number;
  readonly ended: number;
  /** When the sweep began. */
  readonly since: number;
  /** Whether nothing happened during the run but the run. */
  readonly isCalm: boolean;
  /** Whether nothing happened during the run that it could not have waited for. */
  readonly isForeseen: boolean;
  /** Whether the list was read in ranges: where two meet, records are read twice. */
  readonly isRanged: boolean;
  /** Records of a page. */
  readonly page: number;
  readonly deeds: Deeds;
  readonly asked: readonly Asked[];
  /** The walk over the list, if all of its answers have arrived. */
  readonly walk: Walk | undefined;
}

/** A table before a run. */
export interface Before {
  readonly rows: ReadonlyMap<string, StoredRow>;
  readonly rejects: readonly string[];
  /** Whether a key stands twice. */
  readonly isDoubled: boolean;
  readonly isForeign: boolean;
  readonly isLossy: boolean;
  /** Whether what is staged is of a quick run. */
  readonly isQuick: boolean;
  readonly isSynced: boolean;
  /** Where the sweep that is staged has come to, if nobody has touched it or what it was compared with. */
  readonly staged: { readonly began: number; readonly records: number } | undefined;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Judges what holds whether or not the run succeeded: no row is of a time before the one that it replaces, and
 * a stop is noticed.
 */
export function judgeRows({ listing, table, before, deeds, flag, ended }: Judged): void {
  if (deeds.readsOn) throw new Wrong("Rows were read after the run was told to stop");
  const numbers = new Map<string, Item>();
  for (const number of listing.numbers) {
    const item = listing.usable(number);
    if (item) numbers.set(String(idOf(item)), item);
  }
  for (const key of table.rows.keys()) {
    if (!numbers.has(key)) throw new Wrong(`A row of no record: ${key}`);
  }
  for (const [key, item] of numbers) {
    if (table.meddled.has(key)) continue;
    const [row, was] = [live(table.rows.get(key)), live(before.rows.get(key))];
    const { number } = item;
    // What a dropped column held comes back with the next sweep that succeeds.
    const content = row ? contentOf(row) : dropped;
    if (row !== undefined && content !== dropped) {
      const isOf = (created: number) => rowOf({ ...item, content, created }, flag) === row.list;
      if (
        !listing.creations(number).some(isOf) ||
        !listing.isListed(number, 0, ended, content)
      ) {
        throw new Wrong(`${key} has a content that it never had: ${row.list}`);
      }
      const before = was && listing.lastListed(number, contentOf(was), was.at);
      if (before !== undefined && listing.lastListed(number, content, ended) < before) {
        throw new Wrong(`${key} went back in time`);
      }
    }
    if (was && !row && listing.isListedThroughout(number, was.at, ended)) {
      throw new Wrong(`${key} was deleted, and was listed ever since its row was written`);
    }
  }
}

/** Judges a run that succeeded. */
export function judgeSuccess(judged: Judged, record: ResourceRecord): void {
  const { plan, listing, table, before, since, began, ended, isCalm } = judged;
  if (before.isDoubled && isCalm) throw new Wrong("A key stood twice, and the run succeeded");
  for (const number of listing.numbers) {
    const item = listing.usable(number);
    if (!item || table.meddled.has(String(idOf(item)))) continue;
    const row = live(table.rows.get(String(idOf(item))));
    if (listing.isListedThroughout(number, since, ended)) {
      if (!row) throw new Wrong(`${idOf(item)} was listed all the time and has no row`);
      if (!listing.isListed(number, since, ended, contentOf(row))) {
        throw new Wrong(`${idOf(item)} has an old content: ${row.list}`);
      }
    }
    if (plan.deletes !== "keep" && row && !listing.isListed(number, since, ended)) {
      throw new Wrong(`${idOf(item)} was gone all the time and has a row`);
    }
  }
  judgeLast(judged, record);
  if (record.resumed > 0 && since < began - day) {
    throw new Wrong("A sweep that is too old was completed");
  }
  if (record.resumed > 0 && before.isForeign) {
    throw new Wrong("A stage of something else was completed");
  }
  if (record.resumed > 0 && before.isQuick) {
    throw new Wrong("A quick sweep was completed");
  }
  if (record.resumed > 0 && (plan.fresh || plan.strict)) throw new Wrong("A fresh run was resumed");
  judgeCounts(judged, record);
  judgeResume(judged, record);
  judgeGuards(judged);
  judgeRejects(judged, listing.records.length);
  if (judged.isCalm && listing.changed < since) judgeQuiet(judged, record);
}

/** Judges a quick run that succeeded: it has read the newest records, and has deleted nothing. */
export function judgeQuick(judged: Judged, record: ResourceRecord): void {
  const { plan, table, before, isCalm, listing, began } = judged;
  if (!plan.quick) throw new Wrong("A run was quick, and was not told to be");
  if (record.resumed > 0) throw new Wrong("A quick run was resumed");
  if (isCalm) {
    for (const [key, row] of before.rows) {
      const isGone = live(row) && !live(table.rows.get(key)) && !table.meddled.has(key);
      if (isGone) throw new Wrong(`A quick run has deleted ${key}`);
    }
  }
  judgeLast(judged, record);
  judgeCounts(judged, record);
  judgeRejects(judged, 0);
  if (isCalm && listing.changed < began) judgeNewest(judged, record);
}

/** Where nothing moves, a quick run has read up to the first page without changes, and no further. */
function judgeNewest(
  { listing: { records }, before, page, asked, flag, table, deeds }: Judged,
  { read }: ResourceRecord,
): void {
  // Which rejects are kept already is told by hashes only.
  const newest = (size: number) => records.slice(0, size).filter(({ isUsable }) => isUsable);
  for (const item of newest(read)) {
    const row = live(table.rows.get(String(idOf(item))));
    if (row?.list !== rowOf(item, flag)) throw new Wrong(`${idOf(item)} was read and has no row`);
  }
  if (!records.every(({ isUsable }) => isUsable)) return;
  const isSame = (item: Item) => {
    const row = before.rows.get(String(idOf(item)));
    return live(row) && row!.hash !== null && row!.list === rowOf(item, flag);
  };
  let wanted = 0;
  for (let start = 0; wanted === start && start < records.length; start += page) {
    const some = records.slice(start, start + page);
    wanted += some.length;
    if (some.every(isSame)) break;
  }
  // A sweep that was stored, and that led nowhere, has asked for pages before.
  const hasBegun = deeds.resumed !== undefined;
  if (read !== wanted || !hasBegun && asked.length > Math.max(1, Math.ceil(wanted / page))) {
    throw new Wrong(`A quick run has read ${read} records of ${wanted}, on ${asked.length} pages`);
  }
}

/** Of the contents with which a walk has met a record the last one counts. */
function judgeLast(
  { walk, listing, table, asked, isRanged }: Judged,
  { pages }: ResourceRecord,
): void {
  // What one range has asked for ahead, when others have completed the list, is not taken.
  const isLeft = isRanged && asked.length > pages;
  if (!walk?.isStraight || isLeft) return;
  for (const [number, content] of walk.last) {
    const item = listing.usable(number);
    const key = item && String(idOf(item));
    const row = key === undefined || table.meddled.has(key) ? undefined : live(table.rows.get(key));
    if (row && contentOf(row) !== content) throw new Wrong(`${key} has not what was met last`);
  }
}

/** The counts must add up, and be those of what was done. */
function judgeCounts({ deeds }: Judged, record: ResourceRecord): void {
  const { read, inserted, updated, unchanged, deleted, duplicates, rejected } = record;
  if (read !== inserted + updated + unchanged + duplicates + rejected) {
    throw new Wrong(`The counts do not add up: ${JSON.stringify(record)}`);
  }
  const said = JSON.stringify({ inserted, updated, deleted });
  const done = JSON.stringify(deeds.written);
  const more = deeds.live[1] - deeds.live[0] - inserted + deleted;
  if (more < 0 || more > updated) throw new Wrong(`The table has other rows than ${done} make`);
  if (said !== done) throw new Wrong(`The run says ${said} and has done ${done}`);
}

/** What is stored is not asked for again. */
function judgeResume(
  { plan, before, deeds, asked, isCalm, isRanged, listing, began }: Judged,
  record: ResourceRecord,
): void {
  const { resumed } = deeds;
  if (record.resumed > 0) {
    if (resumed === undefined || resumed.records - resumed.repeated !== record.resumed) {
      throw new Wrong(`Resumed ${record.resumed} records of ${resumed?.records}`);
    }
    const isLeft = resumed.ranges.some(({ cursor }) => cursor === asked[0]?.cursor);
    if (asked.length > 0 && !isLeft) {
      throw new Wrong("A resumed run began elsewhere");
    }
  }
  // Where bookmarks are gone or were moved, ranges may read so much twice that they begin afresh.
  if (!before.staged || !isCalm || isRanged || plan.fresh || plan.strict) return;
  if (listing.changed > before.staged.began || began - before.staged.began > day) return;
  if (record.resumed !== before.staged.records) {
    throw new Wrong(`${before.staged.records} records were stored and ${record.resumed} resumed`);
  }
  const asks = asked.reduce((sum, { records }) => sum + records, 0);
  if (asks + record.resumed !== listing.records.length) {
    throw new Wrong("What is stored was read again");
  }
}

/** No run deletes suspiciously much on its own. */
function judgeGuards({ plan, table, deeds, listing, since, ended }: Judged): void {
  const [before, after] = deeds.live;
  const { deleted } = deeds.written;
  const isGuarded = !plan.allowMassDelete && table.meddled.size === 0;
  if (
    isGuarded && deleted > 0 && (after === 0 || before > 20 && deleted * 2 > before)
  ) {
    throw new Wrong(`${deleted} of ${before} rows were deleted`);
  }
  const isDriftingThroughout = listing.records.some((item) =>
    isDrifting(item) && listing.changed < since && ended >= since
  );
  if (plan.strict && isDriftingThroughout) throw new Wrong("A strict run took what differs");
}

/** Rejects are kept once each, those among so many newest records at least. */
function judgeRejects({ table, listing, since, began, ended }: Judged, newest: number): void {
  const { rejects } = table;
  if (new Set(rejects).size < rejects.length) throw new Wrong("A reject is kept twice");
  const standing = listing.records.slice(0, newest).filter(({ number, isUsable }) =>
    !isUsable && listing.isListedThroughout(number, since, ended)
  );
  // One that is lost between the count of the stage and its merge is staged again by the next run.
  const isExcused = table.touched > began;
  if (rejects.length < standing.length && !isExcused) throw new Wrong("A reject is not kept");
}

/** Where nothing moved since the sweep began, every count is known. */
function judgeQuiet(
  { plan, listing, before, asked, isRanged, flag }: Judged,
  record: ResourceRecord,
): void {
  const usable = listing.records.filter(({ isUsable }) => isUsable);
  const keys = new Set(usable.map((item) => String(idOf(item))));
  const expected = { inserted: 0, updated: 0, unchanged: 0, deleted: 0 };
  for (const item of usable) {
    const row = before.rows.get(String(idOf(item)));
    const isSame = live(row) && row!.hash !== null && row!.list === rowOf(item, flag);
    expected[!row ? "inserted" : isSame ? "unchanged" : "updated"]++;
  }
  for (const [key, row] of before.rows) {
    if (plan.deletes !== "keep" && live(row) && !keys.has(key)) expected.deleted++;
  }
  const { inserted, updated, unchanged, deleted, duplicates, rejected, issues, read } = record;
  // Ranges whose bookmarks are gone, were moved or have one time of creation read some records twice.
  const once = { duplicates, rejected, read };
  const said = { inserted, updated, unchanged, deleted, issues, ...(!isRanged && once) };
  const wanted = {
    ...expected,
    issues: usable.filter(hasIssues).length,
    ...(!isRanged && {
      duplicates: 0,
      rejected: listing.records.length - usable.length,
      read: listing.records.length,
    }),
  };
  if (JSON.stringify(said) !== JSON.stringify(wanted)) {
    throw new Wrong(
      `Nothing moved, and the run says ${JSON.stringify(said)}, not ${JSON.stringify(wanted)}; ` +
        `it asked ${JSON.stringify(asked)}`,
    );
  }
}

/** Judges a run that was stopped: what it has read is stored. */
export function judgeStop({ table }: Judged, reached: Checkpoint): void {
  const stored = (table.stage?.parts ?? []).map(({ checkpoint }) => JSON.parse(checkpoint).records);
  if (!reached.complete && reached.records > Math.max(0, ...stored)) {
    throw new Wrong(`${reached.records} records were read, and stored are ${stored}`);
  }
}

/** Judges a run that failed though nothing happened: it must have had a reason. */
export function judgeFailure(judged: Judged, error: string): void {
  const { before, listing, table, plan, isForeseen, since } = judged;
  if (!isForeseen || before.isDoubled || before.isLossy || listing.changed >= since) return;
  const keys = new Set(listing.records.map((item) => String(idOf(item))));
  // As the table is since the merges that were left at work have ended.
  const rows = [...table.rows].filter(([, row]) => live(row));
  const gone = rows.filter(([key]) => !keys.has(key)).length;
  const isMass = gone > 0 && (gone === rows.length || rows.length > 20 && gone * 2 > rows.length);
  if (isMass && !plan.allowMassDelete && plan.deletes !== "keep") return;
  if (plan.strict && listing.records.some(isDrifting)) return;
  throw new Wrong(`Nothing happened, and the run failed: ${error}`);
}

/** Judges a list that was skipped since it was refused: only one that was never there may be. */
export function judgeSkip({ before }: Judged, reached: Checkpoint): void {
  if (before.isSynced) throw new Wrong("A list that was synced before was skipped");
  if (reached.pages > 0) throw new Wrong("A list that was read in part was skipped");
}

/** The versions of a history must tell what the table was at each instant, and follow from one another. */
export function judgeHistory({ history, hasHistory, states, everMeddled }: StoredTable): void {
  if (!history || !hasHistory) throw new Wrong("There is no history");
  const versions = new Map<string, StoredVersion[]>();
  for (const version of history) {
    if (everMeddled.has(version.key)) continue;
    const { key, kind, at } = version;
    const before = versions.get(key)?.at(-1);
    if (before && before.at >= at) throw new Wrong(`${key} has a version that is not younger`);
    const follows = { insert: [undefined, null], update: [], restore: [null], delete: [] };
    const isLive = typeof before?.list === "string";
    const fits = kind === "snapshot" ||
      (kind === "update" || kind === "delete"
        ? isLive
        : follows[kind].some((list) => before?.list === list));
    if (!fits) throw new Wrong(`${key} has a version of ${at}, ${kind}, after ${before?.kind}`);
    versions.set(key, [...versions.get(key) ?? [], version]);
  }
  for (const { at, rows } of states) {
    for (const [key, list] of rows) {
      if (everMeddled.has(key) || versions.has(key)) continue;
      throw new Wrong(`${key} is not in the history: ${list}`);
    }
    for (const [key, all] of versions) {
      const valid = all.findLast((version) => version.at <= at)?.list ?? undefined;
      if (valid !== rows.get(key)) {
        throw new Wrong(`At ${at} ${key} was ${rows.get(key)}, and is said to have been ${valid}`);
      }
    }
  }
}

function live(row: StoredRow | undefined): StoredRow | undefined {
  return row?.isDeleted ? undefined : row;
}

/** The content of a row that lacks what a dropped column held. */
const dropped = -1;

/** The number of a row's content. */
function contentOf({ list }: StoredRow): number {
  const [, name] = JSON.parse(list);
  return name === null ? dropped : Number(name.slice("content ".length));
}
