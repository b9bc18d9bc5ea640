"""What travels between client and model: from the bytes that were recorded to rows and answers."""
from __future__ import annotations

import base64
import csv
import io
from typing import Any, Collection, Mapping, Sequence

import answer
import header
import json_text
import plain
import recordio
import request
from answer import Answer
from request import Row
from values import Unreadable

__all__ = ["Answer", "Row", "answers", "rows"]


def rows(part: Mapping[str, Any], names: Sequence[str] = (), label: Collection[str] = (), in_lines: bool = False) -> list[Row]:
    """The rows of a captured request, without a header. `names` are those of the features, when they are known. Rows of plain CSV stay
    lines when they are asked for."""
    form, data = opened(part)
    if in_lines and form == "CSV":
        lines = plain.lines(data, names, label)
        if lines:
            return lines
    return header.lifted(request.rows(parsed(form, data, len(names)), frozenset(names)), names, label)


def answers(part: Mapping[str, Any], count: int | None = None) -> list[Answer]:
    """The answers of a captured response to `count` rows, or to as many as it looks like."""
    return answer.answers(parsed(*opened(part)), count)


def opened(part: Mapping[str, Any]) -> tuple[str, Any]:
    """The form of the content, and its text; content that needs no parser has no form."""
    data, encoding, kind = part.get("data"), str(part.get("encoding", "")).upper(), str(part.get("observedContentType", "")).lower()
    if isinstance(data, (dict, list)):
        return "", data
    if not isinstance(data, str):
        raise Unreadable("no data")
    if encoding == "BASE64":
        raw = decoded(data)
        for name, read in BINARY.items():
            if name in kind:
                return "", read(raw)
        data, encoding = as_text(raw, kind), "TEXT"
    if "libsvm" in kind:
        return "libsvm", data
    if encoding == "TEXT":
        encoding = "CSV" if "csv" in kind else "JSON"
    if encoding not in ("CSV", "JSON"):
        raise Unreadable(f"unknown encoding {encoding[:100]}")
    # KServe gives an answer the content type of its request.
    if encoding == "CSV" and not data.lstrip().startswith(("{", "[")):
        return "CSV", data.strip()
    return "JSON", data


def parsed(form: str, data: Any, width: int = 0) -> Any:
    """The parsed content: a list of lists for CSV, anything for JSON."""
    if form == "libsvm":
        return request.libsvm(data, width)
    return of_csv(data) if form == "CSV" else of_json(data) if form == "JSON" else data


def decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except ValueError as error:
        raise Unreadable("base64 that is cut off or of other characters") from error


def as_text(raw: bytes, kind: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except ValueError as error:
        raise Unreadable(f"base64 of something that is not text ({kind[:100]})") from error


def of_csv(data: str) -> list[list[str]]:
    # The one row that most requests have, without anything that needs a parser.
    if data and not ('"' in data or "\n" in data or "\r" in data or ", " in data):
        return [data.split(",")]
    # A cell may be as long as its payload. The limit is the whole process's: it is only raised.
    csv.field_size_limit(max(len(data), csv.field_size_limit()))
    try:
        return [row for row in csv.reader(io.StringIO(data, newline=""), skipinitialspace=True) if row]
    except csv.Error as error:
        raise Unreadable(f"not CSV: {error}") from error


def of_json(data: str) -> Any:
    try:
        return json_text.parsed(data)
    except ValueError:
        pass
    try:
        return [json_text.parsed(line) for line in data.splitlines() if line.strip()]
    except ValueError as error:
        raise Unreadable(f"not JSON: {error}") from error


def of_npy(raw: bytes) -> Any:
    """An array of NumPy, as its serving containers take it. Arrays of objects would run code, and are refused."""
    import numpy as np

    return np.load(io.BytesIO(raw), allow_pickle=False).tolist()


def of_parquet(raw: bytes) -> Any:
    from pyarrow.parquet import ParquetFile

    return ParquetFile(io.BytesIO(raw)).read().to_pylist()


BINARY = {"x-npy": of_npy, "recordio-protobuf": recordio.rows, "parquet": of_parquet}
