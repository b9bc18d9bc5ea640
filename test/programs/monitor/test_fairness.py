"""Fairness by segment: the numbers of fairlearn, and groups that are too small to judge."""
import fairlearn.metrics as fl
import pytest
from sklearn.metrics import accuracy_score, precision_score

from fairness import NAMES
from job.failure import Failure
from values import text

EVERY = dict.fromkeys(NAMES, {"atMost": 1e9})
SEGMENTS = ["occupation", "religious", "children"]


@pytest.fixture
def prepared(survey, site):
    ids = [f"r{place}" for place in range(len(survey.live))]
    scores = survey.scores(survey.live)

    def of(form="json", **config):
        return site.configure("fairness", **config).capture(survey.live, scores, ids, form=form).labels(zip(ids, survey.live_labels))

    return of, scores >= 0.5


def by_fairlearn(truth, hard, groups) -> dict[str, float]:
    # Groups without a single selected row have no precision: fairlearn says 0, this program leaves them out.
    some = groups.isin(groups[hard])
    rates = {
        "selectionRate": fl.MetricFrame(metrics=fl.selection_rate, y_true=truth, y_pred=hard, sensitive_features=groups),
        "truePositiveRate": fl.MetricFrame(metrics=fl.true_positive_rate, y_true=truth, y_pred=hard, sensitive_features=groups),
        "falsePositiveRate": fl.MetricFrame(metrics=fl.false_positive_rate, y_true=truth, y_pred=hard, sensitive_features=groups),
        "accuracy": fl.MetricFrame(metrics=accuracy_score, y_true=truth, y_pred=hard, sensitive_features=groups),
        "precision": fl.MetricFrame(metrics=precision_score, y_true=truth[some], y_pred=hard[some], sensitive_features=groups[some]),
    }
    found = {f"{name}{kind}": value for name, frame in rates.items() for kind, value in (("Gap", frame.difference()), ("Ratio", frame.ratio()))}
    # What fairlearn has a function of its own for is that function.
    return found | {
        "selectionRateGap": fl.demographic_parity_difference(truth, hard, sensitive_features=groups),
        "selectionRateRatio": fl.demographic_parity_ratio(truth, hard, sensitive_features=groups),
        "truePositiveRateGap": fl.equal_opportunity_difference(truth, hard, sensitive_features=groups),
        "truePositiveRateRatio": fl.equal_opportunity_ratio(truth, hard, sensitive_features=groups),
        "equalizedOddsGap": fl.equalized_odds_difference(truth, hard, sensitive_features=groups),
        "equalizedOddsRatio": fl.equalized_odds_ratio(truth, hard, sensitive_features=groups),
    }


@pytest.mark.parametrize("form", ["json", "csv"])
def test_every_figure_is_that_of_fairlearn(form, prepared, survey, record_table):
    of, hard = prepared
    site = of(form, segments=SEGMENTS, metrics=EVERY, minimumGroup=1)
    if form == "csv":
        site.baseline(survey.train)
    outcome, truth = site.check(), survey.live_labels
    expected = {segment: by_fairlearn(truth, hard, survey.live[segment]) for segment in SEGMENTS}
    differences = {
        segment: max(abs(outcome.details["measured"][segment][name] - of_segment[name]) for name in NAMES)
        for segment, of_segment in expected.items()}
    for segment, difference in differences.items():
        record_table(
            f"fairness, {form:4} {segment:10} {survey.live[segment].nunique()} groups, {len(NAMES)} figures: at most {difference:.1e} from fairlearn")
    assert max(differences.values()) <= 1e-9
    # What is published is the worst of the segments.
    worst = {name: (max if name.endswith("Gap") else min)(of_segment[name] for of_segment in expected.values()) for name in NAMES}
    assert {name: outcome.figures()[name] for name in NAMES} == pytest.approx(worst, abs=1e-9)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_the_counts_of_every_group_are_those_of_fairlearn(segment, prepared, survey):
    of, hard = prepared
    frame = fl.MetricFrame(
        metrics={"rows": fl.count, "selected": lambda _, found: found.sum(), "positives": lambda truth, _: truth.sum(),
                 "true_positives": lambda truth, found: (truth.astype(bool) & found).sum(), "correct": lambda truth, found: (truth == found).sum()},
        y_true=survey.live_labels, y_pred=hard, sensitive_features=survey.live[segment])
    found = of(segments=[segment], metrics=EVERY).check().details["segments"][segment]
    assert {group: {name: found[group][name] for name in frame.by_group} for group in found} == {
        text(group): {name: int(count) for name, count in counts.items()} for group, counts in frame.by_group.iterrows()}


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
    outcome = site.configure("fairness", segments=["sex"], metrics={"selectionRateGap": {"atMost": 0.1}}).capture(
        rows, [0.9] * 103, form="json").check()
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
