"""Predictions of a window and the labels that arrive for them: joined on disk, so that memory does not grow with either."""
from __future__ import annotations

import sqlite3
import tempfile
from typing import Any, Iterator, Sequence

import pandas as pd

from answer import Answer
from capture import Capture, Record
from contract import Job, LABELLED_SHARE
from job.failure import Failure
from labels import Label, Labels
from outcome import Outcome
from values import CONTAINER, CONTAINERS, Unreadable, canonical, moment, number, text

BINARY, MULTICLASS, REGRESSION = "binary-classification", "multiclass-classification", "regression"

# Rows that SQLite gets at a time, and the kilobytes that it may keep in memory.
BATCH, CACHE = 5_000, 32_000
HOUR, DAY = 3_600, 86_400

_YES, _NO = ("1", "true", "yes", "y", "positive"), ("0", "-1", "false", "no", "n", "negative")


class Problem:
    """Reads answers and labels of one kind of problem: 0 and 1, a class, or a number."""

    def __init__(self, kind: str = BINARY, positive: Any = None) -> None:
        if kind not in (BINARY, MULTICLASS, REGRESSION):
            raise Failure(f"the problem must be {BINARY}, {MULTICLASS} or {REGRESSION}, got {kind}")
        self.kind, self.positive = kind, text(positive)

    def label(self, value: Any) -> Any:
        spelled = text(value)
        if spelled is None:
            raise Unreadable(f"{CONTAINER} as a label" if isinstance(value, CONTAINERS) else "a missing label")
        if self.kind == MULTICLASS:
            return spelled
        if self.kind == REGRESSION:
            return self._number(value)
        told = canonical(spelled)
        if self.positive is not None:
            return int(told == canonical(self.positive))
        if told.lower() in (*_YES, *_NO):
            return int(told.lower() in _YES)
        raise Unreadable(f"{spelled[:100]!r} is neither yes nor no; name the class that counts as yes in `positive`")

    def answer(self, answer: Answer) -> tuple[Any, float | None]:
        """Value and score."""
        scores = answer.scores if isinstance(answer.scores, tuple) or answer.scores is None else (answer.scores,)
        if self.kind == REGRESSION:
            return self._one_number(answer, scores), None
        if self.kind == MULTICLASS:
            best = None if scores is None else max(scores)
            named = answer.classes or range(len(scores or ()))
            return self.label(named[scores.index(best)] if answer.value is None and scores else answer.value), best
        if answer.classes is not None and scores is not None:
            return self._of_classes(answer, answer.classes, scores)
        if scores is None and self.positive is None:
            found = number(answer.value)
            if found is not None and 0 <= found <= 1:
                scores = (found,)
        if scores is not None:
            if len(scores) > 2 or not 0 <= scores[-1] <= 1:
                raise Unreadable(f"{scores} is not the probability of one class of two")
            fraction = number(answer.value)
            as_label = answer.value is None or (fraction is not None and not fraction.is_integer())
            return int(scores[-1] >= 0.5) if as_label else self.label(answer.value), scores[-1]
        return self.label(answer.value), None

    def _of_classes(self, answer: Answer, classes: Sequence[Any], scores: Sequence[float]) -> tuple[int, float]:
        """By the score of the class that counts as yes, whichever place it has."""
        told = [self.label(name) for name in classes]
        if sorted(told) != [0, 1]:
            raise Unreadable(
                f"the classes {', '.join(str(name)[:100] for name in classes[:20])} "
                "are not one that counts as yes and one that does not")
        score = scores[told.index(1)]
        return int(score >= 0.5) if answer.value is None else self.label(answer.value), score

    def _one_number(self, answer: Answer, scores: Sequence[float] | None) -> float:
        if answer.pair or (answer.value is None and len(scores or ()) > 1):
            raise Unreadable("several outputs for one row; only one number is compared with a label")
        return self._number(answer.value if answer.value is not None else scores[0] if scores else None)

    def _number(self, value: Any) -> float:
        found = number(value)
        if found is None:
            raise Unreadable(f"{str(value)[:100]!r} is no number")
        return found


LABEL = """
    UPDATE prediction SET conflicts = conflicts + (actual IS NOT NULL AND actual <> ?1), actual = ?1, labels = labels + 1, told = COALESCE(told, ?2)
    WHERE id = ?3 AND row = ?4"""


class Predictions:
    """One row of a table in SQLite for each row of a request: value, score, segments, and the label once it has come."""

    def __init__(self, problem: Problem, segments: Sequence[str] = ()) -> None:
        self.problem, self.segments = problem, list(segments)
        self.duplicates = self.unreadable = self.unknown_labels = self.unreadable_labels = 0
        self.problems: list[str] = []
        self._file = tempfile.NamedTemporaryFile(suffix=".sqlite")
        self._db = sqlite3.connect(self._file.name, isolation_level=None)
        self._rows: list[tuple[Any, ...]] = []
        self._labels: list[tuple[Any, ...]] = []
        columns = "".join(f", s{place}" for place in range(len(self.segments)))
        # `asked` and `told` are the times of the request and of its first label.
        self._db.executescript(f"""
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -{CACHE};
            CREATE TABLE prediction (id TEXT, row INTEGER, asked REAL, value, score REAL, actual, told REAL, labels INTEGER DEFAULT 0,
                conflicts INTEGER DEFAULT 0{columns}, PRIMARY KEY (id, row)) WITHOUT ROWID;
            BEGIN;
        """)
        self._insert = f"INSERT OR IGNORE INTO prediction (id, row, asked, value, score{columns}) VALUES (?, ?, ?, ?, ?{', ?' * len(self.segments)})"

    def add(self, record: Record, segments: Sequence[Sequence[Any]] | None = None) -> None:
        asked = moment(record.time)
        for place, answer in enumerate(record.answers):
            try:
                value, score = self.problem.answer(answer)
            except Unreadable as error:
                self.unreadable += 1
                self._remember(error)
                continue
            of_row = [text(segment) for segment in segments[place]] if segments else []
            self._rows.append((record.id, place, asked, value, score, *of_row))
        if len(self._rows) >= BATCH:
            self._write()

    def add_label(self, label: Label) -> None:
        """Labels of the rows of one request. When a label comes again, the later one counts."""
        for place, value in enumerate(label.values):
            try:
                actual = self.problem.label(value)
            except Unreadable as error:
                self.unreadable_labels += 1
                self._remember(error)
                continue
            self._labels.append((actual, label.arrived.timestamp(), label.id, place))
        if len(self._labels) >= BATCH:
            self._write()

    def _write(self) -> None:
        """What does not change a row is a prediction that is there already, or a label of no prediction."""
        rows, labels, self._rows, self._labels = self._rows, self._labels, [], []
        self.duplicates += len(rows) - max(self._db.executemany(self._insert, rows).rowcount, 0)
        self.unknown_labels += len(labels) - max(self._db.executemany(LABEL, labels).rowcount, 0)

    def reconcile(self) -> None:
        """Classes that answers and labels spell differently, 1.0 and 1, become the same; unless one side alone uses both spellings."""
        self._write()
        sides = [{name for name, in self.query(f"SELECT DISTINCT {side} FROM prediction WHERE {side} IS NOT NULL")} for side in ("value", "actual")]
        if self.problem.kind == MULTICLASS and all(len(set(map(canonical, side))) == len(side) for side in sides):
            self._db.create_function("canonical", 1, lambda name: None if name is None else canonical(name), deterministic=True)
            self._db.execute("UPDATE prediction SET value = canonical(value), actual = canonical(actual)")

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        self._write()
        return self._db.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        return self.query(sql, *values)[0][0]

    def frames(self, columns: str, where: str = "actual IS NOT NULL") -> Iterator[pd.DataFrame]:
        cursor = self._db.execute(f"SELECT {columns} FROM prediction WHERE {where}")
        names = [name for name, *_ in cursor.description]
        while rows := cursor.fetchmany(10_000):
            yield pd.DataFrame(rows, columns=names)

    def counts(self) -> dict[str, int]:
        predictions, labelled, *others = self.query(f"""
            SELECT COUNT(*), COUNT(actual), TOTAL(told - asked <= {HOUR}), TOTAL(told - asked > {HOUR} AND told - asked <= {DAY}),
                TOTAL(told - asked > {DAY}), TOTAL(labels > 1), TOTAL(conflicts > 0) FROM prediction""")[0]
        within_hour, within_day, later, again, conflicts = map(int, others)
        return {
            "predictions": predictions, "duplicatePredictions": self.duplicates, "unreadableAnswers": self.unreadable,
            "labelled": labelled, "labelledWithinHour": within_hour, "labelledWithinDay": within_day, "labelledLater": later,
            "neverLabelled": predictions - labelled, "labelledAgain": again, "conflictingLabels": conflicts,
            "unknownLabels": self.unknown_labels, "unreadableLabels": self.unreadable_labels,
        }

    def _remember(self, error: Exception) -> None:
        if len(self.problems) < 3 and str(error) not in self.problems:
            self.problems.append(str(error))


def join(job: Job, outcome: Outcome, predictions: Predictions, capture: Capture) -> None:
    """Brings the labels to predictions that were added, and says what did not fit."""
    outcome.add_capture(capture)
    if outcome.judged:
        return
    counts = predictions.counts()
    if counts["predictions"] == 0:
        raise Failure(f"no answer of the model could be read: {'; '.join(predictions.problems)}")
    if job.labels:
        labels = Labels(job.labels, job.window.start, job.setting("label"))
        for label in labels:
            predictions.add_label(label)
        predictions.reconcile()
        counts = {**predictions.counts(), **labels.counts}
        outcome.metrics[LABELLED_SHARE] = counts["labelled"] / counts["predictions"]
        unread = [
            f"{labels.counts[kind]} {what}"
            for kind, what in (("corruptLabelLines", "lines"), ("corruptLabelFiles", "files")) if labels.counts[kind]
        ]
        if unread and not counts["labelled"] + counts["unknownLabels"] + counts["unreadableLabels"]:
            raise Failure(f"no label could be read: {' and '.join(unread)} are broken, the first because of {labels.first_problem}")
        if unread:
            outcome.notes.append(f"{' and '.join(unread)} of labels could not be read, the first because of {labels.first_problem}")
        if not counts["labelled"]:
            outcome.notes.append("no label has arrived for the predictions of this window")
    outcome.details["labels"] = counts
    outcome.notes += predictions.problems
