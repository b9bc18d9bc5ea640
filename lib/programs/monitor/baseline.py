"""The data that is normal: its columns with types, ranges and categories, and a sample of its rows."""
from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO, Collection, Iterator, Mapping, Sequence

import pandas as pd

import header
import plain
import storage
from batches import BATCH, Arranged, Batches
from capture import Capture, Shape
from column import Column
from column_type import BOOLEAN, NESTED, NUMBER, ORDER, TEXT, TIME
from contract import VARIABLES, Job
from job import aws
from job.failure import Failure
from sample import Reservoir

ENDINGS = (".csv", ".csv.gz", ".parquet")
# Rows by which it is decided whether a file has a header.
FIRST_ROWS = 200
# Names by which the column that a model learns to predict is known. `label` in the configuration overrides them.
LABEL_NAMES = ("label", "target", "y", "class", "outcome", "ground_truth", "groundtruth")
# Column of a frame that holds the answers, when they were asked for. No feature has such a name.
ANSWER = "\0answer"

# A batch of rows, and the types that its file allows for some columns.
Part = tuple[pd.DataFrame, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Baseline:
    """The features: every column but the label."""

    columns: tuple[Column, ...]
    sample: pd.DataFrame
    label: str | None = None

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def wanted(self, features: Sequence[str] | None) -> list[str]:
        """The features that are asked for; every one when nothing is asked."""
        unknown = [name for name in features or [] if name not in self.names]
        if unknown:
            raise Failure(f"the baseline has no feature {', '.join(unknown)}; it has {', '.join(self.names)}")
        return list(features or self.names)

    def batches(self, capture: Capture) -> Iterator[list[Any]]:
        """The captured rows as they came, in the baseline's order, and the answer as their last value when it was asked for. A batch is
        all rows or all lines of plain CSV. Rows of another width are counted and left out. Fails when no value arrives under a name of
        the baseline."""
        self.name(capture)
        capture.in_lines = not capture.with_answers
        arranged, batches = Arranged(self.names, capture), Batches()
        for record in capture:
            if record.rows and isinstance(record.rows[0], str):
                yield from batches.add_lines(arranged.lines(record))
            else:
                yield from batches.add_rows(arranged.rows(record))
        if arranged.unknown and arranged.unknown == capture.counts["rows"]:
            raise Failure(f"the schema has changed: no value arrived under a name of the baseline ({listed(self.names)}), "
                f"only under {listed(capture.new_names)}")
        yield from batches.rest()

    def name(self, capture: Capture) -> None:
        """Tells a capture by which names a header is known."""
        capture.names, capture.label = self.names, {*LABEL_NAMES, *([self.label] if self.label else [])}

    def raw(self, rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
        """A table of such rows or lines. The answers are its last column, if there are any."""
        rows = [plain.cells(row) if isinstance(row, str) else row for row in rows]
        width = len(rows[0]) if rows else len(self.columns)
        return pd.DataFrame(rows, columns=[*self.names, ANSWER][:width], dtype=object)

    def typed(self, raw: pd.DataFrame) -> pd.DataFrame:
        return typed(raw, self.columns)

    def column(self, name: str) -> Column | None:
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


def load(job: Job, shape: Shape) -> Baseline:
    """Reads the baseline of a job. All of it counts for types and ranges; a seeded sample stays in memory."""
    uri = locate(job)
    found = [file for file in storage.files(uri) if file.name.endswith(ENDINGS)]
    if not found:
        raise Failure(f"there is no baseline: no .csv or .parquet file in {uri}")
    label = job.setting("label")
    sent = shape if isinstance(shape, frozenset) else frozenset()
    wanted = {*sent, *(job.setting("features") or []), *([label] if label else [])}
    columns: list[Column] = []
    sample = Reservoir(job.setting("sampleSize"), job.setting("seed"))
    headless = False
    for file in found:
        names: list[str] | None = None
        if not file.name.endswith(".parquet"):
            headless = not header.of_file(first_rows(file), {*wanted, *(column.name for column in columns)})
        for batch, declared in parts(file, headless):
            names = names or [f"f{name}" if headless else str(name) for name in batch.columns]
            columns = columns or [Column(name) for name in unique(names, file)]
            batch = arranged(batch, names, columns, headless, file)
            for column in columns:
                column.add(batch[column.name], declared.get(column.name, ORDER))
            sample.add(list(batch.itertuples(index=False, name=None)))
    if not sample.seen:
        raise Failure(f"the baseline {uri} has no rows")
    position = label_position([column.name for column in columns], label, headless, shape)
    features = tuple(column for place, column in enumerate(columns) if place != position)
    frame = pd.DataFrame(sample.rows, columns=[column.name for column in columns], dtype=object)
    return Baseline(features, typed(frame, features), None if position is None else columns[position].name)


def unique(names: list[str], file: storage.File) -> list[str]:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Failure(f"the file {file.uri} of the baseline has more than one column {listed(twice)}")
    return names


def arranged(batch: pd.DataFrame, names: list[str], columns: Sequence[Column], headless: bool, file: storage.File) -> pd.DataFrame:
    """The columns of a file in the order of the first file."""
    wanted = [column.name for column in columns]
    if len(names) != len(wanted):
        raise Failure(f"files of the baseline have different columns: {file.uri} has {len(names)}, not {len(wanted)}")
    if headless or names == wanted:
        batch.columns = wanted
        return batch
    if set(names) != set(wanted):
        raise Failure(f"files of the baseline have different columns: {file.uri} has {listed(set(names) - set(wanted))}, "
            f"not {listed(set(wanted) - set(names))}")
    batch.columns = names
    return batch[wanted]


def listed(names: Any) -> str:
    found = sorted(names) if isinstance(names, (set, frozenset)) else list(names)
    return ", ".join(map(str, found[:20])) + (f" and {len(found) - 20} more" if len(found) > 20 else "")


def locate(job: Job) -> str:
    """Where the baseline is: a place, or an output of the pipeline that has trained the version in production."""
    if job.baseline:
        return job.baseline
    if not job.baseline_key:
        raise Failure(f"there is no baseline: neither {VARIABLES['baseline']} nor {VARIABLES['baselineKey']} is set")
    if not job.model_package:
        raise Failure(f"the baseline {job.baseline_key} belongs to a version, and {VARIABLES['modelPackage']} does not say which")
    described = aws.client("sagemaker").describe_model_package(ModelPackageName=job.model_package)
    properties = described.get("CustomerMetadataProperties", {})
    uri = properties.get(job.baseline_key)
    if not uri:
        raise Failure(f"the version {job.model_package} has no metadata property {json.dumps(job.baseline_key)}, only {sorted(properties)}")
    return uri


def label_position(names: Sequence[str], label: str | None, headless: bool, shape: Shape) -> int | None:
    """Which column of the baseline holds the label; None when every column is a feature."""
    if label is not None:
        if label not in names:
            raise Failure(f"the baseline has no column {json.dumps(label)}; it has {', '.join(names)}")
        return names.index(label)
    if shape == len(names):
        return None
    sent = shape if isinstance(shape, frozenset) else frozenset()
    known = [position for position, name in enumerate(names) if name.lower() in LABEL_NAMES and name not in sent]
    if len(known) == 1:
        return known[0]
    # Built-in algorithms of SageMaker train on files without a header that have the label first.
    if headless:
        return 0
    if shape == len(names) - 1:
        raise Failure(f"rows have {shape} values without names, and the baseline has {len(names)} columns; "
                      f"call the column of the label one of {', '.join(LABEL_NAMES)}, or name it in `label`")
    return None


def first_rows(file: storage.File) -> list[list[str]]:
    """The first rows of a CSV file, as texts; none of a file that cannot be read, which fails later and says why."""
    try:
        with opened(file) as stream:
            return pd.read_csv(stream, header=None, nrows=FIRST_ROWS, **CSV).values.tolist()
    except UNREADABLE:
        return []


UNREADABLE = (ValueError, OSError, EOFError, NotImplementedError, zlib.error)
CSV: dict[str, Any] = {"dtype": str, "keep_default_na": False, "skipinitialspace": True, "encoding": "utf-8-sig"}


def opened(file: storage.File) -> BinaryIO:
    return gzip.open(file.open()) if file.name.endswith(".gz") else file.open()  # type: ignore[return-value]


def parts(file: storage.File, headless: bool) -> Iterator[Part]:
    try:
        with opened(file) as stream:
            yield from (parquet_parts if file.name.endswith(".parquet") else csv_parts)(stream, headless)
    except UNREADABLE as error:
        raise Failure(f"the file {file.uri} of the baseline cannot be read: {error}") from error


def tables(file: storage.File, wanted: Collection[str]) -> Iterator[pd.DataFrame]:
    """A file in parts, as texts when it is CSV. Columns without names are f0, f1, …."""
    headless = not file.name.endswith(".parquet") and not header.of_file(first_rows(file), wanted)
    for batch, _ in parts(file, headless):
        batch.columns = unique([f"f{name}" if headless else str(name) for name in batch.columns], file)
        yield batch


def parquet_parts(stream: BinaryIO, _: bool) -> Iterator[Part]:
    """Types are those that the file declares. Whole numbers stay whole where some are missing."""
    from pyarrow.parquet import ParquetFile

    parquet = ParquetFile(stream)
    declared = {field.name: allowed(field.type) for field in parquet.schema_arrow}
    for batch in parquet.iter_batches(batch_size=BATCH):
        frame = batch.to_pandas(integer_object_nulls=True)
        yield frame.astype({name: object for name in frame.select_dtypes("category")}), declared


def allowed(declared: Any) -> tuple[str, ...]:
    """The types that a type of Arrow may be. Texts may be dates or truth values, and are no numbers."""
    from pyarrow import types

    if types.is_dictionary(declared):
        return allowed(declared.value_type)
    if types.is_boolean(declared):
        return (BOOLEAN,)
    if types.is_integer(declared) or types.is_floating(declared) or types.is_decimal(declared):
        return (NUMBER,)
    if types.is_timestamp(declared) or types.is_date(declared) or types.is_time(declared):
        return (TIME,)
    if types.is_string(declared) or types.is_large_string(declared):
        return (BOOLEAN, TIME, NESTED, TEXT)
    return ORDER if types.is_null(declared) else (NESTED,)


def csv_parts(stream: BinaryIO, headless: bool) -> Iterator[Part]:
    for batch in pd.read_csv(stream, header=None if headless else 0, chunksize=BATCH, **CSV):
        yield batch, {}


def typed(raw: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    return pd.DataFrame({column.name: column.typed(raw[column.name]) for column in columns}, index=raw.index)
