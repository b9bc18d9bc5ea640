"""Batch inference: the same checks over what was scored and what was written, in the forms that batch transform writes."""
import json

import pandas as pd
import pytest

from conftest import report, start
from contract import DRIFT_SHARE, MISSING_SHARE, POSITIVE_SHARE, RECORDS
from job.failure import Failure


def scored(site, rows: pd.DataFrame, answers, form="csv", joined=False, parts=2):
    """Files of input, and beside them what batch transform makes of each."""
    size = -(-len(rows) // parts)
    for part in range(parts):
        asked, told = [], []
        for place in range(part * size, min((part + 1) * size, len(rows))):
            row, answer = rows.iloc[place], float(answers[place])
            if form == "csv":
                line = ",".join("" if value is None or value != value else str(value) for value in row)
                asked.append(line)
                told.append(f"{line},{answer}" if joined else str(answer))
            else:
                content = {name: None if value != value else value for name, value in row.to_dict().items()}
                asked.append(json.dumps(content))
                told.append(json.dumps({**content, "SageMakerOutput": {"score": answer}} if joined else {"score": answer}))
        site.write(f"input/2026/part-{part}.{form}", "\n".join(asked) + "\n")
        site.write(f"output/20260131052000/2026/part-{part}.{form}.out", "\n".join(told) + "\n")
    site.env |= {"MONITOR_INPUT": f"{site.root}/input/", "MONITOR_CAPTURE": f"{site.root}/output/20260131052000"}
    return site


def configured(site, check: str, form: str, joined: bool, **config):
    return site.configure(check, contentType="text/csv" if form == "csv" else "application/jsonlines", joinInput=joined, **config)


@pytest.mark.parametrize("form,joined", [("csv", False), ("csv", True), ("json", False), ("json", True)])
def test_every_form_is_judged_as_the_requests_of_an_endpoint_would_be(form, joined, survey, new_site):
    rows = survey.window(1, 400)
    answers, labelled = survey.scores(rows), survey.train.assign(score=survey.scores(survey.train))
    for check, config in (("data-drift", {"features": list(rows)}), ("data-quality", {}), ("prediction-drift", {})):
        baseline = labelled if check == "prediction-drift" else survey.train
        live = new_site().configure(check, **config).baseline(baseline).capture(rows, answers).check()
        batch = scored(configured(new_site(), check, form, joined, **config).baseline(baseline), rows, answers, form, joined).check()
        assert batch.metrics == pytest.approx(live.metrics), check
        assert batch.metrics[RECORDS] == 400 and not batch.notes


def test_missing_values_are_found_in_the_input_though_nothing_was_scored(survey, site):
    rows = survey.window(1, 100).astype(object)
    rows.iloc[:50, 0] = None
    site = scored(configured(site, "data-quality", "csv", False).baseline(survey.train), rows, [0.5] * 100)
    for file in (site.root / "output").rglob("*.out"):
        file.unlink()
    outcome = site.check()
    assert outcome.metrics[MISSING_SHARE] == 0.5 and outcome.violations


def test_files_that_were_not_scored_are_told(survey, new_site):
    before = pd.DataFrame({"score": survey.scores(survey.train)})
    rows = survey.window(1, 400)

    def site():
        return scored(configured(new_site(), "prediction-drift", "csv", True).baseline(before), rows, survey.scores(rows), joined=True)

    half = site()
    (half.root / "output/20260131052000/2026/part-1.csv.out").unlink()
    outcome = half.check()
    assert outcome.metrics[RECORDS] == 200 and "1 compressed files" not in " ".join(outcome.notes)
    assert outcome.details["capture"]["unscoredFiles"] == 1
    none = site()
    for file in (none.root / "output").rglob("*.out"):
        file.unlink()
    with pytest.raises(Failure, match="has no output"):
        none.check()


def test_whole_files_are_one_request_each(survey, site):
    rows = survey.window(1, 200)
    before = pd.DataFrame({"score": survey.scores(survey.train)})
    site = scored(configured(site, "prediction-drift", "csv", False, splitBy="none").baseline(before), rows, survey.scores(rows), parts=4)
    outcome = site.check()
    assert outcome.metrics[RECORDS] == 4 and outcome.details["compared"]["predictions"] == 200


def test_the_program_reports_a_run_with_what_was_scored(survey, site):
    rows = survey.window(1, 300)
    scored(configured(site, "data-drift", "csv", True, charts="never").baseline(survey.train), rows, survey.scores(rows), joined=True)
    run = start(site)
    assert run.returncode == 0, run.stderr
    content = json.loads(report(site))
    assert content["compared"]["input"] == site.env["MONITOR_INPUT"] and DRIFT_SHARE in content["metrics"]
    page = report(site, "report.html")
    assert "<dt>Scored</dt>" in page and "<dt>Run</dt>" in page and "<dt>Window</dt>" not in page
    assert POSITIVE_SHARE not in content["metrics"]
