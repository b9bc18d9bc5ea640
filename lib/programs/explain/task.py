"""What a method gets, and what it gives back; every method is one function between the two."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Mapping

import numpy as np

from column import Column
from job.failure import Failure
from outcome import Curve


@dataclass(frozen=True)
class Task:
    """What a method explains: `rows` of numbers, of which the first `sampled` speak for all, and how they were drawn."""

    predict: Callable[[np.ndarray], np.ndarray]
    rows: np.ndarray
    sampled: int
    background: np.ndarray
    population: np.ndarray
    columns: list[Column]
    seed: int
    options: Mapping[str, Any]
    # Whether the method tries values one after the other.
    curves: bool = False

    @property
    def explained(self) -> list[Column]:
        """The columns that the method looks at: those of its option `features`, else all that it can look at."""
        names = self.options.get("features")
        if names is None:
            return [column for column in self.columns if column.has_curve or not self.curves]
        unknown = [name for name in names if name not in [column.name for column in self.columns]]
        if unknown:
            raise Failure(f"`features` names columns that are not in the data, or the same in every row: {', '.join(unknown)}")
        return [column for column in self.columns if column.name in names]


@dataclass(frozen=True)
class Attributions:
    """What a method has found: an attribution of each row to each column, what they start from, and each column's importance."""

    values: np.ndarray
    base: np.ndarray | None
    importance: np.ndarray
    curves: tuple[Curve, ...] = ()
