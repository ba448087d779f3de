// Written by `deno task generate` from spec sha256:2c718398c6373a84ffbade64171cf710fbd06bda1f0bb895ad05ddecc792186b; do not edit.

/**
 * The schemas of the records, by table name.
 *
 * ```ts
 * import { schemas } from "@workspace-sync/sdk/schemas";
 *
 * for (const [name, { properties = {} }] of Object.entries(schemas)) {
 *   console.log(name, Object.keys(properties));
 * }
 * ```
 *
 * @module
 */

import type { RecordSchema } from "../client/record_schema.ts";

export type { RecordSchema };

const Reference: RecordSchema = {
  "type":"object",
  "description":"A record named by another.",
  "additionalProperties":true,
  "required":["id","name"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the record."},
    "name":{"type":"string","description":"Name of the record."},
  },
};

const Integration: RecordSchema = {
  "type":"object",
  "description":"A record's counterpart in an accounting system.",
  "additionalProperties":true,
  "properties":{
    "type":{"type":["string","null"],"description":"Accounting system; only `qbo` was seen on projects.","examples":["qbo"],"x-values":["xero","qbo"]},
    "connectionId":{"type":["string","null"],"format":"uuid","description":"Identifier of the connection to the accounting system."},
    "externalId":{"type":["string","null"],"description":"Identifier of the record in the accounting system."},
  },
};

const Client: RecordSchema = {
  "type":"object",
  "description":"A company or person that the workspace works for.",
  "additionalProperties":true,
  "required":["id","key","name","code","currency","notes","emails","streetAddress","invoiceDetailsSource","invoiceSubject","invoiceNotes","invoiceEmailSubject","invoiceEmailBody","isInternal","recordStatusId","createdAt","owner","practice","invoicePaymentTerm","salesRepresentative","businessUnit","tags"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the client."},
    "key":{"type":"string","description":"URL-safe short name, unique in the workspace.","examples":["acme"]},
    "name":{"type":"string","description":"Name of the client.","examples":["Acme"]},
    "code":{"type":["string","null"],"description":"The workspace's own code for the client.","examples":["ACM"]},
    "currency":{"type":"string","description":"Currency that the client is billed in.","examples":["USD"]},
    "notes":{"type":["string","null"],"description":"Free text about the client."},
    "emails":{"type":"array","description":"Addresses that invoices are sent to.","items":{"type":"string","format":"email"}},
    "streetAddress":{"type":["string","null"],"description":"Postal address; may span several lines."},
    "invoiceDetailsSource":{"type":"string","description":"Where the sender details on the client's invoices come from.","examples":["workspace"],"x-values":["workspace","custom","business_unit"]},
    "invoiceSubject":{"type":["string","null"],"description":"Default subject of the client's invoices."},
    "invoiceNotes":{"type":["string","null"],"description":"Default notes on the client's invoices."},
    "invoiceEmailSubject":{"type":["string","null"],"description":"Default subject of the email that brings an invoice."},
    "invoiceEmailBody":{"type":["string","null"],"description":"Default text of the email that brings an invoice; may span several lines."},
    "useWorkspaceInvoiceDetails":{"type":["boolean","null"],"description":"Deprecated and read-only, replaced by `invoiceDetailsSource`; whether invoices carry the workspace's details.","deprecated":true},
    "isInternal":{"type":"boolean","description":"Whether the client stands for the workspace itself."},
    "recordStatusId":{"type":"string","description":"Whether the client is in use or archived.","examples":["active"],"x-values":["active","archived"]},
    "createdAt":{"type":"string","format":"date-time","description":"When the client was created."},
    "owner":{"anyOf":[Reference,{"type":"null"}],"description":"Member who owns the client.","x-references":"workspace_members"},
    "practice":{"anyOf":[Reference,{"type":"null"}],"description":"Practice that the client belongs to."},
    "invoicePaymentTerm":{"anyOf":[Reference,{"type":"null"}],"description":"Payment term of the client's invoices."},
    "salesRepresentative":{"anyOf":[Reference,{"type":"null"}],"description":"Member who sells to the client.","x-references":"workspace_members"},
    "businessUnit":{"anyOf":[Reference,{"type":"null"}],"description":"Business unit that the client belongs to."},
    "tags":{"type":"array","description":"Tags of the client.","items":Reference},
    "industry":{"anyOf":[Reference,{"type":"null"}],"description":"Industry of the client; seen in a third-party client only."},
    "location":{"anyOf":[Reference,{"type":"null"}],"description":"Location of the client; seen in a third-party client only."},
    "integrations":{"type":["array","null"],"description":"Links to accounting systems; seen in a third-party client only.","items":Integration},
    "paymentTermsId":{"type":["string","null"],"description":"Deprecated, replaced by `invoicePaymentTerm`; seen in older and third-party sources only.","examples":["net_30"],"x-values":["due_on_receipt","net_10","net_15","net_30","net_45","net_60","net_90"],"deprecated":true},
  },
};

const ProjectBudget: RecordSchema = {
  "type":"object",
  "description":"Revenue, expenses and hours planned for a project.",
  "additionalProperties":true,
  "required":["revenue","servicesRevenue","otherRevenue","billableExpenses","nonBillableExpenses","billableHours","nonBillableHours"],
  "properties":{
    "revenue":{"type":"number","description":"Planned revenue of all kinds.","examples":[18075]},
    "servicesRevenue":{"type":"number","description":"Planned revenue from services.","examples":[15000]},
    "productRevenue":{"type":["number","null"],"description":"Planned revenue from products; seen in a third-party client only."},
    "otherRevenue":{"type":"number","description":"Planned revenue of other kinds."},
    "billableExpenses":{"type":"number","description":"Planned expenses that the client is billed for."},
    "nonBillableExpenses":{"type":"number","description":"Planned expenses that the client is not billed for."},
    "billableHours":{"type":"number","description":"Planned hours that the client is billed for.","examples":[120.5]},
    "nonBillableHours":{"type":"number","description":"Planned hours that the client is not billed for."},
  },
};

const Project: RecordSchema = {
  "type":"object",
  "description":"A piece of work for a client, with its dates, billing and budget.",
  "additionalProperties":true,
  "required":["id","key","name","notes","statusId","start","end","code","poNumber","billingTypeId","isBillable","currency","revenueRecognitionMethod","useRoles","useBudget","budgetMode","useMonthlyBudget","monthlyBudgetMode","capMaxMemberHoursPerDay","capMaxMemberHoursPerWeek","capMaxMemberHoursPerMonth","maxMemberHoursPerDay","maxMemberHoursPerWeek","maxMemberHoursPerMonth","requiresNotes","requiresTasks","recordStatusId","isProductive","lockTimeAndExpenses","trackTimeToAssignedRoles","cloudFolderUrl","createdAt","completedOn","client","practice","projectType","projectGroup","salesRepresentative","businessUnit","tags","budget","monthlyBudget"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the project."},
    "key":{"type":"string","description":"URL-safe short name, unique among the projects of the client.","examples":["website"]},
    "name":{"type":"string","description":"Name of the project.","examples":["Website"]},
    "notes":{"type":["string","null"],"description":"Free text about the project."},
    "statusId":{"type":"string","description":"Status of the project.","examples":["in_progress"],"x-values":["tentative","not_started","in_progress","paused","completed","cancelled"]},
    "start":{"type":["string","null"],"format":"date","description":"First day of the project."},
    "end":{"type":["string","null"],"format":"date","description":"Last day of the project."},
    "code":{"type":["string","null"],"description":"The workspace's own code for the project."},
    "poNumber":{"type":["string","null"],"description":"Purchase order number of the client."},
    "billingTypeId":{"type":"string","description":"How the project is billed.","examples":["tm"],"x-values":["tm","fixed","fixed_recurring","non_billable"]},
    "isBillable":{"type":"boolean","description":"Whether the project is billed at all; follows from `billingTypeId`."},
    "currency":{"type":"string","description":"Currency of the project's amounts.","examples":["USD"]},
    "revenueRecognitionMethod":{"type":["string","null"],"description":"How the project's revenue is recognized.","examples":["invoiced"],"x-values":["invoiced","manual","automated_hours","automated_tm_basis"]},
    "fixedFee":{"type":["number","null"],"description":"Deprecated and always null; once the fee of a project with billing type `fixed`.","deprecated":true},
    "fixedRecurringFee":{"type":["number","null"],"description":"Deprecated and always null; once the fee per period of billing type `fixed_recurring`.","deprecated":true},
    "fixedRecurringStart":{"type":["string","null"],"format":"date","description":"Deprecated and always null; once the first day of the recurring fee.","deprecated":true},
    "fixedRecurringEnd":{"type":["string","null"],"format":"date","description":"Deprecated and always null; once the last day of the recurring fee.","deprecated":true},
    "useRoles":{"type":"boolean","description":"Whether rates depend on roles rather than on members."},
    "useBudget":{"type":"boolean","description":"Whether the project has a budget."},
    "budgetMode":{"type":["string","null"],"description":"How the budget is broken down; null unless `useBudget`.","examples":["summary"],"x-values":["summary","detailed","aggregated"]},
    "useMonthlyBudget":{"type":"boolean","description":"Whether the project has a budget per month."},
    "monthlyBudgetMode":{"type":["string","null"],"description":"How the monthly budget is broken down; null unless `useMonthlyBudget`.","examples":["summary"],"x-values":["summary","detailed"]},
    "capMaxMemberHoursPerDay":{"type":"boolean","description":"Whether a member's hours per day are capped."},
    "capMaxMemberHoursPerWeek":{"type":"boolean","description":"Whether a member's hours per week are capped."},
    "capMaxMemberHoursPerMonth":{"type":"boolean","description":"Whether a member's hours per month are capped."},
    "maxMemberHoursPerDay":{"type":["number","null"],"description":"Most hours that a member may log per day; null unless `capMaxMemberHoursPerDay`.","examples":[8]},
    "maxMemberHoursPerWeek":{"type":["number","null"],"description":"Most hours that a member may log per week; null unless `capMaxMemberHoursPerWeek`.","examples":[40]},
    "maxMemberHoursPerMonth":{"type":["number","null"],"description":"Most hours that a member may log per month; null unless `capMaxMemberHoursPerMonth`.","examples":[160]},
    "requiresNotes":{"type":"boolean","description":"Whether time on the project requires notes."},
    "requiresTasks":{"type":"boolean","description":"Whether time on the project requires a task."},
    "recordStatusId":{"type":"string","description":"Whether the project is in use or archived.","examples":["active"],"x-values":["active","archived"]},
    "isProductive":{"type":["boolean","null"],"description":"Whether time on the project counts as productive; for projects of internal clients only."},
    "lockTimeAndExpenses":{"type":"boolean","description":"Whether time and expenses of the project are locked."},
    "trackTimeToAssignedRoles":{"type":["boolean","null"],"description":"Whether members log time to their assigned roles only."},
    "cloudFolderUrl":{"type":["string","null"],"description":"Link to the project's folder in cloud storage."},
    "createdAt":{"type":"string","format":"date-time","description":"When the project was created."},
    "completedOn":{"type":["string","null"],"format":"date","description":"Day on which the project was completed."},
    "client":{...Reference,"description":"Client that the project is for.","x-references":"clients"},
    "practice":{"anyOf":[Reference,{"type":"null"}],"description":"Practice that the project belongs to."},
    "projectType":{"anyOf":[Reference,{"type":"null"}],"description":"Type of the project."},
    "projectGroup":{"anyOf":[Reference,{"type":"null"}],"description":"Group that the project belongs to."},
    "salesRepresentative":{"anyOf":[Reference,{"type":"null"}],"description":"Member who sold the project.","x-references":"workspace_members"},
    "businessUnit":{"anyOf":[Reference,{"type":"null"}],"description":"Business unit that the project belongs to."},
    "tags":{"type":"array","description":"Tags of the project.","items":Reference},
    "budget":{"anyOf":[ProjectBudget,{"type":"null"}],"description":"Budget of the whole project."},
    "monthlyBudget":{"anyOf":[ProjectBudget,{"type":"null"}],"description":"Budget for one month of the project."},
    "integrations":{"type":["array","null"],"description":"Links to accounting systems; seen in a third-party client only.","items":Integration},
  },
};

const ProjectReference: RecordSchema = {
  "type":"object",
  "description":"A project named by another record, with its client.",
  "additionalProperties":true,
  "required":["id","name","client"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the project."},
    "name":{"type":"string","description":"Name of the project."},
    "client":{...Reference,"description":"Client that the project is for.","x-references":"clients"},
  },
};

const HoursBudget: RecordSchema = {
  "type":"object",
  "description":"Hours planned for a member of a project.",
  "additionalProperties":true,
  "required":["billableHours","nonBillableHours"],
  "properties":{
    "billableHours":{"type":["number","null"],"description":"Planned hours that the client is billed for.","examples":[6.5]},
    "nonBillableHours":{"type":["number","null"],"description":"Planned hours that the client is not billed for."},
  },
};

const ProjectMember: RecordSchema = {
  "type":"object",
  "description":"The assignment of a member to a project, with rates and costs.",
  "additionalProperties":true,
  "required":["id","typeId","isActive","isBillable","rate","overrideCostRate","costCurrency","costPerHour","overheadCostPerHour","createdAt","member","project","roles","budget","monthlyBudget"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the assignment."},
    "typeId":{"type":"string","description":"What the member may do on the project.","examples":["collaborator"],"x-values":["collaborator","administrator"]},
    "isActive":{"type":"boolean","description":"Whether the assignment is in force."},
    "isBillable":{"type":["boolean","null"],"description":"Whether the member's time is billed; null when the project uses roles."},
    "rate":{"type":["number","null"],"description":"Rate per hour that the client is billed.","examples":[175.5]},
    "overrideCostRate":{"type":"boolean","description":"Whether the costs below replace the member's own."},
    "costCurrency":{"type":["string","null"],"description":"Currency of the costs below, as an ISO 4217 code; null unless `overrideCostRate`.","examples":["USD"]},
    "costPerHour":{"type":["number","null"],"description":"Cost of one hour without overhead; null unless `overrideCostRate`.","examples":[85.25]},
    "overheadCostPerHour":{"type":["number","null"],"description":"Overhead cost of one hour; null unless `overrideCostRate`.","examples":[12.5]},
    "createdAt":{"type":"string","format":"date-time","description":"When the member was assigned."},
    "member":{...Reference,"description":"Member who is assigned.","x-references":"workspace_members"},
    "project":{...ProjectReference,"description":"Project that the member is assigned to.","x-references":"projects"},
    "roles":{"type":["array","null"],"description":"Roles of the member on the project; null unless the project uses roles.","items":Reference},
    "budget":{"anyOf":[HoursBudget,{"type":"null"}],"description":"Hours planned for the member on the whole project; null when the project uses roles."},
    "monthlyBudget":{"anyOf":[HoursBudget,{"type":"null"}],"description":"Hours planned for the member per month; null when the project uses roles."},
  },
};

const TaskRole: RecordSchema = {
  "type":"object",
  "description":"A role that a task is assigned to.",
  "additionalProperties":true,
  "required":["id","name","hours"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the role."},
    "name":{"type":"string","description":"Name of the role."},
    "hours":{"type":["number","null"],"description":"Hours planned for the role.","examples":[40.5]},
  },
};

const TaskMember: RecordSchema = {
  "type":"object",
  "description":"A project member that a task is assigned to.",
  "additionalProperties":true,
  "required":["id","member","hours"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the project member.","x-references":"project_members"},
    "member":{...Reference,"description":"Member behind the project member.","x-references":"workspace_members"},
    "hours":{"type":["number","null"],"description":"Hours planned for the project member."},
  },
};

const ProjectTask: RecordSchema = {
  "type":"object",
  "description":"A task of a project.",
  "additionalProperties":true,
  "required":["id","name","notes","order","position","statusId","isBillable","lockTime","capHours","capAssignedHours","forAssignedOnly","requireNotes","code","recordStatusId","budgetedHours","budgetedServicesRevenue","createdAt","project","roles","projectMembers","tags"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the task."},
    "name":{"type":"string","description":"Name of the task.","examples":["Wireframes"]},
    "notes":{"type":["string","null"],"description":"Free text about the task."},
    "order":{"type":["number","null"],"description":"Sort key of the task within the project.","examples":[16384]},
    "position":{"type":["number","null"],"description":"Newer sort key of the task, equal to `order` where both were seen.","examples":[16384]},
    "statusId":{"type":"string","description":"Status of the task.","examples":["not_started"],"x-values":["not_started","in_progress","completed"]},
    "start":{"type":["string","null"],"format":"date","description":"First day of the task."},
    "end":{"type":["string","null"],"format":"date","description":"Last day of the task."},
    "isBillable":{"type":["boolean","null"],"description":"Whether time on the task is billed."},
    "lockTime":{"type":["boolean","null"],"description":"Whether time on the task is locked."},
    "capHours":{"type":["boolean","null"],"description":"Whether the hours on the task are capped."},
    "capAssignedHours":{"type":["boolean","null"],"description":"Whether the hours of each assigned member or role are capped."},
    "forAssignedOnly":{"type":["boolean","null"],"description":"Whether only assigned members and roles may log time on the task."},
    "requireNotes":{"type":["boolean","null"],"description":"Whether time on the task requires notes."},
    "code":{"type":["string","null"],"description":"The workspace's own code for the task."},
    "recordStatusId":{"type":["string","null"],"description":"Life cycle of the task's record; only `active` was seen.","examples":["active"],"x-values":["active"]},
    "budgetedHours":{"type":["number","null"],"description":"Hours planned for the task.","examples":[120.5]},
    "budgetedServicesRevenue":{"type":["number","null"],"description":"Revenue from services planned for the task.","examples":[18075]},
    "createdAt":{"type":"string","format":"date-time","description":"When the task was created."},
    "parent":{"anyOf":[Reference,{"type":"null"}],"description":"Task that this one is a part of.","x-references":"project_tasks"},
    "project":{...ProjectReference,"description":"Project that the task belongs to.","x-references":"projects"},
    "roles":{"type":["array","null"],"description":"Roles that the task is assigned to, with their hours.","items":TaskRole},
    "projectMembers":{"type":["array","null"],"description":"Project members that the task is assigned to, with their hours.","items":TaskMember},
    "tags":{"type":["array","null"],"description":"Tags of the task.","items":Reference},
  },
};

const ExpenseReport: RecordSchema = {
  "type":"object",
  "description":"A member's report that gathers expense items.",
  "additionalProperties":true,
  "required":["id","number","title","notes","date","createdAt","member"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the expense report."},
    "number":{"type":"integer","description":"Running number of the report.","examples":[42]},
    "title":{"type":"string","description":"Title of the report.","examples":["Trip to the client"]},
    "notes":{"type":["string","null"],"description":"Free text about the report."},
    "date":{"type":"string","format":"date","description":"Date of the report."},
    "createdAt":{"type":"string","format":"date-time","description":"When the report was created."},
    "member":{...Reference,"description":"Member whose report it is.","x-references":"workspace_members"},
  },
};

const ExpenseReportReference: RecordSchema = {
  "type":"object",
  "description":"An expense report named by an expense item.",
  "additionalProperties":true,
  "required":["id","title"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the expense report."},
    "title":{"type":"string","description":"Title of the expense report."},
  },
};

const ExpenseCategoryReference: RecordSchema = {
  "type":"object",
  "description":"An expense category named by an expense item.",
  "additionalProperties":true,
  "required":["id","name","unitName"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the expense category."},
    "name":{"type":"string","description":"Name of the expense category."},
    "unitName":{"type":["string","null"],"description":"Unit that is counted; null when the category has no unit.","examples":["mile"]},
  },
};

const ExpenseItem: RecordSchema = {
  "type":"object",
  "description":"One expense of an expense report.",
  "additionalProperties":true,
  "required":["id","statusId","vendor","notes","date","currency","amount","markupMethod","markupRatio","markupAmount","markup","total","unitCount","unitAmount","isReimbursable","isBillable","invoiced","createdAt","expenseReport","expenseCategory","member","project"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the expense item."},
    "statusId":{"type":"string","description":"Approval status of the item.","examples":["not_submitted"],"x-values":["not_submitted","pending_approval","approved","rejected"]},
    "vendor":{"type":["string","null"],"description":"Who was paid."},
    "notes":{"type":["string","null"],"description":"Free text about the expense."},
    "attendees":{"type":["string","null"],"description":"Attendees, as free text."},
    "date":{"type":"string","format":"date","description":"Day of the expense."},
    "currency":{"type":"string","description":"Currency of the amounts, as an ISO 4217 code.","examples":["USD"]},
    "amount":{"type":"number","description":"Cost without markup.","examples":[33.5]},
    "markupMethod":{"type":["string","null"],"description":"How the markup is given.","examples":["amount"],"x-values":["amount","percentage"]},
    "markupRatio":{"type":["number","null"],"minimum":0,"maximum":1,"description":"Markup as a share of the amount, 0 to 1.","examples":[0.1]},
    "markupAmount":{"type":["number","null"],"description":"Markup that was entered as an amount."},
    "markup":{"type":["number","null"],"description":"Markup that results."},
    "total":{"type":"number","description":"Amount and markup together.","examples":[36.85]},
    "unitCount":{"type":["number","null"],"description":"Number of units, when the category counts units.","examples":[50]},
    "unitAmount":{"type":["number","null"],"description":"Cost of one unit; three decimals occur.","examples":[0.575]},
    "isReimbursable":{"type":"boolean","description":"Whether the member is paid back."},
    "isBillable":{"type":"boolean","description":"Whether the client is billed."},
    "invoiced":{"type":"boolean","description":"Whether the item is on an invoice."},
    "createdAt":{"type":"string","format":"date-time","description":"When the item was created."},
    "expenseReport":{...ExpenseReportReference,"description":"Report that the item is in.","x-references":"expense_reports"},
    "expenseCategory":{...ExpenseCategoryReference,"description":"Category that the item is filed under.","x-references":"expense_categories"},
    "member":{...Reference,"description":"Member who spent the money.","x-references":"workspace_members"},
    "project":{"anyOf":[ProjectReference,{"type":"null"}],"description":"Project that the item is for; null for an internal expense.","x-references":"projects"},
  },
};

const ExpenseCategory: RecordSchema = {
  "type":"object",
  "description":"A category that expenses are filed under.",
  "additionalProperties":true,
  "required":["id","name","isActive","requireAttendees","requireReceipt","requireNotes","unitName","unitAmount","code","createdAt","invoiceItem"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the category."},
    "name":{"type":"string","description":"Name of the category.","examples":["Mileage"]},
    "isActive":{"type":"boolean","description":"Whether the category can be used."},
    "requireAttendees":{"type":"boolean","description":"Whether an expense requires attendees."},
    "requireReceipt":{"type":"boolean","description":"Whether an expense requires a receipt."},
    "requireNotes":{"type":"boolean","description":"Whether an expense requires notes."},
    "unitName":{"type":["string","null"],"description":"Unit that is counted; null when the category has no unit.","examples":["mile"]},
    "unitAmount":{"type":["number","null"],"description":"Cost of one unit; null when the category has no unit.","examples":[0.655]},
    "code":{"type":["string","null"],"description":"The workspace's own code for the category."},
    "createdAt":{"type":"string","format":"date-time","description":"When the category was created."},
    "invoiceItem":{"anyOf":[Reference,{"type":"null"}],"description":"Invoice item that its expenses are billed as."},
  },
};

const ProjectExpense: RecordSchema = {
  "type":"object",
  "description":"An expense that was recorded on a project directly; its currency is the project's.",
  "additionalProperties":true,
  "required":["id","date","amount","total","isBillable","vendor","notes","createdAt","markupMethod","markupAmount","markupRatio","markup","project","expenseCategory","invoiced"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the expense."},
    "date":{"type":"string","format":"date","description":"Day of the expense."},
    "amount":{"type":"number","description":"Cost without markup.","examples":[2450.75]},
    "total":{"type":"number","description":"Amount and markup together.","examples":[2940.9]},
    "isBillable":{"type":"boolean","description":"Whether the client is billed."},
    "vendor":{"type":["string","null"],"description":"Who was paid."},
    "notes":{"type":["string","null"],"description":"Free text about the expense."},
    "createdAt":{"type":"string","format":"date-time","description":"When the expense was created."},
    "markupMethod":{"type":["string","null"],"description":"How the markup is given; null when there is none.","examples":["amount"],"x-values":["amount","percentage"]},
    "markupAmount":{"type":["number","null"],"description":"Markup that was entered as an amount; null unless the method is `amount`."},
    "markupRatio":{"type":["number","null"],"minimum":0,"maximum":1,"description":"Markup as a share of the amount, 0 to 1; null unless the method is `percentage`.","examples":[0.2]},
    "markup":{"type":["number","null"],"description":"Markup that results; null when there is no method.","examples":[490.15]},
    "project":{...ProjectReference,"description":"Project that the expense is for.","x-references":"projects"},
    "expenseCategory":{...Reference,"description":"Category that the expense is filed under.","x-references":"expense_categories"},
    "invoiced":{"type":"boolean","description":"Whether the expense is on an invoice."},
  },
};

const ProjectBudgetExpense: RecordSchema = {
  "type":"object",
  "description":"An expense category's share of a project budget; its currency is the project's.",
  "additionalProperties":true,
  "required":["id","billableAmount","nonBillableAmount","createdAt","expenseCategory","project"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the budgeted expense."},
    "billableAmount":{"type":["number","null"],"description":"Planned cost that the client is billed for; null for a project that is not billable.","examples":[1500]},
    "nonBillableAmount":{"type":["number","null"],"description":"Planned cost that the client is not billed for.","examples":[250.5]},
    "createdAt":{"type":"string","format":"date-time","description":"When the budgeted expense was created."},
    "expenseCategory":{...Reference,"description":"Category that is planned.","x-references":"expense_categories"},
    "project":{...ProjectReference,"description":"Project that the budget belongs to.","x-references":"projects"},
  },
};

const AvailabilityPeriod: RecordSchema = {
  "type":"object",
  "description":"A span of time with the same working hours.",
  "additionalProperties":true,
  "required":["id","start","end","hoursPerDay"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the period."},
    "start":{"type":["string","null"],"format":"date","description":"First day of the period; null when it has no beginning."},
    "end":{"type":["string","null"],"format":"date","description":"Last day of the period; null when it has no end."},
    "hoursPerDay":{"type":"array","minItems":7,"maxItems":7,"description":"Working hours of the seven days of a week, Monday first.","items":{"type":"number"}},
  },
};

const CostPeriod: RecordSchema = {
  "type":"object",
  "description":"A span of time with the same cost of a member.",
  "additionalProperties":true,
  "required":["id","start","end","currency","costPerHour","overheadCostPerHour","totalCostPerHour"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the period."},
    "start":{"type":["string","null"],"format":"date","description":"First day of the period; null when it has no beginning."},
    "end":{"type":["string","null"],"format":"date","description":"Last day of the period; null when it has no end."},
    "currency":{"type":"string","description":"Currency of the costs.","examples":["USD"]},
    "currencyName":{"type":["string","null"],"description":"Name of the currency.","examples":["US Dollar"]},
    "costMethodId":{"type":["string","null"],"description":"How the cost is calculated.","examples":["hourly"],"x-values":["hourly","fixed_hourly","fixed_monthly"]},
    "costPerHour":{"type":["number","null"],"description":"Cost of one hour without overhead.","examples":[85.25]},
    "overheadCostPerHour":{"type":["number","null"],"description":"Overhead cost of one hour.","examples":[12.5]},
    "totalCostPerHour":{"type":["number","null"],"description":"Cost of one hour with overhead.","examples":[97.75]},
    "costPerMonth":{"type":["number","null"],"description":"Cost of one month without overhead."},
    "overheadCostPerMonth":{"type":["number","null"],"description":"Overhead cost of one month."},
    "totalCostPerMonth":{"type":["number","null"],"description":"Cost of one month with overhead."},
  },
};

const UtilizationTargetPeriod: RecordSchema = {
  "type":"object",
  "description":"A span of time with the same utilization target.",
  "additionalProperties":true,
  "required":["id","start","end","targetPercentage"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the period."},
    "start":{"type":["string","null"],"format":"date","description":"First day of the period; null when it has no beginning."},
    "end":{"type":["string","null"],"format":"date","description":"Last day of the period; null when it has no end."},
    "targetPercentage":{"type":["number","null"],"minimum":0,"maximum":999.99,"description":"Share of working time to be spent on billable work, in percent.","examples":[85]},
  },
};

const Member: RecordSchema = {
  "type":"object",
  "description":"A person in the workspace. Holds personal and pay data.",
  "additionalProperties":true,
  "required":["id","name","email","isActive","isBillable","loginEnabled","invitationStatusId","employmentTypeId","costMethodId","defaultRate","defaultRateCurrency","activeStartDate","activeEndDate","timeOffAllowed","allowedTimeOffTypes","timeOffApprovalMode","receiveMissingTimeReminders","unsubmittedTimesheetReminders","automaticTimesheetSubmissionConfirmation","timesheetCapacityPolicy","internalId","internalNotes","createdAt","trackTimeByDuration","trackTimeByTimeRange","securityRole","jobTitle","level","discipline","practice","location","manager","timeOffApprover","holidaySchedule","tags","certifications","skills","timeOffTypes","availabilityPeriods","costPeriods","utilizationTargetPeriods"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the member."},
    "name":{"type":"string","description":"Full name of the member.","examples":["Ada Lovelace"]},
    "email":{"type":"string","format":"email","description":"Email address, unique among the members."},
    "isActive":{"type":"boolean","description":"Whether the member is active."},
    "isBillable":{"type":"boolean","description":"Whether the member's time is billed by default."},
    "loginEnabled":{"type":"boolean","description":"Whether the member may log in."},
    "invitationStatusId":{"type":"string","description":"Status of the member's invitation.","examples":["not_invited"],"x-values":["not_invited","invited","accepted"]},
    "employmentTypeId":{"type":"string","description":"How the member is employed.","examples":["employee"],"x-values":["employee","contractor","other"]},
    "costMethodId":{"type":["string","null"],"description":"How the member's cost is calculated; the older documentation has the value `fixed`.","examples":["hourly"],"x-values":["hourly","fixed_hourly","fixed_monthly"]},
    "defaultRate":{"type":["number","null"],"description":"Rate per hour that clients are billed by default.","examples":[150]},
    "defaultRateCurrency":{"type":["string","null"],"description":"Currency of the default rate.","examples":["USD"]},
    "activeStartDate":{"type":["string","null"],"format":"date","description":"First day on which the member is active."},
    "activeEndDate":{"type":["string","null"],"format":"date","description":"Last day on which the member is active."},
    "timeOffAllowed":{"type":"boolean","description":"Whether the member may book time off."},
    "allowedTimeOffTypes":{"type":"string","description":"Which types of time off the member may book.","examples":["all"],"x-values":["all","custom"]},
    "timeOffApprovalMode":{"type":"string","description":"Who approves the member's time off.","examples":["auto"],"x-values":["auto","manager","member"]},
    "internalExpenseApprovalMode":{"type":["string","null"],"description":"Who approves the member's internal expenses; seen in a third-party client only.","examples":["auto"],"x-values":["auto","manager","member"]},
    "receiveMissingTimeReminders":{"type":"boolean","description":"Whether the member is reminded of missing time."},
    "unsubmittedTimesheetReminders":{"type":"boolean","description":"Whether the member is reminded of timesheets not yet submitted."},
    "automaticTimesheetSubmissionConfirmation":{"type":"boolean","description":"Whether the member gets an email when a timesheet is submitted automatically."},
    "forbidTimesheetSubmissionWhenBelowCapacity":{"type":["boolean","null"],"description":"Deprecated, replaced by `timesheetCapacityPolicy`; true stands for `timesheet`, false for `unrestricted`.","deprecated":true},
    "timesheetCapacityPolicy":{"type":"string","description":"Which capacity a timesheet must reach before it can be submitted.","examples":["unrestricted"],"x-values":["unrestricted","timesheet","week"]},
    "internalId":{"type":["string","null"],"description":"The workspace's own number for the member."},
    "internalNotes":{"type":["string","null"],"description":"Internal notes about the member."},
    "createdAt":{"type":"string","format":"date-time","description":"When the member was created."},
    "trackTimeByDuration":{"type":"boolean","description":"Whether the member enters time as a duration."},
    "trackTimeByTimeRange":{"type":"boolean","description":"Whether the member enters time as a start and an end."},
    "securityRole":{...Reference,"description":"Role that decides what the member may see and do."},
    "jobTitle":{"anyOf":[Reference,{"type":"null"}],"description":"Job title of the member."},
    "level":{"anyOf":[Reference,{"type":"null"}],"description":"Level of the member."},
    "memberLevel":{"anyOf":[Reference,{"type":"null"}],"description":"Deprecated, replaced by `level`; seen in the older documentation only.","deprecated":true},
    "discipline":{"anyOf":[Reference,{"type":"null"}],"description":"Discipline of the member."},
    "practice":{"anyOf":[Reference,{"type":"null"}],"description":"Practice that the member belongs to."},
    "location":{"anyOf":[Reference,{"type":"null"}],"description":"Location of the member."},
    "manager":{"anyOf":[Reference,{"type":"null"}],"description":"Member who manages this one.","x-references":"workspace_members"},
    "timeOffApprover":{"anyOf":[Reference,{"type":"null"}],"description":"Member who approves this one's time off.","x-references":"workspace_members"},
    "holidaySchedule":{"anyOf":[Reference,{"type":"null"}],"description":"Schedule that says which holidays the member has."},
    "businessUnit":{"anyOf":[Reference,{"type":"null"}],"description":"Business unit that the member belongs to; seen in a third-party client only."},
    "internalExpenseApprover":{"anyOf":[Reference,{"type":"null"}],"description":"Member who approves this one's internal expenses; seen in a third-party client only.","x-references":"workspace_members"},
    "tags":{"type":"array","description":"Tags of the member.","items":Reference},
    "certifications":{"type":"array","description":"Certifications of the member.","items":Reference},
    "skills":{"type":"array","description":"Skills of the member.","items":Reference},
    "timeOffTypes":{"type":"array","description":"Types of time off that the member may book.","items":Reference},
    "availabilityPeriods":{"type":"array","description":"Working hours of the member over time.","items":AvailabilityPeriod},
    "costPeriods":{"type":"array","description":"Costs of the member over time.","items":CostPeriod},
    "utilizationTargetPeriods":{"type":["array","null"],"description":"Utilization targets of the member over time.","items":UtilizationTargetPeriod},
  },
};

const OpportunityStage: RecordSchema = {
  "type":"object",
  "description":"A stage that a sale can be in.",
  "additionalProperties":true,
  "required":["id","name","description","probability","statusId","isActive","createdAt"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the stage."},
    "name":{"type":"string","description":"Name of the stage.","examples":["Proposal"]},
    "description":{"type":["string","null"],"description":"What the stage means."},
    "probability":{"type":"number","minimum":0,"maximum":1,"description":"Chance that a sale in this stage is won, 0 to 1 with at most four decimals.","examples":[0.25]},
    "statusId":{"type":"string","description":"Whether a sale in this stage is open, won or lost.","examples":["open"],"x-values":["open","won","lost"]},
    "isActive":{"type":"boolean","description":"Whether the stage can be used."},
    "opportunityPipelineId":{"type":["string","null"],"format":"uuid","description":"Identifier of the pipeline that the stage is in; a recent addition."},
    "createdAt":{"type":"string","format":"date-time","description":"When the stage was created."},
  },
};

const InvoiceLine: RecordSchema = {
  "type":"object",
  "description":"One line of an invoice.",
  "additionalProperties":true,
  "required":["id","lineNumber","item","description","quantity","rate","amount","taxable","project","invoiceItem"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the line."},
    "lineNumber":{"type":["integer","null"],"description":"Place of the line on the invoice.","examples":[1]},
    "item":{"type":["string","null"],"description":"Name of what is billed, as printed."},
    "description":{"type":["string","null"],"description":"Text of the line, as printed."},
    "quantity":{"type":["number","null"],"description":"Number of units.","examples":[6.5]},
    "rate":{"type":["number","null"],"description":"Price of one unit.","examples":[175.5]},
    "amount":{"type":["number","null"],"description":"Amount of the line.","examples":[1140.75]},
    "taxable":{"type":["boolean","null"],"description":"Whether the line is taxed."},
    "project":{"anyOf":[Reference,{"type":"null"}],"description":"Project that the line bills.","x-references":"projects"},
    "invoiceItem":{"anyOf":[Reference,{"type":"null"}],"description":"Invoice item that the line bills."},
  },
};

const PaymentTerm: RecordSchema = {
  "type":"object",
  "description":"When an invoice is to be paid.",
  "additionalProperties":true,
  "required":["id","name","type","days"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the payment term."},
    "name":{"type":"string","description":"Name of the payment term.","examples":["Net 30"]},
    "type":{"type":["string","null"],"description":"Kind of payment term; only `net` was seen.","examples":["net"],"x-values":["net"]},
    "days":{"type":["integer","null"],"description":"Days until payment is due.","examples":[30]},
  },
};

const InvoicePayment: RecordSchema = {
  "type":"object",
  "description":"A payment of an invoice.",
  "additionalProperties":true,
  "required":["id"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the payment."},
    "amount":{"type":["number","null"],"description":"Share of the payment that went to the invoice.","examples":[1050]},
  },
};

const Invoice: RecordSchema = {
  "type":"object",
  "description":"An invoice to a client, with its lines.",
  "additionalProperties":true,
  "required":["id","companyName","companyStreetAddress","number","statusId","billTo","invoiceFor","issuedOn","servicesThrough","dueOn","sentOn","poNumber","notes","emailSubject","emailBody","emailFromName","replyTo","emails","ccEmails","sendBcc","currency","subtotal","totalDiscount","totalTax","total","amountPaid","amountCredited","amountDue","taxRate","createdAt","client","projects","lines","paymentTerm"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the invoice."},
    "companyName":{"type":["string","null"],"description":"Name of the sender, as printed."},
    "companyStreetAddress":{"type":["string","null"],"description":"Address of the sender, as printed."},
    "number":{"type":"string","description":"Invoice number, which is text.","examples":["INV-001"]},
    "statusId":{"type":"string","description":"Status of the invoice; only `paid` is documented, `draft` and `open` are inferred from credit notes.","examples":["paid"],"x-values":["draft","open","paid"]},
    "billTo":{"type":["string","null"],"description":"Whom the invoice is addressed to, as printed."},
    "invoiceFor":{"type":["string","null"],"description":"What the invoice is for, as printed."},
    "issuedOn":{"type":["string","null"],"format":"date","description":"Day of issue."},
    "servicesThrough":{"type":["string","null"],"format":"date","description":"Last day of the services that are invoiced."},
    "dueOn":{"type":["string","null"],"format":"date","description":"Day by which the invoice is to be paid."},
    "sentOn":{"type":["string","null"],"format":"date","description":"Day on which the invoice was sent."},
    "poNumber":{"type":["string","null"],"description":"Purchase order number of the client."},
    "notes":{"type":["string","null"],"description":"Notes on the invoice."},
    "emailSubject":{"type":["string","null"],"description":"Subject of the email that brings the invoice."},
    "emailBody":{"type":["string","null"],"description":"Text of the email that brings the invoice."},
    "emailFromName":{"type":["string","null"],"description":"Sender name of the email."},
    "replyTo":{"type":["string","null"],"description":"Address that replies to the email go to.","examples":["billing@example.com"]},
    "emails":{"type":["array","null"],"description":"Addresses that the invoice is sent to.","items":{"type":"string","format":"email"}},
    "ccEmails":{"type":["array","null"],"description":"Addresses that get a copy.","items":{"type":"string","format":"email"}},
    "sendBcc":{"type":["boolean","null"],"description":"Whether a blind copy is sent."},
    "currency":{"type":"string","description":"Currency of the amounts.","examples":["USD"]},
    "subtotal":{"type":["number","null"],"description":"Sum of the lines before discount and tax.","examples":[1000]},
    "totalDiscount":{"type":["number","null"],"description":"Discount that is taken off.","examples":[0]},
    "totalTax":{"type":["number","null"],"description":"Tax that is added.","examples":[50]},
    "total":{"type":["number","null"],"description":"Amount of the invoice.","examples":[1050]},
    "amountPaid":{"type":["number","null"],"description":"Amount that was paid.","examples":[1050]},
    "amountCredited":{"type":["number","null"],"description":"Amount that was credited.","examples":[0]},
    "amountDue":{"type":["number","null"],"description":"Amount still to be paid.","examples":[0]},
    "taxRate":{"type":["number","null"],"minimum":0,"maximum":1,"description":"Tax as a share of the taxable amount, 0 to 1.","examples":[0.05]},
    "createdAt":{"type":"string","format":"date-time","description":"When the invoice was created."},
    "client":{...Reference,"description":"Client that the invoice is for.","x-references":"clients"},
    "projects":{"type":["array","null"],"description":"Projects that the invoice covers.","items":{...Reference,"x-references":"projects"}},
    "lines":{"type":["array","null"],"description":"Lines of the invoice.","items":InvoiceLine},
    "paymentTerm":{"anyOf":[PaymentTerm,{"type":"null"}],"description":"When the invoice is to be paid."},
    "payments":{"type":["array","null"],"description":"Payments of the invoice; seen in a third-party connector's data only.","items":InvoicePayment},
    "creditNotes":{"type":["array","null"],"description":"Credit notes on the invoice, shape unknown; seen in a third-party connector's data only.","items":{"type":"object","additionalProperties":true}},
    "paymentTermsId":{"type":["string","null"],"description":"Deprecated, replaced by `paymentTerm`; seen in a third-party connector's data only.","examples":["net_30"],"deprecated":true},
  },
};

const Holiday: RecordSchema = {
  "type":"object",
  "description":"A public holiday and the days it falls on.",
  "additionalProperties":true,
  "required":["id","name","description","readOnly","isActive","createdAt","occurrences"],
  "properties":{
    "id":{"type":"string","format":"uuid","description":"Identifier of the holiday."},
    "name":{"type":"string","description":"Name of the holiday.","examples":["New Year's Day"]},
    "description":{"type":["string","null"],"description":"What the holiday is."},
    "readOnly":{"type":"boolean","description":"Whether the holiday is built in and shared by all workspaces."},
    "isActive":{"type":"boolean","description":"Whether the holiday can be used."},
    "createdAt":{"type":"string","format":"date-time","description":"When the holiday was created."},
    "occurrences":{"type":"array","description":"Days that the holiday falls on, over the years.","items":{"type":"string","format":"date"}},
  },
};

/** The schema of each resource's records, by table name, with every reference resolved. */
export const schemas: Readonly<Record<string, RecordSchema>> = {
  clients: Client,
  projects: Project,
  project_members: ProjectMember,
  project_tasks: ProjectTask,
  expense_reports: ExpenseReport,
  expense_items: ExpenseItem,
  expense_categories: ExpenseCategory,
  project_expense: ProjectExpense,
  project_budget_expenses: ProjectBudgetExpense,
  workspace_members: Member,
  opportunity_stages: OpportunityStage,
  invoices: Invoice,
  holidays: Holiday,
};
