"""Files of CSV or Parquet as records of a feature group, of which every value is a text."""
from __future__ import annotations

import csv
import math
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Iterator, Mapping, Optional

from feature_group import FeatureGroup
from job.failure import Failure

# What the service takes as event time of type String.
ISO_8601 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")
ENDINGS = (".csv", ".parquet")

Record = Mapping[str, str]


def files_in(place: Path) -> list[Path]:
    found = sorted(path for path in place.rglob("*") if path.is_file() and not path.name.startswith((".", "_")))
    others = [path for path in found if path.suffix not in ENDINGS]
    if others:
        raise Failure(f"data must be files that end in {' or '.join(ENDINGS)}, got {others[0].name}")
    if not found:
        raise Failure(f"there are no files with data in {place}")
    return found


def records(files: list[Path], group: FeatureGroup) -> Iterator[Record]:
    """Every row of the files; columns that are no features are left out, and so are empty values."""
    for file in files:
        for number, row in enumerate(rows_of(file, group), start=1):
            where = f"{file.name}, row {number}"
            record = {}
            for name, kind in group.features.items():
                try:
                    text = text_of(row.get(name), kind, name == group.event_time)
                except ValueError as error:
                    raise Failure(f"{where}: {name} {error}") from error
                if text is not None:
                    record[name] = text
            missing = [name for name in (group.record_id, group.event_time) if name not in record]
            if missing:
                raise Failure(f"{where}: {' and '.join(missing)} must be given")
            yield record


def rows_of(file: Path, group: FeatureGroup) -> Iterator[Mapping[str, Any]]:
    if file.suffix == ".csv":
        with file.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines)
            check_columns(file, reader.fieldnames or [], group)
            yield from reader
        return
    try:
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise Failure(f"{file.name} needs pyarrow, which the image does not have: {error}; give CSV, or an image with it") from error
    table = parquet.ParquetFile(file)
    check_columns(file, table.schema_arrow.names, group)
    wanted = [name for name in table.schema_arrow.names if name in group.features]
    for batch in table.iter_batches(columns=wanted):
        yield from batch.to_pylist()


def check_columns(file: Path, names: Any, group: FeatureGroup) -> None:
    missing = [name for name in (group.record_id, group.event_time) if name not in names]
    if missing:
        raise Failure(f"{file.name} has no column {' and '.join(missing)}, which {group.name} needs; it has {', '.join(names)}")


def text_of(value: Any, kind: str, is_event_time: bool) -> Optional[str]:
    """A value as the service takes it; nothing for one that is empty. `ValueError` says what it must be."""
    if value is None or value == "" or isinstance(value, float) and math.isnan(value):
        return None
    if kind == "Integral":
        return str(whole(value))
    if kind == "Fractional":
        return fraction(value, is_event_time)
    text = moment_text(value) if isinstance(value, datetime) else str(value)
    if is_event_time and not ISO_8601.fullmatch(text):
        raise ValueError(f"must be a time such as 2026-11-27T08:00:00Z, got {text!r}")
    return text


def whole(value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"must be a whole number, got {value!r}") from error
    if isinstance(value, float) and value != number:
        raise ValueError(f"must be a whole number, got {value!r}")
    return number


def fraction(value: Any, is_event_time: bool) -> Optional[str]:
    if isinstance(value, datetime) and is_event_time:
        return repr(in_utc(value).timestamp())
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"must be a number, got {value!r}") from error
    if math.isnan(number):
        return None
    if math.isinf(number):
        raise ValueError(f"must be a finite number, got {value!r}")
    return repr(number)


def moment_text(value: datetime) -> str:
    return in_utc(value).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def in_utc(value: datetime) -> datetime:
    """A time without a zone is one of UTC."""
    return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)
