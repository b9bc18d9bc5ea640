"""A random sample of bounded size from a stream of unknown length, the same for the same seed."""
from __future__ import annotations

from typing import Any, Sequence

import numpy as np


class Reservoir:
    """Every row that was added is in the sample with the same probability (algorithm R)."""

    def __init__(self, size: int, seed: int = 0) -> None:
        self.size, self.seen = size, 0
        self.rows: list[Any] = []
        self._random = np.random.default_rng(seed)

    def add(self, batch: Sequence[Any]) -> None:
        free = max(self.size - self.seen, 0)
        self.rows += batch[:free]
        # The n-th row of the stream takes one of n places; there are as many as the sample is large.
        first = self.seen + len(batch[:free])
        places = self._random.integers(0, 1 + np.arange(first, self.seen + len(batch)))
        for row in np.flatnonzero(places < self.size):
            self.rows[places[row]] = batch[free + row]
        self.seen += len(batch)
