"""Requests in plain CSV: their lines need not be taken apart, since most of them are in no sample and Arrow counts them as columns."""
from __future__ import annotations

from typing import Collection, Sequence

from values import is_missing, number


def lines(data: str, names: Sequence[str], label: Collection[str]) -> list[str] | None:
    """The rows, each of which is `cells` of its line; None where the reader of CSV is needed to know: quotes, spaces, what may be a header."""
    if not data or '"' in data or "\r" in data or "\0" in data or "\ufeff" in data or (" " in data and (", " in data or "\n " in data)):
        return None
    found = data.split("\n")
    if "" in found:
        found = [line for line in found if line]
    return None if may_be_header(found[0], len(found) > 1, names, label) else found


def cells(line: str) -> list[str]:
    return line.split(",")


def may_be_header(line: str, followed: bool, names: Sequence[str], label: Collection[str]) -> bool:
    """False only when `header.lifted` leaves these rows as they are."""
    first = line.split(",", 1)[0].strip()
    if first in label or first in names:
        return True
    return followed and not is_value(first) and not any(map(is_value, cells(line)))


def is_value(cell: str) -> bool:
    """A number or nothing, which stands in no header above numbers."""
    return number(cell) is not None or is_missing(cell)
