// Written by `deno task generate` from spec sha256:89ef68673f501b4f846a38366cbc6e84ac62237cb6c54a8dc1edc1d9302ec06d; do not edit.

/**
 * The records of the API and the queries of its lists.
 *
 * @module
 */

/** A company or person that the workspace works for. */
export interface Client {
    /** Identifier of the client. */
    id: string;
    /** URL-safe short name, unique in the workspace. */
    key?: string | null;
    /** Name of the client. */
    name?: string | null;
    /** The workspace's own code for the client. */
    code?: string | null;
    /** Currency that the client is billed in. */
    currency?: string | null;
    /** Free text about the client. */
    notes?: string | null;
    /** Addresses that invoices are sent to. */
    emails?: string[] | null;
    /** Postal address; may span several lines. */
    streetAddress?: string | null;
    /** Where the sender details on the client's invoices come from. Known values: `workspace`, `custom`, `business_unit`. */
    invoiceDetailsSource?: string | null;
    /** Default subject of the client's invoices. */
    invoiceSubject?: string | null;
    /** Default notes on the client's invoices. */
    invoiceNotes?: string | null;
    /** Default subject of the email that brings an invoice. */
    invoiceEmailSubject?: string | null;
    /** Default text of the email that brings an invoice; may span several lines. */
    invoiceEmailBody?: string | null;
    /**
     * Deprecated and read-only, replaced by `invoiceDetailsSource`; whether invoices carry the workspace's details.
     * @deprecated
     */
    useWorkspaceInvoiceDetails?: boolean | null;
    /** Whether the client stands for the workspace itself. */
    isInternal?: boolean | null;
    /** Whether the client is in use or archived. Known values: `active`, `archived`. */
    recordStatusId?: string | null;
    /** When the client was created. */
    createdAt?: string;
    /** Member who owns the client. */
    owner?: Reference | null;
    /** Practice that the client belongs to. */
    practice?: Reference | null;
    /** Payment term of the client's invoices. */
    invoicePaymentTerm?: Reference | null;
    /** Member who sells to the client. */
    salesRepresentative?: Reference | null;
    /** Business unit that the client belongs to. */
    businessUnit?: Reference | null;
    /** Tags of the client. */
    tags?: Reference[] | null;
    /** Industry of the client; seen in a third-party client only. */
    industry?: Reference | null;
    /** Location of the client; seen in a third-party client only. */
    location?: Reference | null;
    /** Links to accounting systems; seen in a third-party client only. */
    integrations?: Integration[] | null;
    /**
     * Deprecated, replaced by `invoicePaymentTerm`; seen in older and third-party sources only. Known values: `due_on_receipt`, `net_10`, `net_15`, `net_30`, `net_45`, `net_60`, `net_90`.
     * @deprecated
     */
    paymentTermsId?: string | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A piece of work for a client, with its dates, billing and budget. */
export interface Project {
    /** Identifier of the project. */
    id: string;
    /** URL-safe short name, unique among the projects of the client. */
    key?: string | null;
    /** Name of the project. */
    name?: string | null;
    /** Free text about the project. */
    notes?: string | null;
    /** Status of the project. Known values: `tentative`, `not_started`, `in_progress`, `paused`, `completed`, `cancelled`. */
    statusId?: string | null;
    /** First day of the project. */
    start?: string | null;
    /** Last day of the project. */
    end?: string | null;
    /** The workspace's own code for the project. */
    code?: string | null;
    /** Purchase order number of the client. */
    poNumber?: string | null;
    /** How the project is billed. Known values: `tm`, `fixed`, `fixed_recurring`, `non_billable`. */
    billingTypeId?: string | null;
    /** Whether the project is billed at all; follows from `billingTypeId`. */
    isBillable?: boolean | null;
    /** Currency of the project's amounts. */
    currency?: string | null;
    /** How the project's revenue is recognized. Known values: `invoiced`, `manual`, `automated_hours`, `automated_tm_basis`. */
    revenueRecognitionMethod?: string | null;
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
    fixedRecurringStart?: string | null;
    /**
     * Deprecated and always null; once the last day of the recurring fee.
     * @deprecated
     */
    fixedRecurringEnd?: string | null;
    /** Whether rates depend on roles rather than on members. */
    useRoles?: boolean | null;
    /** Whether the project has a budget. */
    useBudget?: boolean | null;
    /** How the budget is broken down; null unless `useBudget`. Known values: `summary`, `detailed`, `aggregated`. */
    budgetMode?: string | null;
    /** Whether the project has a budget per month. */
    useMonthlyBudget?: boolean | null;
    /** How the monthly budget is broken down; null unless `useMonthlyBudget`. Known values: `summary`, `detailed`. */
    monthlyBudgetMode?: string | null;
    /** Whether a member's hours per day are capped. */
    capMaxMemberHoursPerDay?: boolean | null;
    /** Whether a member's hours per week are capped. */
    capMaxMemberHoursPerWeek?: boolean | null;
    /** Whether a member's hours per month are capped. */
    capMaxMemberHoursPerMonth?: boolean | null;
    /** Most hours that a member may log per day; null unless `capMaxMemberHoursPerDay`. */
    maxMemberHoursPerDay?: number | null;
    /** Most hours that a member may log per week; null unless `capMaxMemberHoursPerWeek`. */
    maxMemberHoursPerWeek?: number | null;
    /** Most hours that a member may log per month; null unless `capMaxMemberHoursPerMonth`. */
    maxMemberHoursPerMonth?: number | null;
    /** Whether time on the project requires notes. */
    requiresNotes?: boolean | null;
    /** Whether time on the project requires a task. */
    requiresTasks?: boolean | null;
    /** Whether the project is in use or archived. Known values: `active`, `archived`. */
    recordStatusId?: string | null;
    /** Whether time on the project counts as productive; for projects of internal clients only. */
    isProductive?: boolean | null;
    /** Whether time and expenses of the project are locked. */
    lockTimeAndExpenses?: boolean | null;
    /** Whether members log time to their assigned roles only. */
    trackTimeToAssignedRoles?: boolean | null;
    /** Link to the project's folder in cloud storage. */
    cloudFolderUrl?: string | null;
    /** When the project was created. */
    createdAt?: string;
    /** Day on which the project was completed. */
    completedOn?: string | null;
    /** Client that the project is for. */
    client?: Reference | null;
    /** Practice that the project belongs to. */
    practice?: Reference | null;
    /** Type of the project. */
    projectType?: Reference | null;
    /** Group that the project belongs to. */
    projectGroup?: Reference | null;
    /** Member who sold the project. */
    salesRepresentative?: Reference | null;
    /** Business unit that the project belongs to. */
    businessUnit?: Reference | null;
    /** Tags of the project. */
    tags?: Reference[] | null;
    /** Budget of the whole project. */
    budget?: ProjectBudget | null;
    /** Budget for one month of the project. */
    monthlyBudget?: ProjectBudget | null;
    /** Links to accounting systems; seen in a third-party client only. */
    integrations?: Integration[] | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** The assignment of a member to a project, with rates and costs. */
export interface ProjectMember {
    /** Identifier of the assignment. */
    id: string;
    /** What the member may do on the project. Known values: `collaborator`, `administrator`. */
    typeId?: string | null;
    /** Whether the assignment is in force. */
    isActive?: boolean | null;
    /** Whether the member's time is billed; null when the project uses roles. */
    isBillable?: boolean | null;
    /** Rate per hour that the client is billed. */
    rate?: number | null;
    /** Whether the costs below replace the member's own. */
    overrideCostRate?: boolean | null;
    /** Currency of the costs below, as an ISO 4217 code; null unless `overrideCostRate`. */
    costCurrency?: string | null;
    /** Cost of one hour without overhead; null unless `overrideCostRate`. */
    costPerHour?: number | null;
    /** Overhead cost of one hour; null unless `overrideCostRate`. */
    overheadCostPerHour?: number | null;
    /** When the member was assigned. */
    createdAt?: string;
    /** Member who is assigned. */
    member?: Reference | null;
    /** Project that the member is assigned to. */
    project?: ProjectReference | null;
    /** Roles of the member on the project; null unless the project uses roles. */
    roles?: Reference[] | null;
    /** Hours planned for the member on the whole project; null when the project uses roles. */
    budget?: HoursBudget | null;
    /** Hours planned for the member per month; null when the project uses roles. */
    monthlyBudget?: HoursBudget | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A task of a project. */
export interface ProjectTask {
    /** Identifier of the task. */
    id: string;
    /** Name of the task. */
    name?: string | null;
    /** Free text about the task. */
    notes?: string | null;
    /** Sort key of the task within the project. */
    order?: number | null;
    /** Newer sort key of the task, equal to `order` where both were seen. */
    position?: number | null;
    /** Status of the task. Known values: `not_started`, `in_progress`, `completed`. */
    statusId?: string | null;
    /** First day of the task. */
    start?: string | null;
    /** Last day of the task. */
    end?: string | null;
    /** Whether time on the task is billed. */
    isBillable?: boolean | null;
    /** Whether time on the task is locked. */
    lockTime?: boolean | null;
    /** Whether the hours on the task are capped. */
    capHours?: boolean | null;
    /** Whether the hours of each assigned member or role are capped. */
    capAssignedHours?: boolean | null;
    /** Whether only assigned members and roles may log time on the task. */
    forAssignedOnly?: boolean | null;
    /** Whether time on the task requires notes. */
    requireNotes?: boolean | null;
    /** The workspace's own code for the task. */
    code?: string | null;
    /** Life cycle of the task's record; only `active` was seen. Known values: `active`. */
    recordStatusId?: string | null;
    /** Hours planned for the task. */
    budgetedHours?: number | null;
    /** Revenue from services planned for the task. */
    budgetedServicesRevenue?: number | null;
    /** When the task was created. */
    createdAt?: string;
    /** Task that this one is a part of. */
    parent?: Reference | null;
    /** Project that the task belongs to. */
    project?: ProjectReference | null;
    /** Roles that the task is assigned to, with their hours. */
    roles?: TaskRole[] | null;
    /** Project members that the task is assigned to, with their hours. */
    projectMembers?: TaskMember[] | null;
    /** Tags of the task. */
    tags?: Reference[] | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A member's report that gathers expense items. */
export interface ExpenseReport {
    /** Identifier of the expense report. */
    id: string;
    /** Running number of the report. */
    number?: number | null;
    /** Title of the report. */
    title?: string | null;
    /** Free text about the report. */
    notes?: string | null;
    /** Date of the report. */
    date?: string | null;
    /** When the report was created. */
    createdAt?: string;
    /** Member whose report it is. */
    member?: Reference | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One expense of an expense report. */
export interface ExpenseItem {
    /** Identifier of the expense item. */
    id: string;
    /** Approval status of the item. Known values: `not_submitted`, `pending_approval`, `approved`, `rejected`. */
    statusId?: string | null;
    /** Who was paid. */
    vendor?: string | null;
    /** Free text about the expense. */
    notes?: string | null;
    /** Attendees, as free text. */
    attendees?: string | null;
    /** Day of the expense. */
    date?: string | null;
    /** Currency of the amounts, as an ISO 4217 code. */
    currency?: string | null;
    /** Cost without markup. */
    amount?: number | null;
    /** How the markup is given. Known values: `amount`, `percentage`. */
    markupMethod?: string | null;
    /** Markup as a share of the amount, 0 to 1. */
    markupRatio?: number | null;
    /** Markup that was entered as an amount. */
    markupAmount?: number | null;
    /** Markup that results. */
    markup?: number | null;
    /** Amount and markup together. */
    total?: number | null;
    /** Number of units, when the category counts units. */
    unitCount?: number | null;
    /** Cost of one unit; three decimals occur. */
    unitAmount?: number | null;
    /** Whether the member is paid back. */
    isReimbursable?: boolean | null;
    /** Whether the client is billed. */
    isBillable?: boolean | null;
    /** Whether the item is on an invoice. */
    invoiced?: boolean | null;
    /** When the item was created. */
    createdAt?: string;
    /** Report that the item is in. */
    expenseReport?: ExpenseReportReference | null;
    /** Category that the item is filed under. */
    expenseCategory?: ExpenseCategoryReference | null;
    /** Member who spent the money. */
    member?: Reference | null;
    /** Project that the item is for; null for an internal expense. */
    project?: ProjectReference | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A category that expenses are filed under. */
export interface ExpenseCategory {
    /** Identifier of the category. */
    id: string;
    /** Name of the category. */
    name?: string | null;
    /** Whether the category can be used. */
    isActive?: boolean | null;
    /** Whether an expense requires attendees. */
    requireAttendees?: boolean | null;
    /** Whether an expense requires a receipt. */
    requireReceipt?: boolean | null;
    /** Whether an expense requires notes. */
    requireNotes?: boolean | null;
    /** Unit that is counted; null when the category has no unit. */
    unitName?: string | null;
    /** Cost of one unit; null when the category has no unit. */
    unitAmount?: number | null;
    /** The workspace's own code for the category. */
    code?: string | null;
    /** When the category was created. */
    createdAt?: string;
    /** Invoice item that its expenses are billed as. */
    invoiceItem?: Reference | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** An expense that was recorded on a project directly; its currency is the project's. */
export interface ProjectExpense {
    /** Identifier of the expense. */
    id: string;
    /** Day of the expense. */
    date?: string | null;
    /** Cost without markup. */
    amount?: number | null;
    /** Amount and markup together. */
    total?: number | null;
    /** Whether the client is billed. */
    isBillable?: boolean | null;
    /** Who was paid. */
    vendor?: string | null;
    /** Free text about the expense. */
    notes?: string | null;
    /** When the expense was created. */
    createdAt?: string;
    /** How the markup is given; null when there is none. Known values: `amount`, `percentage`. */
    markupMethod?: string | null;
    /** Markup that was entered as an amount; null unless the method is `amount`. */
    markupAmount?: number | null;
    /** Markup as a share of the amount, 0 to 1; null unless the method is `percentage`. */
    markupRatio?: number | null;
    /** Markup that results; null when there is no method. */
    markup?: number | null;
    /** Project that the expense is for. */
    project?: ProjectReference | null;
    /** Category that the expense is filed under. */
    expenseCategory?: Reference | null;
    /** Whether the expense is on an invoice. */
    invoiced?: boolean | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** An expense category's share of a project budget; its currency is the project's. */
export interface ProjectBudgetExpense {
    /** Identifier of the budgeted expense. */
    id: string;
    /** Planned cost that the client is billed for; null for a project that is not billable. */
    billableAmount?: number | null;
    /** Planned cost that the client is not billed for. */
    nonBillableAmount?: number | null;
    /** When the budgeted expense was created. */
    createdAt?: string;
    /** Category that is planned. */
    expenseCategory?: Reference | null;
    /** Project that the budget belongs to. */
    project?: ProjectReference | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A person in the workspace. Holds personal and pay data. */
export interface Member {
    /** Identifier of the member. */
    id: string;
    /** Full name of the member. */
    name?: string | null;
    /** Email address, unique among the members. */
    email?: string | null;
    /** Whether the member is active. */
    isActive?: boolean | null;
    /** Whether the member's time is billed by default. */
    isBillable?: boolean | null;
    /** Whether the member may log in. */
    loginEnabled?: boolean | null;
    /** Status of the member's invitation. Known values: `not_invited`, `invited`, `accepted`. */
    invitationStatusId?: string | null;
    /** How the member is employed. Known values: `employee`, `contractor`, `other`. */
    employmentTypeId?: string | null;
    /** How the member's cost is calculated; the older documentation has the value `fixed`. Known values: `hourly`, `fixed_hourly`, `fixed_monthly`. */
    costMethodId?: string | null;
    /** Rate per hour that clients are billed by default. */
    defaultRate?: number | null;
    /** Currency of the default rate. */
    defaultRateCurrency?: string | null;
    /** First day on which the member is active. */
    activeStartDate?: string | null;
    /** Last day on which the member is active. */
    activeEndDate?: string | null;
    /** Whether the member may book time off. */
    timeOffAllowed?: boolean | null;
    /** Which types of time off the member may book. Known values: `all`, `custom`. */
    allowedTimeOffTypes?: string | null;
    /** Who approves the member's time off. Known values: `auto`, `manager`, `member`. */
    timeOffApprovalMode?: string | null;
    /** Who approves the member's internal expenses; seen in a third-party client only. Known values: `auto`, `manager`, `member`. */
    internalExpenseApprovalMode?: string | null;
    /** Whether the member is reminded of missing time. */
    receiveMissingTimeReminders?: boolean | null;
    /** Whether the member is reminded of timesheets not yet submitted. */
    unsubmittedTimesheetReminders?: boolean | null;
    /** Whether the member gets an email when a timesheet is submitted automatically. */
    automaticTimesheetSubmissionConfirmation?: boolean | null;
    /**
     * Deprecated, replaced by `timesheetCapacityPolicy`; true stands for `timesheet`, false for `unrestricted`.
     * @deprecated
     */
    forbidTimesheetSubmissionWhenBelowCapacity?: boolean | null;
    /** Which capacity a timesheet must reach before it can be submitted. Known values: `unrestricted`, `timesheet`, `week`. */
    timesheetCapacityPolicy?: string | null;
    /** The workspace's own number for the member. */
    internalId?: string | null;
    /** Internal notes about the member. */
    internalNotes?: string | null;
    /** When the member was created. */
    createdAt?: string;
    /** Whether the member enters time as a duration. */
    trackTimeByDuration?: boolean | null;
    /** Whether the member enters time as a start and an end. */
    trackTimeByTimeRange?: boolean | null;
    /** Role that decides what the member may see and do. */
    securityRole?: Reference | null;
    /** Job title of the member. */
    jobTitle?: Reference | null;
    /** Level of the member. */
    level?: Reference | null;
    /**
     * Deprecated, replaced by `level`; seen in the older documentation only.
     * @deprecated
     */
    memberLevel?: Reference | null;
    /** Discipline of the member. */
    discipline?: Reference | null;
    /** Practice that the member belongs to. */
    practice?: Reference | null;
    /** Location of the member. */
    location?: Reference | null;
    /** Member who manages this one. */
    manager?: Reference | null;
    /** Member who approves this one's time off. */
    timeOffApprover?: Reference | null;
    /** Schedule that says which holidays the member has. */
    holidaySchedule?: Reference | null;
    /** Business unit that the member belongs to; seen in a third-party client only. */
    businessUnit?: Reference | null;
    /** Member who approves this one's internal expenses; seen in a third-party client only. */
    internalExpenseApprover?: Reference | null;
    /** Tags of the member. */
    tags?: Reference[] | null;
    /** Certifications of the member. */
    certifications?: Reference[] | null;
    /** Skills of the member. */
    skills?: Reference[] | null;
    /** Types of time off that the member may book. */
    timeOffTypes?: Reference[] | null;
    /** Working hours of the member over time. */
    availabilityPeriods?: AvailabilityPeriod[] | null;
    /** Costs of the member over time. */
    costPeriods?: CostPeriod[] | null;
    /** Utilization targets of the member over time. */
    utilizationTargetPeriods?: UtilizationTargetPeriod[] | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A stage that a sale can be in. */
export interface OpportunityStage {
    /** Identifier of the stage. */
    id: string;
    /** Name of the stage. */
    name?: string | null;
    /** Chance that a sale in this stage is won, 0 to 1 with at most four decimals. */
    probability?: number | null;
    /** Whether a sale in this stage is open, won or lost. Known values: `open`, `won`, `lost`. */
    statusId?: string | null;
    /** Whether the stage can be used. */
    isActive?: boolean | null;
    /** Identifier of the pipeline that the stage is in; a recent addition. */
    opportunityPipelineId?: string | null;
    /** When the stage was created. */
    createdAt?: string;
    /** What the stage means. */
    description?: string | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** An invoice to a client, with its lines. */
export interface Invoice {
    /** Identifier of the invoice. */
    id: string;
    /** Name of the sender, as printed. */
    companyName?: string | null;
    /** Address of the sender, as printed. */
    companyStreetAddress?: string | null;
    /** Invoice number, which is text. */
    number?: string | null;
    /** Status of the invoice; only `paid` is documented, `draft` and `open` are inferred from credit notes. Known values: `draft`, `open`, `paid`. */
    statusId?: string | null;
    /** Whom the invoice is addressed to, as printed. */
    billTo?: string | null;
    /** What the invoice is for, as printed. */
    invoiceFor?: string | null;
    /** Day of issue. */
    issuedOn?: string | null;
    /** Last day of the services that are invoiced. */
    servicesThrough?: string | null;
    /** Day by which the invoice is to be paid. */
    dueOn?: string | null;
    /** Day on which the invoice was sent. */
    sentOn?: string | null;
    /** Purchase order number of the client. */
    poNumber?: string | null;
    /** Notes on the invoice. */
    notes?: string | null;
    /** Subject of the email that brings the invoice. */
    emailSubject?: string | null;
    /** Text of the email that brings the invoice. */
    emailBody?: string | null;
    /** Sender name of the email. */
    emailFromName?: string | null;
    /** Address that replies to the email go to. */
    replyTo?: string | null;
    /** Addresses that the invoice is sent to. */
    emails?: string[] | null;
    /** Addresses that get a copy. */
    ccEmails?: string[] | null;
    /** Whether a blind copy is sent. */
    sendBcc?: boolean | null;
    /** Currency of the amounts. */
    currency?: string | null;
    /** Sum of the lines before discount and tax. */
    subtotal?: number | null;
    /** Discount that is taken off. */
    totalDiscount?: number | null;
    /** Tax that is added. */
    totalTax?: number | null;
    /** Amount of the invoice. */
    total?: number | null;
    /** Amount that was paid. */
    amountPaid?: number | null;
    /** Amount that was credited. */
    amountCredited?: number | null;
    /** Amount still to be paid. */
    amountDue?: number | null;
    /** Tax as a share of the taxable amount, 0 to 1. */
    taxRate?: number | null;
    /** When the invoice was created. */
    createdAt?: string;
    /** Client that the invoice is for. */
    client?: Reference | null;
    /** Projects that the invoice covers. */
    projects?: Reference[] | null;
    /** Lines of the invoice. */
    lines?: InvoiceLine[] | null;
    /** When the invoice is to be paid. */
    paymentTerm?: PaymentTerm | null;
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
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A public holiday and the days it falls on. */
export interface Holiday {
    /** Identifier of the holiday. */
    id: string;
    /** Name of the holiday. */
    name?: string | null;
    /** Whether the holiday is built in and shared by all workspaces. */
    readOnly?: boolean | null;
    /** Whether the holiday can be used. */
    isActive?: boolean | null;
    /** When the holiday was created. */
    createdAt?: string;
    /** Days that the holiday falls on, over the years. */
    occurrences?: string[] | null;
    /** What the holiday is. */
    description?: string | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of clients. */
export interface ClientPage {
    /** The records of the page, newest first. */
    results: Client[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of projects. */
export interface ProjectPage {
    /** The records of the page, newest first. */
    results: Project[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of project members. */
export interface ProjectMemberPage {
    /** The records of the page, newest first. */
    results: ProjectMember[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of project tasks. */
export interface ProjectTaskPage {
    /** The records of the page, newest first. */
    results: ProjectTask[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of expense reports. */
export interface ExpenseReportPage {
    /** The records of the page, newest first. */
    results: ExpenseReport[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of expense items. */
export interface ExpenseItemPage {
    /** The records of the page, newest first. */
    results: ExpenseItem[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of expense categories. */
export interface ExpenseCategoryPage {
    /** The records of the page, newest first. */
    results: ExpenseCategory[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of project expenses. */
export interface ProjectExpensePage {
    /** The records of the page, newest first. */
    results: ProjectExpense[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of budgeted project expenses. */
export interface ProjectBudgetExpensePage {
    /** The records of the page, newest first. */
    results: ProjectBudgetExpense[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of members. */
export interface MemberPage {
    /** The records of the page, newest first. */
    results: Member[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of opportunity stages. */
export interface OpportunityStagePage {
    /** The records of the page, newest first. */
    results: OpportunityStage[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of invoices. */
export interface InvoicePage {
    /** The records of the page, newest first. */
    results: Invoice[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One page of holidays. */
export interface HolidayPage {
    /** The records of the page, newest first. */
    results: Holiday[];
    /** Whether more records follow in the direction of the walk. */
    hasMore: boolean;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A record named by another. */
export interface Reference {
    /** Identifier of the record. */
    id: string;
    /** Name of the record. */
    name: string;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A project named by another record, with its client. */
export interface ProjectReference {
    /** Identifier of the project. */
    id: string;
    /** Name of the project. */
    name: string;
    /** Client that the project is for. */
    client?: Reference | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** An expense report named by an expense item. */
export interface ExpenseReportReference {
    /** Identifier of the expense report. */
    id: string;
    /** Title of the expense report. */
    title?: string | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** An expense category named by an expense item. */
export interface ExpenseCategoryReference {
    /** Identifier of the expense category. */
    id: string;
    /** Name of the expense category. */
    name: string;
    /** Unit that is counted; null when the category has no unit. */
    unitName?: string | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** When an invoice is to be paid. */
export interface PaymentTerm {
    /** Identifier of the payment term. */
    id: string;
    /** Name of the payment term. */
    name: string;
    /** Kind of payment term; only `net` was seen. Known values: `net`. */
    type?: string | null;
    /** Days until payment is due. */
    days?: number | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** Revenue, expenses and hours planned for a project. */
export interface ProjectBudget {
    /** Planned revenue of all kinds. */
    revenue?: number | null;
    /** Planned revenue from services. */
    servicesRevenue?: number | null;
    /** Planned revenue from products; seen in a third-party client only. */
    productRevenue?: number | null;
    /** Planned revenue of other kinds. */
    otherRevenue?: number | null;
    /** Planned expenses that the client is billed for. */
    billableExpenses?: number | null;
    /** Planned expenses that the client is not billed for. */
    nonBillableExpenses?: number | null;
    /** Planned hours that the client is billed for. */
    billableHours?: number | null;
    /** Planned hours that the client is not billed for. */
    nonBillableHours?: number | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** Hours planned for a member of a project. */
export interface HoursBudget {
    /** Planned hours that the client is billed for. */
    billableHours?: number | null;
    /** Planned hours that the client is not billed for. */
    nonBillableHours?: number | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A record's counterpart in an accounting system. */
export interface Integration {
    /** Accounting system; only `qbo` was seen on projects. Known values: `xero`, `qbo`. */
    type?: string | null;
    /** Identifier of the connection to the accounting system. */
    connectionId?: string | null;
    /** Identifier of the record in the accounting system. */
    externalId?: string | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A role that a task is assigned to. */
export interface TaskRole {
    /** Identifier of the role. */
    id: string;
    /** Name of the role. */
    name: string;
    /** Hours planned for the role. */
    hours?: number | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A project member that a task is assigned to. */
export interface TaskMember {
    /** Identifier of the project member. */
    id: string;
    /** Member behind the project member. */
    member?: Reference | null;
    /** Hours planned for the project member. */
    hours?: number | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A span of time with the same working hours. */
export interface AvailabilityPeriod {
    /** Identifier of the period. */
    id: string;
    /** First day of the period; null when it has no beginning. */
    start?: string | null;
    /** Last day of the period; null when it has no end. */
    end?: string | null;
    /** Working hours of the seven days of a week, Monday first. */
    hoursPerDay?: number[] | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A span of time with the same cost of a member. */
export interface CostPeriod {
    /** Identifier of the period. */
    id: string;
    /** First day of the period; null when it has no beginning. */
    start?: string | null;
    /** Last day of the period; null when it has no end. */
    end?: string | null;
    /** Currency of the costs. */
    currency?: string | null;
    /** Name of the currency. */
    currencyName?: string | null;
    /** How the cost is calculated. Known values: `hourly`, `fixed_hourly`, `fixed_monthly`. */
    costMethodId?: string | null;
    /** Cost of one hour without overhead. */
    costPerHour?: number | null;
    /** Overhead cost of one hour. */
    overheadCostPerHour?: number | null;
    /** Cost of one hour with overhead. */
    totalCostPerHour?: number | null;
    /** Cost of one month without overhead. */
    costPerMonth?: number | null;
    /** Overhead cost of one month. */
    overheadCostPerMonth?: number | null;
    /** Cost of one month with overhead. */
    totalCostPerMonth?: number | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A span of time with the same utilization target. */
export interface UtilizationTargetPeriod {
    /** Identifier of the period. */
    id: string;
    /** First day of the period; null when it has no beginning. */
    start?: string | null;
    /** Last day of the period; null when it has no end. */
    end?: string | null;
    /** Share of working time to be spent on billable work, in percent. */
    targetPercentage?: number | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** One line of an invoice. */
export interface InvoiceLine {
    /** Identifier of the line. */
    id: string;
    /** Place of the line on the invoice. */
    lineNumber?: number | null;
    /** Name of what is billed, as printed. */
    item?: string | null;
    /** Number of units. */
    quantity?: number | null;
    /** Price of one unit. */
    rate?: number | null;
    /** Amount of the line. */
    amount?: number | null;
    /** Whether the line is taxed. */
    taxable?: boolean | null;
    /** Project that the line bills. */
    project?: Reference | null;
    /** Invoice item that the line bills. */
    invoiceItem?: Reference | null;
    /** Text of the line, as printed. */
    description?: string | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** A payment of an invoice. */
export interface InvoicePayment {
    /** Identifier of the payment. */
    id: string;
    /** Share of the payment that went to the invoice. */
    amount?: number | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** What the API says about a request that failed. */
export interface ErrorBody {
    /** The HTTP status again. */
    status: number;
    /** What went wrong. */
    message: string;
    /** One message per invalid value, for some validation errors. */
    errors?: string[] | null;
    /** Fields that the spec does not know. */
    [key: string]: unknown;
}
/** Query parameters of GET /api/workspace/clients. */
export interface ClientListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the clients with exactly this code; inferred from a third party, not documented. */
    code?: string | undefined;
}
/** Query parameters of GET /api/workspace/projects. */
export interface ProjectListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the projects of this client; inferred from a third party, not documented. */
    clientId?: string | undefined;
    /** Keeps the projects of this type; inferred from a third party, not documented. */
    projectTypeId?: string | undefined;
    /** Keeps the projects in this status; inferred from a third party, not documented. */
    statusId?: string | undefined;
    /** Keeps the projects whose name contains this text; inferred from a third party, not documented. */
    nameContains?: string | undefined;
}
/** Query parameters of GET /api/workspace/project-members. */
export interface ProjectMemberListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
}
/** Query parameters of GET /api/workspace/project-tasks. */
export interface ProjectTaskListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the tasks of this project; inferred from a third party, not documented. */
    projectId?: string | undefined;
    /** Keeps the tasks whose name contains this text; inferred from a third party, not documented. */
    nameContains?: string | undefined;
}
/** Query parameters of GET /api/workspace/expense-reports. */
export interface ExpenseReportListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
}
/** Query parameters of GET /api/workspace/expense-items. */
export interface ExpenseItemListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the items of this expense report; inferred from a third party, not documented. */
    expenseReportId?: string | undefined;
}
/** Query parameters of GET /api/workspace/expense-categories. */
export interface ExpenseCategoryListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the categories with exactly this name. */
    name?: string | undefined;
}
/** Query parameters of GET /api/workspace/project-expenses. */
export interface ProjectExpenseListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
}
/** Query parameters of GET /api/workspace/project-budget-expenses. */
export interface ProjectBudgetExpenseListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the budgeted expenses of this project. */
    projectId?: string | undefined;
}
/** Query parameters of GET /api/workspace/members. */
export interface MemberListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
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
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
    /** Keeps the stages with exactly this name. */
    name?: string | undefined;
}
/** Query parameters of GET /api/workspace/invoices. */
export interface InvoiceListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
}
/** Query parameters of GET /api/workspace/holidays. */
export interface HolidayListQuery {
    /** Id of the last record of the previous page; cannot be sent with `endingBefore`. */
    startingAfter?: string | undefined;
    /** Most records to return in one page. */
    limit?: number | undefined;
}
