"""The report for people, as a browser would take it apart."""
from __future__ import annotations

import re
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
        self.headings: list[str] = []
        self.text = ""
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
        self.text += data
        if self.open and self.open[-1] in ("h1", "h2", "h3", "h4"):
            self.heading += data.strip()
            self.headings.append(self.heading)
        elif self.open and self.open[-1] in ("td", "th"):
            self.sections[self.heading][-1][-1] += data


EMPTY = {
    "check": "data-drift", "endpoint": "credit", "status": "fine", "window": {"start": "a", "end": "b"},
    "violations": [], "metrics": {}, "notes": [], "details": {},
}


def shown(**content) -> Page:
    return Page(page.html({**EMPTY, **content}, charts=False))


def test_what_has_drifted_stands_first():
    rows = [
        {"feature": "age", "drifted": False, "score": 0.51234567, "test": "psi", "threshold": 0.1},
        {"feature": "income", "drifted": True, "score": None, "test": "has values", "threshold": None},
    ]
    seen = shown(details={"features": rows})
    assert [row[:3] for row in seen.sections["Features"]] == [["Feature", "Drifted", "Score"], ["income", "yes", ""], ["age", "no", "0.5123"]]
    assert seen.headings.index("income") < seen.headings.index("age")


def test_the_verdict_is_a_sentence_with_units_and_what_to_do():
    features = [{"feature": name, "drifted": name != "c", "score": 0.3, "test": "psi", "threshold": 0.1, "distribution": spread(moved)}
                for name, moved in (("a", 0.21), ("b", 0.4), ("c", 0.01))]
    violation = {"metric": "DriftShare", "subject": "the features", "value": 2 / 3, "bound": "below 0.3"}
    text = shown(status="violation", violations=[violation], metrics={"DriftShare": 2 / 3, "DriftedFeatures": 2}, details={"features": features}).text
    assert "2 of 3 features have drifted: 66.7 %, and it must be below 30 %." in text
    assert "Moved most: b (40 % of its values), a (21 % of its values)." in text
    assert "What each alarm means" in text


@pytest.mark.parametrize("content,said", [
    ({"status": "empty"}, "No request was recorded in this window"),
    ({"status": "too-few"}, "Too few requests"),
    ({"metrics": {"DriftedFeatures": 0},
      "details": {"features": [{"feature": "a", "drifted": False, "score": 1, "test": "ks", "threshold": 0.05}]}}, "Yes: 0 of 1 features"),
    ({"check": "quality", "metrics": {"accuracy": 0.9}}, "Yes: every bound was kept."),
    ({"check": "quality", "status": "violation", "violations": [{"metric": "mae", "subject": "the model", "value": 4.25, "bound": "at most 3"}]},
     "Mean absolute error of the model: 4.25; it must be at most 3."),
    ({"check": "quality", "status": "violation", "violations": [{"metric": "auc", "subject": "the model", "value": None, "bound": "at least 0.8"}]},
     "undefined; it must be at least 0.8."),
])
def test_what_was_found_is_said_first(content, said):
    assert said in shown(**content).text


def spread(moved: float) -> dict:
    return {"edges": list(range(21)), "baseline": [0.05] * 20, "window": [0.05] * 20, "missing": {"baseline": 0, "window": 0}, "moved": moved}


@pytest.mark.parametrize("count,most", [(50, 300_000), (200, 600_000)])
def test_a_page_of_many_features_is_small_and_has_a_chart_of_each(count, most):
    values = {
        "values": ["x" * 300, *"abcdefg"], "others": 9, "baseline": [0.1] * 9,
        "window": [0.1] * 9, "missing": {"baseline": 0, "window": 0.1}, "moved": 0.2}
    features = [{"feature": f"feature {place} {'long ' * 10}", "drifted": place % 3 == 0,
                 "score": 0.123456, "test": "Wasserstein distance (normed)", "threshold": 0.1,
                 "distribution": values if place % 2 else spread(0.1)} for place in range(count)]
    html = page.html({**EMPTY, "details": {"features": features}}, charts=False)
    assert len(html.encode()) < most
    assert html.count("<svg") == count


def test_the_course_of_the_windows_before_is_drawn_where_there_are_some():
    earlier = [{"metrics": {"DriftShare": share}} for share in (0.1, None, 0.3)]
    violation = {"metric": "DriftShare", "subject": "the features", "value": 0.5, "bound": "below 0.3"}
    content = {**EMPTY, "metrics": {"DriftShare": 0.5}, "violations": [violation]}
    drawn = page.html(content, charts=False, before=earlier)
    # A window without the figure is left out, and the bound is a line.
    assert drawn.count("the last 4 windows") == 2 and len(re.search(r'points="([^"]*)"', drawn)[1].split()) == 3 and 'class="bound"' in drawn
    assert "<svg" not in page.html(content, charts=False)


def test_segments_are_sections_and_groups_are_rows():
    groups = {"female": {"rows": 40, "selectionRate": 0.25}, "male": {"rows": 60, "selectionRate": 0.5}}
    assert shown(details={"segments": {"sex": groups, "region": groups}}).sections["sex"] == [
        ["", "Rows", "Selection rate"], ["female", "40", "0.25"], ["male", "60", "0.5"]]


def test_plain_figures_and_lists_are_rows():
    sections = shown(details={"labels": {"labelled": 36, "missing": 24}, "schema": {"neverSent": ["religious"], "new": []}}).sections
    assert sections["Labels"] == [["labelled", "36"], ["missing", "24"]]
    assert sections["Schema"] == [["neverSent", "religious"], ["new", ""]]


def test_nothing_is_cut():
    rows = [{"feature": "f" * 200, "score": place} for place in range(300)]
    assert shown(details={"features": rows}).sections["Features"][1:] == [["f" * 200, str(place)] for place in range(300)]


def test_metrics_keep_the_names_that_they_are_published_under():
    assert shown(metrics={"DriftShare": 0.045454545, "Auc": None}).sections["Metrics"] == [["DriftShare", "0.04545"], ["Auc", "undefined"]]


GROUP = {"rows": 1, "selected": 1, "labelled": 0, "correct": 0, "positives": 0, "true_positives": 0}


@pytest.mark.parametrize("place", ["feature", "group", "note"])
def test_names_from_requests_are_text(place):
    """Whoever sends a request chooses names and categories; a report must not run them."""
    evil = "<script>alert(1)</script>"
    content = {
        "feature": {"details": {"features": [{"feature": evil, "drifted": True}]}},
        "group": {"check": "fairness", "details": {"segments": {evil: {evil: GROUP}}}},
        "note": {"notes": [f"not in the baseline: {evil}"]},
    }[place]
    assert "script" not in [tag for tag in shown(**content).open]
    assert "<script>" not in page.html({**EMPTY, **content}, charts=True)


CONFIGURATIONS = {
    "data-drift": {},
    "data-quality": {"missing": 0.1, "outOfRange": 0.1},
    "prediction-drift": {"label": "label"},
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
