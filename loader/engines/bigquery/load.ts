/**
 * Load jobs by resumable upload (bigquery/docs/reference/api-uploads), never loaded twice.
 *
 * @module
 */

import { DestinationError } from "../../errors.ts";
import { type Api, bodyOf } from "./api.ts";
import { BigQueryError, isTransient, withRetries } from "./errors.ts";
import { type Job, runJob } from "./jobs.ts";

/** Rows to load, and where to. */
export interface Load {
  /** Project, dataset and table that the rows go to. */
  readonly table: { projectId: string; datasetId: string; tableId: string };
  /** Fields of the table. */
  readonly fields: readonly { name: string; type: string }[];
  /** The rows, one JSON object a line. */
  readonly body: Blob;
  /** Number of rows in the body. */
  readonly rows: number;
  /** Identifies the work: the same id is never loaded twice. An attempt number is added to it. */
  readonly jobId: string;
  /** Where the dataset is. */
  readonly location: string | undefined;
  /** Labels of the job. */
  readonly labels: Record<string, string>;
}

/** Size of a part of an upload; the protocol asks for multiples of 256 KiB. */
const partSize = 8 * 1024 * 1024;
/** How many attempts in a row may add nothing to an upload: with the waits between, for a minute. */
const maxStalls = 6;
/** Time for a part at 0.25 Mbit/s, in milliseconds. */
const partTimeout = 5 * 60 * 1000;
/** Longest time that BigQuery lets a load job take (bigquery/quotas), in milliseconds. */
export const loadTimeout = 6 * 60 * 60 * 1000;

/**
 * Loads rows into a table and waits until they are in it.
 *
 * @throws {BigQueryError} when the job fails; the message names the job and the rows.
 * @throws {DestinationError} when fewer rows were loaded than sent, or the id is that of another load.
 */
export async function load(api: Api, load: Load): Promise<void> {
  const { table: { tableId }, rows, location } = load;
  const { id, statistics } = await runJob(api, {
    id: load.jobId,
    location,
    deadline: loadTimeout,
    start: (id) => send(api, load, id),
    check: (job, id) => checkTarget(job, id, tableId),
  });
  // At least: an emulator counts the whole table. Before a merge the rows of a stage are counted exactly.
  const loaded = Number(statistics?.load?.outputRows ?? rows);
  if (loaded >= rows) return;
  throw new DestinationError(
    `Cannot load ${tableId}: ${rows} rows were sent and ${loaded} loaded (job ${id})`,
    "failed",
  );
}

/** A job that was found by its id must be the expected one. */
function checkTarget({ configuration }: Job, id: string, tableId: string): void {
  const target = configuration?.load?.destinationTable?.tableId;
  if (target === undefined || target === tableId) return;
  throw new DestinationError(
    `Cannot load ${tableId}: the job ${id} exists and loads ${target}`,
    "failed",
  );
}

/** The upload was forgotten; it has to start over. */
class LostUpload extends Error {}

async function send(api: Api, load: Load, jobId: string): Promise<Job> {
  return await withRetries(
    async () => await upload(api, await withRetries(() => open(api, load, jobId)), load.body),
    (error) => error instanceof LostUpload,
  );
}

/** Announces a load job; returns the address that its rows are sent to. */
async function open(api: Api, load: Load, jobId: string): Promise<string> {
  const response = await api.send({
    method: "POST",
    url: `${api.uploadUrl}?uploadType=resumable`,
    headers: { "x-upload-content-type": "application/octet-stream" },
    json: {
      jobReference: { projectId: load.table.projectId, jobId, location: load.location },
      configuration: {
        jobTimeoutMs: String(loadTimeout),
        labels: load.labels,
        load: {
          destinationTable: load.table,
          schema: { fields: load.fields },
          sourceFormat: "NEWLINE_DELIMITED_JSON",
          writeDisposition: "WRITE_APPEND",
          createDisposition: "CREATE_NEVER",
        },
      },
    },
  });
  await bodyOf(response);
  const address = response.headers.get("location");
  if (address === null) throw new BigQueryError(0, "network", "The upload was given no address");
  return address;
}

/** Sends a body part by part. After a failure it asks how much has arrived, and continues there. */
async function upload(api: Api, address: string, body: Blob): Promise<Job> {
  let arrived = 0;
  let problem: unknown;
  for (let stalls = 0; stalls < maxStalls;) {
    const end = Math.min(arrived + partSize, body.size);
    const [range, part] = problem === undefined
      ? [`${arrived}-${end - 1}`, body.slice(arrived, end)]
      : ["*", null];
    try {
      const answer = await put(api, address, `bytes ${range}/${body.size}`, part);
      if (typeof answer !== "number") return answer;
      if (answer > arrived) stalls = 0;
      else if (problem === undefined) stalls++;
      arrived = answer;
      problem = undefined;
    } catch (error) {
      if (!isTransient(error)) throw error;
      problem = error;
      await api.clock.delay(1_000 * 2 ** stalls++);
    }
  }
  throw problem ?? new BigQueryError(0, "network", `The upload got stuck at ${arrived} bytes`);
}

/** Returns the job, when the whole body has arrived, or how many bytes have. */
async function put(
  api: Api,
  address: string,
  range: string,
  body: Blob | null,
): Promise<Job | number> {
  const response = await api.send({
    method: "PUT",
    url: address,
    headers: { "content-range": range },
    timeout: partTimeout,
    ...(body && { body }),
  });
  if (response.status === 404 || response.status === 410) {
    await response.body?.cancel();
    throw new LostUpload("The upload was forgotten");
  }
  if (response.status !== 308) return await bodyOf(response) as Job;
  await response.body?.cancel();
  const last = /-(\d+)$/.exec(response.headers.get("range") ?? "")?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}
