"""Builds the assets of a file with dagster-dbt, which calls lux as dbt, and prints what Dagster made of them as JSON in the last line."""

import importlib.util
import json
import sys

import dagster as dg

spec = importlib.util.spec_from_file_location("shop", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
assets = module.shop
with dg.DagsterInstance.ephemeral() as instance:
    job = module.defs.resolve_implicit_global_asset_job_def()
    run = job.execute_in_process(instance=instance, raise_on_error=False)
checks = run.get_asset_check_evaluations()
observed = [event.asset_observation_data.asset_observation for event in run.filter_events(lambda each: each.is_asset_observation)]
print(
    json.dumps(
        {
            "success": run.success,
            "declared": {"assets": len(list(assets.keys)), "checks": len(list(assets.check_specs))},
            "assets": sorted(event.asset_key.to_user_string() for event in run.get_asset_materialization_events()),
            "checks": sorted([check.check_name, check.passed, check.severity.value] for check in checks),
            "tests": sorted({each.metadata["unique_id"].value for each in [*checks, *observed]}),
        }
    ),
    flush=True,
)
