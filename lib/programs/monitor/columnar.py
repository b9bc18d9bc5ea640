"""Lines of plain CSV as columns. Arrow takes them apart in a tenth of the time of a list for each row, into the same values; whatever it
could read in another way than the readers of single values is left to these."""
from __future__ import annotations

from typing import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
from pyarrow import csv

import plain


class Lines:
    """A batch of lines that all have the same number of cells."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines, self._taken_apart = lines, {}
        content = "\n".join(lines).encode()
        names = list(map(str, range(lines[0].count(",") + 1)))
        self._table = csv.read_csv(
            pa.py_buffer(content), csv.ReadOptions(use_threads=False, column_names=names, block_size=len(content) + 1),
            csv.ParseOptions(quote_char=False),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False))
        if len(self._table) != len(lines):
            raise pa.ArrowInvalid(f"{len(self._table)} rows of {len(lines)} lines")

    def column(self, place: int) -> "Cells":
        return Cells(self._table.column(place), place, self)

    def cell(self, line: int, place: int) -> str:
        found = self._taken_apart.get(line)
        if found is None:
            found = self._taken_apart[line] = plain.cells(self._lines[line])
        return found[place]


class Cells:
    """The cells of one column, as texts."""

    def __init__(self, texts: pa.ChunkedArray, place: int, lines: Lines) -> None:
        self._texts, self._place, self._lines = texts, place, lines

    def numbers(self) -> np.ndarray | None:
        """Numbers, and NaN for empty cells; None when there is any other cell than these, or one that is not finite."""
        texts = self._texts
        empty = compute.equal(texts, "")
        if compute.any(empty).as_py():
            texts = compute.if_else(empty, None, texts)
        try:
            numbers = texts.cast(pa.float64())
        except pa.ArrowInvalid:
            return None
        found = numbers.to_numpy()
        return found if np.isfinite(found).sum() == len(found) - numbers.null_count else None

    def at(self, chosen: np.ndarray) -> list[str]:
        return [self._lines.cell(line, self._place) for line in np.flatnonzero(chosen).tolist()]

    def distinct(self) -> list[tuple[str, int]]:
        """Different cells in the order in which they came, and how often each occurs."""
        counts = compute.value_counts(self._texts)
        return list(zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist()))

    def series(self) -> pd.Series:
        return pd.Series(self._texts.to_pylist(), dtype=object)


def read(rows: Sequence[object]) -> Lines | None:
    """The columns of a batch of lines; None for rows, and for lines that Arrow refuses."""
    if not isinstance(rows[0], str):
        return None
    try:
        return Lines(rows)  # type: ignore[arg-type]
    except (pa.ArrowException, UnicodeEncodeError):
        return None
