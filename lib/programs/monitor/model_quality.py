"""Whether predictions agree with the labels that have arrived. Exact, over all labelled predictions of the window."""
from __future__ import annotations

import math
from collections import defaultdict
from typing import Any, Callable

import numpy as np
import pandas as pd

from capture import Capture
from contract import VARIABLES, Job
from job.failure import Failure
from outcome import Outcome, Violation
from predictions import BINARY, MULTICLASS, Predictions, Problem, join
from sample import Reservoir

Metric = Callable[[Predictions], "float | None"]
EPSILON = float(np.finfo(float).eps)


def check(job: Job) -> Outcome:
    problem = Problem(job.setting("problem"), job.setting("positive"))
    known, bounds = METRICS[problem.kind], job.bounds()
    unknown = [name for name in bounds if name not in known]
    if unknown:
        raise Failure(f"{problem.kind} has no metric {', '.join(unknown)}; it has {', '.join(sorted(known))}")
    if not job.labels:
        raise Failure(f"{VARIABLES['labels']} is not set: predictions cannot be compared with labels")

    outcome, capture, predictions = Outcome(), Capture(job.capture, job.window, with_answers=True), Predictions(problem)
    for record in capture:
        predictions.add(record)
    join(job, outcome, predictions, capture)
    if outcome.judged or not outcome.details["labels"]["labelled"]:
        return outcome
    for name, bound in bounds.items():
        value = known[name](predictions)
        outcome.metrics[name] = value
        if value is None:
            outcome.notes.append(f"{name} is undefined for these labels")
        elif not bound.allows(value):
            outcome.violations.append(Violation(name, "the model", value, str(bound)))
    outcome.page = lambda: page(predictions, problem, job)
    return outcome


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def confusion(predictions: Predictions) -> dict[tuple[Any, Any], int]:
    """How often each value met each label."""
    counted = predictions.query("SELECT value, actual, COUNT(*) FROM prediction WHERE actual IS NOT NULL GROUP BY value, actual")
    return defaultdict(int, {(value, actual): count for value, actual, count in counted})


def accuracy(predictions: Predictions) -> float:
    counts = confusion(predictions)
    return ratio(sum(count for (value, actual), count in counts.items() if value == actual), sum(counts.values()))


def of_class(counts: dict[tuple[Any, Any], int], wanted: Any) -> tuple[float, float, float]:
    """Precision, recall and F1 of one class."""
    hits = counts.get((wanted, wanted), 0)
    predicted = sum(count for (value, _), count in counts.items() if value == wanted)
    actual = sum(count for (_, label), count in counts.items() if label == wanted)
    return ratio(hits, predicted), ratio(hits, actual), ratio(2 * hits, predicted + actual)


def binary(place: int) -> Metric:
    return lambda predictions: of_class(confusion(predictions), 1)[place]


def macro(place: int) -> Metric:
    """The mean over all classes, each with the same weight."""
    def metric(predictions: Predictions) -> float:
        counts = confusion(predictions)
        classes = {name for pair in counts for name in pair}
        return sum(of_class(counts, name)[place] for name in classes) / len(classes)

    return metric


def auc(predictions: Predictions) -> float | None:
    """The chance that a positive has a higher score than a negative; a tie counts half. Sorted on disk."""
    below = positives = wins = 0.0
    for ones, zeros in predictions.query(
            "SELECT SUM(actual = 1), SUM(actual = 0) FROM prediction WHERE actual IS NOT NULL AND score IS NOT NULL GROUP BY score ORDER BY score"):
        wins += ones * (below + zeros / 2)
        positives, below = positives + ones, below + zeros
    return wins / (positives * below) if positives and below else None


def mean_over_scores(loss: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Metric:
    def metric(predictions: Predictions) -> float | None:
        total, rows = 0.0, 0
        for frame in predictions.frames("score, actual", "actual IS NOT NULL AND score IS NOT NULL"):
            total += float(loss(frame["score"].to_numpy(float), frame["actual"].to_numpy(float)).sum())
            rows += len(frame)
        return total / rows if rows else None

    return metric


def log_loss(score: np.ndarray, actual: np.ndarray) -> np.ndarray:
    score = np.clip(score, EPSILON, 1 - EPSILON)
    return -(actual * np.log(score) + (1 - actual) * np.log(1 - score))


def mean(expression: str) -> Metric:
    return lambda predictions: predictions.one(f"SELECT AVG({expression}) FROM prediction WHERE actual IS NOT NULL")


def rmse(predictions: Predictions) -> float | None:
    squared = mean("(value - actual) * (value - actual)")(predictions)
    return None if squared is None else math.sqrt(squared)


def r2(predictions: Predictions) -> float | None:
    average = mean("actual")(predictions)
    spread = predictions.one("SELECT AVG((actual - ?1) * (actual - ?1)) FROM prediction WHERE actual IS NOT NULL", average)
    return 1 - mean("(value - actual) * (value - actual)")(predictions) / spread if spread else None


METRICS: dict[str, dict[str, Metric]] = {
    BINARY: {
        "accuracy": accuracy, "precision": binary(0), "recall": binary(1), "f1": binary(2), "auc": auc,
        "logLoss": mean_over_scores(log_loss), "brier": mean_over_scores(lambda score, actual: (score - actual) ** 2),
    },
    MULTICLASS: {"accuracy": accuracy, "precision": macro(0), "recall": macro(1), "f1": macro(2)},
    "regression": {
        "mae": mean("ABS(value - actual)"), "rmse": rmse, "r2": r2, "bias": mean("value - actual"),
        "mape": mean("ABS(value - actual) / MAX(ABS(actual), 2.220446049250313e-16)"),
    },
}


def page(predictions: Predictions, problem: Problem, job: Job) -> Any:
    """Evidently's page, of a sample. It needs two classes at least; the metrics above do not depend on it."""
    from evidently import BinaryClassification, DataDefinition, Dataset, MulticlassClassification, Regression, Report
    from evidently.presets import ClassificationPreset, RegressionPreset

    sample = Reservoir(job.setting("sampleSize"), job.setting("seed"))
    for frame in predictions.frames("value, actual"):
        sample.add(list(frame.itertuples(index=False, name=None)))
    frame = pd.DataFrame(sample.rows, columns=["value", "actual"])
    if problem.kind == "regression":
        task, preset = {"regression": [Regression(target="actual", prediction="value")]}, RegressionPreset()
    elif frame["actual"].nunique() < 2:
        return None
    else:
        kind = BinaryClassification if problem.kind == BINARY else MulticlassClassification
        task, preset = {"classification": [kind(target="actual", prediction_labels="value")]}, ClassificationPreset()
    return Report([preset]).run(Dataset.from_pandas(frame, DataDefinition(**task)), None)
