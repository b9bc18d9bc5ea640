"""Tensors of the Open Inference Protocol (V2), as rows: `[{"name": …, "shape": […], "datatype": …, "data": […]}, …]`."""
from __future__ import annotations

import math
from typing import Any, Mapping, Sequence

from values import Unreadable

Tensor = Mapping[str, Any]


def are(content: Any) -> bool:
    return isinstance(content, list) and bool(content) and all(
        isinstance(tensor, dict) and "shape" in tensor and "name" in tensor for tensor in content)


def rows(tensors: Sequence[Tensor]) -> list[Any]:
    """Rows of a request. Tensors with one value for each row are columns, by their names; all others lie side by side."""
    tables = alike([table(tensor) for tensor in tensors])
    if all(len(row) == 1 for found in tables for row in found) and (len(tensors) > 1 or len(tensors[0]["shape"]) == 1):
        names = [tensor["name"] for tensor in tensors]
        return [dict(zip(names, (value for value, in row))) for row in zip(*tables)]
    return [[value for part in row for value in part] for row in zip(*tables)]


def answers(tensors: Sequence[Tensor]) -> list[Any]:
    """Rows of an answer: the values of the only tensor, or one entry for each tensor."""
    tables = alike([table(tensor) for tensor in tensors])
    if len(tables) == 1:
        return tables[0]
    names = [tensor["name"] for tensor in tensors]
    return [dict(zip(names, (part[0] if len(part) == 1 else part for part in row))) for row in zip(*tables)]


def table(tensor: Tensor) -> list[list[Any]]:
    """The values of each row. Data may be nested as the shape is, or flat."""
    shape, data = tensor["shape"], tensor.get("data")
    if not isinstance(data, list):
        raise Unreadable(f"the tensor {tensor['name']} has no data in JSON; binary tensors are not read")
    values = flat(data)
    if not shape or len(values) != math.prod(shape):
        raise Unreadable(f"the tensor {tensor['name']} of shape {shape} has {len(values)} values")
    width = math.prod(shape[1:])
    return [values[row * width:(row + 1) * width] for row in range(shape[0])]


def flat(data: list[Any]) -> list[Any]:
    return [value for item in data for value in flat(item)] if data and isinstance(data[0], list) else data


def alike(tables: list[list[list[Any]]]) -> list[list[list[Any]]]:
    if len({len(found) for found in tables}) > 1:
        raise Unreadable(f"tensors with {' and '.join(str(len(found)) for found in tables)} rows")
    return tables
