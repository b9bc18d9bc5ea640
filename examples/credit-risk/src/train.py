"""Trains the model.

A SageMaker training job: reads the channel `train`, writes the model and the code that serves it to the model folder.
"""
import argparse
import os
import shutil
from pathlib import Path

import joblib
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

from columns import CATEGORIES, LABEL, NUMBERS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--max-iterations", type=int, default=100)
    parser.add_argument("--train", type=Path, default=os.environ.get("SM_CHANNEL_TRAIN", "/opt/ml/input/data/train"))
    parser.add_argument("--model-dir", type=Path, default=os.environ.get("SM_MODEL_DIR", "/opt/ml/model"))
    arguments, _ = parser.parse_known_args()

    data = pd.concat([pd.read_csv(file) for file in sorted(arguments.train.rglob("*.csv"))], ignore_index=True)
    model = make_pipeline(
        make_column_transformer(
            (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), CATEGORIES),
            ("passthrough", NUMBERS),
        ),
        HistGradientBoostingClassifier(
            learning_rate=arguments.learning_rate,
            max_iter=arguments.max_iterations,
            max_leaf_nodes=15,
            early_stopping=True,
            random_state=0,
        ),
    )
    model.fit(data[CATEGORIES + NUMBERS], data[LABEL].astype(int))
    score = roc_auc_score(data[LABEL].astype(int), model.predict_proba(data[CATEGORIES + NUMBERS])[:, 1])
    print(f"train_auc={score:.4f}")

    arguments.model_dir.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, arguments.model_dir / "model.joblib")
    code = arguments.model_dir / "code"
    code.mkdir(exist_ok=True)
    for file in ("inference.py", "columns.py"):
        shutil.copy(Path(__file__).parent / file, code / file)


if __name__ == "__main__":
    main()
