"""The report of a run: `report.json` for programs, `report.html` for people, `evidently.html` with all charts."""
from __future__ import annotations

import json
from typing import Any

import numpy as np

from contract import Job
from outcome import Outcome
from page import html


def write(job: Job, outcome: Outcome) -> dict[str, Any]:
    job.report.mkdir(parents=True, exist_ok=True)
    if outcome.page is not None:
        outcome.page.save_html(str(job.report / "evidently.html"))
    content = render(job, outcome)
    (job.report / "report.json").write_text(json.dumps(content, indent=2, default=plain, allow_nan=False) + "\n", encoding="utf-8")
    (job.report / "report.html").write_text(html(content, charts=outcome.page is not None), encoding="utf-8")
    return content


def render(job: Job, outcome: Outcome) -> dict[str, Any]:
    return finite({
        "version": 1,
        "endpoint": job.endpoint,
        "check": job.check,
        "status": outcome.status,
        "scheduledTime": job.scheduled.isoformat(),
        "window": {"start": job.window.start.isoformat(), "end": job.window.end.isoformat()},
        "metrics": outcome.metrics,
        "violations": [{**vars(violation), "message": str(violation)} for violation in outcome.violations],
        "notes": outcome.notes,
        "details": outcome.details,
        "config": dict(job.config),
    })


def failed(job: Job, reason: str) -> None:
    """A report of a check that could not be made, for whoever looks for one."""
    job.report.mkdir(parents=True, exist_ok=True)
    content = {"version": 1, "endpoint": job.endpoint, "check": job.check, "status": "failed", "scheduledTime": job.scheduled.isoformat(), "reason": reason}
    (job.report / "report.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


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
