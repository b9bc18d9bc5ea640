"""Whether a model still answers as it did: its predictions beside those of a time that was normal, judged by Evidently. Neither requests
nor labels are needed."""
from __future__ import annotations

from dataclasses import replace
from typing import Any, Iterator

import pandas as pd

import answer
import baseline as baselines
import storage
from answer import PREDICTIONS, Answer
from batch_capture import of_job
from contract import DRIFT_SCORE, MEAN_PREDICTION, MOVED_SHARE, POSITIVE_SHARE, Job
from drift import FeatureDrift, compare, reasons
from job.failure import Failure
from outcome import Outcome, Violation
from predictions import BINARY, REGRESSION, Problem
from sample import Reservoir
from values import Unreadable, is_absent

# What the predictions are called in the report.
SUBJECT = "predictions"
# Where nobody gives a bound, what counts as drift when a test tells how likely chance is.
P_VALUE = 0.01


class Side:
    """A seeded sample of predictions, and sums over all of them."""

    def __init__(self, job: Job, problem: Problem) -> None:
        self.problem, self.sample = problem, Reservoir(job.setting("sampleSize"), job.setting("seed"))
        self.total, self.unread, self.first_problem = 0.0, 0, ""

    def add(self, found: Answer) -> None:
        try:
            value, score = self.problem.answer(found)
        except Unreadable as error:
            self.unread += 1
            self.first_problem = self.first_problem or str(error)
            return
        self.total += value if self.problem.kind in (BINARY, REGRESSION) else 0
        self.sample.add([(value, score)])

    @property
    def mean(self) -> float:
        return self.total / self.sample.seen

    @property
    def is_scored(self) -> bool:
        """Classes that are written as 0 and 1 are no probabilities."""
        return all(score is not None for _, score in self.sample.rows) and any(score not in (0, 1) for _, score in self.sample.rows)

    def column(self, scored: bool) -> pd.DataFrame:
        values = [score if scored else value for value, score in self.sample.rows]
        if self.problem.kind == BINARY and not scored:
            values = ["yes" if value else "no" for value in values]
        return pd.DataFrame({SUBJECT: pd.Series(values, dtype=float if scored or self.problem.kind == REGRESSION else object)})


def check(job: Job) -> Outcome:
    problem = Problem(job.setting("problem"), job.setting("positive"))
    outcome, capture, now = Outcome(), of_job(job, alone=True), Side(job, problem)
    for record in capture:
        for found in record.answers:
            now.add(found)
    outcome.add_capture(capture)
    if outcome.judged:
        return outcome
    if now.unread:
        outcome.notes.append(f"{now.unread} answers could not be read, the first because of {now.first_problem}")
    if not now.sample.seen:
        raise Failure(f"no answer of the model could be read: {now.first_problem}")
    before = normal(job, problem)
    minimum = job.setting("minimumRecords")
    if now.sample.seen < minimum:
        outcome.judged = "too-few"
        outcome.notes.append(f"{now.sample.seen} predictions are too few to judge, at least {minimum} are needed")
        return outcome
    # A probability tells more than the class that follows from it; it is compared where both sides have one.
    scored = problem.kind == BINARY and before.is_scored and now.is_scored
    drift = compare(before.column(scored), now.column(scored), job.setting("threshold"))
    if drift.unjudged:
        raise Failure(f"the predictions could not be compared: {reasons(drift.unjudged)}")
    outcome.page = drift.page
    outcome.details["compared"] = {"as": "probabilities" if scored else "values", "predictions": now.sample.seen, "before": before.sample.seen}
    if problem.kind in (BINARY, REGRESSION):
        name = POSITIVE_SHARE if problem.kind == BINARY else MEAN_PREDICTION
        outcome.metrics[name] = now.mean
        outcome.details["compared"] |= {"mean": now.mean, "meanBefore": before.mean}
    return judge(strict(drift.features[0], job), outcome)


def strict(found: FeatureDrift, job: Job) -> FeatureDrift:
    """One column is one test in each window: at Evidently's bound of p-values one quiet window in twenty would alarm."""
    is_p_value = found.drifted and found.score is not None and found.threshold is not None and found.score < found.threshold
    if not is_p_value or job.setting("threshold").get("perFeature") is not None:
        return found
    return replace(found, drifted=found.score < P_VALUE, threshold=P_VALUE)


def judge(found: FeatureDrift, outcome: Outcome) -> Outcome:
    outcome.metrics.update({DRIFT_SCORE: found.score, MOVED_SHARE: found.distribution.get("moved", 0.0)})
    outcome.details["features"] = [vars(found)]
    if found.drifted:
        outcome.violations.append(Violation(DRIFT_SCORE, "the predictions", found.score, kept(found)))
    return outcome


def kept(found: FeatureDrift) -> str:
    """The bound that was not kept: distances must be below theirs, p-values not."""
    if found.score is None or found.threshold is None:
        return "that of values on both sides"
    return f"{'at least' if found.score < found.threshold else 'below'} {found.threshold:g}"


def normal(job: Job, problem: Problem) -> Side:
    """The predictions of the baseline; of data without any, the labels that the model was trained on."""
    side = Side(job, problem)
    for found in told(job):
        side.add(found)
    if not side.sample.seen:
        raise Failure(f"no prediction of the baseline could be read: {side.first_problem or 'it has none'}")
    return side


def told(job: Job) -> Iterator[Answer]:
    uri = baselines.locate(job)
    files = [file for file in storage.files(uri) if file.name.endswith(baselines.ENDINGS)]
    if not files:
        raise Failure(f"there is no baseline: no .csv or .parquet file in {uri}")
    given = {name for name in (job.setting("prediction"), job.setting("label")) if name}
    for file in files:
        for table in baselines.tables(file, {*given, *PREDICTIONS, *baselines.LABEL_NAMES}):
            names = columns(job, list(table.columns), file)
            are_named = job.setting("prediction") is None and all(name.lower() in PREDICTIONS for name in names)
            for cells in table[names].itertuples(index=False, name=None):
                if not any(map(is_absent, cells)):
                    yield answer.of_names(dict(zip(map(str.lower, names), cells))) if are_named else Answer(cells[0])


def columns(job: Job, names: list[str], file: storage.File) -> list[str]:
    """Which columns hold the predictions: the one that is named, those with usual names, the only one, or else the labels."""
    wanted, label = job.setting("prediction"), job.setting("label")
    if wanted is not None and wanted not in names:
        raise Failure(f"the file {file.uri} of the baseline has no column {wanted}; it has {baselines.listed(names)}")
    if wanted is not None or len(names) == 1:
        return [wanted or names[0]]
    labels = [name for name in names if (name == label if label else name.lower() in baselines.LABEL_NAMES)]
    # Files without a header that built-in algorithms of SageMaker train on have the label first.
    found = [name for name in names if name.lower() in PREDICTIONS] or labels[:1] or (names[:1] if names[0] == "f0" else [])
    if not found:
        raise Failure(f"no column of {file.uri} is called prediction, score or the like; it has {baselines.listed(names)}; "
            "name the one with the predictions in `prediction`")
    return found
