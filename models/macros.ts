/**
 * What differs between the engines, as macros that the models call: `{{ month('issued_on') }}`.
 *
 * @module
 */

/** An engine that runs the models. */
export type Engine = "duckdb" | "bigquery";

/** How the SQL of each macro is written for an engine. */
type Macro = Readonly<Record<Engine, (...args: readonly string[]) => string>>;

/**
 * The macros by name, beside `source()`, `ref()` and `today()`. All arguments are SQL, but for those that are
 * numbers or names of tables. `end_of` is the column `end`, which has to be quoted; `days` is a table with a column `day`, from the first day to the last.
 */
export const macros: Readonly<Record<string, Macro>> = {
  end_of: {
    duckdb: (table) => `${table}."end"`,
    bigquery: (table) => `${table}.\`end\``,
  },
  month: {
    duckdb: (day) => `CAST(date_trunc('month', ${day}) AS DATE)`,
    bigquery: (day) => `DATE_TRUNC(${day}, MONTH)`,
  },
  add_months: {
    duckdb: (day, months) => `CAST(${day} + INTERVAL (${months}) MONTH AS DATE)`,
    bigquery: (day, months) => `DATE_ADD(${day}, INTERVAL ${months} MONTH)`,
  },
  days_between: {
    duckdb: (from, to) => `date_diff('day', ${from}, ${to})`,
    bigquery: (from, to) => `DATE_DIFF(${to}, ${from}, DAY)`,
  },
  days: {
    duckdb: (from, to) =>
      `(SELECT CAST(unnest(generate_series(${from}, ${to}, INTERVAL 1 DAY)) AS DATE) AS day)`,
    bigquery: (from, to) => `UNNEST(GENERATE_DATE_ARRAY(${from}, ${to})) AS day`,
  },
  weekday: {
    duckdb: (day) => `isodow(${day})`,
    bigquery: (day) => `(MOD(EXTRACT(DAYOFWEEK FROM ${day}) + 5, 7) + 1)`,
  },
  json_decimal: {
    duckdb: (array, index) => `TRY_CAST(${array} ->> '$[${index}]' AS DECIMAL(38, 9))`,
    bigquery: (array, index) => `SAFE_CAST(JSON_VALUE(${array}, '$[${index}]') AS NUMERIC)`,
  },
  decimal: {
    duckdb: (value) => `CAST(${value} AS DECIMAL(38, 9))`,
    bigquery: (value) => `CAST(${value} AS NUMERIC)`,
  },
  ratio: {
    duckdb: (part, whole) => `CAST(round(${part} / nullif(${whole}, 0), 4) AS DECIMAL(38, 9))`,
    bigquery: (part, whole) => `ROUND(CAST(${part} / NULLIF(${whole}, 0) AS NUMERIC), 4)`,
  },
};

/** Writes the SQL that a call of a macro stands for. */
export type Call = (name: string, args: readonly string[]) => string;

/**
 * Replaces the calls in `{{ }}`, of which one may be an argument of another; strings and whole numbers are the others.
 *
 * @throws {SyntaxError} when there is anything else.
 */
export function expand(sql: string, call: Call): string {
  return sql.replaceAll(/\{\{ (.*?) \}\}/g, (_, expression: string) => {
    const tokens = expression.match(/\w+\(|'[^']*'|-?\d+|[^\s]/g) ?? [];
    const value = read(tokens, call);
    if (tokens.length === 0) return value;
    throw new SyntaxError(`Cannot read the macro call '${expression}'`);
  });
}

/** Takes an expression from the front of the tokens. */
function read(tokens: string[], call: Call): string {
  const token = tokens.shift() ?? "";
  if (token.startsWith("'")) return token.slice(1, -1);
  if (/^-?\d+$/.test(token)) return token;
  if (!token.endsWith("(")) throw new SyntaxError(`Cannot read a macro call at '${token}'`);
  const args: string[] = [];
  while (tokens[0] !== ")" && tokens.length > 0) {
    args.push(read(tokens, call));
    if (tokens[0] === ",") tokens.shift();
  }
  if (tokens.shift() !== ")") throw new SyntaxError("Cannot read a macro call: it has no end");
  return call(token.slice(0, -1), args);
}
