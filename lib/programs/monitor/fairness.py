"""Whether groups of people are treated alike: rates in each group of a segment, their gaps and ratios. Exact counts."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Mapping

import baseline as baselines
from baseline import Baseline
from capture import Capture
from column import Column
from contract import VARIABLES, Job
from job.failure import Failure
from outcome import Outcome, Violation
from predictions import Predictions, Problem, join
from values import scalar, text

MOST_GROUPS = 50


@dataclass(frozen=True)
class Group:
    """Counts of one group. All but the first two are of labelled predictions."""

    rows: int
    selected: int
    labelled: int
    positives: int
    true_positives: int
    false_positives: int
    correct: int


# What part of what whole each rate is.
RATES: Mapping[str, Callable[[Group], tuple[int, int]]] = {
    "selectionRate": lambda group: (group.selected, group.rows),
    "truePositiveRate": lambda group: (group.true_positives, group.positives),
    "falsePositiveRate": lambda group: (group.false_positives, group.labelled - group.positives),
    "accuracy": lambda group: (group.correct, group.labelled),
    "precision": lambda group: (group.true_positives, group.true_positives + group.false_positives),
}
# Each rate has a gap (highest less lowest) and a ratio (lowest by highest); these two are the worse of two rates.
COMBINED = {
    "equalizedOddsGap": ("truePositiveRateGap", "falsePositiveRateGap"),
    "equalizedOddsRatio": ("truePositiveRateRatio", "falsePositiveRateRatio"),
}
NAMES = (*(f"{rate}{kind}" for rate in RATES for kind in ("Gap", "Ratio")), *COMBINED)


def check(job: Job) -> Outcome:
    segments, bounds = list(job.setting("segments")), job.bounds()
    unknown = [name for name in bounds if name not in NAMES]
    if unknown:
        raise Failure(f"fairness has no metric {', '.join(unknown)}; it has {', '.join(NAMES)}")
    needing = [name for name in bounds if not name.startswith("selectionRate")]
    if needing and not job.labels:
        raise Failure(f"{', '.join(needing)} need labels, and {VARIABLES['labels']} is not set")

    outcome, capture = Outcome(), Capture(job.capture, job.window, with_answers=True)
    predictions = Predictions(Problem(positive=job.setting("positive")), segments)
    reference = known(job, capture, outcome)
    for record in capture:
        predictions.add(record, [segments_of(row, segments, reference, capture) for row in record.rows])
    join(job, outcome, predictions, capture)
    if outcome.judged:
        return outcome
    found = {segment: groups(predictions, place, segment) for place, segment in enumerate(segments)}
    outcome.details["segments"] = {segment: {name: vars(group) for name, group in of.items()} for segment, of in found.items()}
    judge(found, job, outcome)
    return outcome


def known(job: Job, capture: Capture, outcome: Outcome) -> Baseline | None:
    """The baseline, when there is one: it names values that come without names, and says of which type they are."""
    shape = capture.shape()
    if not (job.baseline or job.baseline_key):
        if isinstance(shape, int):
            raise Failure("rows are recorded without names; give the check a `baseline`, whose header names them")
        return None
    try:
        reference = baselines.load(job, shape)
    except Failure as failure:
        if isinstance(shape, int):
            raise
        outcome.notes.append(f"groups are told apart as they are spelled: {failure}")
        return None
    reference.name(capture)
    return reference


def segments_of(row: Any, segments: list[str], reference: Baseline | None, capture: Capture) -> list[str | None]:
    names = reference.names if reference else []
    if not isinstance(row, dict) and len(row) != len(names):
        capture.counts["rowsOfOtherWidth"] += 1
        return [None] * len(segments)
    named = row if isinstance(row, dict) else dict(zip(names, row))
    return [spelled(named.get(segment), reference and reference.column(segment)) for segment in segments]


def spelled(value: Any, column: Column | None) -> str | None:
    """One spelling of a group, by the type of its column where that is known."""
    value = scalar(value)
    return column.spelled(value) if column else text(value)


def groups(predictions: Predictions, place: int, segment: str) -> dict[str, Group]:
    """Counts by the values of a segment. Rows without a value belong to no group."""
    column = f"s{place}"
    different = predictions.one(f"SELECT COUNT(DISTINCT {column}) FROM prediction")
    if different == 0:
        raise Failure(f"no request has a value of the segment {segment}")
    if different > MOST_GROUPS:
        raise Failure(f"the segment {segment} has {different} groups, at most {MOST_GROUPS} can be compared; use bands, for example of age")
    rows = predictions.query(f"""
        SELECT {column}, COUNT(*), TOTAL(value = 1), COUNT(actual), TOTAL(actual = 1), TOTAL(actual = 1 AND value = 1),
            TOTAL(actual = 0 AND value = 1), TOTAL(actual = value)
        FROM prediction WHERE {column} IS NOT NULL GROUP BY {column}""")
    return {name: Group(*map(int, counts)) for name, *counts in rows}


def measure(found: Mapping[str, Group], minimum: int) -> dict[str, float | None]:
    """Every metric of one segment; None where fewer than two groups are large enough."""
    measured: dict[str, float | None] = {}
    for name, rate in RATES.items():
        parts = [rate(group) for group in found.values()]
        rates = [part / whole for part, whole in parts if whole >= max(minimum, 1)]
        high, low = (max(rates), min(rates)) if len(rates) > 1 else (None, None)
        measured[f"{name}Gap"] = None if high is None or low is None else high - low
        # All groups at zero are alike.
        measured[f"{name}Ratio"] = None if high is None or low is None else low / high if high else 1.0
    for name, pair in COMBINED.items():
        values = [measured[part] for part in pair]
        measured[name] = None if None in values else worst(name, values)
    return measured


def worst(name: str, values: list[Any]) -> float:
    return max(values) if name.endswith("Gap") else min(values)


def judge(found: Mapping[str, Mapping[str, Group]], job: Job, outcome: Outcome) -> None:
    # A rate over fewer rows is chance.
    minimum = job.setting("minimumGroup")
    measured = {segment: measure(of, minimum) for segment, of in found.items()}
    outcome.details["measured"] = measured
    for name, bound in job.bounds().items():
        values = {segment: of[name] for segment, of in measured.items() if of[name] is not None}
        outcome.metrics[name] = worst(name, list(values.values())) if values else None
        outcome.violations += [Violation(name, segment, value, str(bound)) for segment, value in values.items() if not bound.allows(value)]
        for segment in set(measured) - set(values):
            outcome.notes.append(f"{name} of {segment} was not judged: fewer than two groups have {minimum} rows that count")
