-- question: How many hours are planned in tasks that are open, under way and done?
-- grain: project_id, status_id
-- note: Archived tasks are left out. Where a task and its parts both have hours, both count.
--
-- client_id: Client that the project is for.
-- client: Name of the client.
-- project_id: Project that the tasks belong to.
-- project: Name of the project.
-- status_id: Status of the tasks.
-- tasks: Tasks with this status.
-- budgeted_hours: Hours planned for them.
-- tasks_without_hours: Those of them that have no hours planned.
SELECT
  max(task.project_client_id) AS client_id,
  max(task.project_client_name) AS client,
  task.project_id,
  max(task.project_name) AS project,
  task.status_id,
  count(*) AS tasks,
  sum(coalesce(task.budgeted_hours, 0)) AS budgeted_hours,
  sum(CASE WHEN task.budgeted_hours IS NULL THEN 1 ELSE 0 END) AS tasks_without_hours
FROM {{ source('workspace', 'project_tasks_live') }} AS task
WHERE task.record_status_id IS DISTINCT FROM 'archived'
GROUP BY task.project_id, task.status_id
ORDER BY task.project_id, task.status_id
