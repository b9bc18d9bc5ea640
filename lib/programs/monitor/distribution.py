"""How the values of a feature are spread in the baseline and in the window, as a small chart needs it."""
from __future__ import annotations

from typing import Any, Sequence

import numpy as np
import pandas as pd

BINS = 20
# Numbers of few different values, such as counts and codes, are shown value by value.
MOST_VALUES = 8
# What is beyond these parts of the values is counted in the outer bins: one number that is far out would leave all others in one bin.
INNER = (0.01, 0.99)

Distribution = dict[str, Any]
# Of the baseline, and of the window.
Pair = Sequence[np.ndarray]


def distribution(before: pd.Series, now: pd.Series) -> Distribution:
    """Parts of the values in each bin (`edges`), or of each value (`values`, of which `others` are put together); `missing` are parts of
    all rows. `moved` is the part of the rows that would have to change for the window to look like the baseline, from 0 to 1: it orders
    features by how much they have changed, whatever the test and its bound."""
    sides = [side.replace([np.inf, -np.inf], np.nan) if pd.api.types.is_numeric_dtype(side) else side for side in (before, now)]
    present = [side.dropna() for side in sides]
    missing = [1 - len(filled) / len(side) if len(side) else 0.0 for filled, side in zip(present, sides)]
    whole = [filled.astype(float) if pd.api.types.is_numeric_dtype(filled) else filled.astype(str) for filled in present]
    numeric = all(pd.api.types.is_numeric_dtype(side) for side in whole)
    spread, parts = numbers(*whole) if numeric and pd.concat(whole).nunique() > MOST_VALUES else categories(*whole, in_order=numeric)
    return described(spread, parts, missing)


def counted(edges: np.ndarray, counts: Pair, missing: Sequence[float]) -> Distribution:
    """The same of values that were counted bin by bin."""
    return described({"edges": rounded(edges)}, [part / max(part.sum(), 1) for part in counts], missing)


def described(spread: Distribution, parts: Pair, missing: Sequence[float]) -> Distribution:
    # What is missing is a value like others: a feature that comes no more has moved.
    before, now = (np.append(part * (1 - lost), lost) for part, lost in zip(parts, missing))
    return {
        **spread,
        "baseline": [round(float(part), 4) for part in before[:-1]],
        "window": [round(float(part), 4) for part in now[:-1]],
        "missing": {"baseline": round(missing[0], 4), "window": round(missing[1], 4)},
        "moved": round(float(np.abs(before - now).sum()) / 2, 4),
    }


def numbers(before: pd.Series, now: pd.Series) -> tuple[Distribution, Pair]:
    ends = [side.quantile(list(INNER)).to_numpy() for side in (before, now) if len(side)]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    with np.errstate(over="ignore", invalid="ignore"):
        edges = np.linspace(low, high, BINS + 1)
    if not np.isfinite(edges).all() or not (np.diff(edges) > 0).all():
        # A range without room for bins, or wider than a number can tell.
        return categories(before, now, in_order=True)
    return {"edges": rounded(edges)}, [np.histogram(side.clip(low, high), edges)[0] / max(len(side), 1) for side in (before, now)]


def rounded(edges: np.ndarray) -> list[float]:
    return [float(f"{edge:.6g}") for edge in edges]


def categories(before: pd.Series, now: pd.Series, in_order: bool) -> tuple[Distribution, Pair]:
    shares = pd.DataFrame({"baseline": before.value_counts(normalize=True), "window": now.value_counts(normalize=True)}).fillna(0.0)
    # Equal shares by name: two runs give the same page.
    order = shares.max(axis=1).to_frame("most").assign(name=shares.index.map(str)).sort_values(["most", "name"], ascending=[False, True])
    shown, rest = list(order.index[:MOST_VALUES]), list(order.index[MOST_VALUES:])
    if in_order:
        shown.sort()
    parts = [np.array([*shares.loc[shown, side], *([shares.loc[rest, side].sum()] if rest else [])]) for side in shares.columns]
    return {"values": [f"{value:g}" if in_order else str(value) for value in shown], "others": len(rest)}, parts
