"""Whether the reasons for predictions have moved: SHAP values of the window against those of the baseline.

The model itself is out of reach of this job, so a surrogate (gradient-boosted trees) learns the recorded answers from one half
of the recorded rows. It explains the other half, and the baseline. When it does not imitate the model well, the check fails
rather than guess.
"""
from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, Sequence

import numpy as np
import pandas as pd

from answer import Answer
from baseline import ANSWER
from column import Column
from contract import Job
from drift import compare, judge, selected, tables
from job.failure import Failure
from outcome import Outcome
from values import number, text

# How much of the variance of the model's answers the surrogate must explain.
LEAST_FIDELITY = 0.5
# Features with a smaller part of all attributions are noise: their drift is reported and not counted.
LEAST_PART = 0.01
# Rows on each side; SHAP takes up to a few milliseconds for each.
MOST_EXPLAINED = 1000


def check(job: Job) -> Outcome:
    reference, current, outcome = tables(job, with_answers=True)
    if outcome.judged:
        return outcome
    seed = job.setting("seed")
    names = selected(job.setting("features"), reference, outcome)
    columns = [column for column in reference.columns if column.name in names]
    answers, rows = response(list(current[ANSWER])), encode(current, columns)
    model, fidelity, unseen = surrogate(rows, answers, seed)
    outcome.details["surrogate"] = {"fidelity": fidelity, "rows": len(rows)}
    if not fidelity >= LEAST_FIDELITY:
        raise Failure(f"the model's answers cannot be imitated from the features (R² {fidelity:.2f}, at least {LEAST_FIDELITY} is needed), "
            "so they cannot be explained")

    before = explain(model, encode(reference.sample, columns), seed)
    now = explain(model, unseen, seed)
    parts = pd.DataFrame({"before": importance(before), "now": importance(now)})
    outcome.details["importance"] = parts.to_dict("index")
    outcome.details["rankAgreement"] = ndcg(parts["before"], parts["now"])
    drift = compare(before, now, job.setting("threshold"))
    weak = set(parts.index[parts.max(axis=1) < LEAST_PART])
    drift.features = [replace(feature, drifted=feature.drifted and feature.feature not in weak) for feature in drift.features]
    return judge(drift, job, outcome, subject="the attributions")


def response(answers: Sequence[Answer]) -> np.ndarray:
    """One number for each answer: its score, its value, or whether it is the most frequent class."""
    scores = [answer.scores if isinstance(answer.scores, tuple) else (answer.scores,) for answer in answers]
    widths = {len(score) for score in scores}
    if len(widths) == 1 and all(score[0] is not None for score in scores):
        table = np.array(scores, dtype=float)
        place = -1 if table.shape[1] <= 2 else int(np.bincount(table.argmax(axis=1)).argmax())
        return table[:, place]
    numbers = [number(answer.value) for answer in answers]
    if None not in numbers:
        return np.array(numbers, dtype=float)
    texts = [text(answer.value) for answer in answers]
    frequent = Counter(texts).most_common(1)[0][0]
    return np.array([found == frequent for found in texts], dtype=float)


def encode(frame: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Numbers for trees: categories by their place in the baseline, NaN for what is missing or new."""
    return pd.DataFrame({
        column.name: frame[column.name] if column.numeric else frame[column.name].map(column.codes).astype(float) for column in columns
    })


def surrogate(rows: pd.DataFrame, answers: np.ndarray, seed: int) -> tuple[Any, float, pd.DataFrame]:
    """The model's imitation, how well it does on rows that it has not seen (R²), and those rows."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.metrics import r2_score
    from sklearn.model_selection import train_test_split

    seen, unseen, seen_answers, unseen_answers = train_test_split(rows, answers, test_size=0.5, random_state=seed)
    model = HistGradientBoostingRegressor(min_samples_leaf=min(20, max(2, len(seen) // 20)), random_state=seed).fit(seen, seen_answers)
    return model, float(r2_score(unseen_answers, model.predict(unseen))), unseen


def explain(model: Any, rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    try:
        import shap
    except ImportError as error:
        raise Failure(f"attribution drift needs the package shap: {error}") from error
    rows = rows.sample(min(len(rows), MOST_EXPLAINED), random_state=seed)
    return pd.DataFrame(shap.TreeExplainer(model).shap_values(rows), columns=rows.columns)


def importance(attributions: pd.DataFrame) -> pd.Series:
    """The part of each feature in all attributions; the parts add up to 1."""
    sizes = attributions.abs().mean()
    return sizes / sizes.sum() if sizes.sum() else sizes


def ndcg(before: pd.Series, now: pd.Series) -> float:
    """Agreement of two rankings of the features by importance: 1 when they are the same."""
    def gain(order: pd.Index) -> float:
        return float((before[order].to_numpy() / np.log2(np.arange(len(order)) + 2)).sum())

    best = gain(before.sort_values(ascending=False).index)
    return gain(now.sort_values(ascending=False).index) / best if best else 1.0
