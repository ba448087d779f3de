/**
 * Asks the models about a workspace, and makes of each answer what can be drawn as bars.
 *
 * @module
 */

import { modelNamed, sqlOf } from "@workspace-sync/models";
import type { Reader } from "@workspace-sync/loader";

/** The last day of the sandbox's records. */
export const lastDay = "2026-06-30";

/** An answer as bars. */
export interface Chart {
  /** The model that was asked. */
  readonly model: string;
  /** Its question. */
  readonly question: string;
  /** What the bars are. */
  readonly caption: string;
  /** The bars, in order. */
  readonly bars: readonly Bar[];
}

/** A bar of a chart. */
export interface Bar {
  /** What it stands for. */
  readonly label: string;
  /** How long it is. */
  readonly value: number;
}

/** What is drawn of a model's answer, in the currency that most of its rows have. */
interface Drawing {
  readonly model: string;
  readonly caption: string;
  /** Rows of a label and a value, read from `answer`. */
  readonly sql: string;
}

const drawings: readonly Drawing[] = [
  {
    model: "receivables_by_age",
    caption: "Due from all clients, by days overdue",
    sql: `SELECT label, value FROM (
  SELECT sum(not_due_yet) AS a, sum(days_1_30) AS b, sum(days_31_60) AS c, sum(days_61_90) AS d,
    sum(days_over_90) AS e FROM answer
), LATERAL (VALUES ('not due yet', a), ('1 to 30', b), ('31 to 60', c), ('61 to 90', d), ('over 90', e))
  AS bars(label, value)`,
  },
  {
    model: "unbilled_expenses",
    caption: "Billable and on no invoice, the clients with the most",
    sql: `SELECT max(client) AS label, sum(total) AS value FROM answer
GROUP BY client_id ORDER BY value DESC, label LIMIT 8`,
  },
  {
    model: "invoiced_by_month",
    caption: "Invoiced in each of the last twelve months",
    sql: `SELECT strftime(months.month, '%b %Y') AS label, coalesce(sum(invoiced), 0) AS value
FROM (SELECT unnest(generate_series(DATE '2025-07-01', DATE '2026-06-01', INTERVAL 1 MONTH))::DATE AS month)
  AS months LEFT JOIN answer USING (month)
GROUP BY months.month ORDER BY months.month`,
  },
];

/** Asks for all charts, as of the sandbox's last day. */
export async function chartsOf(reader: Reader): Promise<Chart[]> {
  const charts: Chart[] = [];
  for (const { model: name, caption, sql } of drawings) {
    const model = modelNamed(name)!;
    const all = sqlOf(model, { ...reader, today: lastDay });
    const most =
      "SELECT currency FROM everything GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1";
    const [[currency] = []] = await rowsOf(reader, `WITH everything AS (${all}) ${most}`);
    const rows = await rowsOf(
      reader,
      `WITH everything AS (${all}), answer AS (FROM everything WHERE currency = '${currency}') ${sql}`,
    );
    charts.push({
      model: name,
      question: model.question,
      caption: `${caption}, in ${currency}`,
      bars: rows.map(([label, value]) => ({ label: label!, value: Number(value) })),
    });
  }
  return charts;
}

async function rowsOf(reader: Reader, sql: string): Promise<(readonly (string | null)[])[]> {
  const { rows } = await reader.query(sql);
  return (await Array.fromAsync(rows)).flat();
}
