"""The charts of a report, as SVG: the same bytes for the same figures."""
from __future__ import annotations

import io

import matplotlib

from outcome import Curve, Explained, MethodOutcome, Outcome

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "explain", "svg.fonttype": "none", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})

from matplotlib.figure import Figure  # noqa: E402

FOR, AGAINST = "#b3403a", "#3a6ea5"
MOST_BARS = 15


def draw(outcome: Outcome, top: int) -> dict[str, str]:
    """Charts by their names: of each method the importances, of each explained row the attributions, and the leading curves."""
    charts: dict[str, str] = {}
    for name, found in outcome.methods.items():
        charts[f"{name}-global"] = bars(dict(found.ranking()[:MOST_BARS]), "importance")
        for explained in found.local:
            charts[f"{name}-row-{explained.row}"] = bars(leading(explained), "attribution")
        for place, curve in enumerate(shown(found, top)):
            charts[f"{name}-curve-{place + 1}"] = line(curve)
    return charts


def leading(explained: Explained) -> dict[str, float]:
    order = sorted(explained.attributions.items(), key=lambda item: -abs(item[1]))[:MOST_BARS]
    return {f"{feature} = {text(explained.values[feature])}": attribution for feature, attribution in order}


def shown(found: MethodOutcome, top: int) -> list[Curve]:
    curves = {curve.feature: curve for curve in found.curves}
    return [curves[feature] for feature, _ in found.ranking()[:top] if feature in curves]


def bars(figures: dict[str, float], label: str) -> str:
    figure = Figure(figsize=(7, 0.6 + 0.25 * len(figures)), layout="constrained")
    axes = figure.subplots()
    axes.barh(list(figures), list(figures.values()), color=[FOR if value >= 0 else AGAINST for value in figures.values()])
    axes.invert_yaxis()
    axes.set_xlabel(label)
    return svg(figure)


def line(curve: Curve) -> str:
    figure = Figure(figsize=(3.4, 2.4), layout="constrained")
    axes = figure.subplots()
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in curve.values):
        axes.plot(curve.values, curve.average, color=FOR, marker=".")
    else:
        axes.bar([text(value) for value in curve.values], curve.average, color=FOR)
    axes.set_xlabel(curve.feature)
    axes.set_ylabel("mean answer")
    return svg(figure)


def svg(figure: Figure) -> str:
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()


def text(value: object) -> str:
    return "missing" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
