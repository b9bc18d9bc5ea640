"""Trains the model, and records the run in MLflow where there is a server."""
import argparse
import os
from pathlib import Path

import joblib
import numpy as np
from sklearn.ensemble import RandomForestClassifier


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trees", type=int, default=100)
    arguments = parser.parse_args()
    if "MLFLOW_TRACKING_URI" in os.environ:
        import mlflow

        mlflow.sklearn.autolog(log_models=False)

    rows = np.loadtxt(Path(os.environ["SM_CHANNEL_TRAIN"]) / "rows.csv", delimiter=",", ndmin=2)
    model = RandomForestClassifier(arguments.trees, min_samples_leaf=5, random_state=0).fit(rows[:, 1:], rows[:, 0])
    # The name that MLServer looks for.
    joblib.dump(model, Path(os.environ["SM_MODEL_DIR"]) / "model.joblib")


if __name__ == "__main__":
    main()
