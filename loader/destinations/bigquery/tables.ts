/**
 * Tables and queries of one dataset.
 *
 * @module
 */

import type { Cost } from "../../destination.ts";
import type { Table, TableColumn } from "../../table.ts";
import type { Address } from "./address.ts";
import { type Api, BigQueryError, bodyOf, explain, isTransientJob, persist } from "./api.ts";
import { load } from "./load.ts";
import { types } from "./sql.ts";

/** A column of a table, as the API writes it. */
export interface Field {
  /** Name. */
  readonly name: string;
  /** Type, such as `STRING`. */
  readonly type: string;
  /** Whether it may be NULL. @default {"NULLABLE"} */
  readonly mode?: string;
  /** What it holds. */
  readonly description?: string;
}

/** A table, as the API writes it. */
export interface TableResource {
  /** Its columns. */
  readonly schema?: { readonly fields: readonly Field[] };
  /** Changes with every change of the table. */
  readonly etag?: string;
  /** Its labels. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What it holds. */
  readonly description?: string;
  /** Columns that it is sorted by. */
  readonly clustering?: { readonly fields: readonly string[] };
  /** Keys that readers may rely on; BigQuery does not enforce them. */
  readonly tableConstraints?: { readonly primaryKey: { readonly columns: readonly string[] } };
  /** When it is removed, in milliseconds since 1970. */
  readonly expirationTime?: string;
  /** When it was made, in milliseconds since 1970. */
  readonly creationTime?: string;
}

/** Options of a query. */
export interface QueryOptions {
  /** Values of its named parameters; dates are timestamps. */
  readonly params?: Readonly<Record<string, string | number | Date>>;
  /** Labels of the job. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Told of what the query cost. */
  readonly onCost?: (cost: Cost) => void;
}

/** Longest time that a query may run, in milliseconds. */
const queryTimeout = 60 * 60 * 1000;

/** The tables of one dataset. */
export class Tables {
  readonly #api: Api;
  readonly #address: Address;
  readonly #maxBytesBilled: number | undefined;
  #location: string | undefined;

  /** Makes it from what reaches the API, and the most bytes that a query may be billed for. */
  constructor(api: Api, address: Address, maxBytesBilled: number | undefined) {
    this.#api = api;
    this.#address = address;
    this.#maxBytesBilled = maxBytesBilled;
  }

  /** Where the dataset is; `undefined` when there is none. */
  async location(): Promise<string | undefined> {
    if (this.#location !== undefined) return this.#location;
    const metadata = await this.#orMissing(() => this.#dataset.getMetadata());
    return this.#location = (metadata as { location?: string } | undefined)?.location;
  }

  /** Creates the dataset. */
  async createDataset(location: string | undefined): Promise<void> {
    const { project, dataset } = this.#address;
    await this.#run(
      `create the dataset ${project}.${dataset}`,
      () => this.#api.client.createDataset(dataset, { ...(location && { location }) }),
    );
  }

  /** Names of the tables that begin with a prefix. */
  async names(prefix: string): Promise<string[]> {
    const [tables] = await this.#run("list the tables", () => this.#dataset.getTables());
    return tables.map(({ id }) => id!).filter((name) => name.startsWith(prefix));
  }

  /** Reads a table; `undefined` when there is none. */
  async get(name: string): Promise<TableResource | undefined> {
    return await this.#orMissing(() => this.#dataset.table(name).getMetadata());
  }

  /** Creates a table; false when it exists already. */
  async create(name: string, table: TableResource): Promise<boolean> {
    try {
      await this.#dataset.createTable(name, table as never);
      return true;
    } catch (error) {
      if (error instanceof BigQueryError && error.code === 409) return false;
      throw explain(error, `create the table ${name}`);
    }
  }

  /** Changes a table that is as it was read; false when somebody else changed it. */
  async patch(name: string, patch: TableResource, etag: string): Promise<boolean> {
    const { project, dataset, endpoint = "https://bigquery.googleapis.com" } = this.#address;
    const url = `${endpoint}/bigquery/v2/projects/${project}/datasets/${dataset}/tables/${name}`;
    try {
      await persist(async () =>
        bodyOf(
          await this.#api.send({
            method: "PATCH",
            url,
            json: patch,
            headers: { "if-match": etag },
          }),
        )
      );
      return true;
    } catch (error) {
      if (error instanceof BigQueryError && error.code === 412) return false;
      throw explain(error, `change the table ${name}`);
    }
  }

  /** Removes a table, if it is there. */
  async remove(name: string): Promise<void> {
    await this.#orMissing(() => this.#dataset.table(name).delete());
  }

  /** Runs a query and returns its rows. */
  async query<Row>(what: string, sql: string, options: QueryOptions = {}): Promise<Row[]> {
    const params = Object.entries(options.params ?? {}).map(([name, value]) => [
      name,
      value instanceof Date ? this.#api.client.timestamp(value) : value,
    ]);
    // A statement that failed has changed nothing, so it is run again, as a new job.
    return await this.#run(what, () =>
      persist(async () => {
        const [job] = await this.#api.client.createQueryJob({
          query: sql,
          params: Object.fromEntries(params),
          jobTimeoutMs: queryTimeout,
          ...(await this.#withLocation()),
          ...(options.labels && { labels: options.labels }),
          ...(this.#maxBytesBilled !== undefined && {
            maximumBytesBilled: String(this.#maxBytesBilled),
          }),
        });
        const [rows] = await job.getQueryResults();
        if (options.onCost) {
          const [{ statistics }] = await job.getMetadata();
          options.onCost({
            bytes_billed: Number(statistics?.query?.totalBytesBilled ?? 0),
            slot_ms: Number(statistics?.totalSlotMs ?? 0),
          });
        }
        return rows as Row[];
      }, (error) => error instanceof BigQueryError && isTransientJob(error)));
  }

  /** Appends rows, one JSON object a line; the same job id is never loaded twice. */
  async append(
    name: string,
    fields: readonly Field[],
    lines: readonly string[],
    jobId: string,
    labels: Record<string, string>,
  ): Promise<void> {
    const { project, dataset } = this.#address;
    await this.#run(`load ${name}`, async () =>
      load(this.#api, {
        table: { projectId: project, datasetId: dataset, tableId: name },
        fields,
        body: new TextEncoder().encode(lines.join("\n") + "\n"),
        rows: lines.length,
        jobId,
        location: (await this.location())!,
        labels,
      }));
  }

  get #dataset() {
    return this.#api.client.dataset(this.#address.dataset);
  }

  async #withLocation(): Promise<{ location?: string }> {
    const location = await this.location();
    return location === undefined ? {} : { location };
  }

  async #run<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw explain(error, what);
    }
  }

  async #orMissing(work: () => Promise<readonly unknown[]>): Promise<TableResource | undefined> {
    try {
      return (await work())[0] as TableResource;
    } catch (error) {
      if (error instanceof BigQueryError && error.code === 404) return undefined;
      throw explain(error, "read the dataset");
    }
  }
}

/** Fields of a table. */
export function fieldsOf(table: Table): Field[] {
  return table.columns.map((column) => fieldOf(column));
}

/** The field of a column. */
export function fieldOf({ name, type, nullable, description }: TableColumn): Field {
  return { name, type: types[type], mode: nullable ? "NULLABLE" : "REQUIRED", description };
}

/** A table, as it is created. */
export function resourceOf(table: Table): TableResource {
  return {
    description: table.description,
    schema: { fields: fieldsOf(table) },
    clustering: { fields: table.primaryKey },
    tableConstraints: { primaryKey: { columns: table.primaryKey } },
    labels: { app: "workspace-sync" },
  };
}
