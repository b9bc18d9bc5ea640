"""What travels between client and model, in the forms that model servers use, as rows and answers."""
from __future__ import annotations

import base64
import csv
import io
import json
from dataclasses import dataclass
from typing import Any, Mapping, Sequence

import tensors
from values import Unreadable, number

# One row is a mapping (JSON with names) or a sequence (CSV and JSON lists, by position).
Row = Any

_ROWS = ("instances", "inputs", "rows", "records", "data", "dataframe_records", "dataframe_split", "predictions", "outputs", "results")
_ROW = ("features", "row", "values")
_VALUE = ("predicted_label", "prediction", "predict", "output_label", "predicted_class", "label", "class", "value", "output", "result")
_SCORE = ("score", "probability", "predicted_probability", "scores", "probabilities", "predict_proba", "output_probability")


@dataclass(frozen=True)
class Answer:
    """What a model says of one row: a value, a score, or both."""

    value: Any = None
    scores: tuple[float, ...] | float | None = None


def rows(part: Mapping[str, Any]) -> list[Row]:
    """The rows of a captured request."""
    return _table(_content(part), columnar=True)


def answers(part: Mapping[str, Any], count: int) -> list[Answer]:
    """The answers of a captured response to `count` rows."""
    found = _table(_content(part))
    # Some servers write the answers to several rows side by side.
    if len(found) == 1 and count > 1 and not isinstance(found[0], dict) and len(found[0]) == count:
        found = [[value] for value in found[0]]
    if len(found) != count:
        raise Unreadable(f"{len(found)} answers to {count} rows")
    return [_answer(row) for row in found]


def _content(part: Mapping[str, Any]) -> Any:
    """The parsed content: a list of lists for CSV, anything for JSON."""
    data, encoding, kind = part.get("data"), str(part.get("encoding", "")).upper(), str(part.get("observedContentType", "")).lower()
    if isinstance(data, (dict, list)):
        return data
    if not isinstance(data, str):
        raise Unreadable("no data")
    if encoding == "BASE64":
        try:
            data, encoding = base64.b64decode(data, validate=True).decode("utf-8"), "TEXT"
        except ValueError as error:
            raise Unreadable(f"base64 of something that is not text ({kind})") from error
    if encoding == "TEXT":
        # KServe gives an answer the content type of its request.
        encoding = "CSV" if "csv" in kind and not data.lstrip().startswith(("{", "[")) else "JSON"
    if encoding == "CSV":
        return _csv(data.strip())
    if encoding == "JSON":
        return _json(data)
    raise Unreadable(f"unknown encoding {encoding}")


def _csv(data: str) -> list[list[str]]:
    # The one row that most requests have, without anything that needs a parser.
    if data and not ('"' in data or "\n" in data or "\r" in data or ", " in data):
        return [data.split(",")]
    return [row for row in csv.reader(io.StringIO(data), skipinitialspace=True) if row]


def _json(data: str) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in data.splitlines() if line.strip()]
    except ValueError as error:
        raise Unreadable(f"not JSON: {error}") from error


def _table(content: Any, columnar: bool = False) -> list[Row]:
    if isinstance(content, dict):
        if isinstance(content.get("columns"), list) and isinstance(content.get("data"), list):
            return [dict(zip(content["columns"], row)) for row in content["data"]]
        for key in _ROWS:
            if tensors.are(content.get(key)):
                return (tensors.rows if columnar else tensors.answers)(content[key])
            if isinstance(content.get(key), (list, dict)):
                return _table(content[key], columnar)
        if columnar and content and all(isinstance(value, list) for value in content.values()):
            return [dict(zip(content, values)) for values in zip(*content.values())]
        return [_row(content)]
    if isinstance(content, list):
        return [_row(row) for row in content] if any(isinstance(row, (list, dict)) for row in content) else [content]
    return [[content]]


def _row(row: Any) -> Row:
    if isinstance(row, dict):
        for key in _ROW:
            if isinstance(row.get(key), (list, dict)):
                return row[key]
    return row if isinstance(row, (list, dict)) else [row]


def _answer(row: Row) -> Answer:
    if isinstance(row, dict):
        value = next((row[key] for key in _VALUE if key in row), None)
        scores = next((row[key] for key in _SCORE if key in row), None)
        if value is None and scores is None:
            raise Unreadable(f"no prediction among {', '.join(map(str, row))}")
        return Answer(value, _scores(scores))
    if len(row) == 1:
        return _answer(row[0]) if isinstance(row[0], (list, dict)) else Answer(value=row[0])
    if len(row) == 2 and (number(row[0]) is None or not _sums_to_one(row)):
        return Answer(row[0], _scores(row[1]))
    return Answer(scores=_scores(row))


def _sums_to_one(row: Sequence[Any]) -> bool:
    return abs(sum(number(value) or 0.0 for value in row) - 1) < 1e-3


def _scores(scores: Any) -> tuple[float, ...] | float | None:
    if scores is None:
        return None
    found: Sequence[float | None] = [number(score) for score in (scores if isinstance(scores, list) else [scores])]
    if not found or any(score is None for score in found):
        raise Unreadable("scores that are no numbers")
    return tuple(found) if isinstance(scores, list) else found[0]  # type: ignore[arg-type]
