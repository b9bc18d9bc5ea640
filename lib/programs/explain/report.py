"""The report of a study: `explanations.json` and `metrics.json` for programs, `report.html` and `plots` for people."""
from __future__ import annotations

from typing import Any

import page
import plots
from contract import CONTRACT, Job, write_json, write_whole
from outcome import Explained, MethodOutcome, Outcome


def write(job: Job, outcome: Outcome) -> dict[str, Any]:
    """Pages first: that one of them could not be written is told in the files that programs decide by, which come last."""
    pictures = plots.draw(outcome, job.config["top"])
    pages = {f"plots/{name}.svg": picture for name, picture in pictures.items()}
    pages["report.html"] = page.html(render(job, outcome), pictures)
    for name, text in pages.items():
        try:
            write_whole(job.report / name, text)
        except OSError as error:
            outcome.notes.append(f"{name} could not be written: {error.strerror or error}")
    content = render(job, outcome)
    write_json(job.report / "explanations.json", content)
    write_json(job.report / CONTRACT["metricsFile"], outcome.figures())
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
