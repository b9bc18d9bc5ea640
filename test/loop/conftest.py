"""One system for all tests of this folder: they tell one story, from an empty account to a retraining."""
from __future__ import annotations

from typing import Any

import pytest

TABLE: list[str] = []


@pytest.fixture
def told():
    """Lines that are shown after the run: what was measured."""
    return TABLE.append


@pytest.fixture(scope="session")
def system(tmp_path_factory) -> Any:
    from system import System

    made = System(tmp_path_factory.mktemp("loop"))
    try:
        yield made
    finally:
        made.stop()


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("the loop, as it was measured")
    for line in TABLE:
        terminalreporter.write_line(line)
