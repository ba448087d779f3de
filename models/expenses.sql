-- question: Which expenses are there, members' and projects' own, in one list?
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
