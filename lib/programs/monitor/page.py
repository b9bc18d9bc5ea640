"""`report.html`: the report for people, complete in itself. First the verdict and what to do, then what changed most, then every figure."""
from __future__ import annotations

from html import escape
from typing import Any, Sequence

import numpy as np
import pandas as pd

import words
from contract import CHARTS_PAGE, DRIFT_SHARE, DRIFTED_FEATURES, RECORDS
from job.chart import bars, histogram, percent, trend
from job.page import document, listed

# So many features are shown at once, when none of them is to blame; all others stand behind a line that opens.
MOST_OPEN = 12
MOST_NAMED = 3

Content = dict[str, Any]
Feature = dict[str, Any]


def html(content: Content, charts: bool, before: Sequence[Content] = ()) -> str:
    """`before` are the reports of earlier windows, oldest first."""
    body = (verdict(content), facts(content, charts), figures(content, before), FINDINGS[content["check"]](content), notes(content), rest(content))
    return document(f"{words.words(content['check'].replace('-', ' '))} of {content['endpoint']}", content["status"], "\n".join(filter(None, body)))


def verdict(content: Content) -> str:
    """What was found in a sentence or two, and what to do about it."""
    check, violations = content["check"], content["violations"]
    advice = f'<p>{escape(words.ADVICE[check])} <a href="{words.OPERATIONS}">What each alarm means</a></p>' if violations else ""
    lines = [sentence(content, violation) for violation in violations]
    found = "".join(f"<p>{escape(line)}</p>" for line in lines) if len(lines) < 2 else f"<p>{len(lines)} bounds were not kept.</p>{listed(lines)}"
    return (
        f'<section class="verdict"><p>{escape(words.QUESTIONS[check])}</p>'
        f'{found or f"<p>{escape(unharmed(content))}</p>"}{most_changed(content)}{advice}</section>')


def unharmed(content: Content) -> str:
    if content["status"] == "empty":
        return "No request was recorded in this window, so nothing was judged."
    if content["status"] == "too-few":
        return "Too few requests were recorded in this window to judge, so nothing was."
    drifted = content["metrics"].get(DRIFTED_FEATURES)
    if drifted is None:
        return "Yes: every bound was kept."
    return f"Yes: {int(drifted)} of {len(content['details'].get('features', []))} features differ from the baseline, which is within the bound."


def sentence(content: Content, violation: dict[str, Any]) -> str:
    metric = violation["metric"]
    found, bound = words.shown(metric, violation["value"]), words.bounded(metric, violation["bound"])
    if metric == DRIFT_SHARE:
        features = content["details"].get("features", [])
        drifted = sum(feature.get("drifted", False) for feature in features)
        return f"{drifted} of {len(features)} features have drifted: {found}, and it must be {bound}."
    return f"{words.named(metric).split(',')[0]} of {violation['subject']}: {found}; it must be {bound}."


def most_changed(content: Content) -> str:
    """The features whose values have moved most, when something has moved."""
    features = sorted(filter(lambda feature: feature.get("drifted"), content["details"].get("features", [])), key=by_movement)
    named = [f"<b>{escape(feature['feature'])}</b> ({percent(moved(feature))} of its values)" for feature in features[:MOST_NAMED] if moved(feature)]
    return f"<p>Moved most: {', '.join(named)}.</p>" if named else ""


def facts(content: Content, charts: bool) -> str:
    window, of = content["window"], content.get("compared", {})
    scored = of.get("input")
    rows = [
        ("Run", f"{moment(content['scheduledTime'])} UTC") if scored else ("Window", f"{moment(window['start'])} to {moment(window['end'])} UTC"),
        ("Scored", scored),
        ("Rows" if scored else "Requests", f"{content['metrics'].get(RECORDS, 0):,.0f}"),
        ("Baseline", of.get("baseline")),
        ("Version", of.get("version")),
    ]
    more = f'<p class="more"><a href="{CHARTS_PAGE}">Charts by Evidently</a></p>' if charts else ""
    return f"<dl>{''.join(f'<div><dt>{name}</dt><dd>{escape(value)}</dd></div>' for name, value in rows if value)}</dl>{more}"


def moment(text: str) -> str:
    """`2026-01-31T04:00:00+00:00` -> `2026-01-31 04:00`."""
    return text[:16].replace("T", " ")


def figures(content: Content, before: Sequence[Content]) -> str:
    """Each figure with its bound, and how it went in the windows before."""
    metrics = {name: value for name, value in content["metrics"].items() if name != RECORDS}
    if not metrics:
        return ""
    bounds = {violation["metric"]: violation["bound"] for violation in content["violations"]}
    cards = "".join(
        f'<article class="card{" bad" if name in bounds else ""}"><h3>{escape(words.named(name))}</h3>'
        f'<p class="figure">{escape(words.shown(name, value))}</p>'
        f'{f"<p>must be {escape(words.bounded(name, bounds[name]))}</p>" if name in bounds else ""}'
        f'{course(name, value, before, bounds.get(name))}</article>'
        for name, value in metrics.items())
    return f"<h2>Figures</h2><div class=\"cards\">{cards}</div>"


def course(name: str, value: float | None, before: Sequence[Content], bound: str | None) -> str:
    """Nothing where there is no earlier figure of that name."""
    values = [*(report.get("metrics", {}).get(name) for report in before), value]
    if sum(known is not None for known in values) < 2 or value is None:
        return ""
    return (
        f"{trend(f'{words.named(name)}: the last {len(values)} windows', values, words.limit(bound))}"
        f"<p class=\"scale\">the last {len(values)} windows</p>")


# What each check shows of its details, before the tables of all of them.

def spreads(content: Content) -> str:
    """A card with a chart for each feature, the worst first."""
    subjects = {violation["subject"] for violation in content["violations"]}
    features = [{**feature, "blamed": feature.get("drifted", feature["feature"] in subjects)} for feature in content["details"].get("features", [])]
    features.sort(key=lambda feature: (not feature["blamed"], *by_movement(feature)))
    if not features:
        return ""
    first = [feature for feature in features if feature["blamed"]] or features[:MOST_OPEN]
    others = features[len(first):]
    key = '<p class="key"><span class="before"></span> baseline <span class="now"></span> this window</p>' if any(map(drawn, features)) else ""
    more = (
        f"<details><summary>{len(others)} more features</summary>"
        f"<div class=\"cards\">{''.join(map(card, others))}</div></details>") if others else ""
    return f"<h2>Features</h2>{key}<div class=\"cards\">{''.join(map(card, first))}</div>{more}"


def card(feature: Feature) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in said(feature))
    return f'<article class="card{" bad" if feature["blamed"] else ""}"><h3>{escape(feature["feature"])}</h3>{drawn(feature)}{lines}</article>'


def moved(feature: Feature) -> float:
    return feature.get("distribution", {}).get("moved", 0.0)


def by_movement(feature: Feature) -> tuple[float, str]:
    worst = max(moved(feature), feature.get("missingShare", 0.0), feature.get("outOfRangeShare", 0.0))
    return -worst, str(feature["feature"])


def drawn(feature: Feature) -> str:
    found = feature.get("distribution")
    if not found or not found["baseline"]:
        return ""
    title = f"{feature['feature']}: baseline and this window"
    if "edges" in found:
        return histogram(title, found["edges"], found["baseline"], found["window"])
    names = [*found["values"], *([f"{found['others']} others"] if found["others"] else [])]
    return bars(title, names, found["baseline"], found["window"])


def said(feature: Feature) -> list[str]:
    """The figures of a feature in words."""
    lines = []
    if "drifted" in feature:
        lines.append("Has drifted" if feature["drifted"] else "Has not drifted")
        if feature.get("score") is None:
            lines.append("Has values on one side only")
        else:
            bound = "" if feature["threshold"] is None else f", bound {feature['threshold']:.3g}"
            lines.append(f"{feature['test']}: {feature['score']:.3g}{bound}")
    missing = feature.get("distribution", {}).get("missing", {})
    if any(missing.values()):
        lines.append(f"Missing: {percent(missing['baseline'])} → {percent(missing['window'])}")
    elif feature.get("missing"):
        lines.append(f"Missing: {percent(feature['missingShare'])}, {feature['missing']:,} of {feature['rows']:,}")
    if feature.get("outOfRange"):
        examples = ", ".join(f"{value} ({count:,})" for value, count in list(feature["outside"].items())[:MOST_NAMED])
        lines.append(f"Not expected: {percent(feature['outOfRangeShare'])}, for example {examples}")
    return lines


def reasons(content: Content) -> str:
    """How much of the answers each feature accounts for, then and now."""
    importance = content["details"].get("importance", {})
    order = sorted(importance, key=lambda name: (-max(importance[name].values()), name))[:MOST_OPEN]
    if not order:
        return ""
    chart = bars("Importance: baseline and this window", order, *([importance[name][side] for name in order] for side in ("before", "now")))
    return (
        '<h2>What accounts for the answers</h2>'
        '<p class="key"><span class="before"></span> baseline <span class="now"></span> this window</p>'
        f'<figure>{chart}</figure>{spreads(content)}')


def groups(content: Content) -> str:
    """The rates of the groups of each segment side by side."""
    return "".join(
        f"<h2>Groups of {escape(segment)}</h2>{table([{'group': name, **rates(group)} for name, group in of.items()])}"
        for segment, of in content["details"].get("segments", {}).items())


def rates(group: dict[str, int]) -> dict[str, str]:
    def share(part: int, whole: int) -> str:
        return percent(part / whole) if whole else "–"

    return {
        "rows": f"{group['rows']:,}", "selected": share(group["selected"], group["rows"]), "correct": share(group["correct"], group["labelled"]),
        "found of the positives": share(group["true_positives"], group["positives"]),
    }


FINDINGS = {
    "data-drift": spreads, "data-quality": spreads, "prediction-drift": spreads,
    "quality": lambda _: "", "fairness": groups, "attribution-drift": reasons,
}


def notes(content: Content) -> str:
    return f"<h2>Notes</h2>{listed(content['notes'])}" if content["notes"] else ""


def rest(content: Content) -> str:
    """Every figure, for whoever has to look closer; metrics by the names that they are published under."""
    metrics = {name: "undefined" if value is None else value for name, value in content["metrics"].items()}
    sections = "".join(
        f"<h3>{escape(words.words(name))}</h3>{tables(value)}"
        for name, value in {"metrics": metrics, **content["details"]}.items() if value)
    return f"<details><summary>All figures</summary>{sections}</details>" if sections else ""


def tables(value: Any, level: int = 4) -> str:
    """Rows and plain figures as a table, what holds tables as sections."""
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        # What has drifted stands first; charts show distributions.
        return table([
            {name: cell for name, cell in row.items() if name != "distribution"}
            for row in sorted(value, key=lambda row: not row.get("drifted"))])
    if isinstance(value, dict) and any(isinstance(inner, dict) and is_nested(inner) for inner in value.values()):
        return "".join(f"<h{level}>{escape(str(name))}</h{level}>{tables(inner, min(level + 1, 6))}" for name, inner in value.items())
    return table(value) if isinstance(value, dict) else f"<p>{escape(text(value))}</p>"


def is_nested(value: dict[str, Any]) -> bool:
    return any(isinstance(inner, dict) for inner in value.values())


def table(value: list[dict[str, Any]] | dict[str, Any]) -> str:
    """A row for each entry; a column for each of its keys, when entries have keys."""
    if not value:
        return "<p>None.</p>"
    if isinstance(value, list):
        frame = pd.DataFrame(value)
    elif all(isinstance(row, dict) for row in value.values()):
        frame = pd.DataFrame.from_dict(value, orient="index").reset_index(names="")
    else:
        frame = pd.DataFrame(list(value.items()))
    named = isinstance(frame.columns[0], str)
    with pd.option_context("display.max_colwidth", None):
        cells = frame.map(text).rename(columns=lambda name: words.words(str(name)))
        return f'<div class="wide">{cells.to_html(index=False, border=0, header=named)}</div>'


def text(value: Any) -> str:
    # Where some rows lack a number, pandas has NaN, which is not equal to itself.
    if value is None or value != value:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {text(inner)}" for name, inner in value.items())
    return ", ".join(map(text, value)) if isinstance(value, (list, tuple)) else str(value)
