/**
 * Questions that a synced workspace answers, each with the SQL for DuckDB and for BigQuery.
 *
 * ```ts
 * import { modelNamed, sqlOf } from "@workspace-sync/models";
 *
 * const model = modelNamed("receivables_by_age")!;
 * console.log(model.question, model.columns.map(({ name }) => name));
 * console.log(sqlOf(model, { engine: "duckdb" }));
 * ```
 *
 * @module
 */

import { type Engine, expand, macros } from "./macros.ts";
import { type Model, parseModel } from "./model.ts";
import { files } from "./sql.ts";

export type { Engine } from "./macros.ts";
export type { Model, ModelColumn } from "./model.ts";

/** The order of the documentation: what is invoiced, expenses, budgets and plans. */
const names: readonly string[] = [
  ...["receivables_by_age", "invoiced_by_month", "billed_by_item", "invoiced_and_budget"],
  ...["expenses", "unbilled_expenses", "expense_markup", "expense_budgets", "expense_approvals"],
  ...["reimbursable_by_month", "planned_margin", "capacity_by_month", "overdue_projects"],
  ...["overdue_tasks", "task_hours_by_status"],
];

/** All models, in the order of the documentation. */
export const models: readonly Model[] = names.map((name) => parseModel(name, files[name]!));

/** Returns the model that has a name, if there is one. */
export function modelNamed(name: string): Model | undefined {
  return models.find((model) => model.name === name);
}

/** Where the SQL of a model runs. */
export interface Target {
  /** Whose SQL is to be written. */
  readonly engine: Engine;
  /** Qualifies and quotes the name of a table or view of the workspace. @default {the bare name} */
  readonly quoted?: (table: string) => string;
  /** The day that counts as today, such as `2026-06-30`. @default {what the engine says} */
  readonly today?: string;
}

/** Writes the query of a model for an engine. Other models that it reads become part of it. */
export function sqlOf(model: Model, target: Target): string {
  const { engine, today, quoted = (table) => table } = target;
  return expand(model.sql, (name, args) => {
    if (name === "source") return quoted(args[1]!);
    if (name === "ref") return `(${sqlOf(modelNamed(args[0]!)!, target)})`;
    if (name === "today") return today === undefined ? "CURRENT_DATE" : `DATE '${today}'`;
    return macros[name]![engine](...args);
  });
}

/** Returns the tables and views of the workspace that a model reads, itself or through other models. */
export function sourcesOf({ sources, refs }: Model): readonly string[] {
  return [...new Set([...sources, ...refs.flatMap((name) => sourcesOf(modelNamed(name)!))])];
}
