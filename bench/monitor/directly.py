"""What one would write without the monitor: all requests into one table, and Evidently on all of it."""
import io
import json
import os
import sys
from pathlib import Path

os.environ["DO_NOT_TRACK"] = "1"

import pandas as pd  # noqa: E402
from evidently import DataDefinition, Dataset, Report  # noqa: E402
from evidently.presets import DataDriftPreset, DataSummaryPreset  # noqa: E402

PRESETS = {"data-drift": DataDriftPreset, "data-quality": DataSummaryPreset}

check, folder = sys.argv[1], Path(sys.argv[2])
reference = pd.read_csv(folder / "baseline" / "train.csv")
payloads = []
for file in sorted((folder / "capture").rglob("*.jsonl")):
    with open(file, encoding="utf-8") as lines:
        payloads += [json.loads(line)["captureData"]["endpointInput"]["data"] for line in lines]
current = pd.read_csv(io.StringIO("\n".join(payloads)), names=list(reference.columns))

numbers = reference.select_dtypes("number").columns.tolist()
definition = DataDefinition(numerical_columns=numbers, categorical_columns=[name for name in reference.columns if name not in numbers])
snapshot = Report([PRESETS[check]()], include_tests=True).run(Dataset.from_pandas(current, definition), Dataset.from_pandas(reference, definition))
snapshot.save_html(str(folder / "directly.html"))
(folder / "directly.json").write_text(snapshot.json())
