"""The recorded requests of an endpoint (SageMaker data capture), one at a time."""
from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Iterator, Union

import payload
import storage
from contract import Window
from payload import Answer, Row, Unreadable


# How rows look: their number of values, their names, or None when there is no row.
Shape = Union[int, frozenset, None]


@dataclass(frozen=True)
class Record:
    """One request with all of its rows. `answers` is empty when they were not asked for."""

    id: str
    rows: list[Row]
    answers: list[Answer]


class Capture:
    """Records of a window, from `<uri>/<variant>/yyyy/mm/dd/hh/*.jsonl`. What could not be read is counted, not hidden."""

    def __init__(self, uri: str, window: Window, with_answers: bool = False) -> None:
        self.uri, self.window, self.with_answers = uri, window, with_answers
        self.counts: Counter[str] = Counter(files=0, records=0, rows=0, corruptLines=0, unreadablePayloads=0)
        self.first_problem: str | None = None

    def __iter__(self) -> Iterator[Record]:
        for file in self._files():
            self.counts["files"] += 1
            for line in file.lines():
                if line.strip():
                    record = self._record(line)
                    if record:
                        self.counts["records"] += 1
                        self.counts["rows"] += len(record.rows)
                        yield record

    def shape(self) -> Shape:
        """How the first row looks, without counting it."""
        for record in Capture(self.uri, self.window):
            for row in record.rows:
                return frozenset(map(str, row)) if isinstance(row, dict) else len(row)
        return None

    @property
    def unreadable(self) -> int:
        return self.counts["corruptLines"] + self.counts["unreadablePayloads"]

    def _files(self) -> Iterator[storage.File]:
        for variant in storage.folders(self.uri):
            for hour in self.window.hours():
                yield from (file for file in storage.files(storage.join(self.uri, variant, hour.strftime("%Y/%m/%d/%H"), "")) if file.name.endswith(".jsonl"))

    def _record(self, line: bytes) -> Record | None:
        try:
            content = json.loads(line)
            captured, metadata = content["captureData"], content["eventMetadata"]
            identity, request = metadata.get("inferenceId") or metadata["eventId"], captured["endpointInput"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return self._skip("corruptLines", error)
        try:
            rows = payload.rows(request)
            answers = payload.answers(captured.get("endpointOutput") or {}, len(rows)) if self.with_answers else []
        except (Unreadable, AttributeError) as error:
            return self._skip("unreadablePayloads", error)
        return Record(str(identity), rows, answers)

    def _skip(self, kind: str, error: Exception) -> None:
        self.counts[kind] += 1
        self.first_problem = self.first_problem or f"{type(error).__name__}: {error}"
