"""Captured rows in the order of a baseline, in batches: each is all rows or all lines of plain CSV."""
from __future__ import annotations

from typing import Any, Iterator, Sequence

import plain
from capture import Capture, Record
from values import shortened

BATCH = 5_000
# So few lines are taken apart and join the rows beside them, rather than be a batch of their own.
FEW_LINES = 500
# New names that are remembered.
MOST_NEW_NAMES = 100


class Batches:
    """What has come and is not yet a batch."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self.lines: list[str] = []

    def add_lines(self, lines: Sequence[str]) -> Iterator[list[Any]]:
        self.lines += lines
        if len(self.lines) >= BATCH:
            yield from self.rest()

    def add_rows(self, rows: Sequence[Any]) -> Iterator[list[Any]]:
        if len(self.lines) >= FEW_LINES:
            yield from self.rest()
        self.rows += map(plain.cells, self.lines)
        self.rows += rows
        self.lines = []
        if len(self.rows) >= BATCH:
            *whole, self.rows = parts(self.rows)
            yield from whole

    def rest(self) -> Iterator[list[Any]]:
        """Everything that is left: nothing waits after this."""
        rows, lines = self.rows, self.lines
        self.rows, self.lines = [], []
        yield from filter(None, (*parts(rows), *parts(lines)))


class Arranged:
    """The rows of records, in the order of some names. Those of another width are counted and left out."""

    def __init__(self, names: Sequence[str], capture: Capture) -> None:
        self.names, self.known, self.capture = names, frozenset(names), capture
        # Rows of which no value has one of the names.
        self.unknown = 0

    def lines(self, record: Record) -> list[str]:
        fitting = [line for line in record.rows if line.count(",") == len(self.names) - 1]
        self._leave_out(len(record.rows) - len(fitting))
        return fitting

    def rows(self, record: Record) -> list[list[Any]]:
        """The answer is their last value when it was asked for."""
        found = []
        for place, row in enumerate(record.rows):
            if isinstance(row, dict):
                row = self._by_name(row)
            elif len(row) != len(self.names):
                self._leave_out(1)
                continue
            found.append([*row, record.answers[place]] if self.capture.with_answers else row)
        return found

    def _leave_out(self, rows: int) -> None:
        if rows:
            self.capture.counts["rowsOfOtherWidth"] += rows

    def _by_name(self, row: dict[str, Any]) -> list[Any]:
        self.unknown += self.known.isdisjoint(row)
        if not row.keys() <= self.known:
            self._remember(row)
        return [row.get(name) for name in self.names]

    def _remember(self, row: dict[str, Any]) -> None:
        for name in row.keys() - self.known:
            if len(self.capture.new_names) < MOST_NEW_NAMES:
                self.capture.new_names.add(shortened(str(name)))


def parts(rows: list[Any]) -> list[list[Any]]:
    """Rows in parts of a batch, of which the last is what is left."""
    return [rows[start:start + BATCH] for start in range(0, len(rows) + 1, BATCH)]
