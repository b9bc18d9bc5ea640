"""What a text of the data says: a number, a truth value, a time, or only itself. Decided once for a whole column, from all of its cells."""
from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Callable, Iterable, Mapping

NUMBER, TRUTH, TIME, TEXT, STRUCTURE, BYTES = "number", "truth", "time", "text", "structure", "bytes"

# Among numbers, truth values and times these words stand for what is missing; among texts they are texts (NA is a country).
MISSING = ("na", "n/a", "#n/a", "<na>", "nan", "nat", "null", "none")
TRUTHS = {"true": True, "false": False}
NUMERIC = re.compile(r"\s*[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity)?)\s*", re.IGNORECASE)
# Codes such as postcodes: as a number they would lose their zeros.
PADDED = re.compile(r"\s*[+-]?0[0-9]")
WHOLE = re.compile(r"\s*[+-]?[0-9]{1,300}\s*")
FIXED = re.compile(r"\s*[+-]?[0-9]+\.([0-9]+)\s*")
IN_JSON = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].+)?")
DATE = re.compile(r"(?:[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2[0-9]{4})(?: .+)?")
CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
DURATION = re.compile(r"-?[0-9]+ days?(?: .+)?")


def kind(texts: Iterable[str | None]) -> str:
    """What all of these texts are."""
    known = [text for text in set(texts) if text is not None and not stands_for_missing(text)]
    if not known:
        return TEXT
    if all(map(NUMERIC.fullmatch, known)):
        return TEXT if any(map(PADDED.match, known)) else NUMBER
    if all(text.strip().lower() in TRUTHS for text in known):
        return TRUTH
    return TEXT if moments(known) is None else TIME


def stands_for_missing(text: str) -> bool:
    return text.strip().lower() in MISSING


def is_missing(text: str | None, kind: str) -> bool:
    return text is None or kind in (NUMBER, TRUTH, TIME) and stands_for_missing(text)


def moments(texts: list[str]) -> Mapping[str, Any] | None:
    """Dates, times of day or durations, which can be put in order; None when some of the texts are no such thing."""
    import pandas as pd

    def parsed(parse: Callable[..., Any], texts_: list[str] = texts, **options: Any) -> Mapping[str, Any] | None:
        try:
            return dict(zip(texts, parse(texts_, **options)))
        except pd.errors.OutOfBoundsDatetime:
            # Such as the year 9999, which means never: what ISO 8601 writes is in order as a text.
            return dict(zip(texts, texts))
        except (ValueError, OverflowError):
            return None

    if all(map(CLOCK.fullmatch, texts)):
        return parsed(pd.to_timedelta, [text if text.count(":") == 2 else f"{text}:00" for text in texts])
    if all(map(DURATION.fullmatch, texts)):
        return parsed(pd.to_timedelta)
    if all(map(ISO_DATE.fullmatch, texts)):
        return parsed(pd.to_datetime, format="ISO8601", utc=True)
    if all(map(DATE.fullmatch, texts)):
        # The first one decides on the format, and all must have it.
        return parsed(pd.to_datetime, utc=True) or parsed(pd.to_datetime, utc=True, dayfirst=True)
    return None


def plain(text: str | None, kind: str) -> Any:
    """What a report in JSON says of the text: a number or a truth value where it is one."""
    if is_missing(text, kind):
        return None
    if kind == TRUTH:
        return TRUTHS[text.strip().lower()]
    if kind != NUMBER:
        return text
    number = int(text) if WHOLE.fullmatch(text) else float(text)
    # Figures that JSON does not have are told as they stand.
    return number if abs(number) < float("inf") else text


def in_json(text: str | None, kind: str) -> str:
    """The text as a request in JSON has it; numbers as they are spelled, where JSON has that spelling."""
    if is_missing(text, kind):
        return "null"
    if kind == NUMBER and not IN_JSON.fullmatch(text):
        number = plain(text, kind)
        # Larger than any number that a reader of JSON can hold.
        return ("-" if text.strip().startswith("-") else "") + "1e999" if isinstance(number, str) else repr(number)
    if kind in (NUMBER, STRUCTURE):
        return text
    return json.dumps(plain(text, kind))


def sizes(texts: Iterable[str]) -> dict[str, Decimal]:
    """Numbers to the last digit, which are more than a float can tell apart."""
    return {text: Decimal(text.strip()) for text in texts}


def all_numeric(texts: Iterable[str]) -> bool:
    return all(map(NUMERIC.fullmatch, texts))
