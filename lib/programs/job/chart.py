"""Small charts for a page, as SVG: no script, colours of the page, the same bytes for the same figures."""
from __future__ import annotations

from html import escape
from typing import Sequence

WIDTH = 320
PLOT, FOOT, ROW = 72, 16, 20
# Where bars begin beside their names, and how long the longest is.
INDENT, LONGEST = 112, 128
MOST_LETTERS = 17


def histogram(title: str, edges: Sequence[float], before: Sequence[float], now: Sequence[float]) -> str:
    """What was as an area, what is as a line above it, on one scale."""
    highest = max(*before, *now, 1e-9)
    step = WIDTH / len(before)
    area = f"M0 {PLOT}{''.join(f'V{height(part, highest)}H{place(step * (index + 1))}' for index, part in enumerate(before))}V{PLOT}Z"
    line = f"M0 {PLOT}{''.join(f'V{height(part, highest)}H{place(step * (index + 1))}' for index, part in enumerate(now))}V{PLOT}"
    ends = (
        f'<text x="0" y="{PLOT + FOOT - 3}">{escape(short(edges[0]))}</text>'
        f'<text x="{WIDTH}" y="{PLOT + FOOT - 3}" class="end">{escape(short(edges[-1]))}</text>'
    )
    return picture(title, PLOT + FOOT, f'<path class="before" d="{area}"/><path class="now" d="{line}"/>{ends}')


def bars(title: str, names: Sequence[str], before: Sequence[float], now: Sequence[float], share: bool = True) -> str:
    """Two bars for each name, one below the other, and the two figures."""
    longest = max(*before, *now, 1e-9)
    rows = []
    for index, (name, was, is_now) in enumerate(zip(names, before, now)):
        top = index * ROW
        figures = f"{figure(was, share)} → {figure(is_now, share)}"
        rows.append(
            f'<text x="{INDENT - 6}" y="{top + 14}" class="end"><title>{escape(name)}</title>{escape(clipped(name))}</text>'
            f'<rect class="before" x="{INDENT}" y="{top + 3}" width="{place(LONGEST * was / longest)}" height="7"/>'
            f'<rect class="now" x="{INDENT}" y="{top + 10}" width="{place(LONGEST * is_now / longest)}" height="7"/>'
            f'<text x="{WIDTH}" y="{top + 14}" class="end">{escape(figures)}</text>')
    return picture(title, ROW * len(names), "".join(rows))


def trend(title: str, values: Sequence[float | None], bound: float | None = None) -> str:
    """Values in the order of time, the last one marked, and the bound that they are held against."""
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    low, high = (
        min(0.0, *(value for _, value in known), *(() if bound is None else (bound,))),
        max(*(value for _, value in known), bound or 0.0, 1e-9))
    step = (WIDTH - 8) / max(len(values) - 1, 1)

    def at(value: float) -> str:
        return place(4 + (PLOT - 8) * (1 - (value - low) / (high - low or 1)))

    line = " ".join(f"{place(4 + step * index)},{at(value)}" for index, value in known)
    limit = "" if bound is None else f'<path class="bound" d="M0 {at(bound)}H{WIDTH}"/>'
    last = known[-1]
    return picture(title, PLOT, f'{limit}<polyline class="now" points="{line}"/><circle class="mark" cx="{place(4 + step * last[0])}" '
        f'cy="{at(last[1])}" r="3.5"/>')


def picture(title: str, height: float, content: str) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {place(height)}" role="img" aria-label="{escape(title)}">{content}</svg>'


def height(part: float, highest: float) -> str:
    return place(PLOT - (PLOT - 2) * part / highest)


def place(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def figure(value: float, share: bool) -> str:
    return percent(value) if share else short(value)


def percent(value: float) -> str:
    """In whole percents, and never 0 or 100 for what is not."""
    if 0 < value < 0.005:
        return "<1 %"
    if 0.995 < value < 1:
        return ">99 %"
    return f"{value * 100:.0f} %"


def short(value: float) -> str:
    if value and not 1e-3 <= abs(value) < 1e9:
        return f"{value:.3g}"
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.4g}"


def clipped(name: str) -> str:
    return name if len(name) <= MOST_LETTERS else f"{name[:MOST_LETTERS - 1]}…"
