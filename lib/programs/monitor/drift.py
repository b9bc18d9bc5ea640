"""Whether recorded requests still look like the baseline, feature by feature, judged by Evidently."""
from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Iterable, Mapping, Sequence

import pandas as pd

import baseline as baselines
from baseline import ANSWER, Baseline
from capture import Capture
from contract import DRIFT_SHARE, DRIFTED_FEATURES, Failure, Job
from outcome import Outcome, Violation
from sample import Reservoir

# Fewer rows say nothing about a distribution. `minimumRecords` in the configuration overrides it.
MINIMUM_RECORDS = 30
# Up to this many rows Evidently uses tests that know how much small samples differ by chance; above, distances.
SMALL = 1000

# Names of the tests in the definition: Evidently's name, and the types of features that it can compare.
TESTS = {
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


@dataclass
class Drift:
    """How two tables differ."""

    features: list[FeatureDrift] = field(default_factory=list)
    page: Any = None

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
    names = selected(job.config.get("features"), reference, outcome)
    return judge(compare(reference.sample[names], current[names], job.config.get("threshold", {}), job.config.get("seed", 0)), job, outcome)


def tables(job: Job, with_answers: bool = False) -> tuple[Baseline, pd.DataFrame, Outcome]:
    """The baseline, and a sample of the window in the same columns."""
    capture, outcome = Capture(job.capture, job.window, with_answers), Outcome()
    reference = baselines.load(job, capture.shape())
    sample = Reservoir(job.config.get("sampleSize", 10_000), job.config.get("seed", 0))
    for rows in reference.batches(capture):
        sample.add(rows)
    outcome.add_capture(capture)
    minimum = job.config.get("minimumRecords", MINIMUM_RECORDS)
    if capture.counts["rows"] and not sample.seen:
        raise Failure(f"the schema has changed: no recorded row has the {len(reference.columns)} features of the baseline")
    if 0 < sample.seen < minimum:
        outcome.judged = "too-few"
        outcome.notes.append(f"{sample.seen} rows are too few to judge, at least {minimum} are needed")
    raw = reference.raw(sample.rows)
    return reference, reference.typed(raw).join(raw.filter([ANSWER])), outcome


def selected(wanted: Sequence[str] | None, reference: Baseline, outcome: Outcome) -> list[str]:
    features = reference.wanted(wanted)
    texts = [column.name for column in reference.columns if column.is_text and column.name in features]
    if texts:
        outcome.notes.append(f"not compared, because they hold identifiers or free text: {', '.join(texts)}")
    names = [name for name in features if name not in texts]
    if not names:
        raise Failure("there is no feature to compare")
    return names


def compare(reference: pd.DataFrame, current: pd.DataFrame, threshold: Mapping[str, Any], seed: int = 0) -> Drift:
    """Compares the columns of two tables. A column that has values on one side only has drifted."""
    if len(current) <= SMALL < len(reference):
        reference = reference.sample(SMALL, random_state=seed)
    filled = {name: (reference[name].notna().any(), current[name].notna().any()) for name in reference.columns}
    drift = Drift([FeatureDrift(name, True, None, "has values", None) for name, sides in filled.items() if sides[0] != sides[1]])
    both = [name for name, sides in filled.items() if all(sides)]
    if both:
        snapshot = evidently_drift(reference[both], current[both], threshold)
        drift.page = snapshot
        drift.features += read(snapshot)
    return drift


def evidently_drift(reference: pd.DataFrame, current: pd.DataFrame, threshold: Mapping[str, Any]) -> Any:
    from evidently import Report
    from evidently.presets import DataDriftPreset

    preset = DataDriftPreset(drift_share=threshold.get("share", 0.5), **options(threshold))
    return Report([preset], include_tests=True).run(dataset(current), dataset(reference))


def options(threshold: Mapping[str, Any]) -> dict[str, Any]:
    """Test and bound of each type of feature. What the test cannot compare keeps the test and bound of Evidently."""
    name, bound = threshold.get("test"), threshold.get("perFeature")
    if name is None:
        return {"threshold": bound}
    if name not in TESTS:
        raise Failure(f"the test must be one of {', '.join(TESTS)}, got {name}")
    method, kinds = TESTS[name]
    return {f"{kind}_{key}": value for kind in kinds for key, value in (("method", method), ("threshold", bound))}


def dataset(frame: pd.DataFrame) -> Any:
    from evidently import DataDefinition, Dataset

    numbers = frame.select_dtypes("number").columns.tolist()
    return Dataset.from_pandas(frame, DataDefinition(numerical_columns=numbers, categorical_columns=[name for name in frame.columns if name not in numbers]))


def read(snapshot: Any) -> Iterable[FeatureDrift]:
    """Evidently's verdict on every feature."""
    content = snapshot.dict()
    scores = {metric["id"]: metric["value"] for metric in content["metrics"]}
    for test in content["tests"]:
        metric = test["metric_config"]
        params = metric["params"]
        if "column" in params:
            score = float(scores[metric["metric_id"]])
            yield FeatureDrift(params["column"], test["status"].value == "FAIL", score if math.isfinite(score) else None, params["method"], params["threshold"])


def judge(drift: Drift, job: Job, outcome: Outcome, subject: str = "the features") -> Outcome:
    limit = job.config.get("threshold", {}).get("share", 0.5)
    outcome.metrics.update({DRIFT_SHARE: drift.share, DRIFTED_FEATURES: drift.drifted})
    outcome.details["features"] = [vars(feature) for feature in drift.features]
    outcome.page = drift.page
    # The share at which the data count as drifted; no share is reached by no drift at all.
    if drift.drifted and drift.share >= limit:
        outcome.violations.append(Violation(DRIFT_SHARE, subject, drift.share, f"below {limit:g}"))
    return outcome
