"""What the model is sent is spelled as the data are: every cell of every request, caught at a real server."""
import csv
import io
import json
import re
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

import table
from contract import CONTRACT
from exchange import REQUESTS

METHODS = {"shap": {}, "lime": {"samples": 40}, "partialDependence": {"points": 4}}
DEFAULTS = CONTRACT["keys"]
ROWS = 40


@pytest.fixture(autouse=True)
def without_charts(monkeypatch):
    """They take most of the time, and have tests of their own."""
    import plots

    monkeypatch.setattr(plots, "draw", lambda outcome, top: {})


def cycled(values, rows=ROWS):
    return [values[place % len(values)] for place in range(rows)]


def asked(site, server, run, form="csv", **config):
    """Every row that the model was sent while it was explained: of CSV texts, of JSON values with numbers as they were spelled."""
    rows = []

    def answer(path, headers, body):
        found = list(csv.reader(io.StringIO(body))) if form == "csv" else json.loads(body, parse_float=Number, parse_int=Number)["instances"]
        rows.extend(found)
        # The first column leads, whatever it holds.
        return 200, "application/json", json.dumps([float(row[-1]) + len(str(row[0])) + sum(map(ord, str(row[0]))) % 7 for row in found])

    site.env["EXPLAIN_URL"] = server(answer)
    settings = {"sampleSize": 4, "backgroundSize": 4, "repeats": 1, "rows": {"first": 1}, **METHODS, **config}
    assert run(site.configure(request=form, **settings)) == 0
    return rows


class Number(str):
    """A number of JSON, as it was spelled."""


def csv_site(site, cells, name="column"):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[name, "other"], *([cell, place % 7] for place, cell in enumerate(cycled(cells)))])
    site.write("data/test.csv", text.getvalue())
    return site


def parquet_site(site, values):
    path = site.write("data/test.parquet", "")
    column = values if isinstance(values, (pa.Array, pa.ChunkedArray)) else pa.array(values)
    column = pa.concat_arrays([column] * -(-ROWS // len(column)))[:ROWS]
    pyarrow.parquet.write_table(pa.table({"column": column, "other": [place % 7 for place in range(ROWS)]}), path)
    return site


ONLY = "only those of the data"


@pytest.mark.parametrize("cells,wanted", [
    # Leading zeros are codes.
    (["02116", "90210", "01002"], ONLY),
    (["007", "7", "07"], ONLY),
    (["+0049", "+0044"], ONLY),
    # Whole numbers with a gap stay whole, the gap stays a gap.
    (["10", "20", "", "35"], r"-?\d+|"),
    (["10", "20", "NA", "35"], r"-?\d+|NA"),
    (["10", "20", "nan", "35"], r"-?\d+|nan"),
    (["10.0", "", "20.0"], r"-?\d+\.\d+|"),
    # Truth values as they are spelled.
    (["true", "false"], ONLY),
    (["TRUE", "FALSE", "NA"], ONLY),
    (["True", "False", ""], ONLY),
    (["yes", "no"], ONLY),
    # Decimals, numbers of one value and several spellings, large ones.
    (["12.50", "3.75", "100.00"], r"-?\d+\.\d\d"),
    (["0.5", "0.25", "1e-3"], r"-?\d+(\.\d+)?(e-?\d+)?"),
    (["1", "1.0", "1.00", "2"], ONLY),
    (["9007199254740993", "9007199254740992", "9007199254740994"], ONLY),
    (["1234567890123456789012", "1234567890123456789013"], ONLY),
    (["1.5", "inf", "-inf"], ONLY),
    # Words among texts are texts.
    (["NA", "DE", "FR", "None", "null", "nan", "N/A", "NULL"], ONLY),
    (["NaN", "", "x"], ONLY),
    # Times.
    (["2026-01-31", "2026-02-01", "9999-12-31"], ONLY),
    (["2026-01-31T05:20:00Z", "2026-01-31T05:20:00.250Z"], ONLY),
    (["31/01/2026", "01/02/2026", "28/02/2026"], ONLY),
    (["05:20", "23:59", "00:00"], ONLY),
    # Texts that CSV has to quote, and that are almost numbers.
    (['a "b", c', "two\nlines", " padded "], ONLY),
    (["1,000", "2,500"], ONLY),
    (["1_000", "0x10", "12 345"], ONLY),
], ids=repr)
def test_csv_is_sent_as_it_stands(cells, wanted, site, server, run):
    rows = asked(csv_site(site, cells), server, run)
    sent = {row[0] for row in rows}
    assert set(cells) <= sent
    assert sent == set(cells) if wanted == ONLY else all(re.fullmatch(wanted, text) for text in sent), sent - set(cells)
    assert [row[0] for row in rows[:ROWS]] == cycled(cells)


def test_codes_are_categories_and_no_numbers(site, server, run):
    rows = asked(csv_site(site, ["10", "20", "", "30"]), server, run, categorical=["column"])
    assert {row[0] for row in rows} == {"10", "20", "", "30"}
    curve = next(curve for curve in site.read()["methods"]["partialDependence"]["curves"] if curve["feature"] == "column")
    assert curve["values"] == [10, 20, 30, None]


ZONE = timezone(timedelta(hours=1))


@pytest.mark.parametrize("values,wanted,in_json", [
    (pa.array([1, None, 3], pa.int64()), r"\d+|", (Number("1"), None)),
    (pa.array([9007199254740993, 9007199254740992], pa.int64()), r"900719925474099[23]", (Number("9007199254740993"), Number("9007199254740992"))),
    (pa.array([1.5, None, 2.0], pa.float64()), r"\d\.\d+|", (Number("1.5"), None)),
    (pa.array([0.1, 0.2, 0.7], pa.float32()), r"-?\d\.\d+(e-\d+)?", (Number("0.1"), Number("0.2"))),
    (pa.array([True, None, False]), r"True|False|", (True, None)),
    (pa.array([Decimal("12.50"), Decimal("0.00"), None]), r"\d+\.\d\d|", (Number("12.50"), Number("0.00"))),
    (pa.array([Decimal("12345678901234567890.1234567891"), Decimal("12345678901234567890.1234567890")]), r"12345678901234567890\.123456789[01]",
     (Number("12345678901234567890.1234567891"), Number("12345678901234567890.1234567890"))),
    (pa.array(["NA", None, "DE", ""]), r"NA|DE|", ("NA", None)),
    (pa.array(["02116", "90210"]), r"02116|90210", ("02116", "90210")),
    (pa.array(["a", "b", None]).dictionary_encode(), r"a|b|", ("a", "b")),
    (pa.array([7, 8, None]).dictionary_encode(), r"\d+|", (Number("7"), Number("8"))),
    (pa.array([date(2026, 1, 31), date(9999, 12, 31)]), r"2026-01-31|9999-12-31", ("2026-01-31", "9999-12-31")),
    (pa.array([datetime(2026, 1, 31, 5, 20, tzinfo=ZONE), None], pa.timestamp("us", "+01:00")),
     r"2026-01-31 05:20:00\+01:00|", ("2026-01-31 05:20:00+01:00", None)),
    (pa.array([datetime(2026, 1, 31, 5), datetime(2026, 2, 1)], pa.timestamp("ns")),
     r"2026-0[12]-[03]1 0[05]:00:00", ("2026-01-31 05:00:00", "2026-02-01 00:00:00")),
    (pa.array([time(5, 20), time(23, 59, 59)]), r"05:20:00|23:59:59", ("05:20:00", "23:59:59")),
    (pa.array([timedelta(days=1), timedelta(seconds=90)]), r"1 days 00:00:00|0 days 00:01:30", ("1 days 00:00:00", "0 days 00:01:30")),
    (pa.array([b"ab", b"cd"]), "ab|cd", ("ab", "cd")),
], ids=lambda value: str(getattr(value, "type", value)))
def test_parquet_is_sent_as_pandas_would_write_it(values, wanted, in_json, new_site, server, run):
    sent = {row[0] for row in asked(parquet_site(new_site(), values), server, run)}
    assert len(sent) > 1 and all(re.fullmatch(wanted, text) for text in sent), sent
    rows = asked(parquet_site(new_site(), values), server, run, form="instances")
    assert all(cell in {row[0] for row in rows} for cell in in_json)
    # Numbers of other digits, and never one as a text.
    assert {type(row[0]) for row in rows} <= {type(cell) for cell in in_json} | {type(None)}


@pytest.mark.parametrize("values", [
    pa.array([[1.0, 2.0], [3.0], None]), pa.array([[1, 2], [3, 4]], pa.list_(pa.int32(), 2)),
    pa.array([{"a": 1, "b": [float("nan")]}, {"a": 2, "b": None}]),
    pa.array([["NaN"], ["x"]]), pa.array([[("k", 1)], [("k", 2)]], pa.map_(pa.string(), pa.int64())),
], ids=lambda value: str(value.type))
def test_lists_and_objects_are_explained_whole_or_left_out(values, new_site, server, run):
    site = parquet_site(new_site(), values)
    rows = asked(site, server, run, form="instances")
    content = site.read()
    assert {type(row[0]) for row in rows} <= {list, dict, type(None)} and "NaN" not in [row[0] for row in rows]
    assert {entry["feature"] for entry in content["methods"]["shap"]["global"]} == {"column", "other"}
    assert {entry["feature"] for entry in content["methods"]["partialDependence"]["global"]} == {"other"}
    assert content["notes"] == ["partialDependence has no figure of column, and leaves that out"]
    site = parquet_site(new_site(), values)
    assert {len(row) for row in asked(site, server, run)} == {1}
    assert site.read()["notes"] == [
        "left out, because such requests cannot hold lists or objects; `request` can be records, instances, split: column"]


@pytest.mark.parametrize("values,note", [
    (pa.array([None, None]), "the same in every row, so they explain nothing here: column"),
    (pa.array([None, None], pa.float64()), "the same in every row, so they explain nothing here: column"),
    (pa.array([float("nan"), None]), "the same in every row, so they explain nothing here: column"),
    (pa.array([b"\xff", b"\xfe\x00"]), "left out, because they hold bytes that are no text: column"),
    (pa.array(["x", "x"]), "the same in every row, so they explain nothing here: column"),
], ids=lambda value: str(getattr(value, "type", "")))
def test_what_cannot_be_explained_is_a_note(values, note, site, server, run):
    asked(parquet_site(site, values), server, run)
    assert site.read()["notes"] == [note]


def test_a_report_never_holds_a_number_that_json_does_not_have(site, server, run, monkeypatch):
    """Whatever a method makes of a column: its figures are left out, and said to be."""
    import by_lime

    attribute = by_lime.attribute

    def broken(task):
        found = attribute(task)
        found.values[:, 0], found.importance[0] = np.nan, np.inf
        return found

    monkeypatch.setattr(by_lime, "attribute", broken)
    asked(csv_site(site, ["1", "2", ""]), server, run)
    content = site.read()
    assert [entry["feature"] for entry in content["methods"]["lime"]["global"]] == ["other"]
    assert content["notes"] == ["lime has no figure of column, and leaves that out"]
    for name in ("explanations.json", "metrics.json"):
        json.loads((site.root / "report" / name).read_text(), parse_constant=lambda constant: pytest.fail(constant))


@pytest.mark.parametrize("late", [[1.0] + [None] * 9, [None] * 9 + [2.5], [1, None], [float("nan"), 3]])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_one_value_beside_missing_ones_has_a_curve_of_no_importance(form, late, site, run):
    from sklearn.ensemble import HistGradientBoostingRegressor

    frame = pd.DataFrame({"late": cycled(late), "x": np.arange(ROWS) % 7}).astype({"late": float})
    model = HistGradientBoostingRegressor(min_samples_leaf=2).fit(frame, frame["x"] + frame["late"].notna())
    assert run(site.estimator(model).data(frame, f"test.{form}").configure(sampleSize=5, backgroundSize=5, **METHODS)) == 0
    curves = {entry["feature"]: entry["importance"] for entry in site.read()["methods"]["partialDependence"]["global"]}
    assert curves["late"] == 0 and curves["x"] > 0


@pytest.mark.parametrize("frames", [
    {"a.csv": "column,other\n1,1\n2,2\n", "b.csv": "column,other\n,3\nNA,4\n"},
    {"a.csv": "column,other\n01,1\n2,2\n", "b.csv": "column,other\n3,3\n"},
])
def test_what_a_column_is_is_decided_from_all_files(frames, site, server, run):
    for name, text in frames.items():
        site.write(f"data/{name}", text)
    cells = [line.split(",")[0] for text in frames.values() for line in text.splitlines()[1:]]
    assert [row[0] for row in asked(site, server, run)[:len(cells)]] == cells


def test_a_header_of_numbers_is_a_header(site, server, run):
    site.write("data/test.csv", "0,1,2\n" + "".join(f"{place % 5},{place % 7},{place % 2}\n" for place in range(ROWS)))
    asked(site, server, run, label="2")
    assert [entry["feature"] for entry in site.read()["methods"]["shap"]["local"][0]["attributions"]] in (["0", "1"], ["1", "0"])


@pytest.mark.parametrize("form", [form for form in REQUESTS if form != "csv"])
def test_every_form_of_json_is_json_with_the_spelling_of_the_data(form, site):
    path = site.write("data.csv", "plain,signed,gap,truth,text,code\n1.50,+5,,TRUE,NA,007\n2.25,.5,3,false,\u2028'quoted',08\n")
    rows = table.read(path, DEFAULTS).rows
    body = json.loads(REQUESTS[form][1](rows), parse_float=Number, parse_int=Number, parse_constant=str)
    none = "NaN" if form == "columns" else None
    wanted = [[Number("1.50"), Number("5"), none, True, "NA", "007"], [Number("2.25"), Number("0.5"), Number("3"), False, "\u2028'quoted'", "08"]]
    names = ["plain", "signed", "gap", "truth", "text", "code"]
    assert body == {
        "records": [dict(zip(names, row)) for row in wanted],
        "instances": {"instances": wanted},
        "split": {"dataframe_split": {"columns": names, "data": wanted}},
        "columns": {name: list(column) for name, column in zip(names, zip(*wanted))},
    }[form]
