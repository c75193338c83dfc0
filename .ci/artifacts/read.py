"""Reads the artifacts in a folder as dbt's tools do, and says what it found or what is wrong with them.

read.py FOLDER [FOLDER_OF_JSON_SCHEMAS]: one JSON document on standard output,
{"manifest": {"parsed": "ManifestV12", "wrong": []}, ...}, with each artifact that is there.
"""

import json
import sys
from pathlib import Path

from dbt_artifacts_parser import parser
from jsonschema import Draft202012Validator

ARTIFACTS = {
    "manifest": ("manifest-v12.json", parser.parse_manifest_v12),
    "run_results": ("run-results-v6.json", parser.parse_run_results_v6),
    "catalog": ("catalog-v1.json", parser.parse_catalog_v1),
    "sources": ("sources-v3.json", parser.parse_sources_v3),
}


def read(folder, schemas):
    found = {}
    for name, (schema, parse) in ARTIFACTS.items():
        file = folder / f"{name}.json"
        if not file.exists():
            continue
        document = json.loads(file.read_text())
        wrong = [] if schemas is None else mistakes(document, json.loads((schemas / schema).read_text()))
        found[name] = {"parsed": type(parse(document)).__name__, "wrong": wrong}
    return found


def mistakes(document, schema):
    errors = Draft202012Validator(schema).iter_errors(document)
    return [f"{'.'.join(map(str, error.absolute_path))}: {innermost(error)}"[:500] for error in errors]


def innermost(error):
    """Of the forms that a node may have, what is wrong with the nearest one."""
    nearest = max(error.context or [], key=lambda each: len(each.absolute_path), default=None)
    return error.message if nearest is None else f"{list(nearest.absolute_path)} {nearest.message}"


if __name__ == "__main__":
    folders = [Path(argument) for argument in sys.argv[1:]]
    print(json.dumps(read(folders[0], folders[1] if len(folders) > 1 else None)))
