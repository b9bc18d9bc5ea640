"""The rows that are explained: read, their columns understood, and as numbers for libraries that know nothing else."""
from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping

import numpy as np
import pandas as pd

from contract import Failure

# More different texts are identifiers or free text, which no method of this program can explain.
MOST_LEVELS = 200

READERS = {".csv": pd.read_csv, ".parquet": pd.read_parquet}


@dataclass(frozen=True)
class Column:
    """One feature. A category has `levels`, a missing one among them as None; a number has none."""

    name: str
    levels: tuple[Any, ...] | None = None
    integral: bool = False
    constant: bool = False

    @property
    def categorical(self) -> bool:
        return self.levels is not None

    def encode(self, values: pd.Series) -> np.ndarray:
        """Categories become their place among the levels, numbers stay; a missing number is NaN."""
        if self.levels is None:
            return values.to_numpy(dtype=float)
        places = {level: place for place, level in enumerate(self.levels)}
        return np.array([places[plain(value)] for value in values], dtype=float)

    def decode(self, numbers: np.ndarray) -> Any:
        if self.levels is not None:
            return np.array(self.levels, dtype=object)[np.rint(numbers).astype(int)]
        if not self.integral:
            return numbers
        # Methods try values between those that they have seen; the model only knows whole ones.
        rounded = np.rint(numbers)
        return rounded if np.isnan(rounded).any() else rounded.astype(np.int64)


@dataclass
class Table:
    frame: pd.DataFrame
    columns: list[Column]
    ids: list[Any]
    notes: list[str] = field(default_factory=list)

    @property
    def varying(self) -> list[Column]:
        """The features that can explain anything: those that are not the same in every row."""
        return [column for column in self.columns if not column.constant]

    def encoded(self) -> np.ndarray:
        """The varying features as numbers, a row for each row."""
        return np.column_stack([column.encode(self.frame[column.name]) for column in self.varying])

    def decoded(self, numbers: np.ndarray) -> pd.DataFrame:
        """Rows as a model takes them: all features, in the order of the data."""
        places = {column.name: place for place, column in enumerate(self.varying)}
        return pd.DataFrame({
            column.name: column.decode(numbers[:, places[column.name]]) if column.name in places else pd.Series([self.frame[column.name].iloc[0]] * len(numbers))
            for column in self.columns
        })


def read(place: Path, config: Mapping[str, Any]) -> Table:
    frame = read_files(place)
    for key in ("label", "id"):
        if config[key] is not None and config[key] not in frame.columns:
            raise Failure(f"the data have no column {config[key]!r}, which is `{key}`; they have {', '.join(map(str, frame.columns))}")
    ids = frame[config["id"]].map(plain).tolist() if config["id"] is not None else list(range(len(frame)))
    features = frame.drop(columns=[name for name in {config["label"], config["id"], *config["ignore"]} if name in frame.columns])
    unknown = [name for name in config["categorical"] if name not in features.columns]
    if unknown:
        raise Failure(f"`categorical` names columns that the data do not have: {', '.join(unknown)}")
    if features.columns.empty:
        raise Failure("the data have no column beside those that are left out")
    columns = [understand(features[name], name in config["categorical"]) for name in features.columns]
    table = Table(features, columns, ids)
    constant = [column.name for column in columns if column.constant]
    if constant:
        table.notes.append(f"the same in every row, so they explain nothing here: {', '.join(constant)}")
    if not table.varying:
        raise Failure("every column of the data has one value only: there is nothing that could explain a difference")
    return table


def read_files(place: Path) -> pd.DataFrame:
    files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.suffix in READERS and not path.name.startswith("."))
    frames = [read_file(path) for path in files]
    if not frames:
        raise Failure(f"there are no data: no .csv or .parquet file in {place}")
    if any(list(frame.columns) != list(frames[0].columns) for frame in frames):
        raise Failure("the files of the data have different columns")
    frame = pd.concat(frames, ignore_index=True)
    if frame.empty:
        raise Failure(f"there are no data: no row in {', '.join(path.name for path in files)}")
    return frame.rename(columns=str)


def read_file(path: Path) -> pd.DataFrame:
    try:
        return READERS[path.suffix](path)
    except KeyError:
        raise Failure(f"the data must be .csv or .parquet files, got {path.name}") from None
    except pd.errors.EmptyDataError:
        raise Failure(f"there are no data: {path.name} is empty") from None
    except (ValueError, OSError) as error:
        raise Failure(f"{path.name} cannot be read: {error}") from error


def understand(values: pd.Series, categorical: bool) -> Column:
    name, constant = str(values.name), values.nunique(dropna=False) <= 1
    if not categorical and pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        known = values.dropna().to_numpy(dtype=float)
        if not np.isfinite(known).all():
            raise Failure(f"the column {name!r} has infinite values")
        return Column(name, integral=pd.api.types.is_integer_dtype(values), constant=constant)
    found = {plain(value) for value in values}
    if len(found) > MOST_LEVELS:
        raise Failure(f"the column {name!r} has {len(found)} different texts: identifiers or free text cannot be explained; name it in `id` or `ignore`")
    return Column(name, levels=tuple(sorted(found, key=lambda level: (level is None, str(level)))), constant=constant)


def plain(value: Any) -> Any:
    """A value of Python, which JSON knows; None for what is missing."""
    if value is None or pd.isna(value):
        return None
    value = value.item() if isinstance(value, np.generic) else value
    return value if isinstance(value, (str, int, float, bool)) else str(value)
