"""The report of a job that could not be done, for whoever looks for one."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping, Sequence

from job.staging import Staging


def write(folder: Path, files: Sequence[str], reason: str, about: Mapping[str, Any] = {}) -> None:
    """Into the first of the files of a report; nothing beside it says that the job went well."""
    for name in files:
        (folder / name).unlink(missing_ok=True)
    with Staging(folder) as staged:
        staged.write_json(files[0], {"version": 1, **about, "status": "failed", "reason": reason})
