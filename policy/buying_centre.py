"""The buying centre of a client: how much of it we know, where the gaps are, and who of ours closes them (002/C03–C10, C13, C15–C17)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sought:
    """Somebody whom we must know: by role or stance, by function, or because they sign. ``weight`` is their share."""

    key: str
    weight: int
    words: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    signs_orders: bool = False

    def is_met_by(self, member: Member) -> bool:
        """Whether this contact is the one whom we seek."""
        named = member.role in self.words or member.stance in self.words
        return named or member.function in self.functions or (self.signs_orders and member.signs_orders)


@dataclass(frozen=True)
class Member:
    """A contact of the client: the part played in the decision, and who of ours speaks with them."""

    id: int
    name: str | None = None
    function: str | None = None
    role: str | None = None
    stance: str | None = None
    signs_orders: bool = False
    peers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gap:
    """What is missing: somebody we do not know (``sought``), or a contact whom nobody of ours speaks with (``member``)."""

    sought: str | None = None
    member: Member | None = None


@dataclass(frozen=True)
class Coverage:
    """How much of a buying centre is known, in whole percent rounded down, and what is missing."""

    percent: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class PlanLine:
    """A proposed step for a gap: who of ours (a role) speaks with whom; ``through``: who there can open the door."""

    gap: Gap
    role: str
    through: Member | None = None


@dataclass(frozen=True)
class Equals:
    """Who speaks with whom: our role by the function of the contact, and the contacts that somebody of ours keeps."""

    role_by_function: Mapping[str, str]
    keepers: Collection[str]
    seller: str

    def keeps(self, member: Member) -> bool:
        """Whether somebody of ours must speak with this contact (002/C16): who decides or signs."""
        return member.signs_orders or member.role in self.keepers

    def role_for(self, functions: Sequence[str | None]) -> str:
        """Our role for a contact of these functions; where nobody is their equal, the seller goes."""
        equals = (self.role_by_function.get(function or "") for function in functions)
        return next((role for role in equals if role is not None), self.seller)


def coverage(wanted: Sequence[Sought], members: Sequence[Member], equals: Equals) -> Coverage:
    """What we know of a buying centre, by weight, and its gaps: unknown people first, then contacts without a peer.

    002/C15: the functions of the client are covered; C03–C07: champion, detractor, decider and signer are known.
    """
    found = [one for one in wanted if any(one.is_met_by(member) for member in members)]
    whole = sum(one.weight for one in wanted)
    unknown = [Gap(sought=one.key) for one in wanted if one not in found]
    alone = [Gap(member=member) for member in members if equals.keeps(member) and not member.peers]
    percent = 100 * sum(one.weight for one in found) // whole if whole else 100
    return Coverage(percent, (*unknown, *alone))


def proposed(
    found: Coverage, wanted: Sequence[Sought], members: Sequence[Member], equals: Equals
) -> tuple[PlanLine, ...]:
    """A step for each gap (002/C10, C16, C17): the equal of the contact; to somebody unknown, through who is closest to us."""
    by_key = {one.key: one for one in wanted}
    lines = []
    for gap in found.gaps:
        if gap.member is not None:
            lines.append(PlanLine(gap, equals.role_for([gap.member.function])))
        elif gap.sought is not None:
            lines.append(PlanLine(gap, equals.role_for(by_key[gap.sought].functions), _door(members)))
    return tuple(lines)


def _door(members: Sequence[Member]) -> Member | None:
    """Who introduces us: one who speaks with us already before one who does not, the champion before a supporter."""
    friends = [member for member in members if member.stance in ("champion", "supporter")]
    return min(friends, key=lambda one: (not one.peers, one.stance != "champion", one.id), default=None)


def next_rung(ladder: Sequence[str], position: str | None) -> str | None:
    """The next step of our position as a supplier (002/C13): the first where none is known, none at the top.

    Raises ``ValueError`` for a position that is not on the ladder.
    """
    if position is None:
        return ladder[0]
    place = ladder.index(position) + 1
    return ladder[place] if place < len(ladder) else None
