-- question: What do clients owe, and for how long has it been due?
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
