"""How SageMaker's image loads the model, and how it answers: a line of CSV is the number of visits of a customer."""
import json
from pathlib import Path


def model_fn(model_dir: str) -> float:
    return json.loads(Path(model_dir, "model.json").read_text())["leavesBelow"]


def input_fn(body: str, content_type: str) -> list[float]:
    if content_type != "text/csv":
        raise ValueError(f"takes text/csv, got {content_type}")
    return [float(line) for line in body.splitlines() if line]


def predict_fn(visits: list[float], bound: float) -> list[int]:
    return [int(value < bound) for value in visits]


def output_fn(answers: list[int], accept: str) -> tuple[str, str]:
    return "\n".join(map(str, answers)), "text/csv"
