/**
 * Writes the changes of a run as JSON lines: what `sync --changes` does.
 *
 * @module
 */

import { resolve } from "node:path";
import {
  type Change,
  changes,
  type ChangesOptions,
  type Destination,
  type Progress,
  type RunRecord,
} from "@workspace-sync/loader";
import type { Resource } from "@workspace-sync/sdk";
import { resources as allResources } from "@workspace-sync/sdk/resources";
import { UsageError } from "./errors.ts";
import { fileOf } from "./options.ts";
import { stdout } from "./values.ts";

/** Takes the changes of one run. */
export interface ChangesWriter {
  /** To be told of the run before it writes. */
  readonly begin: (run: RunRecord) => void;
  /** To be told of every step of the run. */
  readonly update: (progress: Progress) => void;
  /** Writes what the run, and those before it that did not come to this, have changed. */
  readonly write: (destination: Destination) => Promise<void>;
}

/** Length of lines that are collected before they are written. */
const batchLength = 64 * 1024;

/**
 * Makes a writer for a file, or for stdout.
 *
 * Before a run changes anything, the file gets a line that says so (`began`), and after its changes one that says
 * that they are all there (`written`). So a run that finds a `began` without a `written` goes on where the lines of
 * the dead run end; a line that was cut off is taken away before. Stdout keeps no such marks: what a dead run has
 * not written there, no other run writes.
 *
 * @param workspace Its name in the config file, if it has one there.
 * @throws {UsageError} when the file cannot be written, or waits for changes of another destination.
 */
export function createChanges(
  target: string,
  url: string,
  resources: readonly Resource[],
  workspace?: string,
): ChangesWriter {
  return target === stdout
    ? toStdout(resources, workspace)
    : toFile(target, url, resources, workspace);
}

function toStdout(resources: readonly Resource[], workspace: string | undefined): ChangesWriter {
  const merged = new Set<string>();
  let run: RunRecord | undefined;
  return {
    begin: (begun) => run = begun,
    update: ({ resource, phase }) => phase === "merging" && merged.add(resource),
    write: async (destination) => {
      const changed = resources.filter(({ name }) => merged.has(name));
      const wanted = { run: run!.run_id, resources: changed };
      await writeAll(destination, wanted, workspace, (text) => writeTo(Deno.stdout, text));
    },
  };
}

function toFile(
  path: string,
  url: string,
  resources: readonly Resource[],
  workspace: string | undefined,
): ChangesWriter {
  const database = fileOf(url);
  if (database !== undefined && resolve(path) === resolve(database)) {
    throw new UsageError(
      `Cannot write the changes to '${path}': it is the file that is synced into; name another file`,
    );
  }
  openFile(path, url).file.close(); // A run that cannot write its changes must not begin.
  const merged = new Set<string>();
  let run: RunRecord | undefined;
  let left: Left = { open: [], last: undefined };
  let file: Deno.FsFile | undefined;
  return {
    begin: (begun) => {
      run = begun;
      // Not before: until then another run may be writing the file. In BigQuery it may be at that for longer than it
      // holds the lease.
      const opened = openFile(path, url, true);
      file = opened.file;
      left = opened.left;
      file.truncateSync(opened.end);
      file.seekSync(0, Deno.SeekMode.End);
    },
    update: ({ resource, phase }) => {
      if (phase !== "merging") return;
      if (merged.size === 0) {
        const { run_id, started_at: at } = run!;
        writeTo(file!, lineOf({ type: "began", workspace, destination: url, run_id, at }));
        file!.syncDataSync();
      }
      merged.add(resource);
    },
    write: async (destination) => {
      using out = file!;
      const { open, last } = left;
      // Whatever a dead run has synced; of this one it is known what it has written.
      const all = Object.values(allResources);
      const known = open.findIndex((id) => id === last?.run_id);
      const runs: ChangesOptions[] = open.slice(Math.max(known, 0)).map((run) => ({
        ...{ run, resources: all, after: last?.run_id === run ? last : undefined },
      }));
      if (merged.size > 0) {
        const changed = resources.filter(({ name }) => merged.has(name));
        runs.push({ run: run!.run_id, resources: changed });
      }
      if (runs.length === 0) return;
      for (const wanted of runs) {
        await writeAll(destination, wanted, workspace, (text) => writeTo(out, text));
      }
      writeTo(out, lineOf({ type: "written", workspace, run_id: runs.at(-1)!.run! }));
      out.syncDataSync();
    },
  };
}

/** Writes lines of changes, some at a time. */
async function writeAll(
  destination: Destination,
  wanted: ChangesOptions,
  workspace: string | undefined,
  write: (text: string) => void,
): Promise<void> {
  let text = "";
  for await (const change of changes(destination, wanted)) {
    text += lineOf({ type: "change", workspace, ...change });
    if (text.length < batchLength) continue;
    write(text);
    text = "";
  }
  write(text);
}

function lineOf(line: object): string {
  return `${JSON.stringify(line)}\n`;
}

function writeTo(out: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) written += out.writeSync(bytes.subarray(written));
}

/** What runs have left to do in a file. */
interface Left {
  /** The runs that have begun and whose changes may not all be there, in their order. */
  readonly open: readonly string[];
  /** The last of their changes that is there. */
  readonly last: Pick<Change, "resource" | "at" | "key" | "run_id"> | undefined;
}

/** A line that says that a run has begun. */
interface Began {
  readonly destination: string;
  readonly run_id: string;
}

/**
 * Opens a file, and finds what is left to do there, and where its last whole line ends.
 *
 * @param lock Whether to wait until no other run writes it, and to keep others waiting until it is closed.
 */
function openFile(
  path: string,
  url: string,
  lock = false,
): { file: Deno.FsFile; left: Left; end: number } {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true, write: true, create: true });
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such folder"
      : "it is not writable";
    throw new UsageError(`Cannot write the changes to '${path}': ${why}`);
  }
  try {
    if (lock) file.lockSync(true);
    return { file, ...leftIn(file, path, url) };
  } catch (error) {
    file.close();
    throw error;
  }
}

function leftIn(file: Deno.FsFile, path: string, url: string): { left: Left; end: number } {
  const open: string[] = [];
  let last: Left["last"];
  let end = 0;
  if (!isOurs(file)) {
    throw new UsageError(
      `Cannot write the changes to '${path}': it holds something else; name another file`,
    );
  }
  for (const line of linesBackwards(file)) {
    end = Math.max(end, line.end);
    if (line.isType("written")) break;
    if (line.isType("began")) {
      const { destination, run_id } = line.parse() as Began;
      if (destination !== url) {
        throw new UsageError(
          `Cannot write the changes to '${path}': it waits for those of run ${run_id} in ${destination}; ` +
            "sync there first, or name another file",
        );
      }
      open.unshift(run_id);
    } else if (last === undefined && line.isType("change")) {
      const change = line.parse() as { at: string } & Omit<NonNullable<Left["last"]>, "at">;
      last = { ...change, at: new Date(change.at) };
    }
  }
  return { left: { open, last }, end };
}

/** What the first line of every file of changes begins with. */
const head = new TextEncoder().encode('{"type":"began"');

/** Whether a file is empty, or begins as one of changes does, as far as it goes. */
function isOurs(file: Deno.FsFile): boolean {
  const found = readAt(file, 0, Math.min(head.length, file.statSync().size));
  return found.every((byte, index) => byte === head[index]);
}

/** Bytes of a file that are read at once. */
const blockLength = 64 * 1024;
const newline = "\n".charCodeAt(0);

/** A line of a file, without its end. */
class Line {
  readonly #bytes: Uint8Array;
  /** Where the line after it begins. */
  readonly end: number;

  constructor(bytes: Uint8Array, end: number) {
    this.#bytes = bytes;
    this.end = end;
  }

  /** Whether it is of a type, which comes first in a line. */
  isType(type: string): boolean {
    const head = new TextDecoder().decode(this.#bytes.subarray(0, 64));
    return head.startsWith(`{"type":"${type}"`);
  }

  /** Its members. */
  parse(): unknown {
    return JSON.parse(new TextDecoder().decode(this.#bytes));
  }
}

/** Yields the whole lines of a file, the last one first. */
function* linesBackwards(file: Deno.FsFile): Generator<Line> {
  let from = file.statSync().size;
  let end = -1; // Of the line that is being put together; what comes after the last newline is none.
  let pieces: Uint8Array[] = [];
  while (from > 0) {
    const length = Math.min(blockLength, from);
    from -= length;
    const block = readAt(file, from, length);
    let to = length;
    for (let at = block.lastIndexOf(newline); at >= 0; at = block.lastIndexOf(newline, at - 1)) {
      if (end >= 0) yield new Line(joined([block.subarray(at + 1, to), ...pieces]), end);
      pieces = [];
      end = from + at + 1;
      to = at;
      if (at === 0) break;
    }
    if (end >= 0) pieces.unshift(block.subarray(0, to));
  }
  if (end >= 0) yield new Line(joined(pieces), end);
}

function readAt(file: Deno.FsFile, from: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  file.seekSync(from, Deno.SeekMode.Start);
  for (let read = 0; read < length;) {
    const more = file.readSync(bytes.subarray(read));
    if (more === null) break;
    read += more;
  }
  return bytes;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
