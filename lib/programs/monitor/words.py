"""What a check asks, what its figures are called, and what to do: for people who did not set it up."""
from __future__ import annotations

import re

from contract import (
    DRIFT_SCORE, DRIFT_SHARE, DRIFTED_FEATURES, LABELLED_SHARE, MEAN_PREDICTION, MISSING_SHARE, MOVED_SHARE, OUT_OF_RANGE_SHARE, POSITIVE_SHARE,
    RECORDS)
from job.chart import percent

OPERATIONS = "https://github.com/mlops-constructs/mlops-constructs/blob/main/docs/operations.md"

QUESTIONS = {
    "data-drift": "Do requests still look like the baseline?",
    "data-quality": "Are requests complete, and within the types and ranges of the baseline?",
    "prediction-drift": "Does the model still answer as it did?",
    "quality": "Do predictions agree with the labels that arrive later?",
    "fairness": "Are the groups of a segment treated alike?",
    "attribution-drift": "Have the reasons for predictions moved?",
}

ADVICE = {
    "data-drift": "Look at the features that changed most: a change at its source (a unit, a default, a new channel) is mended there; "
                  "a change of the world needs a model trained on newer data.",
    "data-quality": "Ask who sends the requests what has changed. The model answers such requests too, from values that it was not trained on.",
    "prediction-drift": "Look at the drift of the inputs, if it is checked: the model may answer others than before, or a new version answers "
                        "the same in another way. Without either, look at what stands between the model and its callers.",
    "quality": "Compare with the version before; go back to it when it was better, and train on newer data when the world has changed.",
    "fairness": "Look at the groups that are furthest apart, and at how many rows each has, before a version is replaced.",
    "attribution-drift": "The model decides for other reasons than before: look at the drift of the features that gained or lost most.",
}

NAMES = {
    DRIFT_SHARE: "Drifted features", DRIFTED_FEATURES: "Number of drifted features", MISSING_SHARE: "Missing values, worst feature",
    OUT_OF_RANGE_SHARE: "Values outside type or range, worst feature", RECORDS: "Requests", LABELLED_SHARE: "Predictions with a label",
    DRIFT_SCORE: "Distance or p-value of the predictions", MOVED_SHARE: "Predictions that have moved",
    POSITIVE_SHARE: "Predicted as yes", MEAN_PREDICTION: "Mean prediction",
    "RowsOfOtherWidthShare": "Rows with another number of values", "UnreadableShare": "Requests that could not be read",
    "auc": "AUC (area under the ROC curve)", "f1": "F1", "logLoss": "Log loss", "brier": "Brier score", "mae": "Mean absolute error",
    "rmse": "Root mean squared error", "r2": "R²", "mape": "Mean absolute percentage error", "bias": "Mean error",
}

# What is a part of a whole is shown in percents.
SHARES = re.compile(r"Share$|Gap$|^(accuracy|precision|recall|mape)$")


NUMBER = re.compile(r"-?\d[\d.e+-]*")


def named(metric: str) -> str:
    return NAMES.get(metric, words(metric))


def shown(metric: str, value: float | None) -> str:
    if value is None:
        return "undefined"
    if SHARES.search(metric):
        return f"{value * 100:.1f}".removesuffix(".0") + " %" if 0.001 <= value <= 0.999 else percent(value)
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.4g}"


def limit(bound: str | None) -> float | None:
    """The number of `below 0.3`; of two, the lower one."""
    found = NUMBER.search(bound or "")
    return float(found[0]) if found else None


def bounded(metric: str, bound: str) -> str:
    """`below 0.3` in the unit of its metric."""
    return NUMBER.sub(lambda found: shown(metric, float(found[0])), bound)


def words(name: str) -> str:
    """`rowsOfOtherWidth` -> `Rows of other width`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return spaced[:1].upper() + spaced[1:].lower()
