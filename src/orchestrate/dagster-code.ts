import { markOf } from "./generated-mark.ts"

/** The Python that makes Dagster's definitions of the graph next to it; it loads nothing of lux. */
export function dagsterCode(): string {
  return `${markOf("dagster")}
"""Dagster assets, checks, jobs and schedules, by the graph in lux_dagster.json."""

import json
import os
import subprocess
import tempfile
from datetime import datetime, timezone
from pathlib import Path

import dagster as dg

GRAPH = json.loads(Path(__file__).with_name("lux_dagster.json").read_text(encoding="utf-8"))
# lux exits with 75 where what failed may go well later.
TRANSIENT = 75
OF_CHECKS = {"pass": True, "warn": False, "fail": False, "error": False}


def key_of(unique_id):
    """model.shop.orders is the asset shop/orders."""
    kind, *parts = unique_id.split(".")
    return dg.AssetKey(parts)


def results_of(folder):
    """What each node came to, by unique id; nothing where lux did not get that far."""
    try:
        results = json.loads((Path(folder) / "run_results.json").read_text(encoding="utf-8"))["results"]
    except FileNotFoundError:
        return {}
    return {result["unique_id"]: result for result in results}


def built(node, results):
    """The asset and its checks, as far as they were come to."""
    result = results.get(node["id"])
    if result is not None and result["status"] == "success":
        yield dg.MaterializeResult(
            asset_key=key_of(node["id"]),
            metadata={
                "seconds": result["execution_time"],
                **({"rows": result["adapter_response"]["rows_affected"]} if rows_in(result) else {}),
            },
        )
    for check in node["checks"]:
        yield from asked(check, node["id"], results)


def asked(check, about, results):
    """What a check came to, if it was asked."""
    result = results.get(check["id"])
    if result is not None and result["status"] in OF_CHECKS:
        yield dg.AssetCheckResult(
            asset_key=key_of(about),
            check_name=check["name"],
            passed=OF_CHECKS[result["status"]],
            severity=dg.AssetCheckSeverity.WARN if result["status"] == "warn" else dg.AssetCheckSeverity.ERROR,
            metadata={"failures": result["failures"] or 0, "message": result["message"] or ""},
        )


def rows_in(result):
    return isinstance(result.get("adapter_response", {}).get("rows_affected"), int)


def assets_of(dag, task):
    specs = [
        dg.AssetSpec(
            key_of(node["id"]),
            deps=[key_of(other) for other in node["reads"]],
            description=node["description"] or None,
            group_name=dag["id"],
            kinds={"lux"},
            metadata={"page": dg.MetadataValue.url(f"{GRAPH['docs_url'].rstrip('/')}/#/{node['id']}")}
            if GRAPH["docs_url"]
            else None,
            automation_condition=dg.AutomationCondition.eager() if dag["eager"] else None,
            skippable=True,
        )
        for node in task["nodes"]
    ]
    checks = [
        dg.AssetCheckSpec(check["name"], asset=key_of(node["id"]))
        for node in task["nodes"]
        for check in node["checks"]
    ]

    @dg.multi_asset(name=task["id"], specs=specs, check_specs=checks)
    def build(context: dg.AssetExecutionContext):
        code, results = run_lux(context, dag["id"], task)
        for node in task["nodes"]:
            yield from built(node, results)
        end_with(code)

    return build


def checks_of(dag):
    """The checks that are asked when all that they read is built."""
    tests = dag["tests"]
    specs = [
        dg.AssetCheckSpec(
            check["name"],
            asset=key_of(check["about"]),
            additional_deps=[key_of(node) for node in tests["after"] if node != check["about"]],
        )
        for check in tests["checks"]
    ]

    @dg.multi_asset_check(name=tests["id"], specs=specs)
    def ask(context: dg.AssetCheckExecutionContext):
        code, results = run_lux(context, dag["id"], tests)
        for check in tests["checks"]:
            yield from asked(check, check["about"], results)
        end_with(code)

    return ask


def run_lux(context, dag_id, task):
    """Exit code, and what each node came to."""
    run = context.run
    environment = {
        **os.environ,
        **GRAPH["environment"],
        "LUX_LOGICAL_DATE": run.tags.get("dagster/partition")
        or datetime.now(timezone.utc).isoformat(timespec="minutes"),
    }
    if GRAPH["keeps_artifacts"]:
        # A step that is tried again goes on with what its last try left undone.
        environment["LUX_TASK"] = f"{dag_id}/{task['id']}/{run.run_id}"
    with tempfile.TemporaryDirectory() as target:
        environment["LUX_TARGET_PATH"] = target
        done = subprocess.run(
            task["command"],
            env=environment,
            cwd=os.environ.get("LUX_PROJECT_DIR"),
            capture_output=True,
            text=True,
            timeout=GRAPH["timeout_minutes"] * 60,
        )
        results = results_of(target)
    context.log.info(done.stdout + done.stderr)
    return done.returncode, results


def end_with(code):
    if code == TRANSIENT:
        raise dg.RetryRequested(GRAPH["retries"], GRAPH["retry_minutes"] * 60)
    if code != 0:
        raise dg.Failure(f"lux failed with exit code {code}: its errors are in the log", allow_retries=False)


def job_of(dag):
    keys = [key_of(node["id"]) for task in dag["tasks"] for node in task["nodes"]]
    return dg.define_asset_job(dag["id"], selection=dg.AssetSelection.assets(*keys))


def schedule_of(dag, job):
    return dg.ScheduleDefinition(
        job=job,
        cron_schedule=dag["schedule"],
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.STOPPED
        if dag["paused"]
        else dg.DefaultScheduleStatus.RUNNING,
    )


JOBS = {dag["id"]: job_of(dag) for dag in GRAPH["dags"]}
defs = dg.Definitions(
    assets=[assets_of(dag, task) for dag in GRAPH["dags"] for task in dag["tasks"]],
    asset_checks=[checks_of(dag) for dag in GRAPH["dags"] if dag["tests"]],
    jobs=list(JOBS.values()),
    schedules=[schedule_of(dag, JOBS[dag["id"]]) for dag in GRAPH["dags"] if dag["schedule"]],
)
`
}
