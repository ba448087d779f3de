/**
 * Collects pages into chunks for the stage.
 *
 * @module
 */

import { type Clock, realClock } from "../client/clock.ts";
import { type Page, PaginationError } from "../client/mod.ts";
import type { Checkpoint, Chunk } from "./destination.ts";
import { isReject, type Reject, type Row, type Shaper } from "./shape.ts";

/** Records that fill a chunk: enough to spread the cost of a commit, few enough to hold in memory. */
const chunkRecords = 2_000;
/** Age that completes a chunk, in milliseconds: at a slow rate a kill loses about a second's pages. */
const chunkAge = 1_000;

/** Checkpoint of a sweep that has not begun. */
export const start: Checkpoint = { cursor: null, pages: 0, records: 0, complete: false };

/**
 * Shapes pages and yields chunks of whole pages, each with the checkpoint that it reaches. When the
 * pages end in an error, what came before it is yielded first, so that nothing has to be read twice.
 *
 * @param clock Tells the age of a chunk.
 * @throws {PaginationError} with `staleStart` when nothing follows a checkpoint that expects more: the API
 * may not know its cursor.
 */
export async function* extract(
  pages: AsyncIterable<Page<Record<string, unknown>>>,
  shape: Shaper,
  from: Checkpoint,
  clock: Pick<Clock, "now"> = realClock,
): AsyncGenerator<Chunk> {
  let checkpoint = from;
  let rows: Row[] = [];
  let rejects: Reject[] = [];
  let began = 0;

  const nextChunk = (): Chunk => {
    const chunk = { rows, rejects, checkpoint };
    rows = [];
    rejects = [];
    return chunk;
  };
  const pending = () => rows.length + rejects.length;

  try {
    for await (const page of pages) {
      if (checkpoint === from && from.cursor !== null && page.results.length === 0) {
        throw new PaginationError("Cannot resume the sweep: nothing follows its checkpoint", {
          staleStart: true,
        });
      }
      if (pending() === 0) began = clock.now();
      page.results.forEach((record, index) => {
        const shaped = shape(record, checkpoint.records + index);
        if (isReject(shaped)) rejects.push(shaped);
        else rows.push(shaped);
      });
      checkpoint = {
        cursor: page.nextCursor ?? null,
        pages: checkpoint.pages + 1,
        records: checkpoint.records + page.results.length,
        complete: !page.hasMore,
      };
      if (checkpoint.complete || pending() >= chunkRecords || clock.now() - began >= chunkAge) {
        yield nextChunk();
      }
    }
  } catch (error) {
    if (pending() > 0) yield nextChunk();
    throw error;
  }
}
