"""What happens in every thousand opportunities: a deck of cards, one story each, dealt again and again.

So the shares of stages, of cases that are ready to move and of planted defects are the same at any size, and known
before a row is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from config.company import Company

SIZE = 1_000
READY = "ready"


@dataclass(frozen=True)
class Card:
    """The story of one client: ``stage`` is where its case of type ``record`` stands.

    ``next``: how far the work towards the next stage has come: ``None`` not begun, ``ready`` complete (``ready:lost``
    for another way out), else the one thing that is lacking. ``left``: the stage from which a sale was given up.
    ``successor``: where the opportunity of a renewal or recovery stands. ``again``: the client has one more
    opportunity, or a delivery, in this stage. ``record`` may also be ``recovery`` (of a sale never won) or ``imported``.
    ``large``: its sales are worth so much that they need a plan.
    """

    count: int
    record: str
    stage: str
    next: str | None = None
    left: str = "qualified"
    successor: str | None = None
    again: str | None = None
    defect: str | None = None
    large: bool = False

    @property
    def opportunities(self) -> int:
        return 1 + (self.successor is not None) + (self.again is not None)

    def ready_for(self, company: Company) -> tuple[str, str] | None:
        """(record, stage) that the case may enter as soon as somebody runs its lifecycle."""
        if self.next is None or not self.next.startswith(READY):
            return None
        record = {"recovery": "renewal", "imported": "opportunity"}.get(self.record, self.record)
        target = self.next.partition(":")[2] or company.lifecycles[record].next_on_track(self.stage)
        assert target is not None
        return record, target


PLAIN = Card(1, "opportunity", "lead")
SALES = (
    Card(20, "opportunity", "lead", "ready"),
    Card(6, "opportunity", "lead", "unwilling"),
    Card(3, "opportunity", "lead", "ready:disqualified"),
    Card(2, "opportunity", "lead", "ready:lost"),
    Card(2, "opportunity", "lead", "ready:on_hold"),
    Card(3, "imported", "lead", "ready:lead"),
    Card(30, "opportunity", "qualified"),
    Card(18, "opportunity", "qualified", "study"),
    Card(10, "opportunity", "qualified", "ready"),
    Card(12, "opportunity", "studied"),
    Card(7, "opportunity", "studied", "feasibility"),
    Card(5, "opportunity", "studied", "margin"),
    Card(5, "opportunity", "studied", "ready"),
    Card(8, "opportunity", "proposed"),
    Card(6, "opportunity", "proposed", "objection"),
    Card(4, "opportunity", "proposed", "paper"),
    Card(5, "opportunity", "proposed", "ready"),
    Card(3, "opportunity", "negotiated"),
    Card(9, "opportunity", "negotiated", "decision"),
    Card(3, "opportunity", "negotiated", "opinion"),
    Card(2, "opportunity", "negotiated", "application"),
    Card(2, "opportunity", "negotiated", "declined"),
    Card(4, "opportunity", "negotiated", "ready"),
    Card(2, "opportunity", "credit_authorised"),
    Card(6, "opportunity", "credit_authorised", "signature"),
    Card(2, "opportunity", "credit_authorised", "congruence"),
    Card(3, "opportunity", "credit_authorised", "ready"),
    Card(4, "opportunity", "contracted", "invoices"),
    Card(2, "opportunity", "contracted", "sla"),
    Card(4, "opportunity", "contracted", "ready"),
)
EXITS = (
    Card(130, "opportunity", "disqualified", left="lead"),
    Card(20, "opportunity", "disqualified", left="qualified"),
    Card(4, "opportunity", "disqualified", "due", left="lead"),
    Card(5, "opportunity", "disqualified", left="studied", again="lead"),
    Card(18, "opportunity", "lost", left="qualified"),
    Card(12, "opportunity", "lost", left="studied", again="qualified"),
    Card(10, "opportunity", "lost", left="proposed"),
    Card(4, "opportunity", "lost", left="negotiated"),
    Card(2, "opportunity", "lost", left="credit_authorised"),
    Card(8, "opportunity", "on_hold", left="qualified"),
    Card(6, "opportunity", "on_hold", left="studied"),
    Card(4, "opportunity", "on_hold", left="proposed"),
    Card(3, "recovery", "watched", "ready:lost", left="proposed"),
    Card(5, "recovery", "lost", left="proposed"),
    Card(2, "recovery", "lost", "ready", left="proposed"),
    Card(5, "recovery", "interviewed", left="proposed"),
    Card(4, "recovery", "scheduled", "date", left="negotiated"),
    Card(2, "recovery", "scheduled", "ready", left="negotiated"),
    Card(2, "recovery", "reengaged", "ready", left="negotiated"),
    Card(2, "recovery", "recovered", left="negotiated", successor="qualified"),
    Card(4, "recovery", "closed_for_good", left="proposed"),
)
SERVICE = (
    Card(2, "delivery", "ordered"),
    Card(2, "delivery", "ordered", "order"),
    Card(2, "delivery", "ordered", "credit"),
    Card(2, "delivery", "ordered", "ready"),
    Card(1, "delivery", "ordered", "ready:cancelled"),
    Card(2, "delivery", "released", "quality"),
    Card(1, "delivery", "released", "ready"),
    Card(2, "delivery", "prepared", "truck"),
    Card(1, "delivery", "prepared", "ready"),
    Card(2, "delivery", "dispatched", "report"),
    Card(1, "delivery", "dispatched", "ready"),
    Card(3, "delivery", "installed", "topic"),
    Card(1, "delivery", "installed", "ready"),
    Card(2, "delivery", "trained", "certificate"),
    Card(1, "delivery", "trained", "ready"),
    Card(1, "delivery", "accepted", "audit"),
    Card(1, "delivery", "accepted", "ready"),
    Card(4, "delivery", "billing", "follow_up"),
    Card(1, "delivery", "billing", "ready"),
    Card(1, "delivery", "cancelled"),
)
BASE = (
    Card(14, "renewal", "watched"),
    Card(4, "renewal", "watched", again="proposed"),
    Card(1, "renewal", "watched", "ready"),
    Card(1, "renewal", "watched", "ready:lost"),
    Card(3, "renewal", "planned", "window"),
    Card(1, "renewal", "planned", "health"),
    Card(1, "renewal", "planned", "ready"),
    Card(2, "renewal", "reviewed", successor="qualified"),
    Card(1, "renewal", "reviewed", "window", successor="proposed"),
    Card(1, "renewal", "reviewed", "ready", successor="proposed"),
    Card(2, "renewal", "proposed", successor="proposed"),
    Card(1, "renewal", "proposed", "ready", successor="negotiated"),
    Card(2, "renewal", "negotiated", successor="negotiated"),
    Card(1, "renewal", "negotiated", "ready", successor="won"),
    Card(1, "renewal", "negotiated", "ready:expanded", successor="won"),
    Card(1, "renewal", "negotiated", "ready:escalated", successor="negotiated"),
    Card(2, "renewal", "escalated", successor="negotiated"),
    Card(1, "renewal", "escalated", "ready", successor="won"),
    Card(3, "renewal", "renewed", successor="won"),
    Card(1, "renewal", "expanded", successor="won"),
    Card(2, "renewal", "lost"),
    Card(1, "renewal", "lost", "ready"),
    Card(1, "renewal", "interviewed", "debt"),
    Card(1, "renewal", "interviewed", "ready"),
    Card(1, "renewal", "scheduled", "date"),
    Card(1, "renewal", "scheduled", "ready"),
    Card(1, "renewal", "reengaged", "ready"),
    Card(1, "renewal", "recovered", successor="lead"),
    Card(2, "renewal", "closed_for_good"),
)
STORIES = SALES + EXITS + SERVICE + BASE


def deck(defects: Sequence[Card]) -> tuple[Card, ...]:
    """A thousand opportunities: the stories, the planted defects, and leads for the rest."""
    told = [card for card in (*STORIES, *defects) for _ in range(card.count)]
    rest = SIZE - sum(card.opportunities for card in told)
    if rest < 0:
        raise ValueError(f"the stories are of {-rest} opportunities too many for a deck of {SIZE}")
    return (*told, *[PLAIN] * rest)


def deal(cards: Sequence[Card], seed: int, number: int, opportunities: int) -> Iterator[Card]:
    """The ``number``-th deck, shuffled; of a last one that is not whole only as many as there is room for."""
    shuffled = list(cards)
    Random(f"{seed}/deck/{number}").shuffle(shuffled)
    room = min(SIZE, opportunities - number * SIZE)
    for card in shuffled:
        if card.opportunities <= room:
            room -= card.opportunities
            yield card
    yield from [PLAIN] * room
