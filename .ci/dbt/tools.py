"""Reads artifacts with dbt itself and with tools for its projects, and says what they found, as JSON.

tools.py names                 test names as dbt makes them: standard input has [[test, model, arguments], ...]
tools.py primary-keys FOLDER   {model: [columns]}, as dbt infers them from the models and tests of manifest.json
tools.py colibri FOLDER        column edges, [[from, column, to, column], ...]
tools.py datahub FOLDER        {dataset: {"upstreams": [...], "columns": [[from, to], ...]}}
tools.py site                  the path of dbt's documentation page
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace


def names():
    from dbt.parser.generic_test_builders import synthesize_generic_test_names

    return [synthesize_generic_test_names(*each) for each in json.load(sys.stdin)]


def primary_keys(folder):
    from dbt.contracts.graph.manifest import Manifest, WritableManifest

    file = folder / "manifest.json"
    models = Manifest.from_writable_manifest(WritableManifest.read_and_check_versions(str(file))).nodes.values()
    # dbt reads generic tests of a file as singular ones: what is asked of them is read here.
    document = json.loads(file.read_text())
    nodes = [*document["nodes"].values(), *(each for all in document["disabled"].values() for each in all)]
    return {
        model.unique_id: model.infer_primary_key(
            [used(each) for each in nodes if each.get("attached_node") == model.unique_id]
        )
        for model in models
        if model.resource_type == "model"
    }


def used(test):
    return SimpleNamespace(
        config=SimpleNamespace(**test["config"]), test_metadata=SimpleNamespace(**test["test_metadata"])
    )


def colibri(folder):
    from dbt_colibri.lineage_extractor.extractor import DbtColumnLineageExtractor
    from dbt_colibri.report.generator import DbtColibriReportGenerator

    extractor = DbtColumnLineageExtractor(str(folder / "manifest.json"), str(folder / "catalog.json"))
    with tempfile.TemporaryDirectory() as made:
        DbtColibriReportGenerator(extractor, disable_telemetry=True).generate_report(output_dir=made)
        edges = json.loads((Path(made) / "colibri-manifest.json").read_text())["lineage"]["edges"]
    ends = ("source", "sourceColumn", "target", "targetColumn")
    return [[edge[end] for end in ends] for edge in edges if edge["sourceColumn"] and edge["targetColumn"]]


def datahub(folder):
    os.environ["DATAHUB_TELEMETRY_ENABLED"] = "false"
    from datahub.ingestion.run.pipeline import Pipeline

    with tempfile.TemporaryDirectory() as made:
        found = Path(made) / "found.json"
        config = {
            "manifest_path": str(folder / "manifest.json"),
            "catalog_path": str(folder / "catalog.json"),
            "target_platform": "duckdb",
            "write_semantics": "OVERRIDE",
        }
        sink = {"type": "file", "config": {"filename": str(found)}}
        pipeline = Pipeline.create({"source": {"type": "dbt", "config": config}, "sink": sink})
        pipeline.run()
        pipeline.raise_from_status()
        aspects = json.loads(found.read_text())
    datasets = {}
    for each in aspects:
        snapshot = next(iter(each.get("proposedSnapshot", {}).values()), {"aspects": []})
        for kind, lineage in ((kind, of) for aspect in snapshot["aspects"] for kind, of in aspect.items()):
            if not kind.endswith("UpstreamLineage"):
                continue
            datasets[named(snapshot["urn"])] = {
                "upstreams": sorted(named(one["dataset"]) for one in lineage["upstreams"]),
                "columns": sorted(
                    [named(up), named(down)]
                    for one in lineage.get("fineGrainedLineages") or []
                    for up in one.get("upstreams", [])
                    for down in one.get("downstreams", [])
                ),
            }
    return datasets


def named(urn):
    """urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:dbt,db.schema.name,PROD),column) as dbt:db.schema.name.column"""
    name, _, column = urn.split("dataPlatform:")[-1].partition(",PROD)")
    return name.replace(",", ":", 1) + column.rstrip(")").replace(",", ".")


def site():
    import dbt.task.docs

    return str(Path(dbt.task.docs.__path__[0]) / "index.html")


if __name__ == "__main__":
    what, *folders = sys.argv[1:]
    commands = {"names": names, "primary-keys": primary_keys, "colibri": colibri, "datahub": datahub, "site": site}
    standard, sys.stdout = sys.stdout, sys.stderr
    json.dump(commands[what](*map(Path, folders)), standard)
