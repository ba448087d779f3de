-- question: What margin do the planned hours of each project promise?
-- grain: project_id, cost_currency
-- note: Hours planned for the members of a project, times their rates and costs: revenue from billable hours, costs
--   of all hours. Only projects that use no roles, since the rates of roles are in no table, and members whose
--   assignment is active. A member's cost is what the assignment says, or else what the member costs today. The
--   margin is NULL where a rate or a cost is not known, or where the costs are in another currency than the project.
--
-- client_id: Client of the project.
-- client: Name of the client.
-- project_id: Project that the hours are planned for.
-- project: Name of the project.
-- currency: Currency of rates and revenue.
-- cost_currency: Currency of the costs; NULL for members whose costs are not known.
-- members: Members with planned hours.
-- billable_hours: Hours planned that the client is billed for.
-- non_billable_hours: Hours planned that the client is not billed for.
-- unknown_rates: Members with billable hours whose rate is not known.
-- unknown_costs: Members whose cost of an hour is not known.
-- revenue: Billable hours times rates, as far as these are known.
-- cost: All hours times costs, as far as these are known.
-- margin: Revenue less cost, where all of it is known and in one currency.
WITH periods AS (
  SELECT
    period.member_id,
    period.currency,
    period.total_cost_per_hour AS cost,
    row_number() OVER (
      PARTITION BY period.member_id ORDER BY period.start DESC, period.id
    ) AS nth
  FROM {{ source('workspace', 'workspace_members_cost_periods') }} AS period
  WHERE coalesce(period.start, {{ today() }}) <= {{ today() }}
    AND coalesce({{ end_of('period') }}, {{ today() }}) >= {{ today() }}
),
planned AS (
  SELECT
    project.client_id,
    project.client_name AS client,
    project.id AS project_id,
    project.name AS project,
    project.currency,
    coalesce(assigned.budget_billable_hours, 0) AS billable_hours,
    coalesce(assigned.budget_non_billable_hours, 0) AS non_billable_hours,
    CASE WHEN assigned.is_billable IS FALSE THEN 0 ELSE assigned.rate END AS rate,
    CASE WHEN assigned.override_cost_rate THEN assigned.cost_currency ELSE period.currency END
      AS cost_currency,
    CASE
      WHEN assigned.override_cost_rate
        THEN assigned.cost_per_hour + coalesce(assigned.overhead_cost_per_hour, 0)
      ELSE period.cost
    END AS cost
  FROM {{ source('workspace', 'project_members_live') }} AS assigned
  JOIN {{ source('workspace', 'projects_live') }} AS project ON project.id = assigned.project_id
  LEFT JOIN periods AS period ON period.member_id = assigned.member_id AND period.nth = 1
  WHERE project.use_roles IS FALSE AND assigned.is_active IS NOT FALSE
    AND coalesce(assigned.budget_billable_hours, 0) + coalesce(assigned.budget_non_billable_hours, 0) > 0
),
sums AS (
  SELECT
    max(client_id) AS client_id,
    max(client) AS client,
    project_id,
    max(project) AS project,
    max(currency) AS currency,
    cost_currency,
    count(*) AS members,
    sum(billable_hours) AS billable_hours,
    sum(non_billable_hours) AS non_billable_hours,
    sum(CASE WHEN billable_hours > 0 AND rate IS NULL THEN 1 ELSE 0 END) AS unknown_rates,
    sum(CASE WHEN cost IS NULL THEN 1 ELSE 0 END) AS unknown_costs,
    {{ decimal('sum(billable_hours * rate)') }} AS revenue,
    {{ decimal('sum((billable_hours + non_billable_hours) * cost)') }} AS cost
  FROM planned
  GROUP BY project_id, cost_currency
)
SELECT
  client_id,
  client,
  project_id,
  project,
  currency,
  cost_currency,
  members,
  billable_hours,
  non_billable_hours,
  unknown_rates,
  unknown_costs,
  revenue,
  cost,
  CASE
    WHEN unknown_rates = 0 AND unknown_costs = 0 AND currency = cost_currency
      THEN coalesce(revenue, 0) - cost
  END AS margin
FROM sums
ORDER BY currency, margin DESC, project_id, cost_currency
