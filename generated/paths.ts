// Written by `deno task generate` from spec sha256:2c718398c6373a84ffbade64171cf710fbd06bda1f0bb895ad05ddecc792186b; do not edit.

/**
 * The paths of the API, as openapi-fetch takes them.
 *
 * @module
 */

import type {
  Uuid,
} from "../client/formats.ts";
import type {
  Client,
  Project,
  ProjectMember,
  ProjectTask,
  ExpenseReport,
  ExpenseItem,
  ExpenseCategory,
  ProjectExpense,
  ProjectBudgetExpense,
  Member,
  OpportunityStage,
  Invoice,
  Holiday,
  ClientPage,
  ProjectPage,
  ProjectMemberPage,
  ProjectTaskPage,
  ExpenseReportPage,
  ExpenseItemPage,
  ExpenseCategoryPage,
  ProjectExpensePage,
  ProjectBudgetExpensePage,
  MemberPage,
  OpportunityStagePage,
  InvoicePage,
  HolidayPage,
  Reference,
  ProjectReference,
  ExpenseReportReference,
  ExpenseCategoryReference,
  PaymentTerm,
  ProjectBudget,
  HoursBudget,
  Integration,
  TaskRole,
  TaskMember,
  AvailabilityPeriod,
  CostPeriod,
  UtilizationTargetPeriod,
  InvoiceLine,
  InvoicePayment,
  ErrorBody,
} from "./types.ts";

/** The routes of the API. */
export interface paths {
    /** The methods of `/api/workspace/clients`. */
    "/api/workspace/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the clients of the workspace.
         * List clients
         */
        get: operations["listClients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/projects`. */
    "/api/workspace/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the projects of all clients.
         * List projects
         */
        get: operations["listProjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/project-members`. */
    "/api/workspace/project-members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists who is assigned to which project, with rates and costs.
         * List project members
         */
        get: operations["listProjectMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/project-tasks`. */
    "/api/workspace/project-tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the tasks of all projects.
         * List project tasks
         */
        get: operations["listProjectTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/expense-reports`. */
    "/api/workspace/expense-reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the expense reports of all members.
         * List expense reports
         */
        get: operations["listExpenseReports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/expense-items`. */
    "/api/workspace/expense-items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the single expenses of all expense reports.
         * List expense items
         */
        get: operations["listExpenseItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/expense-categories`. */
    "/api/workspace/expense-categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the categories that expenses are filed under.
         * List expense categories
         */
        get: operations["listExpenseCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/project-expenses`. */
    "/api/workspace/project-expenses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the expenses that were recorded on a project directly.
         * List project expenses
         */
        get: operations["listProjectExpenses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/project-budget-expenses`. */
    "/api/workspace/project-budget-expenses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the expenses planned in budgets of mode `detailed` or `aggregated`.
         * List budgeted project expenses
         */
        get: operations["listProjectBudgetExpenses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/members`. */
    "/api/workspace/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the people in the workspace.
         * List members
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/opportunity-stages`. */
    "/api/workspace/opportunity-stages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the stages that a sale can be in.
         * List opportunity stages
         */
        get: operations["listOpportunityStages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/invoices`. */
    "/api/workspace/invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the invoices to all clients, with their lines.
         * List invoices
         */
        get: operations["listInvoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    /** The methods of `/api/workspace/holidays`. */
    "/api/workspace/holidays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the public holidays, both built-in ones and the workspace's own.
         * List holidays
         */
        get: operations["listHolidays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
/** What the operations share. */
export interface components {
    /** The shared schemas. */
    schemas: {
        Client: Client;
        Project: Project;
        ProjectMember: ProjectMember;
        ProjectTask: ProjectTask;
        ExpenseReport: ExpenseReport;
        ExpenseItem: ExpenseItem;
        ExpenseCategory: ExpenseCategory;
        ProjectExpense: ProjectExpense;
        ProjectBudgetExpense: ProjectBudgetExpense;
        Member: Member;
        OpportunityStage: OpportunityStage;
        Invoice: Invoice;
        Holiday: Holiday;
        ClientPage: ClientPage;
        ProjectPage: ProjectPage;
        ProjectMemberPage: ProjectMemberPage;
        ProjectTaskPage: ProjectTaskPage;
        ExpenseReportPage: ExpenseReportPage;
        ExpenseItemPage: ExpenseItemPage;
        ExpenseCategoryPage: ExpenseCategoryPage;
        ProjectExpensePage: ProjectExpensePage;
        ProjectBudgetExpensePage: ProjectBudgetExpensePage;
        MemberPage: MemberPage;
        OpportunityStagePage: OpportunityStagePage;
        InvoicePage: InvoicePage;
        HolidayPage: HolidayPage;
        Reference: Reference;
        ProjectReference: ProjectReference;
        ExpenseReportReference: ExpenseReportReference;
        ExpenseCategoryReference: ExpenseCategoryReference;
        PaymentTerm: PaymentTerm;
        ProjectBudget: ProjectBudget;
        HoursBudget: HoursBudget;
        Integration: Integration;
        TaskRole: TaskRole;
        TaskMember: TaskMember;
        AvailabilityPeriod: AvailabilityPeriod;
        CostPeriod: CostPeriod;
        UtilizationTargetPeriod: UtilizationTargetPeriod;
        InvoiceLine: InvoiceLine;
        InvoicePayment: InvoicePayment;
        ErrorBody: ErrorBody;
    };
    /** The shared responses. */
    responses: {
        /** @description The request has a malformed parameter, such as an id that is not a UUID. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": ErrorBody;
            };
        };
        /** @description The API key is missing, malformed, unknown or revoked. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": ErrorBody;
            };
        };
        /** @description The feature behind this list is not enabled for the workspace. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": ErrorBody;
            };
        };
        /** @description There is no such resource or endpoint. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": ErrorBody;
            };
        };
        /** @description API access is disabled for the workspace. */
        Locked: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": ErrorBody;
            };
        };
        /** @description The rate limit, which all keys of a workspace share, is exceeded. */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": ErrorBody;
            };
        };
        /** @description The API failed to answer. */
        ServerFailure: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": ErrorBody;
            };
        };
    };
    /** The shared parameters. */
    parameters: {
        /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
        startingAfter: Uuid;
        /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
        endingBefore: Uuid;
        /** Most records to return in one page. */
        limit: number;
    };
    /** The shared requestBodies. */
    requestBodies: never;
    /** The shared headers. */
    headers: never;
    /** The shared pathItems. */
    pathItems: never;
}
/** The operations of the API. */
export interface operations {
    /** What `listClients` takes and answers. */
    listClients: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
                /** Keeps the clients with exactly this code; inferred from a third party, not documented. */
                code?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of clients. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ClientPage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listProjects` takes and answers. */
    listProjects: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
                /** Keeps the projects of this client; inferred from a third party, not documented. */
                clientId?: Uuid;
                /** Keeps the projects of this type; inferred from a third party, not documented. */
                projectTypeId?: Uuid;
                /** Keeps the projects in this status; inferred from a third party, not documented. Another value takes an assertion: `"…" as never`. */
                statusId?: "tentative" | "not_started" | "in_progress" | "paused" | "completed" | "cancelled";
                /** Keeps the projects whose name contains this text; inferred from a third party, not documented. */
                nameContains?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of projects. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ProjectPage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listProjectMembers` takes and answers. */
    listProjectMembers: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of project members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ProjectMemberPage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listProjectTasks` takes and answers. */
    listProjectTasks: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
                /** Keeps the tasks of this project; inferred from a third party, not documented. */
                projectId?: Uuid;
                /** Keeps the tasks whose name contains this text; inferred from a third party, not documented. */
                nameContains?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of project tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ProjectTaskPage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listExpenseReports` takes and answers. */
    listExpenseReports: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of expense reports. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ExpenseReportPage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listExpenseItems` takes and answers. */
    listExpenseItems: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
                /** Keeps the items of this expense report; inferred from a third party, not documented. */
                expenseReportId?: Uuid;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of expense items. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ExpenseItemPage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listExpenseCategories` takes and answers. */
    listExpenseCategories: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
                /** Keeps the categories with exactly this name. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of expense categories. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ExpenseCategoryPage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listProjectExpenses` takes and answers. */
    listProjectExpenses: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of project expenses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ProjectExpensePage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listProjectBudgetExpenses` takes and answers. */
    listProjectBudgetExpenses: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
                /** Keeps the budgeted expenses of this project. */
                projectId?: Uuid;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of budgeted project expenses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ProjectBudgetExpensePage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listMembers` takes and answers. */
    listMembers: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
                /** Keeps the members whose name contains this text; inferred from a third party, not documented. */
                nameContains?: string;
                /** Keeps the members whose email address contains this text; inferred from a third party, not documented. */
                emailContains?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": MemberPage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listOpportunityStages` takes and answers. */
    listOpportunityStages: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
                /** Keeps the stages with exactly this name. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of opportunity stages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": OpportunityStagePage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listInvoices` takes and answers. */
    listInvoices: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of invoices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": InvoicePage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
    /** What `listHolidays` takes and answers. */
    listHolidays: {
        parameters: {
            query?: {
                /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
                startingAfter?: components["parameters"]["startingAfter"];
                /** Id of the first record of the next page; cannot be sent with `startingAfter`. */
                endingBefore?: components["parameters"]["endingBefore"];
                /** Most records to return in one page. */
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of holidays. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": HolidayPage;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            423: components["responses"]["Locked"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerFailure"];
        };
    };
}
