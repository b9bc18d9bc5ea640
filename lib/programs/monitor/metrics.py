"""Where the numbers of a run go once its report is there: Amazon CloudWatch and MLflow; and their text for Prometheus, a file of the report."""
from __future__ import annotations

import os
import re

from contract import CHECK, ENDPOINT, Job
from job import aws
from outcome import Outcome

# The most that one call of PutMetricData takes.
CALL_SIZE = 1000


def publish(job: Job, outcome: Outcome) -> None:
    if job.namespace:
        to_cloudwatch(job, outcome)
    if os.environ.get("MLFLOW_TRACKING_URI"):
        to_mlflow(job, outcome)


def to_cloudwatch(job: Job, outcome: Outcome) -> None:
    """At the scheduled time: CloudWatch takes nothing that is older than two weeks, and labels may come later than that."""
    data = [
        {
            "MetricName": name,
            "Dimensions": [{"Name": ENDPOINT, "Value": job.endpoint}, {"Name": CHECK, "Value": job.check}],
            "Timestamp": job.scheduled,
            "Value": value,
            "Unit": "None",
        }
        for name, value in outcome.figures().items()
    ]
    cloudwatch = aws.client("cloudwatch")
    for start in range(0, len(data), CALL_SIZE):
        cloudwatch.put_metric_data(Namespace=job.namespace, MetricData=data[start:start + CALL_SIZE])


def prometheus(job: Job, outcome: Outcome) -> str:
    """The text format that a push gateway or the textfile collector takes."""
    labels = f'endpoint="{escape(job.endpoint)}",check="{escape(job.check)}"'
    lines = []
    for name, value in outcome.figures().items():
        metric = "model_monitor_" + re.sub(r"[^a-z0-9_]", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
        lines += [f"# TYPE {metric} gauge", f"{metric}{{{labels}}} {value!r}"]
    return "\n".join(lines) + "\n"


def to_mlflow(job: Job, outcome: Outcome) -> None:
    """One run in an experiment of the endpoint, with the report's files."""
    try:
        import mlflow
    except ImportError:
        outcome.notes.append("MLFLOW_TRACKING_URI is set, but the package mlflow is not installed: nothing was logged there")
        return
    # A tracking server that is away does not make the check's verdict wrong, however its client says so.
    try:
        mlflow.set_experiment(f"monitoring-{job.endpoint}")
        with mlflow.start_run(run_name=f"{job.check} {job.scheduled:%Y-%m-%d %H:%M}"):
            mlflow.set_tags({"endpoint": job.endpoint, "check": job.check, "status": outcome.status})
            mlflow.log_metrics(outcome.figures())
            mlflow.log_artifacts(str(job.report))
    except Exception as error:
        outcome.notes.append(f"nothing was logged to MLflow: {error}")


def escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
