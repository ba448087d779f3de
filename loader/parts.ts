/**
 * Collects what a sweep changes into parts for its stage.
 *
 * @module
 */

import type { Clock } from "@workspace-sync/sdk";
import { type Checkpoint, type Fit, format, type StoredCheckpoint } from "./checkpoint.ts";
import type { Chunk } from "./chunks.ts";
import type { Pace, Part } from "./destination.ts";
import type { KeyIndex } from "./diff.ts";
import type { Reject, Row } from "./shape.ts";

/** How much longer than a change the news that nothing changed waits to be stored: it only saves reading. */
const patience = 10;

/** Bytes that a key takes whose row is as before: its fingerprint goes into the checkpoint. */
const metBytes = 16;

/** What {@linkcode Parts} needs. */
export interface PartsOptions extends Fit {
  /** Tells changes from what is known. */
  readonly index: KeyIndex;
  /** How much is collected. */
  readonly pace: Pace;
  /** Tells how long it was collected. */
  readonly clock: Clock;
  /** When the run began, in milliseconds since 1970. */
  readonly began: number;
  /** Whether the sweep is quick. */
  readonly quick: boolean;
  /** Where the sweep begins. */
  readonly start: Checkpoint;
  /** The parts that earlier runs have stored. */
  readonly stored: readonly StoredCheckpoint[];
}

/** The parts of one sweep. */
export class Parts {
  /** How far the sweep has come. */
  reached: Checkpoint;
  readonly #options: PartsOptions;
  readonly #names: string[];
  #rows: Row[] = [];
  #rejects: Reject[] = [];
  #bytes = 0;
  #since: number;
  #stagedRows: number;
  #stagedRejects: number;
  #isStored = true;

  /** Continues the sweep that is stored, or begins one. */
  constructor(options: PartsOptions) {
    const last = options.stored.at(-1);
    this.#options = options;
    this.#names = options.stored.map(({ part }) => part);
    this.#stagedRows = last?.stagedRows ?? 0;
    this.#stagedRejects = last?.stagedRejects ?? 0;
    this.#since = options.clock.now();
    this.reached = last ?? options.start;
  }

  /** Names of the parts so far. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Rows and rejects that were staged, those that wait to be included. */
  get staged(): Pick<StoredCheckpoint, "stagedRows" | "stagedRejects"> {
    return { stagedRows: this.#stagedRows, stagedRejects: this.#stagedRejects };
  }

  /** Whether there is anything that is not stored, be it only progress. */
  get isWaiting(): boolean {
    return !this.#isStored;
  }

  /** Whether there are changes that are not stored. */
  get hasChanges(): boolean {
    return this.#rows.length + this.#rejects.length > 0;
  }

  /** Whether it is time to store what was collected. */
  get isDue(): boolean {
    const { pace, clock } = this.#options;
    if (this.#bytes >= pace.bytes) return true;
    return clock.now() - this.#since >= pace.ms * (this.hasChanges ? 1 : patience);
  }

  /**
   * Keeps of a chunk what is new or changed.
   *
   * @returns Whether it has any of that.
   */
  add({ rows, rejects, overlap, checkpoint }: Chunk): boolean {
    const { index } = this.#options;
    const before = this.#stagedRows + this.#stagedRejects;
    let { repeated } = this.reached;
    for (const row of rows) {
      const { duplicates } = index;
      const isChanged = index.meet(row);
      const isInNextRange = row.seq >= checkpoint.records - overlap;
      if (isInNextRange && index.duplicates > duplicates) repeated++;
      if (!isChanged) {
        this.#bytes += metBytes;
        continue;
      }
      this.#rows.push(row);
      this.#bytes += row.size;
      this.#stagedRows++;
    }
    for (const reject of rejects) {
      if (!index.meetReject(reject.hash)) continue;
      this.#rejects.push(reject);
      this.#bytes += reject.text.length;
      this.#stagedRejects++;
    }
    this.reached = { ...checkpoint, repeated };
    this.#isStored = false;
    return this.#stagedRows + this.#stagedRejects > before;
  }

  /** Returns what was collected, as the next part. */
  take(): Part {
    const { index, origin, specHash, began, quick, stored, clock } = this.#options;
    const name = crypto.randomUUID().replaceAll("-", "");
    const checkpoint: StoredCheckpoint = {
      ...this.reached,
      ...this.staged,
      ...{ format, origin, specHash, quick },
      part: name,
      after: this.#names.at(-1) ?? null,
      began: stored[0]?.began ?? began,
      duplicates: index.duplicates,
      rejected: index.rejected,
      met: index.takeMet(),
    };
    const part = {
      name,
      rows: this.#rows,
      rejects: this.#rejects,
      checkpoint: JSON.stringify(checkpoint),
    };
    this.#names.push(name);
    this.#rows = [];
    this.#rejects = [];
    this.#bytes = 0;
    this.#since = clock.now();
    this.#isStored = true;
    return part;
  }
}
