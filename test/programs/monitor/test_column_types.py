"""Types are decided by the baseline, and live values are read by them: texts, numbers, truth values, times, and what is none of these."""
import datetime
import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from column import Column
from column_type import FORMATS, ORDER
from conftest import record


def column(values, declared=ORDER) -> Column:
    found = Column("x")
    found.add(pd.Series(values, dtype=object), declared)
    return found


def outside(found: Column, *values) -> tuple[int, int, int]:
    reading = found.read(pd.Series(values, dtype=object))
    return reading.missing, reading.wrong_type, reading.outside.total()


FINE, MISSING, OUTSIDE, WRONG = (0, 0, 0), (1, 0, 0), (0, 0, 1), (0, 1, 1)


@pytest.mark.parametrize("values,kind", [
    (["1", "2.5", "-3e4", "NA", ""], "number"), (["1", "x"], "text"), (["007", "7"], "text"),
    (["01067", "80331"], "text"), (["0", "0.5", "-0.25"], "number"),
    (["TRUE", "FALSE", "NA"], "boolean"), (["True", "false", ""], "boolean"), (["yes", "no"], "text"), (["true", "unknown"], "text"),
    (["2025-01-01", "2025-12-31"], "time"), (["2025-01-01T10:00:00Z", "2025-01-01 10:00:00+02:00", "NaT"], "time"), (["2025-01", "2025-02"], "time"),
    (["2025/01/31", "2025/02/01"], "time"), (["01/31/2025", "02/01/2025"], "time"),
    (["31.01.2025", "01.02.2025"], "time"), (["31/01/2025 10:30", "01/02/2025 11:00"], "time"),
    (["10:30", "23:59"], "time"), (["3 Jan 2025", "14 Feb 2025"], "time"),
    (["1234-56", "9999-99"], "text"), (["A-2025", "B-2025"], "text"), (["2024", "2025"], "number"),
    (["[1, 2]", "[3]"], "list or structure"), (['{"a": 1}', ""], "list or structure"),
    (["[a", "b]"], "text"), (["NA", "None"], "text"), (["", ""], "text"),
    (["1_000", "2_000"], "text"), (["4111111111111111", "4111111111111129"], "number"),
])
def test_the_type_of_a_csv_column(values, kind):
    assert column(values).type.name == kind


@pytest.mark.parametrize("form", FORMATS[1:])
def test_every_way_to_write_a_time_is_one(form):
    moments = [datetime.datetime(2026, 11, 26, 23, 5, 9, 1234), datetime.datetime(1999, 1, 2, 1, 2, 3), datetime.datetime(2005, 12, 31, 12, 0)]
    assert column([moment.strftime(form) for moment in moments]).type.name == "time"


@pytest.mark.parametrize("values,kind", [
    (pd.array([1, None], "Int64"), "number"), ([1.5, np.nan], "number"), ([True, False], "boolean"),
    ([True, None], "boolean"), ([Decimal("1.50"), None], "number"),
    (pd.to_datetime(["2025-01-01", None]), "time"), ([datetime.date(2025, 1, 1), None], "time"),
    ([datetime.time(10, 30), None], "time"), (pd.to_timedelta(["1 days", None]), "list or structure"),
    (["4111111111111111", "7"], "text"), (["2025-01-01", "2025-01-02"], "time"), (pd.Categorical(["a", "b"]), "text"),
    (pd.Categorical([1, 2]), "number"), ([b"a", b"b"], "list or structure"),
    ([[1, 2], None], "list or structure"), ([{"a": 1}, {"a": 2}], "list or structure"),
    ([[[1.0]], [[2.0]]], "list or structure"), ([None, None], "text"), (["True", "False"], "boolean"),
])
def test_the_type_of_a_parquet_column(values, kind, site):
    frame = pd.DataFrame({"age": [30, 40], "x": values})
    rows = [{"age": 35, "x": None}] * 40
    outcome = site.configure("data-quality", missing=1).baseline(frame, "train.parquet").capture(rows, form="json").check()
    assert [feature["expected"]["type"] for feature in outcome.details["features"]] == ["number", kind]
    assert outcome.details["features"][1]["missing"] == 40


@pytest.mark.parametrize("baseline,value,found", [
    # Texts are what they are.
    (["007", "010"], "007", FINE), (["007", "010"], "7", OUTSIDE), (["1e3", "x"], "1000", OUTSIDE),
    (["1000", "x"], "1e3", OUTSIDE), (["1.10", "1.1a"], "1.1", OUTSIDE), (["v1.0", "1.0"], "1", OUTSIDE),
    (["12345678901234567", "x"], "12345678901234568", OUTSIDE), (["7", "x"], 7, FINE), (["1.0", "x"], 1.0, FINE),
    (["1.0", "x"], 1, FINE), (["True", "maybe"], True, FINE), (["TRUE", "maybe"], False, OUTSIDE),
    (["a b", "x"], " a b ", FINE), (["a", "x"], "A", OUTSIDE), (["+1", "x"], "1", OUTSIDE), (["0x10", "x"], "16", OUTSIDE),
    # Words for what is missing are texts, where the baseline has them.
    (["NA", "DE"], "NA", FINE), (["None", "Some"], "None", FINE), (["null", "Smith"], "null", FINE),
    (["nan", "bread"], "nan", FINE), (["N/A", "x"], "N/A", FINE), (["NULL", "x"], "null", MISSING),
    (["DE", "ZA"], "NA", MISSING), (["NA", "DE"], None, MISSING), (["NA", "DE"], "", MISSING),
    (["NA", "DE"], float("nan"), MISSING), (["NA"], "NA", FINE),
    (["1", "NA"], "NA", MISSING), (["1", "2"], "None", MISSING), (["TRUE", "FALSE"], "null", MISSING), (["2025-01-01"], "NaT", MISSING),
    # Numbers are compared exactly.
    (["1", "10"], "1.00", FINE), (["1", "10"], "1e1", FINE), (["1", "10"], 10.000001, OUTSIDE),
    (["0", "9007199254740993"], 9007199254740993, FINE), (["0", "9007199254740993"], 9007199254740994, OUTSIDE),
    (["1877654321000000000", "1877654321000000014"], "1877654321000000015", OUTSIDE),
    (["1877654321000000000", "1877654321000000014"], 1877654321000000007, FINE),
    (["1", "10"], 10**400, OUTSIDE), (["1", "10"], "9" * 400, OUTSIDE), (["1", "10"], "1e999", OUTSIDE),
    (["1", "10"], "ten", WRONG), (["1", "10"], [5], FINE), (["1", "10"], [5, 6], WRONG), (["1", "10"], {"a": 5}, WRONG),
    (["0.1", "0.3"], 0.3, FINE), (["0.1", "0.3"], 0.1 + 0.2, OUTSIDE), (["1", "10"], float("inf"), WRONG),
    # Truth values have one spelling.
    (["TRUE", "FALSE"], True, FINE), (["TRUE", "FALSE"], "false", FINE), (["True", "False"], "TRUE", FINE),
    (["true", "false"], 1, FINE), (["true", "false"], "0", FINE), (["true", "false"], 1.0, FINE),
    (["true", "false"], "yes", WRONG), (["true", "false"], 2, WRONG), (["0", "1"], True, FINE),
    (["0", "1"], "false", FINE), (["0", "2"], True, WRONG), (["0.5", "1"], True, WRONG),
    # A new day is a time; what is none is of another type.
    (["2025-01-01"], "2026-01-01", FINE), (["2025-01-01"], "2026-01-01T10:00:00+02:00", FINE),
    (["2025-01-01T00:00:00Z"], "2026-01-01", FINE), (["2025-01-01"], 1767225600, FINE), (["2025-01-01"], 1767225600000, FINE),
    (["31.01.2025"], "01.02.2026", FINE), (["31.01.2025"], "2026-02-01", FINE), (["2025-01-01"], "soon", WRONG),
    (["2025-01-01"], "2026-13-45", WRONG), (["2025-01-01"], True, WRONG), (["2025-01-01"], -5, WRONG),
    (["2025-01-01"], ["a", "b"], WRONG), (["10:30"], "11:45", FINE), (["01/31/2025"], "02/28/2026", FINE),
    # Of lists only is known whether they are there.
    (["[1, 2]"], [1, 2, 3], FINE), (["[1, 2]"], "[]", FINE), (["[1, 2]"], None, MISSING), (['{"a": 1}'], {"b": [1]}, FINE), (["[1]"], 5, FINE),
], ids=str)
def test_live_values_are_read_by_the_type_of_the_baseline(baseline, value, found):
    assert outside(column(baseline), value) == found


@pytest.mark.parametrize("baseline,value,spelled", [
    (["TRUE", "FALSE"], True, "true"), (["1", "2"], "1.0", "1"), (["1", "2"], 2.0, "2"),
    (["12345678901234567890", "1"], "12345678901234567891", "12345678901234567891"), (["0.10", "0.2"], "0.100", "0.1"),
    (["007", "7"], "007", "007"), (["1.10", "x"], "1.10", "1.10"), (["2025-01-01"], "2025-01-01T02:00:00+02:00", "2025-01-01T00:00:00+00:00"),
    (["NA", "DE"], "NA", "NA"), (["1", "2"], "NA", None), (["1", "2"], "x", "x"),
])
def test_both_sides_have_one_spelling(baseline, value, spelled):
    assert column(baseline).spelled(value) == spelled


def test_a_type_holds_for_all_batches():
    """The last value of a file may make a column one of texts; what was counted before is right all the same."""
    found = Column("x")
    for values in (["1", "NA"], ["2", "NA"], ["", "x"]):
        found.add(pd.Series(values, dtype=object))
    assert (found.type.name, found.missing, found.categories) == ("text", 1, {"1", "2", "x", "NA"})


@pytest.mark.parametrize("check", ["data-drift", "data-quality"])
@pytest.mark.parametrize("values,live,note", [
    ([[0.1, 0.2]] * 60, [[0.3, 0.4]] * 60, "lists or structures: odd"),
    ([{"a": 1}] * 60, [{"a": 2}] * 60, "lists or structures: odd"),
    ([np.zeros((2, 2)).tolist()] * 60, [[[1, 2], [3, 4]]] * 60, "lists or structures: odd"),
    ([b"\x00\x01"] * 60, ["AAE="] * 60, "lists or structures: odd"),
    (pd.to_timedelta(range(60), "D"), ["1 days"] * 60, "lists or structures: odd"),
    (pd.date_range("2025-01-01", periods=60), [f"2026-01-{1 + place % 28:02}" for place in range(60)], "times, which always move on: odd"),
    ([1877654321000000000 + place for place in range(60)], [1877654321000000030 + place % 30 for place in range(60)],
     "whole numbers beyond 2^53, which are identifiers or times: odd"),
], ids=["list", "structure", "matrix", "bytes", "duration", "time", "identifier"])
def test_what_cannot_be_judged_takes_nothing_with_it(check, values, live, note, site):
    frame = pd.DataFrame({"age": range(60), "odd": values})
    rows = [{"age": place, "odd": value} for place, value in enumerate(live)]
    site.configure(check).baseline(frame, "train.parquet").raw("\n".join(
        json.dumps(record({"age": 0}, 0.5, f"r{row['age']}") | {"captureData": {
            "endpointInput": {"data": json.dumps(row), "encoding": "JSON", "observedContentType": "application/json"},
            "endpointOutput": {}}}) for row in rows))
    outcome = site.check()
    assert outcome.status == "fine"
    if check == "data-drift" or "list" in note:
        assert note in " ".join(outcome.notes)
    if check == "data-drift":
        assert [feature["feature"] for feature in outcome.details["features"]] == ["age"]


@pytest.mark.parametrize(
    "low,high", [(1877654321000000000, 1877654321000002793), (0, 1e308), (-1.7e308, 1.7e308), (1, 1 + 2e-16), (5e-324, 1e-323), (2**53, 2**53 + 3)])
def test_no_range_is_too_wide_or_narrow_for_exact_counts(low, high, site):
    frame = pd.DataFrame({"x": [low, high] * 30})
    outcome = site.configure("data-quality").baseline(frame).capture(frame.head(40), form="json").check()
    assert [(feature["outOfRange"], feature["rows"]) for feature in outcome.details["features"]] == [(0, 40)]
    assert outcome.status == "fine"


@pytest.mark.parametrize("codes", [
    ("4111111111111111", "4111111111111129"), ("007", "7"), ("1e3", "1000"), ("1.10", "1.1"), ("NA", "None"),
    ("1.0", "1"), (9007199254740993, 9007199254740992), ("0x1F", "31"), ("1_000", "1000"), ("１", "1"),
])
@pytest.mark.parametrize("with_baseline", [True, False])
def test_groups_of_other_texts_are_other_groups(codes, with_baseline, site):
    rows = [{"code": codes[place % 2], "x": place} for place in range(200)]
    site.configure("fairness", segments=["code"], metrics={"selectionRateGap": {"atMost": 0.2}}).capture(
        rows, [place % 2 for place in range(200)], form="json")
    if with_baseline:
        site.baseline(pd.DataFrame(rows), "train.parquet")
    outcome = site.check()
    assert {group["rows"] for group in outcome.details["segments"]["code"].values()} == {100}
    assert outcome.metrics["selectionRateGap"] == 1


def test_groups_of_one_value_are_one_group(site):
    """Numbers and truth values in the spellings of CSV and JSON, which the baseline's types make the same."""
    rows = [{"owner": owner, "level": level} for owner, level in ((True, 1), ("TRUE", "1.0"), ("true", 1.0), (1, "1e0")) for _ in range(25)]
    site.baseline(pd.DataFrame({"owner": ["TRUE", "FALSE"] * 30, "level": ["1", "2"] * 30}))
    outcome = site.configure("fairness", segments=["owner", "level"], metrics={}).capture(rows, [1] * 100, form="json").check()
    assert {segment: list(groups) for segment, groups in outcome.details["segments"].items()} == {"owner": ["true"], "level": ["1"]}


@pytest.mark.parametrize("answers,labels,accuracy", [
    (["1", "2"], ["1.0", "2.0"], 1), ([1, 2], ["1", "2"], 1), ([1.0, 2.0], ["1", "2"], 1),
    (["007", "7"], ["007", "7"], 1), (["007", "7"], ["7", "007"], 0), (["1e3", "1000"], ["1000", "1e3"], 0),
    (["1.10", "1.1"], ["1.1", "1.10"], 0), (["4111111111111111", "4111111111111129"], ["4111111111111129", "4111111111111111"], 0),
    (["NA", "None"], ["NA", "None"], 1), (["True", "False"], ["true", "false"], 1),
    (["A", "a"], ["a", "A"], 0),
])
def test_classes_are_the_same_when_they_are_spelled_so_or_are_equal_numbers(answers, labels, accuracy, site):
    site.configure("quality", problem="multiclass-classification", metrics={"accuracy": {"atLeast": 0}})
    ids = [f"r{place}" for place in range(20)]
    site.capture([{"x": 1}] * 20, [answers[place % 2] for place in range(20)], ids, form="json").labels(
        [(name, labels[place % 2]) for place, name in enumerate(ids)])
    assert site.check().metrics["accuracy"] == accuracy
