"""The report of a run: `report.json` for programs, `report.html` for people, `evidently.html` with all charts."""
from __future__ import annotations

import json
from html import escape
from typing import Any

import numpy as np

from contract import Job
from outcome import Outcome

STYLE = "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}td,th{text-align:left;padding:.25rem 1rem .25rem 0;border-bottom:1px solid #ddd}pre{background:#f6f6f6;padding:1rem;overflow:auto}"


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


def html(content: dict[str, Any], charts: bool) -> str:
    def table(rows: list[tuple[Any, ...]]) -> str:
        return "<table>" + "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"

    def listed(items: list[str]) -> str:
        return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>" if items else "<p>None.</p>"

    title = f"{content['check']} of {content['endpoint']}: {content['status']}"
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>
<h1>{escape(title)}</h1>
<p>Requests from {escape(content['window']['start'])} to {escape(content['window']['end'])}.{' <a href="evidently.html">Charts</a>' if charts else ''}</p>
<h2>Violations</h2>{listed([violation['message'] for violation in content['violations']])}
<h2>Metrics</h2>{table([(name, 'undefined' if value is None else f'{value:.6g}') for name, value in content['metrics'].items()])}
<h2>Notes</h2>{listed(content['notes'])}
<h2>Details</h2><pre>{escape(json.dumps(content['details'], indent=1, default=plain))}</pre></html>
"""


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
