/**
 * The loader: keeps the tables of a destination equal to what the API lists.
 *
 * ```ts
 * import { openDestination, sync } from "@workspace-sync/loader";
 * import { createSandbox } from "@workspace-sync/sandbox";
 *
 * await using sandbox = createSandbox({ rows: 3 }).listen();
 * const destination = await openDestination("duckdb::memory:");
 * const report = await sync({
 *   client: { baseUrl: sandbox.url, token: sandbox.token, rate: 0 },
 *   destination,
 * });
 * console.log(report.run.status, report.run.inserted);
 * await destination.close();
 * ```
 *
 * @module
 */

export {
  type Change,
  type ChangedValue,
  type ChangedValues,
  changes,
  type ChangesOptions,
} from "./changes.ts";
export type { Checkpoint } from "./checkpoint.ts";
export type { Value } from "./convert.ts";
export * from "./destination.ts";
export * from "./destinations/mod.ts";
export * from "./errors.ts";
export {
  type ChangeKind,
  changeMeanings,
  historyOf,
  versionColumns,
  versionsName,
} from "./history.ts";
export * from "./reader.ts";
export { checkOrigin, type Origin, originKey } from "./origin.ts";
export {
  type AlertKind,
  type AlertRecord,
  type Cost,
  countMeanings,
  type CountName,
  type Counts,
  type Deletes,
  type DriftReport,
  type Freshness,
  type History,
  type IssueRecord,
  type RejectRecord,
  type ResourceRecord,
  type RunRecord,
  type Status,
} from "./run_log.ts";
export {
  createShaper,
  isReject,
  listOf,
  type OnDrift,
  type Reject,
  type Row,
  type Shaper,
  valuesOf,
} from "./shape.ts";
export { type Progress, type RunReport, sync, type SyncOptions } from "./sync.ts";
export { canBeQuick, type Phase } from "./sync_resource.ts";
export { type Table, type TableColumn, tableOf } from "./table.ts";
export type { Attributes, Counter, Histogram, InstrumentOptions, Meter } from "./telemetry.ts";
export type { AnyView, ItemsView, LiveView, View } from "./views.ts";
