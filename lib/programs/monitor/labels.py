"""Labels as they arrive: SageMaker's ground truth (JSON Lines), or tables with an id and a label (JSON Lines, CSV, Parquet)."""
from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Iterator, Mapping, Sequence

import json_text
import storage
from job.failure import Failure

IDS = ("inferenceid", "inference_id", "eventid", "event_id", "id")
VALUES = ("label", "target", "y", "groundtruth", "ground_truth", "actual", "class", "outcome")
# A quote that is never closed takes no more than this of a CSV file with it.
LONGEST_CELL = 128 * 1024

Found = Iterator[tuple[str, Sequence[Any]]]


@dataclass(frozen=True)
class Label:
    """The labels of the rows of one request, and when they arrived."""

    id: str
    values: Sequence[Any]
    arrived: datetime


class Labels:
    """Labels, oldest file first. A label cannot be older than its prediction, so only files that were written since the window
    began are read. What cannot be read is counted, and takes nothing else with it."""

    def __init__(self, uri: str, since: datetime, name: str | None = None) -> None:
        self.uri, self.since = uri, since
        # By which names the column of the label is known, the best first.
        self.names = (*([name.lower()] if name else []), *VALUES)
        self.counts: Counter[str] = Counter(labelFiles=0, corruptLabelFiles=0, corruptLabelLines=0)
        self.first_problem: str | None = None

    def __iter__(self) -> Iterator[Label]:
        for file in storage.files(self.uri):
            if file.modified >= self.since and file.name.endswith((".jsonl", ".json", ".csv", ".parquet")):
                self.counts["labelFiles"] += 1
                yield from (Label(identity, values, file.modified) for identity, values in self._found(file))

    def _found(self, file: storage.File) -> Found:
        read = self._parquet if file.name.endswith(".parquet") else self._csv if file.name.endswith(".csv") else self._lines
        try:
            yield from read(file)
        except Exception as error:
            self._skip("corruptLabelFiles", error)

    def _lines(self, file: storage.File) -> Found:
        for line in file.lines():
            if not line.strip():
                continue
            try:
                found = self._of_line(storage.parsed(line))
            except Exception as error:
                self._skip("corruptLabelLines", error)
                continue
            yield found

    def _of_line(self, line: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
        if "groundTruthData" in line:
            return ground_truth(line)
        identity, value = self._columns(list(line), "a line")
        return str(line[identity]), listed(line[value])

    def _parquet(self, file: storage.File) -> Found:
        from pyarrow.parquet import ParquetFile

        with file.open() as stream:
            parquet = ParquetFile(stream)
            columns = self._columns(parquet.schema_arrow.names, file.uri)
            for batch in parquet.iter_batches(columns=list(columns)):
                yield from ((str(identity), listed(value)) for identity, value in zip(*(batch.column(name).to_pylist() for name in columns)))

    def _csv(self, file: storage.File) -> Found:
        with file.open() as stream:
            rows = self._rows(csv.reader(io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")))
            first = next(rows, None)
            if first is None:
                return
            # Without a single name that is known, two columns are an id and its label.
            headless = len(first) == 2 and not any(cell.strip().lower() in (*IDS, *self.names) for cell in first)
            identity, value = (0, 1) if headless else map(first.index, self._columns(first, file.uri))
            if headless:
                yield first[0], [first[1]]
            for row in rows:
                if len(row) > max(identity, value):
                    yield row[identity], [row[value]]
                else:
                    self._skip("corruptLabelLines", ValueError(f"a row of {len(row)} cells"))

    def _rows(self, reader: Iterator[list[str]]) -> Iterator[list[str]]:
        while True:
            csv.field_size_limit(LONGEST_CELL)
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._skip("corruptLabelLines", error)
                continue
            if row:
                yield row

    def _columns(self, names: Sequence[str], place: str) -> tuple[str, str]:
        """Which columns are id and label: by their names, or the other one of two."""
        identity = next((name for known in IDS for name in names if name.lower() == known), None)
        value = next((name for known in self.names for name in names if name.lower() == known), None)
        if identity and not value and len(names) == 2:
            value = next(name for name in names if name != identity)
        if not identity or not value:
            told = ", ".join(name[:100] for name in names[:20])
            raise Failure(f"{place} must have a column {' or '.join(IDS[:2])} and a column {self.names[0]}, got {told}")
        return identity, value

    def _skip(self, kind: str, error: Exception) -> None:
        self.counts[kind] += 1
        self.first_problem = self.first_problem or f"{type(error).__name__}: {str(error)[:300]}"


def ground_truth(line: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
    truth, metadata = line["groundTruthData"], line["eventMetadata"]
    data, identity = truth["data"], metadata.get("inferenceId") or metadata["eventId"]
    if str(truth.get("encoding", "CSV")).upper() == "JSON":
        return str(identity), listed(json_text.parsed(data) if isinstance(data, str) else data)
    rows = [row.strip() for row in str(data).strip().split("\n")]
    return str(identity), rows[1:] if len(rows) > 1 and rows[0].lower() in VALUES else rows


def listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]
