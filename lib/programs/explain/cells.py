"""The columns of data files as they stand there: the spelling of each cell, and what the spellings are."""
from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

import spelling
from job.failure import Failure
from spelling import BYTES, NUMBER, STRUCTURE, TEXT, TIME, TRUTH


@dataclass(frozen=True)
class Cells:
    name: str
    # Objects: texts, None where there is nothing.
    texts: np.ndarray
    kind: str
    # A type of categories, as pandas has it.
    categorical: bool = False
    # Whole numbers by their type.
    whole: bool = False
    # Whether the digits are the data's own, not only how this program writes a binary number.
    written: bool = False


def read(path: Path) -> list[Cells]:
    try:
        return READERS[path.suffix](path)
    except KeyError:
        raise Failure(f"the data must be .csv or .parquet files, got {path.name}") from None
    except pd.errors.EmptyDataError:
        raise Failure(f"there are no data: {path.name} is empty") from None
    except (ValueError, OSError, pa.ArrowException) as error:
        raise Failure(f"{path.name} cannot be read: {error}") from error


def read_csv(path: Path) -> list[Cells]:
    # Nothing is guessed: neither types nor which words are missing; only an empty cell holds nothing.
    frame = pd.read_csv(path, dtype=str, na_filter=False, index_col=False, encoding="utf-8-sig")
    return [written(str(name), frame[name].to_numpy(dtype=object)) for name in frame.columns]


def read_parquet(path: Path) -> list[Cells]:
    table = pyarrow.parquet.read_table(path)
    names = (table.schema.pandas_metadata or {}).get("index_columns", [])
    index = {name for name in names if isinstance(name, str)}
    return [typed(str(name), column) for name, column in zip(table.column_names, table.columns) if name not in index]


READERS: dict[str, Callable[[Path], list[Cells]]] = {".csv": read_csv, ".parquet": read_parquet}


def written(name: str, texts: np.ndarray) -> Cells:
    """A column of a file that only knows texts."""
    texts = np.array([text or None for text in texts], dtype=object)
    return Cells(name, texts, spelling.kind(texts), written=True)


def typed(name: str, column: pa.ChunkedArray) -> Cells:
    """A column of a file that knows types. What spells a value is what pandas would write into CSV."""
    if isinstance(column.type, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
    if pa.types.is_dictionary(column.type):
        inner = typed(name, column.cast(column.type.value_type))
        return Cells(name, inner.texts, inner.kind, categorical=True)
    kind, spell = next((kind, spell) for belongs, kind, spell in SPELLINGS if belongs(column.type))
    # The shortest digits of a small float are those of its own type.
    values = column.to_numpy() if column.type == pa.float32() else column.to_pylist()
    try:
        # Of a number that is none, files know two ways to say so.
        texts = np.array([None if value is None or value != value else spell(value) for value in values], dtype=object)
    except UnicodeDecodeError:
        return Cells(name, np.full(len(column), None, dtype=object), BYTES)
    if kind == TEXT and spelling.kind(texts) == TIME:
        kind = TIME
    return Cells(name, texts, kind, whole=pa.types.is_integer(column.type), written=pa.types.is_decimal(column.type))


def structured(value: Any) -> str:
    return json.dumps(without_nan(value), default=str)


def without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): without_nan(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def is_binary(kind: pa.DataType) -> bool:
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)


def is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or str(kind) == "string_view"


# What each type is, and how a value of it is spelled.
SPELLINGS: Sequence[tuple[Callable[[pa.DataType], bool], str, Callable[[Any], str]]] = (
    (pa.types.is_boolean, TRUTH, str),
    (pa.types.is_integer, NUMBER, str),
    (pa.types.is_floating, NUMBER, str),
    (pa.types.is_decimal, NUMBER, lambda value: f"{value:f}"),
    (is_text, TEXT, str),
    (pa.types.is_duration, TIME, lambda value: str(pd.Timedelta(value))),
    (pa.types.is_temporal, TIME, str),
    (pa.types.is_null, TEXT, str),
    (is_binary, TEXT, lambda value: value.decode("utf-8")),
    (lambda kind: True, STRUCTURE, structured),
)


def joined(parts: Sequence[Cells]) -> Cells:
    """One column from the same one of several files."""
    first, texts = parts[0], np.concatenate([part.texts for part in parts])
    if len(parts) == 1:
        return first
    filled = [part for part in parts if part.kind == BYTES or any(text is not None for text in part.texts)] or [first]
    if len({(part.kind, part.written) for part in filled}) > 1 or all(part.kind != NUMBER and part.written for part in filled):
        # What the texts of several files are can only be told from all of them.
        kind = BYTES if any(part.kind == BYTES for part in filled) else spelling.kind(texts)
        return Cells(first.name, texts, kind, written=True)
    return Cells(first.name, texts, filled[0].kind, any(part.categorical for part in filled), all(part.whole for part in filled), filled[0].written)
