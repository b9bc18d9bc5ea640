"""Evidently's page, made safe to open: what stands in it came from whoever sends requests."""
from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

# Evidently writes its data as JSON in two lines of a script: `var metric_… = {…};`.
DATA = re.compile(r"^\s*var (?:additional_graphs_)?metric_\w+ = .*;$", re.MULTILINE)
# What could end the script or the line that the data stand in.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
HEAD = '<meta charset="UTF-8">'


def html(snapshot: Any) -> str:
    page, count = DATA.subn(lambda line: line[0].translate(ESCAPES), snapshot.get_html_str(as_iframe=False))
    if count != 2 or page.count(HEAD) != 1:
        raise ValueError("the page of this version of Evidently is not the known one, so that nobody knows whether it is safe")
    return page.replace(HEAD, f'{HEAD}<meta http-equiv="Content-Security-Policy" content="{policy(page)}">')


def policy(page: str) -> str:
    """Only the page's own scripts run, whatever else looks like one, and nothing is loaded or sent."""
    scripts = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in SCRIPT.findall(page))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; font-src data:; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'")
