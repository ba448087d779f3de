/**
 * Tables and queries of one dataset.
 *
 * @module
 */

import type { Clock } from "../../clock.ts";
import type { Cost } from "../../run_log.ts";
import { DestinationError } from "../../errors.ts";
import type { Written } from "../../destination.ts";
import type { Address } from "./address.ts";
import { type Api, type ApiRequest, bodyOf } from "../../engines/bigquery/api.ts";
import { BigQueryError, explain, withRetries } from "../../engines/bigquery/errors.ts";
import { type DoneJob, type Job, runJob, waitForAttempts } from "../../engines/bigquery/jobs.ts";
import { load, loadTimeout } from "../../engines/bigquery/load.ts";
import type { Field, TableResource } from "./resource.ts";
import type { Page } from "./rows.ts";

/** Rows on their way to a table. */
export interface Lines {
  /** One JSON object a line. */
  readonly body: Blob;
  /** Number of lines. */
  readonly rows: number;
}

/** Puts JSON objects into lines. */
export function linesOf(objects: readonly string[]): Lines {
  return { body: new Blob([objects.join("\n"), "\n"]), rows: objects.length };
}

/** Options for {@linkcode Tables.query}. */
export interface QueryOptions {
  /** Values of its named parameters; dates are timestamps. */
  readonly params?: Readonly<Record<string, string | number | Date>>;
  /** Labels of the job. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Ends the waiting for the query, which keeps running. */
  readonly signal?: AbortSignal | undefined;
  /** Identifies the work. @default {an id that nobody else has} */
  readonly jobId?: string;
  /** Told of what the query cost and wrote. */
  readonly onStatistics?: (statistics: QueryStatistics) => void;
}

/** What a query cost and wrote. */
export interface QueryStatistics extends Cost {
  /** Rows that it wrote, when it is DML and BigQuery says so. */
  readonly written: Written | undefined;
}

/** What BigQuery says of a statement that it has checked. */
export interface DryRun {
  /** Bytes that it would read. */
  readonly bytes: number;
  /** Its kind, such as `SELECT` or `SCRIPT`. */
  readonly statementType: string | undefined;
}

/** What a query returns, as the API writes it. */
export interface QueryAnswer {
  /** Its columns. */
  readonly fields: readonly AnswerField[];
  /** Its rows, a page at a time; can be read once. */
  readonly pages: AsyncIterable<readonly AnswerCells[]>;
  /** What the query cost. */
  readonly bytesBilled: number;
}

/** A column of an answer. */
export interface AnswerField {
  /** What the query calls it. */
  readonly name: string;
  /** Its type, such as `NUMERIC`. */
  readonly type: string;
  /** `REPEATED` for an array. */
  readonly mode?: string;
  /** The members of a `RECORD`. */
  readonly fields?: readonly AnswerField[];
}

/** A row: its cells in the order of the fields. */
export interface AnswerCells {
  /** Each with its value. */
  readonly f: readonly { readonly v: unknown }[];
}

interface AnswerPage {
  readonly schema?: { readonly fields: readonly AnswerField[] };
  readonly rows?: readonly AnswerCells[];
  readonly pageToken?: string;
}

/** Rows of an answer that are asked for at once. */
const answerRows = 10_000;
/** Longest time that a query may run, in milliseconds. */
const queryTimeout = 60 * 60 * 1000;
/** How often a change is tried when others change the same table. */
const maxTries = 5;

/** The tables of one dataset. */
export class Tables {
  readonly #api: Api;
  readonly #address: Address;
  readonly #maxBytesBilled: number | undefined;
  #location: string | undefined;

  /** Reaches the tables at an address through the API; `maxBytesBilled` limits every query. */
  constructor(api: Api, address: Address, maxBytesBilled: number | undefined) {
    this.#api = api;
    this.#address = address;
    this.#maxBytesBilled = maxBytesBilled;
  }

  /** Tells the time and waits. */
  get clock(): Clock {
    return this.#api.clock;
  }

  /** Where the dataset is; `undefined` when there is none. */
  async location(): Promise<string | undefined> {
    return this.#location ??= (await this.#metadata()).location;
  }

  /** Days after which BigQuery removes a table that is created here; `undefined` for never. */
  async expiryDays(): Promise<number | undefined> {
    const { defaultTableExpirationMs: ms } = await this.#metadata();
    return ms === undefined ? undefined : Number(ms) / 86_400_000;
  }

  /** Creates the dataset that the address names, unless it exists by now. */
  async createDataset(location: string | undefined): Promise<void> {
    const { project, dataset } = this.#address;
    await this.#unless(
      409,
      `create the dataset ${project}.${dataset}`,
      () => this.#api.client.createDataset(dataset, { ...(location && { location }) }),
    );
  }

  /** Names of all tables and views. */
  async names(): Promise<string[]> {
    return [...(await this.labels()).keys()];
  }

  /** Labels of all tables and views, by name. */
  async labels(): Promise<Map<string, TableResource["labels"]>> {
    const [tables] = await this.#run("list the tables", () => this.#dataset.getTables());
    return new Map(tables.map(({ id, metadata }) => [id!, metadata?.labels]));
  }

  /** Reads a table; `undefined` when there is none. */
  async get(name: string): Promise<TableResource | undefined> {
    const read = () => this.#dataset.table(name).getMetadata();
    return (await this.#unless(404, `read the table ${name}`, read))?.[0];
  }

  /** Creates a table or a view, unless it exists already. */
  async create(name: string, table: TableResource): Promise<void> {
    const create = () => this.#dataset.createTable(name, table);
    await this.#unless(409, `create the table ${name}`, create);
  }

  /**
   * Changes a table; when somebody else changes it at the same time, reads it again first.
   *
   * @throws whatever `patchOf` throws.
   */
  async change(name: string, patchOf: (table: TableResource) => TableResource): Promise<void> {
    for (let tries = 0; tries < maxTries; tries++) {
      const table = await this.get(name) ?? {};
      const request = {
        ...{ method: "PATCH", url: this.#urlOf(name), json: patchOf(table) },
        headers: { "if-match": table.etag ?? "" },
      };
      const change = async () => [await this.#ask(request)];
      if (await this.#unless(412, `change the table ${name}`, change)) return;
    }
    throw new DestinationError(
      `Cannot change the table ${name}: somebody else keeps changing it; run again later`,
      "failed",
    );
  }

  /** Removes a table or a view, if it is there. */
  async remove(name: string): Promise<void> {
    const remove = () => this.#dataset.table(name).delete();
    await this.#unless(404, `remove the table ${name}`, remove);
  }

  /** Reads rows from one place on, without a query; fewer than are asked for where they are long. */
  async page(name: string, fields: readonly string[], start: number, rows: number): Promise<Page> {
    const url = new URL(`${this.#urlOf(name)}/data`);
    url.search = new URLSearchParams({
      selectedFields: fields.join(),
      startIndex: String(start),
      maxResults: String(rows),
      // Without it instants are fractions of a second, as text of a double.
      "formatOptions.useInt64Timestamp": "true",
      prettyPrint: "false",
    }).toString();
    return await this.#run(
      `read ${name}`,
      async () => await this.#ask({ method: "GET", url: url.href }) as Page,
    );
  }

  /** Runs a query and returns its rows. */
  async query<Row>(what: string, sql: string, options: QueryOptions = {}): Promise<Row[]> {
    return await this.#run(what, async () => {
      const job = await this.#runQuery(sql, options);
      options.onStatistics?.(statisticsOf(job));
      const location = await this.location();
      const found = this.#api.client.job(job.id, location ? { location } : {});
      return (await found.getQueryResults())[0] as Row[];
    }, options.signal);
  }

  /** Runs a query in which tables of the dataset have bare names, and returns its rows as they are read. */
  async ask(what: string, sql: string, labels: Record<string, string>): Promise<QueryAnswer> {
    return await this.#run(what, async () => {
      const job = await this.#runQuery(sql, { labels });
      const url = new URL(`${this.#api.projectUrl}/queries/${job.id}`);
      const location = await this.location();
      if (location !== undefined) url.searchParams.set("location", location);
      url.searchParams.set("maxResults", String(answerRows));
      const read = () => this.#ask({ method: "GET", url: url.href }) as Promise<AnswerPage>;
      const first = await read();
      const run = (next: string) =>
        this.#run(what, () => (url.searchParams.set("pageToken", next), read()));
      async function* pages() {
        for (let page = first;; page = await run(page.pageToken!)) {
          yield page.rows ?? [];
          if (page.pageToken === undefined) return;
        }
      }
      return {
        fields: first.schema?.fields ?? [],
        pages: pages(),
        bytesBilled: statisticsOf(job).bytes_billed,
      };
    });
  }

  async #runQuery(sql: string, options: QueryOptions): Promise<DoneJob> {
    const { params = {}, labels, jobId: id, signal } = options;
    const values = Object.entries(params).map(([name, value]) => [
      name,
      value instanceof Date ? this.#api.client.timestamp(value) : value,
    ]);
    const location = await this.location();
    return await runJob(this.#api, {
      id: id ?? `workspace_sync_${crypto.randomUUID()}`,
      location,
      deadline: queryTimeout,
      attempts: id === undefined ? 0 : await this.waitForJobs(id, signal),
      signal,
      start: async (jobId) => {
        const [{ metadata }] = await this.#api.client.createQueryJob({
          jobId,
          query: sql,
          defaultDataset: this.#reference,
          params: Object.fromEntries(values),
          jobTimeoutMs: queryTimeout,
          ...(location && { location }),
          ...(labels && { labels }),
          ...(this.#maxBytesBilled !== undefined && {
            maximumBytesBilled: String(this.#maxBytesBilled),
          }),
        });
        return metadata as Job;
      },
    });
  }

  /**
   * Waits until every job that was started under an id is done, by whichever run.
   *
   * @returns How many attempts there were.
   */
  async waitForJobs(jobId: string, signal?: AbortSignal): Promise<number> {
    const location = await this.location();
    return await this.#run(
      `wait for the job ${jobId}`,
      () => waitForAttempts(this.#api, { id: jobId, location, deadline: loadTimeout, signal }),
      signal,
    );
  }

  /**
   * Lets BigQuery check a statement without running it.
   *
   * @returns What it would cost, as BigQuery estimates it, and what kind of statement it is.
   */
  async dryRun(what: string, sql: string): Promise<DryRun> {
    return await this.#run(what, async () => {
      const location = await this.location();
      const [{ metadata }] = await this.#api.client.createQueryJob({
        query: sql,
        defaultDataset: this.#reference,
        dryRun: true,
        ...(location && { location }),
      });
      const { totalBytesProcessed, query } = metadata.statistics ?? {};
      return { bytes: Number(totalBytesProcessed ?? 0), statementType: query?.statementType };
    });
  }

  /** Appends rows, one JSON object a line; the same job id is never loaded twice. */
  async append(
    name: string,
    fields: readonly Field[],
    { body, rows }: Lines,
    jobId: string,
    labels: Record<string, string>,
  ): Promise<void> {
    const { project, dataset } = this.#address;
    await this.#run(`load ${name}`, async () => {
      const table = { projectId: project, datasetId: dataset, tableId: name };
      const location = await this.location();
      await load(this.#api, { table, fields, body, rows, jobId, location, labels });
    });
  }

  #urlOf(table: string): string {
    return `${this.#api.projectUrl}/datasets/${this.#address.dataset}/tables/${table}`;
  }

  #ask(request: ApiRequest): Promise<unknown> {
    return withRetries(async () => await bodyOf(await this.#api.send(request)));
  }

  async #metadata(): Promise<DatasetResource> {
    const read = () => this.#dataset.getMetadata();
    return (await this.#unless(404, "read the dataset", read))?.[0] ?? {};
  }

  /** The dataset, as the API names it. */
  get #reference() {
    const { project, dataset } = this.#address;
    return { projectId: project, datasetId: dataset };
  }

  get #dataset() {
    return this.#api.client.dataset(this.#address.dataset);
  }

  /** Puts a failure into words. */
  async #run<Result>(
    what: string,
    work: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw explain(error, what);
    }
  }

  /** Does the same; `undefined` when the answer has a status that is no failure here. */
  async #unless<Result>(
    status: number,
    what: string,
    work: () => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof BigQueryError && error.code === status) return undefined;
      throw explain(error, what);
    }
  }
}

interface DatasetResource {
  readonly location?: string;
  readonly defaultTableExpirationMs?: string;
}

function statisticsOf({ statistics }: Job): QueryStatistics {
  const { totalBytesBilled = 0, dmlStats } = statistics?.query ?? {};
  return {
    bytes_billed: Number(totalBytesBilled),
    slot_ms: Number(statistics?.totalSlotMs ?? 0),
    written: dmlStats && {
      inserted: Number(dmlStats.insertedRowCount ?? 0),
      updated: Number(dmlStats.updatedRowCount ?? 0),
      deleted: Number(dmlStats.deletedRowCount ?? 0),
    },
  };
}
