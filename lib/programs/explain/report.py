"""The report of a study: `explanations.json` and `metrics.json` for programs, `report.html` and `plots` for people."""
from __future__ import annotations

from typing import Any

import page
import plots
from contract import EXPLANATIONS, METRICS, PAGE, Job
from job.failure import Failure
from job.staging import Staging
from outcome import Explained, MethodOutcome, Outcome


def write(job: Job, outcome: Outcome) -> dict[str, Any]:
    """Pages first: that one of them could not be written is told in the files that programs decide by, which come last."""
    pictures = plots.draw(outcome, job.config["top"])
    pages = {f"plots/{name}.svg": picture for name, picture in pictures.items()}
    pages[PAGE] = page.html(render(job, outcome), pictures)
    for name, text in pages.items():
        place = job.report / name
        try:
            with Staging(place.parent) as files:
                files.write(place.name, text)
        except Failure as failure:
            outcome.notes.append(str(failure))
    content = render(job, outcome)
    with Staging(job.report) as files:
        files.write_json(EXPLANATIONS, content)
        files.write_json(METRICS, outcome.figures())
    return content


def render(job: Job, outcome: Outcome) -> dict[str, Any]:
    return {
        "version": 1,
        "status": outcome.status,
        "model": job.subject,
        "rows": outcome.rows,
        "rowsAsked": outcome.asked,
        "metrics": outcome.figures(),
        "violations": outcome.violations,
        "notes": outcome.notes,
        "methods": {name: method(found) for name, found in outcome.methods.items()},
        "config": dict(job.config),
    }


def method(found: MethodOutcome) -> dict[str, Any]:
    return {
        "global": [{"feature": feature, "importance": importance} for feature, importance in found.ranking()],
        "local": [row(explained) for explained in found.local],
        "stability": {"rankCorrelation": found.stability.rank, "topOverlap": found.stability.top},
        "curves": [vars(curve) for curve in found.curves],
    }


def row(explained: Explained) -> dict[str, Any]:
    order = sorted(explained.attributions.items(), key=lambda item: -abs(item[1]))
    return {
        "row": explained.row,
        "id": explained.id,
        "prediction": explained.prediction,
        "base": explained.base,
        "attributions": [{"feature": feature, "value": explained.values[feature], "attribution": attribution} for feature, attribution in order],
    }
