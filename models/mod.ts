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

import billedByItem from "./billed_by_item.sql" with { type: "text" };
import capacityByMonth from "./capacity_by_month.sql" with { type: "text" };
import expenseApprovals from "./expense_approvals.sql" with { type: "text" };
import expenseBudgets from "./expense_budgets.sql" with { type: "text" };
import expenseMarkup from "./expense_markup.sql" with { type: "text" };
import expenses from "./expenses.sql" with { type: "text" };
import invoicedAndBudget from "./invoiced_and_budget.sql" with { type: "text" };
import invoicedByMonth from "./invoiced_by_month.sql" with { type: "text" };
import { type Engine, expand, macros } from "./macros.ts";
import { type Model, parseModel } from "./model.ts";
import overdueProjects from "./overdue_projects.sql" with { type: "text" };
import overdueTasks from "./overdue_tasks.sql" with { type: "text" };
import plannedMargin from "./planned_margin.sql" with { type: "text" };
import receivablesByAge from "./receivables_by_age.sql" with { type: "text" };
import reimbursableByMonth from "./reimbursable_by_month.sql" with { type: "text" };
import taskHoursByStatus from "./task_hours_by_status.sql" with { type: "text" };
import unbilledExpenses from "./unbilled_expenses.sql" with { type: "text" };

export type { Engine } from "./macros.ts";
export type { Model, ModelColumn } from "./model.ts";

/** All models: what is invoiced, expenses, budgets and plans, in the order of the documentation. */
export const models: readonly Model[] = Object.entries({
  receivables_by_age: receivablesByAge,
  invoiced_by_month: invoicedByMonth,
  billed_by_item: billedByItem,
  invoiced_and_budget: invoicedAndBudget,
  expenses,
  unbilled_expenses: unbilledExpenses,
  expense_markup: expenseMarkup,
  expense_budgets: expenseBudgets,
  expense_approvals: expenseApprovals,
  reimbursable_by_month: reimbursableByMonth,
  planned_margin: plannedMargin,
  capacity_by_month: capacityByMonth,
  overdue_projects: overdueProjects,
  overdue_tasks: overdueTasks,
  task_hours_by_status: taskHoursByStatus,
}).map(([name, text]) => parseModel(name, text));

/** Returns the model that has a name, if there is one. */
export function modelNamed(name: string): Model | undefined {
  return models.find((model) => model.name === name);
}

/** Where the SQL of a model runs. */
export interface Target {
  /** Whose SQL is to be written. */
  readonly engine: Engine;
  /** Qualifies and quotes the name of a table or view of the workspace. @default {its bare name} */
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
