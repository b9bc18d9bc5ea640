"""How often drift is found where there is some, and where there is none: 20 seeded windows of real data for each line of the table,
and for each window a baseline of its own, since windows that share a baseline err together."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

WINDOWS = 20
# How strongly windows are shifted: numbers are drawn by weights that move the mean of a bell curve by so many standard deviations, and
# this part of the rows changes to the rarest category. Every value is one that occurs.
SHIFTS = {"no": (0.0, 0.0), "mild": (0.5, 0.25), "strong": (1.0, 0.5)}
# The tests call one feature in twenty drifted by chance; among the few features of a table it may be a few more.
MOST_BY_CHANCE = 0.1
# Rows of the baseline.
MOST_ROWS = 5000
KINDS = ("numeric", "categorical")
NUMBERS = ["age", "yrs_married", "children", "educ"]


@dataclass
class Rates:
    """What was found in the windows of one kind."""

    features: Counter = field(default_factory=Counter)
    drifted: Counter = field(default_factory=Counter)
    alarms: int = 0

    def rate(self, kind: str) -> float:
        return self.drifted[kind] / self.features[kind]


def tumours() -> pd.DataFrame:
    from sklearn.datasets import load_breast_cancer

    return load_breast_cancer(as_frame=True).data.iloc[:, :9]


def survey() -> pd.DataFrame:
    """Half numbers, half words: the answers that are codes of words in the file."""
    from statsmodels.datasets import fair

    data = fair.load_pandas().data.drop(columns="affairs")
    return data.assign(**{name: "is " + data[name].astype(int).astype(str) for name in data.columns.difference(NUMBERS)})


def insurance() -> pd.DataFrame:
    from statsmodels.datasets import randhie

    data = randhie.load_pandas().data.drop(columns="mdvis")
    health = np.select([data["hlthg"] == 1, data["hlthf"] == 1, data["hlthp"] == 1], ["good", "fair", "poor"], "excellent")
    rest = data.drop(columns=["hlthg", "hlthf", "hlthp"])
    return rest.assign(idp=rest["idp"].map({0: "no", 1: "yes"}), health=health)


DATA = {"tumours": tumours, "survey": survey, "insurance": insurance}


def split(data: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Half of the rows, or as many as are enough, are the baseline, and the window is drawn from the others."""
    mixed = data.sample(frac=1, random_state=seed)
    half = min(len(mixed) // 2, MOST_ROWS)
    return mixed.iloc[:half], mixed.iloc[half:]


def drawn(rows: pd.DataFrame, size: int, shift: str, seed: int) -> pd.DataFrame:
    random, (deviations, part) = np.random.default_rng(seed), SHIFTS[shift]
    window = rows.head(size).copy()
    for name in rows.columns if shift != "no" else []:
        if pd.api.types.is_numeric_dtype(rows[name]):
            heights = ((rows[name] - rows[name].mean()) / rows[name].std()).clip(-3, 3)
            window[name] = rows[name].sample(size, replace=True, weights=np.exp(deviations * heights), random_state=random).to_numpy()
        else:
            window.loc[random.random(size) < part, name] = rows[name].value_counts().index[-1]
    return window


def measured(data: pd.DataFrame, size: int, shift: str, new_site) -> Rates:
    rates = Rates()
    kind = {name: KINDS[not pd.api.types.is_numeric_dtype(data[name])] for name in data.columns}
    for seed in range(WINDOWS):
        baseline, others = split(data, seed)
        outcome = new_site().configure("data-drift").baseline(baseline).capture(drawn(others, size, shift, seed)).check()
        assert len(outcome.details["features"]) == len(data.columns)
        rates.features.update(kind[feature["feature"]] for feature in outcome.details["features"])
        rates.drifted.update(kind[feature["feature"]] for feature in outcome.details["features"] if feature["drifted"])
        rates.alarms += bool(outcome.violations)
    return rates


@pytest.fixture(autouse=True)
def no_charts(monkeypatch):
    """Evidently judges as ever, and draws nothing: drawing takes nine tenths of the time. Tests of the whole program draw."""
    monkeypatch.setattr("evidently.metrics.column_statistics.ValueDriftCalculation._render", lambda *_: [])
    monkeypatch.setattr("evidently.presets.DataDriftPreset.render", lambda *_, **__: [])


# The least rate at which mild shifts of a feature are found. Windows of up to 500 rows are tested, and of more distances are measured.
@pytest.mark.parametrize("name,size,least", [
    ("tumours", 60, 0.8), ("survey", 60, 0.8), ("insurance", 60, 0.8), ("survey", 500, 1), ("insurance", 500, 1),
    ("survey", 600, 1), ("insurance", 600, 1), ("insurance", 2000, 1),
])
def test_finds_drift_in_numbers_and_categories_and_stays_silent_without(name, size, least, new_site, record_table):
    data = DATA[name]()
    rates = {shift: measured(data, size, shift, new_site) for shift in SHIFTS}
    kinds = [kind for kind in KINDS if rates["no"].features[kind]]
    for kind in kinds:
        record_table(f"{name:9} {size:5} rows  {kind:11} features: " + ", ".join(
            f"{shift} shift {rates[shift].rate(kind):6.1%} of {rates[shift].features[kind]}" for shift in SHIFTS))
    record_table(
        f"{name:9} {size:5} rows  windows that alarm:   " + ", ".join(f"{shift} shift {rates[shift].alarms:2} of {WINDOWS}" for shift in SHIFTS))
    for kind in kinds:
        assert rates["no"].rate(kind) <= MOST_BY_CHANCE
        assert rates["mild"].rate(kind) >= least
        assert rates["strong"].rate(kind) >= 0.95
    assert rates["no"].alarms == 0
    assert rates["mild"].alarms >= 0.9 * WINDOWS
    assert rates["strong"].alarms == WINDOWS
