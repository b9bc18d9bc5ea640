"""Files that appear whole or not at all: written aside, and given their names together once all of them are there."""
from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Callable

from job.failure import Failure


class Staging:
    """Files of one folder. A disk that is full leaves none of them cut off, and those of an earlier run as they were."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names: list[str] = []
        # What a failure is about.
        self._current = "the report"

    def __enter__(self) -> "Staging":
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # On the same disk, so that a new name takes no room.
            self._aside = Path(tempfile.mkdtemp(prefix=".new-", dir=self.folder))
        except OSError as error:
            raise self._failure(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        try:
            if kind is None:
                for self._current in self._names:
                    os.replace(self._aside / self._current, self.folder / self._current)
            elif isinstance(error, OSError):
                raise self._failure(error) from error
        except OSError as late:
            raise self._failure(late) from late
        finally:
            shutil.rmtree(self._aside, ignore_errors=True)

    def write(self, name: str, text: str) -> None:
        # Half of a pair of code units, which a text may hold and no file can.
        self.path(name).write_text(text, encoding="utf-8", errors="backslashreplace")

    def write_json(self, name: str, content: Any, default: Callable[[Any], Any] | None = None) -> None:
        self.write(name, json.dumps(content, indent=2, default=default, allow_nan=False) + "\n")

    def path(self, name: str) -> Path:
        """Where a file is written by somebody else."""
        self._current = name
        self._names.append(name)
        return self._aside / name

    def drop(self, name: str) -> None:
        """Gives up one file, and the room that it takes."""
        self._names = [other for other in self._names if other != name]
        (self._aside / name).unlink(missing_ok=True)

    def _failure(self, error: OSError) -> Failure:
        return Failure(f"{self._current} could not be written to {self.folder}: {error.strerror or error}")
