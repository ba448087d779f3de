// Until the sync makes them.
import { resources } from "../../generated/resources.ts";

const json: Record<
  string,
  [table: string, column: string, key: string, fields: Record<string, [path: string, type: string]>]
> = {
  invoices_lines: ["invoices", "lines", "invoice_id", {
    item: ["item", "s"],
    amount: ["amount", "d"],
    project_id: ["project.id", "s"],
    project_name: ["project.name", "s"],
    invoice_item_id: ["invoiceItem.id", "s"],
    invoice_item_name: ["invoiceItem.name", "s"],
  }],
  workspace_members_cost_periods: ["workspace_members", "cost_periods", "member_id", {
    id: ["id", "s"],
    start: ["start", "date"],
    end: ["end", "date"],
    currency: ["currency", "s"],
    total_cost_per_hour: ["totalCostPerHour", "d"],
  }],
  workspace_members_availability_periods: [
    "workspace_members",
    "availability_periods",
    "member_id",
    {
      id: ["id", "s"],
      start: ["start", "date"],
      end: ["end", "date"],
      hours_per_day: ["hoursPerDay", "json"],
    },
  ],
  workspace_members_utilization_target_periods: [
    "workspace_members",
    "utilization_target_periods",
    "member_id",
    {
      id: ["id", "s"],
      start: ["start", "date"],
      end: ["end", "date"],
      target_percentage: ["targetPercentage", "d"],
    },
  ],
};

export function temporaryViews(engine: "duckdb" | "bigquery", q: (t: string) => string): string[] {
  const duck = engine === "duckdb";
  const cast = (path: string, type: string) => {
    const text = duck ? `(l->>'$.${path}')` : `JSON_VALUE(l, '$.${path}')`;
    if (type === "json") return duck ? `(l->'$.${path}')` : `JSON_QUERY(l, '$.${path}')`;
    return `CAST(${text} AS ${
      { s: duck ? "VARCHAR" : "STRING", d: duck ? "DECIMAL(38,9)" : "NUMERIC", date: "DATE" }[type]
    })`;
  };
  return [
    ...Object.keys(resources).map((t) =>
      `CREATE OR REPLACE VIEW ${q(`${t}_live`)} AS SELECT * FROM ${q(t)} WHERE _deleted_at IS NULL`
    ),
    ...Object.entries(json).map(([name, [table, column, key, fields]]) =>
      `CREATE OR REPLACE VIEW ${q(name)} AS SELECT t.id AS ${key}, ${
        Object.entries(fields).map(([n, [p, ty]]) =>
          `${cast(p, ty)} AS ${duck ? `"${n}"` : `\`${n}\``}`
        ).join(", ")
      } FROM ${
        duck
          ? `(SELECT id, unnest(CAST(${column} AS JSON[])) AS l FROM ${q(`${table}_live`)}) AS t`
          : `${q(`${table}_live`)} AS t, UNNEST(JSON_QUERY_ARRAY(t.${column})) AS l`
      }`
    ),
  ];
}
