"""Runs jobs of lux_dagster.py in a folder in this process, and prints what Dagster made of them as JSON in the last line."""

import json
import sys

sys.path.insert(0, sys.argv[1])
import dagster as dg  # noqa: E402
import lux_dagster  # noqa: E402

graph = lux_dagster.defs.resolve_asset_graph()
keys = graph.materializable_asset_keys
found = {
    "assets": sorted(key.to_user_string() for key in keys),
    "checks": len(graph.asset_check_keys),
    "edges": sorted(
        [above.to_user_string(), key.to_user_string()] for key in keys for above in graph.get(key).parent_keys
    ),
    "runs": {},
}
for job_id in sys.argv[2:]:
    job = lux_dagster.defs.resolve_job_def(job_id)
    with dg.DagsterInstance.ephemeral() as instance:
        run = job.execute_in_process(raise_on_error=False, instance=instance)
    found["runs"][job_id] = {
        "success": run.success,
        "assets": sorted(event.asset_key.to_user_string() for event in run.get_asset_materialization_events()),
        "checks": sorted([check.check_name, check.passed] for check in run.get_asset_check_evaluations()),
    }
print(json.dumps(found), flush=True)
