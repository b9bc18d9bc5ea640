"""What batch inference has scored and written, line by line as if each had been a request: the same checks read both."""
from __future__ import annotations

import json
from itertools import zip_longest
from typing import Any, Iterator

import storage
from capture import Capture, Shape
from contract import Job, Window
from exchange import Exchange, Part
from job.failure import Failure

# SageMaker calls its output as the input is called, and this.
SUFFIX = ".out"
# A request whose content nobody reads: one row.
ONE_ROW: Part = {"data": "-", "encoding": "CSV"}


def of_job(job: Job, with_answers: bool = False, alone: bool = False) -> Capture:
    """The requests of a window, or the rows of one run of batch inference."""
    return Capture(job.capture, job.window, with_answers, alone) if job.input is None else BatchCapture(job, with_answers, alone)


class BatchCapture(Capture):
    """The files of a run. Files that were not scored are counted; without answers the output is not read at all."""

    def __init__(self, job: Job, with_answers: bool = False, alone: bool = False) -> None:
        super().__init__(job.capture, job.window, with_answers, alone)
        self.job = job
        self.in_whole, self.is_joined = job.setting("splitBy") == "none", job.setting("joinInput")
        self.kind = job.setting("contentType")

    def shape(self) -> Shape:
        for record in BatchCapture(self.job):
            for row in record.rows:
                return frozenset(row) if isinstance(row, dict) else len(row)
        return None

    def _exchanges(self, window: Window) -> Iterator[Exchange]:
        reads_output, reads_input = self.with_answers or self.alone, self.is_joined or not self.alone
        scored = {output_name(file.uri, self.uri): file for file in storage.each(self.uri) if file.uri.endswith(SUFFIX)} if reads_output else {}
        if not reads_input:
            for name, file in scored.items():
                self.counts["files"] += 1
                yield from (self._exchange(name, place, None, line) for place, line in enumerate(self._pieces(file)))
            return
        for file in storage.each(str(self.job.input)):
            self.counts["files"] += 1
            name = relative(file.uri, str(self.job.input))
            output = scored.get(name) or scored.get(base(name))
            if reads_output and output is None:
                self._skip("unscoredFiles", Failure(f"{file.uri} has no output in {self.uri}"))
                continue
            lines = zip_longest(self._pieces(file), self._pieces(output) if output else ())
            yield from (self._exchange(name, place, asked, told) for place, (asked, told) in enumerate(lines))

    def _pieces(self, file: storage.File) -> Iterator[str]:
        """Lines, or the whole of a file that was sent whole."""
        if self.in_whole:
            with file.open() as stream:
                yield stream.read().decode("utf-8-sig")
            return
        for line in file.lines():
            text = line.decode("utf-8-sig", "replace").rstrip("\r\n")
            if text.strip():
                yield text

    def _exchange(self, name: str, place: int, asked: str | None, told: str | None) -> Exchange:
        if asked is not None and told is not None and self.is_joined:
            told = answer_beside(told, asked)
        request: Part = {} if asked is None else {"data": asked, "encoding": "TEXT", "observedContentType": self.kind}
        if self.alone:
            request = {} if self.in_whole else ONE_ROW
        return Exchange(f"{name}:{place}", None, request, {} if told is None else {"data": told, "encoding": "CSV"})


def answer_beside(line: str, asked: str) -> str:
    """What the model has said, of a line in which it stands beside its input."""
    if line.startswith(f"{asked},"):
        return line[len(asked) + 1:]
    content: Any = json.loads(line)
    return json.dumps(content["SageMakerOutput"])


def relative(uri: str, below: str) -> str:
    """The name of a file below a prefix, which may end within a name; that of the file itself when it is the prefix."""
    rest = uri[len(below.rsplit("/", 1)[0]) + 1:] if not below.endswith("/") else uri[len(below):]
    return rest.lstrip("/") or base(uri)


def output_name(uri: str, below: str) -> str:
    return relative(uri, storage.join(below, ""))[:-len(SUFFIX)]


def base(name: str) -> str:
    return name.rsplit("/", 1)[-1]
