"""Serves the model: the functions that the SageMaker scikit-learn container calls for each request."""
import io
import json
from pathlib import Path

import joblib
import pandas as pd

from columns import CATEGORIES, NUMBERS, REQUEST


def model_fn(model_dir):
    return joblib.load(Path(model_dir) / "model.joblib")


def input_fn(body, content_type):
    """Reads applications: lines of CSV in the order of `REQUEST`, or a JSON list of objects. A number may be missing."""
    text = body.decode("utf-8") if isinstance(body, (bytes, bytearray)) else body
    if content_type == "text/csv":
        return pd.read_csv(io.StringIO(text), header=None, names=REQUEST)
    if content_type == "application/json":
        return pd.DataFrame(json.loads(text), columns=REQUEST)
    raise ValueError(f"content type {content_type} is not supported; send text/csv or application/json")


def predict_fn(applications, model):
    numbers = {column: float for column in NUMBERS}
    return model.predict_proba(applications[CATEGORIES + NUMBERS].astype(numbers))[:, 1]


def output_fn(risks, accept):
    """Answers with one risk from 0 to 1 for each application."""
    if accept == "application/json":
        return json.dumps([round(float(risk), 6) for risk in risks]), accept
    return "\n".join(f"{risk:.6f}" for risk in risks) + "\n", "text/csv"
