"""What a check has found."""
from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Callable

from capture import Capture
from contract import RECORDS, VIOLATIONS
from job.failure import Failure

# What else is told of what was read, by the name of its count.
CAPTURE_NOTES = {
    "corruptFiles": "compressed files are damaged or end early; what comes before that was read",
    "unscoredFiles": "files of the input have no output, and were left out",
    "rowsOfOtherWidth": "rows have another number of values than the baseline has features",
    "withoutAnswer": "requests were logged without an answer, and left out",
    "withoutRequest": "answers were logged without a request of this window",
    "repeatedEvents": "events were logged again, and count once",
}


@dataclass(frozen=True)
class Violation:
    """One bound that was not kept. `subject` is the feature, segment or data set that it is about."""

    metric: str
    subject: str
    value: float | None
    bound: str

    def __str__(self) -> str:
        found = "is undefined" if self.value is None else f"is {self.value:.4g}"
        return f"{self.metric} of {self.subject} {found}, must be {self.bound}"


@dataclass
class Outcome:
    """Metrics that are None could not be computed; they are reported and not published."""

    metrics: dict[str, float | None] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    # Draws Evidently's page (a Snapshot, or None), once the verdict is known.
    page: Callable[[], Any] | None = None
    # `empty` and `too-few` are fine: nothing was judged.
    judged: str | None = None

    @property
    def status(self) -> str:
        return "violation" if self.violations else self.judged or "fine"

    def figures(self) -> dict[str, float]:
        """Metrics as they are published, once for each run."""
        values = {**self.metrics, VIOLATIONS: len(self.violations)}
        return {name: float(value) for name, value in values.items() if value is not None and math.isfinite(value)}

    def add_capture(self, capture: Capture) -> None:
        """Says what was read, and what could not be read."""
        counts = capture.counts
        self.metrics[RECORDS] = counts["records"]
        self.details["capture"] = dict(counts)
        if capture.unreadable:
            self.notes.append(f"{capture.unreadable} recorded requests could not be read, the first because of {capture.first_problem}")
        self.notes += [f"{counts[name]} {what}" for name, what in CAPTURE_NOTES.items() if counts[name]]
        if capture.unreadable and not counts["records"]:
            raise Failure(f"none of {capture.unreadable} recorded requests could be read, the first because of {capture.first_problem}")
        if (broken := counts["corruptFiles"] + counts["unscoredFiles"]) and not counts["records"]:
            raise Failure(f"nothing could be read from {broken} files, the first because of {capture.first_problem}")
        if counts["withoutAnswer"] and not counts["records"]:
            raise Failure(f"none of {counts['withoutAnswer']} requests was logged with its answer; the mode of the logger must be `all`")
        if not counts["rows"]:
            self.judged = "empty"
            self.notes.append("no requests were recorded in this window")
