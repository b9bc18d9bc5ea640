"""Divides the customers: three quarters to train with, the rest to test with. Lines are whether a customer left (1 or 0), then numbers."""
import os
from pathlib import Path

import numpy as np

BASE = Path(os.environ.get("PROCESSING_DIR", "/opt/ml/processing"))


def main() -> None:
    rows = np.concatenate([np.loadtxt(file, delimiter=",", ndmin=2) for file in sorted((BASE / "input/customers").rglob("*.csv"))])
    held_back = np.random.default_rng(0).random(len(rows)) < 0.25
    for name, part in {"train": rows[~held_back], "test": rows[held_back]}.items():
        np.savetxt(BASE / "output" / name / "rows.csv", part, delimiter=",")


if __name__ == "__main__":
    main()
