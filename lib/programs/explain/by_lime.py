"""Local linear models around each row, by the library lime. Their intercepts are what attributions start from."""
from __future__ import annotations

import numpy as np

from job.failure import Failure
from task import Attributions, Task


def attribute(task: Task) -> Attributions:
    try:
        from lime.lime_tabular import LimeTabularExplainer
    except ImportError as error:
        raise Failure(f"the method lime needs the package lime: {error}") from error
    places = [place for place, column in enumerate(task.columns) if column.categorical]
    # The library knows no missing values.
    usual = np.nanmedian(task.population, axis=0)
    explainer = LimeTabularExplainer(
        filled(task.population, usual), mode="regression", feature_names=[column.name for column in task.columns],
        categorical_features=places, random_state=np.random.RandomState(task.seed))
    width, samples = task.rows.shape[1], task.options["samples"]
    values, base = np.zeros(task.rows.shape), np.zeros(len(task.rows))
    for place, row in enumerate(filled(task.rows, usual)):
        found = explainer.explain_instance(row, task.predict, num_features=width, num_samples=samples)
        base[place] = found.intercept[1]
        for feature, weight in found.as_map()[1]:
            values[place, feature] = weight
    return Attributions(values, base, np.abs(values[:task.sampled]).mean(axis=0))


def filled(rows: np.ndarray, usual: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(rows), usual, rows)
