/**
 * Shapes pages into chunks.
 *
 * @module
 */

import { type Page, PaginationError } from "../client/mod.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { isReject, type Reject, type Row, type Shaper } from "./shape.ts";

/** A page, shaped. */
export interface Chunk {
  /** The records with a usable primary key. */
  readonly rows: readonly Row[];
  /** The other records. */
  readonly rejects: readonly Reject[];
  /** How far the sweep has come with this page. */
  readonly checkpoint: Checkpoint;
}

/**
 * Shapes the pages that follow a checkpoint.
 *
 * @throws {PaginationError} with `staleStart` when nothing follows a checkpoint that expects more: the API
 * may not know its cursor.
 */
export async function* chunks(
  pages: AsyncIterable<Page<Record<string, unknown>>>,
  shape: Shaper,
  from: Checkpoint,
): AsyncGenerator<Chunk> {
  let checkpoint = from;
  for await (const { results, nextCursor, hasMore } of pages) {
    if (checkpoint === from && from.cursor !== null && results.length === 0) {
      throw new PaginationError("Cannot resume the sweep: nothing follows its checkpoint", {
        staleStart: true,
      });
    }
    const rows: Row[] = [];
    const rejects: Reject[] = [];
    for (const [index, record] of results.entries()) {
      const shaped = shape(record, checkpoint.records + index);
      if (isReject(shaped)) rejects.push(shaped);
      else rows.push(shaped);
    }
    checkpoint = {
      cursor: nextCursor ?? null,
      pages: checkpoint.pages + 1,
      records: checkpoint.records + results.length,
      complete: !hasMore,
    };
    yield { rows, rejects, checkpoint };
  }
}
