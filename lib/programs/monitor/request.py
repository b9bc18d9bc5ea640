"""Rows of a request, in the JSON forms that model servers document, and in libsvm's."""
from __future__ import annotations

import math
from typing import Any, Mapping, Sequence

import tensors
from values import Unreadable, number

# One row is a mapping (JSON with names) or a sequence (CSV and JSON lists, by position).
Row = Any

# Under which keys servers take rows: TensorFlow Serving and KServe, MLflow, Azure ML, Seldon, pandas.
_ROWS = (
    "instances", "inputs", "input_data", "Inputs", "dataframe_records", "dataframe_split",
    "examples", "rows", "records", "ndarray", "jsonData", "data",
)
# Under which keys one row has its values: SageMaker's common data formats.
_ROW = ("features", "row", "values", "data")
# A sparse row may claim any width.
WIDEST = 1_000_000


def rows(content: Any, known: frozenset[str] = frozenset()) -> list[Row]:
    if isinstance(content, dict):
        return of_object(content, known)
    if isinstance(content, list):
        return [row(item, known) for item in content] if any(isinstance(item, (list, dict)) for item in content) else [content]
    return [[content]]


def of_object(content: Mapping[str, Any], known: frozenset[str]) -> list[Row]:
    """A key that is the name of a feature is that, whatever else it may mean."""
    if not known.isdisjoint(content):
        return columns(content) or [content]
    for form in (split, tensor):
        found = form(content)
        if found is not None:
            return found
    for key in _ROWS:
        value = content.get(key)
        if tensors.are(value):
            return tensors.rows(value)
        # `data` may be of one row of SageMaker's or of many.
        if isinstance(value, (list, dict)) and not (key == "data" and isinstance(value, dict) and "features" in value):
            return rows(value, known)
    return columns(content) or nested_columns(content) or [row(content, known)]


def split(content: Mapping[str, Any]) -> list[Row] | None:
    """Names beside rows: pandas' `split`, Seldon's `names` and `ndarray`."""
    for names, data in (("columns", "data"), ("names", "ndarray")):
        found, values = content.get(names), content.get(data)
        if isinstance(found, list) and found and isinstance(values, list) and all(isinstance(name, str) for name in found):
            return [dict(zip(found, value)) if isinstance(value, list) else [value] for value in values]
    return None


def tensor(content: Mapping[str, Any]) -> list[Row] | None:
    """Seldon's `tensor`: values in one list, and their shape."""
    found = content.get("tensor")
    if isinstance(found, dict) and isinstance(found.get("values"), list) and isinstance(found.get("shape"), list):
        return tensors.table({"name": "tensor", "shape": found["shape"], "data": found["values"]})
    return None


def columns(content: Mapping[str, Any]) -> list[Row] | None:
    """Columns of lists: `{"age": [30, 40], "city": ["a", "b"]}`."""
    lists = list(content.values())
    if not lists or not all(isinstance(values, list) for values in lists) or len(set(map(len, lists))) != 1:
        return None
    # SageMaker's one row without names.
    if len(content) == 1 and next(iter(content)) in _ROW:
        return None
    return [dict(zip(content, values)) for values in zip(*lists)]


def nested_columns(content: Mapping[str, Any]) -> list[Row] | None:
    """pandas' `columns` (`{"age": {"0": 30}}`) and `index` (`{"0": {"age": 30}}`)."""
    parts = list(content.values())
    if not parts or not all(isinstance(part, dict) and part and part.keys() == parts[0].keys() for part in parts):
        return None
    if all(name.isdigit() for name in content):
        return parts
    if all(name.isdigit() for name in parts[0]):
        return [{name: part[index] for name, part in content.items()} for index in parts[0]]
    return None


def row(content: Any, known: frozenset[str] = frozenset()) -> Row:
    if not isinstance(content, dict):
        return content if isinstance(content, list) else [content]
    if not known.isdisjoint(content):
        return content
    if isinstance(content.get("values"), list) and isinstance(content.get("keys"), list):
        return dense(content["keys"], content["values"], content.get("shape"))
    for key in _ROW:
        if isinstance(content.get(key), (list, dict)):
            return row(content[key], known)
    return content


def dense(keys: Sequence[Any], values: Sequence[Any], shape: Any = None) -> list[Any]:
    """All values of a row of which only some were sent; the others are 0."""
    width = math.prod(shape) if isinstance(shape, list) and shape else max(keys, default=-1) + 1
    if len(keys) != len(values) or not 0 <= width <= WIDEST or any(not 0 <= key < width for key in keys):
        raise Unreadable(f"a sparse row of {width} values with {len(keys)} keys and {len(values)} values")
    found: list[Any] = [0] * width
    for key, value in zip(keys, values):
        found[key] = value
    return found


def libsvm(data: str, width: int) -> list[Row]:
    """`label index:value …`. Indices count from 0, unless one of them is as high as there are features."""
    found = [
        [cell.split(":", 1) for cell in line.split("#")[0].split() if ":" in cell and not cell.startswith("qid:")]
        for line in data.splitlines() if line.strip()
    ]
    table = [([int(index) for index, _ in cells], [value for _, value in cells]) for cells in found]
    if any(number(value) is None for _, values in table for value in values):
        raise Unreadable("libsvm with values that are no numbers")
    highest = max((index for keys, _ in table for index in keys), default=-1)
    first = 1 if width and highest == width else 0
    return [dense([key - first for key in keys], values, [max(width, highest + 1 - first)]) for keys, values in table]
