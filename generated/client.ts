// Written by `deno task generate` from spec sha256:2c718398c6373a84ffbade64171cf710fbd06bda1f0bb895ad05ddecc792186b; do not edit.

/**
 * The typed client.
 *
 * @module
 */

import type { List } from "../client/list.ts";
import type { CallOptions, ClientOptions, RequestOptions } from "../client/options.ts";
import type { Identity, Resource } from "../client/resource.ts";
import { createTransport, type Query, type Transport } from "../client/transport.ts";
import {
  clientsPagination,
  projectsPagination,
  projectMembersPagination,
  projectTasksPagination,
  expenseReportsPagination,
  expenseItemsPagination,
  expenseCategoriesPagination,
  projectExpensesPagination,
  projectBudgetExpensesPagination,
  membersPagination,
  opportunityStagesPagination,
  invoicesPagination,
  holidaysPagination,
} from "./pagination.ts";
import type { paths } from "./paths.ts";
import { identityRoute } from "./resources.ts";
import type {
  Client,
  ClientListQuery,
  ExpenseCategory,
  ExpenseCategoryListQuery,
  ExpenseItem,
  ExpenseItemListQuery,
  ExpenseReport,
  ExpenseReportListQuery,
  Holiday,
  HolidayListQuery,
  Invoice,
  InvoiceListQuery,
  Member,
  MemberListQuery,
  OpportunityStage,
  OpportunityStageListQuery,
  Project,
  ProjectBudgetExpense,
  ProjectBudgetExpenseListQuery,
  ProjectExpense,
  ProjectExpenseListQuery,
  ProjectListQuery,
  ProjectMember,
  ProjectMemberListQuery,
  ProjectTask,
  ProjectTaskListQuery,
} from "./types.ts";

/**
 * Creates a client of the API. Nothing is sent until a list is awaited or iterated.
 *
 * @throws {ConfigurationError} when an option is wrong, or URL or token are missing.
 *
 * @example Usage
 * ```ts
 * const workspace = createClient({ baseUrl: "https://api.example.com", token: "my-token" });
 * const list = workspace.clients.list();
 * ```
 */
export function createClient(options: ClientOptions = {}): Workspace {
  return new Workspace(createTransport<paths>(options));
}

/** The API: one property per resource. */
export class Workspace {
  readonly #transport: Transport<paths>;
  /** Where the API is, without a slash at the end. */
  readonly baseUrl: string;
  /** Lists the clients of the workspace. */
  readonly clients: ClientsResource;
  /** Lists the projects of all clients. */
  readonly projects: ProjectsResource;
  /** Lists who is assigned to which project, with rates and costs. */
  readonly projectMembers: ProjectMembersResource;
  /** Lists the tasks of all projects. */
  readonly projectTasks: ProjectTasksResource;
  /** Lists the expense reports of all members. */
  readonly expenseReports: ExpenseReportsResource;
  /** Lists the single expenses of all expense reports. */
  readonly expenseItems: ExpenseItemsResource;
  /** Lists the categories that expenses are filed under. */
  readonly expenseCategories: ExpenseCategoriesResource;
  /** Lists the expenses that were recorded on a project directly. */
  readonly projectExpenses: ProjectExpensesResource;
  /** Lists the expenses planned in budgets of mode `detailed` or `aggregated`. */
  readonly projectBudgetExpenses: ProjectBudgetExpensesResource;
  /** Lists the people in the workspace. */
  readonly members: MembersResource;
  /** Lists the stages that a sale can be in. */
  readonly opportunityStages: OpportunityStagesResource;
  /** Lists the invoices to all clients, with their lines. */
  readonly invoices: InvoicesResource;
  /** Lists the public holidays, both built-in ones and the workspace's own. */
  readonly holidays: HolidaysResource;

  /** Makes a client from what sends its requests; see {@linkcode createClient}. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
    this.baseUrl = transport.baseUrl;
    this.clients = new ClientsResource(transport);
    this.projects = new ProjectsResource(transport);
    this.projectMembers = new ProjectMembersResource(transport);
    this.projectTasks = new ProjectTasksResource(transport);
    this.expenseReports = new ExpenseReportsResource(transport);
    this.expenseItems = new ExpenseItemsResource(transport);
    this.expenseCategories = new ExpenseCategoriesResource(transport);
    this.projectExpenses = new ProjectExpensesResource(transport);
    this.projectBudgetExpenses = new ProjectBudgetExpensesResource(transport);
    this.members = new MembersResource(transport);
    this.opportunityStages = new OpportunityStagesResource(transport);
    this.invoices = new InvoicesResource(transport);
    this.holidays = new HolidaysResource(transport);
  }

  /**
   * Asks whose token it is.
   *
   * @returns `undefined` when the API does not answer that question.
   * @throws {WorkspaceError} when it cannot be asked, or refuses the token.
   */
  identity(options?: CallOptions): Promise<Identity | undefined> {
    return this.#transport.identity(identityRoute, options);
  }

  /** Makes a client with other defaults of its calls. Both share one rate limit. */
  withOptions(options: CallOptions): Workspace {
    return new Workspace(this.#transport.withOptions(options));
  }

  /** Lists a resource that is known by its entry in the registry. */
  list(
    resource: Resource,
    query?: Query,
    options?: RequestOptions,
  ): List<Record<string, unknown>> {
    return this.#transport.listAny(resource, query, options);
  }
}

/** Lists the clients of the workspace. */
export class ClientsResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the clients of the workspace. `GET /api/workspace/clients`
   *
   * @param query Narrows the list by `code`.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: ClientListQuery = {}, options?: RequestOptions): List<Client> {
    return this.#transport.list("/api/workspace/clients", clientsPagination, query, options);
  }
}

/** Lists the projects of all clients. */
export class ProjectsResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the projects of all clients. `GET /api/workspace/projects`
   *
   * @param query Narrows the list by `clientId`, `projectTypeId`, `statusId`, `nameContains`.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: ProjectListQuery = {}, options?: RequestOptions): List<Project> {
    return this.#transport.list("/api/workspace/projects", projectsPagination, query, options);
  }
}

/** Lists who is assigned to which project, with rates and costs. */
export class ProjectMembersResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists who is assigned to which project, with rates and costs. `GET /api/workspace/project-members`
   *
   * @param query Narrows the list.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: ProjectMemberListQuery = {}, options?: RequestOptions): List<ProjectMember> {
    return this.#transport.list("/api/workspace/project-members", projectMembersPagination, query, options);
  }
}

/** Lists the tasks of all projects. */
export class ProjectTasksResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the tasks of all projects. `GET /api/workspace/project-tasks`
   *
   * @param query Narrows the list by `projectId`, `nameContains`.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: ProjectTaskListQuery = {}, options?: RequestOptions): List<ProjectTask> {
    return this.#transport.list("/api/workspace/project-tasks", projectTasksPagination, query, options);
  }
}

/** Lists the expense reports of all members. */
export class ExpenseReportsResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the expense reports of all members. `GET /api/workspace/expense-reports`
   *
   * @param query Narrows the list.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: ExpenseReportListQuery = {}, options?: RequestOptions): List<ExpenseReport> {
    return this.#transport.list("/api/workspace/expense-reports", expenseReportsPagination, query, options);
  }
}

/** Lists the single expenses of all expense reports. */
export class ExpenseItemsResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the single expenses of all expense reports. `GET /api/workspace/expense-items`
   *
   * @param query Narrows the list by `expenseReportId`.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: ExpenseItemListQuery = {}, options?: RequestOptions): List<ExpenseItem> {
    return this.#transport.list("/api/workspace/expense-items", expenseItemsPagination, query, options);
  }
}

/** Lists the categories that expenses are filed under. */
export class ExpenseCategoriesResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the categories that expenses are filed under. `GET /api/workspace/expense-categories`
   *
   * @param query Narrows the list by `name`.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: ExpenseCategoryListQuery = {}, options?: RequestOptions): List<ExpenseCategory> {
    return this.#transport.list("/api/workspace/expense-categories", expenseCategoriesPagination, query, options);
  }
}

/** Lists the expenses that were recorded on a project directly. */
export class ProjectExpensesResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the expenses that were recorded on a project directly. `GET /api/workspace/project-expenses`
   *
   * @param query Narrows the list.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: ProjectExpenseListQuery = {}, options?: RequestOptions): List<ProjectExpense> {
    return this.#transport.list("/api/workspace/project-expenses", projectExpensesPagination, query, options);
  }
}

/** Lists the expenses planned in budgets of mode `detailed` or `aggregated`. */
export class ProjectBudgetExpensesResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the expenses planned in budgets of mode `detailed` or `aggregated`. `GET /api/workspace/project-budget-expenses`
   *
   * @param query Narrows the list by `projectId`.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: ProjectBudgetExpenseListQuery = {}, options?: RequestOptions): List<ProjectBudgetExpense> {
    return this.#transport.list("/api/workspace/project-budget-expenses", projectBudgetExpensesPagination, query, options);
  }
}

/** Lists the people in the workspace. */
export class MembersResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the people in the workspace. `GET /api/workspace/members`
   *
   * @param query Narrows the list by `nameContains`, `emailContains`.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: MemberListQuery = {}, options?: RequestOptions): List<Member> {
    return this.#transport.list("/api/workspace/members", membersPagination, query, options);
  }
}

/** Lists the stages that a sale can be in. */
export class OpportunityStagesResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the stages that a sale can be in. `GET /api/workspace/opportunity-stages`
   *
   * @param query Narrows the list by `name`.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: OpportunityStageListQuery = {}, options?: RequestOptions): List<OpportunityStage> {
    return this.#transport.list("/api/workspace/opportunity-stages", opportunityStagesPagination, query, options);
  }
}

/** Lists the invoices to all clients, with their lines. */
export class InvoicesResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the invoices to all clients, with their lines. `GET /api/workspace/invoices`
   *
   * @param query Narrows the list.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: InvoiceListQuery = {}, options?: RequestOptions): List<Invoice> {
    return this.#transport.list("/api/workspace/invoices", invoicesPagination, query, options);
  }
}

/** Lists the public holidays, both built-in ones and the workspace's own. */
export class HolidaysResource {
  readonly #transport: Transport<paths>;

  /** Makes the resource from what sends its requests. */
  constructor(transport: Transport<paths>) {
    this.#transport = transport;
  }

  /**
   * Lists the public holidays, both built-in ones and the workspace's own. `GET /api/workspace/holidays`
   *
   * @param query Narrows the list.
   * @returns One page when awaited, every record when iterated.
   */
  list(query: HolidayListQuery = {}, options?: RequestOptions): List<Holiday> {
    return this.#transport.list("/api/workspace/holidays", holidaysPagination, query, options);
  }
}
