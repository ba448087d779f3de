-- question: Which projects are past their last day and not completed?
-- grain: project_id
-- note: Cancelled and archived projects are left out.
--
-- client_id: Client that the project is for.
-- client: Name of the client.
-- project_id: The project.
-- project: Name of the project.
-- status_id: Status of the project.
-- due_on: Last day of the project.
-- days_overdue: Days since then.
SELECT
  project.client_id,
  project.client_name AS client,
  project.id AS project_id,
  project.name AS project,
  project.status_id,
  {{ end_of('project') }} AS due_on,
  {{ days_between(end_of('project'), today()) }} AS days_overdue
FROM {{ source('workspace', 'projects_live') }} AS project
WHERE {{ end_of('project') }} < {{ today() }}
  AND project.completed_on IS NULL
  AND coalesce(project.status_id, '') NOT IN ('completed', 'cancelled')
  AND project.record_status_id IS DISTINCT FROM 'archived'
ORDER BY days_overdue DESC, project_id
