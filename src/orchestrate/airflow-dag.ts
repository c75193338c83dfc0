import type { OrchestrateSettings } from "../project/orchestrate-keys.ts"
import { markOf } from "./generated-mark.ts"

type Operator = OrchestrateSettings["operator"]

/** The Python of one DAG: it reads the graph next to it, and loads nothing of lux. */
export function airflowDag(id: string, operator: Operator): string {
  return `${markOf("airflow")}
"""The Airflow DAG ${id}, by the graph in lux_airflow.json."""

import importlib
import json
import logging
import os
import re
${operator === "bash" ? "import shlex\n" : ""}from datetime import datetime, timedelta
from pathlib import Path

${imports[operator]}
from airflow.sdk import DAG, Asset, TaskGroup
from airflow.sdk.exceptions import AirflowFailException

DAG_ID = ${JSON.stringify(id)}
GRAPH = json.loads(Path(__file__).with_name("lux_airflow.json").read_text(encoding="utf-8"))
SETTINGS = GRAPH["dags"][DAG_ID]


def known_here(value):
    """$NAME is a variable of Airflow's own environment; in a list it may hold several, with commas between them."""
    if isinstance(value, list):
        return [part for each in value for part in known_here(each).split(",")]
    if isinstance(value, str):
        return re.sub(r"\\$([A-Za-z_]\\w*)", lambda found: os.environ[found[1]], value)
    return value


OPERATOR = {name: known_here(value) for name, value in GRAPH["operator"].items()}
# lux exits with 75 where what failed may go well later.
TRANSIENT = 75
ENVIRONMENT = {
    **GRAPH["environment"],
    # Assets and people start runs without a logical date.
    "LUX_LOGICAL_DATE": "{{ (dag_run.logical_date or dag_run.run_after).isoformat() }}",
    **(
        # A task that is tried again goes on with what its last try left undone.
        {"LUX_TASK": "{{ dag.dag_id }}/{{ ti.task_id }}/{{ run_id }}"}
        if GRAPH["keeps_artifacts"]
        else {}
    ),
}


def exit_code_of(error):
    """The exit code of lux; None where lux was never reached: no image, no capacity, no agent."""
    found = re.findall(r"(?:exit[ _]?code|StatusCode)\\W+(\\d+)", str(error), re.IGNORECASE)
    return int(found[-1]) if found else None


class LuxOperator(${classes[operator]}):
    """Fails at once where trying again would fail again: Airflow itself tries all exceptions again."""

    def __init__(self, *, retried=(), **kwargs):
        super().__init__(**kwargs)
        self.retried = frozenset([TRANSIENT, *retried])

    def execute(self, context):
        try:
            return super().execute(context)
        except AirflowFailException:
            raise
        except Exception as error:
            code = exit_code_of(error)
            if code is None or code in self.retried:
                raise
            raise AirflowFailException(f"lux failed with exit code {code}: its errors are above") from error


def failed(context):
    """Tells of each task that failed, of one that never reached lux too."""
    ti = context["ti"]
    run = context["dag_run"]
    error = context.get("exception")
    logging.getLogger("lux").error(
        "lux task failed: %s",
        json.dumps(
            {
                "dag": ti.dag_id,
                "task": ti.task_id,
                "run": run.run_id,
                "logical_date": str(run.logical_date or run.run_after),
                "try": ti.try_number,
                "log": str(getattr(ti, "log_url", "")),
                "reached_lux": "lux failed with exit code" in str(error) or exit_code_of(error) is not None,
                "error": str(error),
            }
        ),
    )
    if GRAPH["on_failure"]:
        module, function = GRAPH["on_failure"].split(":")
        getattr(importlib.import_module(module), function)(context)


def operator_of(task, group):
    pool = GRAPH["pool"]
    return LuxOperator(
        task_id=task["id"],
        task_group=group,
        retried=task["retried"],
        retries=GRAPH["retries"] if task["retries"] is None else task["retries"],
        retry_delay=timedelta(minutes=GRAPH["retry_minutes"]),
        execution_timeout=timedelta(minutes=GRAPH["timeout_minutes"]),
        on_failure_callback=failed,
        outlets=[Asset(task["asset"])] if task["asset"] else [],
        doc_md=task["doc"],
        **({"pool": pool["name"], "pool_slots": pool["slots"]} if pool else {}),
${operators[operator]}
    )


def group_of(folder, groups):
    """The task group of a folder, in those of the folders above it."""
    if not folder:
        return None
    path = tuple(folder)
    if path not in groups:
        groups[path] = TaskGroup(
            "/".join(path).replace("/", "__"), parent_group=group_of(path[:-1], groups), prefix_group_id=False
        )
    return groups[path]


with DAG(
    DAG_ID,
    schedule=[Asset(uri) for uri in SETTINGS["assets"]] or SETTINGS["schedule"],
    start_date=datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=SETTINGS["paused"],
    tags=["lux", GRAPH["project"]],
):
    groups = {}
    tasks = {task["id"]: operator_of(task, group_of(task["folder"], groups)) for task in SETTINGS["tasks"]}
    for task in SETTINGS["tasks"]:
        for before in task["after"]:
            tasks[before] >> tasks[task["id"]]
`
}

const imports: Readonly<Record<Operator, string>> = {
  bash: "from airflow.providers.standard.operators.bash import BashOperator",
  docker: "from airflow.providers.docker.operators.docker import DockerOperator",
  kubernetes: "from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator",
  ecs: "from airflow.providers.amazon.aws.operators.ecs import EcsRunTaskOperator",
}

const classes: Readonly<Record<Operator, string>> = {
  bash: "BashOperator",
  docker: "DockerOperator",
  kubernetes: "KubernetesPodOperator",
  ecs: "EcsRunTaskOperator",
}

const operators: Readonly<Record<Operator, string>> = {
  bash: `        bash_command=shlex.join(task["command"]),
        env=ENVIRONMENT,
        append_env=True,
        skip_on_exit_code=None,`,
  docker: `        image=OPERATOR["image"],
        command=task["command"],
        environment=ENVIRONMENT,
        network_mode=OPERATOR.get("network"),
        mount_tmp_dir=False,
        auto_remove="success",`,
  kubernetes: `        name="lux-" + re.sub(r"[^a-z0-9-]+", "-", task["id"].lower())[:50].strip("-"),
        image=OPERATOR["image"],
        cmds=task["command"],
        env_vars=ENVIRONMENT,
        namespace=OPERATOR.get("namespace"),
        service_account_name=OPERATOR.get("service_account"),
        get_logs=True,`,
  ecs: `        cluster=OPERATOR["cluster"],
        task_definition=OPERATOR["task_definition"],
        launch_type=OPERATOR["launch_type"],
        overrides={
            "containerOverrides": [
                {
                    "name": OPERATOR["container"],
                    "command": task["command"],
                    "environment": [{"name": name, "value": value} for name, value in ENVIRONMENT.items()],
                }
            ]
        },
        network_configuration={
            "awsvpcConfiguration": {
                "subnets": OPERATOR["subnets"],
                "securityGroups": OPERATOR["security_groups"],
            }
        }
        if OPERATOR["subnets"]
        else None,
        region_name=OPERATOR.get("region"),
        awslogs_group=OPERATOR.get("log_group"),
        awslogs_region=OPERATOR.get("region"),
        awslogs_stream_prefix=OPERATOR.get("log_prefix"),
        # A worker that starts again finds its container.
        reattach=True,`,
}
