"""What is sent to a model, and what it answers: rows as CSV or JSON, answers as numbers."""
from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Iterator, Sequence

import numpy as np

from column import Column
from job.failure import Failure
from spelling import NUMBER

# A body, what it is and what is asked for, to an answer and what that is.
Send = Callable[[bytes, str, str], "tuple[bytes, str]"]

CSV, JSON = "text/csv", "application/json"

# The keys under which answers are found in an object, the most telling first.
ANSWERS = ("predictions", "outputs", "instances", "probabilities", "probability", "scores", "score", "prediction", "predicted_label")


@dataclass(frozen=True)
class Rows:
    """Rows as they are sent: of each column its cells as texts, None where there is nothing."""

    columns: Sequence[Column]
    texts: Sequence[np.ndarray]

    def __len__(self) -> int:
        return len(self.texts[0])

    def part(self, start: int, stop: int) -> "Rows":
        return Rows(self.columns, [texts[start:stop] for texts in self.texts])

    def items(self) -> Iterator[tuple[Column, np.ndarray]]:
        return zip(self.columns, self.texts)

    @property
    def names(self) -> list[str]:
        """The names of the columns in JSON."""
        return [json.dumps(column.name) for column in self.columns]

    def in_json(self) -> list[list[str]]:
        return [column.in_json(texts) for column, texts in self.items()]


def csv_lines(rows: Rows) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(zip(*rows.texts))
    return stream.getvalue()


def lists(rows: Rows) -> str:
    return listed(listed(row) for row in zip(*rows.in_json()))


def records(rows: Rows) -> str:
    names = rows.names
    return listed(objects(zip(names, row)) for row in zip(*rows.in_json()))


def by_column(rows: Rows) -> str:
    """For this program's own server, which makes a table of it: a missing number is one, and not an object of Python."""
    return objects(
        (name, listed("NaN" if token == "null" and column.kind == NUMBER else token for token in tokens))
        for name, column, tokens in zip(rows.names, rows.columns, rows.in_json()))


def listed(items: Iterable[str]) -> str:
    return f"[{','.join(items)}]"


def objects(items: Iterable[tuple[str, str]]) -> str:
    return f"{{{','.join(f'{name}:{item}' for name, item in items)}}}"


# How rows become the body of a request, by the name in the configuration; `columns` is for the program's own server.
REQUESTS: dict[str, tuple[str, Callable[[Rows], str]]] = {
    "csv": (CSV, csv_lines),
    "records": (JSON, records),
    "instances": (JSON, lambda rows: f'{{"instances":{lists(rows)}}}'),
    "split": (JSON, lambda rows: f'{{"dataframe_split":{{"columns":{listed(rows.names)},"data":{lists(rows)}}}}}'),
    "columns": (JSON, by_column),
}
# Forms in which a cell can hold a list or an object.
STRUCTURED = ("records", "instances", "split")


def read_answers(body: bytes, content_type: str, rows: int) -> np.ndarray:
    """A table of numbers: a row for each row that was sent, a column for each output."""
    text = body.decode("utf-8")
    try:
        answers = numbers(json.loads(text)) if "json" in content_type else [line.split(",") for line in text.split("\n") if line.strip()]
        if "json" not in content_type and len(answers) == 1 and rows > 1:
            # All answers in one line, as SageMaker's XGBoost container writes them.
            answers = [[value] for value in answers[0]]
        table = np.array(answers, dtype=float)
    except (ValueError, TypeError) as error:
        raise Failure(f"the model's answers are not numbers: {text[:200]!r}; let it answer with probabilities or values") from error
    table = table.reshape(len(table), -1)
    if len(table) != rows:
        raise Failure(f"the model gave {len(table)} answers to {rows} rows; do the rows have the columns of a request, in their order?")
    if not np.isfinite(table).all():
        raise Failure(f"the model's answers have values that are no numbers: {text[:200]!r}")
    return table


def numbers(content: Any) -> Any:
    """Answers without the objects that they stand in."""
    if isinstance(content, dict):
        known = next((key for key in ANSWERS if key in content), None)
        if known is None:
            raise ValueError(f"no key of {', '.join(ANSWERS)}")
        return numbers(content[known])
    if isinstance(content, list):
        return [numbers(item) for item in content]
    return content
