"""What a column holds: numbers, truth values, times, texts, or what cannot be compared. Decided once, from the baseline.

Each type reads values of any origin (CSV, JSON, Parquet) and gives them one spelling. What is not of the type has none.
"""
from __future__ import annotations

import json
import re
from datetime import date, time
from typing import Any, Collection, Protocol, Sequence

import numpy as np
import pandas as pd

from values import CONTAINER, canonical, digits, is_absent, is_missing, number, numbers, text

NUMBER, BOOLEAN, TIME, NESTED, TEXT = "number", "boolean", "time", "list or structure", "text"
# From the narrowest to the one that everything is.
ORDER = (NUMBER, BOOLEAN, TIME, NESTED, TEXT)

TRUE, FALSE = ("true", "1", "1.0"), ("false", "0", "0.0")
# Only codes have zeros in front, or underscores: postal codes, accounts.
CODE = re.compile(r"^\s*[+-]?0\d|_")
ISO = re.compile(r"\s*\d{4}-\d\d(-\d\d)?([T ].*)?")
# How dates are written where it is not ISO 8601, each alone and with a time of day.
DATES = (
    "%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%m/%d/%y", "%d/%m/%y",
)
CLOCKS = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p")
# What every one of these has, and ISO 8601: digits on both sides of what separates them. Numbers may have that, and are no times.
SEPARATED = re.compile(r"\d.*[-/.:, ].*\d", re.DOTALL)
FORMATS = ("ISO8601", *DATES, *(f"{day} {clock}" for day in DATES for clock in CLOCKS), *CLOCKS)
# Seconds, milliseconds, microseconds and nanoseconds since 1970, by how large they are.
EPOCHS = ((1e11, "s"), (1e14, "ms"), (1e17, "us"), (1e20, "ns"))


class ColumnType(Protocol):
    name: str

    def is_missing(self, value: Any) -> bool:
        ...

    def spelled(self, values: Sequence[Any]) -> list[str | None]:
        """One spelling of each value that is not missing; None for what is of another type."""


class Number:
    name = NUMBER
    is_missing = staticmethod(is_missing)

    def spelled(self, values: Sequence[Any]) -> list[str | None]:
        return [None if number(value) is None else digits(value) for value in values]


class Boolean:
    name = BOOLEAN
    is_missing = staticmethod(is_missing)

    def spelled(self, values: Sequence[Any]) -> list[str | None]:
        return [truth(value) for value in values]


class Time:
    name = TIME
    is_missing = staticmethod(is_missing)

    def __init__(self, formats: Sequence[str] = ("ISO8601",)) -> None:
        self.formats = formats

    def spelled(self, values: Sequence[Any]) -> list[str | None]:
        found = times(values, self.formats)
        return [None if moment is pd.NaT else moment.isoformat() for moment in found]


class Text:
    """The text is the value: 007 is not 7. Truth values and numbers, which JSON has, are spelled as the baseline spells them."""

    name = TEXT

    def __init__(self, categories: Collection[str] = (), words: Collection[str] = ()) -> None:
        self.words = frozenset(words)
        self._spellings = {canonical(category): category for category in sorted(categories, reverse=True) if canonical(category) != category}

    def is_missing(self, value: Any) -> bool:
        """A word for what is missing is a text when the baseline has it."""
        return is_absent(value) or (is_missing(value) and value.strip() not in self.words)

    def spelled(self, values: Sequence[Any]) -> list[str | None]:
        return [self._spell(value) for value in values]

    def _spell(self, value: Any) -> str | None:
        found = text(value)
        return found if isinstance(value, str) or found is None else self._spellings.get(found, found)


class Nested:
    """Lists, structures, bytes, durations: only whether they are there is known of them."""

    name = NESTED
    is_missing = staticmethod(is_absent)

    def spelled(self, values: Sequence[Any]) -> list[str | None]:
        return [str(CONTAINER)] * len(values)


def truth(value: Any) -> str | None:
    spelled = text(value)
    return None if spelled is None else "true" if spelled.lower() in TRUE else "false" if spelled.lower() in FALSE else None


def times(values: Sequence[Any], formats: Sequence[str]) -> pd.Series:
    """Times in UTC; NaT for what is none. Texts are read in the baseline's way or as ISO 8601, numbers as what passed since 1970."""
    texts = pd.Series([written(value) for value in values], dtype=object)
    found = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns, UTC]")
    for form in dict.fromkeys((*formats, "ISO8601")):
        open_ = found.isna() & texts.notna()
        if not open_.any():
            break
        found[open_] = read_times(texts[open_], form)
    return found


def written(value: Any) -> str | None:
    """The text of a time."""
    if isinstance(value, str):
        since = number(value)
        return value.strip() if since is None else epoch(since)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, np.datetime64):
        return str(value)
    since = number(value)
    return None if since is None else epoch(since)


def epoch(since: float) -> str | None:
    unit = next((unit for most, unit in EPOCHS if 0 <= since < most), None)
    return None if unit is None else pd.Timestamp(since, unit=unit).isoformat()


def read_times(texts: pd.Series, form: str) -> pd.Series:
    iso = texts.str.fullmatch(ISO).astype(bool) if form == "ISO8601" else None
    found = pd.to_datetime(texts if iso is None else texts.where(iso), format=form, errors="coerce", utc=True)
    return found.astype("datetime64[ns, UTC]")


def fits(kind: str, texts: pd.Series, formats: list[str]) -> bool:
    """Whether all of these texts are of one type. For times, `formats` keeps those in which all of them are written."""
    if kind == NUMBER:
        return not np.isnan(numbers(texts)).any() and not texts.str.contains(CODE).any()
    if kind == BOOLEAN:
        return bool(texts.str.strip().str.lower().isin(("true", "false")).all())
    if kind == TIME:
        if not all(SEPARATED.search(text) and number(text) is None for text in texts.head(5)):
            formats.clear()
        for part in (texts.head(5), texts):
            formats[:] = [form for form in formats if read_times(part.str.strip(), form).notna().all()]
        return bool(formats)
    return kind == TEXT or all(map(is_nested, texts))


def is_nested(written_text: str) -> bool:
    if not written_text.strip().startswith(("[", "{")):
        return False
    try:
        return isinstance(json.loads(written_text), (list, dict))
    except (ValueError, RecursionError):
        return False
