-- question: What does the markup on expenses bring, by project and category?
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
