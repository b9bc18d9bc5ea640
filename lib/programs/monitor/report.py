"""The report of a run: `report.json` for programs, `report.html` for people, `evidently.html` with charts, `metrics.prom` for Prometheus."""
from __future__ import annotations

from typing import Any

import numpy as np

import charts
import history
import metrics
from contract import CHARTS_PAGE, PAGE, PROMETHEUS, REPORT, Job
from job.staging import Staging
from outcome import Outcome
from page import html


def write(job: Job, outcome: Outcome) -> dict[str, Any]:
    with Staging(job.report) as files:
        drawn, before = charts.draw(job, outcome, files), history.earlier(job, outcome)
        content = render(job, outcome)
        files.write_json(REPORT, content, plain)
        files.write(PAGE, html(content, charts=drawn, before=before))
        files.write(PROMETHEUS, metrics.prometheus(job, outcome))
    if not drawn:
        # Those of an earlier run of this time are not of this one.
        (job.report / CHARTS_PAGE).unlink(missing_ok=True)
    return content


def render(job: Job, outcome: Outcome) -> dict[str, Any]:
    return finite({
        "version": 1,
        "endpoint": job.endpoint,
        "check": job.check,
        "status": outcome.status,
        "scheduledTime": job.scheduled.isoformat(),
        "compared": {"baseline": job.baseline or job.baseline_key, "version": job.model_package, "input": job.input},
        "window": {"start": job.window.start.isoformat(), "end": job.window.end.isoformat()},
        "metrics": outcome.metrics,
        "violations": [{**vars(violation), "message": str(violation)} for violation in outcome.violations],
        "notes": outcome.notes,
        "details": outcome.details,
        "config": dict(job.config),
    })


def finite(value: Any) -> Any:
    """The same content without numbers that JSON does not have."""
    if isinstance(value, dict):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else None
    return value


def plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else str(value)
