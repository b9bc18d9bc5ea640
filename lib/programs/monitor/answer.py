"""Answers of a model, in the forms that model servers and SageMaker's algorithms document."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Sequence

import header
import tensors
from values import Unreadable, number, scalar

# Under which keys servers put the answers to all rows.
_ROWS = ("predictions", "outputs", "results", "result", "Results", "instances", "rows", "records", "ndarray", "jsonData", "data", "output")
_VALUE = (
    "predicted_label", "predicted_labels", "prediction", "predictions", "predict", "output_label", "predicted_class",
    "label", "labels", "class", "classes", "closest_cluster", "value", "output", "result",
)
_SCORE = ("score", "probability", "predicted_probability", "scores", "probabilities", "predict_proba", "output_probability", "prob", "probs")
# Names that the truth has as often as a prediction, or any column.
_DOUBTFUL = ("label", "labels", "class", "classes", "value", "output", "result")
# Names of columns that hold what a model has said, and not what is true.
PREDICTIONS = frozenset((*_VALUE, *_SCORE)) - frozenset(_DOUBTFUL)
_CLASSES = ("labels", "classes", "label")


@dataclass(frozen=True)
class Answer:
    """What a model says of one row: a value, a score, or both. `classes` are those of the scores, when they were named."""

    value: Any = None
    scores: tuple[float, ...] | float | None = None
    classes: tuple[Any, ...] | None = None
    # Two values side by side: a class and its probability, or two outputs.
    pair: bool = field(default=False, compare=False)


def answers(content: Any, count: int | None = None) -> list[Answer]:
    """Answers to so many rows; without a number, to as many as they look like."""
    count = rows_in(content) if count is None else count
    found = table(content, count)
    # Some servers write the answers to several rows side by side, or a header above them.
    if len(found) == 1 and count > 1 and isinstance(found[0], list) and len(found[0]) == count:
        found = [[value] for value in found[0]]
    if len(found) == count + 1:
        found = without_header(found)
    if len(found) != count:
        raise Unreadable(f"{len(found)} answers to {count} rows")
    return [of_row(row) for row in found]


def rows_in(content: Any) -> int:
    """How many rows were asked for, by the form of the answer alone. Side by side, numbers that add up to 1 are the scores of one row."""
    if isinstance(content, dict):
        told = next((key for key in ("data", *_ROWS, *_VALUE, *_SCORE) if isinstance(content.get(key), list)), None)
        if told is None:
            return 1
        found = content[told]
        return rows_in(found) if told in _SCORE or tensors.are(found) else max(len(found), 1)
    if tensors.are(content):
        shape = content[0].get("shape")
        return int(shape[0]) if isinstance(shape, list) and shape else 1
    if not isinstance(content, list) or not content or scored_classes(content):
        return 1
    if not any(isinstance(row, (list, dict)) for row in content):
        return 1 if is_one_row(content) else len(content)
    if len(content) == 1:
        return rows_in(content[0]) if isinstance(content[0], list) else 1
    return len(content) - (header.is_texts(content[0]) and all(cell.strip().lower() in (*_VALUE, *_SCORE) for cell in content[0]))


def is_one_row(cells: Sequence[Any]) -> bool:
    """Whether values side by side belong to one row: a class beside its score, or the scores of all classes."""
    found = [number(cell) for cell in cells]
    if len(found) == 2 and found[1] is not None and 0 <= found[1] <= 1 and not found[1].is_integer():
        return found[0] is None or found[0].is_integer() or sums_to_one(cells)
    return len(found) == 1 or None not in found and sums_to_one(cells)


def table(content: Any, count: int) -> list[Any]:
    if isinstance(content, dict):
        return of_object(content, count)
    if isinstance(content, list):
        if count == 1 and len(content) > 1 and scored_classes(content):
            return [content]
        return (
            [row if isinstance(row, (list, dict)) else [row] for row in content]
            if any(isinstance(row, (list, dict)) for row in content) else [content])
    return [[content]]


def of_object(content: Mapping[str, Any], count: int) -> list[Any]:
    if isinstance(content.get("columns"), list) and isinstance(content.get("data"), list):
        return [dict(zip(content["columns"], row)) for row in content["data"]]
    found = columns(content, count)
    if found is not None:
        return found
    for key in (*_ROWS, *_SCORE):
        value = content.get(key)
        if tensors.are(value):
            return tensors.answers(value)
        if isinstance(value, dict) and key in _ROWS or isinstance(value, list) and (key in _ROWS or any(isinstance(row, dict) for row in value)):
            return table(value, count)
    if isinstance(content.get("tensor"), dict):
        return tensors.table({"name": "tensor", "shape": content["tensor"].get("shape"), "data": content["tensor"].get("values")})
    return [content]


def columns(content: Mapping[str, Any], count: int) -> list[Any] | None:
    """Answers as columns: `{"predictions": [1, 0], "probabilities": [[0.1, 0.9], [0.8, 0.2]]}`."""
    scores = next((content[key] for key in _SCORE if isinstance(content.get(key), list)), None)
    # As many rows as classes: only `labels` are names then, as JumpStart has them.
    shared = next((
        key for key in _CLASSES
        if scores and names_of(content.get(key), scores) and (key == "labels" or len(content[key]) != count)), None)
    lists = {key: value for key, value in content.items() if key != shared and isinstance(value, list) and len(value) == count}
    told = [key for key in lists if key in _VALUE or key in _SCORE]
    if not told or any(key in content and not isinstance(content[key], list) for key in (*_VALUE, *_SCORE)):
        # One output under its own name, or several.
        alone = lists and len(lists) == len(content) and not any(key in _ROWS for key in lists)
        return None if not alone else lists[next(iter(lists))] if len(lists) == 1 and count > 1 else rows_of(lists)
    if len(told) == 1 and (told[0] in _ROWS or any(isinstance(row, dict) for row in lists[told[0]])):
        return None
    found = rows_of({key: lists[key] for key in told})
    return [{**row, "classes": content[shared]} for row in found] if shared else found


def rows_of(lists: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(lists, row)) for row in zip(*lists.values())]


def names_of(names: Any, scores: Sequence[Any]) -> bool:
    """Whether these are the names of the classes, as many as each row has scores."""
    return isinstance(names, list) and len(names) > 1 and all(isinstance(row, list) and len(row) == len(names) for row in scores)


def without_header(found: list[Any]) -> list[Any]:
    """The rows below the names of the answers."""
    first = found[0]
    if header.is_texts(first) and all(number(cell) is None for cell in first):
        known = all(cell.strip().lower() in (*_VALUE, *_SCORE) for cell in first)
        if known and all(isinstance(row, list) and len(row) == len(first) for row in found):
            return [dict(zip((cell.strip().lower() for cell in first), row)) for row in found[1:]]
        if all(isinstance(row, list) and all(number(cell) is not None for cell in row) for row in found[1:]):
            return found[1:]
    return found


def of_row(row: Any) -> Answer:
    if isinstance(row, dict):
        return of_names(row)
    if not isinstance(row, list):
        return Answer(row)
    pairs = scored_classes(row)
    if pairs:
        return of_classes(*zip(*pairs))
    if len(row) == 1:
        return of_row(row[0]) if isinstance(row[0], (list, dict)) else Answer(value=row[0])
    if len(row) == 2 and (number(row[0]) is None or not sums_to_one(row)):
        return Answer(row[0], numbers(row[1]), pair=True)
    return Answer(scores=numbers(row))


def of_names(row: Mapping[str, Any]) -> Answer:
    value, scores = (next((row[key] for key in keys if key in row), None) for keys in (_VALUE, _SCORE))
    if isinstance(scores, dict):
        return of_classes(list(scores), list(scores.values()), value)
    classes = next((
        row[key] for key in _CLASSES
        if isinstance(row.get(key), list) and isinstance(scores, list) and len(row[key]) == len(scores) > 1), None)
    if classes is not None:
        return of_classes(classes, scores, None if value is classes else value)
    if value is None and scores is None:
        return of_unknown(row)
    if isinstance(value, list) and len(value) > 1 and scores is None and all(number(part) is not None for part in value):
        return Answer(scores=numbers(value))
    value = scalar(value) if isinstance(value, list) else value
    return Answer(value, numbers(scores[0] if isinstance(scores, list) and len(scores) == 1 else scores))


def of_unknown(row: Mapping[str, Any]) -> Answer:
    """Names that are not known: those of the classes, or of the only output."""
    values = [scalar(value) for value in row.values()]
    if len(row) > 1 and all(number(value) is not None and number(value) >= 0 for value in values) and sums_to_one(values):  # type: ignore[operator]
        return of_classes(list(row), values)
    if len(row) == 1 and number(values[0]) is not None:
        return Answer(values[0])
    raise Unreadable(f"no prediction among {', '.join(str(name)[:100] for name in list(row)[:20])}; of several outputs none is known")


def of_classes(classes: Sequence[Any], scores: Sequence[Any], value: Any = None) -> Answer:
    """Scores in the order of their classes, whichever order they came in."""
    order = sorted(range(len(classes)), key=lambda place: (number(classes[place]) or 0.0, str(classes[place])))
    found = numbers(list(scores))
    if not isinstance(found, tuple) or len(found) != len(classes) or any(isinstance(name, (list, dict)) for name in classes):
        raise Unreadable("scores that are not one for each class")
    return Answer(
        scalar(value) if isinstance(value, list) else value,
        tuple(found[place] for place in order), tuple(classes[place] for place in order))


def scored_classes(row: Sequence[Any]) -> list[tuple[Any, Any]] | None:
    """`[{"label": "yes", "score": 0.9}, …]` and `[["yes", 0.9], …]`, all classes of one row."""
    if len(row) > 1 and all(isinstance(part, dict) and {"label", "score"} <= part.keys() for part in row):
        return [(part["label"], part["score"]) for part in row]
    if len(row) > 1 and all(isinstance(part, list) and len(part) == 2 and isinstance(part[0], str) and number(part[0]) is None for part in row):
        return [(name, score) for name, score in row] if len({name for name, _ in row}) == len(row) else None
    return None


def sums_to_one(row: Sequence[Any]) -> bool:
    return abs(sum(number(value) or 0.0 for value in row) - 1) < 1e-3


def numbers(scores: Any) -> tuple[float, ...] | float | None:
    if scores is None:
        return None
    found: Sequence[float | None] = [number(score) for score in (scores if isinstance(scores, list) else [scores])]
    if not found or any(score is None for score in found):
        raise Unreadable("scores that are no numbers")
    return tuple(found) if isinstance(scores, list) else found[0]  # type: ignore[arg-type]
