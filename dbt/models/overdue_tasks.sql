-- question: Which tasks are past their last day and not completed?
-- grain: task_id
-- note: Archived tasks are left out, and so are those of projects that are completed, cancelled or archived.
--
-- client_id: Client that the project is for.
-- client: Name of the client.
-- project_id: Project that the task belongs to.
-- project: Name of the project.
-- task_id: The task.
-- task: Name of the task.
-- status_id: Status of the task.
-- due_on: Last day of the task.
-- days_overdue: Days since then.
-- budgeted_hours: Hours planned for the task.
SELECT
  task.project_client_id AS client_id,
  task.project_client_name AS client,
  task.project_id,
  task.project_name AS project,
  task.id AS task_id,
  task.name AS task,
  task.status_id,
  {{ end_of('task') }} AS due_on,
  {{ days_between(end_of('task'), today()) }} AS days_overdue,
  task.budgeted_hours
FROM {{ source('workspace', 'project_tasks_live') }} AS task
LEFT JOIN {{ source('workspace', 'projects_live') }} AS project ON project.id = task.project_id
WHERE {{ end_of('task') }} < {{ today() }}
  AND task.status_id IS DISTINCT FROM 'completed'
  AND task.record_status_id IS DISTINCT FROM 'archived'
  AND coalesce(project.status_id, '') NOT IN ('completed', 'cancelled')
  AND project.record_status_id IS DISTINCT FROM 'archived'
ORDER BY days_overdue DESC, task_id
