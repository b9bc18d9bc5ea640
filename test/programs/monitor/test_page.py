"""The report for people, as a browser would take it apart."""
from __future__ import annotations

from html.parser import HTMLParser

import pytest

import page
import report
from contract import CHECKS


class Page(HTMLParser):
    """Rows of cells below each heading. A tag that is not closed in its order is an error."""

    UNCLOSED = {"meta", "!doctype", "html", "br"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sections: dict[str, list[list[str]]] = {}
        self.open: list[str] = []
        self.heading = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        if tag in self.UNCLOSED:
            return
        self.open.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            self.heading = ""
        elif tag == "tr":
            self.sections.setdefault(self.heading, []).append([])
        elif tag in ("td", "th"):
            self.sections[self.heading][-1].append("")

    def handle_endtag(self, tag):
        if tag not in self.UNCLOSED:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("h1", "h2", "h3", "h4"):
            self.heading += data.strip()
        elif self.open and self.open[-1] in ("td", "th"):
            self.sections[self.heading][-1][-1] += data


def shown(**content) -> Page:
    whole = {
        "check": "data-drift", "endpoint": "credit", "status": "fine", "window": {"start": "a", "end": "b"},
        "violations": [], "metrics": {}, "notes": [], "details": {}, **content,
    }
    return Page(page.html(whole, charts=False))


def test_what_has_drifted_stands_first():
    rows = [{"feature": "age", "drifted": False, "score": 0.51234567}, {"feature": "income", "drifted": True, "score": None}]
    assert shown(details={"features": rows}).sections["Features"] == [["Feature", "Drifted", "Score"], ["income", "yes", ""], ["age", "no", "0.5123"]]


def test_segments_are_sections_and_groups_are_rows():
    groups = {"female": {"rows": 40, "selectionRate": 0.25}, "male": {"rows": 60, "selectionRate": 0.5}}
    assert shown(details={"segments": {"sex": groups, "region": groups}}).sections["sex"] == [["", "Rows", "Selection rate"], ["female", "40", "0.25"], ["male", "60", "0.5"]]


def test_plain_figures_and_lists_are_rows():
    sections = shown(details={"labels": {"labelled": 36, "missing": 24}, "schema": {"neverSent": ["religious"], "new": []}}).sections
    assert sections["Labels"] == [["labelled", "36"], ["missing", "24"]]
    assert sections["Schema"] == [["neverSent", "religious"], ["new", ""]]


def test_nothing_is_cut():
    rows = [{"feature": "f" * 200, "score": place} for place in range(300)]
    assert shown(details={"features": rows}).sections["Features"][1:] == [["f" * 200, str(place)] for place in range(300)]


def test_metrics_keep_the_names_that_they_are_published_under():
    assert shown(metrics={"DriftShare": 0.045454545, "Auc": None}).sections["Metrics"] == [["DriftShare", "0.04545"], ["Auc", "undefined"]]


@pytest.mark.parametrize("place", ["feature", "group", "note"])
def test_names_from_requests_are_text(place):
    """Whoever sends a request chooses names and categories; a report must not run them."""
    evil = "<script>alert(1)</script>"
    content = {
        "feature": {"details": {"features": [{"feature": evil, "drifted": True}]}},
        "group": {"details": {"segments": {evil: {evil: {"rows": 1}}}}},
        "note": {"notes": [f"not in the baseline: {evil}"]},
    }[place]
    assert "script" not in [tag for tag in shown(**content).open]
    assert "<script>" not in page.html({"check": "c", "endpoint": "e", "status": "fine", "window": {"start": "", "end": ""}, "violations": [], "metrics": {}, "notes": [], "details": {}, **content}, charts=True)


CONFIGURATIONS = {
    "data-drift": {},
    "data-quality": {"missing": 0.1, "outOfRange": 0.1},
    "quality": {"problem": "binary-classification", "metrics": {"auc": {"atLeast": 0.5}}},
    "fairness": {"segments": ["occupation", "religious"], "metrics": {"selectionRateGap": {"atMost": 0.9}}},
    "attribution-drift": {},
}


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_a_page_of_tables(check, survey, site):
    rows = survey.window(0, 300)
    ids = [f"r{place}" for place in range(300)]
    site.configure(check, **CONFIGURATIONS[check]).baseline(survey.train.assign(label=survey.train_labels))
    site.capture(rows, survey.scores(rows), ids, form="json").labels(zip(ids, survey.live_labels[rows.index]))
    report.write(site.job(), site.check())
    html = (site.root / "report/2026-01-31T05-20-00Z/report.html").read_text()
    sections = Page(html).sections
    assert sections["Capture"][1] == ["records", "300"]
    assert len(sections) > 2
    # No braces: nothing is shown as a program has it.
    assert "{" not in html.partition("</style>")[2]
