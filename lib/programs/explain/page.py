"""`report.html`: the report for people, complete in itself."""
from __future__ import annotations

from html import escape
from typing import Any

from job.page import document, listed

TITLES = {"shap": "SHAP", "lime": "LIME", "partialDependence": "Partial dependence"}


def html(content: dict[str, Any], pictures: dict[str, str]) -> str:
    methods = "".join(section(name, method, pictures) for name, method in content["methods"].items())
    return document("Explanations", content["status"], f"""\
<p>Model {escape(content['model'])}, on {content['rows']} rows; it was asked about {content['rowsAsked']}.</p>
<h2>Violations</h2>{listed(content['violations'])}
<h2>Figures</h2>{figures(content)}
<p>Stability: how far the ranking of the features stays the same with other seeds; 1 when nothing changes. Agreement: of SHAP and LIME.</p>
<h2>Notes</h2>{listed(content['notes'])}
{methods}""")


def figures(content: dict[str, Any]) -> str:
    rows = [(name, value) for name, value in content["metrics"].items() if not isinstance(value, dict)]
    rows += [(f"{TITLES[name]}: {figure}", value) for name in content["methods"] for figure, value in content["metrics"][name].items()]
    return cells([(name, f"{value:.3f}") for name, value in rows])


def section(name: str, method: dict[str, Any], pictures: dict[str, str]) -> str:
    drawn = {key: picture for key, picture in pictures.items() if key.startswith(f"{name}-")}
    curves = "".join(figure(drawn, key) for key in drawn if "-curve-" in key)
    rows = "".join(local(name, row, drawn) for row in method["local"])
    ranking = cells([(entry["feature"], f"{entry['importance']:.4g}") for entry in method["global"]])
    return f"<h2>{TITLES[name]}</h2>{figure(drawn, f'{name}-global')}{curves}<details><summary>All features</summary>{ranking}</details>{rows}"


def local(name: str, row: dict[str, Any], drawn: dict[str, str]) -> str:
    base = "" if row["base"] is None else f", from {row['base']:.4g}"
    title = f"Row {row['id']}: {row['prediction']:.4g}{base}"
    picture = figure(drawn, f"{name}-row-{row['row']}")
    return f"<h3>{escape(title)}</h3>{picture}"


def figure(pictures: dict[str, str], name: str) -> str:
    """The drawing without the declarations of a file of its own; nothing where there is none."""
    picture = pictures.get(name, "")
    return picture and f"<figure>{picture[picture.index('<svg'):]}</figure>"


def cells(rows: list[tuple[Any, ...]]) -> str:
    return "<table>" + "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
