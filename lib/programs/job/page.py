"""The page of a report: complete in itself, and safe to open."""
from __future__ import annotations

from html import escape
from typing import Iterable

# No script, nothing from elsewhere: names and values in a report came with the data, or from whoever sends requests.
POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" "
    "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
)
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}"
    "td,th{text-align:left;padding:.25rem 1rem .25rem 0;border-bottom:1px solid #ddd}"
    "figure{margin:1rem 0;display:inline-block}svg{max-width:100%;height:auto}"
    ".status{color:#fff;background:#555;border-radius:.25rem;padding:.1rem .6rem}.fine{background:#2a7d46}.violation{background:#b3261e}"
)


def document(title: str, status: str, body: str) -> str:
    """`title` and `status` as they are, `body` as HTML."""
    name, state = escape(title), escape(status)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8">{POLICY}<title>{name}: {state}</title><style>{STYLE}</style>
<h1>{name} <span class="status {state}">{state}</span></h1>
{body}</html>
"""


def listed(items: Iterable[str]) -> str:
    entries = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{entries}</ul>" if entries else "<p>None.</p>"
