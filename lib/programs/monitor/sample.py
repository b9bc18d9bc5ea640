"""A random sample of bounded size from a stream of unknown length, the same for the same seed."""
from __future__ import annotations

import numpy as np
import pandas as pd


class Reservoir:
    """Every row that was added is in the sample with the same probability (algorithm R, by batches)."""

    def __init__(self, size: int, seed: int = 0) -> None:
        self.size, self.seen = size, 0
        self._random = np.random.default_rng(seed)
        self._frame: pd.DataFrame | None = None

    def add(self, batch: pd.DataFrame) -> None:
        free = max(self.size - self.seen, 0)
        head, rest = batch.iloc[:free], batch.iloc[free:]
        if len(head):
            self._frame = pd.concat([self._frame, head], ignore_index=True)
        self.seen += len(head)
        if len(rest):
            places = self._random.integers(0, self.seen + 1 + np.arange(len(rest)))
            # Of two rows for the same place the later one stays, as if they had come one by one.
            chosen = {place: row for row, place in enumerate(places) if place < self.size}
            if chosen:
                kept = self._frame.drop(index=list(chosen))  # type: ignore[union-attr]
                replacing = rest.iloc[list(chosen.values())].set_axis(list(chosen), axis=0)
                self._frame = pd.concat([kept, replacing]).sort_index()
            self.seen += len(rest)

    def frame(self) -> pd.DataFrame:
        return pd.DataFrame() if self._frame is None else self._frame.reset_index(drop=True)
