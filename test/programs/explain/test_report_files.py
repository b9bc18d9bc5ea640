"""Pages and charts decorate: what goes wrong with them is a note, and no file is ever half there."""
import json
import resource
import signal

import pytest

import contract
import plots
import report
from agreement import Agreement
from contract import Job
from job.failure import Failure
from outcome import Curve, Explained, MethodOutcome, Outcome

NAMES = [
    "$a_1$ and $b^{2}$", "$\\frac{1}$", "$5 to $9", "under_score", "back\\slash", "two\nlines",
    "bell\x07\x1b[31m", "l" * 500, "👩‍🔬", "עברית", "\u202eexe", "<&>\"'", "", " "]


def found(names) -> Outcome:
    importance = {name: 1.0 + place for place, name in enumerate(names)}
    row = Explained(0, 0, 0.5, 0.1, importance, {name: name for name in names})
    curves = [Curve(name, [name, *names], [0.1] * (len(names) + 1)) for name in names]
    return Outcome(10, methods={"shap": MethodOutcome(importance, [row], Agreement(1.0, 1.0), curves)})


@pytest.fixture
def job(tmp_path) -> Job:
    return Job(dict(contract.CONTRACT["keys"]), "data", tmp_path / "report", artifact="model")


def test_names_are_no_formulas_and_every_picture_is_xml():
    from xml.etree import ElementTree

    outcome = found(NAMES)
    pictures = plots.draw(outcome, len(NAMES))
    assert outcome.notes == [] and len(pictures) == 2 + len(NAMES)
    for picture in pictures.values():
        ElementTree.fromstring(picture)
    texts = [text.text for text in ElementTree.fromstring(pictures["shap-global"]).iter("{http://www.w3.org/2000/svg}text")]
    for name in NAMES[:5]:
        assert name in texts
    assert "two\\nlines" in texts and "bell\\x07\\x1b[31m" in texts and "l" * 59 + "…" in texts


def test_names_that_are_the_same_once_they_are_cut_are_two_bars():
    picture = plots.draw(found(["n" * 80 + "a", "n" * 80 + "b"]), 2)["shap-global"]
    assert picture.count("n" * 59 + "…") == 2


def test_a_chart_that_cannot_be_drawn_is_a_note(job, monkeypatch):
    monkeypatch.setattr(plots, "line", lambda curve: 1 / 0)
    outcome = found(["a"])
    report.write(job, outcome)
    content = json.loads((job.report / "explanations.json").read_text())
    assert content["notes"] == ["the chart shap-curve-1 could not be drawn: ZeroDivisionError: division by zero"]
    assert content["methods"] and "<svg" in (job.report / "report.html").read_text()


@pytest.fixture
def disk(monkeypatch):
    """A disk that takes files up to a size, by the kernel's own limit."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, limit)


def test_a_page_that_does_not_fit_is_a_note_and_not_cut_off(job, disk):
    outcome = found([f"feature {place}" for place in range(3)])
    disk(5000)
    report.write(job, outcome)
    disk(resource.RLIM_INFINITY)
    content = json.loads((job.report / "explanations.json").read_text())
    assert content["notes"][-1] == f"report.html could not be written to {job.report}: File too large"
    assert sorted(path.name for path in job.report.rglob("*") if path.is_file()) == ["explanations.json", "metrics.json"]


def test_figures_that_do_not_fit_are_not_there_at_all(job, disk):
    disk(100)
    with pytest.raises(Failure, match="explanations.json could not be written to .*: File too large"):
        report.write(job, found(["a", "b"]))
    disk(resource.RLIM_INFINITY)
    assert [path for path in job.report.rglob("*") if path.is_file()] == []
