"""The data that is normal: its columns with types, ranges and categories, and a sample of its rows."""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Iterator, Sequence

import numpy as np
import pandas as pd

import storage
from capture import Capture, Shape
from contract import Failure, Job
from sample import Reservoir
from values import counted, missing_among, number, numbers, spelled

BATCH = 5_000
# Beyond this many different texts a column is an identifier or free text: it has no categories.
MOST_CATEGORIES = 1000
# Names by which the column that a model learns to predict is known. `label` in the configuration overrides them.
LABEL_NAMES = ("label", "target", "y", "class", "outcome", "ground_truth", "groundtruth")
# Column of a frame that holds the answers, when they were asked for. No feature has such a name.
ANSWER = "\0answer"
# New names that are remembered.
MOST_NEW_NAMES = 100


@dataclass
class Column:
    """One column of the baseline."""

    name: str
    numeric: bool = True
    low: float = np.inf
    high: float = -np.inf
    categories: set[str] = field(default_factory=set)
    rows: int = 0
    missing: int = 0

    @property
    def is_text(self) -> bool:
        return not self.numeric and len(self.categories) > MOST_CATEGORIES

    def add(self, values: pd.Series) -> None:
        found = numbers(values)
        missing = missing_among(values, np.isnan(found))
        self.rows += len(values)
        self.missing += int(missing.sum())
        self.numeric = self.numeric and bool((missing == np.isnan(found)).all())
        if not np.isnan(found).all():
            self.low, self.high = min(self.low, np.nanmin(found)), max(self.high, np.nanmax(found))
        if len(self.categories) <= MOST_CATEGORIES:
            self.categories.update(filter(None, counted(values.astype(object))))

    def convert(self, values: pd.Series) -> pd.Series:
        """Values of this column's type. What is missing or of another type is NaN or None."""
        return pd.Series(numbers(values), index=values.index) if self.numeric else spelled(values)


@dataclass(frozen=True)
class Baseline:
    """The features: every column but the label."""

    columns: tuple[Column, ...]
    sample: pd.DataFrame

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def wanted(self, features: Sequence[str] | None) -> list[str]:
        """The features that are asked for; every one when nothing is asked."""
        unknown = [name for name in features or [] if name not in self.names]
        if unknown:
            raise Failure(f"the baseline has no feature {', '.join(unknown)}; it has {', '.join(self.names)}")
        return list(features or self.names)

    def batches(self, capture: Capture) -> Iterator[list[list[Any]]]:
        """The captured rows as they came, in the baseline's order, and the answer as their last value when it was asked for. Rows of
        another width are counted and left out."""
        names, rows = self.names, []
        known = frozenset(names)
        for record in capture:
            for place, row in enumerate(record.rows):
                if isinstance(row, dict):
                    if not row.keys() <= known and len(capture.new_names) < MOST_NEW_NAMES:
                        capture.new_names.update(row.keys() - known)
                    row = [row.get(name) for name in names]
                elif len(row) != len(names):
                    capture.counts["rowsOfOtherWidth"] += 1
                    continue
                rows.append([*row, record.answers[place]] if capture.with_answers else row)
                if len(rows) == BATCH:
                    yield rows
                    rows = []
        if rows:
            yield rows

    def raw(self, rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
        """A table of such rows. The answers are its last column, if there are any."""
        width = len(rows[0]) if rows else len(self.columns)
        return pd.DataFrame(rows, columns=[*self.names, ANSWER][:width], dtype=object)

    def typed(self, raw: pd.DataFrame) -> pd.DataFrame:
        return typed(raw, self.columns)


def load(job: Job, shape: Shape) -> Baseline:
    """Reads the baseline of a job. All of it counts for types and ranges; a seeded sample stays in memory."""
    uri = locate(job)
    found = [file for file in storage.files(uri) if file.name.endswith((".csv", ".parquet"))]
    if not found:
        raise Failure(f"there is no baseline: no .csv or .parquet file in {uri}")
    columns: list[Column] = []
    sample = Reservoir(job.config.get("sampleSize", 10_000), job.config.get("seed", 0))
    headless = False
    for file in found:
        headless = file.name.endswith(".csv") and has_no_header(file)
        for batch in parts(file, headless):
            columns = columns or [Column(f"f{name}" if headless else str(name)) for name in batch.columns]
            if len(batch.columns) != len(columns):
                raise Failure(f"files of the baseline have different columns: {file.uri} has {len(batch.columns)}, not {len(columns)}")
            batch.columns = [column.name for column in columns]
            for column in columns:
                column.add(batch[column.name])
            sample.add(list(batch.itertuples(index=False, name=None)))
    if not sample.seen:
        raise Failure(f"the baseline {uri} has no rows")
    label = label_position([column.name for column in columns], job.config.get("label"), headless, shape)
    features = tuple(column for position, column in enumerate(columns) if position != label)
    return Baseline(features, typed(pd.DataFrame(sample.rows, columns=[column.name for column in columns], dtype=object), features))


def locate(job: Job) -> str:
    """Where the baseline is: a place, or an output of the pipeline that has trained the version in production."""
    if job.baseline:
        return job.baseline
    if not job.baseline_key:
        raise Failure("there is no baseline: neither MONITOR_BASELINE nor MONITOR_BASELINE_KEY is set")
    if not job.model_package:
        raise Failure(f"the baseline {job.baseline_key} belongs to a version, and MONITOR_MODEL_PACKAGE does not say which")
    described = storage.client("sagemaker").describe_model_package(ModelPackageName=job.model_package)
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


def has_no_header(file: storage.File) -> bool:
    first = next(iter(file.lines()), b"").decode("utf-8-sig", errors="replace").strip()
    return bool(first) and all(number(cell.strip().strip('"')) is not None for cell in first.split(","))


def parts(file: storage.File, headless: bool) -> Iterator[pd.DataFrame]:
    try:
        with file.open() as stream:
            yield from (parquet_parts if file.name.endswith(".parquet") else csv_parts)(stream, headless)
    except ValueError as error:
        raise Failure(f"the file {file.uri} of the baseline cannot be read: {error}") from error


def parquet_parts(stream: BinaryIO, _: bool) -> Iterator[pd.DataFrame]:
    from pyarrow.parquet import ParquetFile

    for batch in ParquetFile(stream).iter_batches(batch_size=BATCH):
        frame = batch.to_pandas()
        yield frame.astype({name: object for name in frame.select_dtypes("category")})


def csv_parts(stream: BinaryIO, headless: bool) -> Iterator[pd.DataFrame]:
    yield from pd.read_csv(
        stream, header=None if headless else 0, dtype=str, chunksize=BATCH, keep_default_na=False, skipinitialspace=True, encoding="utf-8-sig",
    )


def typed(raw: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    return pd.DataFrame({column.name: column.convert(raw[column.name]) for column in columns}, index=raw.index)
