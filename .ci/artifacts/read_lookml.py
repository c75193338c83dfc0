"""Reads LookML with lkml: prints for each file its views with their fields, as JSON. Files are the arguments."""

import json
import sys

import lkml


def fields(view):
    kinds = ("dimensions", "dimension_groups", "measures")
    return [field["name"] for kind in kinds for field in view.get(kind, [])]


result = {}
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        parsed = lkml.load(file)
    result[path] = {
        "views": {view["name"]: fields(view) for view in parsed.get("views", [])},
        "explores": [explore["name"] for explore in parsed.get("explores", [])],
    }
json.dump(result, sys.stdout)
