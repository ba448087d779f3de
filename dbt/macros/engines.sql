{#- Written by `deno task generate`; do not edit. -#}
{%- macro end_of(a) -%}
{{ return(adapter.dispatch('end_of', 'workspace_sync')(a)) }}
{%- endmacro -%}
{%- macro default__end_of(a) -%}
{{ a }}."end"
{%- endmacro -%}
{%- macro bigquery__end_of(a) -%}
{{ a }}.`end`
{%- endmacro -%}

{%- macro month(a) -%}
{{ return(adapter.dispatch('month', 'workspace_sync')(a)) }}
{%- endmacro -%}
{%- macro default__month(a) -%}
CAST(date_trunc('month', {{ a }}) AS DATE)
{%- endmacro -%}
{%- macro bigquery__month(a) -%}
DATE_TRUNC({{ a }}, MONTH)
{%- endmacro -%}

{%- macro add_months(a, b) -%}
{{ return(adapter.dispatch('add_months', 'workspace_sync')(a, b)) }}
{%- endmacro -%}
{%- macro default__add_months(a, b) -%}
CAST({{ a }} + INTERVAL ({{ b }}) MONTH AS DATE)
{%- endmacro -%}
{%- macro bigquery__add_months(a, b) -%}
DATE_ADD({{ a }}, INTERVAL {{ b }} MONTH)
{%- endmacro -%}

{%- macro days_between(a, b) -%}
{{ return(adapter.dispatch('days_between', 'workspace_sync')(a, b)) }}
{%- endmacro -%}
{%- macro default__days_between(a, b) -%}
date_diff('day', {{ a }}, {{ b }})
{%- endmacro -%}
{%- macro bigquery__days_between(a, b) -%}
DATE_DIFF({{ b }}, {{ a }}, DAY)
{%- endmacro -%}

{%- macro days(a, b) -%}
{{ return(adapter.dispatch('days', 'workspace_sync')(a, b)) }}
{%- endmacro -%}
{%- macro default__days(a, b) -%}
(SELECT CAST(unnest(generate_series({{ a }}, {{ b }}, INTERVAL 1 DAY)) AS DATE) AS day)
{%- endmacro -%}
{%- macro bigquery__days(a, b) -%}
UNNEST(GENERATE_DATE_ARRAY({{ a }}, {{ b }})) AS day
{%- endmacro -%}

{%- macro weekday(a) -%}
{{ return(adapter.dispatch('weekday', 'workspace_sync')(a)) }}
{%- endmacro -%}
{%- macro default__weekday(a) -%}
isodow({{ a }})
{%- endmacro -%}
{%- macro bigquery__weekday(a) -%}
(MOD(EXTRACT(DAYOFWEEK FROM {{ a }}) + 5, 7) + 1)
{%- endmacro -%}

{%- macro json_decimal(a, b) -%}
{{ return(adapter.dispatch('json_decimal', 'workspace_sync')(a, b)) }}
{%- endmacro -%}
{%- macro default__json_decimal(a, b) -%}
TRY_CAST({{ a }} ->> '$[{{ b }}]' AS DECIMAL(38, 9))
{%- endmacro -%}
{%- macro bigquery__json_decimal(a, b) -%}
SAFE_CAST(JSON_VALUE({{ a }}, '$[{{ b }}]') AS NUMERIC)
{%- endmacro -%}

{%- macro decimal(a) -%}
{{ return(adapter.dispatch('decimal', 'workspace_sync')(a)) }}
{%- endmacro -%}
{%- macro default__decimal(a) -%}
CAST({{ a }} AS DECIMAL(38, 9))
{%- endmacro -%}
{%- macro bigquery__decimal(a) -%}
CAST({{ a }} AS NUMERIC)
{%- endmacro -%}

{%- macro ratio(a, b) -%}
{{ return(adapter.dispatch('ratio', 'workspace_sync')(a, b)) }}
{%- endmacro -%}
{%- macro default__ratio(a, b) -%}
CAST(round({{ a }} / nullif({{ b }}, 0), 4) AS DECIMAL(38, 9))
{%- endmacro -%}
{%- macro bigquery__ratio(a, b) -%}
ROUND(CAST({{ a }} / NULLIF({{ b }}, 0) AS NUMERIC), 4)
{%- endmacro -%}

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
