"""Model quality: the numbers of scikit-learn, over labels that come late, twice, wrongly or never."""
import json
from datetime import timedelta

import numpy as np
import pytest
from sklearn import metrics as sk
from sklearn.datasets import load_diabetes, load_wine
from sklearn.linear_model import LinearRegression, LogisticRegression

from conftest import HOUR
from contract import LABELLED_SHARE
from job.failure import Failure

EVERY = {"atLeast": -1e9}


@pytest.fixture(autouse=True)
def no_page(monkeypatch, request):
    if "page" not in request.node.name:
        monkeypatch.setattr("model_quality.page", lambda *_: None)


@pytest.fixture
def predicted(cancer, site):
    """Predictions for all live rows, with the metrics of the definition; ids are r0, r1, …"""
    ids = [f"r{place}" for place in range(len(cancer.live))]

    def prepared(**metrics):
        return site.configure("quality", problem="binary-classification", metrics=metrics).capture(cancer.live, cancer.scores(cancer.live), ids)

    return prepared, list(zip(ids, cancer.live_labels))


def test_binary_metrics_are_those_of_scikit_learn(predicted, cancer):
    prepared, pairs = predicted
    site = prepared(**dict.fromkeys(("accuracy", "precision", "recall", "f1", "auc", "logLoss", "brier"), EVERY)).labels(pairs)
    score, truth = cancer.scores(cancer.live), cancer.live_labels
    hard = score >= 0.5
    expected = {
        "accuracy": sk.accuracy_score(truth, hard), "precision": sk.precision_score(truth, hard), "recall": sk.recall_score(truth, hard),
        "f1": sk.f1_score(truth, hard), "auc": sk.roc_auc_score(truth, score),
        "logLoss": sk.log_loss(truth, score), "brier": sk.brier_score_loss(truth, score),
    }
    found = site.check().metrics
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-12)
    assert found[LABELLED_SHARE] == 1


def test_auc_counts_ties_as_half(site):
    random = np.random.default_rng(0)
    scores, truth = random.integers(0, 5, 300) / 4, random.integers(0, 2, 300)
    ids = [str(place) for place in range(300)]
    outcome = site.configure("quality", metrics={"auc": EVERY}).capture([{"a": 1}] * 300, scores, ids).labels(zip(ids, truth)).check()
    assert outcome.metrics["auc"] == pytest.approx(sk.roc_auc_score(truth, scores), abs=1e-12)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_multiclass_metrics_are_those_of_scikit_learn(form, site):
    rows, truth = load_wine(return_X_y=True, as_frame=True)
    found = LogisticRegression(max_iter=50).fit(rows.iloc[::3], truth.iloc[::3]).predict(rows)
    ids = [str(place) for place in range(len(rows))]
    site.configure("quality", problem="multiclass-classification", metrics=dict.fromkeys(("accuracy", "precision", "recall", "f1"), EVERY))
    outcome = site.capture(rows, [int(value) for value in found], ids, form=form).labels(zip(ids, truth)).check()
    assert [outcome.metrics[name] for name in ("accuracy", "precision", "recall", "f1")] == pytest.approx([
        sk.accuracy_score(truth, found), sk.precision_score(truth, found, average="macro"), sk.recall_score(truth, found, average="macro"),
        sk.f1_score(truth, found, average="macro"),
    ], abs=1e-12)


def test_regression_metrics_are_those_of_scikit_learn(site):
    rows, truth = load_diabetes(return_X_y=True, as_frame=True)
    found = LinearRegression().fit(rows, truth).predict(rows)
    ids = [str(place) for place in range(len(rows))]
    site.configure("quality", problem="regression", metrics=dict.fromkeys(("mae", "rmse", "r2", "mape"), EVERY))
    outcome = site.capture(rows, found, ids).labels(zip(ids, truth)).check()
    assert [outcome.metrics[name] for name in ("mae", "rmse", "r2", "mape")] == pytest.approx([
        sk.mean_absolute_error(truth, found), sk.root_mean_squared_error(truth, found),
        sk.r2_score(truth, found), sk.mean_absolute_percentage_error(truth, found),
    ], abs=1e-9)


def test_a_metric_beyond_its_bound_is_a_violation(predicted):
    prepared, pairs = predicted
    flipped = [(identity, 1 - value) for identity, value in pairs]
    outcome = prepared(auc={"atLeast": 0.75}, logLoss={"atMost": 100}).labels(flipped).check()
    assert [str(violation).split(" is ")[0] for violation in outcome.violations] == ["auc of the model"]


# Predictions are asked for at ten past four, and each label arrives this much later, once or several times.
ASKED = HOUR + timedelta(minutes=10)
ARRIVALS = {
    "after 1 h": [timedelta(hours=1)], "after 1 day": [timedelta(days=1)], "never": [], "twice": [timedelta(hours=1), timedelta(hours=5)],
    "twice, differently": [timedelta(hours=1), timedelta(hours=5)], "of unknown ids": [timedelta(hours=1)],
}
COUNTS = {
    "labelled": "labelled", "labelledWithinHour": "within 1 h", "labelledWithinDay": "within 1 day", "neverLabelled": "missing",
    "labelledAgain": "again", "conflictingLabels": "differently", "unknownLabels": "unknown",
}


@pytest.mark.parametrize("delay,labelled,within_hour,within_day,missing,again,conflicts,unknown", [
    (timedelta(0), 0, 0, 0, 60, 0, 0, 0),
    (timedelta(hours=2), 36, 36, 0, 24, 0, 0, 4),
    (timedelta(hours=6), 36, 36, 0, 24, 11, 4, 4),
    (timedelta(days=3), 49, 36, 13, 11, 11, 4, 4),
], ids=["no delay", "2 h", "6 h", "3 days"])
def test_labels_that_come_late_never_twice_or_for_others_are_counted(
        delay, labelled, within_hour, within_day, missing, again, conflicts, unknown, cancer, site, record_table):
    """The check of one window with different delays: it sees the labels that have arrived until it runs, and those only."""
    sizes = dict(zip(ARRIVALS, (25, 13, 11, 7, 4, 4)))
    groups = [kind for kind, size in sizes.items() for _ in range(size)]
    rows, truth = cancer.live.head(len(groups)), list(cancer.live_labels.head(len(groups)))
    ids = [f"r{place}" for place in range(len(groups))]
    known = [place for place, kind in enumerate(groups) if kind != "of unknown ids"]
    ended = HOUR + timedelta(hours=1)
    site.configure("quality", metrics={"accuracy": EVERY}, delaySeconds=delay.total_seconds())
    site.env["MONITOR_SCHEDULED_TIME"] = (ended + delay).isoformat()
    site.capture(rows.iloc[known], cancer.scores(rows.iloc[known]), [ids[place] for place in known])
    site.labels([], "of-yesterday.jsonl", age=timedelta(days=1))
    told: dict[timedelta, list] = {}
    for identity, kind, value in zip(ids, groups, truth):
        for time, after in enumerate(ARRIVALS[kind]):
            told.setdefault(after, []).append((identity, 1 - value if kind == "twice, differently" and time else value))
    for after, pairs in told.items():
        if ASKED + after <= ended + delay:
            site.labels(pairs, f"{after.total_seconds():.0f}.jsonl", age=HOUR - ASKED - after)

    outcome = site.check()
    counts = outcome.details["labels"]
    record_table(f"labels, delay {str(delay):15}: " + ", ".join(f"{name} {counts[count]}" for count, name in COUNTS.items()))
    assert [counts[name] for name in COUNTS] == [labelled, within_hour, within_day, missing, again, conflicts, unknown]
    assert outcome.metrics[LABELLED_SHARE] == labelled / len(known)
    assert outcome.metrics.get("accuracy") == (expected_accuracy(cancer, rows, groups, truth, ASKED, ended + delay) if labelled else None)


def expected_accuracy(cancer, rows, groups, truth, asked, now) -> float:
    """Of those whose label is there; the one that came last counts."""
    hits = []
    for predicted, kind, value in zip(cancer.scores(rows) >= 0.5, groups, truth):
        arrived = [after for after in ARRIVALS[kind] if asked + after <= now]
        if arrived and kind != "of unknown ids":
            hits.append(predicted == (1 - value if kind == "twice, differently" and len(arrived) == 2 else value))
    return sum(hits) / len(hits)


def test_labels_that_cannot_be_read_are_counted_and_told(predicted):
    prepared, pairs = predicted
    outcome = prepared(accuracy=EVERY).labels([*pairs[:100], ("r250", "unclear")]).check()
    assert (outcome.details["labels"]["labelled"], outcome.details["labels"]["unreadableLabels"]) == (100, 1)
    assert "'unclear' is neither yes nor no" in " ".join(outcome.notes)


def test_the_label_that_came_last_counts(predicted):
    prepared, pairs = predicted
    wrong = [(identity, 1 - value) for identity, value in pairs]
    site = prepared(accuracy=EVERY).labels(pairs, "b.jsonl", age=timedelta(hours=-9)).labels(wrong, "a.jsonl")
    assert site.check().metrics["accuracy"] > 0.9


def test_labels_written_before_the_window_are_not_read(predicted):
    prepared, pairs = predicted
    outcome = prepared(accuracy=EVERY).labels(pairs, age=timedelta(days=2)).check()
    assert outcome.details["labels"]["labelFiles"] == 0
    assert outcome.figures() == {"Records": len(pairs), LABELLED_SHARE: 0, "Violations": 0}
    assert "no label has arrived for the predictions of this window" in outcome.notes


def test_a_request_that_was_recorded_twice_counts_once(predicted, cancer):
    prepared, pairs = predicted
    site = prepared(accuracy=EVERY).labels(pairs)
    site.capture(cancer.live.head(7), [0.5] * 7, [f"r{place}" for place in range(7)])
    counts = site.check().details["labels"]
    assert (counts["predictions"], counts["duplicatePredictions"]) == (len(pairs), 7)


@pytest.mark.parametrize("name,text", [
    ("labels.csv", "inferenceId,label\nr0,1\nr1,0\n"),
    ("labels.csv", "customer,label,event_id\nx,1,r0\ny,0,r1\n"),
    ("labels.csv", "id,defaulted\nr0,1\nr1,0\n"),
    ("labels.jsonl", '{"inferenceId": "r0", "label": true}\nnonsense\n{"inferenceId": "r1", "label": false}\n'),
])
def test_reads_tables_of_labels(name, text, predicted):
    prepared, _ = predicted
    assert prepared(accuracy=EVERY).label_file(text, name).check().details["labels"]["labelled"] == 2


def test_counts_lines_of_labels_that_cannot_be_read_and_says_why(predicted):
    prepared, _ = predicted
    outcome = prepared(accuracy=EVERY).label_file(
        '{"inferenceId": "r0", "label": 1}\n{"customer": 3, "amount": 4, "day": 5}\n{', "labels.jsonl").check()
    assert (outcome.details["labels"]["labelled"], outcome.details["labels"]["corruptLabelLines"]) == (1, 2)
    assert "2 lines of labels could not be read, the first because of Failure: a line must have a column inferenceid" in " ".join(outcome.notes)


def test_joins_the_rows_of_one_request_by_their_order(site):
    line = {
        "captureData": {"endpointInput": {"data": "1,2\n3,4\n5,6", "encoding": "CSV"}, "endpointOutput": {"data": "0.9,0.2,0.8", "encoding": "CSV"}},
        "eventMetadata": {"eventId": "a"},
    }
    site.configure("quality", metrics={"accuracy": EVERY}).raw(json.dumps(line)).labels([("a", "1\n0\n0")])
    assert site.check().metrics["accuracy"] == pytest.approx(2 / 3)


def test_an_undefined_metric_is_told_and_not_published(predicted):
    prepared, pairs = predicted
    outcome = prepared(auc={"atLeast": 0.9}).labels([(identity, 1) for identity, _ in pairs]).check()
    assert outcome.status == "fine" and "auc" not in outcome.figures()
    assert "auc is undefined for these labels" in outcome.notes


def test_words_are_labels_when_the_positive_one_is_named(site):
    ids = ["a", "b", "c", "d"]
    site.configure("quality", metrics={"accuracy": EVERY}, positive="good").capture([{"x": 1}] * 4, ["good", "bad", "good", "bad"], ids, form="json")
    assert site.labels(zip(ids, ["good", "bad", "bad", "bad"])).check().metrics["accuracy"] == 0.75


@pytest.mark.parametrize("config,message", [
    ({"metrics": {"rmse": EVERY}}, "binary-classification has no metric rmse; it has accuracy, auc"),
    ({"metrics": {"accuracy": EVERY}, "problem": "ranking"}, "the problem must be"),
])
def test_fails_when_the_metric_or_problem_is_unknown(config, message, site):
    with pytest.raises(Failure, match=message):
        site.configure("quality", **config).labels([]).check()


def test_fails_when_no_answer_can_be_read(site):
    with pytest.raises(Failure, match="no answer of the model could be read: .*neither yes nor no"):
        site.configure("quality", metrics={"accuracy": EVERY}).capture([{"x": 1}] * 3, ["good"] * 3).labels([]).check()


def test_page_shows_the_classification_of_evidently(predicted, tmp_path):
    prepared, pairs = predicted
    prepared(accuracy=EVERY).labels(pairs).check().page().save_html(str(tmp_path / "page.html"))
    assert "Confusion Matrix" in (tmp_path / "page.html").read_text()
