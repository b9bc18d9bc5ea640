"""Attribution drift on seeded windows: silent while the same reasons hold, alarmed when they move."""
import pytest

from contract import DRIFT_SHARE
from job.failure import Failure

WINDOWS = 6


@pytest.fixture(autouse=True)
def no_charts(monkeypatch):
    monkeypatch.setattr("evidently.metrics.column_statistics.ValueDriftCalculation._render", lambda *_: [])
    monkeypatch.setattr("evidently.presets.DataDriftPreset.render", lambda *_, **__: [])


def test_alarms_when_the_reasons_move(survey, new_site, record_table):
    alarms = {"unshifted": 0, "shifted": 0}
    for seed in range(WINDOWS):
        rows = survey.window(seed, 600)
        older = rows.assign(
            yrs_married=rows["yrs_married"] + 12, age=rows["age"] + 12, rate_marriage=(rows["rate_marriage"] - 2).clip(1), religious=1.0)
        for kind, found in (("unshifted", rows), ("shifted", older)):
            site = new_site().configure("attribution-drift", threshold={"share": 0.5}).baseline(survey.train)
            alarms[kind] += bool(site.capture(found, survey.scores(found)).check().violations)
    record_table(f"attributions, 600 rows: {alarms['unshifted']} of {WINDOWS} unshifted, {alarms['shifted']} of {WINDOWS} shifted windows alarm")
    assert alarms == {"unshifted": 0, "shifted": WINDOWS}


def test_finds_the_features_that_the_model_uses(survey, site):
    rows = survey.window(1, 800)
    answers = 1 / (1 + 2.718 ** -(rows["age"] - 30))
    outcome = site.configure("attribution-drift").baseline(survey.train).capture(rows, answers).check()
    importance = {name: parts["now"] for name, parts in outcome.details["importance"].items()}
    assert max(importance, key=importance.get) == "age" and importance["age"] > 0.9
    assert outcome.details["surrogate"]["fidelity"] > 0.9
    assert DRIFT_SHARE in outcome.metrics


def test_fails_when_answers_do_not_follow_from_the_features(survey, site):
    rows = survey.window(1, 300)
    answers = [(place * 7919 % 101) / 101 for place in range(300)]
    with pytest.raises(Failure, match="cannot be imitated from the features"):
        site.configure("attribution-drift").baseline(survey.train).capture(rows, answers).check()
