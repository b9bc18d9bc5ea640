"""What a check has found."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from capture import Capture
from contract import RECORDS, VIOLATIONS, Failure


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
    # A page that Evidently has drawn (a Snapshot).
    page: Any = None
    # `empty` and `too-few` are fine: nothing was judged.
    judged: str | None = None

    @property
    def status(self) -> str:
        return "violation" if self.violations else self.judged or "fine"

    def published(self) -> dict[str, float]:
        """Metrics as they are published, once for each run."""
        values = {**self.metrics, VIOLATIONS: len(self.violations)}
        return {name: float(value) for name, value in values.items() if value is not None}

    def add_capture(self, capture: Capture) -> None:
        """Says what was read, and what could not be read."""
        self.metrics[RECORDS] = capture.counts["records"]
        self.details["capture"] = dict(capture.counts)
        if capture.unreadable:
            self.notes.append(f"{capture.unreadable} recorded requests could not be read, the first because of {capture.first_problem}")
        if capture.counts["rowsOfOtherWidth"]:
            self.notes.append(f"{capture.counts['rowsOfOtherWidth']} rows have another number of values than the baseline has features")
        if capture.unreadable and not capture.counts["records"]:
            raise Failure(f"none of {capture.unreadable} recorded requests could be read, the first because of {capture.first_problem}")
        if not capture.counts["rows"]:
            self.judged = "empty"
            self.notes.append("no requests were recorded in this window")
