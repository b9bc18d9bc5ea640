"""A model as every method sees it: a function from rows to one number for each."""
from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Callable, Iterator

import numpy as np

import artifact
import endpoint
from contract import Job
from exchange import JSON, REQUESTS, STRUCTURED, Rows, Send, read_answers
from job.failure import Failure
from table import Table

# Rows in one request. An endpoint answers within a minute or not at all; a body has at most 6 MB, or 4 MB without servers.
ENDPOINT_ROWS, ARTIFACT_ROWS = 500, 20_000
MOST_BYTES = 4_000_000


class Model:
    def __init__(self, send: Send, request: str, batch: int) -> None:
        self._send, self._batch, self._output = send, batch, 0
        self._content_type, self._write = REQUESTS[request]
        self.takes_structures = request in STRUCTURED
        self.asked = 0

    def choose_output(self, rows: Rows, output: int | None) -> str | None:
        """Decides which of several outputs is explained; says so when nobody has."""
        answers = self.outputs(rows)
        count = answers.shape[1]
        if output is not None and output >= count:
            raise Failure(f"the model has {count} outputs, so `output` must be below {count}, got {output}")
        # Of two probabilities the second is that of yes; of more, the class that is answered most often.
        self._output = output if output is not None else count - 1 if count <= 2 else int(np.bincount(answers.argmax(axis=1)).argmax())
        chosen = answers[:, self._output]
        if np.ptp(chosen) == 0:
            known = "it knows one class only, or " if count == 1 and chosen[0] == 1 else ""
            raise Failure(f"the model answers {chosen[0]:g} to each of {len(rows)} rows: {known}nothing in these data changes its answer, "
                "so there is nothing to explain")
        return f"output {self._output} of {count} is explained; name another one as `output`" if output is None and count > 1 else None

    def predict(self, rows: Rows) -> np.ndarray:
        return self.outputs(rows)[:, self._output]

    def on_numbers(self, table: Table) -> Callable[[np.ndarray], np.ndarray]:
        """The model on encoded rows."""
        return lambda numbers: self.predict(table.decoded(np.asarray(numbers, dtype=float)))

    def outputs(self, rows: Rows) -> np.ndarray:
        self.asked += len(rows)
        return np.concatenate([self._ask(part) for part in batches(rows, self._batch)])

    def _ask(self, rows: Rows) -> np.ndarray:
        body = self._write(rows).encode("utf-8")
        if len(body) > MOST_BYTES and len(rows) > 1:
            middle = len(rows) // 2
            return np.concatenate([self._ask(rows.part(0, middle)), self._ask(rows.part(middle, len(rows)))])
        answer, content_type = self._send(body, self._content_type, JSON)
        return read_answers(answer, content_type, len(rows))


def batches(rows: Rows, size: int) -> Iterator[Rows]:
    for start in range(0, len(rows), size):
        yield rows.part(start, start + size)


def connect(job: Job, scope: ExitStack, folder: Path) -> Model:
    """The model of a job; whatever had to be started for it ends with the scope."""
    request, batch = job.config["request"], job.config["batchSize"]
    if job.artifact is None:
        send = endpoint.sagemaker(str(job.endpoint), job.variant) if job.endpoint else endpoint.http(str(job.url))
        return Model(send, request, batch or ENDPOINT_ROWS)
    served = scope.enter_context(artifact.serve(job, folder))
    return Model(endpoint.http(served.url, served.why), request if served.script else "columns", batch or ARTIFACT_ROWS)
