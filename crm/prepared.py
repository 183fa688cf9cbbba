"""How one sale is prepared, as plain values, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from policy.buying_centre import Coverage, Member, PlanLine


@dataclass(frozen=True)
class Prepared:
    """What ``seiton plan`` and the page of a case show (001/B21–B33, B38, B41, 002/C10, C12, C13, C15–C17).

    ``needs``: the percent of the buying centre that must be known where the sale stands and into its next stage; none
    where a sale of this value needs no coverage. ``priorities``: by contact, the place of their interest.
    """

    depth: str
    lacks: dict[str, tuple[str, ...]]
    grid: tuple[dict[str, Any], ...]
    members: tuple[Member, ...]
    priorities: dict[int, int | None]
    coverage: Coverage
    needs: int | None
    lines: tuple[PlanLine, ...]
    meetings: int
    position: str | None
    next_rung: str | None
