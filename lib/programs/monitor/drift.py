"""Whether recorded requests still look like the baseline, feature by feature, judged by Evidently."""
from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, Callable, Mapping, Sequence

import numpy as np
import pandas as pd

import baseline as baselines
from baseline import ANSWER, Baseline
from batch_capture import of_job
from contract import DRIFT_SHARE, DRIFTED_FEATURES, Job, setting
from distribution import Distribution, distribution
from job.failure import Failure
from outcome import Outcome, Violation
from sample import Reservoir

# Evidently tests samples when the baseline has up to this many rows, and measures distances when it has more. Two cases would alarm
# by chance: distances of small windows, and the chi-square test of large ones, which takes the shares in a small baseline for exact.
SMALL_BASELINE, SMALL_WINDOW = 1000, 500
OF_SMALL_WINDOWS, OF_SMALL_BASELINES = {"num_method": "ks", "cat_method": "chisquare"}, {"cat_method": "jensenshannon"}
# Up to this part of a window, categories that the baseline does not have are left out: for the chi-square test a single one is drift.
MOST_UNKNOWN = 0.05
# How often each category has to be expected, when categories are tested and when their distance is measured.
EXPECTED_BY_TESTS, EXPECTED_BY_DISTANCES = 10, 25

# Names of the methods in the definition: Evidently's name, and the types of features that it can compare.
METHODS = {
    "chi-square": ("chisquare", {"cat"}),
    "jensen-shannon": ("jensenshannon", {"cat", "num"}),
    "kolmogorov-smirnov": ("ks", {"num"}),
    "psi": ("psi", {"cat", "num"}),
    "wasserstein": ("wasserstein", {"num"}),
}


@dataclass(frozen=True)
class FeatureDrift:
    feature: str
    drifted: bool
    score: float | None
    test: str
    threshold: float | None
    distribution: Distribution = field(default_factory=dict)


@dataclass
class Drift:
    """How two tables differ."""

    features: list[FeatureDrift] = field(default_factory=list)
    # Why a feature could not be compared, by its name.
    unjudged: dict[str, str] = field(default_factory=dict)
    page: Callable[[], Any] | None = None

    @property
    def drifted(self) -> int:
        return sum(feature.drifted for feature in self.features)

    @property
    def share(self) -> float:
        return self.drifted / len(self.features) if self.features else 0.0


def check(job: Job) -> Outcome:
    reference, current, outcome = tables(job)
    if outcome.judged:
        return outcome
    names = selected(job.setting("features"), reference, outcome)
    return judge(compare(reference.sample[names], current[names], job.setting("threshold")), job, outcome)


def tables(job: Job, with_answers: bool = False) -> tuple[Baseline, pd.DataFrame, Outcome]:
    """The baseline, and a sample of the window in the same columns."""
    capture, outcome = of_job(job, with_answers), Outcome()
    reference = baselines.load(job, capture.shape())
    sample = Reservoir(job.setting("sampleSize"), job.setting("seed"))
    for rows in reference.batches(capture):
        sample.add(rows)
    outcome.add_capture(capture)
    # Fewer rows say nothing about a distribution.
    minimum = job.setting("minimumRecords")
    if capture.counts["rows"] and not sample.seen:
        raise Failure(f"the schema has changed: no recorded row has the {len(reference.columns)} features of the baseline")
    if 0 < sample.seen < minimum:
        outcome.judged = "too-few"
        outcome.notes.append(f"{sample.seen} rows are too few to judge, at least {minimum} are needed")
    raw = reference.raw(sample.rows)
    return reference, reference.typed(raw).join(raw.filter([ANSWER])), outcome


def selected(wanted: Sequence[str] | None, reference: Baseline, outcome: Outcome) -> list[str]:
    features = reference.wanted(wanted)
    why = {column.name: column.why_not_compared for column in reference.columns if column.name in features}
    for reason in dict.fromkeys(filter(None, why.values())):
        outcome.notes.append(f"not compared, because they hold {reason}: {', '.join(name for name in features if why[name] == reason)}")
    names = [name for name in features if why[name] is None]
    if not names:
        raise Failure(f"there is no feature to compare: {'; '.join(outcome.notes)}")
    return names


def compare(reference: pd.DataFrame, current: pd.DataFrame, threshold: Mapping[str, Any]) -> Drift:
    """Compares the columns of two tables. A column that has values on one side only has drifted."""
    methods = {**suitable(len(reference), len(current)), **options(threshold)}
    drift, before, now = Drift(), {}, {}
    for name in reference.columns:
        filled = reference[name].notna().any(), current[name].notna().any()
        if filled[0] != filled[1]:
            drift.features.append(FeatureDrift(name, True, None, "has values", None))
        elif all(filled):
            try:
                pair = grouped(reference[name], current[name])
                drift.features.append(tested(name, *pair, methods))
                before[name], now[name] = pair
            # One feature that a test cannot take, whatever its reason, leaves the verdict on all others.
            except Exception as error:
                drift.unjudged[name] = f"{type(error).__name__}: {str(error)[:200]}"
    drift.features = [replace(feature, distribution=distribution(reference[feature.feature], current[feature.feature])) for feature in drift.features]
    if before:
        drift.page = lambda: evidently_drift(
            pd.DataFrame(before), pd.DataFrame(now), setting({"threshold": threshold}, "threshold")["share"], methods)
    return drift


def tested(name: str, before: pd.Series, now: pd.Series, methods: Mapping[str, Any]) -> FeatureDrift:
    """Evidently's verdict on one feature, without its charts: these fail where the test does not."""
    from evidently_tests import get_stattest

    kind = "num" if pd.api.types.is_numeric_dtype(before) else "cat"
    before, now = (side.replace([-np.inf, np.inf], np.nan).dropna() for side in (before, now))
    method = methods.get(f"{kind}_method")
    test = get_stattest(before, now, kind, method)
    found = test(before, now, kind, methods.get(f"{kind}_threshold", methods.get("threshold")))
    score = float(found.drift_score)
    return FeatureDrift(name, bool(found.drifted), score if math.isfinite(score) else None, method or test.display_name, found.actual_threshold)


def suitable(baseline: int, window: int) -> Mapping[str, str]:
    """The methods that are named for samples of these sizes; Evidently chooses all others."""
    if (baseline > SMALL_BASELINE) == (window > SMALL_WINDOW):
        return {}
    return OF_SMALL_WINDOWS if baseline > SMALL_BASELINE else OF_SMALL_BASELINES


def grouped(before: pd.Series, now: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The same columns; where there are more categories than there are rows for, the rare ones are put together."""
    if before.dtype != object:
        return before, now
    least, rows = EXPECTED_BY_TESTS if len(now) <= SMALL_WINDOW else EXPECTED_BY_DISTANCES, min(before.count(), now.count())
    if before.nunique() * least <= rows:
        known = now.isin(before.unique())
        unknown = int((~known & now.notna()).sum())
        return before, now.where(known) if 0 < unknown < least and unknown <= max(1, MOST_UNKNOWN * rows) else now
    group = grouping(before, rows, least)
    return before.map(group, na_action="ignore"), now.map(group, na_action="ignore")


def grouping(values: pd.Series, rows: int, least: int) -> Callable[[str], str]:
    """Groups of rare categories that are neighbours by name, each expected at least so often among so many rows. A category that is
    not in the sample of the baseline belongs to its neighbours: most of these were only too rare to be drawn."""
    expected = values.value_counts().sort_index() / values.count() * rows
    rare = expected[expected < least]
    frequent, names = set(expected.index) - set(rare.index), rare.index.to_numpy()
    places = ((rare.cumsum() - rare) // least).clip(upper=max(rare.sum() // least - 1, 0))
    spans = places.index.to_series().groupby(places).agg(["first", "last"]).agg(" to ".join, axis=1)
    groups = places.map(spans).to_numpy()
    return lambda value: value if value in frequent else groups[max(np.searchsorted(names, value, side="right") - 1, 0)]


def evidently_drift(reference: pd.DataFrame, current: pd.DataFrame, share: float, methods: Mapping[str, Any]) -> Any:
    from evidently import Report
    from evidently.presets import DataDriftPreset

    return Report([DataDriftPreset(drift_share=share, **methods)], include_tests=True).run(dataset(current), dataset(reference))


def reasons(unjudged: Mapping[str, str]) -> str:
    return "; ".join(f"{name} ({why})" for name, why in unjudged.items())


def options(threshold: Mapping[str, Any]) -> dict[str, Any]:
    """Test and bound of each type of feature. What the test cannot compare keeps the test and bound of Evidently."""
    name, bound = threshold.get("test"), threshold.get("perFeature")
    if name is None:
        return {"threshold": bound}
    if name not in METHODS:
        raise Failure(f"the test must be one of {', '.join(METHODS)}, got {name}")
    method, kinds = METHODS[name]
    return {f"{kind}_{key}": value for kind in kinds for key, value in (("method", method), ("threshold", bound))}


def dataset(frame: pd.DataFrame) -> Any:
    from evidently import DataDefinition, Dataset

    numbers = frame.select_dtypes("number").columns.tolist()
    return Dataset.from_pandas(frame, DataDefinition(
        numerical_columns=numbers, categorical_columns=[name for name in frame.columns if name not in numbers]))


def judge(drift: Drift, job: Job, outcome: Outcome, subject: str = "the features") -> Outcome:
    limit = job.setting("threshold")["share"]
    if drift.unjudged and not drift.features:
        raise Failure(f"no feature could be compared: {reasons(drift.unjudged)}")
    if drift.unjudged:
        outcome.notes.append(f"not compared, because the test failed: {reasons(drift.unjudged)}")
    outcome.metrics.update({DRIFT_SHARE: drift.share, DRIFTED_FEATURES: drift.drifted})
    outcome.details["features"] = [vars(feature) for feature in drift.features]
    outcome.page = drift.page
    # The share at which the data count as drifted; no share is reached by no drift at all.
    if drift.drifted and drift.share >= limit:
        outcome.violations.append(Violation(DRIFT_SHARE, subject, drift.share, f"below {limit:g}"))
    return outcome
