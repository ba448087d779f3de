/**
 * Load jobs by resumable upload (bigquery/docs/reference/api-uploads), never loaded twice.
 *
 * @module
 */

import { DestinationError } from "../../errors.ts";
import { type Api, BigQueryError, bodyOf, isTransient, isTransientJob, persist } from "./api.ts";

/** A load job to run. */
export interface Load {
  /** Project, dataset and table that the rows go to. */
  readonly table: { projectId: string; datasetId: string; tableId: string };
  /** Fields of the table. */
  readonly fields: readonly { name: string; type: string }[];
  /** The rows, one JSON object a line. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Number of rows in the body. */
  readonly rows: number;
  /** Identifies the work: the same id is never loaded twice. An attempt number is added to it. */
  readonly jobId: string;
  /** Where the dataset is. */
  readonly location: string;
  /** Labels of the job. */
  readonly labels: Record<string, string>;
}

/** A job, as far as a load needs to know it. */
export interface Job {
  readonly status: {
    readonly state: "PENDING" | "RUNNING" | "DONE";
    readonly errorResult?: { reason: string; message: string };
    readonly errors?: readonly { reason: string; message: string }[];
  };
  readonly configuration?: { readonly load?: { readonly destinationTable?: { tableId: string } } };
  readonly statistics?: { readonly load?: { readonly outputRows?: string } };
}

/** Size of a part of an upload; the protocol asks for multiples of 256 KiB. */
const chunkSize = 8 * 1024 * 1024;
/** How often a job that failed for a passing reason is run again, under a new id. */
const maxAttempts = 4;
/** Time between two looks at a job, and longest time to wait for it, in milliseconds. */
const pollInterval = 500;
const pollDeadline = 6 * 60 * 60 * 1000;
/**
 * Loads rows into a table and waits until they are in it.
 *
 * @throws {DestinationError} when the job fails, with the rows that it names, or when another number
 * of rows was loaded than sent.
 */
export async function load(api: Api, load: Load): Promise<void> {
  for (let attempt = 1;; attempt++) {
    const jobId = `${load.jobId}_${attempt}`;
    const job = await waitFor(api, load, jobId, await submit(api, load, jobId));
    const { errorResult, errors = [] } = job.status;
    if (errorResult === undefined) {
      const loaded = Number(job.statistics?.load?.outputRows ?? load.rows);
      if (loaded === load.rows) return;
      throw new DestinationError(
        `Cannot load ${load.table.tableId}: ${load.rows} rows were sent and ${loaded} loaded (job ${jobId})`,
        "failed",
      );
    }
    if (attempt < maxAttempts && isTransientJob(errorResult)) continue;
    const rows = errors.slice(0, 5).map(({ message }) => message).join("; ");
    throw new DestinationError(
      `Cannot load ${load.table.tableId}: ${errorResult.message}${
        rows && `: ${rows}`
      } (job ${jobId})`,
      "failed",
    );
  }
}

/** Starts the job, or finds the one that a lost reply hid. */
async function submit(api: Api, load: Load, jobId: string): Promise<Job> {
  return await persist(async () => {
    try {
      const session = await open(api, load, jobId);
      return await upload(api, session, load.body);
    } catch (error) {
      // The id is taken: an earlier request got through, and only its answer did not.
      if (error instanceof BigQueryError && error.code === 409) return await get(api, load, jobId);
      throw error;
    }
  }, (error) => isTransient(error) || isLostSession(error));
}

function isLostSession(error: unknown): boolean {
  return error instanceof BigQueryError && (error.code === 404 || error.code === 410);
}

async function open(api: Api, load: Load, jobId: string): Promise<string> {
  const response = await api.send({
    method: "POST",
    url: `${api.uploadUrl}?uploadType=resumable`,
    headers: { "x-upload-content-type": "application/octet-stream" },
    json: {
      jobReference: { projectId: load.table.projectId, jobId, location: load.location },
      configuration: {
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
  const location = response.headers.get("location");
  await bodyOf(response);
  if (location === null) throw new BigQueryError(0, "network", "The upload was given no address");
  return location;
}

/** Sends the body part by part; after a failure it asks how much has arrived and goes on there. */
async function upload(api: Api, session: string, body: Uint8Array<ArrayBuffer>): Promise<Job> {
  let sent = 0;
  let failures = 0;
  for (;;) {
    const end = Math.min(sent + chunkSize, body.length);
    const range = failures > 0
      ? `bytes */${body.length}`
      : `bytes ${sent}-${end - 1}/${body.length}`;
    let response: Response;
    try {
      response = await api.send({
        method: "PUT",
        url: session,
        headers: { "content-range": range },
        body: failures > 0 ? new Uint8Array() : body.slice(sent, end),
      });
      if (response.status !== 308) return await bodyOf(response) as Job;
      await response.body?.cancel();
    } catch (error) {
      if (!isTransient(error) || ++failures > 3) throw error;
      continue;
    }
    failures = 0;
    const last = /-(\d+)$/.exec(response.headers.get("range") ?? "")?.[1];
    sent = last === undefined ? 0 : Number(last) + 1;
  }
}

async function get(api: Api, load: Load, jobId: string): Promise<Job> {
  const [metadata] = await api.client.job(jobId, { location: load.location }).getMetadata();
  const job = metadata as Job;
  const target = job.configuration?.load?.destinationTable?.tableId;
  if (target === load.table.tableId) return job;
  throw new DestinationError(
    `Cannot load ${load.table.tableId}: the job ${jobId} exists and loads ${target}`,
    "failed",
  );
}

async function waitFor(api: Api, load: Load, jobId: string, job: Job): Promise<Job> {
  const deadline = Date.now() + pollDeadline;
  while (job.status.state !== "DONE") {
    if (Date.now() > deadline) {
      throw new DestinationError(
        `Cannot load ${load.table.tableId}: the job ${jobId} does not end; look at it in the console`,
        "failed",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pollInterval));
    job = await get(api, load, jobId);
  }
  return job;
}
