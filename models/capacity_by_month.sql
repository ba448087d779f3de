-- question: How many hours can each member work in a month, and how many of them are to be billable?
-- grain: member_id, month
-- note: From twelve months ago to twelve months ahead. Working hours of the days on which the member is active, times
--   the utilization target of each day. Holidays and time off are not taken off: no table says which member has
--   which. Members who are not active, and have no last day, are left out.
--
-- member_id: Member who works.
-- member: Name of the member.
-- month: First day of the month.
-- working_days: Days with working hours.
-- capacity_hours: Working hours.
-- target_hours: Hours that are to be billable; NULL without a target.
WITH days AS (
  SELECT day
  FROM {{ days(add_months(month(today()), -12), add_months(month(today()), 13)) }}
  WHERE day < {{ add_months(month(today()), 13) }}
),
active AS (
  SELECT member.id AS member_id, member.name AS member, days.day
  FROM {{ source('workspace', 'workspace_members_live') }} AS member
  CROSS JOIN days
  WHERE (member.is_active IS NOT FALSE OR member.active_end_date IS NOT NULL)
    AND days.day >= coalesce(member.active_start_date, days.day)
    AND days.day <= coalesce(member.active_end_date, days.day)
),
worked AS (
  SELECT
    active.member_id,
    active.member,
    active.day,
    CASE {{ weekday('active.day') }}
      WHEN 1 THEN {{ json_decimal('period.hours_per_day', 0) }}
      WHEN 2 THEN {{ json_decimal('period.hours_per_day', 1) }}
      WHEN 3 THEN {{ json_decimal('period.hours_per_day', 2) }}
      WHEN 4 THEN {{ json_decimal('period.hours_per_day', 3) }}
      WHEN 5 THEN {{ json_decimal('period.hours_per_day', 4) }}
      WHEN 6 THEN {{ json_decimal('period.hours_per_day', 5) }}
      ELSE {{ json_decimal('period.hours_per_day', 6) }}
    END AS hours,
    row_number() OVER (
      PARTITION BY active.member_id, active.day ORDER BY period.start DESC, period.id
    ) AS nth
  FROM active
  JOIN {{ source('workspace', 'workspace_members_availability_periods') }} AS period
    ON period.member_id = active.member_id
  WHERE active.day >= coalesce(period.start, active.day)
    AND active.day <= coalesce({{ end_of('period') }}, active.day)
),
targets AS (
  SELECT
    active.member_id,
    active.day,
    target.target_percentage AS percentage,
    row_number() OVER (
      PARTITION BY active.member_id, active.day ORDER BY target.start DESC, target.id
    ) AS nth
  FROM active
  JOIN {{ source('workspace', 'workspace_members_utilization_target_periods') }} AS target
    ON target.member_id = active.member_id
  WHERE active.day >= coalesce(target.start, active.day)
    AND active.day <= coalesce({{ end_of('target') }}, active.day)
)
SELECT
  worked.member_id,
  max(worked.member) AS member,
  {{ month('worked.day') }} AS month,
  sum(CASE WHEN worked.hours > 0 THEN 1 ELSE 0 END) AS working_days,
  sum(worked.hours) AS capacity_hours,
  {{ decimal('sum(worked.hours * targets.percentage)') }} * {{ decimal('0.01') }} AS target_hours
FROM worked
LEFT JOIN targets
  ON targets.member_id = worked.member_id AND targets.day = worked.day AND targets.nth = 1
WHERE worked.nth = 1
GROUP BY worked.member_id, {{ month('worked.day') }}
ORDER BY month, worked.member_id
