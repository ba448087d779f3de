// Written by `deno task generate` from spec sha256:2c718398c6373a84ffbade64171cf710fbd06bda1f0bb895ad05ddecc792186b; do not edit.

/**
 * The records of the API and the queries of its lists.
 *
 * @module
 */

import type {
  IsoDate,
  IsoDateTime,
  Uuid,
} from "../client/formats.ts";

/** A company or person that the workspace works for. */
export interface Client {
    /** Identifier of the client. */
    id: Uuid;
    /** URL-safe short name, unique in the workspace. */
    key: string;
    /** Name of the client. */
    name: string;
    /** The workspace's own code for the client. */
    code: string | null;
    /** Currency that the client is billed in. */
    currency: string;
    /** Free text about the client. */
    notes: string | null;
    /** Addresses that invoices are sent to. */
    emails: string[];
    /** Postal address; may span several lines. */
    streetAddress: string | null;
    /** Where the sender details on the client's invoices come from. */
    invoiceDetailsSource: "workspace" | "custom" | "business_unit" | (string & {});
    /** Default subject of the client's invoices. */
    invoiceSubject: string | null;
    /** Default notes on the client's invoices. */
    invoiceNotes: string | null;
    /** Default subject of the email that brings an invoice. */
    invoiceEmailSubject: string | null;
    /** Default text of the email that brings an invoice; may span several lines. */
    invoiceEmailBody: string | null;
    /**
     * Deprecated and read-only, replaced by `invoiceDetailsSource`; whether invoices carry the workspace's details.
     * @deprecated
     */
    useWorkspaceInvoiceDetails?: boolean | null;
    /** Whether the client stands for the workspace itself. */
    isInternal: boolean;
    /** Whether the client is in use or archived. */
    recordStatusId: "active" | "archived" | (string & {});
    /** When the client was created. */
    createdAt: IsoDateTime;
    /** Member who owns the client. */
    owner: Reference | null;
    /** Practice that the client belongs to. */
    practice: Reference | null;
    /** Payment term of the client's invoices. */
    invoicePaymentTerm: Reference | null;
    /** Member who sells to the client. */
    salesRepresentative: Reference | null;
    /** Business unit that the client belongs to. */
    businessUnit: Reference | null;
    /** Tags of the client. */
    tags: Reference[];
    /** Industry of the client; seen in a third-party client only. */
    industry?: Reference | null;
    /** Location of the client; seen in a third-party client only. */
    location?: Reference | null;
    /** Links to accounting systems; seen in a third-party client only. */
    integrations?: Integration[] | null;
    /**
     * Deprecated, replaced by `invoicePaymentTerm`; seen in older and third-party sources only.
     * @deprecated
     */
    paymentTermsId?: "due_on_receipt" | "net_10" | "net_15" | "net_30" | "net_45" | "net_60" | "net_90" | (string & {}) | null;
}
/** A piece of work for a client, with its dates, billing and budget. */
export interface Project {
    /** Identifier of the project. */
    id: Uuid;
    /** URL-safe short name, unique among the projects of the client. */
    key: string;
    /** Name of the project. */
    name: string;
    /** Free text about the project. */
    notes: string | null;
    /** Status of the project. */
    statusId: "tentative" | "not_started" | "in_progress" | "paused" | "completed" | "cancelled" | (string & {});
    /** First day of the project. */
    start: IsoDate | null;
    /** Last day of the project. */
    end: IsoDate | null;
    /** The workspace's own code for the project. */
    code: string | null;
    /** Purchase order number of the client. */
    poNumber: string | null;
    /** How the project is billed. */
    billingTypeId: "tm" | "fixed" | "fixed_recurring" | "non_billable" | (string & {});
    /** Whether the project is billed at all; follows from `billingTypeId`. */
    isBillable: boolean;
    /** Currency of the project's amounts. */
    currency: string;
    /** How the project's revenue is recognized. */
    revenueRecognitionMethod: "invoiced" | "manual" | "automated_hours" | "automated_tm_basis" | (string & {}) | null;
    /**
     * Deprecated and always null; once the fee of a project with billing type `fixed`.
     * @deprecated
     */
    fixedFee?: number | null;
    /**
     * Deprecated and always null; once the fee per period of billing type `fixed_recurring`.
     * @deprecated
     */
    fixedRecurringFee?: number | null;
    /**
     * Deprecated and always null; once the first day of the recurring fee.
     * @deprecated
     */
    fixedRecurringStart?: IsoDate | null;
    /**
     * Deprecated and always null; once the last day of the recurring fee.
     * @deprecated
     */
    fixedRecurringEnd?: IsoDate | null;
    /** Whether rates depend on roles rather than on members. */
    useRoles: boolean;
    /** Whether the project has a budget. */
    useBudget: boolean;
    /** How the budget is broken down; null unless `useBudget`. */
    budgetMode: "summary" | "detailed" | "aggregated" | (string & {}) | null;
    /** Whether the project has a budget per month. */
    useMonthlyBudget: boolean;
    /** How the monthly budget is broken down; null unless `useMonthlyBudget`. */
    monthlyBudgetMode: "summary" | "detailed" | (string & {}) | null;
    /** Whether a member's hours per day are capped. */
    capMaxMemberHoursPerDay: boolean;
    /** Whether a member's hours per week are capped. */
    capMaxMemberHoursPerWeek: boolean;
    /** Whether a member's hours per month are capped. */
    capMaxMemberHoursPerMonth: boolean;
    /** Most hours that a member may log per day; null unless `capMaxMemberHoursPerDay`. */
    maxMemberHoursPerDay: number | null;
    /** Most hours that a member may log per week; null unless `capMaxMemberHoursPerWeek`. */
    maxMemberHoursPerWeek: number | null;
    /** Most hours that a member may log per month; null unless `capMaxMemberHoursPerMonth`. */
    maxMemberHoursPerMonth: number | null;
    /** Whether time on the project requires notes. */
    requiresNotes: boolean;
    /** Whether time on the project requires a task. */
    requiresTasks: boolean;
    /** Whether the project is in use or archived. */
    recordStatusId: "active" | "archived" | (string & {});
    /** Whether time on the project counts as productive; for projects of internal clients only. */
    isProductive: boolean | null;
    /** Whether time and expenses of the project are locked. */
    lockTimeAndExpenses: boolean;
    /** Whether members log time to their assigned roles only. */
    trackTimeToAssignedRoles: boolean | null;
    /** Link to the project's folder in cloud storage. */
    cloudFolderUrl: string | null;
    /** When the project was created. */
    createdAt: IsoDateTime;
    /** Day on which the project was completed. */
    completedOn: IsoDate | null;
    /** Client that the project is for. */
    client: Reference;
    /** Practice that the project belongs to. */
    practice: Reference | null;
    /** Type of the project. */
    projectType: Reference | null;
    /** Group that the project belongs to. */
    projectGroup: Reference | null;
    /** Member who sold the project. */
    salesRepresentative: Reference | null;
    /** Business unit that the project belongs to. */
    businessUnit: Reference | null;
    /** Tags of the project. */
    tags: Reference[];
    /** Budget of the whole project. */
    budget: ProjectBudget | null;
    /** Budget for one month of the project. */
    monthlyBudget: ProjectBudget | null;
    /** Links to accounting systems; seen in a third-party client only. */
    integrations?: Integration[] | null;
}
/** The assignment of a member to a project, with rates and costs. */
export interface ProjectMember {
    /** Identifier of the assignment. */
    id: Uuid;
    /** What the member may do on the project. */
    typeId: "collaborator" | "administrator" | (string & {});
    /** Whether the assignment is in force. */
    isActive: boolean;
    /** Whether the member's time is billed; null when the project uses roles. */
    isBillable: boolean | null;
    /** Rate per hour that the client is billed. */
    rate: number | null;
    /** Whether the costs below replace the member's own. */
    overrideCostRate: boolean;
    /** Currency of the costs below, as an ISO 4217 code; null unless `overrideCostRate`. */
    costCurrency: string | null;
    /** Cost of one hour without overhead; null unless `overrideCostRate`. */
    costPerHour: number | null;
    /** Overhead cost of one hour; null unless `overrideCostRate`. */
    overheadCostPerHour: number | null;
    /** When the member was assigned. */
    createdAt: IsoDateTime;
    /** Member who is assigned. */
    member: Reference;
    /** Project that the member is assigned to. */
    project: ProjectReference;
    /** Roles of the member on the project; null unless the project uses roles. */
    roles: Reference[] | null;
    /** Hours planned for the member on the whole project; null when the project uses roles. */
    budget: HoursBudget | null;
    /** Hours planned for the member per month; null when the project uses roles. */
    monthlyBudget: HoursBudget | null;
}
/** A task of a project. */
export interface ProjectTask {
    /** Identifier of the task. */
    id: Uuid;
    /** Name of the task. */
    name: string;
    /** Free text about the task. */
    notes: string | null;
    /** Sort key of the task within the project. */
    order: number | null;
    /** Newer sort key of the task, equal to `order` where both were seen. */
    position: number | null;
    /** Status of the task. */
    statusId: "not_started" | "in_progress" | "completed" | (string & {});
    /** First day of the task. */
    start?: IsoDate | null;
    /** Last day of the task. */
    end?: IsoDate | null;
    /** Whether time on the task is billed. */
    isBillable: boolean | null;
    /** Whether time on the task is locked. */
    lockTime: boolean | null;
    /** Whether the hours on the task are capped. */
    capHours: boolean | null;
    /** Whether the hours of each assigned member or role are capped. */
    capAssignedHours: boolean | null;
    /** Whether only assigned members and roles may log time on the task. */
    forAssignedOnly: boolean | null;
    /** Whether time on the task requires notes. */
    requireNotes: boolean | null;
    /** The workspace's own code for the task. */
    code: string | null;
    /** Life cycle of the task's record; only `active` was seen. */
    recordStatusId: "active" | (string & {}) | null;
    /** Hours planned for the task. */
    budgetedHours: number | null;
    /** Revenue from services planned for the task. */
    budgetedServicesRevenue: number | null;
    /** When the task was created. */
    createdAt: IsoDateTime;
    /** Task that this one is a part of. */
    parent?: Reference | null;
    /** Project that the task belongs to. */
    project: ProjectReference;
    /** Roles that the task is assigned to, with their hours. */
    roles: TaskRole[] | null;
    /** Project members that the task is assigned to, with their hours. */
    projectMembers: TaskMember[] | null;
    /** Tags of the task. */
    tags: Reference[] | null;
}
/** A member's report that gathers expense items. */
export interface ExpenseReport {
    /** Identifier of the expense report. */
    id: Uuid;
    /** Running number of the report. */
    number: number;
    /** Title of the report. */
    title: string;
    /** Free text about the report. */
    notes: string | null;
    /** Date of the report. */
    date: IsoDate;
    /** When the report was created. */
    createdAt: IsoDateTime;
    /** Member whose report it is. */
    member: Reference;
}
/** One expense of an expense report. */
export interface ExpenseItem {
    /** Identifier of the expense item. */
    id: Uuid;
    /** Approval status of the item. */
    statusId: "not_submitted" | "pending_approval" | "approved" | "rejected" | (string & {});
    /** Who was paid. */
    vendor: string | null;
    /** Free text about the expense. */
    notes: string | null;
    /** Attendees, as free text. */
    attendees?: string | null;
    /** Day of the expense. */
    date: IsoDate;
    /** Currency of the amounts, as an ISO 4217 code. */
    currency: string;
    /** Cost without markup. */
    amount: number;
    /** How the markup is given. */
    markupMethod: "amount" | "percentage" | (string & {}) | null;
    /** Markup as a share of the amount, 0 to 1. */
    markupRatio: number | null;
    /** Markup that was entered as an amount. */
    markupAmount: number | null;
    /** Markup that results. */
    markup: number | null;
    /** Amount and markup together. */
    total: number;
    /** Number of units, when the category counts units. */
    unitCount: number | null;
    /** Cost of one unit; three decimals occur. */
    unitAmount: number | null;
    /** Whether the member is paid back. */
    isReimbursable: boolean;
    /** Whether the client is billed. */
    isBillable: boolean;
    /** Whether the item is on an invoice. */
    invoiced: boolean;
    /** When the item was created. */
    createdAt: IsoDateTime;
    /** Report that the item is in. */
    expenseReport: ExpenseReportReference;
    /** Category that the item is filed under. */
    expenseCategory: ExpenseCategoryReference;
    /** Member who spent the money. */
    member: Reference;
    /** Project that the item is for; null for an internal expense. */
    project: ProjectReference | null;
}
/** A category that expenses are filed under. */
export interface ExpenseCategory {
    /** Identifier of the category. */
    id: Uuid;
    /** Name of the category. */
    name: string;
    /** Whether the category can be used. */
    isActive: boolean;
    /** Whether an expense requires attendees. */
    requireAttendees: boolean;
    /** Whether an expense requires a receipt. */
    requireReceipt: boolean;
    /** Whether an expense requires notes. */
    requireNotes: boolean;
    /** Unit that is counted; null when the category has no unit. */
    unitName: string | null;
    /** Cost of one unit; null when the category has no unit. */
    unitAmount: number | null;
    /** The workspace's own code for the category. */
    code: string | null;
    /** When the category was created. */
    createdAt: IsoDateTime;
    /** Invoice item that its expenses are billed as. */
    invoiceItem: Reference | null;
}
/** An expense that was recorded on a project directly; its currency is the project's. */
export interface ProjectExpense {
    /** Identifier of the expense. */
    id: Uuid;
    /** Day of the expense. */
    date: IsoDate;
    /** Cost without markup. */
    amount: number;
    /** Amount and markup together. */
    total: number;
    /** Whether the client is billed. */
    isBillable: boolean;
    /** Who was paid. */
    vendor: string | null;
    /** Free text about the expense. */
    notes: string | null;
    /** When the expense was created. */
    createdAt: IsoDateTime;
    /** How the markup is given; null when there is none. */
    markupMethod: "amount" | "percentage" | (string & {}) | null;
    /** Markup that was entered as an amount; null unless the method is `amount`. */
    markupAmount: number | null;
    /** Markup as a share of the amount, 0 to 1; null unless the method is `percentage`. */
    markupRatio: number | null;
    /** Markup that results; null when there is no method. */
    markup: number | null;
    /** Project that the expense is for. */
    project: ProjectReference;
    /** Category that the expense is filed under. */
    expenseCategory: Reference;
    /** Whether the expense is on an invoice. */
    invoiced: boolean;
}
/** An expense category's share of a project budget; its currency is the project's. */
export interface ProjectBudgetExpense {
    /** Identifier of the budgeted expense. */
    id: Uuid;
    /** Planned cost that the client is billed for; null for a project that is not billable. */
    billableAmount: number | null;
    /** Planned cost that the client is not billed for. */
    nonBillableAmount: number | null;
    /** When the budgeted expense was created. */
    createdAt: IsoDateTime;
    /** Category that is planned. */
    expenseCategory: Reference;
    /** Project that the budget belongs to. */
    project: ProjectReference;
}
/** A person in the workspace. Holds personal and pay data. */
export interface Member {
    /** Identifier of the member. */
    id: Uuid;
    /** Full name of the member. */
    name: string;
    /** Email address, unique among the members. */
    email: string;
    /** Whether the member is active. */
    isActive: boolean;
    /** Whether the member's time is billed by default. */
    isBillable: boolean;
    /** Whether the member may log in. */
    loginEnabled: boolean;
    /** Status of the member's invitation. */
    invitationStatusId: "not_invited" | "invited" | "accepted" | (string & {});
    /** How the member is employed. */
    employmentTypeId: "employee" | "contractor" | "other" | (string & {});
    /** How the member's cost is calculated; the older documentation has the value `fixed`. */
    costMethodId: "hourly" | "fixed_hourly" | "fixed_monthly" | (string & {}) | null;
    /** Rate per hour that clients are billed by default. */
    defaultRate: number | null;
    /** Currency of the default rate. */
    defaultRateCurrency: string | null;
    /** First day on which the member is active. */
    activeStartDate: IsoDate | null;
    /** Last day on which the member is active. */
    activeEndDate: IsoDate | null;
    /** Whether the member may book time off. */
    timeOffAllowed: boolean;
    /** Which types of time off the member may book. */
    allowedTimeOffTypes: "all" | "custom" | (string & {});
    /** Who approves the member's time off. */
    timeOffApprovalMode: "auto" | "manager" | "member" | (string & {});
    /** Who approves the member's internal expenses; seen in a third-party client only. */
    internalExpenseApprovalMode?: "auto" | "manager" | "member" | (string & {}) | null;
    /** Whether the member is reminded of missing time. */
    receiveMissingTimeReminders: boolean;
    /** Whether the member is reminded of timesheets not yet submitted. */
    unsubmittedTimesheetReminders: boolean;
    /** Whether the member gets an email when a timesheet is submitted automatically. */
    automaticTimesheetSubmissionConfirmation: boolean;
    /**
     * Deprecated, replaced by `timesheetCapacityPolicy`; true stands for `timesheet`, false for `unrestricted`.
     * @deprecated
     */
    forbidTimesheetSubmissionWhenBelowCapacity?: boolean | null;
    /** Which capacity a timesheet must reach before it can be submitted. */
    timesheetCapacityPolicy: "unrestricted" | "timesheet" | "week" | (string & {});
    /** The workspace's own number for the member. */
    internalId: string | null;
    /** Internal notes about the member. */
    internalNotes: string | null;
    /** When the member was created. */
    createdAt: IsoDateTime;
    /** Whether the member enters time as a duration. */
    trackTimeByDuration: boolean;
    /** Whether the member enters time as a start and an end. */
    trackTimeByTimeRange: boolean;
    /** Role that decides what the member may see and do. */
    securityRole: Reference;
    /** Job title of the member. */
    jobTitle: Reference | null;
    /** Level of the member. */
    level: Reference | null;
    /**
     * Deprecated, replaced by `level`; seen in the older documentation only.
     * @deprecated
     */
    memberLevel?: Reference | null;
    /** Discipline of the member. */
    discipline: Reference | null;
    /** Practice that the member belongs to. */
    practice: Reference | null;
    /** Location of the member. */
    location: Reference | null;
    /** Member who manages this one. */
    manager: Reference | null;
    /** Member who approves this one's time off. */
    timeOffApprover: Reference | null;
    /** Schedule that says which holidays the member has. */
    holidaySchedule: Reference | null;
    /** Business unit that the member belongs to; seen in a third-party client only. */
    businessUnit?: Reference | null;
    /** Member who approves this one's internal expenses; seen in a third-party client only. */
    internalExpenseApprover?: Reference | null;
    /** Tags of the member. */
    tags: Reference[];
    /** Certifications of the member. */
    certifications: Reference[];
    /** Skills of the member. */
    skills: Reference[];
    /** Types of time off that the member may book. */
    timeOffTypes: Reference[];
    /** Working hours of the member over time. */
    availabilityPeriods: AvailabilityPeriod[];
    /** Costs of the member over time. */
    costPeriods: CostPeriod[];
    /** Utilization targets of the member over time. */
    utilizationTargetPeriods: UtilizationTargetPeriod[] | null;
}
/** A stage that a sale can be in. */
export interface OpportunityStage {
    /** Identifier of the stage. */
    id: Uuid;
    /** Name of the stage. */
    name: string;
    /** What the stage means. */
    description: string | null;
    /** Chance that a sale in this stage is won, 0 to 1 with at most four decimals. */
    probability: number;
    /** Whether a sale in this stage is open, won or lost. */
    statusId: "open" | "won" | "lost" | (string & {});
    /** Whether the stage can be used. */
    isActive: boolean;
    /** Identifier of the pipeline that the stage is in; a recent addition. */
    opportunityPipelineId?: Uuid | null;
    /** When the stage was created. */
    createdAt: IsoDateTime;
}
/** An invoice to a client, with its lines. */
export interface Invoice {
    /** Identifier of the invoice. */
    id: Uuid;
    /** Name of the sender, as printed. */
    companyName: string | null;
    /** Address of the sender, as printed. */
    companyStreetAddress: string | null;
    /** Invoice number, which is text. */
    number: string;
    /** Status of the invoice; only `paid` is documented, `draft` and `open` are inferred from credit notes. */
    statusId: "draft" | "open" | "paid" | (string & {});
    /** Whom the invoice is addressed to, as printed. */
    billTo: string | null;
    /** What the invoice is for, as printed. */
    invoiceFor: string | null;
    /** Day of issue. */
    issuedOn: IsoDate | null;
    /** Last day of the services that are invoiced. */
    servicesThrough: IsoDate | null;
    /** Day by which the invoice is to be paid. */
    dueOn: IsoDate | null;
    /** Day on which the invoice was sent. */
    sentOn: IsoDate | null;
    /** Purchase order number of the client. */
    poNumber: string | null;
    /** Notes on the invoice. */
    notes: string | null;
    /** Subject of the email that brings the invoice. */
    emailSubject: string | null;
    /** Text of the email that brings the invoice. */
    emailBody: string | null;
    /** Sender name of the email. */
    emailFromName: string | null;
    /** Address that replies to the email go to. */
    replyTo: string | null;
    /** Addresses that the invoice is sent to. */
    emails: string[] | null;
    /** Addresses that get a copy. */
    ccEmails: string[] | null;
    /** Whether a blind copy is sent. */
    sendBcc: boolean | null;
    /** Currency of the amounts. */
    currency: string;
    /** Sum of the lines before discount and tax. */
    subtotal: number | null;
    /** Discount that is taken off. */
    totalDiscount: number | null;
    /** Tax that is added. */
    totalTax: number | null;
    /** Amount of the invoice. */
    total: number | null;
    /** Amount that was paid. */
    amountPaid: number | null;
    /** Amount that was credited. */
    amountCredited: number | null;
    /** Amount still to be paid. */
    amountDue: number | null;
    /** Tax as a share of the taxable amount, 0 to 1. */
    taxRate: number | null;
    /** When the invoice was created. */
    createdAt: IsoDateTime;
    /** Client that the invoice is for. */
    client: Reference;
    /** Projects that the invoice covers. */
    projects: Reference[] | null;
    /** Lines of the invoice. */
    lines: InvoiceLine[] | null;
    /** When the invoice is to be paid. */
    paymentTerm: PaymentTerm | null;
    /** Payments of the invoice; seen in a third-party connector's data only. */
    payments?: InvoicePayment[] | null;
    /** Credit notes on the invoice, shape unknown; seen in a third-party connector's data only. */
    creditNotes?: {
        [key: string]: unknown;
    }[] | null;
    /**
     * Deprecated, replaced by `paymentTerm`; seen in a third-party connector's data only.
     * @deprecated
     */
    paymentTermsId?: string | null;
}
/** A public holiday and the days it falls on. */
export interface Holiday {
    /** Identifier of the holiday. */
    id: Uuid;
    /** Name of the holiday. */
    name: string;
    /** What the holiday is. */
    description: string | null;
    /** Whether the holiday is built in and shared by all workspaces. */
    readOnly: boolean;
    /** Whether the holiday can be used. */
    isActive: boolean;
    /** When the holiday was created. */
    createdAt: IsoDateTime;
    /** Days that the holiday falls on, over the years. */
    occurrences: IsoDate[];
}
/** One page of clients. */
export interface ClientPage {
    /** The records of the page, newest first. */
    results: Client[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of projects. */
export interface ProjectPage {
    /** The records of the page, newest first. */
    results: Project[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of project members. */
export interface ProjectMemberPage {
    /** The records of the page, newest first. */
    results: ProjectMember[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of project tasks. */
export interface ProjectTaskPage {
    /** The records of the page, newest first. */
    results: ProjectTask[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of expense reports. */
export interface ExpenseReportPage {
    /** The records of the page, newest first. */
    results: ExpenseReport[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of expense items. */
export interface ExpenseItemPage {
    /** The records of the page, newest first. */
    results: ExpenseItem[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of expense categories. */
export interface ExpenseCategoryPage {
    /** The records of the page, newest first. */
    results: ExpenseCategory[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of project expenses. */
export interface ProjectExpensePage {
    /** The records of the page, newest first. */
    results: ProjectExpense[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of budgeted project expenses. */
export interface ProjectBudgetExpensePage {
    /** The records of the page, newest first. */
    results: ProjectBudgetExpense[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of members. */
export interface MemberPage {
    /** The records of the page, newest first. */
    results: Member[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of opportunity stages. */
export interface OpportunityStagePage {
    /** The records of the page, newest first. */
    results: OpportunityStage[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of invoices. */
export interface InvoicePage {
    /** The records of the page, newest first. */
    results: Invoice[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** One page of holidays. */
export interface HolidayPage {
    /** The records of the page, newest first. */
    results: Holiday[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
}
/** A record named by another. */
export interface Reference {
    /** Identifier of the record. */
    id: Uuid;
    /** Name of the record. */
    name: string;
}
/** A project named by another record, with its client. */
export interface ProjectReference {
    /** Identifier of the project. */
    id: Uuid;
    /** Name of the project. */
    name: string;
    /** Client that the project is for. */
    client: Reference;
}
/** An expense report named by an expense item. */
export interface ExpenseReportReference {
    /** Identifier of the expense report. */
    id: Uuid;
    /** Title of the expense report. */
    title: string;
}
/** An expense category named by an expense item. */
export interface ExpenseCategoryReference {
    /** Identifier of the expense category. */
    id: Uuid;
    /** Name of the expense category. */
    name: string;
    /** Unit that is counted; null when the category has no unit. */
    unitName: string | null;
}
/** When an invoice is to be paid. */
export interface PaymentTerm {
    /** Identifier of the payment term. */
    id: Uuid;
    /** Name of the payment term. */
    name: string;
    /** Kind of payment term; only `net` was seen. */
    type: "net" | (string & {}) | null;
    /** Days until payment is due. */
    days: number | null;
}
/** Revenue, expenses and hours planned for a project. */
export interface ProjectBudget {
    /** Planned revenue of all kinds. */
    revenue: number;
    /** Planned revenue from services. */
    servicesRevenue: number;
    /** Planned revenue from products; seen in a third-party client only. */
    productRevenue?: number | null;
    /** Planned revenue of other kinds. */
    otherRevenue: number;
    /** Planned expenses that the client is billed for. */
    billableExpenses: number;
    /** Planned expenses that the client is not billed for. */
    nonBillableExpenses: number;
    /** Planned hours that the client is billed for. */
    billableHours: number;
    /** Planned hours that the client is not billed for. */
    nonBillableHours: number;
}
/** Hours planned for a member of a project. */
export interface HoursBudget {
    /** Planned hours that the client is billed for. */
    billableHours: number | null;
    /** Planned hours that the client is not billed for. */
    nonBillableHours: number | null;
}
/** A record's counterpart in an accounting system. */
export interface Integration {
    /** Accounting system; only `qbo` was seen on projects. */
    type?: "xero" | "qbo" | (string & {}) | null;
    /** Identifier of the connection to the accounting system. */
    connectionId?: Uuid | null;
    /** Identifier of the record in the accounting system. */
    externalId?: string | null;
}
/** A role that a task is assigned to. */
export interface TaskRole {
    /** Identifier of the role. */
    id: Uuid;
    /** Name of the role. */
    name: string;
    /** Hours planned for the role. */
    hours: number | null;
}
/** A project member that a task is assigned to. */
export interface TaskMember {
    /** Identifier of the project member. */
    id: Uuid;
    /** Member behind the project member. */
    member: Reference;
    /** Hours planned for the project member. */
    hours: number | null;
}
/** A span of time with the same working hours. */
export interface AvailabilityPeriod {
    /** Identifier of the period. */
    id: Uuid;
    /** First day of the period; null when it has no beginning. */
    start: IsoDate | null;
    /** Last day of the period; null when it has no end. */
    end: IsoDate | null;
    /** Working hours of the seven days of a week, Monday first. */
    hoursPerDay: number[];
}
/** A span of time with the same cost of a member. */
export interface CostPeriod {
    /** Identifier of the period. */
    id: Uuid;
    /** First day of the period; null when it has no beginning. */
    start: IsoDate | null;
    /** Last day of the period; null when it has no end. */
    end: IsoDate | null;
    /** Currency of the costs. */
    currency: string;
    /** Name of the currency. */
    currencyName?: string | null;
    /** How the cost is calculated. */
    costMethodId?: "hourly" | "fixed_hourly" | "fixed_monthly" | (string & {}) | null;
    /** Cost of one hour without overhead. */
    costPerHour: number | null;
    /** Overhead cost of one hour. */
    overheadCostPerHour: number | null;
    /** Cost of one hour with overhead. */
    totalCostPerHour: number | null;
    /** Cost of one month without overhead. */
    costPerMonth?: number | null;
    /** Overhead cost of one month. */
    overheadCostPerMonth?: number | null;
    /** Cost of one month with overhead. */
    totalCostPerMonth?: number | null;
}
/** A span of time with the same utilization target. */
export interface UtilizationTargetPeriod {
    /** Identifier of the period. */
    id: Uuid;
    /** First day of the period; null when it has no beginning. */
    start: IsoDate | null;
    /** Last day of the period; null when it has no end. */
    end: IsoDate | null;
    /** Share of working time to be spent on billable work, in percent. */
    targetPercentage: number | null;
}
/** One line of an invoice. */
export interface InvoiceLine {
    /** Identifier of the line. */
    id: Uuid;
    /** Place of the line on the invoice. */
    lineNumber: number | null;
    /** Name of what is billed, as printed. */
    item: string | null;
    /** Text of the line, as printed. */
    description: string | null;
    /** Number of units. */
    quantity: number | null;
    /** Price of one unit. */
    rate: number | null;
    /** Amount of the line. */
    amount: number | null;
    /** Whether the line is taxed. */
    taxable: boolean | null;
    /** Project that the line bills. */
    project: Reference | null;
    /** Invoice item that the line bills. */
    invoiceItem: Reference | null;
}
/** A payment of an invoice. */
export interface InvoicePayment {
    /** Identifier of the payment. */
    id: Uuid;
    /** Share of the payment that went to the invoice. */
    amount?: number | null;
}
/** What the API says about a request that failed. */
export interface ErrorBody {
    /** The HTTP status again. */
    status: number;
    /** What went wrong. */
    message: string;
    /** One message per invalid value, for some validation errors. */
    errors?: string[] | null;
}
/** Query parameters of GET /api/workspace/clients. */
export interface ClientListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the clients with exactly this code; inferred from a third party, not documented. */
    code?: string | undefined;
}
/** Query parameters of GET /api/workspace/projects. */
export interface ProjectListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the projects of this client; inferred from a third party, not documented. */
    clientId?: Uuid | undefined;
    /** Keeps the projects of this type; inferred from a third party, not documented. */
    projectTypeId?: Uuid | undefined;
    /** Keeps the projects in this status; inferred from a third party, not documented. Another value takes an assertion: `"…" as never`. */
    statusId?: ("tentative" | "not_started" | "in_progress" | "paused" | "completed" | "cancelled") | undefined;
    /** Keeps the projects whose name contains this text; inferred from a third party, not documented. */
    nameContains?: string | undefined;
}
/** Query parameters of GET /api/workspace/project-members. */
export interface ProjectMemberListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
}
/** Query parameters of GET /api/workspace/project-tasks. */
export interface ProjectTaskListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the tasks of this project; inferred from a third party, not documented. */
    projectId?: Uuid | undefined;
    /** Keeps the tasks whose name contains this text; inferred from a third party, not documented. */
    nameContains?: string | undefined;
}
/** Query parameters of GET /api/workspace/expense-reports. */
export interface ExpenseReportListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
}
/** Query parameters of GET /api/workspace/expense-items. */
export interface ExpenseItemListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the items of this expense report; inferred from a third party, not documented. */
    expenseReportId?: Uuid | undefined;
}
/** Query parameters of GET /api/workspace/expense-categories. */
export interface ExpenseCategoryListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the categories with exactly this name. */
    name?: string | undefined;
}
/** Query parameters of GET /api/workspace/project-expenses. */
export interface ProjectExpenseListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
}
/** Query parameters of GET /api/workspace/project-budget-expenses. */
export interface ProjectBudgetExpenseListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the budgeted expenses of this project. */
    projectId?: Uuid | undefined;
}
/** Query parameters of GET /api/workspace/members. */
export interface MemberListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the members whose name contains this text; inferred from a third party, not documented. */
    nameContains?: string | undefined;
    /** Keeps the members whose email address contains this text; inferred from a third party, not documented. */
    emailContains?: string | undefined;
}
/** Query parameters of GET /api/workspace/opportunity-stages. */
export interface OpportunityStageListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the stages with exactly this name. */
    name?: string | undefined;
}
/** Query parameters of GET /api/workspace/invoices. */
export interface InvoiceListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
}
/** Query parameters of GET /api/workspace/holidays. */
export interface HolidayListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: Uuid | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
}
