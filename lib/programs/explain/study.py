"""One study of one model: rows are drawn, every method explains them, and again with other seeds."""
from __future__ import annotations

import importlib
import logging
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Mapping

import numpy as np

import agreement
import model
import storage
import table
from contract import LIME, PARTIAL_DEPENDENCE, SHAP, Job
from exchange import STRUCTURED
from job.failure import Failure
from outcome import Explained, MethodOutcome, Outcome
from spelling import STRUCTURE
from table import Table
from task import Attributions, Task

LOG = logging.getLogger("explain")

# Each method in its module, which is loaded only when it is asked for: SHAP alone takes seconds.
MODULES = {SHAP: "by_shap", LIME: "by_lime", PARTIAL_DEPENDENCE: "by_partial_dependence"}


def explain(job: Job) -> Outcome:
    with ExitStack() as scope:
        folder = Path(scope.enter_context(tempfile.TemporaryDirectory()))
        data = table.read(storage.local(job.data, folder / "data"), job.config)
        asked = model.connect(job, scope, folder)
        if not asked.takes_structures:
            data.leave_out(STRUCTURE, f"such requests cannot hold lists or objects; `request` can be {', '.join(STRUCTURED)}")
        outcome = Outcome(rows=len(data.rows), notes=list(data.notes))
        note = asked.choose_output(data.rows, job.config["output"])
        if note:
            outcome.notes.append(note)
        predictions = asked.predict(data.rows)
        chosen = choose(job.config["rows"], predictions)
        for method in job.methods:
            LOG.info("%s of %s", method, job.subject)
            outcome.add(method, study(method, job, data, asked, predictions, chosen))
        outcome.asked = asked.asked
    outcome.agree(job.config)
    return outcome


def study(method: str, job: Job, data: Table, asked: model.Model, predictions: np.ndarray, chosen: list[int]) -> MethodOutcome:
    """The method with the seed of the job, and then with others: what changes is chance."""
    attribute = importlib.import_module(MODULES[method]).attribute
    first, repeats = job.config["seed"], job.config["repeats"]
    tasks = [draw(method, job, data, asked, chosen if seed == first else [], seed) for seed in range(first, first + repeats + 1)]
    explained, sampled = tasks[0].explained, tasks[0].sampled
    if not explained:
        raise Failure(f"{method} cannot look at lists and objects, and the data have nothing else; name other methods in the configuration")
    found = [attribute(task) for task in tasks]
    # What is no number says nothing, and must not take the rest with it.
    defined = [
        place for place in range(len(explained))
        if all(np.isfinite(one.importance[place]) for one in found) and np.isfinite(found[0].values[:, place]).all()
    ]
    if not defined:
        raise Failure(f"{method} gives no number for any of {', '.join(column.name for column in explained)}")
    columns = [explained[place] for place in defined]
    names = [column.name for column in columns]
    cells = {column: texts for column, texts in data.rows.items()}
    return MethodOutcome(
        importance=dict(zip(names, found[0].importance[defined].tolist())),
        local=[
            Explained(row, data.ids[row], float(predictions[row]), base(found[0], sampled + place),
                      dict(zip(names, found[0].values[sampled + place, defined].tolist())),
                      {column.name: column.plain(cells[column][row]) for column in columns})
            for place, row in enumerate(chosen)
        ],
        stability=agreement.among([one.importance[defined] for one in found], job.config["top"]),
        curves=[curve for curve in found[0].curves if curve.feature in names],
        left_out=[column.name for column in tasks[0].columns if column not in columns and (column in explained or not column.has_curve)],
    )


def draw(method: str, job: Job, data: Table, asked: model.Model, chosen: list[int], seed: int) -> Task:
    population, random = data.encoded(), np.random.default_rng(seed)

    def some(count: int) -> np.ndarray:
        # In the order of the data: where all rows are taken, they are the data.
        return np.sort(random.choice(len(population), min(count, len(population)), replace=False))

    sample, background = some(job.config["sampleSize"]), some(job.config["backgroundSize"])
    return Task(
        predict=asked.on_numbers(data),
        rows=population[[*sample, *chosen]],
        sampled=len(sample),
        background=population[background],
        population=population,
        columns=data.varying,
        seed=seed,
        options=job.options(method),
        curves=method == PARTIAL_DEPENDENCE,
    )


def choose(rows: Mapping[str, Any], predictions: np.ndarray) -> list[int]:
    """The rows that are explained one by one."""
    count = len(predictions)
    if "at" in rows:
        beyond = [row for row in rows["at"] if row >= count]
        if beyond:
            raise Failure(f"`rows` names rows that the data do not have: {beyond}; there are {count}, from 0")
        return list(rows["at"])
    if "first" in rows:
        return list(range(min(rows["first"], count)))
    # Of rows with the same answer the first ones.
    return np.argsort(-predictions, kind="stable")[:rows["highest"]].tolist()


def base(found: Attributions, place: int) -> float | None:
    return None if found.base is None or not np.isfinite(found.base[place]) else float(found.base[place])
