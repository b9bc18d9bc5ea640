"""Splits mortgage applications into data to train on and data to test with.

A SageMaker processing job: reads every CSV file of the input `applications`, writes the outputs `train` and `test`.
"""
import argparse
import os
from pathlib import Path

import pandas as pd
from sklearn.model_selection import train_test_split

from columns import LABEL, REQUEST

BASE = Path(os.environ.get("PROCESSING_DIR", "/opt/ml/processing"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test-share", type=float, default=0.25)
    arguments = parser.parse_args()

    files = sorted((BASE / "input/applications").rglob("*.csv"))
    if not files:
        raise SystemExit("no CSV file in the dataset 'applications'; upload one and start the pipeline again")
    applications = pd.concat([pd.read_csv(file) for file in files], ignore_index=True)

    missing = [column for column in [*REQUEST, LABEL] if column not in applications.columns]
    if missing:
        raise SystemExit(f"columns are missing: {', '.join(missing)}")

    # Applications that nobody has decided on have no outcome yet.
    applications = applications.dropna(subset=[LABEL])
    train, test = train_test_split(applications, test_size=arguments.test_share, stratify=applications[LABEL], random_state=0)
    for name, part in {"train": train, "test": test}.items():
        folder = BASE / "output" / name
        folder.mkdir(parents=True, exist_ok=True)
        part[[*REQUEST, LABEL]].to_csv(folder / f"{name}.csv", index=False)
        print(f"{name}: {len(part)} applications, {part[LABEL].mean():.1%} declined")


if __name__ == "__main__":
    main()
