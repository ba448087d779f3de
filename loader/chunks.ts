/**
 * Shapes pages into chunks.
 *
 * @module
 */

import type { RangePage } from "@workspace-sync/sdk";
import type { Checkpoint } from "./checkpoint.ts";
import { isReject, type Reject, type Row, type Shaper } from "./shape.ts";

/** A page, shaped. */
export interface Chunk {
  /** The records with a usable primary key. */
  readonly rows: readonly Row[];
  /** The other records. */
  readonly rejects: readonly Reject[];
  /** Records at the end of the page that another range may have read. */
  readonly overlap: number;
  /** How far the sweep has come with this page. */
  readonly checkpoint: Checkpoint;
}

/** Shapes the pages that follow a checkpoint. */
export async function* chunks(
  pages: AsyncIterable<RangePage<Record<string, unknown>>>,
  shape: Shaper,
  from: Checkpoint,
): AsyncGenerator<Chunk> {
  let checkpoint = from;
  for await (const { results, ranges, overlap, hasMore } of pages) {
    const rows: Row[] = [];
    const rejects: Reject[] = [];
    for (const [index, record] of results.entries()) {
      const shaped = shape(record, checkpoint.records + index);
      if (isReject(shaped)) rejects.push(shaped);
      else rows.push(shaped);
    }
    checkpoint = {
      ranges,
      pages: checkpoint.pages + 1,
      records: checkpoint.records + results.length,
      repeated: checkpoint.repeated,
      complete: !hasMore,
    };
    yield { rows, rejects, overlap, checkpoint };
  }
}
