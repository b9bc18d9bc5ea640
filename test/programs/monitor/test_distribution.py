"""How the values of a feature are spread, as the charts of a report show it."""
from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from distribution import BINS, counted, distribution
from job.chart import bars, histogram, percent, short, trend


def test_numbers_are_binned_over_both_sides_and_parts_add_up():
    before, now = pd.Series(np.arange(1000.0)), pd.Series(np.arange(500.0, 1500.0))
    found = distribution(before, now)
    assert len(found["edges"]) == BINS + 1 and found["edges"][0] == pytest.approx(9.99) and found["edges"][-1] == pytest.approx(1489.01)
    assert sum(found["baseline"]) == pytest.approx(1, abs=1e-3) and sum(found["window"]) == pytest.approx(1, abs=1e-3)
    # Half of the values would have to move.
    assert found["moved"] == pytest.approx(0.5, abs=0.01)


def test_a_value_far_out_leaves_the_others_apart():
    before = pd.Series([*np.arange(1000.0), 1e12])
    assert distribution(before, before)["edges"][-1] < 1000


def test_what_is_missing_is_a_part_of_all_rows_and_moves():
    found = distribution(pd.Series([1.0] * 10), pd.Series([1.0] * 5 + [None] * 5))
    assert (found["missing"], found["moved"]) == ({"baseline": 0, "window": 0.5}, 0.5)


def test_a_feature_that_comes_no_more_has_moved_whole():
    assert distribution(pd.Series([1.0, 2.0]), pd.Series([None, None], dtype=float))["moved"] == 1
    assert distribution(pd.Series(["a", "b"], dtype=object), pd.Series([None, None], dtype=object))["moved"] == 1


def test_categories_are_shown_by_their_share_and_the_rare_ones_together():
    before = pd.Series(["a"] * 50 + ["b"] * 30 + list("cdefghijklmnopqrstuv"))
    found = distribution(before, before[::-1])
    assert found["values"] == list("abcdefgh") and found["others"] == 14 and found["baseline"][-1] == pytest.approx(0.14)
    assert found["moved"] == 0


def test_numbers_of_few_values_are_shown_one_by_one_in_their_order():
    assert distribution(pd.Series([1, 2, 2, 10]), pd.Series([10, 10, 1, 2]))["values"] == ["1", "2", "10"]


@pytest.mark.parametrize("pair", [
    ([], [1.0]), ([1.0], []), ([np.inf, 1.0], [-np.inf, 2.0]), ([0.0] * 30, [0.0] * 30),
    ([True, False], [True, True]), ([1e308] * 9, [-1e308, *range(9)]),
])
def test_no_values_stop_the_report(pair):
    before, now = (pd.Series(side) for side in pair)
    found = distribution(before, now)
    assert 0 <= found["moved"] <= 1


def test_exact_counts_have_the_same_form():
    found = counted(np.array([0.0, 1.0, 2.0]), [np.array([1, 1]), np.array([0, 4])], [0, 0.2])
    assert (found["baseline"], found["window"], found["moved"]) == ([0.5, 0.5], [0, 0.8], 0.5)


@pytest.mark.parametrize("share,said", [(0, "0 %"), (0.0004, "<1 %"), (0.5, "50 %"), (0.9999, ">99 %"), (1, "100 %")])
def test_nothing_is_rounded_to_never_or_always(share, said):
    assert percent(share) == said


@pytest.mark.parametrize("value,said", [(0.0, "0"), (1234567.0, "1,234,567"), (0.25, "0.25"), (1.5e-7, "1.5e-07"), (2e12, "2e+12"), (-3.0, "-3")])
def test_figures_are_short(value, said):
    assert short(value) == said


def test_charts_are_the_same_for_the_same_figures_and_take_names_as_text():
    evil = "<script>&\"'"
    for draw in (
        lambda: histogram(evil, [0, 1, 2], [0.5, 0.5], [0, 1]), lambda: bars(evil, [evil], [0], [0]),
        lambda: trend(evil, [0.0, None, -2.0], 0.3),
    ):
        assert draw() == draw() and "<script" not in draw() and "nan" not in draw()
