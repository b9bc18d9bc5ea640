"""Values as they came in a file or a payload: which of them are missing, numbers of them, and one spelling of each."""
from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Iterable

import numpy as np
import pandas as pd

TIME = re.compile(r"(.{19})(?:\.\d+)?(Z|[+-]\d\d:\d\d)?")
# By which programs write what is missing. In a column of texts they may be texts like others: NA is Namibia.
WORDS = frozenset({"na", "n/a", "#n/a", "#na", "<na>", "nan", "-nan", "nat", "null", "none"})
# A number as people write it: no exponent, and no zero in front, which only codes have.
PLAIN = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)
# Whole numbers beyond this one are not exact as floats.
EXACT = 2**53
# Longer texts are cut where they are kept; their hash keeps different ones apart.
LONGEST_TEXT = 500
CONTAINERS = (list, tuple, dict, set, np.ndarray)


class Unreadable(ValueError):
    """A payload, answer or label that this program has no reader for."""


class _Container:
    """In the place of a list or structure: it is there, and it is neither a number nor a text."""

    def __str__(self) -> str:
        return "a list or structure"


CONTAINER = _Container()


def scalar(value: Any) -> Any:
    """The value itself, or that of a list with one value, which servers of tensors send; nothing else about lists is looked at."""
    while isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    return CONTAINER if isinstance(value, CONTAINERS) else value


def scalars(values: pd.Series) -> pd.Series:
    if values.dtype != object or not any(issubclass(kind, CONTAINERS) for kind in set(map(type, values))):
        return values
    return pd.Series([scalar(value) for value in values], index=values.index, dtype=object)


def number(value: Any) -> float | None:
    """A finite number, or None."""
    if isinstance(value, (bool, np.bool_)) or value is None or (isinstance(value, str) and "_" in value):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def exact(value: Any) -> int | Decimal | None:
    """The same number with all of its digits; also one that is too large for a float."""
    if isinstance(value, (bool, np.bool_)) or (isinstance(value, str) and "_" in value):
        return None
    if isinstance(value, (int, np.integer)):
        return int(value)
    try:
        found = Decimal(str(value).strip())
    except (InvalidOperation, ValueError):
        return None
    return found if found.is_finite() else None


def text(value: Any) -> str | None:
    """One spelling of a value: a text is itself, 1 and 1.0 as numbers are the same. None for what is absent, and for lists."""
    if is_absent(value) or isinstance(value, CONTAINERS) or value is CONTAINER:
        return None
    if isinstance(value, str):
        return shortened(value.strip())
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, (int, float, Decimal, np.number)):
        return digits(value)
    return shortened(value.isoformat() if isinstance(value, (date, time)) else str(value))


def digits(value: Any) -> str:
    """One spelling of a number, with all of its digits: 1, 1.0, "1.00" and "1e0" are `1`."""
    found = exact(value)
    if found is None:
        return shortened(str(value))
    if isinstance(found, Decimal):
        if not -30 < found.adjusted() < 30:
            return shortened(str(found.normalize()))
        found = f"{found:f}"
    written = str(found)
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return shortened("0" if written == "-0" else written.lstrip("+"))


def canonical(spelled: str) -> str:
    """One spelling of classes that different programs have written: 1.0 and 1, True and true. Codes with zeros in front stay as they are."""
    if PLAIN.fullmatch(spelled):
        return digits(spelled)
    return spelled.lower() if spelled.lower() in ("true", "false") else spelled


def shortened(long: str) -> str:
    if len(long) <= LONGEST_TEXT:
        return long
    return f"{long[:LONGEST_TEXT]}… ({len(long)} characters, {hashlib.sha256(long.encode('utf-8', 'replace')).hexdigest()[:12]})"


def moment(time: Any) -> float | None:
    """Seconds since 1970 of a time like 2026-01-31T00:20:00Z; fractions are left out."""
    found = TIME.fullmatch(time) if isinstance(time, str) else None
    try:
        return found and datetime.fromisoformat(found[1] + (found[2] or "Z").replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError):
        return None


def is_absent(value: Any) -> bool:
    """Nothing at all: null, not a number, no time, or a text without a character."""
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, (float, np.floating)) and math.isnan(value))


def is_word(value: Any) -> bool:
    """Whether a text is a word for what is missing."""
    return isinstance(value, str) and value.strip().lower() in WORDS


def is_missing(value: Any) -> bool:
    return is_absent(value) or is_word(value)


def numbers(values: pd.Series) -> np.ndarray:
    """Numbers; NaN for everything else, and for what is not finite. Truth values and times are no numbers."""
    if values.dtype.kind in "bMm":
        return np.full(len(values), np.nan)
    found = values.to_numpy(float, na_value=np.nan) if values.dtype != object else parsed(values.to_numpy())
    return np.where(np.isfinite(found), found, np.nan)


# What NumPy reads as `number` does, but for underscores.
NUMBERS_AND_TEXTS = {int, float, str, type(None), np.float64, np.float32, np.int64, np.int32, Decimal}


def parsed(values: np.ndarray) -> np.ndarray:
    """Numbers of values of any type; the same for a value whichever others stand beside it."""
    kinds = set(map(type, values))
    texts = values if kinds == {str} else [value for value in values if type(value) is str]
    if kinds <= NUMBERS_AND_TEXTS and "_" not in "".join(texts):
        # Many times as fast, and possible when every value is a number.
        try:
            return values.astype(float)
        except (TypeError, ValueError, OverflowError):
            pass
    return np.array([number(value) for value in values], dtype=float)


def missing_among(values: pd.Series, doubtful: np.ndarray) -> np.ndarray:
    """Which of the doubtful values (those that are no numbers) are missing rather than something else."""
    missing = np.zeros(len(values), dtype=bool)
    places = np.flatnonzero(doubtful)
    missing[places] = [is_missing(value) for value in values.iloc[places]]
    return missing


def distinct(values: Iterable[Any]) -> list[tuple[Any, int]]:
    """Different values and how often each occurs. 1, 1.0 and True are equal, and not the same."""
    found = list(values)
    if set(map(type, found)) <= {str, type(None)}:
        return list(Counter(found).items())
    return [(value, count) for (_, value), count in Counter((type(value), value) for value in found).items()]
