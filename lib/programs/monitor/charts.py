"""Evidently's charts, `evidently.html`. They decorate: whatever goes wrong while they are drawn or written is a note, never the verdict."""
from __future__ import annotations

import evidently_page
from contract import ALWAYS, CHARTS_PAGE, ON_VIOLATION, Job
from job.staging import Staging
from outcome import Outcome


def draw(job: Job, outcome: Outcome, files: Staging) -> bool:
    """Whether there are charts. Unless the configuration says otherwise they are drawn when somebody has to look: loading what draws
    them takes longer than the check of a small window."""
    when = job.setting("charts")
    if outcome.page is None or when != ALWAYS and not (when == ON_VIOLATION and outcome.violations):
        return False
    try:
        snapshot = outcome.page()
        if snapshot is not None:
            files.write(CHARTS_PAGE, evidently_page.html(snapshot))
            return True
    # Libraries that draw raise anything at all.
    except Exception as error:
        outcome.notes.append(f"there are no charts, because they could not be drawn: {type(error).__name__}: {str(error)[:200]}")
    files.drop(CHARTS_PAGE)
    return False
