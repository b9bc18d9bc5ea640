"""Takes the files of each feature group out of what the shop exports."""
import shutil
from pathlib import Path

INPUT, OUTPUT = Path("/opt/ml/processing/input/exports"), Path("/opt/ml/processing/output")


def main() -> None:
    for group in ("customers", "outcomes"):
        files = sorted((INPUT / group).rglob("*.csv"))
        if not files:
            raise SystemExit(f"there is no CSV file in {INPUT / group}")
        for number, file in enumerate(files):
            shutil.copy(file, OUTPUT / group / f"{number:05d}.csv")


if __name__ == "__main__":
    main()
