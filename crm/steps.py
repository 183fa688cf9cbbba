"""Every step that is taken towards a database, told before it is taken: each statement, each commit, and going on after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event


def tell_steps(engine: Engine, tell: Callable[[str], None]) -> None:
    """Call ``tell`` with the word of every step (``begin``, ``select``, ``update``, …, ``commit``) just before it is taken.

    ``done`` is told when a transaction is over, before anything else is done: in between, what was saved has no effect
    outside the database yet.
    """

    def statement(_connection: Any, _cursor: Any, words: str, *_: Any) -> None:
        tell(words.split(None, 1)[0].lower())

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", lambda _connection: tell("commit"))
    event.listen(engine, "checkin", lambda *_: tell("done"))
