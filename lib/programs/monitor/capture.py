"""The recorded requests of an endpoint, one at a time, whichever server has recorded them."""
from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Collection, Iterator, Sequence, Union

import kserve_log
import payload
import sagemaker_capture
import storage
from answer import Answer
from contract import Window
from exchange import Exchange, Pairs
from request import Row

# How rows look: their number of values, their names, or None when there is no row.
Shape = Union[int, frozenset, None]

ENDINGS = (".jsonl", ".json", ".jsonl.gz", ".json.gz")
# Who has written a line, by a key that all of its lines have.
FORMS = {"captureData": sagemaker_capture.exchange, "specversion": kserve_log.event, "ReqType": kserve_log.stored}
# How far from its request an answer may be, when they were logged apart.
APART = timedelta(hours=1)


@dataclass(frozen=True)
class Record:
    """One request with all of its rows. `answers` is empty when they were not asked for."""

    id: str
    rows: list[Row]
    answers: list[Answer]
    time: str | None = None


class Capture:
    """Records of a window, from `<uri>/<variant>/yyyy/mm/dd/hh/`. What could not be read is counted, not hidden."""

    def __init__(self, uri: str, window: Window, with_answers: bool = False, alone: bool = False) -> None:
        """`alone`: nothing but answers is asked for; their requests need be neither recorded nor readable."""
        self.uri, self.window, self.with_answers, self.alone = uri, window, with_answers, alone
        self.counts: Counter[str] = Counter(files=0, records=0, rows=0, corruptFiles=0, corruptLines=0, unreadablePayloads=0)
        self.first_problem: str | None = None
        # Names of values that are not in the baseline, and those of its features and label, once they are known.
        self.new_names: set[str] = set()
        self.names: Sequence[str] = ()
        self.label: Collection[str] = ()
        # Whether rows of plain CSV stay lines.
        self.in_lines = False
        self._pairs: Pairs | None = None

    def __iter__(self) -> Iterator[Record]:
        for exchange in self._exchanges(self.window):
            try:
                whole = self._whole(exchange)
            except Exception as error:
                self._skip("corruptLines", error)
                continue
            if whole:
                yield from self._records(whole)
        if self._pairs:
            for whole in self._late(self._pairs):
                yield from self._records(whole)
            self.counts.update(
                repeatedEvents=self._pairs.repeated, withoutAnswer=self._pairs.waiting("request"), withoutRequest=self._pairs.waiting("answer"))

    def shape(self) -> Shape:
        """How the first row looks, without counting it."""
        for record in Capture(self.uri, self.window):
            for row in record.rows:
                return frozenset(row) if isinstance(row, dict) else len(row)
        return None

    @property
    def unreadable(self) -> int:
        return self.counts["corruptLines"] + self.counts["unreadablePayloads"]

    def _whole(self, exchange: Exchange) -> Exchange | None:
        """The exchange, once everything is known that is asked for."""
        if self.alone and exchange.answer is None:
            return None
        if exchange.request is not None and exchange.answer is not None:
            return exchange
        self._pairs = self._pairs or Pairs()
        if self.with_answers:
            return self._pairs.add(exchange)
        asked = exchange.request if not self.alone else exchange.answer
        return exchange if asked is not None and self._pairs.first(exchange) else None

    def _late(self, pairs: Pairs) -> Iterator[Exchange]:
        """Answers that were written in the hour after the window or before it, for requests of the window."""
        other = Capture(self.uri, self.window)
        for window in (Window(self.window.end, self.window.end + APART), Window(self.window.start - APART, self.window.start)):
            if pairs.waiting("request"):
                yield from filter(None, (pairs.answer(exchange) for exchange in other._exchanges(window) if exchange.request is None))

    def _records(self, exchange: Exchange) -> Iterator[Record]:
        try:
            if self.alone:
                rows, answers = [], alone(exchange)
            else:
                rows = payload.rows(exchange.request, self.names, self.label, self.in_lines)
                answers = payload.answers(exchange.answer, len(rows)) if self.with_answers else []
        # Clients send anything at all: no payload, however it is made, ends the check.
        except Exception as error:
            return self._skip("unreadablePayloads", error)
        self.counts["records"] += 1
        self.counts["rows"] += len(answers if self.alone else rows)
        yield Record(exchange.id, rows, answers, exchange.time)

    def _exchanges(self, window: Window) -> Iterator[Exchange]:
        for line in self._lines(window):
            try:
                content = storage.parsed(line)
                found = [form(entry)(entry) for entry in (content if isinstance(content, list) and content else [content])]
            except Exception as error:
                self._skip("corruptLines", error)
                continue
            yield from found

    def _lines(self, window: Window) -> Iterator[bytes]:
        for file in self._files(window):
            self.counts["files"] += 1
            try:
                yield from (line for line in file.lines() if not line.isspace())
            except (EOFError, OSError, zlib.error) as error:
                if not file.name.endswith(".gz"):
                    raise
                self._skip("corruptFiles", error)

    def _files(self, window: Window) -> Iterator[storage.File]:
        for variant in storage.folders(self.uri):
            place = storage.join(self.uri, variant)
            yield from (file for file in written(place, window) if file.name.endswith(ENDINGS))

    def _skip(self, kind: str, error: Exception) -> None:
        self.counts[kind] += 1
        self.first_problem = self.first_problem or f"{type(error).__name__}: {str(error)[:300]}"


def alone(exchange: Exchange) -> list[Answer]:
    """The answers, as many as the request has rows; where that cannot be told, as many as they look like."""
    try:
        return payload.answers(exchange.answer, len(payload.rows(exchange.request)))
    except Exception:
        return payload.answers(exchange.answer)


def form(entry: Any) -> Any:
    for key, read in FORMS.items():
        if key in entry:
            return read
    raise ValueError("neither data capture of SageMaker nor an event of KServe's logger")


def written(place: str, window: Window) -> Iterator[storage.File]:
    """Files of a window: from folders of years, months, days and hours; where there are none, by the time when they were written."""
    if any(len(name) == 4 and name.isdigit() for name in storage.folders(place)):
        for hour in window.hours():
            yield from storage.each(storage.join(place, hour.strftime("%Y/%m/%d/%H"), ""))
    else:
        yield from (file for file in storage.each(storage.join(place, "")) if window.start <= file.modified < window.end)
