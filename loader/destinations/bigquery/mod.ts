/**
 * Keeps tables in a BigQuery dataset.
 *
 * ```ts ignore
 * import { openBigQuery } from "@workspace-sync/loader/bigquery";
 *
 * const destination = await openBigQuery("bigquery://my-project/crm", { createDataset: true });
 * await destination.close();
 * ```
 *
 * @module
 */

import type { Destination, Dialect, Finding } from "../../destination.ts";
import type { MadeView, ModelView, Reader, ReaderOptions } from "../../reader.ts";
import { DestinationError } from "../../errors.ts";
import { runsTable } from "../../run_log.ts";
import type { Table } from "../../table.ts";
import type { DestinationKind, OpenOptions } from "../mod.ts";
import { parseAddress } from "./address.ts";
import { Api } from "../../engines/bigquery/api.ts";
import { findCredentials, noCredentials } from "../../engines/bigquery/auth.ts";
import { BigQueryDestination } from "./destination.ts";
import { makeViews } from "./model_views.ts";
import { BigQueryReader } from "./reader.ts";
import { Dataset, harmlessUpdate, identifier, merge, parsed, types } from "./sql.ts";
import { stageName, viewName } from "./stage.ts";
import { Tables } from "./tables.ts";
import { createView } from "./views.ts";

/**
 * Opens the dataset at `bigquery://PROJECT/DATASET[?location=…][&endpoint=…]`. It must exist, unless
 * `createDataset` is asked for.
 *
 * @throws {DestinationError} when the address is wrong, there are no credentials, or no dataset.
 */
export async function openBigQuery(
  address: string,
  options: OpenOptions = {},
): Promise<Destination> {
  const { tables, names, credentials } = await connect(address, options);
  await openDataset(address, tables, options);
  return new BigQueryDestination(address, {
    ...{ tables, credentials },
    dataset: names,
    partition: options.partition ?? false,
  });
}

/** Makes sure that there is a dataset where an address says. */
async function openDataset(address: string, tables: Tables, options: OpenOptions): Promise<void> {
  const { project, dataset, location } = parseAddress(address);
  const found = await tables.location();
  if (found !== undefined && location !== undefined && !sameName(found, location)) {
    throw new DestinationError(
      `Cannot open the destination '${address}': the dataset is in ${found}; correct the location, ` +
        "or name another dataset",
      "unusable",
    );
  }
  if (found === undefined) {
    if (options.readOnly || !options.createDataset) {
      throw new DestinationError(
        `Cannot open the destination '${address}': there is no dataset ${project}.${dataset}, ` +
          "or the credentials do not show it; create it, or run again with --create-dataset",
        "absent",
      );
    }
    await tables.createDataset(location);
  }
}

/**
 * Opens the dataset at an address for questions.
 *
 * @throws {DestinationError} when the address is wrong, there are no credentials, or no dataset.
 */
export async function openBigQueryReader(
  address: string,
  { maxBytesBilled }: ReaderOptions = {},
): Promise<Reader> {
  const limit = maxBytesBilled === undefined ? {} : { maxBytesBilled };
  const { tables, names } = await connect(address, limit);
  await openDataset(address, tables, { readOnly: true });
  return new BigQueryReader(tables, names);
}

/**
 * Makes views in the dataset `crm_models` beside the dataset `crm`.
 *
 * @throws {DestinationError} when one of the two is not there, and `createDataset` is not asked for, or something
 * that is no view of ours has the name of one.
 */
export async function makeBigQueryViews(
  address: string,
  views: readonly ModelView[],
  { createDataset = false }: OpenOptions = {},
): Promise<readonly MadeView[]> {
  const { tables, names } = await connect(address, {});
  await openDataset(address, tables, { readOnly: true });
  const { project, dataset } = parseAddress(address);
  const name = `${dataset}_models`;
  const settings = new URLSearchParams(new URL(address).search);
  // Views have to be where their tables are.
  settings.set("location", (await tables.location())!);
  const beside = `bigquery://${project}/${name}?${settings}`;
  const own = await connect(beside, {});
  await openDataset(beside, own.tables, { createDataset });
  return await makeViews(tables, names, own.tables, name, views);
}

/** Locations are written in either case. */
function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

async function connect(
  address: string,
  { maxBytesBilled, idToken }: OpenOptions,
): Promise<{ tables: Tables; names: Dataset; credentials: string }> {
  const parsed = parseAddress(address);
  const found = parsed.endpoint ? noCredentials : await findCredentials({ idToken });
  return {
    credentials: found.source,
    tables: new Tables(new Api(parsed, found), parsed, maxBytesBilled),
    names: new Dataset(parsed.project, parsed.dataset),
  };
}

/** Returns the SQL that a destination at the address is sent. */
export function bigQueryDialect(address: string): Dialect {
  const { project, dataset } = parseAddress(address);
  const names = new Dataset(project, dataset);
  return {
    ddl: (table) => [
      createTable(names, table),
      ...(table.views ?? []).map((view) => createView(names, view)),
    ],
    apply: (table, deletes) => {
      const stage = stageName(table.name, "00000000");
      const view = viewName(stage, "00000000");
      const step = { stage, view, parts: ["PART"], insert: true, update: true, deletes };
      return [
        `CREATE VIEW ${names.quoted(view)} AS\n${parsed(names, table, stage)}`,
        merge(names, table, step),
      ];
    },
  };
}

/** The statement that does the same as our call of `tables.insert`. */
function createTable(names: Dataset, { name, columns, primaryKey, description }: Table): string {
  const keys = primaryKey.map(identifier).join(", ");
  const lines = columns.map((column) =>
    `${identifier(column.name)} ${types[column.type]}${column.nullable ? "" : " NOT NULL"} ` +
    `OPTIONS (description = ${JSON.stringify(column.description)})`
  );
  return `CREATE TABLE ${names.quoted(name)} (\n  ${
    lines.join(",\n  ")
  },\n  PRIMARY KEY (${keys}) NOT ENFORCED\n)
CLUSTER BY ${keys} OPTIONS (description = ${JSON.stringify(description)})`;
}

/**
 * Finds out whether the dataset can be reached, its tables do not expire, queries may be run, and DML is
 * allowed, as it is not in a project without billing. Statements are checked by BigQuery and not run.
 */
export async function checkBigQuery(address: string): Promise<readonly Finding[]> {
  const name = `destination ${address}`;
  const findings: Finding[] = [];
  try {
    await (await openBigQuery(address, { readOnly: true })).close();
    const { tables, names, credentials } = await connect(address, {});
    findings.push({ name, ok: true, message: `the dataset can be read with ${credentials}` });
    const days = await tables.expiryDays();
    if (days !== undefined) {
      const message = `BigQuery removes the tables of this dataset ${days} days after they are ` +
        "made, as in a project without billing; remove the dataset's default table expiration";
      findings.push({ name, ok: false, message });
    }
    const canWrite = await tables.get(runsTable.name) !== undefined;
    const probe = canWrite ? harmlessUpdate(names, runsTable) : "SELECT 1";
    await tables.dryRun(`write to ${address}`, probe);
    const message = canWrite ? "rows may be written" : "queries may be run";
    return [...findings, { name, ok: true, message }];
  } catch (error) {
    if (!(error instanceof DestinationError)) throw error;
    return [...findings, { name, ok: false, message: error.message }];
  }
}

/** BigQuery, as one of the destinations. */
export const bigQuery: DestinationKind = {
  engine: "bigquery",
  open: openBigQuery,
  dialect: bigQueryDialect,
  check: checkBigQuery,
  read: openBigQueryReader,
  makeViews: makeBigQueryViews,
};
