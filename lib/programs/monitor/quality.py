"""Whether recorded requests are complete and within the types and ranges of the baseline: exact counts, no sample."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Iterable

import numpy as np
import pandas as pd

import baseline as baselines
import columnar
from batch_capture import of_job
from capture import Capture
from column import Column, Reading
from column_type import NESTED
from contract import MISSING_SHARE, OUT_OF_RANGE_SHARE, Bound, Job
from distribution import Distribution, counted
from drift import dataset
from outcome import Outcome, Violation
from sample import Reservoir

BINS = 20
# Different values outside the baseline that are named in the report, for each feature.
EXAMPLES = 10


@dataclass
class FeatureCount:
    """Running counts of one feature."""

    column: Column
    rows: int = 0
    missing: int = 0
    wrong_type: int = 0
    out_of_range: int = 0
    histogram: np.ndarray = field(default_factory=lambda: np.zeros(BINS, dtype=int))
    examples: Counter[str] = field(default_factory=Counter)

    def add(self, rows: int, reading: Reading) -> None:
        self.rows += rows
        self.missing += reading.missing
        self.wrong_type += reading.wrong_type
        self.out_of_range += reading.outside.total()
        for value, count in reading.outside.items():
            if value in self.examples or len(self.examples) < EXAMPLES:
                self.examples[value] += count
        edges = self.edges
        if edges is not None and reading.found is not None:
            self.histogram += binned(reading.found[~np.isnan(reading.found)], edges)

    @cached_property
    def edges(self) -> np.ndarray | None:
        """None where the range has no room for bins."""
        column = self.column
        if not column.numeric or column.low is None or column.high is None:
            return None
        edges = np.linspace(float(column.low - column.shift), float(column.high - column.shift), BINS + 1)
        return edges if np.isfinite(edges).all() and (np.diff(edges) > 0).all() else None

    @property
    def missing_share(self) -> float:
        return self.missing / self.rows if self.rows else 0.0

    @property
    def out_of_range_share(self) -> float:
        present = self.rows - self.missing
        return self.out_of_range / present if present else 0.0

    def described(self) -> dict[str, object]:
        return {
            "feature": self.column.name, "expected": self.column.described, "rows": self.rows,
            "missing": self.missing, "missingShare": self.missing_share,
            "wrongType": self.wrong_type, "outOfRange": self.out_of_range, "outOfRangeShare": self.out_of_range_share,
            "outside": dict(self.examples.most_common()), **({"histogram": self.histogram.tolist()} if self.column.numeric else {}),
        }

    def distribution(self, sample: pd.Series) -> Distribution:
        """Beside a sample of the baseline; nothing of what has no bins."""
        if self.edges is None or not self.histogram.any():
            return {}
        present = sample.dropna()
        absent = 1 - len(present) / len(sample) if len(sample) else 0.0
        return counted(self.edges, [np.histogram(present, self.edges)[0], self.histogram], [absent, self.missing_share])


def check(job: Job) -> Outcome:
    capture, outcome = of_job(job), Outcome()
    reference = baselines.load(job, capture.shape())
    names = reference.wanted(job.setting("features"))
    counts = {place: FeatureCount(column) for place, column in enumerate(reference.columns) if column.name in names}
    sample = Reservoir(job.setting("sampleSize"), job.setting("seed"))
    for rows in reference.batches(capture):
        lines = columnar.read(rows)
        batch = reference.raw(rows) if lines is None else None
        for place, count in counts.items():
            count.add(len(rows), count.column.read_cells(lines.column(place)) if batch is None else count.column.read(batch[count.column.name]))
        sample.add(rows)
    outcome.add_capture(capture)
    if outcome.judged:
        return outcome
    outcome.notes += unjudged(count.column for count in counts.values())
    judge(list(counts.values()), reference.sample, job, outcome)
    judge_schema(list(counts.values()), sorted(capture.new_names), capture, job, outcome)
    outcome.page = lambda: page(reference.sample, reference.typed(reference.raw(sample.rows)))
    return outcome


def binned(found: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """How many of these numbers, all of which are within the edges, are in each bin: as np.histogram counts them, in a tenth of its time."""
    places = ((found - edges[0]) * (BINS / (edges[-1] - edges[0]))).astype(np.intp).clip(0, BINS - 1)
    # What rounding has put beside its bin.
    places -= found < edges[places]
    places += (found >= edges[places + 1]) & (places < BINS - 1)
    return np.bincount(places, minlength=BINS)


def unjudged(columns: Iterable[Column]) -> list[str]:
    nested = [column.name for column in columns if column.type.name == NESTED]
    return [f"only looked at for missing values, because they hold lists or structures: {', '.join(nested)}"] if nested else []


def judge(counts: list[FeatureCount], sample: pd.DataFrame, job: Job, outcome: Outcome) -> None:
    missing, outside = Bound(at_most=job.setting("missing")), Bound(at_most=job.setting("outOfRange"))
    outcome.metrics.update({
        MISSING_SHARE: max((count.missing_share for count in counts), default=0.0),
        OUT_OF_RANGE_SHARE: max((count.out_of_range_share for count in counts), default=0.0),
    })
    outcome.details["features"] = [{**count.described(), "distribution": count.distribution(sample[count.column.name])} for count in counts]
    for count in counts:
        for metric, value, bound in ((MISSING_SHARE, count.missing_share, missing), (OUT_OF_RANGE_SHARE, count.out_of_range_share, outside)):
            if not bound.allows(value):
                outcome.violations.append(Violation(metric, count.column.name, value, str(bound)))


def judge_schema(counts: list[FeatureCount], new: list[str], capture: Capture, job: Job, outcome: Outcome) -> None:
    """Features that came in no request, new ones, rows of another width, and requests that could not be read at all. New names
    are no violation: models ignore them."""
    gone = [count.column.name for count in counts if count.rows and count.missing == count.rows and count.column.missing < count.column.rows]
    mismatched, unreadable = capture.counts["rowsOfOtherWidth"], capture.unreadable
    outcome.details["schema"] = {"neverSent": gone, "new": new, "rowsOfOtherWidth": mismatched}
    if gone:
        outcome.notes.append(f"in no request: {', '.join(gone)}; if one of them is the label, name it in `label`")
    if new:
        outcome.notes.append(f"not in the baseline: {', '.join(new[:20])}")
    for metric, share, limit in (
        ("RowsOfOtherWidthShare", mismatched / capture.counts["rows"], job.setting("outOfRange")),
        ("UnreadableShare", unreadable / (capture.counts["records"] + unreadable), job.setting("missing")),
    ):
        if share > limit:
            outcome.violations.append(Violation(metric, "the requests", share, f"at most {limit:g}"))


def page(reference: pd.DataFrame, current: pd.DataFrame) -> object | None:
    from evidently import Report
    from evidently.presets import DataSummaryPreset

    filled = [name for name in reference.columns if name in current and current[name].notna().any() and reference[name].notna().any()]
    return Report([DataSummaryPreset()]).run(dataset(current[filled]), dataset(reference[filled])) if filled else None
