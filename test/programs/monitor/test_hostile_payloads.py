"""No payload, however it is made, ends a check, and what is good beside it is judged as without it."""
import json

import pandas as pd
import pytest

import hostile
import monitor
from conftest import HOUR, Site, report
from labels import Labels

GOOD = 200
ROWS = [{"age": 20 + place % 40, "city": "abc"[place % 3]} for place in range(GOOD)]
BASELINE = pd.DataFrame([{"age": 20 + place % 40, "city": "abc"[place % 3]} for place in range(600)])
# Changed lines of each of the fuzzers.
CHANGED = 3000
SUMS = ("rows", "missing", "wrongType", "outOfRange")


def good_lines(prefix: str = "g") -> list[bytes]:
    forms = (
        lambda row: (json.dumps(row), "JSON", "application/json"),
        lambda row: (json.dumps({"instances": [{"features": list(row.values())}]}), "JSON", "application/json"),
        lambda row: (f"{row['age']},{row['city']}", "CSV", "text/csv"),
        lambda row: (
            json.dumps({"inputs": [{"name": name, "shape": [1], "datatype": "X", "data": [value]} for name, value in row.items()]}),
            "JSON", "application/json"),
        lambda row: (json.dumps({"dataframe_split": {"columns": list(row), "data": [list(row.values())]}}), "JSON", "application/json"),
    )
    lines = []
    for place, row in enumerate(ROWS):
        data, encoding, kind = forms[place % len(forms)](row)
        lines.append(hostile.line(data, f"{prefix}{place}", encoding, kind, answer=str(place % 2)).encode())
    return lines


def put(site: Site, lines: list[bytes]) -> Site:
    place = site.write(f"capture/credit/AllTraffic/{HOUR:%Y/%m/%d/%H}/{site.lines}.jsonl", "")
    site.lines += 1
    place.write_bytes(b"\n".join(lines) + b"\n")
    return site


@pytest.fixture
def in_process(monkeypatch, caplog):
    """The whole program but its charts: exit code and report, and nothing in the log that it does not know."""
    for page in ("quality.page", "model_quality.page", "drift.evidently_drift"):
        monkeypatch.setattr(page, lambda *_: None)

    def run(site: Site) -> dict:
        for name, value in site.env.items():
            monkeypatch.setenv(name, value)
        code = monitor.main()
        content = json.loads(report(site))
        assert "in a way that it does not know" not in caplog.text
        assert code == {"fine": 0, "empty": 0, "too-few": 0, "failed": 1, "violation": 2}[content["status"]]
        return content

    return run


def quality(site: Site) -> Site:
    return site.configure("data-quality", missing=1, outOfRange=1).baseline(BASELINE)


def sums(content: dict) -> dict:
    return {feature["feature"]: [feature[name] for name in SUMS] for feature in content["details"].get("features", [])}


@pytest.mark.parametrize(
    "lines", [hostile.known(), *(hostile.changed(good_lines(), CHANGED // 3, seed) for seed in range(3))], ids=["known", "0", "1", "2"])
def test_good_rows_are_judged_as_without_the_hostile_ones(lines, new_site, in_process):
    """What is counted of both is the sum of what is counted of each; nothing is lost, and every line is counted somewhere."""
    good, bad = in_process(put(quality(new_site()), good_lines())), in_process(put(quality(new_site()), lines))
    both = in_process(put(
        quality(new_site()), [line for pair in zip(lines, good_lines()) for line in pair] + lines[GOOD:] + good_lines()[len(lines):]))
    assert good["metrics"]["Records"] == GOOD and sums(good)["age"] == [GOOD, 0, 0, 0]
    assert both["status"] in ("fine", "violation")
    assert sums(both) == {name: [a + b for a, b in zip(values, sums(bad)[name])] for name, values in sums(good).items()}
    counts = both["details"]["capture"]
    assert counts["corruptLines"] + counts["unreadablePayloads"] > 0
    # A line may hold several events of KServe, or one that waits for its other side.
    assert (counts["records"] + counts["corruptLines"] + counts["unreadablePayloads"]
            >= GOOD + len([line for line in lines if line.strip()]) - counts.get("withoutAnswer", 0) - 5)


@pytest.mark.parametrize("name", hostile.NAMED)
def test_one_hostile_request_ends_no_check_of_drift(name, new_site, in_process):
    data = hostile.NAMED[name]
    encoding, kind = ("CSV", "text/csv") if data[:1] not in ("{", "[") else ("JSON", "application/json")
    site = new_site().configure("data-drift").baseline(BASELINE)
    content = in_process(put(site, [*good_lines(), hostile.line(data, "x", encoding, kind).encode("utf-8", "surrogatepass")]))
    assert content["status"] == "fine"
    assert [feature["drifted"] for feature in content["details"]["features"]] == [False, False]


@pytest.mark.parametrize("check,config", [
    ("quality", {"metrics": {"accuracy": {"atLeast": 0.5}}}),
    ("quality", {"problem": "multiclass-classification", "metrics": {"accuracy": {"atLeast": 0}}}),
    ("quality", {"problem": "regression", "metrics": {"mae": {"atMost": 9}}}),
    ("fairness", {"segments": ["city"], "metrics": {"selectionRateGap": {"atMost": 1}}}),
])
@pytest.mark.parametrize("seed", ["known", 7])
def test_hostile_requests_and_answers_end_no_check_of_predictions(check, config, seed, new_site, in_process):
    lines = hostile.known() if seed == "known" else hostile.changed(good_lines("b"), CHANGED // 3, seed)
    site = put(new_site().configure(check, **config).baseline(BASELINE), [*good_lines(), *lines])
    # Only the good ones have labels, and all of these are right.
    content = in_process(site.labels([(f"g{place}", place % 2) for place in range(GOOD)]))
    if check == "quality":
        assert content["details"]["labels"]["labelled"] == GOOD
        assert content["metrics"].get("accuracy", 1) == 1 and content["metrics"].get("mae", 0) == 0
    else:
        assert {"a", "b", "c"} <= content["details"]["segments"]["city"].keys()


BAD_LABELS = [
    b'{"inferenceId": "g0"', b'{"inferenceId": "g0", "label": ' + b"9" * 5000 + b"}",
    b'{"inferenceId": {}, "label": {}}', b"[" * 50_000, b"\xff\xfe\x00", b"null", b"5", b'{"groundTruthData": 5}',
    b'{"groundTruthData": {"data": null, "encoding": "JSON"}, "eventMetadata": {"eventId": "q"}}',
    b'{"inferenceId": "\\ud800", "label": 1}', b'{"inferenceId": "q", "label": NaN}',
]


@pytest.mark.parametrize("name,good,bad", [
    ("labels.jsonl", lambda place: b'{"inferenceId": "g%d", "label": %d}' % (place, place % 2), BAD_LABELS),
    ("labels.csv", lambda place: b"g%d,%d" % (place, place % 2),
     [b'q,"' + b"x" * 200_000 + b'"', b"q", b"", b"\x00,\x00", b"\xff,1", b"q,1,2,3", b"x" * 300_000 + b",1"]),
])
def test_broken_labels_are_counted_and_the_others_count(name, good, bad, new_site, in_process):
    site = put(new_site().configure("quality", metrics={"accuracy": {"atLeast": 0.9}}), good_lines())
    lines = [good(place) for place in range(GOOD)]
    mixed = [line for place, line in enumerate(lines) for line in ([line, bad[place]] if place < len(bad) else [line])]
    path = site.write(f"labels/{name}", "")
    path.write_bytes((b"inferenceId,label\n" if name.endswith("csv") else b"") + b"\n".join(mixed) + b"\n")
    site.env["MONITOR_LABELS"] = str(path)
    content = in_process(site)
    assert (content["status"], content["metrics"]["accuracy"], content["details"]["labels"]["labelled"]) == ("fine", 1, GOOD)
    assert content["details"]["labels"]["corruptLabelLines"] > 0


@pytest.mark.parametrize("name", ["labels.jsonl", "labels.csv", "labels.parquet"])
@pytest.mark.parametrize("seed", range(3))
def test_no_label_file_ends_the_check(name, seed, tmp_path, new_site, in_process):
    lines = (
        [b'{"inferenceId": "g%d", "label": %d}' % (place, place % 2) for place in range(50)] if name.endswith("l")
        else [b"g%d,%d" % (place, place % 2) for place in range(50)])
    files = tmp_path / "labels"
    files.mkdir()
    whole = b"\n".join(lines)
    if name.endswith("parquet"):
        pd.DataFrame({
            "inferenceId": [f"g{place}" for place in range(50)], "label": [place % 2 for place in range(50)],
        }).to_parquet(files / "good.parquet")
        whole = (files / "good.parquet").read_bytes()
    for place, content in enumerate(hostile.changed([whole], 100, seed)):
        (files / f"{place}-{name}").write_bytes(content)
    for label in Labels(str(files), HOUR.replace(year=2020)):
        assert isinstance(label.id, str)
    site = put(new_site().configure("quality", metrics={"accuracy": {"atLeast": 0}}), good_lines())
    site.env["MONITOR_LABELS"] = str(files)
    assert in_process(site)["status"] in ("fine", "failed")


@pytest.mark.parametrize("name", ["train.parquet", "train.csv.gz"])
@pytest.mark.parametrize("cut", [10, 2, 1.1])
def test_a_baseline_that_ends_early_is_a_named_failure(name, cut, new_site, in_process):
    site = put(new_site().configure("data-quality"), good_lines()).baseline(BASELINE, "train.csv")
    path = site.root / "baseline" / name
    BASELINE.to_parquet(path) if name.endswith("parquet") else BASELINE.to_csv(path, index=False)
    (site.root / "baseline" / "train.csv").unlink()
    assert in_process(site)["status"] == "fine"
    path.write_bytes(path.read_bytes()[:int(path.stat().st_size / cut)])
    assert "of the baseline cannot be read" in in_process(site)["reason"]
