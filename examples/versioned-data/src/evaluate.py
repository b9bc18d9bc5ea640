"""Says how often the model is right about customers that it has not seen."""
import csv
import json
import os
import tarfile
from pathlib import Path

BASE = Path(os.environ.get("PROCESSING_DIR", "/opt/ml/processing"))


def main() -> None:
    with tarfile.open(BASE / "input/model/model.tar.gz") as archive:
        member = next(member for member in archive.getmembers() if Path(member.name).name == "model.json")
        bound = json.load(archive.extractfile(member))["leavesBelow"]
    rows = [row for file in sorted((BASE / "input/test").rglob("*.csv")) for row in csv.DictReader(file.open())]
    right = sum((float(row["visits"]) < bound) == (row["left"] == "1") for row in rows)
    folder = BASE / "output/metrics"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "metrics.json").write_text(json.dumps({"accuracy": right / len(rows)}))


if __name__ == "__main__":
    main()
