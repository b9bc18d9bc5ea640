"""Fairness by segment: the numbers of fairlearn, and groups that are too small to judge."""
import fairlearn.metrics as fl
import pytest
from sklearn.metrics import accuracy_score, precision_score

from contract import Failure
from fairness import NAMES

EVERY = dict.fromkeys(NAMES, {"atMost": 1e9})


@pytest.fixture
def prepared(survey, site):
    ids = [f"r{place}" for place in range(len(survey.live))]
    scores = survey.scores(survey.live)

    def of(form="json", **config):
        return site.configure("fairness", **config).capture(survey.live, scores, ids, form=form).labels(zip(ids, survey.live_labels))

    return of, scores >= 0.5


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("segment", ["occupation", "religious", "children"])
def test_every_metric_is_that_of_fairlearn(segment, form, prepared, survey):
    of, hard = prepared
    site = of(form, segments=[segment], metrics=EVERY, minimumGroup=1)
    if form == "csv":
        site.baseline(survey.train)
    truth, groups = survey.live_labels, {"sensitive_features": survey.live[segment]}
    accuracy = fl.MetricFrame(metrics=accuracy_score, y_true=truth, y_pred=hard, **groups)
    # Groups without a single selected row have no precision: fairlearn says 0, this program leaves them out.
    selected = survey.live[segment].isin(survey.live[segment][hard])
    precision = fl.MetricFrame(metrics=precision_score, y_true=truth[selected], y_pred=hard[selected], sensitive_features=survey.live[segment][selected])
    expected = {
        "selectionRateGap": fl.demographic_parity_difference(truth, hard, **groups),
        "selectionRateRatio": fl.demographic_parity_ratio(truth, hard, **groups),
        "truePositiveRateGap": fl.equal_opportunity_difference(truth, hard, **groups),
        "truePositiveRateRatio": fl.equal_opportunity_ratio(truth, hard, **groups),
        "falsePositiveRateGap": fl.MetricFrame(metrics=fl.false_positive_rate, y_true=truth, y_pred=hard, **groups).difference(),
        "falsePositiveRateRatio": fl.MetricFrame(metrics=fl.false_positive_rate, y_true=truth, y_pred=hard, **groups).ratio(),
        "equalizedOddsGap": fl.equalized_odds_difference(truth, hard, **groups),
        "equalizedOddsRatio": fl.equalized_odds_ratio(truth, hard, **groups),
        "accuracyGap": accuracy.difference(), "accuracyRatio": accuracy.ratio(),
        "precisionGap": precision.difference(), "precisionRatio": precision.ratio(),
    }
    found = site.check().metrics
    assert {name: found[name] for name in NAMES} == pytest.approx(expected, abs=1e-9)


def test_the_worst_segment_counts_and_each_violation_names_its_segment(prepared):
    of, _ = prepared
    outcome = of(segments=["religious", "occupation", "children"], metrics={"selectionRateGap": {"atMost": 0.01}}).check()
    measured = {segment: metrics["selectionRateGap"] for segment, metrics in outcome.details["measured"].items()}
    assert outcome.metrics["selectionRateGap"] == max(measured.values())
    assert [violation.subject for violation in outcome.violations] == [segment for segment, value in measured.items() if value > 0.01]


def test_small_groups_are_reported_and_not_judged(site):
    rows = [{"sex": "f"}] * 100 + [{"sex": "m"}] * 100 + [{"sex": "x"}] * 3
    answers = [0.9, 0.1] * 100 + [0.9] * 3
    outcome = site.configure("fairness", segments=["sex"], metrics={"selectionRateGap": {"atMost": 0.1}}).capture(rows, answers, form="json").check()
    assert outcome.metrics["selectionRateGap"] == 0
    assert outcome.details["segments"]["sex"]["x"]["rows"] == 3


def test_a_gap_is_undefined_when_one_group_only_is_large_enough(site):
    rows = [{"sex": "f"}] * 100 + [{"sex": "m"}] * 3
    outcome = site.configure("fairness", segments=["sex"], metrics={"selectionRateGap": {"atMost": 0.1}}).capture(rows, [0.9] * 103, form="json").check()
    assert (outcome.status, outcome.metrics["selectionRateGap"]) == ("fine", None)
    assert "was not judged" in " ".join(outcome.notes)


@pytest.mark.parametrize("config,message", [
    ({"segments": ["sex"], "metrics": {"parity": {"atMost": 1}}}, "fairness has no metric parity; it has selectionRateGap"),
    ({"segments": ["sex"], "metrics": {"truePositiveRateGap": {"atMost": 1}}}, "truePositiveRateGap need labels"),
    ({"segments": ["gender"], "metrics": {"selectionRateGap": {"atMost": 1}}}, "no request has a value of the segment gender"),
    ({"segments": ["id"], "metrics": {"selectionRateGap": {"atMost": 1}}}, "the segment id has 60 groups, at most 50 can be compared"),
])
def test_fails_when_it_cannot_be_measured(config, message, site):
    rows = [{"sex": "f", "id": f"c{place}"} for place in range(60)]
    with pytest.raises(Failure, match=message):
        site.configure("fairness", **config).capture(rows, [0.9] * 60, form="json").check()


def test_fails_when_rows_have_no_names_and_there_is_no_baseline(site):
    with pytest.raises(Failure, match="rows are recorded without names; give the check a `baseline`"):
        site.configure("fairness", segments=["sex"], metrics={"selectionRateGap": {"atMost": 1}}).capture([{"sex": "f"}]).check()
