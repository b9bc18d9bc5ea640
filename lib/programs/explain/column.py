"""One feature: its cells as numbers, for libraries that know nothing else, and such numbers as cells that the data could hold."""
from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Mapping, Sequence

import numpy as np

import spelling
from cells import Cells
from job.failure import Failure
from spelling import NUMBER, STRUCTURE, TEXT, TIME

# More different texts are identifiers or free text, which no method of this program can explain.
MOST_LEVELS = 200


class Column(ABC):
    """What came from the data goes to the model as the data spell it; what a method has tried out goes there as the column spells."""

    categorical = False

    def __init__(self, cells: Cells, distinct: Sequence[str | None]) -> None:
        self.name, self.kind = cells.name, cells.kind
        self.constant = len(distinct) <= 1
        # Of several spellings of nothing the first one.
        self.missing = next((text for text in cells.texts if spelling.is_missing(text, self.kind)), None)
        # The few texts that JSON spells in another way.
        self._in_json = {text: token for text, token in ((text, spelling.in_json(text, self.kind)) for text in {*distinct, None}) if token != text}

    @property
    def has_curve(self) -> bool:
        """Whether its values can be tried one after the other."""
        return self.kind != STRUCTURE

    @abstractmethod
    def encode(self, texts: np.ndarray) -> np.ndarray:
        """Numbers; NaN for what is missing."""

    @abstractmethod
    def snap(self, numbers: np.ndarray) -> np.ndarray:
        """The nearest numbers that the column can hold."""

    @abstractmethod
    def decode(self, numbers: np.ndarray) -> np.ndarray:
        """Texts."""

    def plain(self, text: str | None) -> Any:
        return spelling.plain(text, self.kind)

    def in_json(self, texts: np.ndarray) -> list[str]:
        known = self._in_json
        return [known.get(text, text) for text in texts]


class Numbers(Column):
    """Numbers that have one spelling each."""

    def __init__(self, cells: Cells, distinct: Sequence[str | None], values: Mapping[str, float]) -> None:
        super().__init__(cells, distinct)
        order = sorted(values, key=values.__getitem__)
        self._values = np.array([values[text] for text in order])
        self._texts = np.array(order, dtype=object)
        self._digits = digits(values) if cells.written else 0 if cells.whole else None

    def encode(self, texts: np.ndarray) -> np.ndarray:
        return np.array([np.nan if spelling.is_missing(text, NUMBER) else float(text) for text in texts])

    def snap(self, numbers: np.ndarray) -> np.ndarray:
        # Without a zero that is less than nothing.
        return numbers if self._digits is None else np.round(numbers, self._digits) + 0.0

    def decode(self, numbers: np.ndarray) -> np.ndarray:
        texts = np.full(len(numbers), self.missing, dtype=object)
        there = np.flatnonzero(~np.isnan(numbers))
        values = self.snap(numbers[there])
        places = np.searchsorted(self._values, values).clip(max=len(self._values) - 1)
        own = self._values[places] == values
        texts[there[own]] = self._texts[places[own]]
        texts[there[~own]] = self._spell(values[~own].tolist())
        return texts

    def _spell(self, values: list[float]) -> list[str]:
        if self._digits is None:
            return list(map(repr, values))
        form = f"%.{self._digits}f"
        return [form % value for value in values]


class Levels(Column):
    """Values that are known by their place among all that there are. In an order, between two of them is the nearer one; without
    one they are categories, and a missing one is a category of its own."""

    def __init__(self, cells: Cells, distinct: Sequence[str | None], order: Mapping[str, Any] | None) -> None:
        super().__init__(cells, distinct)
        self.categorical = order is None
        self._levels = np.empty(len(distinct) if order is None else len(order), dtype=object)
        self._levels[:] = (
            sorted(distinct, key=lambda text: (text is None, str(text))) if order is None
            else sorted(order, key=lambda text: (order[text], text)))
        self._places = {text: place for place, text in enumerate(self._levels)}

    def encode(self, texts: np.ndarray) -> np.ndarray:
        return np.array([self._places.get(text, np.nan) for text in texts], dtype=float)

    def snap(self, numbers: np.ndarray) -> np.ndarray:
        return np.rint(numbers).clip(0, len(self._levels) - 1)

    def decode(self, numbers: np.ndarray) -> np.ndarray:
        texts = np.full(len(numbers), self.missing, dtype=object)
        there = ~np.isnan(numbers)
        texts[there] = self._levels[self.snap(numbers[there]).astype(int)]
        return texts


def understand(cells: Cells, categorical: bool) -> Column:
    distinct = list(dict.fromkeys(cells.texts))
    known = [text for text in distinct if not spelling.is_missing(text, cells.kind)]
    if cells.kind == NUMBER and not categorical and known:
        values = {text: float(text) for text in known}
        # Where a float cannot tell two spellings apart, their place in the order does.
        distinguished = len(set(values.values())) == len(known) and np.isfinite(list(values.values())).all()
        return Numbers(cells, distinct, values) if distinguished else Levels(cells, distinct, spelling.sizes(known))
    if cells.kind == TIME and not categorical:
        return Levels(cells, distinct, spelling.moments(known) or {text: text for text in known})
    if len(distinct) > MOST_LEVELS and cells.kind != STRUCTURE:
        if cells.kind == TEXT and not categorical and spelling.all_numeric(known):
            return Levels(cells, distinct, spelling.sizes(known))
        raise Failure(f"the column {cells.name!r} has {len(distinct)} different texts: identifiers or free text cannot be explained; "
            "name it in `id` or `ignore`")
    return Levels(cells, distinct, None)


def digits(texts: Mapping[str, float]) -> int | None:
    """How many decimals every one of these numbers is written with; None where that differs. One is none: so floats are written, too."""
    if all(map(spelling.WHOLE.fullmatch, texts)):
        return 0
    fixed = {found and len(found[1]) for found in map(spelling.FIXED.fullmatch, texts)}
    decimals = fixed.pop() if len(fixed) == 1 else None
    return decimals if decimals != 1 else None
