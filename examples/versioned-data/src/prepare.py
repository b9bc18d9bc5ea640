"""Splits customers into those to train on and those to test with, by a digest of their id: a customer stays where it is."""
import argparse
import csv
import hashlib
import os
from pathlib import Path

BASE = Path(os.environ.get("PROCESSING_DIR", "/opt/ml/processing"))


def is_test(customer: str, share: float) -> bool:
    return int(hashlib.sha256(customer.encode()).hexdigest()[:8], 16) < share * 2**32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test-share", type=float, default=0.25)
    share = parser.parse_args().test_share

    rows = [row for file in sorted((BASE / "input/customers").rglob("*.csv")) for row in csv.DictReader(file.open())]
    if not rows:
        raise SystemExit("no CSV file with customers; add one to the dataset")
    for name, wanted in {"train": False, "test": True}.items():
        folder = BASE / "output" / name
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "customers.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(row for row in rows if is_test(row["id"], share) == wanted)


if __name__ == "__main__":
    main()
