-- question: How much of each project's budget is invoiced?
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
