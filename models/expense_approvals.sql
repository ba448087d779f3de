-- question: Which expenses wait for approval: how many, whose, and for how long?
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
