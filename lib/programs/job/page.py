"""The page of a report: complete in itself, and safe to open."""
from __future__ import annotations

from html import escape
from typing import Iterable

# No script, nothing from elsewhere: names and values in a report came with the data, or from whoever sends requests.
POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" "
    "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
)
# Light and dark as the reader's system is, one column on a telephone, and everything open on paper. What was is grey, what is has the colour.
STYLE = """
:root{color-scheme:light dark;--page:#fff;--text:#1b1f24;--soft:#59636e;--line:#d4d9df;--card:#f6f8fa;\
--before:#b6bfca;--now:#0b62d6;--bad:#b3261e;--good:#2a7d46}
@media(prefers-color-scheme:dark){:root{--page:#14181d;--text:#e6e9ed;--soft:#a0a9b4;--line:#333a43;--card:#1c2128;\
--before:#4c5663;--now:#6aa9ff;--bad:#ff8a80;--good:#6fce8d}}
*{box-sizing:border-box}\
body{font:15px/1.5 system-ui,sans-serif;max-width:75rem;margin:1.5rem auto;padding:0 1rem;\
background:var(--page);color:var(--text);overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .5rem}h3{font-size:.95rem;margin:0 0 .4rem}a{color:var(--now)}
.status{font-size:.9rem;font-weight:600;white-space:nowrap;vertical-align:middle;color:var(--soft);\
border:1.5px solid;border-radius:1rem;padding:.1rem .7rem}
.fine{color:var(--good)}.violation,.failed{color:var(--bad)}
.verdict{border-left:.25rem solid var(--line);padding-left:1rem}.verdict p{margin:.35rem 0}.verdict p:first-child{color:var(--soft)}
dl{display:flex;flex-wrap:wrap;gap:.5rem 2rem}dt{color:var(--soft);font-size:.85rem}dd{margin:0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr));gap:.75rem;align-items:start}
.card{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem;break-inside:avoid}.card.bad{border-color:var(--bad)}
.card p{margin:.15rem 0;font-size:.85rem;color:var(--soft)}.card .figure{font-size:1.4rem;color:var(--text)}.bad .figure{color:var(--bad)}
svg{display:block;width:100%;height:auto;margin:.25rem 0;font-size:10px}svg text{fill:var(--soft)}svg .end{text-anchor:end}
svg .before{fill:var(--before)}svg rect.now,svg .mark{fill:var(--now)}svg path.now,svg polyline.now{fill:none;stroke:var(--now);stroke-width:1.75}
svg .bound{stroke:var(--bad);stroke-dasharray:4 3}
.key span{display:inline-block;width:.8rem;height:.8rem;border-radius:.15rem;vertical-align:-.1rem}\
.key span.before{background:var(--before)}.key span.now{background:var(--now);margin-left:1rem}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem}\
td,th{text-align:left;vertical-align:top;padding:.25rem 1rem .25rem 0;border-bottom:1px solid var(--line)}
td{min-width:3rem}figure{margin:1rem 0;max-width:40rem}summary{cursor:pointer;margin:1rem 0 .5rem}
@media print{\
:root{--page:#fff;--text:#000;--soft:#444;--line:#bbb;--card:#fff;--before:#bbb;--now:#0b62d6;--bad:#b3261e}\
body{margin:0;max-width:none;font-size:11px}.wide{overflow:visible}}
"""


def document(title: str, status: str, body: str) -> str:
    """`title` and `status` as they are, `body` as HTML."""
    name, state = escape(title), escape(status)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
{POLICY}<title>{name}: {state}</title><style>{STYLE}</style>
<h1>{name} <span class="status {state}">{state}</span></h1>
{body}</html>
"""


def listed(items: Iterable[str]) -> str:
    entries = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{entries}</ul>" if entries else "<p>None.</p>"
