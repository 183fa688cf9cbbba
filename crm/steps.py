"""Every step that is taken towards a database, told before it is taken: each statement and each commit is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event


def tell_steps(engine: Engine, tell: Callable[[str], None]) -> None:
    """Call ``tell`` with the word of every step (``begin``, ``select``, ``update``, …, ``commit``) just before it is taken."""

    def statement(_connection: Any, _cursor: Any, words: str, *_: Any) -> None:
        tell(words.split(None, 1)[0].lower())

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", lambda _connection: tell("commit"))
