// Written by `deno task generate` from models/*.sql; do not edit.

/**
 * The files of the models, by their names: a registry may not take other files than modules.
 *
 * @module
 */

/** Name -> text of the file. */
export const files: Readonly<Record<string, string>> = {
  billed_by_item: `-- question: What was billed, by invoice item, practice and business unit?
-- grain: invoice_item_id, practice_id, business_unit_id, currency
-- note: Lines of invoices, before discount and tax; drafts are left out. Practice and business unit are those of the
--   line's project, and NULL for a line without one.
--
-- invoice_item_id: Invoice item of the lines.
-- invoice_item: Name of the invoice item.
-- practice_id: Practice of the projects.
-- practice: Name of the practice.
-- business_unit_id: Business unit of the projects.
-- business_unit: Name of the business unit.
-- currency: Currency of the amount.
-- lines: Lines that were billed.
-- billed: Their amounts.
SELECT
  line.invoice_item_id,
  max(line.invoice_item_name) AS invoice_item,
  project.practice_id,
  max(project.practice_name) AS practice,
  project.business_unit_id,
  max(project.business_unit_name) AS business_unit,
  invoice.currency,
  count(*) AS lines,
  sum(line.amount) AS billed
FROM {{ source('workspace', 'invoices_lines') }} AS line
JOIN {{ source('workspace', 'invoices_live') }} AS invoice ON invoice.id = line.invoice_id
LEFT JOIN {{ source('workspace', 'projects_live') }} AS project ON project.id = line.project_id
WHERE invoice.status_id IS DISTINCT FROM 'draft'
GROUP BY line.invoice_item_id, project.practice_id, project.business_unit_id, invoice.currency
ORDER BY invoice.currency, billed DESC, line.invoice_item_id, project.practice_id, project.business_unit_id
`,
  capacity_by_month: `-- question: How many hours can each member work in a month, and how many of them are to be billable?
-- grain: member_id, month
-- note: From twelve months ago to twelve months ahead. Working hours of the days on which the member is active, times
--   the utilization target of each day. Holidays and time off are not taken off: no table says which member has
--   which. Members who are not active, and have no last day, are left out.
--
-- member_id: Member who works.
-- member: Name of the member.
-- month: First day of the month.
-- working_days: Days with working hours.
-- capacity_hours: Working hours.
-- target_hours: Hours that are to be billable; NULL without a target.
WITH days AS (
  SELECT day
  FROM {{ days(add_months(month(today()), -12), add_months(month(today()), 13)) }}
  WHERE day < {{ add_months(month(today()), 13) }}
),
active AS (
  SELECT member.id AS member_id, member.name AS member, days.day
  FROM {{ source('workspace', 'workspace_members_live') }} AS member
  CROSS JOIN days
  WHERE (member.is_active IS NOT FALSE OR member.active_end_date IS NOT NULL)
    AND days.day >= coalesce(member.active_start_date, days.day)
    AND days.day <= coalesce(member.active_end_date, days.day)
),
worked AS (
  SELECT
    active.member_id,
    active.member,
    active.day,
    CASE {{ weekday('active.day') }}
      WHEN 1 THEN {{ json_decimal('period.hours_per_day', 0) }}
      WHEN 2 THEN {{ json_decimal('period.hours_per_day', 1) }}
      WHEN 3 THEN {{ json_decimal('period.hours_per_day', 2) }}
      WHEN 4 THEN {{ json_decimal('period.hours_per_day', 3) }}
      WHEN 5 THEN {{ json_decimal('period.hours_per_day', 4) }}
      WHEN 6 THEN {{ json_decimal('period.hours_per_day', 5) }}
      ELSE {{ json_decimal('period.hours_per_day', 6) }}
    END AS hours,
    row_number() OVER (
      PARTITION BY active.member_id, active.day ORDER BY period.start DESC, period.id
    ) AS nth
  FROM active
  JOIN {{ source('workspace', 'workspace_members_availability_periods') }} AS period
    ON period.member_id = active.member_id
  WHERE active.day >= coalesce(period.start, active.day)
    AND active.day <= coalesce({{ end_of('period') }}, active.day)
),
targets AS (
  SELECT
    active.member_id,
    active.day,
    target.target_percentage AS percentage,
    row_number() OVER (
      PARTITION BY active.member_id, active.day ORDER BY target.start DESC, target.id
    ) AS nth
  FROM active
  JOIN {{ source('workspace', 'workspace_members_utilization_target_periods') }} AS target
    ON target.member_id = active.member_id
  WHERE active.day >= coalesce(target.start, active.day)
    AND active.day <= coalesce({{ end_of('target') }}, active.day)
)
SELECT
  worked.member_id,
  max(worked.member) AS member,
  {{ month('worked.day') }} AS month,
  sum(CASE WHEN worked.hours > 0 THEN 1 ELSE 0 END) AS working_days,
  sum(worked.hours) AS capacity_hours,
  {{ decimal('sum(worked.hours * targets.percentage)') }} * {{ decimal('0.01') }} AS target_hours
FROM worked
LEFT JOIN targets
  ON targets.member_id = worked.member_id AND targets.day = worked.day AND targets.nth = 1
WHERE worked.nth = 1
GROUP BY worked.member_id, {{ month('worked.day') }}
ORDER BY month, worked.member_id
`,
  expense_approvals: `-- question: Which expenses wait for approval: how many, whose, and for how long?
-- grain: member_id, currency
-- note: The API does not say when an item was submitted, so the wait is counted from the day on which the item was
--   created, which is the longest that it can be.
--
-- member_id: Member who spent the money.
-- member: Name of the member.
-- manager: Manager of the member, who may have to approve them; NULL where none is known.
-- currency: Currency of the amount.
-- items: Items that wait.
-- amount: Their cost without markup.
-- oldest_on: Day on which the oldest of them was created.
-- longest_days: Days since then.
SELECT
  item.member_id,
  max(item.member_name) AS member,
  max(member.manager_name) AS manager,
  item.currency,
  count(*) AS items,
  sum(item.amount) AS amount,
  min(CAST(item.created_at AS DATE)) AS oldest_on,
  {{ days_between('min(CAST(item.created_at AS DATE))', today()) }} AS longest_days
FROM {{ source('workspace', 'expense_items_live') }} AS item
LEFT JOIN {{ source('workspace', 'workspace_members_live') }} AS member ON member.id = item.member_id
WHERE item.status_id = 'pending_approval'
GROUP BY item.member_id, item.currency
ORDER BY longest_days DESC, item.member_id, item.currency
`,
  expense_budgets: `-- question: How much of each project's expense budget is spent, by category?
-- grain: project_id, category_id, currency
-- note: A budget is in the currency of its project; what was spent in another one is a row of its own, without a
--   budget. Costs are compared, without markup. Rejected items are left out.
--
-- client_id: Client of the project.
-- client: Name of the client.
-- project_id: Project that the budget belongs to.
-- project: Name of the project.
-- category_id: Category that is planned.
-- category: Name of the category.
-- currency: Currency of the amounts.
-- billable_budget: Planned cost that the client is billed for; NULL without one.
-- billable_spent: Cost of billable expenses.
-- billable_left: Budget less cost; below 0 where more was spent.
-- non_billable_budget: Planned cost that the client is not billed for; NULL without one.
-- non_billable_spent: Cost of expenses that are not billable.
-- non_billable_left: Budget less cost; below 0 where more was spent.
WITH amounts AS (
  SELECT
    budget.project_client_id AS client_id,
    budget.project_client_name AS client,
    budget.project_id,
    budget.project_name AS project,
    budget.expense_category_id AS category_id,
    budget.expense_category_name AS category,
    project.currency,
    budget.billable_amount AS billable_budget,
    budget.non_billable_amount AS non_billable_budget,
    0 AS billable_spent,
    0 AS non_billable_spent
  FROM {{ source('workspace', 'project_budget_expenses_live') }} AS budget
  LEFT JOIN {{ source('workspace', 'projects_live') }} AS project ON project.id = budget.project_id
  UNION ALL
  SELECT
    client_id,
    client,
    project_id,
    project,
    category_id,
    category,
    currency,
    NULL,
    NULL,
    CASE WHEN is_billable THEN cost ELSE 0 END,
    CASE WHEN is_billable THEN 0 ELSE cost END
  FROM {{ ref('expenses') }} AS expense
  WHERE project_id IS NOT NULL
)
SELECT
  max(client_id) AS client_id,
  max(client) AS client,
  project_id,
  max(project) AS project,
  category_id,
  max(category) AS category,
  currency,
  sum(billable_budget) AS billable_budget,
  sum(billable_spent) AS billable_spent,
  sum(billable_budget) - sum(billable_spent) AS billable_left,
  sum(non_billable_budget) AS non_billable_budget,
  sum(non_billable_spent) AS non_billable_spent,
  sum(non_billable_budget) - sum(non_billable_spent) AS non_billable_left
FROM amounts
GROUP BY project_id, category_id, currency
ORDER BY project_id, category_id, currency
`,
  expense_markup: `-- question: What does the markup on expenses bring, by project and category?
-- grain: project_id, category_id, currency
-- note: Billable expenses only, members' and projects' own; rejected items are left out.
--
-- client_id: Client of the project.
-- client: Name of the client.
-- project_id: Project that the expenses are for; NULL for billable expenses of no project.
-- project: Name of the project.
-- category_id: Category that the expenses are filed under.
-- category: Name of the category.
-- currency: Currency of the amounts.
-- expenses: Billable expenses.
-- cost: What they cost.
-- total: What the client is billed for them.
-- markup: The difference.
-- markup_invoiced: Markup of those that are on an invoice.
SELECT
  max(client_id) AS client_id,
  max(client) AS client,
  project_id,
  max(project) AS project,
  category_id,
  max(category) AS category,
  currency,
  count(*) AS expenses,
  sum(cost) AS cost,
  sum(total) AS total,
  sum(total - cost) AS markup,
  sum(CASE WHEN is_invoiced THEN total - cost ELSE 0 END) AS markup_invoiced
FROM {{ ref('expenses') }} AS expense
WHERE is_billable
GROUP BY project_id, category_id, currency
ORDER BY currency, markup DESC, project_id, category_id
`,
  expenses: `-- question: Which expenses are there, members' and projects' own, in one list?
-- grain: expense_id
-- note: Rejected items are left out. An expense that was recorded on a project has no currency of its own, and
--   counts in that of its project; where the project is gone the currency is NULL.
--
-- expense_id: The expense item or project expense.
-- kind: item for one of a member's expense report, project for one that was recorded on a project.
-- status_id: Approval status of an item; NULL for a project expense, which needs no approval.
-- spent_on: Day of the expense.
-- client_id: Client of the project; NULL for an internal expense.
-- client: Name of the client.
-- project_id: Project that the expense is for; NULL for an internal one.
-- project: Name of the project.
-- category_id: Category that the expense is filed under.
-- category: Name of the category.
-- currency: Currency of the amounts.
-- cost: Amount without markup.
-- total: Amount and markup together.
-- is_billable: Whether the client is billed.
-- is_invoiced: Whether the expense is on an invoice.
SELECT
  item.id AS expense_id,
  'item' AS kind,
  item.status_id,
  item.date AS spent_on,
  item.project_client_id AS client_id,
  item.project_client_name AS client,
  item.project_id,
  item.project_name AS project,
  item.expense_category_id AS category_id,
  item.expense_category_name AS category,
  item.currency,
  item.amount AS cost,
  item.total,
  item.is_billable IS TRUE AS is_billable,
  item.invoiced IS TRUE AS is_invoiced
FROM {{ source('workspace', 'expense_items_live') }} AS item
WHERE item.status_id IS DISTINCT FROM 'rejected'
UNION ALL
SELECT
  expense.id,
  'project',
  NULL,
  expense.date,
  expense.project_client_id,
  expense.project_client_name,
  expense.project_id,
  expense.project_name,
  expense.expense_category_id,
  expense.expense_category_name,
  project.currency,
  expense.amount,
  expense.total,
  expense.is_billable IS TRUE,
  expense.invoiced IS TRUE
FROM {{ source('workspace', 'project_expense_live') }} AS expense
LEFT JOIN {{ source('workspace', 'projects_live') }} AS project ON project.id = expense.project_id
`,
  invoiced_and_budget: `-- question: How much of each project's budget is invoiced?
-- grain: project_id, currency
-- note: Lines of invoices, before discount and tax; drafts are left out. A budget is in the currency of its project;
--   what was invoiced in another one is a row of its own, without a budget. Lines of no project are a row of each
--   currency.
--
-- client_id: Client of the project.
-- client: Name of the client.
-- project_id: Project that was invoiced; NULL for lines of no project.
-- project: Name of the project.
-- currency: Currency of the amounts.
-- budget: Planned revenue of the project; NULL without one.
-- invoiced: Lines of invoices for the project.
-- budget_left: Budget less what was invoiced; below 0 where more was invoiced.
-- invoiced_share: What was invoiced as a share of the budget, 1 for all of it.
WITH amounts AS (
  SELECT
    project.client_id,
    project.client_name AS client,
    project.id AS project_id,
    project.name AS project,
    project.currency,
    project.budget_revenue AS budget,
    0 AS invoiced
  FROM {{ source('workspace', 'projects_live') }} AS project
  WHERE project.budget_revenue IS NOT NULL
  UNION ALL
  SELECT
    CASE WHEN line.project_id IS NOT NULL THEN invoice.client_id END,
    CASE WHEN line.project_id IS NOT NULL THEN invoice.client_name END,
    line.project_id,
    line.project_name,
    invoice.currency,
    NULL,
    line.amount
  FROM {{ source('workspace', 'invoices_lines') }} AS line
  JOIN {{ source('workspace', 'invoices_live') }} AS invoice ON invoice.id = line.invoice_id
  WHERE invoice.status_id IS DISTINCT FROM 'draft'
)
SELECT
  max(client_id) AS client_id,
  max(client) AS client,
  project_id,
  max(project) AS project,
  currency,
  sum(budget) AS budget,
  sum(invoiced) AS invoiced,
  sum(budget) - sum(invoiced) AS budget_left,
  {{ ratio('sum(invoiced)', 'sum(budget)') }} AS invoiced_share
FROM amounts
GROUP BY project_id, currency
ORDER BY currency, invoiced_share DESC, project_id
`,
  invoiced_by_month: `-- question: What was invoiced to each client in each month, and how much of it is paid, credited and due?
-- grain: client_id, currency, month
-- note: Drafts are left out. All amounts stand in the month of the invoice, whenever it was paid.
--
-- client_id: Client that the invoices are for.
-- client: Name of the client.
-- currency: Currency of the amounts.
-- month: First day of the month of issue; NULL where an invoice does not say.
-- invoices: Invoices that were issued.
-- invoiced: Their amounts, tax included.
-- paid: What was paid of them.
-- credited: What was credited of them.
-- due: What is still to be paid of them.
SELECT
  client_id,
  max(client_name) AS client,
  currency,
  {{ month('issued_on') }} AS month,
  count(*) AS invoices,
  sum(total) AS invoiced,
  sum(amount_paid) AS paid,
  sum(amount_credited) AS credited,
  sum(amount_due) AS due
FROM {{ source('workspace', 'invoices_live') }}
WHERE status_id IS DISTINCT FROM 'draft'
GROUP BY client_id, currency, {{ month('issued_on') }}
ORDER BY month, currency, invoiced DESC, client_id
`,
  overdue_projects: `-- question: Which projects are past their last day and not completed?
-- grain: project_id
-- note: Cancelled and archived projects are left out.
--
-- client_id: Client that the project is for.
-- client: Name of the client.
-- project_id: The project.
-- project: Name of the project.
-- status_id: Status of the project.
-- due_on: Last day of the project.
-- days_overdue: Days since then.
SELECT
  project.client_id,
  project.client_name AS client,
  project.id AS project_id,
  project.name AS project,
  project.status_id,
  {{ end_of('project') }} AS due_on,
  {{ days_between(end_of('project'), today()) }} AS days_overdue
FROM {{ source('workspace', 'projects_live') }} AS project
WHERE {{ end_of('project') }} < {{ today() }}
  AND project.completed_on IS NULL
  AND coalesce(project.status_id, '') NOT IN ('completed', 'cancelled')
  AND project.record_status_id IS DISTINCT FROM 'archived'
ORDER BY days_overdue DESC, project_id
`,
  overdue_tasks: `-- question: Which tasks are past their last day and not completed?
-- grain: task_id
-- note: Archived tasks are left out, and so are those of projects that are completed, cancelled or archived.
--
-- client_id: Client that the project is for.
-- client: Name of the client.
-- project_id: Project that the task belongs to.
-- project: Name of the project.
-- task_id: The task.
-- task: Name of the task.
-- status_id: Status of the task.
-- due_on: Last day of the task.
-- days_overdue: Days since then.
-- budgeted_hours: Hours planned for the task.
SELECT
  task.project_client_id AS client_id,
  task.project_client_name AS client,
  task.project_id,
  task.project_name AS project,
  task.id AS task_id,
  task.name AS task,
  task.status_id,
  {{ end_of('task') }} AS due_on,
  {{ days_between(end_of('task'), today()) }} AS days_overdue,
  task.budgeted_hours
FROM {{ source('workspace', 'project_tasks_live') }} AS task
LEFT JOIN {{ source('workspace', 'projects_live') }} AS project ON project.id = task.project_id
WHERE {{ end_of('task') }} < {{ today() }}
  AND task.status_id IS DISTINCT FROM 'completed'
  AND task.record_status_id IS DISTINCT FROM 'archived'
  AND coalesce(project.status_id, '') NOT IN ('completed', 'cancelled')
  AND project.record_status_id IS DISTINCT FROM 'archived'
ORDER BY days_overdue DESC, task_id
`,
  planned_margin: `-- question: What margin do the planned hours of each project promise?
-- grain: project_id, cost_currency
-- note: Hours planned for the members of a project, times their rates and costs: revenue from billable hours, costs
--   of all hours. Only projects that use no roles, since the rates of roles are in no table, and members whose
--   assignment is active. A member's cost is what the assignment says, or else what the member costs today. The
--   margin is NULL where a rate or a cost is not known, or where the costs are in another currency than the project.
--
-- client_id: Client of the project.
-- client: Name of the client.
-- project_id: Project that the hours are planned for.
-- project: Name of the project.
-- currency: Currency of rates and revenue.
-- cost_currency: Currency of the costs; NULL for members whose costs are not known.
-- members: Members with planned hours.
-- billable_hours: Hours planned that the client is billed for.
-- non_billable_hours: Hours planned that the client is not billed for.
-- unknown_rates: Members with billable hours whose rate is not known.
-- unknown_costs: Members whose cost of an hour is not known.
-- revenue: Billable hours times rates, as far as these are known.
-- cost: All hours times costs, as far as these are known.
-- margin: Revenue less cost, where all of it is known and in one currency.
WITH periods AS (
  SELECT
    period.member_id,
    period.currency,
    period.total_cost_per_hour AS cost,
    row_number() OVER (
      PARTITION BY period.member_id ORDER BY period.start DESC, period.id
    ) AS nth
  FROM {{ source('workspace', 'workspace_members_cost_periods') }} AS period
  WHERE coalesce(period.start, {{ today() }}) <= {{ today() }}
    AND coalesce({{ end_of('period') }}, {{ today() }}) >= {{ today() }}
),
planned AS (
  SELECT
    project.client_id,
    project.client_name AS client,
    project.id AS project_id,
    project.name AS project,
    project.currency,
    coalesce(assigned.budget_billable_hours, 0) AS billable_hours,
    coalesce(assigned.budget_non_billable_hours, 0) AS non_billable_hours,
    CASE WHEN assigned.is_billable IS FALSE THEN 0 ELSE assigned.rate END AS rate,
    CASE WHEN assigned.override_cost_rate THEN assigned.cost_currency ELSE period.currency END
      AS cost_currency,
    CASE
      WHEN assigned.override_cost_rate
        THEN assigned.cost_per_hour + coalesce(assigned.overhead_cost_per_hour, 0)
      ELSE period.cost
    END AS cost
  FROM {{ source('workspace', 'project_members_live') }} AS assigned
  JOIN {{ source('workspace', 'projects_live') }} AS project ON project.id = assigned.project_id
  LEFT JOIN periods AS period ON period.member_id = assigned.member_id AND period.nth = 1
  WHERE project.use_roles IS FALSE AND assigned.is_active IS NOT FALSE
    AND coalesce(assigned.budget_billable_hours, 0) + coalesce(assigned.budget_non_billable_hours, 0) > 0
),
sums AS (
  SELECT
    max(client_id) AS client_id,
    max(client) AS client,
    project_id,
    max(project) AS project,
    max(currency) AS currency,
    cost_currency,
    count(*) AS members,
    sum(billable_hours) AS billable_hours,
    sum(non_billable_hours) AS non_billable_hours,
    sum(CASE WHEN billable_hours > 0 AND rate IS NULL THEN 1 ELSE 0 END) AS unknown_rates,
    sum(CASE WHEN cost IS NULL THEN 1 ELSE 0 END) AS unknown_costs,
    {{ decimal('sum(billable_hours * rate)') }} AS revenue,
    {{ decimal('sum((billable_hours + non_billable_hours) * cost)') }} AS cost
  FROM planned
  GROUP BY project_id, cost_currency
)
SELECT
  client_id,
  client,
  project_id,
  project,
  currency,
  cost_currency,
  members,
  billable_hours,
  non_billable_hours,
  unknown_rates,
  unknown_costs,
  revenue,
  cost,
  CASE
    WHEN unknown_rates = 0 AND unknown_costs = 0 AND currency = cost_currency
      THEN coalesce(revenue, 0) - cost
  END AS margin
FROM sums
ORDER BY currency, margin DESC, project_id, cost_currency
`,
  receivables_by_age: `-- question: What do clients owe, and for how long has it been due?
-- grain: client_id, currency
-- note: Drafts are left out, and so are invoices of which nothing is due. The age is counted in days after the
--   day by which the invoice is to be paid.
--
-- client_id: Client that owes it.
-- client: Name of the client.
-- currency: Currency of the amounts.
-- invoices: Invoices of which something is due.
-- not_due_yet: Due today or later.
-- days_1_30: Overdue by 1 to 30 days.
-- days_31_60: Overdue by 31 to 60 days.
-- days_61_90: Overdue by 61 to 90 days.
-- days_over_90: Overdue by more than 90 days.
-- no_due_date: Of invoices that do not say when they are due.
-- total: All of it.
WITH open AS (
  SELECT
    invoice.client_id,
    invoice.client_name,
    invoice.currency,
    invoice.amount_due AS due,
    {{ days_between('invoice.due_on', today()) }} AS days
  FROM {{ source('workspace', 'invoices_live') }} AS invoice
  WHERE invoice.status_id IS DISTINCT FROM 'draft' AND invoice.amount_due <> 0
)
SELECT
  client_id,
  max(client_name) AS client,
  currency,
  count(*) AS invoices,
  sum(CASE WHEN days <= 0 THEN due ELSE 0 END) AS not_due_yet,
  sum(CASE WHEN days BETWEEN 1 AND 30 THEN due ELSE 0 END) AS days_1_30,
  sum(CASE WHEN days BETWEEN 31 AND 60 THEN due ELSE 0 END) AS days_31_60,
  sum(CASE WHEN days BETWEEN 61 AND 90 THEN due ELSE 0 END) AS days_61_90,
  sum(CASE WHEN days > 90 THEN due ELSE 0 END) AS days_over_90,
  sum(CASE WHEN days IS NULL THEN due ELSE 0 END) AS no_due_date,
  sum(due) AS total
FROM open
GROUP BY client_id, currency
ORDER BY currency, total DESC, client_id
`,
  reimbursable_by_month: `-- question: How much is each member to be paid back, by month?
-- grain: member_id, currency, month
-- note: Costs of reimbursable items, without markup, in the month of the expense. Rejected items are left out.
--   Whether a member was paid back is not in these tables.
--
-- member_id: Member who spent the money.
-- member: Name of the member.
-- currency: Currency of the amounts.
-- month: First day of the month of the expense.
-- items: Reimbursable items.
-- approved: Cost of those that are approved.
-- pending: Cost of those that wait for approval.
-- not_submitted: Cost of those that were not submitted, or whose status is another one.
-- total: All of it.
SELECT
  item.member_id,
  max(item.member_name) AS member,
  item.currency,
  {{ month('item.date') }} AS month,
  count(*) AS items,
  sum(CASE WHEN item.status_id = 'approved' THEN item.amount ELSE 0 END) AS approved,
  sum(CASE WHEN item.status_id = 'pending_approval' THEN item.amount ELSE 0 END) AS pending,
  sum(CASE WHEN item.status_id IN ('approved', 'pending_approval') THEN 0 ELSE item.amount END)
    AS not_submitted,
  sum(item.amount) AS total
FROM {{ source('workspace', 'expense_items_live') }} AS item
WHERE item.is_reimbursable AND item.status_id IS DISTINCT FROM 'rejected'
GROUP BY item.member_id, item.currency, {{ month('item.date') }}
ORDER BY month, item.currency, total DESC, item.member_id
`,
  task_hours_by_status: `-- question: How many hours are planned in tasks that are open, under way and done?
-- grain: project_id, status_id
-- note: Archived tasks are left out. Where a task and its parts both have hours, both count.
--
-- client_id: Client that the project is for.
-- client: Name of the client.
-- project_id: Project that the tasks belong to.
-- project: Name of the project.
-- status_id: Status of the tasks.
-- tasks: Tasks with this status.
-- budgeted_hours: Hours planned for them.
-- tasks_without_hours: Those of them that have no hours planned.
SELECT
  max(task.project_client_id) AS client_id,
  max(task.project_client_name) AS client,
  task.project_id,
  max(task.project_name) AS project,
  task.status_id,
  count(*) AS tasks,
  sum(coalesce(task.budgeted_hours, 0)) AS budgeted_hours,
  sum(CASE WHEN task.budgeted_hours IS NULL THEN 1 ELSE 0 END) AS tasks_without_hours
FROM {{ source('workspace', 'project_tasks_live') }} AS task
WHERE task.record_status_id IS DISTINCT FROM 'archived'
GROUP BY task.project_id, task.status_id
ORDER BY task.project_id, task.status_id
`,
  unbilled_expenses: `-- question: Which billable expenses are on no invoice yet, and how old are they?
-- grain: project_id, currency
-- note: Members' expenses and projects' own ones, markup included. Rejected items are left out. The age is counted
--   in days since the day of the expense.
--
-- client_id: Client of the project.
-- client: Name of the client.
-- project_id: Project that the expenses are for.
-- project: Name of the project.
-- currency: Currency of the amounts; NULL where a project is gone that would tell it.
-- expenses: Expenses that are billable and on no invoice.
-- days_0_30: From the last 30 days, and later ones.
-- days_31_60: 31 to 60 days old.
-- days_61_90: 61 to 90 days old.
-- days_over_90: More than 90 days old.
-- no_date: Of expenses without a day.
-- total: All of it.
WITH unbilled AS (
  SELECT
    client_id,
    client,
    project_id,
    project,
    currency,
    total,
    {{ days_between('spent_on', today()) }} AS days
  FROM {{ ref('expenses') }} AS expense
  WHERE is_billable AND NOT is_invoiced AND project_id IS NOT NULL
)
SELECT
  max(client_id) AS client_id,
  max(client) AS client,
  project_id,
  max(project) AS project,
  currency,
  count(*) AS expenses,
  sum(CASE WHEN days <= 30 THEN total ELSE 0 END) AS days_0_30,
  sum(CASE WHEN days BETWEEN 31 AND 60 THEN total ELSE 0 END) AS days_31_60,
  sum(CASE WHEN days BETWEEN 61 AND 90 THEN total ELSE 0 END) AS days_61_90,
  sum(CASE WHEN days > 90 THEN total ELSE 0 END) AS days_over_90,
  sum(CASE WHEN days IS NULL THEN total ELSE 0 END) AS no_date,
  sum(total) AS total
FROM unbilled
GROUP BY project_id, currency
ORDER BY currency, total DESC, project_id
`,
};
