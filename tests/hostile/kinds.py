"""The doors by which input comes in. What a case is: a row of a file, a configuration, a paper, an answer, a call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.hostile import answering, calling, configuring, filing, importing
from tests.hostile.fuzzing import Kind

KINDS = (
    Kind("imports", 75, 600, importing.opened),
    Kind("configuration", 4, 200, configuring.opened),
    Kind("papers", 2, 100, filing.papers),
    Kind("names", 8, 500, filing.names),
    Kind("forms", 10, 200, answering.opened),
    Kind("calls", 1, 50, calling.opened),
)


def shared_out(kinds: Iterable[Kind], cases: int) -> Iterator[tuple[Kind, int]]:
    """How many of the cases each kind gets."""
    chosen = list(kinds)
    whole = sum(kind.share for kind in chosen)
    left = cases
    for kind in chosen[1:]:
        mine = cases * kind.share // whole
        left -= mine
        yield kind, mine
    yield chosen[0], left
