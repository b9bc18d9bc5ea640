"""Seeded traffic of an endpoint: a baseline, and the requests of one hour as data capture of SageMaker."""
from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Iterator

import numpy as np
import pandas as pd

ENDPOINT, HOUR = "scores", "2026/01/31/04"
NUMBERS, CATEGORIES = 40, 10
# Rows of the baseline, rows that are made at a time, and requests in one file: SageMaker writes many files in an hour.
BASELINE, PIECE, FILE = 10_000, 50_000, 50_000
NAMES = [*(f"number_{place}" for place in range(NUMBERS)), *(f"category_{place}" for place in range(CATEGORIES))]


def rows(count: int, seed: int, shift: float = 0.0) -> pd.DataFrame:
    """Numbers as bell curves and prices, rounded as services do; categories of 3 to 30 values."""
    random = np.random.default_rng(seed)
    numbers = random.normal(shift, 1, (count, NUMBERS))
    numbers[:, ::4] = np.exp(numbers[:, ::4])
    table = dict(zip(NAMES, numbers.round(4).T))
    for place in range(CATEGORIES):
        shares = 1 / np.arange(1, 4 + 3 * place)
        table[f"category_{place}"] = np.char.add("value-", random.choice(len(shares), count, p=shares / shares.sum()).astype(str))
    return pd.DataFrame(table)


def write(folder: Path, count: int, rows_of_a_request: int) -> int:
    """Writes baseline and requests; gives the bytes of the requests."""
    (folder / "baseline").mkdir(parents=True)
    rows(BASELINE, seed=0).to_csv(folder / "baseline" / "train.csv", index=False)
    place = folder / "capture" / ENDPOINT / "AllTraffic" / HOUR
    place.mkdir(parents=True)
    lines, file = requests(count, rows_of_a_request), 0
    while head := list(islice(lines, FILE)):
        (place / f"{file:04}.jsonl").write_text("".join(head), encoding="utf-8")
        file += 1
    return sum(path.stat().st_size for path in place.iterdir())


def requests(count: int, rows_of_a_request: int) -> Iterator[str]:
    for first in range(0, count, PIECE):
        texts = rows(min(PIECE, count - first), seed=1 + first, shift=0.02).to_csv(index=False, header=False).splitlines()
        for start in range(0, len(texts), rows_of_a_request):
            yield line(f"{first + start:010}", texts[start:start + rows_of_a_request])


def line(identity: str, texts: list[str]) -> str:
    sides = {
        "endpointInput": {"observedContentType": "text/csv", "mode": "INPUT", "data": "\n".join(texts), "encoding": "CSV"},
        "endpointOutput": {"observedContentType": "text/csv", "mode": "OUTPUT", "data": "\n".join(["0.5"] * len(texts)), "encoding": "CSV"},
    }
    event = {"eventId": f"7f9a4b1c-52be-4c0d-9d6e-{identity}", "inferenceTime": "2026-01-31T04:10:00Z"}
    return json.dumps({"captureData": sides, "eventMetadata": event, "eventVersion": "0"}) + "\n"
