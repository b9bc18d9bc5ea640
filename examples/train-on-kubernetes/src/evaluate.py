"""Measures the model on customers that it has not seen. The gate reads `metrics.json`, and the registry keeps what is in it."""
import json
import os
from pathlib import Path

import joblib
import numpy as np
from sklearn.metrics import roc_auc_score

BASE = Path(os.environ.get("PROCESSING_DIR", "/opt/ml/processing"))


def main() -> None:
    model = joblib.load(BASE / "input/model/model.joblib")
    rows = np.loadtxt(BASE / "input/test/rows.csv", delimiter=",", ndmin=2)
    auc = roc_auc_score(rows[:, 0], model.predict_proba(rows[:, 1:])[:, 1])
    (BASE / "output/metrics/metrics.json").write_text(json.dumps({"auc": auc}))


if __name__ == "__main__":
    main()
