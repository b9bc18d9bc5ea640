"""Trains the model on a training set of feature groups: Parquet files, a row for each customer and day."""
import argparse
import os
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost

LABEL = "left"
FEATURES = ["orders", "spent", "days_since_order", "complaints"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--rows", type=Path, default=os.environ.get("SM_CHANNEL_ROWS", "/opt/ml/input/data/rows"))
    parser.add_argument("--model-dir", type=Path, default=os.environ.get("SM_MODEL_DIR", "/opt/ml/model"))
    arguments, _ = parser.parse_known_args()

    # Athena's files have names without an ending. What was not known of a customer on the day is missing, which XGBoost can learn from.
    files = sorted(file for file in arguments.rows.rglob("*") if file.is_file())
    rows = pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)
    # Of one customer all rows are on one side, else the model would be tried on people whom it knows.
    held_back = pd.util.hash_array(rows["customer_id"].to_numpy(dtype=object)) % 4 == 0
    train, test = (xgboost.DMatrix(part[FEATURES].astype(np.float64), label=part[LABEL]) for part in (rows[~held_back], rows[held_back]))
    settings = {"objective": "binary:logistic", "eval_metric": "auc", "max_depth": 4, "eta": 0.1, "seed": 0}
    scores: dict = {}
    model = xgboost.train(settings, train, arguments.rounds, evals=[(test, "test")], evals_result=scores, verbose_eval=False)
    print(f"auc={scores['test']['auc'][-1]:.4f}")

    arguments.model_dir.mkdir(parents=True, exist_ok=True)
    # The name that the container looks for, so that it serves the model without code.
    model.save_model(arguments.model_dir / "xgboost-model")


if __name__ == "__main__":
    main()
