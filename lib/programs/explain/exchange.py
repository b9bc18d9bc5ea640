"""What is sent to a model, and what it answers: rows as CSV or JSON, answers as numbers."""
from __future__ import annotations

import json
from typing import Any, Callable

import numpy as np
import pandas as pd

from contract import Failure

# A body, what it is and what is asked for, to an answer and what that is.
Send = Callable[[bytes, str, str], "tuple[bytes, str]"]

CSV, JSON = "text/csv", "application/json"

# The keys under which answers are found in an object, the most telling first.
ANSWERS = ("predictions", "outputs", "instances", "probabilities", "probability", "scores", "score", "prediction", "predicted_label")


def cells(frame: pd.DataFrame) -> list[list[Any]]:
    """Rows as JSON has them: nothing stands for a missing value."""
    return frame.astype(object).where(frame.notna(), None).values.tolist()


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [dict(zip(frame.columns, row)) for row in cells(frame)]


# How rows become the body of a request, by the name in the configuration; `columns` is for the program's own server.
REQUESTS: dict[str, tuple[str, Callable[[pd.DataFrame], str]]] = {
    "csv": (CSV, lambda frame: frame.to_csv(index=False, header=False)),
    "records": (JSON, lambda frame: json.dumps(records(frame))),
    "instances": (JSON, lambda frame: json.dumps({"instances": cells(frame)})),
    "split": (JSON, lambda frame: json.dumps({"dataframe_split": {"columns": list(frame.columns), "data": cells(frame)}})),
    "columns": (JSON, lambda frame: json.dumps(dict(zip(frame.columns, zip(*cells(frame)))))),
}


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
