-- question: Which billable expenses are on no invoice yet, and how old are they?
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
