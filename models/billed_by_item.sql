-- question: What was billed, by invoice item, practice and business unit?
-- grain: invoice_item_id, practice_id, business_unit_id, currency
-- note: Lines of invoices, before discount and tax; drafts are left out. Practice and business unit are those of the
--   line's project, and NULL for a line without one.
--
-- invoice_item_id: Invoice item of the lines.
-- invoice_item: Name of the invoice item.
-- practice_id: Practice of the projects.
-- practice: Name of the practice.
-- business_unit_id: Business unit of the projects.
-- business_unit: Name of the business unit.
-- currency: Currency of the amount.
-- lines: Lines that were billed.
-- billed: Their amounts.
SELECT
  line.invoice_item_id,
  max(line.invoice_item_name) AS invoice_item,
  project.practice_id,
  max(project.practice_name) AS practice,
  project.business_unit_id,
  max(project.business_unit_name) AS business_unit,
  invoice.currency,
  count(*) AS lines,
  sum(line.amount) AS billed
FROM {{ source('workspace', 'invoices_lines') }} AS line
JOIN {{ source('workspace', 'invoices_live') }} AS invoice ON invoice.id = line.invoice_id
LEFT JOIN {{ source('workspace', 'projects_live') }} AS project ON project.id = line.project_id
WHERE invoice.status_id IS DISTINCT FROM 'draft'
GROUP BY line.invoice_item_id, project.practice_id, project.business_unit_id, invoice.currency
ORDER BY invoice.currency, billed DESC, line.invoice_item_id, project.practice_id, project.business_unit_id
