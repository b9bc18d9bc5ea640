"""JSON as clients write it. Whatever cannot be read is a ValueError, and nothing that was read breaks those who write it down."""
from __future__ import annotations

import json
from typing import Any


def parsed(text: str | bytes) -> Any:
    try:
        found = json.loads(text)
        return whole(found) if may_have_halves(text) else found
    except RecursionError as error:
        raise ValueError("JSON that is nested too deeply") from error


def may_have_halves(text: str | bytes) -> bool:
    """Half of a pair, which JSON can write, as bytes too, and no file can hold. Texts have come out of lines whose bytes were looked at."""
    if isinstance(text, bytes):
        return b"\\ud" in text or b"\\uD" in text or b"\xed" in text
    return "\\ud" in text or "\\uD" in text


def whole(value: Any) -> Any:
    """The same content with a question mark in the place of half characters."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [whole(item) for item in value]
    return {whole(name): whole(item) for name, item in value.items()} if isinstance(value, dict) else value
