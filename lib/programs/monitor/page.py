"""`report.html`: the report for people, complete in itself."""
from __future__ import annotations

import re
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from contract import CHARTS_PAGE
from job.page import document, listed


def html(content: dict[str, Any], charts: bool) -> str:
    window, metrics = content["window"], {name: "undefined" if value is None else value for name, value in content["metrics"].items()}
    return document(f"{content['check']} of {content['endpoint']}", content["status"], f"""\
<p>Requests from {escape(window['start'])} to {escape(window['end'])}.{f' <a href="{CHARTS_PAGE}">Charts</a>' if charts else ''}</p>
<h2>Violations</h2>{listed(violation['message'] for violation in content['violations'])}
<h2>Metrics</h2>{table(metrics)}
<h2>Notes</h2>{listed(content['notes'])}
{''.join(f'<h2>{escape(words(name))}</h2>{shown(value)}' for name, value in content['details'].items())}""")


def shown(value: Any, level: int = 3) -> str:
    """Rows and plain figures as a table, what holds tables as sections."""
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        # What has drifted stands first.
        return table(sorted(value, key=lambda row: not row.get("drifted", False)))
    if isinstance(value, dict) and any(isinstance(inner, dict) and is_nested(inner) for inner in value.values()):
        return "".join(f"<h{level}>{escape(str(name))}</h{level}>{shown(inner, level + 1)}" for name, inner in value.items())
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
        return frame.map(text).rename(columns=lambda name: words(str(name))).to_html(index=False, border=0, header=named)


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


def words(name: str) -> str:
    """`rowsOfOtherWidth` -> `Rows of other width`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return spaced[:1].upper() + spaced[1:].lower()
