"""What an entry of the table of planted defects says."""

from __future__ import annotations

from dataclasses import dataclass

from sample.deck import Card
from sample.edits import Addition, Edit


@dataclass(frozen=True)
class Defect:
    """``count`` clients in a thousand opportunities get it: on which story, by which edits, what it breaks.

    A rule that ``raises`` names twice is broken by two records. ``ready``: gates that the defect opens (record, stage).
    The rest describes the story, as on a ``Card``.
    """

    count: int
    story: str
    edits: tuple[Edit | Addition, ...]
    raises: tuple[str, ...]
    ready: tuple[tuple[str, str], ...] = ()
    next: str | None = None
    left: str = "qualified"
    successor: str | None = None
    again: str | None = None
    large: bool = False

    def card(self, name: str) -> Card:
        record, _, stage = self.story.partition(":")
        return Card(
            self.count, record, stage, self.next, self.left, self.successor, self.again, name, self.large
        )


@dataclass(frozen=True)
class Hire:
    """A colleague taken on carelessly, one for each ``OPPORTUNITIES_A_HIRE`` opportunities begun."""

    values: dict[str, object]
    roles: tuple[str, ...]
    raises: tuple[str, ...]


OPPORTUNITIES_A_HIRE = 20_000
