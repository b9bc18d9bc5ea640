"""Data quality: missing, out of range, wrong type, changed schema. Counts are exact."""
import json
from decimal import Decimal

import pandas as pd
import pytest

from conftest import record
from contract import MISSING_SHARE, OUT_OF_RANGE_SHARE, RECORDS
from job.failure import Failure


@pytest.fixture(autouse=True)
def no_page(monkeypatch, request):
    if "page" not in request.node.name:
        monkeypatch.setattr("quality.page", lambda *_: None)


def test_finds_nothing_in_rows_of_the_baseline(survey, site):
    outcome = site.configure("data-quality").baseline(survey.train).capture(survey.train.head(500)).check()
    assert outcome.metrics == {RECORDS: 500, MISSING_SHARE: 0, OUT_OF_RANGE_SHARE: 0}
    assert outcome.status == "fine"


@pytest.mark.parametrize("form", ["csv", "json", "json-list"])
def test_counts_what_is_missing_out_of_range_and_of_another_type(form, survey, site):
    rows = survey.train.head(100).astype(object).reset_index(drop=True)
    rows.loc[:14, "age"] = None
    rows.loc[20:39, "educ"] = 99.0
    rows.loc[40:44, "educ"] = "many"
    rows.loc[:11, "occupation"] = "astronaut"
    outcome = site.configure("data-quality", missing=0.1, outOfRange=0.2).baseline(survey.train).capture(rows, form=form).check()
    found = {feature["feature"]: feature for feature in outcome.details["features"]}
    assert (found["age"]["missing"], found["educ"]["outOfRange"], found["educ"]["wrongType"]) == (15, 25, 5)
    assert (found["occupation"]["outOfRange"], found["occupation"]["outside"]) == (12, {"astronaut": 12})
    assert [(violation.metric, violation.subject) for violation in outcome.violations] == [(MISSING_SHARE, "age"), (OUT_OF_RANGE_SHARE, "educ")]
    assert (outcome.metrics[MISSING_SHARE], outcome.metrics[OUT_OF_RANGE_SHARE]) == (0.15, 0.25)


@pytest.mark.parametrize("missing,status", [(10, "fine"), (11, "violation")])
def test_a_share_at_the_bound_is_still_good(missing, status, survey, site):
    rows = survey.train.head(100).astype(object).reset_index(drop=True)
    rows.loc[: missing - 1, "age"] = None
    assert site.configure("data-quality", missing=0.1).baseline(survey.train).capture(rows).check().status == status


def test_a_feature_that_is_no_longer_sent_is_a_violation_and_a_new_one_is_told(survey, site):
    rows = survey.train.head(50).drop(columns="religious").assign(channel="web")
    outcome = site.configure("data-quality").baseline(survey.train).capture(rows, form="json").check()
    assert outcome.details["schema"] == {"neverSent": ["religious"], "new": ["channel"], "rowsOfOtherWidth": 0}
    assert [(violation.metric, violation.subject) for violation in outcome.violations] == [(MISSING_SHARE, "religious")]


def test_rows_of_another_width_are_a_violation(survey, site):
    site.configure("data-quality").baseline(survey.train).capture(survey.train.head(80)).capture(survey.train.head(20).iloc[:, :5])
    outcome = site.check()
    assert outcome.details["schema"]["rowsOfOtherWidth"] == 20
    assert [(violation.metric, violation.value) for violation in outcome.violations] == [("RowsOfOtherWidthShare", 0.2)]


def test_histograms_hold_every_number_within_range(insurance, site):
    outcome = site.configure("data-quality").baseline(insurance.train).capture(insurance.train.head(3000)).check()
    assert {sum(feature["histogram"]) for feature in outcome.details["features"]} <= {3000, 0}


def test_counts_corrupt_lines_and_payloads_that_cannot_be_read(survey, site):
    good = json.dumps(record(survey.train.iloc[0].to_dict(), 0.5, "a"))
    bad = json.loads(good)
    bad["captureData"]["endpointInput"] |= {"encoding": "BASE64", "data": "//8=", "observedContentType": "application/x-npy"}
    outcome = site.configure("data-quality").baseline(survey.train).raw("\n".join([good, good[:50], "", "[]", json.dumps(bad), "{}", good])).check()
    counts = outcome.details["capture"]
    assert (counts["records"], counts["corruptLines"], counts["unreadablePayloads"]) == (2, 3, 1)
    assert "4 recorded requests could not be read" in outcome.notes[0]
    assert [(violation.metric, violation.value) for violation in outcome.violations] == [("UnreadableShare", 4 / 6)]


@pytest.mark.parametrize("check", ["data-drift", "data-quality", "attribution-drift"])
def test_fails_when_nothing_that_was_recorded_can_be_read(check, survey, site):
    with pytest.raises(Failure, match="none of 2 recorded requests could be read, the first because of JSONDecodeError"):
        site.configure(check).baseline(survey.train).raw("nonsense\n{").check()


def test_reads_every_type_of_a_parquet_baseline(site):
    train = pd.DataFrame({
        "count": pd.array([1, None, 3] * 20, dtype="Int64"), "owner": [True, False, True] * 20, "city": pd.Categorical(["a", "b", "b"] * 20),
        "price": [Decimal("1.5"), Decimal("2"), None] * 20, "time": pd.date_range("2026-01-01", periods=60),
    })
    rows = [{"count": 9, "owner": "yes", "city": "c", "price": 1.75, "time": "2026-02-03"}] * 30
    outcome = site.configure("data-quality", missing=0, outOfRange=0).baseline(train, "train.parquet").capture(rows, form="json").check()
    assert [violation.subject for violation in outcome.violations] == ["count", "owner", "city"]
    types = {feature["feature"]: feature["expected"]["type"] for feature in outcome.details["features"]}
    assert types == {"count": "number", "owner": "boolean", "city": "text", "price": "number", "time": "time"}


def test_fails_when_a_feature_is_not_in_the_baseline(survey, site):
    with pytest.raises(Failure, match="the baseline has no feature income"):
        site.configure("data-quality", features=["income"]).baseline(survey.train).capture(survey.window(0, 50)).check()


def test_page_shows_the_summary_of_evidently(survey, site, tmp_path):
    outcome = site.configure("data-quality").baseline(survey.train[["age", "educ"]]).capture(survey.train[["age", "educ"]].head(50)).check()
    outcome.page().save_html(str(tmp_path / "page.html"))
    assert "educ" in (tmp_path / "page.html").read_text()
