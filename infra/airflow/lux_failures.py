"""Tells of tasks that failed, of those that never reached lux too: on_failure of orchestrate: in lux_project.yml."""

import json
import os

# What SNS takes at most in a message is 256 KiB; people read the beginning.
MOST = 1_000


def tell(context):
    """Publishes a failed task in the form of an alarm, which the notifier of Slack reads."""
    topic = os.environ.get("LUX_FAILURES_TOPIC")
    if not topic:
        return
    import boto3

    ti = context["ti"]
    run = context["dag_run"]
    reason = f"{context.get('exception')}"[:MOST]
    message = {
        "AlarmName": f"Airflow {ti.dag_id}.{ti.task_id}",
        "NewStateValue": "ALARM",
        "NewStateReason": f"run {run.run_id} of {run.logical_date or run.run_after}, try {ti.try_number}: {reason}",
    }
    boto3.client("sns").publish(TopicArn=topic, Message=json.dumps(message))
