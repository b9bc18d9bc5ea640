"""How the model's answer changes when one feature is set to other values, by scikit-learn.

The importance of a feature is how much its curve varies (Greenwell, Boehmke and McCarthy 2018): the standard deviation over the
values of a number, a quarter of the range for a category. What a row's own value adds is its answer less the mean of its curve.
"""
from __future__ import annotations

from typing import Any, Callable

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence

from outcome import Curve
from table import Column
from task import Attributions, Task

# Values of each number, at equal shares of the rows.
POINTS = 20


class Asked(RegressorMixin, BaseEstimator):
    """The model in the form that scikit-learn asks."""

    def __init__(self, predict: Callable[[np.ndarray], np.ndarray]) -> None:
        self.predict = predict

    def fit(self, *_: Any) -> "Asked":
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True


def attribute(task: Task) -> Attributions:
    columns, answers = task.explained, task.predict(task.rows)
    values, importance, curves = [], [], []
    for column in columns:
        place = task.columns.index(column)
        grid = points(task.population[:, place], column, task.options.get("points", POINTS))
        found = partial_dependence(Asked(task.predict), task.rows, [place], kind="individual", custom_values={place: grid}, method="brute")
        each = found["individual"][0]
        average = each[:task.sampled].mean(axis=0)
        values.append(answers - each.mean(axis=1))
        importance.append(np.ptp(average) / 4 if column.categorical else np.std(average, ddof=1))
        curves.append(Curve(column.name, column.decode(grid).tolist(), average.tolist()))
    return Attributions(np.column_stack(values), None, np.array(importance), tuple(curves))


def points(values: np.ndarray, column: Column, count: int) -> np.ndarray:
    known = np.unique(values[~np.isnan(values)])
    if column.categorical or len(known) <= count:
        return known
    # Single values far out would make most of the curve.
    return np.unique(np.quantile(values[~np.isnan(values)], np.linspace(0.05, 0.95, count)))
