"""Trains the model on lines of CSV without a header: whether a customer left (1 or 0), then numbers about the customer."""
import argparse
import os
from pathlib import Path

import numpy as np
import xgboost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--customers", type=Path, default=os.environ.get("SM_CHANNEL_CUSTOMERS", "/opt/ml/input/data/customers"))
    parser.add_argument("--model-dir", type=Path, default=os.environ.get("SM_MODEL_DIR", "/opt/ml/model"))
    arguments, _ = parser.parse_known_args()

    rows = np.concatenate([np.loadtxt(file, delimiter=",", ndmin=2) for file in sorted(arguments.customers.rglob("*.csv"))])
    held_back = np.random.default_rng(0).random(len(rows)) < 0.25
    train, test = (xgboost.DMatrix(part[:, 1:], label=part[:, 0]) for part in (rows[~held_back], rows[held_back]))
    settings = {"objective": "binary:logistic", "eval_metric": "auc", "max_depth": 4, "eta": 0.1, "seed": 0}
    scores: dict = {}
    model = xgboost.train(settings, train, arguments.rounds, evals=[(test, "test")], evals_result=scores, verbose_eval=False)
    print(f"auc={scores['test']['auc'][-1]:.4f}")

    arguments.model_dir.mkdir(parents=True, exist_ok=True)
    # The name that the container looks for, so that it serves the model without code.
    model.save_model(arguments.model_dir / "xgboost-model")


if __name__ == "__main__":
    main()
