// Written by `deno task generate` from spec sha256:2c718398c6373a84ffbade64171cf710fbd06bda1f0bb895ad05ddecc792186b; do not edit.

/**
 * How the lists are paged.
 *
 * @module
 */

import type { Pagination } from "../client/resource.ts";

/** How `clients` is paged. */
export const clientsPagination: Pagination<"results"> = {"style":"cursor","cursorParam":"startingAfter","cursorField":"id","limitParam":"limit","limit":100,"items":"results","hasMore":"hasMore","reverseParam":"endingBefore","orderField":"createdAt","orderDirection":"descending"};

/** How `projects` is paged. */
export const projectsPagination: Pagination<"results"> = clientsPagination;

/** How `project_members` is paged. */
export const projectMembersPagination: Pagination<"results"> = clientsPagination;

/** How `project_tasks` is paged. */
export const projectTasksPagination: Pagination<"results"> = clientsPagination;

/** How `expense_reports` is paged. */
export const expenseReportsPagination: Pagination<"results"> = clientsPagination;

/** How `expense_items` is paged. */
export const expenseItemsPagination: Pagination<"results"> = clientsPagination;

/** How `expense_categories` is paged. */
export const expenseCategoriesPagination: Pagination<"results"> = clientsPagination;

/** How `project_expense` is paged. */
export const projectExpensesPagination: Pagination<"results"> = clientsPagination;

/** How `project_budget_expenses` is paged. */
export const projectBudgetExpensesPagination: Pagination<"results"> = clientsPagination;

/** How `workspace_members` is paged. */
export const membersPagination: Pagination<"results"> = clientsPagination;

/** How `opportunity_stages` is paged. */
export const opportunityStagesPagination: Pagination<"results"> = clientsPagination;

/** How `invoices` is paged. */
export const invoicesPagination: Pagination<"results"> = clientsPagination;

/** How `holidays` is paged. */
export const holidaysPagination: Pagination<"results"> = clientsPagination;
