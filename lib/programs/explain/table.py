"""The rows that are explained: read, their columns understood, and as numbers for libraries that know nothing else."""
from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np

import cells
import spelling
from cells import Cells
from column import Column, understand
from exchange import Rows
from job.failure import Failure
from spelling import BYTES


@dataclass
class Table:
    rows: Rows
    ids: list[Any]
    notes: list[str] = field(default_factory=list)

    @property
    def columns(self) -> Sequence[Column]:
        return self.rows.columns

    @property
    def varying(self) -> list[Column]:
        """The features that can explain anything: those that are not the same in every row."""
        return [column for column in self.columns if not column.constant]

    def encoded(self) -> np.ndarray:
        """The varying features as numbers, a row for each row."""
        return np.column_stack([column.encode(texts) for column, texts in self.rows.items() if not column.constant])

    def decoded(self, numbers: np.ndarray) -> Rows:
        """Rows as a model takes them: all features, in the order of the data."""
        places = iter(range(numbers.shape[1]))
        return Rows(self.columns, [
            np.full(len(numbers), texts[0], dtype=object) if column.constant else column.decode(numbers[:, next(places)])
            for column, texts in self.rows.items()])

    def leave_out(self, kind: str, why: str) -> None:
        """Neither sends nor explains the columns of a kind."""
        names = [column.name for column in self.columns if column.kind == kind]
        if names:
            self.rows = Rows(*zip(*[(column, texts) for column, texts in self.rows.items() if column.kind != kind] or [((), ())]))
            self.notes.append(f"left out, because {why}: {', '.join(names)}")
            self.check()

    def check(self) -> None:
        if not self.varying:
            raise Failure("every column of the data has one value only: there is nothing that could explain a difference")


def read(place: Path, config: Mapping[str, Any]) -> Table:
    found = read_files(place)
    for key in ("label", "id"):
        if config[key] is not None and config[key] not in found:
            raise Failure(f"the data have no column {config[key]!r}, which is `{key}`; they have {', '.join(found)}")
    ids = found.get(config["id"])
    features = [column for name, column in found.items() if name not in {config["label"], config["id"], *config["ignore"]}]
    unknown = [name for name in config["categorical"] if name not in [column.name for column in features]]
    if unknown:
        raise Failure(f"`categorical` names columns that the data do not have: {', '.join(unknown)}")
    if not features:
        raise Failure("the data have no column beside those that are left out")
    columns = [understand(column, column.categorical or column.name in config["categorical"]) for column in features]
    rows = Rows(columns, [column.texts for column in features])
    table = Table(rows, [spelling.plain(text, ids.kind) for text in ids.texts] if ids else list(range(len(rows))))
    constant = [column.name for column in columns if column.constant and column.kind != BYTES]
    if constant:
        table.notes.append(f"the same in every row, so they explain nothing here: {', '.join(constant)}")
    table.leave_out(BYTES, "they hold bytes that are no text")
    table.check()
    return table


def read_files(place: Path) -> dict[str, Cells]:
    """The columns by their names."""
    files = [place] if place.is_file() else sorted(
        path for path in place.rglob("*") if path.suffix in cells.READERS and not path.name.startswith("."))
    parts = [{column.name: column for column in cells.read(path)} for path in files]
    if not parts:
        raise Failure(f"there are no data: no .csv or .parquet file in {place}")
    if any(list(part) != list(parts[0]) for part in parts):
        raise Failure("the files of the data have different columns")
    found = {name: cells.joined([part[name] for part in parts]) for name in parts[0]}
    if not any(len(column.texts) for column in found.values()):
        raise Failure(f"there are no data: no row in {', '.join(path.name for path in files)}")
    return found
