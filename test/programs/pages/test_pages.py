"""Every page of both programs in a browser, about data that were made to attack whoever reads them."""
from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

import pytest

from conftest import run, write
from hostile import ELSEWHERE, NAMES, VALUES

POLICIES = pytest.mark.parametrize("policy", [True, False], ids=["with its policy", "without its policy"])
ROWS = 120


def table(seed: int, columns: list[str]) -> tuple[list[str], list[list[str]]]:
    """The first column are numbers, all others hostile categories."""
    draw = random.Random(seed)
    return columns, [[f"{draw.random():.3f}", *(VALUES[(row + place) % len(VALUES)] for place in range(1, len(columns)))] for row in range(ROWS)]


def as_csv(columns: list[str], rows: list[list[str]], header: bool = True) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *rows] if header else rows)
    return text.getvalue()


def record(place: int, row: dict, answer: str) -> str:
    def part(mode: str, content: object) -> dict:
        return {"observedContentType": "application/json", "mode": mode, "data": json.dumps(content), "encoding": "JSON"}

    return json.dumps({
        "captureData": {
            "endpointInput": part("INPUT", {"instances": [{"features": row}]}), "endpointOutput": part("OUTPUT", {"predictions": [answer]})},
        "eventMetadata": {"eventId": f"r{place}", "inferenceId": f"r{place}", "inferenceTime": "2026-01-31T04:10:00Z"}, "eventVersion": "0",
    })


ENDPOINT = "<img src=x onerror=ran('endpoint')>"
CHECKS = {
    "data-drift": {},
    "data-quality": {"missing": 0.1, "outOfRange": 0.1},
    "quality": {"problem": "multiclass-classification", "metrics": {"accuracy": {"atLeast": 0.99}}},
    "fairness": {
        "problem": "multiclass-classification", "positive": VALUES[0], "segments": [NAMES[0]], "metrics": {"selectionRateGap": {"atMost": 0.1}}},
}


def monitored(check: str, folder: Path) -> Path:
    """The folder of a report."""
    columns = ["size", *NAMES[:6]]
    names, rows = table(0, columns)
    write(folder / "baseline/train.csv", as_csv([*names, "label"], [[*row, VALUES[place % 3]] for place, row in enumerate(rows)]))
    _, now = table(1, columns)
    records = [
        record(place, {**dict(zip(names, row)), "new</script><img src=x onerror=ran('new')>": 1}, VALUES[place % 3])
        for place, row in enumerate(now[:80])]
    write(folder / f"capture/{ENDPOINT}/AllTraffic/2026/01/31/04/a.jsonl", "\n".join(records) + "\n")
    write(folder / "labels/labels.csv", as_csv(["id", "label"], [[f"r{place}", VALUES[(place + place % 2) % 3]] for place in range(80)]))
    write(
        folder / "config/config.json",
        json.dumps({"version": 1, "check": check, "windowSeconds": 3600, "delaySeconds": 0, "label": "label", "charts": "always", **CHECKS[check]}))
    run("monitor", {
        "MONITOR_CHECK": check, "MONITOR_ENDPOINT": ENDPOINT,
        "MONITOR_SCHEDULED_TIME": "2026-01-31T05:20:00Z", "MONITOR_CAPTURE": str(folder / "capture"),
        "MONITOR_BASELINE": str(folder / "baseline"), "MONITOR_LABELS": str(folder / "labels"),
        "MONITOR_CONFIG": str(folder / "config"), "MONITOR_REPORT": str(folder / "report"),
    })
    return folder / "report/2026-01-31T05-20-00Z"


def explained(folder: Path) -> Path:
    names, rows = table(0, ["size", *NAMES])
    write(
        folder / "data/test.csv",
        as_csv(["</h3><img src=x onerror=ran('id')>", *names], [[VALUES[place % len(VALUES)], *row] for place, row in enumerate(rows)]))
    write(folder / "<img src=x onerror=ran('model')>/code/inference.py", """
import csv, io, json
def model_fn(folder): return None
def input_fn(body, kind): return list(csv.reader(io.StringIO(body)))
def predict_fn(rows, model): return [float(row[0]) + sum(len(cell) for cell in row[1:]) / 1000 for row in rows]
def output_fn(answers, accept): return json.dumps(answers)
""")
    config = {"version": 1, "id": "</h3><img src=x onerror=ran('id')>", "sampleSize": 5, "backgroundSize": 3, "repeats": 1, "top": 20,
              "rows": {"first": 2},
              "shap": {}, "lime": {"samples": 50}, "partialDependence": {}}
    write(folder / "config/config.json", json.dumps(config))
    run("explain", {
        "EXPLAIN_MODEL": str(folder / "<img src=x onerror=ran('model')>"),
        "EXPLAIN_DATA": str(folder / "data"), "EXPLAIN_CONFIG": str(folder / "config"),
        "EXPLAIN_REPORT": str(folder / "report"),
    })
    return folder / "report"


def harmless(seen) -> bool:
    return (seen.ran, seen.dialogs, seen.requests, seen.live, seen.errors) == ([], [], [], [], [])


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """One run for each check."""
    made: dict[str, Path] = {}

    def report(check: str) -> Path:
        return made.setdefault(check, None) or made.__setitem__(check, monitored(check, tmp_path_factory.mktemp(check))) or made[check]

    return report


@pytest.fixture(scope="module")
def explanations(tmp_path_factory) -> Path:
    return explained(tmp_path_factory.mktemp("explain"))


def test_the_browser_sees_what_a_page_must_not_do(look, tmp_path):
    """The tests below can fail."""
    def page(text: str) -> Path:
        return write(tmp_path / "page.html", f"<!doctype html><meta charset=utf-8><script>var data = \"{text}\";</script><p>shown")

    assert "script" in look(page(VALUES[0])).ran and "image" in look(page(VALUES[1])).ran
    assert look(page(VALUES[-1])).dialogs == ["dialog"]
    frame = look(page("</script><iframe src=" + ELSEWHERE + "/frame></iframe>"))
    assert frame.live and frame.requests == [f"{ELSEWHERE}/frame"]


@POLICIES
@pytest.mark.parametrize("check", CHECKS)
def test_the_monitor_s_page_runs_and_loads_nothing_of_others(check, policy, reports, look):
    seen = look(reports(check) / "report.html", policy, wanted=ENDPOINT)
    assert harmless(seen), seen
    if check in ("data-drift", "fairness"):
        assert NAMES[0] in seen.text


@POLICIES
@pytest.mark.parametrize("check", ["data-drift", "data-quality", "quality"])
def test_evidently_s_page_runs_and_loads_nothing_of_others(check, policy, reports, look):
    page = reports(check) / "evidently.html"
    seen = look(page, policy, wanted="Dataset Drift" if check == "data-drift" else "", click="button, tbody tr")
    assert harmless(seen), seen


@POLICIES
def test_the_explainer_s_page_runs_and_loads_nothing_of_others(policy, explanations, look):
    seen = look(explanations / "report.html", policy, wanted="Partial dependence", click="summary")
    assert harmless(seen), seen
    # Names are shown as they are, and none is read as a formula.
    for name in (NAMES[0], NAMES[2], NAMES[3], NAMES[7], "l" * 400):
        assert name in seen.text


def test_the_explainer_s_pictures_run_and_load_nothing_of_others(explanations, look):
    pictures = sorted((explanations / "plots").iterdir())
    assert len(pictures) == 3 + 3 * 2 + 10
    for picture in pictures:
        seen = look(picture)
        assert harmless(seen), (picture, seen)
        # A picture that is no XML is shown as an error.
        assert "error" not in seen.text.lower().replace("onerror", "")
