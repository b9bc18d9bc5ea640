"""`report.html`: the report for people, complete in itself."""
from __future__ import annotations

import re
from html import escape
from typing import Any

import numpy as np
import pandas as pd

# No script, nothing from elsewhere: names and values in a report came from whoever sends requests.
POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}"
    "td,th{text-align:left;padding:.25rem 1rem .25rem 0;border-bottom:1px solid #ddd}"
    ".status{color:#fff;background:#555;border-radius:.25rem;padding:.1rem .6rem}.fine{background:#2a7d46}.violation{background:#b3261e}"
)


def html(content: dict[str, Any], charts: bool) -> str:
    title = f"{content['check']} of {content['endpoint']}"
    status = escape(content["status"])
    return f"""<!doctype html><html lang="en"><meta charset="utf-8">{POLICY}<title>{escape(title)}: {status}</title><style>{STYLE}</style>
<h1>{escape(title)} <span class="status {status}">{status}</span></h1>
<p>Requests from {escape(content['window']['start'])} to {escape(content['window']['end'])}.{' <a href="evidently.html">Charts</a>' if charts else ''}</p>
<h2>Violations</h2>{listed([violation['message'] for violation in content['violations']])}
<h2>Metrics</h2>{table({name: 'undefined' if value is None else value for name, value in content['metrics'].items()})}
<h2>Notes</h2>{listed(content['notes'])}
{''.join(f'<h2>{escape(words(name))}</h2>{shown(value)}' for name, value in content['details'].items())}</html>
"""


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


def listed(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>" if items else "<p>None.</p>"
