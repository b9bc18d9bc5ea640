"""What a study has found, the same for every method."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping

import numpy as np

import agreement
from agreement import Agreement
from contract import CONTRACT, LIME, SHAP

# Names of the figures in the file of metrics.
STABILITY, TOP_OVERLAP, AGREEMENT, TOP_AGREEMENT = CONTRACT["metrics"]


@dataclass(frozen=True)
class Curve:
    """How the answer changes on average with one feature."""

    feature: str
    values: list[Any]
    average: list[float]


@dataclass(frozen=True)
class Explained:
    """Why the model gave its answer to one row."""

    row: int
    id: Any
    prediction: float
    base: float | None
    attributions: dict[str, float]
    values: dict[str, Any]


@dataclass
class MethodOutcome:
    importance: dict[str, float]
    local: list[Explained]
    stability: Agreement
    curves: list[Curve] = field(default_factory=list)
    # Features that the method has no figure of.
    left_out: list[str] = field(default_factory=list)

    def ranking(self) -> list[tuple[str, float]]:
        return sorted(self.importance.items(), key=lambda item: -item[1])


@dataclass
class Outcome:
    rows: int
    # How many rows the model was asked about.
    asked: int = 0
    methods: dict[str, MethodOutcome] = field(default_factory=dict)
    agreement: Agreement | None = None
    notes: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    @property
    def status(self) -> str:
        return "violation" if self.violations else "fine"

    def add(self, method: str, found: MethodOutcome) -> None:
        self.methods[method] = found
        if found.left_out:
            self.notes.append(f"{method} has no figure of {', '.join(found.left_out)}, and leaves that out")

    def agree(self, config: Mapping[str, Any]) -> None:
        """Compares the methods, and all figures with their bounds."""
        if SHAP in self.methods and LIME in self.methods:
            by_shap, by_lime = self.methods[SHAP].importance, self.methods[LIME].importance
            both = [name for name in by_shap if name in by_lime]
            one, other = (np.array([importance[name] for name in both]) for importance in (by_shap, by_lime))
            self.agreement = agreement.between(one, other, config["top"])
        figures = self.figures()
        for name in (STABILITY, AGREEMENT):
            least = (config[name] or {}).get("atLeast")
            if least is None:
                continue
            if name not in figures:
                self.violations.append(f"{name} cannot be told: it needs the methods {SHAP} and {LIME}")
            elif not figures[name] >= least:
                self.violations.append(f"{name} is {figures[name]:.4g}, must be at least {least:g}")

    def figures(self) -> dict[str, Any]:
        """Plain figures: those of the least stable method first, then those of each."""
        stabilities = [found.stability for found in self.methods.values()]
        both = self.agreement
        return {
            STABILITY: min(one.rank for one in stabilities),
            TOP_OVERLAP: min(one.top for one in stabilities),
            **({} if both is None else {AGREEMENT: both.rank, TOP_AGREEMENT: both.top}),
            **{name: {STABILITY: found.stability.rank, TOP_OVERLAP: found.stability.top} for name, found in self.methods.items()},
        }
