"""One column of the baseline: its type, decided by all of its values and kept, its range, its categories, and how live values are read by them."""
from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Iterable, TYPE_CHECKING

import numpy as np
import pandas as pd

import column_type
from column_type import BOOLEAN, FORMATS, NESTED, NUMBER, ORDER, TEXT, TIME, ColumnType
from values import EXACT, distinct, exact, is_absent, is_word, missing_among, number, numbers, scalars, shortened, text

if TYPE_CHECKING:
    from columnar import Cells

# Beyond this many different texts a column is an identifier or free text: it has no categories.
MOST_CATEGORIES = 1000


@dataclass
class Reading:
    """Live values by the type of a column. `found` are those of a column of numbers, NaN where one is missing or outside."""

    found: np.ndarray | None = None
    missing: int = 0
    wrong_type: int = 0
    # What is neither missing nor expected, by its spelling.
    outside: Counter[str] = field(default_factory=Counter)


@dataclass
class Column:
    name: str
    rows: int = 0
    low: int | Decimal | None = None
    high: int | Decimal | None = None
    categories: set[str] = field(default_factory=set)
    _absent: int = 0
    # How often each word for what is missing occurs; in a column of texts they are texts.
    _words: Counter[str] = field(default_factory=Counter)
    _kinds: list[str] = field(default_factory=lambda: list(ORDER))
    _formats: list[str] = field(default_factory=lambda: list(FORMATS))
    _whole: bool = True
    _proved: bool = False
    _type: ColumnType | None = None

    # What the baseline says.

    def add(self, values: pd.Series, declared: tuple[str, ...] = ORDER) -> None:
        """Some more values of the baseline, and the types that their file allows."""
        self.rows += len(values)
        self._kinds = [kind for kind in self._kinds if kind in declared] or [TEXT]
        if self._kinds[0] == NESTED:
            self._absent += int(values.isna().sum())
            self._proved = True
        elif values.dtype != object:
            self._add_typed(values)
        else:
            self._add_objects(values)

    def _add_typed(self, values: pd.Series) -> None:
        present = values.dropna()
        self._absent += len(values) - len(present)
        self._proved = self._proved or len(present) > 0
        if self._kinds[0] == NUMBER:
            self._widen(numbers(present), present)

    def _add_objects(self, values: pd.Series) -> None:
        present = self._present(scalars(values))
        if not present:
            return
        self._proved = True
        self._narrow(present)
        if self._kinds[0] == NUMBER:
            self._widen(numbers(pd.Series(present, dtype=object)), present)
        if TEXT in self._kinds and len(self.categories) <= MOST_CATEGORIES:
            self.categories.update(spelled for spelled in map(text, present) if spelled)

    def _present(self, values: pd.Series) -> list[Any]:
        """Different values; those that are missing, or words for it, are counted."""
        # Most columns are numbers, and nothing else has to be asked of these.
        if self._kinds[0] == NUMBER and not np.isnan(numbers(values)).any():
            return list(dict.fromkeys(values))
        present: list[Any] = []
        for value, count in distinct(values):
            if is_absent(value):
                self._absent += count
            elif is_word(value):
                self._words[value.strip()] += count
            else:
                present.append(value)
        return present

    def _narrow(self, present: list[Any]) -> None:
        """Leaves the types that these values are of."""
        texts = pd.Series([value for value in present if isinstance(value, str)], dtype=object)
        if len(texts):
            self._kinds = [kind for kind in self._kinds if column_type.fits(kind, texts, self._formats)]

    def _widen(self, found: np.ndarray, present: Any) -> None:
        if np.isnan(found).all():
            return
        self._whole = self._whole and bool((found == np.floor(found)).all())
        bounds = [exact(float(np.nanmin(found))), exact(float(np.nanmax(found)))]
        if max(map(abs, bounds)) >= EXACT:
            bounds = list(map(exact, present))
        elif getattr(present, "dtype", None) == np.float32:
            # 0.1 is 0.10000000149 as a float of 32 bits; live values may be either.
            bounds += [exact(present.min()), exact(present.max())]
        known = [bound for bound in (self.low, self.high, *bounds) if bound is not None]
        self.low, self.high = min(known), max(known)

    # What has been decided.

    @property
    def type(self) -> ColumnType:
        self._type = self._type or self._decided()
        return self._type

    def _decided(self) -> ColumnType:
        # Where nothing proves another type, words are texts.
        kind = self._kinds[0] if self._proved or TEXT not in self._kinds else TEXT
        if kind == TIME:
            return column_type.Time(self._formats)
        if kind == TEXT:
            self.categories.update(self._words)
            return column_type.Text(self.categories, self._words)
        return {NUMBER: column_type.Number, BOOLEAN: column_type.Boolean, NESTED: column_type.Nested}[kind]()

    @property
    def numeric(self) -> bool:
        return self.type.name == NUMBER

    @property
    def is_free_text(self) -> bool:
        return self.type.name == TEXT and len(self.categories) > MOST_CATEGORIES

    @property
    def why_not_compared(self) -> str | None:
        """Why distributions of this column say nothing; None when they do."""
        if self.is_free_text:
            return "identifiers or free text"
        if self.numeric and self._whole and self.low is not None and self.low >= EXACT:
            return "whole numbers beyond 2^53, which are identifiers or times"
        return {TIME: "times, which always move on", NESTED: "lists or structures"}.get(self.type.name)

    @property
    def missing(self) -> int:
        return self._absent if self.type.name == TEXT else self._absent + self._words.total()

    @property
    def shift(self) -> int:
        """What is taken from numbers that floats cannot tell apart, so that they can."""
        if not self.numeric or self.low is None or self.high is None or max(abs(self.low), abs(self.high)) < EXACT:
            return 0
        return math.floor(self.low)

    @property
    def described(self) -> dict[str, Any]:
        if self.numeric:
            return {"type": NUMBER, "low": plain(self.low), "high": plain(self.high)}
        return {"type": self.type.name, **({"categories": len(self.categories)} if self.type.name == TEXT else {})}

    @property
    def codes(self) -> dict[str, int]:
        """A number for each category."""
        return {category: code for code, category in enumerate(("false", "true") if self.type.name == BOOLEAN else sorted(self.categories))}

    # What live values are.

    def typed(self, values: pd.Series) -> pd.Series:
        """Values as floats or as one spelling of each. What is missing or of another type is NaN or None."""
        values = scalars(values)
        if self.numeric:
            return pd.Series(self._numbers(values), index=values.index)
        keys = [keyed(value) for value in values]
        present = {key: value for key, value in dict(zip(keys, values)).items() if not self.type.is_missing(value)}
        spelled = dict(zip(present, self.type.spelled(list(present.values()))))
        return pd.Series(map(spelled.get, keys), index=values.index, dtype=object)

    def spelled(self, value: Any) -> str | None:
        """One spelling of a value; None when it is missing. What is of another type is spelled as it came."""
        found = None if self.type.is_missing(value) else self.type.spelled([value])[0]
        return text(value) if found is None and not self.type.is_missing(value) else found

    def read(self, values: pd.Series) -> Reading:
        values = scalars(values)
        if not self.numeric:
            return self._read_others(distinct(values))
        found = self._numbers(values)
        missing = missing_among(values, np.isnan(found))
        outside = self._beyond(values, found) & ~missing
        return self._read_numbers(found, missing, outside, values[outside] if outside.any() else ())

    def read_cells(self, cells: Cells) -> Reading:
        """The same of cells of plain CSV."""
        if not self.numeric:
            return self._read_others(cells.distinct())
        found = None if self.shift else cells.numbers()
        if found is None:
            return self.read(cells.series())
        missing = np.isnan(found)
        outside = self._beyond((), found) & ~missing
        return self._read_numbers(found, missing, outside, cells.at(outside) if outside.any() else ())

    def _read_numbers(self, found: np.ndarray, missing: np.ndarray, outside: np.ndarray, beyond: Iterable[Any]) -> Reading:
        reading = Reading(np.where(outside, np.nan, found), int(missing.sum()))
        for value, count in distinct(beyond):
            reading.outside[spelling(value)] += count
            # A number that is too large for a float is one.
            reading.wrong_type += count if exact(value) is None else 0
        return reading

    def _beyond(self, values: Iterable[Any], found: np.ndarray) -> np.ndarray:
        """Which values are no numbers of this range."""
        if self.low is None or self.high is None:
            return np.full(len(found), True)
        if not self.shift:
            return ~((found >= float(self.low)) & (found <= float(self.high)))
        return np.array([value is None or not self.low <= value <= self.high for value in map(exact, values)], dtype=bool)

    def _read_others(self, values: Iterable[tuple[Any, int]]) -> Reading:
        reading, present = Reading(), []
        for value, count in values:
            if self.type.is_missing(value):
                reading.missing += count
            else:
                present.append((value, count))
        for (value, count), spelled in zip(present, self.type.spelled([value for value, _ in present])):
            if spelled is None:
                reading.wrong_type += count
            if spelled is None or (self.type.name == TEXT and not self.is_free_text and spelled not in self.categories):
                reading.outside[spelling(value)] += count
        return reading

    def _numbers(self, values: pd.Series) -> np.ndarray:
        if self.shift:
            return np.array([number(None if known is None else known - self.shift) for known in map(exact, values)], dtype=float)
        found = numbers(values)
        # Where the baseline has 0 and 1, true is 1.
        if self._whole and self.low in (0, 1) and self.high in (0, 1) and np.isnan(found).any():
            found = numbers(values.astype(object).map(flag))
        return found


def plain(bound: int | Decimal | None) -> int | float | None:
    return bound if bound is None or isinstance(bound, int) else int(bound) if bound == bound.to_integral_value() else float(bound)


def flag(value: Any) -> Any:
    if isinstance(value, (bool, np.bool_)):
        return int(value)
    return {"true": 1, "false": 0}.get(value.strip().lower(), value) if isinstance(value, str) else value


def keyed(value: Any) -> Any:
    """1, 1.0 and True are equal, and not the same."""
    return value if type(value) is str else (type(value), value)


def spelling(value: Any) -> str:
    """For people: also of what is of no type."""
    return text(value) or shortened(str(value))
