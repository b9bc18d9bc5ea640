"""JSON as clients write it. Whatever cannot be read is a ValueError, and nothing that was read breaks those who write it down."""
from __future__ import annotations

import json
from typing import Any


def parsed(text: str | bytes) -> Any:
    try:
        found = json.loads(text)
        # Half of a pair, which JSON can write and no file can hold.
        halves = b"\\ud" in text.lower() if isinstance(text, bytes) else "\\ud" in text.lower()
        return whole(found) if halves else found
    except RecursionError as error:
        raise ValueError("JSON that is nested too deeply") from error


def whole(value: Any) -> Any:
    """The same content with a question mark in the place of half characters."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [whole(item) for item in value]
    return {whole(name): whole(item) for name, item in value.items()} if isinstance(value, dict) else value
