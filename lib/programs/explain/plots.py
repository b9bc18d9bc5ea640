"""The charts of a report, as SVG: the same bytes for the same figures."""
from __future__ import annotations

import io
from functools import partial
from typing import Callable, Iterator

import matplotlib

from outcome import Curve, Explained, MethodOutcome, Outcome

matplotlib.use("svg")
# Names of features are no formulas.
matplotlib.rcParams.update({
    "text.parse_math": False, "svg.hashsalt": "explain", "svg.fonttype": "none", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False,
})

from matplotlib.figure import Figure  # noqa: E402

FOR, AGAINST = "#b3403a", "#3a6ea5"
MOST_BARS = 15
MOST_LETTERS = 60
# What makes one letter, or one emoji, of several.
JOINERS = "\u200c\u200d"


def draw(outcome: Outcome, top: int) -> dict[str, str]:
    """Charts by their names: of each method the importances, of each explained row the attributions, and the leading curves. A chart
    that cannot be drawn is a note."""
    charts: dict[str, str] = {}
    for name, chart in wanted(outcome, top):
        try:
            charts[name] = chart()
        # Libraries that draw raise anything at all.
        except Exception as error:
            outcome.notes.append(f"the chart {name} could not be drawn: {type(error).__name__}: {error}")
    return charts


def wanted(outcome: Outcome, top: int) -> Iterator[tuple[str, Callable[[], str]]]:
    for name, found in outcome.methods.items():
        yield f"{name}-global", partial(bars, dict(found.ranking()[:MOST_BARS]), "importance")
        for explained in found.local:
            yield f"{name}-row-{explained.row}", partial(bars, leading(explained), "attribution")
        for place, curve in enumerate(shown(found, top)):
            yield f"{name}-curve-{place + 1}", partial(line, curve)


def leading(explained: Explained) -> dict[str, float]:
    order = sorted(explained.attributions.items(), key=lambda item: -abs(item[1]))[:MOST_BARS]
    return {f"{feature} = {text(explained.values[feature])}": attribution for feature, attribution in order}


def shown(found: MethodOutcome, top: int) -> list[Curve]:
    curves = {curve.feature: curve for curve in found.curves}
    return [curves[feature] for feature, _ in found.ranking()[:top] if feature in curves]


def bars(figures: dict[str, float], measure: str) -> str:
    figure = Figure(figsize=(7, 0.6 + 0.25 * len(figures)), layout="constrained")
    axes = figure.subplots()
    # At places, not by names, which may be the same once they are cut.
    axes.barh(range(len(figures)), list(figures.values()), color=[FOR if value >= 0 else AGAINST for value in figures.values()])
    axes.set_yticks(range(len(figures)), [label(name) for name in figures])
    axes.invert_yaxis()
    axes.set_xlabel(measure)
    return svg(figure)


def line(curve: Curve) -> str:
    figure = Figure(figsize=(3.4, 2.4), layout="constrained")
    axes = figure.subplots()
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in curve.values):
        axes.plot(curve.values, curve.average, color=FOR, marker=".")
    else:
        axes.bar(range(len(curve.values)), curve.average, color=FOR)
        axes.set_xticks(range(len(curve.values)), [label(text(value), MOST_LETTERS // 3) for value in curve.values])
    axes.set_xlabel(label(curve.feature))
    axes.set_ylabel("mean answer")
    return svg(figure)


def label(name: str, most: int = MOST_LETTERS) -> str:
    """A name on one line, of letters that XML may hold; what is cut here is whole in the tables of the report."""
    shown = "".join(letter if letter.isprintable() or letter in JOINERS else letter.encode("unicode_escape").decode("ascii") for letter in name)
    return shown if len(shown) <= most else f"{shown[:most - 1]}…"


def svg(figure: Figure) -> str:
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()


def text(value: object) -> str:
    return "missing" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
