"""How deep a sale is prepared, by what it is worth: in centavos, as a plan counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from config.company import Company
from sample.plan import OPPORTUNITIES

p = OPPORTUNITIES.c


@dataclass(frozen=True)
class Worth:
    """From which value a sale needs a plan at all, and from which every part of it."""

    company: Company

    @property
    def least(self) -> int:
        """What a sale is worth that needs a plan."""
        return min(self._steps())

    @property
    def most(self) -> int:
        """What a sale is worth that needs all of it."""
        return max(self._steps())

    def planned(self) -> Any:
        """The sale needs a plan."""
        return p.monthly * p.term >= self.least

    def deep(self) -> Any:
        """The sale needs every part of it."""
        return p.monthly * p.term >= self.most

    def _steps(self) -> list[int]:
        return [int(one.from_mxn * 100) for one in self.company.negotiation.asked() if one.from_mxn]
