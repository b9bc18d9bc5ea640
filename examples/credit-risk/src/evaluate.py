"""Measures the model on data that it has not seen: how well it ranks, and whether it treats groups alike.

A SageMaker processing job: reads the inputs `model` and `test`, writes `metrics/metrics.json`, which the pipeline's gates
read and the registry keeps with the version.
"""
import json
import os
import tarfile
from pathlib import Path

import joblib
import pandas as pd
from sklearn.metrics import accuracy_score, roc_auc_score

from columns import CATEGORIES, LABEL, NUMBERS, PROTECTED

BASE = Path(os.environ.get("PROCESSING_DIR", "/opt/ml/processing"))
# Applications above this risk are reviewed by a person.
THRESHOLD = 0.5
# A rate over fewer people than this is chance; the monitor of fairness has the same bound.
MINIMUM_GROUP = 30


def main() -> None:
    folder = BASE / "input/model"
    with tarfile.open(folder / "model.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    model = joblib.load(folder / "model.joblib")

    test = pd.concat([pd.read_csv(file) for file in sorted((BASE / "input/test").rglob("*.csv"))], ignore_index=True)
    label = test[LABEL].astype(int)
    risk = model.predict_proba(test[CATEGORIES + NUMBERS])[:, 1]
    selected = pd.Series(risk >= THRESHOLD)
    rates = {column: selection_rates(selected, test[column]) for column in PROTECTED}
    gap = max(max(rate.values()) - min(rate.values()) for rate in rates.values())

    metrics = {
        "binary_classification_metrics": {
            "auc": {"value": float(roc_auc_score(label, risk)), "standard_deviation": "NaN"},
            "accuracy": {"value": float(accuracy_score(label, selected)), "standard_deviation": "NaN"},
        },
        "fairness_metrics": {
            "selection_rate_gap": {"value": float(gap), "standard_deviation": "NaN"},
        },
    }
    output = BASE / "output/metrics"
    output.mkdir(parents=True, exist_ok=True)
    (output / "metrics.json").write_text(json.dumps(metrics, indent=2))
    print(json.dumps({"selection_rates": rates, **metrics}))


def selection_rates(selected: pd.Series, group: pd.Series) -> dict:
    """The share of each group that is selected for review. People of unknown group count in none."""
    groups = selected.groupby(group)
    rates = groups.mean()[groups.size() >= MINIMUM_GROUP]
    if len(rates) < 2:
        raise SystemExit(f"groups by {group.name} cannot be compared: fewer than two have {MINIMUM_GROUP} people in the test data")
    return rates.round(4).to_dict()


if __name__ == "__main__":
    main()
