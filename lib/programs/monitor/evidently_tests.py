"""Evidently's statistical tests without the rest of it, which takes most of the time of a small window: its pages and all that they need.

The package is known to Python before its own first lines have run; they run as soon as one of its names is wanted.
"""
from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from typing import Any

NAME = "evidently"


def unopened() -> ModuleType:
    spec = importlib.util.find_spec(NAME)
    if spec is None or spec.loader is None:
        raise ImportError(f"the package {NAME} is not installed")
    package, loader = importlib.util.module_from_spec(spec), spec.loader

    def opened(name: str) -> Any:
        if name.startswith("__") or "__getattr__" not in vars(package):
            raise AttributeError(f"module {NAME!r} has no attribute {name!r}")
        del package.__getattr__
        loader.exec_module(package)
        return getattr(package, name)

    package.__getattr__ = opened  # type: ignore[method-assign]
    return package


if NAME not in sys.modules:
    sys.modules[NAME] = unopened()

from evidently.legacy.calculations.stattests import get_stattest  # noqa: E402

__all__ = ["get_stattest"]
