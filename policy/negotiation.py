"""What a negotiation plan needs: by phase, and as deep as the sale is worth (001/B21, B41)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Asked:
    """A part of a plan: its phase, and the value in pesos from which a sale needs it."""

    part: str
    phase: str
    from_mxn: Decimal


def depth_of(depths: Mapping[str, Decimal], value_mxn: Decimal | None) -> str:
    """The deepest preparation that a sale of this value reaches (001/B41); an unknown value counts as nothing.

    Raises ``ValueError`` where no depth begins at or below the value.
    """
    worth = value_mxn or Decimal(0)
    reached = [depth for depth, least in depths.items() if least <= worth]
    if not reached:
        raise ValueError(f"no depth of preparation is for a sale of {worth}")
    return max(reached, key=lambda depth: depths[depth])


def needed(asked: Sequence[Asked], value_mxn: Decimal | None) -> tuple[Asked, ...]:
    """What a sale of this value needs, in the order in which it is asked."""
    return tuple(one for one in asked if one.from_mxn <= (value_mxn or Decimal(0)))


def lacking(
    asked: Sequence[Asked], there: Collection[str], value_mxn: Decimal | None
) -> dict[str, tuple[str, ...]]:
    """By phase, the parts that a sale of this value needs and whose plan does not have; a complete phase is left out."""
    missing: dict[str, tuple[str, ...]] = {}
    for one in needed(asked, value_mxn):
        if one.part not in there:
            missing[one.phase] = (*missing.get(one.phase, ()), one.part)
    return missing
