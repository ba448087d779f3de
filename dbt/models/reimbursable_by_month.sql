-- question: How much is each member to be paid back, by month?
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
