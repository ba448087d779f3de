/**
 * Runs jobs under ids of our own and waits until they are done, so that no job runs twice, and none is lost
 * when an answer is.
 *
 * @module
 */

import type { JobMetadata } from "@google-cloud/bigquery";
import { DestinationError } from "../../errors.ts";
import { type Api, bodyOf } from "./api.ts";
import { BigQueryError, transientReasons, withRetries } from "./errors.ts";

/** A job, as the API writes it. */
export type Job = JobMetadata;

type Problem = NonNullable<NonNullable<Job["status"]>["errorResult"]>;

/** What to run, and how long to wait for it. */
export interface JobRequest {
  /** Identifies the work; a number is added for each attempt, since an id serves only once. */
  readonly id: string;
  /** Where the dataset is. */
  readonly location: string | undefined;
  /** Longest time that the job may take, in milliseconds. */
  readonly deadline: number;
  /** Ends the waiting; the job keeps running. */
  readonly signal?: AbortSignal | undefined;
  /** Attempts already made, by any run. @default {0} */
  readonly attempts?: number;
  /**
   * Sends the job under an id and returns it as it stands then. A `BigQueryError` with the code 409 says
   * that the id is taken.
   */
  readonly start: (id: string) => Promise<Job | undefined>;
  /** Throws when the job that has the id is another one. */
  readonly check?: (job: Job, id: string) => void;
}

/** A job that has succeeded. */
export interface DoneJob extends Job {
  /** The id that it ran under. */
  readonly id: string;
}

/** Reasons after which a job is run again, under a new id (bigquery/docs/error-messages). */
const transientJobReasons: readonly string[] = [
  ...transientReasons,
  "jobBackendError",
  "jobInternalError",
  "jobRateLimitExceeded",
];
/** The message of a statement that lost a race with another one; it has changed nothing. */
const lostRace = /due to concurrent update/;
/** Rows and other details that a message names. */
const shownProblems = 5;
/** Time until a job is first polled, and longest time between two polls, in milliseconds. */
const firstLook = 50;
const longestPause = 1_000;

/** A job that has failed, with what it says and its id. */
class JobError extends BigQueryError {
  constructor(id: string, { reason = "", message }: Problem, details: readonly Problem[]) {
    const named = details.map((detail) => detail.message).filter((text) => text !== message);
    super(400, reason, `${[message, ...named.slice(0, shownProblems)].join(": ")} (job ${id})`);
    this.name = "JobError";
  }

  /** Whether running it again may succeed. */
  get isTransient(): boolean {
    return transientJobReasons.includes(this.reason) || lostRace.test(this.message);
  }
}

/**
 * Runs a job; repeats it under a new id while it fails for a temporary reason.
 *
 * @throws {BigQueryError} when the last attempt failed; the message names the job and its rows.
 * @throws {DestinationError} when the job does not finish.
 * @throws the signal's reason when it is aborted first.
 */
export async function runJob(api: Api, request: JobRequest): Promise<DoneJob> {
  let attempt = request.attempts ?? 0;
  return await withRetries(
    () => runOnce(api, request, `${request.id}_${++attempt}`),
    (error) => error instanceof JobError && error.isTransient,
  );
}

async function runOnce(api: Api, request: JobRequest, id: string): Promise<DoneJob> {
  const started = await start(request, id);
  const job = started?.status?.state === "DONE" ? started : await waitUntilDone(api, request, id);
  request.check?.(job, id);
  const { errorResult, errors = [] } = job.status ?? {};
  if (errorResult) throw new JobError(id, errorResult, errors);
  return { ...job, id };
}

async function start(request: JobRequest, id: string): Promise<Job | undefined> {
  try {
    return await request.start(id);
  } catch (error) {
    if (error instanceof DestinationError) throw error;
    // For a job that was accepted and has failed already, the client throws an error of its own.
    if (!(error instanceof BigQueryError)) return undefined;
    // The id is taken: an earlier request got through, and only its answer was lost.
    if (error.code === 409) return undefined;
    throw error.code === 400 ? new JobError(id, error, []) : error;
  }
}

/**
 * Waits until every job that was started under an id is done, by whichever run.
 *
 * @returns How many attempts there were.
 */
export async function waitForAttempts(
  api: Api,
  job: Pick<JobRequest, "id" | "location" | "deadline" | "signal">,
): Promise<number> {
  for (let attempt = 1;; attempt++) {
    try {
      await waitUntilDone(api, job, `${job.id}_${attempt}`);
    } catch (error) {
      if (error instanceof BigQueryError && error.code === 404) return attempt - 1;
      throw error;
    }
  }
}

/** Polls a job, less and less often, until it is done. */
async function waitUntilDone(
  api: Api,
  { location, deadline, signal }: Pick<JobRequest, "location" | "deadline" | "signal">,
  id: string,
): Promise<Job> {
  const end = api.clock.now() + deadline;
  for (let pause = firstLook;; pause = Math.min(pause * 2, longestPause)) {
    const job = await get(api, location, id);
    if (job.status?.state === "DONE") return job;
    if (api.clock.now() > end) {
      throw new DestinationError(
        `Cannot wait any longer for the job ${id}: it has not finished; check it in Google's console`,
        "failed",
      );
    }
    await api.clock.delay(pause, signal && { signal });
  }
}

function get(api: Api, location: string | undefined, id: string): Promise<Job> {
  const url = new URL(`${api.projectUrl}/jobs/${id}`);
  if (location !== undefined) url.searchParams.set("location", location);
  return withRetries(async () =>
    await bodyOf(await api.send({ method: "GET", url: url.href })) as Job
  );
}
