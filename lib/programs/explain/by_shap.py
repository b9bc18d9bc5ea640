"""Shapley values of the model's answers, by the library shap, which only sees the model as a function."""
from __future__ import annotations

import numpy as np

from job.failure import Failure
from task import Attributions, Task

# Every coalition of so few features is tried; of more, coalitions along random orders.
MOST_FEATURES_EXACT = 6


def attribute(task: Task) -> Attributions:
    try:
        import shap
    except ImportError as error:
        raise Failure(f"the method shap needs the package shap: {error}") from error
    masker = shap.maskers.Independent(task.background, max_samples=len(task.background))
    width = task.rows.shape[1]
    if width <= MOST_FEATURES_EXACT:
        found = shap.ExactExplainer(task.predict, masker)(task.rows, silent=True, batch_size=2 ** width)
    else:
        # Random orders of the features for each row, each of them forwards and backwards.
        evaluations = 2 * width + 1
        explainer = shap.PermutationExplainer(task.predict, masker, seed=task.seed)
        found = explainer(task.rows, max_evals=task.options["permutations"] * evaluations, batch_size=evaluations, silent=True)
    return Attributions(found.values, np.broadcast_to(found.base_values, len(task.rows)), np.abs(found.values[:task.sampled]).mean(axis=0))
