"""Windows that are broken, empty, changed or enormous: each one has a clear outcome and bounded memory. The program runs as it does in
a job, in a process of its own."""
import gzip
import json
import os
import re
import shutil
import time
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd
import pytest

from conftest import HOUR, PROGRAM, Site, record, report, start

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="reads the peak from Linux")

MIB = 1024 ** 2
# The peaks that are allowed, in MiB: the libraries take 310 where charts are drawn, and the values of the large request several times its size.
MOST, MOST_OF_LARGE = 400, 800
# The peak of the process itself: what getrusage tells includes the process that has started it.
PEAK = """
import sys
sys.path.insert(0, sys.argv[1])
import monitor
code = monitor.main()
print("PEAK", next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
sys.exit(code)
"""


@dataclass(frozen=True)
class Ended:
    code: int
    status: str
    why: str
    metrics: dict
    details: dict
    peak: float
    seconds: float

    def row(self, case: str) -> str:
        return f"{case:52} {self.code:4} {self.status:9} {self.peak:5.0f} MiB {self.seconds:5.1f} s  {self.why[:110]}"


def run(site: Site) -> Ended:
    began = time.perf_counter()
    ended = start(site, "-c", PEAK, str(PROGRAM))
    seconds = time.perf_counter() - began
    content = json.loads(report(site))
    messages = [content.get("reason"), *(violation["message"] for violation in content.get("violations", [])), *content.get("notes", [])]
    peak = int(re.search(r"PEAK (\d+)", ended.stdout).group(1)) / 1024
    return Ended(
        ended.returncode, content["status"], next(filter(None, messages), ""), content.get("metrics", {}), content.get("details", {}), peak, seconds)


FEATURES = ["age", "religious", "occupation"]


@pytest.fixture
def prepared(survey, site) -> Site:
    return site.baseline(survey.train[FEATURES])


def lines(rows: pd.DataFrame) -> list[str]:
    return [json.dumps(record(row, 0.5, f"r{place}")) for place, row in enumerate(rows.to_dict("records"))]


def place(site: Site, name: str):
    return site.write(f"capture/credit/AllTraffic/{HOUR:%Y/%m/%d/%H}/{name}", "")


def some_corrupt(site, rows):
    good = lines(rows.head(200))
    site.raw("\n".join(good[:190] + [line[:-40] for line in good[190:]]))


def many_corrupt(site, rows):
    good = lines(rows.head(200))
    site.raw("\n".join(good[:100] + [line[:-40] for line in good[100:]]))


def no_text(site, rows):
    place(site, "image.jsonl").write_bytes(bytes(range(256)) * 4096)


def cut_archive(site, rows):
    whole = gzip.compress("\n".join(lines(rows.head(1000))).encode())
    place(site, "early.jsonl.gz").write_bytes(whole[:len(whole) // 2])


def broken_archive(site, rows):
    place(site, "broken.jsonl.gz").write_bytes(b"\x1f\x8b" + bytes(5000))


def nothing(site, rows):
    pass


def empty_files(site, rows):
    place(site, "a.jsonl")
    place(site, "b.jsonl").write_text("\n\n\n")


def without_baseline(site, rows):
    site.capture(rows.head(100))
    site.env["MONITOR_BASELINE"] = str(site.root / "nowhere")


def broken_baseline(site, rows):
    site.capture(rows.head(100))
    (site.root / "baseline" / "train.csv").rename(site.root / "baseline" / "train.parquet")


def column_gone(site, rows):
    site.capture(rows.head(100).drop(columns="religious"), form="json")


def column_new(site, rows):
    site.capture(rows.head(100).assign(channel="web"), form="json")


def type_changed(site, rows):
    site.capture(rows.head(100).assign(age=[f"{age:.0f} years" for age in rows["age"].head(100)]))


def other_width(site, rows):
    site.capture(rows.head(100).iloc[:, :1])


def long_line(site, rows):
    """A line of 200 MiB among others, without reading it into memory; and none of those after it is lost."""
    good = lines(rows.head(200))
    with open(place(site, "long.jsonl"), "w", encoding="utf-8") as file:
        file.write("\n".join(good[:100]) + '\n{"captureData": "')
        for _ in range(200):
            file.write("x" * MIB)
        file.write('"}\n' + "\n".join(good[100:]))


def one_line(site, rows):
    """A file of 1 GiB with no line in it; it takes no room on the disk."""
    with open(place(site, "zeros.jsonl"), "wb") as file:
        file.truncate(1024 * MIB)


def large_request(site, rows):
    """One request of 25 MB: more than a million rows."""
    part = rows.to_csv(index=False, header=False)
    site.raw(json.dumps(record({}, 0.5, "large") | {"captureData": {
        "endpointInput": {"observedContentType": "text/csv", "mode": "INPUT", "encoding": "CSV", "data": part * (25_000_000 // len(part))},
        "endpointOutput": {"observedContentType": "text/csv", "mode": "OUTPUT", "encoding": "CSV", "data": ""}}}))


# What happens, what is checked, the code it ends with, what it finds, and what it says first.
@pytest.mark.parametrize("case,check,code,status,why", [
    (some_corrupt, "data-quality", 0, "fine", "10 recorded requests could not be read, the first because of JSONDecodeError"),
    (many_corrupt, "data-quality", 2, "violation", "UnreadableShare of the requests is 0.5, must be at most 0.1"),
    (no_text, "data-drift", 1, "failed", "none of 4097 recorded requests could be read, the first because of"),
    (cut_archive, "data-quality", 0, "fine", "1 compressed files are damaged or end early; what comes before that was read"),
    (broken_archive, "data-quality", 1, "failed", "nothing could be read from 1 files, the first because of"),
    (nothing, "data-drift", 0, "empty", "no requests were recorded in this window"),
    (empty_files, "data-quality", 0, "empty", "no requests were recorded in this window"),
    (without_baseline, "data-drift", 1, "failed", "there is no baseline: no .csv or .parquet file in"),
    (broken_baseline, "data-drift", 1, "failed", "the file .*/train.parquet of the baseline cannot be read: Parquet magic bytes not found"),
    (column_gone, "data-quality", 2, "violation", "MissingShare of religious is 1, must be at most 0.1"),
    (column_new, "data-quality", 0, "fine", "not in the baseline: channel"),
    (type_changed, "data-quality", 2, "violation", "OutOfRangeShare of age is 1, must be at most 0.1"),
    (other_width, "data-quality", 2, "violation", "RowsOfOtherWidthShare of the requests is 1, must be at most 0.1"),
    (other_width, "data-drift", 1, "failed", "the schema has changed: no recorded row has the 3 features of the baseline"),
    (long_line, "data-quality", 0, "fine", "1 recorded requests could not be read, the first because of ValueError: a line is longer than 64 MiB"),
    (one_line, "data-drift", 1, "failed", "none of 1 recorded requests could be read, the first because of ValueError: a line is longer than 64 MiB"),
    (large_request, "data-quality", 0, "fine", ""),
], ids=lambda value: getattr(value, "__name__", None))
def test_ends_clearly(case, check, code, status, why, prepared, survey, record_table):
    site = prepared.configure(check)
    case(site, survey.live[FEATURES])
    ended = run(site)
    # The large files are not kept for those who look at failures.
    shutil.rmtree(site.root / "capture", ignore_errors=True)
    record_table(ended.row(f"{case.__name__.replace('_', ' ')}, {check}"))
    assert (ended.code, ended.status) == (code, status)
    assert re.match(why, ended.why)
    assert ended.peak < (MOST_OF_LARGE if case is large_request else MOST)


HOURS, FILES = 4, 4
# Requests that are written again and again, each time with other ids.
DIFFERENT = 5000


@dataclass(frozen=True)
class Traffic:
    site: Site
    records: int
    mebibytes: float


def traffic(root, study, mebibytes: float) -> Traffic:
    """Requests of 30 features as JSON, one row each, in files of several hours; and labels for half of them."""
    site = Site(root)
    site.baseline(study.train)
    rows = study.live.sample(DIFFERENT, replace=True, random_state=0)
    template = "".join(json.dumps(record(row, round(float(score), 4), f"@@@@@@-{number}", "json")) + "\n"
                       for number, (row, score) in enumerate(zip(rows.to_dict("records"), study.scores(rows))))
    labels = "".join(
        json.dumps({"inferenceId": f"@@@@@@-{number}", "label": int(score > 0.5)}) + "\n"
        for number, score in enumerate(study.scores(rows)) if number % 2)
    repetitions = max(round(mebibytes * MIB / len(template)), 1)
    for file in range(min(HOURS * FILES, repetitions)):
        hour = HOUR - timedelta(hours=file % HOURS)
        path = site.write(f"capture/credit/AllTraffic/{hour:%Y/%m/%d/%H}/{file}.jsonl", "")
        with open(path, "w", encoding="utf-8") as capture:
            capture.writelines(template.replace("@@@@@@", f"{place:06}") for place in range(file, repetitions, HOURS * FILES))
    site.label_file("", "labels.jsonl")
    with open(site.root / "labels" / "labels.jsonl", "w", encoding="utf-8") as told:
        told.writelines(labels.replace("@@@@@@", f"{place:06}") for place in range(repetitions))
    return Traffic(site, repetitions * DIFFERENT, sum(path.stat().st_size for path in (site.root / "capture").rglob("*.jsonl")) / MIB)


# In MiB. Both fill the samples; `LARGE_WINDOW=1024` tries a window of 1 GiB, with the same bound.
SMALL, LARGE = 10, int(os.environ.get("LARGE_WINDOW", 160))
# What the large window may take beyond the small one, in MiB: SQLite keeps up to 32 MB of its pages in memory.
GROWTH = 64


@pytest.fixture(scope="module")
def windows(cancer, tmp_path_factory):
    root = tmp_path_factory.mktemp("windows")
    yield traffic(root / "small", cancer, SMALL), traffic(root / "large", cancer, LARGE)
    shutil.rmtree(root)



@pytest.mark.parametrize("check,config", [
    ("data-drift", {}), ("data-quality", {"outOfRange": 1}), ("quality", {"metrics": {"auc": {"atLeast": 0.9}}}),
])
def test_a_large_window_takes_hardly_more_memory_than_a_small_one(check, config, windows, record_table):
    small, large = windows
    assert large.mebibytes > LARGE * 0.9 > 2 * GROWTH
    found = []
    for window in windows:
        ended = run(window.site.configure(check, windowSeconds=HOURS * 3600, **config))
        record_table(ended.row(f"{check}, {window.records:,} requests in {window.mebibytes:,.0f} MiB"))
        assert (ended.code, ended.metrics["Records"]) == (0, window.records)
        found.append(ended)
    assert found[1].peak - found[0].peak < GROWTH
    if check == "quality":
        assert found[1].metrics["LabelledShare"] == 0.5
