-- question: What was invoiced to each client in each month, and how much of it is paid, credited and due?
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
