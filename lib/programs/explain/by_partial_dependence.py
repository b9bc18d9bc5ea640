"""How the model's answer changes when one feature is set to other values: the curves of scikit-learn's `partial_dependence`, which can
only be told the values of a number since 1.7, and that needs Python 3.10.

The importance of a feature is how much its curve varies (Greenwell, Boehmke and McCarthy 2018): the standard deviation over the
values of a number, a quarter of the range for a category. What a row's own value adds is its answer less the mean of its curve.
"""
from __future__ import annotations

import numpy as np

from column import Column
from outcome import Curve
from task import Attributions, Task


def attribute(task: Task) -> Attributions:
    columns, answers = task.explained, task.predict(task.rows)
    values, importance, curves = [], [], []
    for column in columns:
        place = task.columns.index(column)
        grid = points(task.population[:, place], column, task.options["points"])
        each = np.column_stack([task.predict(with_value(task.rows, place, value)) for value in grid])
        average = each[:task.sampled].mean(axis=0)
        values.append(answers - each.mean(axis=1))
        importance.append(np.ptp(average) / 4 if column.categorical else np.std(average, ddof=1) if len(grid) > 1 else 0.0)
        curves.append(Curve(column.name, [column.plain(text) for text in column.decode(grid)], average.tolist()))
    return Attributions(np.column_stack(values), None, np.array(importance), tuple(curves))


def with_value(rows: np.ndarray, place: int, value: float) -> np.ndarray:
    changed = rows.copy()
    changed[:, place] = value
    return changed


def points(values: np.ndarray, column: Column, count: int) -> np.ndarray:
    known = np.unique(values[~np.isnan(values)])
    if column.categorical or len(known) <= count:
        return known
    # Single values far out would make most of the curve.
    return np.unique(column.snap(np.quantile(values[~np.isnan(values)], np.linspace(0.05, 0.95, count))))
