"""How far rankings of the features agree: of one method with other seeds, and of two methods."""
from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Sequence

import numpy as np


@dataclass(frozen=True)
class Agreement:
    """Both are 1 when nothing differs. `rank` is Spearman's correlation, `top` the share (Jaccard) of the most important features."""

    rank: float
    top: float


def among(importances: Sequence[np.ndarray], top: int) -> Agreement:
    """The mean over all pairs."""
    pairs = [between(one, other, top) for one, other in combinations(importances, 2)]
    return Agreement(float(np.mean([pair.rank for pair in pairs])), float(np.mean([pair.top for pair in pairs])))


def between(one: np.ndarray, other: np.ndarray, top: int) -> Agreement:
    first, second = leading(one, top), leading(other, top)
    return Agreement(rank(one, other), len(first & second) / len(first | second) if first | second else 1.0)


def rank(one: np.ndarray, other: np.ndarray) -> float:
    from scipy.stats import spearmanr

    if np.ptp(one) == 0 or np.ptp(other) == 0:
        # All are equal, so there is no order that could be the same.
        return 1.0 if np.ptp(one) == np.ptp(other) else 0.0
    return float(spearmanr(one, other).statistic)


def leading(importance: np.ndarray, top: int) -> set[int]:
    """The most important features; one without any importance is not among them."""
    order = np.argsort(-importance, kind="stable")[:top]
    return {int(place) for place in order if importance[place] > 0}
