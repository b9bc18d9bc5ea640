"""The course of a figure comes from the reports of the windows before; whatever is wrong with these, the verdict stands."""
from __future__ import annotations

import json

import pandas as pd
import pytest

import history
import report
from outcome import Outcome

ROWS = [{"age": place % 40, "city": "abc"[place % 3]} for place in range(60)]


@pytest.fixture
def prepared(site):
    return site.baseline(pd.DataFrame(ROWS)).capture(ROWS, form="json").configure("data-drift")


def write(site, name: str, content: object) -> None:
    folder = site.root / "report" / name
    folder.mkdir(parents=True)
    (folder / "report.json").write_text(content if isinstance(content, str) else json.dumps(content))


def test_earlier_reports_of_the_check_are_read_oldest_first(prepared):
    for name, share in (("2026-01-30T05-20-00Z", 0.2), ("2026-01-29T05-20-00Z", 0.1), ("2026-02-01T05-20-00Z", 0.9)):
        write(prepared, name, {"check": "data-drift", "metrics": {"DriftShare": share}})
    write(prepared, "2026-01-28T05-20-00Z", {"check": "data-quality", "metrics": {}})
    (prepared.root / "report" / "2026-01-27T05-20-00Z").mkdir()
    outcome = Outcome()
    assert [content["metrics"]["DriftShare"] for content in history.earlier(prepared.job(), outcome)] == [0.1, 0.2]
    assert outcome.notes == []


def test_no_more_are_read_than_a_chart_shows(prepared):
    for day in range(1, 29):
        for hour in (1, 2):
            write(prepared, f"2026-01-{day:02}T{hour:02}-20-00Z", {"check": "data-drift", "metrics": {}})
    assert len(history.earlier(prepared.job(), Outcome())) == history.MOST - 1


@pytest.mark.parametrize("content", ["", "[]", "{\"check\": ", "\x00\xff"])
def test_a_report_that_cannot_be_read_is_no_failure(content, prepared):
    write(prepared, "2026-01-30T05-20-00Z", content)
    job, outcome = prepared.job(), prepared.check()
    report.write(job, outcome)
    assert outcome.status == "fine" and (job.report / "report.html").exists()


def test_the_first_run_has_no_course(prepared):
    outcome = Outcome()
    assert history.earlier(prepared.job(), outcome) == [] and outcome.notes == []
