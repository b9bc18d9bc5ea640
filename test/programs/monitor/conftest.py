"""Real data, a real model, and the files that an endpoint and its surroundings leave behind."""
from __future__ import annotations

import base64
import csv
import io
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

PROGRAM = Path(__file__).resolve().parents[3] / "lib" / "programs" / "monitor"
sys.path[:0] = [str(PROGRAM), str(PROGRAM.parent)]
os.environ["DO_NOT_TRACK"] = "1"
# The program's folder is packed and published: nothing is left behind in it.
sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"

from contract import Job  # noqa: E402

SCHEDULED = "2026-01-31T05:20:00Z"
HOUR = datetime(2026, 1, 31, 4, tzinfo=timezone.utc)


class Site:
    """A folder with everything that one run reads, and the environment that names it."""

    def __init__(self, root: Path) -> None:
        self.root, self.lines = root, 0
        self.env = {
            "MONITOR_ENDPOINT": "credit", "MONITOR_SCHEDULED_TIME": SCHEDULED, "MONITOR_CAPTURE": str(root / "capture"),
            "MONITOR_CONFIG": str(root / "config"), "MONITOR_REPORT": str(root / "report"),
        }

    def configure(self, check: str, **config) -> "Site":
        self.env["MONITOR_CHECK"] = check
        content = {"version": 1, "check": check, "windowSeconds": 3600, "delaySeconds": 0, **config}
        self.write("config/content.json", json.dumps(content))
        return self

    def baseline(self, frame: pd.DataFrame, name: str = "train.csv", header: bool = True) -> "Site":
        path = self.write(f"baseline/{name}", "")
        frame.to_parquet(path) if name.endswith(".parquet") else frame.to_csv(path, index=False, header=header)
        self.env["MONITOR_BASELINE"] = str(path.parent)
        return self

    def capture(self, rows, answers=None, ids=None, hour=HOUR, variant="AllTraffic", form="csv") -> "Site":
        frame = pd.DataFrame(rows).reset_index(drop=True)
        answers = [0.5] * len(frame) if answers is None else list(answers)
        lines = []
        for place, row in enumerate(frame.astype(object).where(frame.notna(), None).to_dict("records")):
            self.lines += 1
            identity = ids[place] if ids is not None else f"r{self.lines}"
            lines.append(json.dumps(record(row, answers[place], identity, form)))
        return self.raw("\n".join(lines) + "\n", hour, variant)

    def raw(self, text: str, hour=HOUR, variant="AllTraffic") -> "Site":
        self.lines += 1
        self.write(f"capture/credit/{variant}/{hour:%Y/%m/%d/%H}/{self.lines}.jsonl", text)
        return self

    def labels(self, pairs, name: str = "labels.jsonl", age: timedelta = timedelta(0)) -> "Site":
        lines = [json.dumps({"groundTruthData": {"data": str(value), "encoding": "CSV"}, "eventMetadata": {"eventId": identity}, "eventVersion": "0"})
                 for identity, value in pairs]
        return self.label_file("\n".join(lines) + "\n", name, age)

    def label_file(self, text: str, name: str, age: timedelta = timedelta(0)) -> "Site":
        path = self.write(f"labels/{name}", text)
        written = (HOUR - age).timestamp()
        os.utime(path, (written, written))
        self.env["MONITOR_LABELS"] = str(path.parent)
        return self

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def job(self) -> Job:
        return Job.from_environment(self.env)

    def check(self):
        """Runs the check in this process."""
        import importlib

        from monitor import MODULES

        job = self.job()
        return importlib.import_module(MODULES[job.check]).check(job)


def record(row: dict, answer, identity: str, form: str = "csv") -> dict:
    """One line of data capture."""
    values = list(row.values())
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(["" if value is None else value for value in values])
    request = buffer.getvalue() if "csv" in form else json.dumps(
        {"instances": [{"features": row}]} if form == "json" else {"instances": [values]}, default=plain)
    response = str(answer) if "csv" in form else json.dumps({"predictions": [answer]}, default=plain)
    kind = "text/csv" if "csv" in form else "application/json"

    def part(data: str, mode: str) -> dict:
        encoded = base64.b64encode(data.encode()).decode() if form == "csv64" else data
        encoding = "BASE64" if form == "csv64" else "CSV" if form == "csv" else "JSON"
        return {"observedContentType": kind, "mode": mode, "data": encoded, "encoding": encoding}

    return {
        "captureData": {"endpointInput": part(request, "INPUT"), "endpointOutput": part(response, "OUTPUT")},
        "eventMetadata": {"eventId": f"e-{identity}", "inferenceId": identity, "inferenceTime": "2026-01-31T04:10:00Z"},
        "eventVersion": "0",
    }


def start(site: Site, *command: str, **env: str) -> subprocess.CompletedProcess:
    """Runs the program as a process of its own."""
    command = command or (str(PROGRAM / "monitor.py"),)
    return subprocess.run(
        [sys.executable, *command], env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **site.env, **env},
        capture_output=True, text=True, cwd=PROGRAM.parent)


def report(site: Site, name: str = "report.json") -> str:
    return (site.root / "report" / "2026-01-31T05-20-00Z" / name).read_text()


def plain(value):
    return value.item() if isinstance(value, np.generic) else str(value)


@pytest.fixture
def site(tmp_path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def new_site(tmp_path):
    """More than one site in a test."""
    counter = iter(range(10_000))
    return lambda: Site(tmp_path / str(next(counter)))


class Study:
    """A data set, cut into a training part and a part that is still to come, with a model trained on the first."""

    def __init__(self, features: pd.DataFrame, labels: pd.Series) -> None:
        from sklearn.compose import make_column_transformer
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import OneHotEncoder, StandardScaler

        self.train, self.live, self.train_labels, self.live_labels = train_test_split(features, labels, test_size=0.5, random_state=0)
        numbers = features.select_dtypes("number").columns
        texts = [name for name in features.columns if name not in numbers]
        encoder = make_column_transformer((StandardScaler(), numbers), (OneHotEncoder(handle_unknown="ignore"), texts))
        self.model = make_pipeline(encoder, LogisticRegression(max_iter=1000)).fit(self.train, self.train_labels)

    def window(self, seed: int, size: int) -> pd.DataFrame:
        return self.live.sample(size, replace=size > len(self.live), random_state=seed)

    def scores(self, rows: pd.DataFrame) -> np.ndarray:
        return self.model.predict_proba(rows)[:, 1]


@pytest.fixture(scope="session")
def cancer() -> Study:
    """569 tumours, 30 measurements each (bundled with scikit-learn)."""
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer(as_frame=True)
    return Study(data.data, data.target)


@pytest.fixture(scope="session")
def survey() -> Study:
    """6366 answers to a survey of 1974, with numbers and categories (bundled with statsmodels)."""
    from statsmodels.datasets import fair

    data = fair.load_pandas().data
    work = {1: "student", 2: "farming", 3: "white-collar", 4: "teaching", 5: "managerial", 6: "professional"}
    features = data.drop(columns="affairs").assign(occupation=data["occupation"].map(work), occupation_husb=data["occupation_husb"].map(work))
    return Study(features, (data["affairs"] > 0).astype(int))


@pytest.fixture(scope="session")
def insurance() -> Study:
    """20190 years of health insurance, 9 features (bundled with statsmodels)."""
    from statsmodels.datasets import randhie

    data = randhie.load_pandas().data
    return Study(data.drop(columns="mdvis"), (data["mdvis"] > 2).astype(int))


TABLE: list[str] = []


@pytest.fixture
def record_table():
    """Lines that are shown after the run: what was measured."""
    return TABLE.append


def pytest_terminal_summary(terminalreporter):
    if TABLE:
        terminalreporter.section("measured")
        for line in TABLE:
            terminalreporter.write_line(line)
