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
from contract import LIME, PARTIAL_DEPENDENCE, SHAP, Failure, Job
from outcome import Explained, MethodOutcome, Outcome
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
        outcome = Outcome(rows=len(data.frame), notes=list(data.notes))
        note = asked.choose_output(data.frame, job.config["output"])
        if note:
            outcome.notes.append(note)
        predictions = asked.predict(data.frame)
        chosen = choose(job.config["rows"], predictions)
        for method in job.methods:
            LOG.info("%s of %s", method, job.subject)
            outcome.methods[method] = study(method, job, data, asked, predictions, chosen)
        outcome.asked = asked.asked
    outcome.agree(job.config)
    return outcome


def study(method: str, job: Job, data: Table, asked: model.Model, predictions: np.ndarray, chosen: list[int]) -> MethodOutcome:
    """The method with the seed of the job, and then with others: what changes is chance."""
    attribute = importlib.import_module(MODULES[method]).attribute
    first, repeats = job.config["seed"], job.config["repeats"]
    tasks = [draw(method, job, data, asked, chosen if seed == first else [], seed) for seed in range(first, first + repeats + 1)]
    found = [attribute(task) for task in tasks]
    names, sampled = [column.name for column in tasks[0].explained], tasks[0].sampled
    return MethodOutcome(
        importance=dict(zip(names, found[0].importance.tolist())),
        local=[
            Explained(row, data.ids[row], float(predictions[row]), base(found[0], sampled + place), dict(zip(names, found[0].values[sampled + place].tolist())),
                      {name: table.plain(data.frame[name].iloc[row]) for name in names})
            for place, row in enumerate(chosen)
        ],
        stability=agreement.among([one.importance for one in found], job.config["top"]),
        curves=list(found[0].curves),
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
    return None if found.base is None else float(found.base[place])
