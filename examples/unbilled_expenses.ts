/**
 * The question that the demo asks, and the SQL that answers it.
 *
 * @module
 */

/** What an owner wants to know before the next invoices are written. */
export const question =
  "In each currency: which client has the most billable expenses that are on no invoice yet?";

/**
 * Members' expenses and projects' own ones; the latter are in their project's currency. Rejected
 * expenses are not billed. Amounts in different currencies are never added up.
 */
export const answer = `
WITH expenses AS (
  SELECT project_client_id, project_client_name, currency, total
  FROM expense_items_live
  WHERE is_billable AND invoiced IS NOT TRUE AND status_id IS DISTINCT FROM 'rejected'
    AND project_client_id IS NOT NULL
  UNION ALL
  SELECT expense.project_client_id, expense.project_client_name, project.currency, total
  FROM project_expense_live AS expense LEFT JOIN projects AS project ON project.id = project_id
  WHERE expense.is_billable AND invoiced IS NOT TRUE
    AND expense.project_client_id IS NOT NULL
)
SELECT
  coalesce(currency, 'unknown') AS currency,
  project_client_name AS client,
  count(*) AS items,
  sum(total)::DECIMAL(18, 2) AS unbilled,
  sum(sum(total)) OVER (PARTITION BY currency)::DECIMAL(18, 2) AS "all clients"
FROM expenses
GROUP BY currency, project_client_id, project_client_name
QUALIFY row_number() OVER (PARTITION BY currency ORDER BY unbilled DESC, client) = 1
ORDER BY currency`;
