"""Whether the first row of a table says the names of its columns. Known names decide, and types where no name is known."""
from __future__ import annotations

from typing import Any, Collection, Sequence

from values import is_missing, number

Rows = Sequence[Sequence[Any]]


def of_file(rows: Rows, wanted: Collection[str]) -> bool:
    """For the first rows of a file. `wanted` are names of its columns: of the label, of features, those that requests bring."""
    if not rows:
        return False
    first, rest = [str(cell).strip() for cell in rows[0]], rows[1:]
    if any(cell in wanted for cell in first):
        return True
    if all(number(cell) is not None for cell in first):
        # What pandas calls columns without names, unless the other rows are of such numbers too.
        return first == [str(place) for place in range(len(first))] and (len(first) > 2 or any(not is_whole(cell) for row in rest for cell in row))
    columns = list(zip(*(row for row in rest if len(row) == len(first))))
    below = [all(number(cell) is not None for cell in column if not is_missing(cell)) for column in columns]
    if any(numeric and number(cell) is None and not is_missing(cell) for cell, numeric in zip(first, below)):
        return True
    # A number among numbers is no name, and neither are words that come again in every column.
    if any(numeric and number(cell) is not None for cell, numeric in zip(first, below)):
        return False
    return not (columns and all(cell in column for cell, column in zip(first, columns)))


def lifted(rows: list[Any], known: Sequence[str] = (), label: Collection[str] = ()) -> list[Any]:
    """The rows of a request without a header: as they are when their order is that of the known names, else by the names of the header."""
    if not rows or not is_texts(rows[0]):
        return rows
    first, rest = [cell.strip() for cell in rows[0]], rows[1:]
    if len(set(first)) < len(first):
        return rows
    if named(first, known, label, bool(rest)):
        return rest if first == list(known) else [dict(zip(first, row)) for row in rest]
    if not contradicted(first, rest):
        return rows
    return rest if known else [dict(zip(first, row)) for row in rest]


def named(first: Sequence[str], known: Sequence[str], label: Collection[str], followed: bool) -> bool:
    """Whether these are the names of the baseline's columns."""
    if all(number(cell) is not None for cell in first):
        # Names that are numbers may be values as well.
        return followed and len(first) > 2 and first == list(known)
    return bool(known) and set(first) <= {*known, *label}


def contradicted(first: Sequence[str], rest: Rows) -> bool:
    """Whether all rows are numbers but the first, which has none."""
    return (len(first) > 1 and len(rest) > 0 and not any(number(cell) is not None or is_missing(cell) for cell in first)
            and all(isinstance(row, (list, tuple)) and len(row) == len(first) and all(number(cell) is not None for cell in row) for row in rest))


def is_texts(row: Any) -> bool:
    return isinstance(row, (list, tuple)) and len(row) > 0 and all(isinstance(cell, str) for cell in row)


def is_whole(cell: Any) -> bool:
    found = number(cell)
    return found is None or found.is_integer()
