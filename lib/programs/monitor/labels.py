"""Labels as they arrive: SageMaker's ground truth (JSON Lines), or tables with an id and a label (JSON Lines, CSV, Parquet)."""
from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Iterator, Mapping, Sequence

import storage
from contract import Failure

IDS = ("inferenceid", "inference_id", "eventid", "event_id", "id")
VALUES = ("label", "target", "y", "groundtruth", "ground_truth", "actual", "class", "outcome")


@dataclass(frozen=True)
class Label:
    """The labels of the rows of one request, and when they arrived."""

    id: str
    values: Sequence[Any]
    arrived: datetime


class Labels:
    """Labels, oldest file first. A label cannot be older than its prediction, so only
    files that were written since the window began are read."""

    def __init__(self, uri: str, since: datetime) -> None:
        self.uri, self.since = uri, since
        self.counts: Counter[str] = Counter(labelFiles=0, corruptLabelLines=0)
        self.first_problem: str | None = None

    def __iter__(self) -> Iterator[Label]:
        for file in storage.files(self.uri):
            if file.modified >= self.since and file.name.endswith((".jsonl", ".json", ".csv", ".parquet")):
                self.counts["labelFiles"] += 1
                found = self._lines(file) if file.name.endswith((".jsonl", ".json")) else self._table(file)
                yield from (Label(identity, values, file.modified) for identity, values in found)

    def _lines(self, file: storage.File) -> Iterator[tuple[str, Sequence[Any]]]:
        for line in file.lines():
            if not line.strip():
                continue
            try:
                yield ground_truth(storage.parsed(line))
            except (Failure, ValueError, KeyError, TypeError, AttributeError) as error:
                self.counts["corruptLabelLines"] += 1
                self.first_problem = self.first_problem or f"{type(error).__name__}: {error}"

    def _table(self, file: storage.File) -> Iterator[tuple[str, Sequence[Any]]]:
        with file.open() as stream:
            if file.name.endswith(".parquet"):
                from pyarrow.parquet import ParquetFile

                parquet = ParquetFile(stream)
                columns = columns_of(parquet.schema_arrow.names, file.uri)
                for batch in parquet.iter_batches(columns=list(columns)):
                    yield from ((str(identity), [value]) for identity, value in zip(*(batch.column(name).to_pylist() for name in columns)))
            else:
                reader = csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""))
                identity, value = columns_of(reader.fieldnames or [], file.uri)
                yield from ((row[identity], [row[value]]) for row in reader)


def ground_truth(line: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
    if "groundTruthData" in line:
        truth, metadata = line["groundTruthData"], line["eventMetadata"]
        data, identity = truth["data"], metadata.get("inferenceId") or metadata["eventId"]
        if str(truth.get("encoding", "CSV")).upper() == "JSON":
            data = json.loads(data)
        else:
            data = [row.strip() for row in str(data).strip().split("\n")]
        return str(identity), data if isinstance(data, list) else [data]
    identity, value = columns_of(list(line), "a line")
    return str(line[identity]), line[value] if isinstance(line[value], list) else [line[value]]


def columns_of(names: Sequence[str], place: str) -> tuple[str, str]:
    """Which columns are id and label: by their names, or the other one of two."""
    identity = next((name for known in IDS for name in names if name.lower() == known), None)
    value = next((name for known in VALUES for name in names if name.lower() == known), None)
    if identity and not value and len(names) == 2:
        value = next(name for name in names if name != identity)
    if not identity or not value:
        raise Failure(f"{place} must have a column {' or '.join(IDS[:2])} and a column {VALUES[0]}, got {', '.join(names)}")
    return identity, value
