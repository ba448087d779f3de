/**
 * Writes what a project of dbt takes from here: the tables as sources, the models, and their macros.
 *
 * @module
 */

import type { Column, Resource } from "../client/resource.ts";
import { systemColumns, tableOf } from "../loader/table.ts";
import { macros } from "../models/macros.ts";
import { type Model, parseModel } from "../models/model.ts";

const yamlNotice = "# Written by `deno task generate`; do not edit.\n\n";
const sqlNotice = "{#- Written by `deno task generate`; do not edit. -#}\n";

/**
 * Writes the generated files of the dbt package, by their paths in it.
 *
 * @param files The files of the models, by their names.
 */
export function emitDbt(
  resources: readonly Resource[],
  files: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const models = [...files].sort(([one], [other]) => one < other ? -1 : 1);
  return new Map([
    ["macros/engines.sql", emitMacros()],
    ["models/sources.yml", yamlNotice + emitSources(resources)],
    [
      "models/models.yml",
      yamlNotice + emitModels(models.map(([name, text]) => parseModel(name, text))),
    ],
    ...models.map(([name, text]): [string, string] => [`models/${name}.sql`, text]),
  ]);
}

/** Macros that `adapter.dispatch` finds by the engine's name; DuckDB's SQL is that of all others. */
function emitMacros(): string {
  const all = Object.entries(macros).map(([name, { duckdb, bigquery }]) => {
    const args = ["a", "b"].slice(0, duckdb.length);
    const given = args.map((arg) => `{{ ${arg} }}`);
    const list = args.join(", ");
    return `{%- macro ${name}(${list}) -%}
{{ return(adapter.dispatch('${name}', 'workspace_sync')(${list})) }}
{%- endmacro -%}
{%- macro default__${name}(${list}) -%}
${duckdb(...given)}
{%- endmacro -%}
{%- macro bigquery__${name}(${list}) -%}
${bigquery(...given)}
{%- endmacro -%}
`;
  });
  return `${sqlNotice}${all.join("\n")}
{%- macro today() -%}
{%- if var('today', none) -%} DATE '{{ var('today') }}' {%- else -%} CURRENT_DATE {%- endif -%}
{%- endmacro -%}

{#- Fails where columns that are to identify a row, NULL included, do not. -#}
{% test is_grain(model, columns) %}
SELECT {{ columns | join(', ') }}, count(*) AS rows_found
FROM {{ model }}
GROUP BY {{ columns | join(', ') }}
HAVING count(*) > 1
{% endtest %}
`;
}

/** A value as YAML, of which JSON is a part. */
const yaml = (value: unknown): string => JSON.stringify(value);

function emitSources(resources: readonly Resource[]): string {
  const keys = new Map(resources.map(({ name, primaryKey }) => [name, primaryKey]));
  const tables = resources.flatMap((resource) => {
    const { views = [] } = tableOf(resource);
    return [
      sourceTable(resource, keys),
      ...views.map(({ name, description, columns }) =>
        `      - name: ${name}
        description: ${yaml(description)}
        columns:
${columns.map((column) => described(column, 10)).join("\n")}`
      ),
    ];
  });
  return `version: 2

sources:
  - name: workspace
    description: "The tables that workspace-sync keeps equal to what the workspace API lists, and their views."
    database: "{{ var('workspace_database', target.database) }}"
    schema: "{{ var('workspace_schema', target.schema) }}"
    config:
      # When a list was last read to its end, which _synced_at, the time of a row's last change, does not tell.
      loaded_at_query: |
        SELECT max(finished_at)
        FROM {{ api.Relation.create(this.database, this.schema, '_sync_resources') }}
        WHERE resource = '{{ this.identifier }}' AND status = 'succeeded' AND quick IS NOT TRUE
    tables:
${tables.join("\n")}
`;
}

function sourceTable(
  { name, description, primaryKey, columns }: Resource,
  keys: ReadonlyMap<string, readonly string[]>,
): string {
  const tests = ({ name: column, references }: Column): string[] => {
    const [target, ...others] = references === undefined ? [] : keys.get(references) ?? [];
    const isKey = primaryKey.length === 1 && primaryKey[0] === column;
    return [
      ...(isKey ? ["unique"] : []),
      ...(primaryKey.includes(column) ? ["not_null"] : []),
      // What a record refers to may have been gone before the first sync.
      ...(target !== undefined && others.length === 0
        ? [
          `relationships: { arguments: { to: "source('workspace', '${references}')", field: ${target} }, config: { severity: warn } }`,
        ]
        : []),
    ];
  };
  return `      - name: ${name}
        description: ${yaml(description)}
        config:
          freshness:
            warn_after: { count: 25, period: hour }
            error_after: { count: 49, period: hour }
        columns:
${columns.map((column) => described(column, 10, tests(column))).join("\n")}
${systemColumns.map((column) => described(column, 10)).join("\n")}`;
}

function emitModels(models: readonly Model[]): string {
  return `version: 2

models:
${
    models.map(({ name, question, note, grain, columns }) =>
      `  - name: ${name}
    description: ${yaml(`${question} ${note}`)}
    data_tests:
      - is_grain: { arguments: { columns: [${grain.join(", ")}] } }
    columns:
${columns.map((column) => described(column, 6)).join("\n")}`
    ).join("\n")
  }
`;
}

function described(
  { name, description }: { readonly name: string; readonly description: string },
  indent: number,
  tests: readonly string[] = [],
): string {
  const space = " ".repeat(indent);
  return [
    `${space}- name: ${yaml(name)}`,
    `${space}  description: ${yaml(description)}`,
    ...(tests.length > 0 ? [`${space}  data_tests:`] : []),
    ...tests.map((test) => `${space}    - ${test}`),
  ].join("\n");
}
