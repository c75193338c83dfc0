"""Reads reports of runs with the libraries that their users have, and writes what they found as JSON.

read_reports.py junit FILE | prometheus FILE
"""

import json
import sys

what, file = sys.argv[1:]

if what == "junit":
    from junitparser import JUnitXml

    def outcome(case):
        if case.is_passed:
            return "passed", None
        found = case.result[0]
        return type(found).__name__.lower(), found.message

    xml = JUnitXml.fromfile(file)
    suites = [
        {
            "name": suite.name,
            "tests": suite.tests,
            "failures": suite.failures,
            "errors": suite.errors,
            "skipped": suite.skipped,
            "cases": [[case.classname, case.name, *outcome(case)] for case in suite],
        }
        for suite in xml
    ]
    print(json.dumps({"suites": suites}))

if what == "prometheus":
    from prometheus_client.parser import text_string_to_metric_families

    with open(file, encoding="utf-8") as text:
        families = list(text_string_to_metric_families(text.read()))
    print(json.dumps({f.name: [[sample.labels, sample.value] for sample in f.samples] for f in families}))

if what == "openlineage":
    import attr
    from openlineage.client import event_v2
    from openlineage.client import facet_v2 as facets

    classes = {
        "parent": facets.parent_run.ParentRunFacet,
        "processing_engine": facets.processing_engine_run.ProcessingEngineRunFacet,
        "errorMessage": facets.error_message_run.ErrorMessageRunFacet,
        "jobType": facets.job_type_job.JobTypeJobFacet,
        "sql": facets.sql_job.SQLJobFacet,
        "documentation": facets.documentation_job.DocumentationJobFacet,
        "schema": facets.schema_dataset.SchemaDatasetFacet,
        "columnLineage": facets.column_lineage_dataset.ColumnLineageDatasetFacet,
        "outputStatistics": facets.output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet,
        "dataQualityAssertions": facets.data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet,
    }
    lineage = facets.column_lineage_dataset

    def inner(name, values):
        if name == "parent":
            of = facets.parent_run
            return {"run": of.Run(**values["run"]), "job": of.Job(**values["job"])}
        if name == "schema":
            return {"fields": [facets.schema_dataset.SchemaDatasetFacetFields(**each) for each in values["fields"]]}
        if name == "dataQualityAssertions":
            of = facets.data_quality_assertions_dataset
            return {"assertions": [of.Assertion(**each) for each in values["assertions"]]}
        if name == "columnLineage":
            return {
                "fields": {
                    column: lineage.Fields(
                        inputFields=[
                            lineage.InputField(
                                **{**each, "transformations": [lineage.Transformation(**t) for t in each["transformations"]]}
                            )
                            for each in of["inputFields"]
                        ]
                    )
                    for column, of in values["fields"].items()
                }
            }
        return values

    def typed(given, wrong):
        made = {}
        for name, values in given.items():
            kind = classes[name]
            plain = {key: value for key, value in values.items() if not key.startswith("_")}
            made[name] = kind(**inner(name, plain), producer=values["_producer"])
            if values["_schemaURL"] != kind._get_schema():
                wrong.append(f"{name}: {values['_schemaURL']} is not {kind._get_schema()}")
        return made

    def dataset(kind, given, wrong):
        more = {key: typed(given.get(key, {}), wrong) for key in ("facets", "inputFacets", "outputFacets") if key in given}
        return kind(namespace=given["namespace"], name=given["name"], **more)

    def check(given):
        wrong = []
        try:
            event = event_v2.RunEvent(
                eventType=event_v2.RunState[given["eventType"]],
                eventTime=given["eventTime"],
                run=event_v2.Run(runId=given["run"]["runId"], facets=typed(given["run"]["facets"], wrong)),
                job=event_v2.Job(**{**given["job"], "facets": typed(given["job"]["facets"], wrong)}),
                producer=given["producer"],
                inputs=[dataset(event_v2.InputDataset, each, wrong) for each in given["inputs"]],
                outputs=[dataset(event_v2.OutputDataset, each, wrong) for each in given["outputs"]],
            )
            known = {field.name for field in attr.fields(event_v2.RunEvent)}
            wrong += [f"{key} is unknown" for key in given if key not in known]
            if given["schemaURL"] != event.schemaURL:
                wrong.append(f"{given['schemaURL']} is not {event.schemaURL}")
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
        return wrong

    with open(file, encoding="utf-8") as lines:
        print(json.dumps([check(json.loads(line)) for line in lines]))
