"""Lines of plain CSV, which Arrow counts and only samples take apart, against the readers of single rows: the same reports, byte for byte."""
import base64
import json
import random

import numpy as np
import pandas as pd
import pytest

import batches
import columnar
import payload
import plain
import quality
import report as reports
from conftest import HOUR

NAMES = ["whole", "decimal", "flag", "huge", "agreed", "day", "code", "city", "word", "alone"]
# What people, programs and attackers write where a number or a word is expected.
ODD = [
    "", " ", "\t", "NA", "n/a", "nan", "NaN", "-nan", "null", "None", "inf", "-Infinity", "1e999", "-1e999", "1e-400",
    "+4", "-0", "-0.0", "1e3", "1E+3", "1_000", "0x10",
    ".5", "5.", "007", " 5", "5 ", "\t7", "7\t", "\u00a07", "\u0663", "\uff11\uff12", "1,5", "9007199254740993",
    "9007199254740992", "-9007199254740993",
    "123456789012345678901234567890", "1.7976931348623157e308", "4.9e-324", "0.1000000000000000055511151231257827", "true",
    "TRUE", "False", "1.0", "0", "1", "2",
    "2026-01-31", "31.01.2026", "2026-01-31T04:00:00Z", "1769832000", "Paris", "paris", " Paris", "new town", "x" * 700,
    "\u00e9\u00e8", "\u2028", "a\x0bb", "a\x0cb", "a\x1cb",
    "a\x85b", "\ufeff1", "a\0b", "'a'", 'a"b', '"a"', '"a, b"', '"a\nb"', '""', "=1+1", "a;b", "{", "[1]",
    "nan(1)", "1e", "--1", "1 2", "\U0001f600", "\ud83d", "\\", "\\N", "#",
]
SEPARATORS = ["\n"] * 12 + ["\r\n", "\r", "\n\n", "\n \n", "\n ", " \n", "\x0b", "\u2028"]


def table(random_: random.Random, rows: int) -> list[list[str]]:
    def row() -> list[str]:
        return [
            str(random_.randrange(100)), f"{random_.gauss(0, 1):.4f}", str(random_.randrange(2)), str(2**53 + random_.randrange(10_000)),
            random_.choice(["true", "False"]),
            f"2026-01-{random_.randrange(1, 29):02}", f"{random_.randrange(300):05}", random_.choice(["Paris", "Rome", "NA", "Oslo"]),
            f"word {random_.randrange(5000)}",
            random_.choice(["7", "", "8"]),
        ]

    return [row() for _ in range(rows)]


def content(random_: random.Random, oddness: float, width: int) -> str:
    """One payload: plain for the most part, and as odd as it is asked to be."""
    rows = [row[:width] for row in table(random_, random_.choice([1, 1, 2, 5, 40]))]
    for row in rows:
        for place in range(width):
            if random_.random() < oddness:
                row[place] = random_.choice(ODD)
        if random_.random() < oddness:
            row[:] = random_.choice([row[:-1], [*row, "9"], [], [""], row[:1]])
    if random_.random() < oddness * 3:
        names = NAMES[:width]
        others = random_.sample(names, width), [*names[1:], "target"], ["other", *names[1:]], [*names, "more"], [f" {name} " for name in names]
        rows.insert(0, random_.choice([names, *others]))
    lines = [",".join(row) for row in rows]
    text = "".join(f"{line}{random_.choice(SEPARATORS) if random_.random() < oddness else chr(10)}" for line in lines)
    return text if random_.random() < 0.5 else text.rstrip("\n")


def event(random_: random.Random, oddness: float, width: int, place: int) -> str:
    text = content(random_, oddness, width)
    kind, encoding, data = "text/csv", "CSV", text
    draw = random_.random()
    if draw < oddness:
        rows = [row[:width] for row in table(random_, 2)]
        kind, encoding = "application/json", "JSON"
        data = json.dumps(random_.choice([rows, {"instances": rows}, [dict(zip(NAMES, row)) for row in rows], {"data": 3}, [], text]))
    elif draw < oddness * 1.5:
        others, nothing = [(name, text) for name in ("JSON", "TEXT", "csv", "PROTOBUF", None)], [("CSV", odd) for odd in (None, rows_of(text), "")]
        encoding, data = random_.choice([*others, *nothing])
    elif random_.random() < 0.2:
        encoding, data = "BASE64", base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
    part = {"observedContentType": kind, "mode": "INPUT", "data": data, "encoding": encoding}
    if random_.random() < oddness / 4:
        attributes = {"id": f"k{place}", "type": "org.kubeflow.serving.inference.request", "specversion": "1.0", "datacontenttype": "text/csv"}
        return json.dumps({**attributes, "data_base64": base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()})
    sides = {"endpointInput": part, "endpointOutput": {"data": "0.5", "encoding": "CSV"}}
    line = json.dumps({"captureData": sides, "eventMetadata": {"eventId": f"e{place}"}, "eventVersion": "0"}, ensure_ascii=random_.random() < 0.5)
    return line[:-30] if random_.random() < oddness / 8 else line


def rows_of(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.split("\n")]


class Counted:
    """What Arrow has counted, so that a test which compares a reader with itself is seen."""

    def __init__(self) -> None:
        self.lines = self.numbers = 0

    def watch(self, monkeypatch) -> "Counted":
        read, numbers = columnar.read, columnar.Cells.numbers

        def seen(rows):
            found = read(rows)
            self.lines += len(rows) if found else 0
            return found

        def seen_numbers(cells):
            found = numbers(cells)
            self.numbers += 0 if found is None else len(found)
            return found

        monkeypatch.setattr(columnar, "read", seen)
        monkeypatch.setattr(columnar.Cells, "numbers", seen_numbers)
        return self


def written(site) -> tuple[str, ...]:
    """The files of the report, or why there is none."""
    job = site.job()
    try:
        outcome = quality.check(job) if job.check == "data-quality" else site.check()
    except Exception as error:
        return (f"{type(error).__name__}: {error}",)
    outcome.page = None
    reports.write(job, outcome)
    return tuple((job.report / name).read_text(encoding="utf-8") for name in ("report.json", "report.html", "metrics.prom"))


def prepared(site, random_: random.Random, width: int):
    rows = table(random_, 400)
    for row in rows:
        if random_.random() < 0.1:
            row[random_.randrange(7)] = random_.choice(["", "NA", "null"])
    return site.baseline(pd.DataFrame([row[:width] for row in rows], columns=NAMES[:width]))


@pytest.mark.parametrize("seed", range(60))
def test_both_readers_write_the_same_report(seed, site, monkeypatch):
    random_ = random.Random(seed)
    oddness, width = random_.choice([0.0, 0.002, 0.02, 0.1, 0.4]), random_.choice([1, 2, 4, len(NAMES), len(NAMES)])
    prepared(site, random_, width)
    for file in range(2):
        text = "\n".join(event(random_, oddness, width, file * 1000 + place) for place in range(120)) + "\n"
        path = site.write(f"capture/credit/AllTraffic/{HOUR:%Y/%m/%d/%H}/{file}.jsonl", "")
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    monkeypatch.setattr(batches, "BATCH", random_.choice([30, 500, 5000]))
    monkeypatch.setattr(batches, "FEW_LINES", random_.choice([1, 10, 500]))
    check = "data-drift" if seed % 6 == 0 else "data-quality"
    bounds = {"missing": random_.choice([0.001, 0.5]), "outOfRange": random_.choice([0.001, 0.5])}
    site.configure(check, sampleSize=random_.choice([50, 10_000]), seed=seed, **bounds)
    counted = Counted().watch(monkeypatch)
    by_lines, again = written(site), written(site)
    assert by_lines == again
    if oddness == 0 and check == "data-quality":
        assert counted.lines > 1000 and counted.numbers > 1000
    monkeypatch.setattr(plain, "lines", lambda *_: None)
    counted.lines = 0
    by_rows = written(site)
    for one, other in zip(by_lines, by_rows):
        assert one.splitlines() == other.splitlines()
    assert by_rows == by_lines
    assert counted.lines == 0


def test_cells_are_the_numbers_that_the_reader_of_values_finds(monkeypatch):
    """Each odd cell alone in its column, so that none hides behind another."""
    from column import Column

    for kind in range(3):
        known = Column("a")
        known.add(pd.Series([["1", "2", "500.5"], ["0", "1", "1"], [str(2**53), str(2**53 + 999), "5"]][kind], dtype=object))
        for odd in ODD:
            if any(letter in odd for letter in ',\n\r"\0\ud83d'):
                continue
            cells = ["1", odd, "2", odd]
            lines = columnar.read([f"{cell},x" for cell in cells])
            one, other = known.read_cells(lines.column(0)), known.read(pd.Series(cells, dtype=object))
            assert (one.missing, one.wrong_type, list(one.outside.items())) == (other.missing, other.wrong_type, list(other.outside.items())), odd
            assert np.array_equal(one.found, other.found, equal_nan=True), odd


@pytest.mark.parametrize("seed", range(20))
def test_numbers_are_counted_into_bins_as_numpy_counts_them(seed):
    random_ = np.random.default_rng(seed)
    low, high = sorted(random_.normal(0, 10.0 ** random_.integers(-300, 300), 2))
    edges = np.linspace(low, high, quality.BINS + 1)
    beside = np.nextafter(edges, low).clip(low), np.nextafter(edges, high).clip(None, high)
    found = np.concatenate([random_.uniform(low, high, 5000).clip(low, high), edges, *beside])
    assert quality.binned(found, edges).tolist() == np.histogram(found, quality.BINS, (low, high))[0].tolist()


@pytest.mark.parametrize("text", [
    "age,city\n1,a", "city,age\n1,a", "x,y\n1,2\n3,4", "x,1\n1,2", "1,2\n3,4", "a,b", "a,b\nc,d", "target,age\n1,2", " age ,city\n1,a", "1,2\n\n3,4",
    "0,1,2\n4,5,6", "age,age\n1,2", "NA,b\n1,2", ",\n1,2", "1", "", "\n", "a", "age", "x\n1\n2", '"1",2', "1, 2", "1,2\r\n3,4",
    "1,2\n 3,4", "\ufeffage,city\n1,2",
])
@pytest.mark.parametrize("names", [["age", "city"], ["0", "1", "2"], ["x"], ["1", "2"]], ids=str)
def test_lines_hold_the_rows_that_the_reader_of_csv_finds(text, names):
    part = {"data": text, "encoding": "CSV", "observedContentType": "text/csv"}
    found = payload.rows(part, names, {"target"}, in_lines=True)
    assert [plain.cells(row) if isinstance(row, str) else row for row in found] == payload.rows(part, names, {"target"})
