"""Runs DAGs of a folder to their end, without a scheduler, and prints what Airflow made of them as JSON in the last line."""

import json
import sys
import time

started = time.process_time()
import airflow.providers.standard.operators.bash  # noqa: F401, E402
import airflow.sdk  # noqa: E402, F401

loaded = time.process_time() - started
from airflow.__main__ import main  # noqa: E402
from airflow.dag_processing.dagbag import DagBag  # noqa: E402
from airflow.models.asset import AssetEvent  # noqa: E402
from airflow.models.taskinstance import TaskInstance  # noqa: E402
from airflow.utils.session import create_session  # noqa: E402

bag = DagBag(sys.argv[1])
dags = {
    dag_id: {
        "tasks": sorted(dag.task_ids),
        "edges": sorted([up, task.task_id] for task in dag.tasks for up in task.upstream_task_ids),
        "paused": dag.is_paused_upon_creation,
        "catchup": dag.catchup,
        "active": dag.max_active_runs,
        "retries": sorted({task.retries for task in dag.tasks}),
        "seconds": next(stat.duration.total_seconds() for stat in bag.dagbag_stats if dag_id in stat.dags),
    }
    for dag_id, dag in bag.dags.items()
}
for dag_id in sys.argv[2:]:
    sys.argv = ["airflow", "dags", "test", dag_id]
    try:
        main()
    except SystemExit as ended:
        print(f"{dag_id} ended with {ended.code}")
with create_session() as session:
    states = {f"{ti.dag_id}.{ti.task_id}": ti.state for ti in session.query(TaskInstance)}
    assets = sorted([event.source_dag_id, event.asset.uri] for event in session.query(AssetEvent))
print(json.dumps({"errors": bag.import_errors, "dags": dags, "states": states, "assets": assets}), flush=True)
