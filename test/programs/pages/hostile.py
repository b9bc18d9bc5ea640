"""Names and values that somebody could send to run a script, or to have something loaded, in the browser of whoever reads a report."""
from __future__ import annotations

ELSEWHERE = "http://127.0.0.1:9"
VALUES = [
    "</script><script>ran('script')</script>",
    "</script><img src=x onerror=ran('image')>",
    "<img src=x onerror=ran('image')>",
    "\"><svg onload=ran('svg')>",
    "'><body onload=ran('body')>",
    "--><script>ran('comment')</script><!--",
    "<!--<script>",
    "]]><script>ran('cdata')</script>",
    "</style><style>@import '" + ELSEWHERE + "/import.css';</style>",
    "</title></text></svg><iframe src=" + ELSEWHERE + "/frame></iframe>",
    "<link rel=stylesheet href=" + ELSEWHERE + "/style.css>",
    "<base href=" + ELSEWHERE + "/>",
    "![picture](" + ELSEWHERE + "/markdown.png)",
    "[link](javascript:ran('link'))",
    "<a href=\"javascript:ran('anchor')\">a</a>",
    "\u2028ran('line')\u2029",
    "\\\";ran('string');//",
    "${ran('template')} {{ran('braces')}}",
    "<meta http-equiv=refresh content=\"0;url=" + ELSEWHERE + "/refresh\">",
    "</script><script>alert('dialog')</script>",
]
# As names of columns, which files and formats have to carry as well.
NAMES = [
    "</script><img src=x onerror=ran('name')>",
    "<script>ran('name')</script>",
    "$a_1$ and $b^{2}$",
    "back\\slash_and_under_score $\\frac{1}$",
    "two\nlines",
    "bell\x07 and escape\x1b[31m",
    "l" * 400,
    "emoji 👩‍🔬 🙂",
    "עברית وعربية \u202egnp.exe",
]
