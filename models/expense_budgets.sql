-- question: How much of each project's expense budget is spent, by category?
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
