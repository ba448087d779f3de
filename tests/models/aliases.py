"""Finds in queries, given as a JSON file of names and SQL, what BigQuery takes for a field of a column.

In ORDER BY and GROUP BY, `task.id` is a field of the alias `task` of the select list, where there is one. The
emulators look at the tables first.
"""

import json
import sys

from sqlglot import exp, parse_one

with open(sys.argv[1], encoding="utf-8") as file:
    queries = json.load(file)

for name, sql in queries.items():
    for select in parse_one(sql, dialect="bigquery").find_all(exp.Select):
        aliases = {each.alias_or_name for each in select.expressions}
        for clause in ("group", "order"):
            node = select.args.get(clause)
            for column in node.find_all(exp.Column) if node else ():
                if column.table in aliases:
                    print(f"{name}: {column.sql('bigquery')}")
