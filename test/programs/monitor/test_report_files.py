"""A report is whole or not there, whatever fails while it is written; charts decorate; metrics come after the report."""
import json
import os
import resource
import subprocess
import sys

import pytest

import monitor
import report as reports
from conftest import PROGRAM, Site, report, start
from contract import CHARTS_PAGE
from job.failure import Failure

ROWS = [{"age": place % 40, "city": "abc"[place % 3]} for place in range(60)]


@pytest.fixture
def prepared(site) -> Site:
    import pandas as pd

    return site.baseline(pd.DataFrame(ROWS)).capture(ROWS, form="json")


@pytest.fixture
def in_process(monkeypatch):
    def run(site: Site) -> int:
        for name, value in site.env.items():
            monkeypatch.setenv(name, value)
        return monitor.main()

    return run


def names(site: Site) -> set[str]:
    return set(os.listdir(site.root / "report" / "2026-01-31T05-20-00Z"))


def broken(*_, **__):
    raise KeyError("a library that draws")


@pytest.mark.parametrize("check,where,rows,code", [
    ("data-drift", "drift.evidently_drift", ROWS, 0),
    ("data-drift", "drift.evidently_drift", [{"age": 900, "city": "a"}] * 60, 2),
    ("data-quality", "quality.page", ROWS, 0),
    ("data-quality", "quality.page", [{"age": 900, "city": "a"}] * 60, 2),
    ("data-drift", "evidently.core.report.Snapshot.get_html_str", ROWS, 0),
    ("quality", "model_quality.page", ROWS, 0),
    ("quality", "evidently.core.report.Snapshot.get_html_str", ROWS, 0),
])
def test_a_page_that_cannot_be_drawn_is_a_note_and_the_verdict_stands(check, where, rows, code, prepared, in_process, monkeypatch):
    monkeypatch.setattr(where, broken)
    prepared.configure(check, charts="always", metrics={"accuracy": {"atLeast": 0.5}} if check == "quality" else {})
    if check == "quality":
        ids = [f"q{place}" for place in range(60)]
        prepared.capture(rows, [place % 2 for place in range(60)], ids, form="json").labels([(name, place % 2) for place, name in enumerate(ids)])
    elif rows is not ROWS:
        prepared.raw("").capture(rows * 5, form="json")
    assert in_process(prepared) == code
    content = json.loads(report(prepared))
    assert content["status"] == ("violation" if code else "fine")
    assert "there are no charts, because they could not be drawn: KeyError" in " ".join(content["notes"])
    assert CHARTS_PAGE not in report(prepared, "report.html")
    assert names(prepared) == {"report.json", "report.html", "metrics.prom"}


def test_one_feature_that_a_test_cannot_take_leaves_the_verdict_on_the_others(prepared, monkeypatch):
    import drift

    tested = drift.tested
    monkeypatch.setattr(drift, "tested", lambda name, *rest: broken() if name == "city" else tested(name, *rest))
    outcome = prepared.configure("data-drift").check()
    assert [feature["feature"] for feature in outcome.details["features"]] == ["age"]
    assert "not compared, because the test failed: city (KeyError" in " ".join(outcome.notes)


def test_fails_when_no_feature_can_be_compared(prepared, monkeypatch):
    monkeypatch.setattr("drift.tested", broken)
    with pytest.raises(Failure, match="no feature could be compared: age .KeyError"):
        prepared.configure("data-drift").check()


def limited(site: Site, size: int) -> subprocess.CompletedProcess:
    """The program where no file may grow beyond so many bytes, as on a disk that is full."""
    command = [sys.executable, str(PROGRAM / "monitor.py")]
    return subprocess.run(command, env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **site.env},
                          capture_output=True, text=True, cwd=PROGRAM.parent,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))


def test_a_disk_that_is_full_leaves_no_file_cut_off(prepared):
    ended = limited(prepared.configure("data-quality"), 100)
    assert ended.returncode == 1
    assert "report.json could not be written to" in ended.stdout and "Traceback" not in ended.stdout + ended.stderr
    assert names(prepared) == set()


def test_where_the_charts_have_no_room_the_rest_is_whole(prepared):
    ended = limited(prepared.configure("data-quality", charts="always"), 20_000)
    assert ended.returncode == 0, ended.stdout
    assert names(prepared) == {"report.json", "report.html", "metrics.prom"}
    assert "there are no charts" in " ".join(json.loads(report(prepared))["notes"])


@pytest.mark.parametrize("charts_when,rows,drawn", [
    (None, ROWS, False), (None, [{"age": 900, "city": "a"}] * 60, True), ("never", [{"age": 900, "city": "a"}] * 60, False), ("always", ROWS, True),
])
def test_charts_are_drawn_when_they_are_asked_for(charts_when, rows, drawn, new_site, in_process):
    import pandas as pd

    site = new_site().baseline(pd.DataFrame(ROWS)).capture(rows, form="json").configure(
        "data-drift", **({"charts": charts_when} if charts_when else {}))
    assert in_process(site) == (2 if rows is not ROWS else 0)
    assert (CHARTS_PAGE in names(site)) == drawn == (CHARTS_PAGE in report(site, "report.html"))
    assert "charts" not in " ".join(json.loads(report(site))["notes"])


def test_charts_of_an_earlier_run_of_this_time_do_not_stay(prepared, in_process):
    assert in_process(prepared.configure("data-drift", charts="always")) == 0
    assert CHARTS_PAGE in names(prepared)
    assert in_process(prepared.configure("data-drift", charts="never")) == 0
    assert CHARTS_PAGE not in names(prepared)


def test_an_unknown_word_for_when_charts_are_drawn_is_told(prepared, in_process, caplog):
    assert in_process(prepared.configure("data-drift", charts="sometimes")) == 1
    assert 'charts in the configuration must be one of always, on-violation, never, got "sometimes"' in caplog.text


def test_a_window_that_is_fine_loads_nothing_that_draws(prepared):
    ended = start(prepared.configure("data-drift"), "-c", f"""
import sys
sys.path.insert(0, {str(PROGRAM)!r})
import monitor
assert monitor.main() == 0
assert "evidently.legacy.calculations.stattests" in sys.modules and "plotly" not in sys.modules
from evidently import Report
assert "plotly" in sys.modules and Report.__module__.startswith("evidently.")
""")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_report_of_an_earlier_run_does_not_stay_when_this_one_fails(prepared):
    assert start(prepared.configure("data-quality")).returncode == 0
    assert "report.html" in names(prepared)
    assert limited(prepared, 100).returncode == 1
    assert names(prepared) == set()


def test_metrics_are_published_after_the_report_and_not_without_it(prepared, in_process, monkeypatch):
    published = []
    monkeypatch.setattr("metrics.publish", lambda job, outcome: published.append(names(prepared)))
    assert in_process(prepared.configure("data-quality", charts="always")) == 0
    assert published == [{"report.json", "report.html", "evidently.html", "metrics.prom"}]
    monkeypatch.setattr(reports, "html", broken)
    assert in_process(prepared) == 1
    assert len(published) == 1
    assert names(prepared) == {"report.json"}
    assert json.loads(report(prepared))["status"] == "failed"
