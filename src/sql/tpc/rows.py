"""For tests: the rows of a TPC benchmark as CSV files in a folder, and its queries as JSON on the output.

Reads `duckdb` and the package `duckdb-extension-NAME` of this Python, and takes NAME, the scale and the folder.
"""
import glob
import importlib.util
import json
import os
import sys

import duckdb

name, scale, folder = sys.argv[1], float(sys.argv[2]), sys.argv[3]
package = os.path.dirname(importlib.util.find_spec(f"duckdb_extension_{name}").origin)
[extension] = glob.glob(f"{package}/**/*.duckdb_extension", recursive=True)
connection = duckdb.connect()
connection.execute(f"load '{extension}'")
connection.execute(f"call {'dbgen' if name == 'tpch' else 'dsdgen'}(sf = {scale})")
tables = {}
columns = connection.execute(
    "select table_name, column_name, data_type from information_schema.columns order by table_name, ordinal_position"
)
for table, column, kind in columns.fetchall():
    tables.setdefault(table, {})[column] = kind.lower()
for table in tables:
    connection.execute(f"copy {table} to '{folder}/{table}.csv' (header false, nullstr '\\N')")
queries = connection.execute(f"select query_nr, query from {name}_queries() order by query_nr").fetchall()
json.dump({"tables": tables, "queries": queries}, sys.stdout)
