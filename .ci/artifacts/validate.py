"""Checks documents against JSON Schemas of draft 7.

Reads {"schemas": {name: schema}, "documents": [[name, document], ...]} from standard input and writes, for each document,
the paths that are wrong; of the forms that a value may have, those of the forms that it comes nearest to.
"""

import json
import sys

from jsonschema import Draft7Validator


def paths(error):
    inner = [path for each in error.context or [] for path in paths(each)]
    if not inner:
        yield [*error.absolute_path, *unknown(error)]
        return
    deepest = max(map(len, inner))
    yield from (path for path in inner if len(path) == deepest)


def unknown(error):
    if error.validator == "required":
        return [next(key for key in error.validator_value if key not in error.instance)]
    if error.validator == "additionalProperties" and error.validator_value is False:
        return [next(key for key in error.instance if key not in error.schema.get("properties", {}))]
    return []


if __name__ == "__main__":
    given = json.load(sys.stdin)
    for schema in given["schemas"].values():
        Draft7Validator.check_schema(schema)
    validators = {name: Draft7Validator(schema) for name, schema in given["schemas"].items()}
    wrong = [
        sorted({".".join(map(str, path)) for error in validators[name].iter_errors(document) for path in paths(error)})
        for name, document in given["documents"]
    ]
    print(json.dumps(wrong))
