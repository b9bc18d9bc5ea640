"""What the program is told: a task, and options that `contract.json` names for it."""
from __future__ import annotations

from typing import Mapping, Sequence

from job.contract import read_contract
from job.failure import Failure

CONTRACT = read_contract(__file__)
EXIT_CODES: Mapping[str, int] = CONTRACT["exitCodes"]
TASKS = [key for key in CONTRACT if key != "exitCodes"]


class Options:
    """Options as they were given: `--name value`, some of them several times."""

    def __init__(self, task: str, pairs: Sequence[tuple[str, str]]) -> None:
        self._task = task
        self._pairs = pairs

    def all(self, name: str) -> list[str]:
        return [value for key, value in self._pairs if key == name]

    def one(self, name: str) -> str:
        values = self.all(name)
        if len(values) != 1:
            raise Failure(f"{self._task} takes --{name} once, got it {len(values)} times")
        return values[0]

    def seconds(self, name: str) -> int | None:
        """Nothing when it was not given."""
        if not self.all(name):
            return None
        value = self.one(name)
        if not value.isdecimal():
            raise Failure(f"--{name} must be whole seconds from 0, got {value!r}")
        return int(value)


def options(arguments: Sequence[str]) -> tuple[str, Options]:
    """The task, and its options."""
    task, *rest = arguments or [""]
    if task not in TASKS:
        raise Failure(f"the first argument must be {' or '.join(TASKS)}, got {task!r}")
    names, values = rest[::2], rest[1::2]
    unknown = [name for name in names if not name.startswith("--") or name[2:] not in CONTRACT[task]]
    if unknown or len(names) != len(values):
        raise Failure(f"{task} takes pairs of {', '.join(f'--{name}' for name in CONTRACT[task])}, got {' '.join(rest)}")
    return task, Options(task, [(name[2:], value) for name, value in zip(names, values)])
