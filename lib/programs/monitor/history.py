"""The reports of the windows before, for the course of each figure. It decorates: what cannot be read is a note, never the verdict."""
from __future__ import annotations

from typing import Any

import storage
from contract import REPORT, Job
from outcome import Outcome

# As many windows as a small chart shows: a month of days, a day and some hours of hours.
MOST = 30


def earlier(job: Job, outcome: Outcome) -> list[dict[str, Any]]:
    """Oldest first. A folder is named by its time, so that their names are in the order of time."""
    try:
        names = [name for name in storage.folders(job.history) if name < job.report.name][-MOST + 1:]
        reports = [read(storage.join(job.history, name, REPORT)) for name in names]
        return [report for report in reports if report is not None and report.get("check") == job.check]
    # Stores answer with errors of their own kinds.
    except Exception as error:
        outcome.notes.append("the course of the windows before is not shown, because their reports could not be read: "
            f"{type(error).__name__}: {str(error)[:200]}")
        return []


def read(uri: str) -> dict[str, Any] | None:
    """None where a run left no report."""
    found = storage.files(uri)
    if not found:
        return None
    with found[0].open() as stream:
        content = storage.parsed(stream.read())
    return content if isinstance(content, dict) else None
