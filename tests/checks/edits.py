"""Edits of a complete case that break a rule, each of which returns how it is mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, make_transient

from crm.model import BusinessDay
from tests.builders import TODAY, part
from tests.company.parts import parts

Mend = Callable[[], None]
Edit = Callable[[Session, Any], Mend]


@dataclass(frozen=True)
class Breach:
    """How one rule is broken: any of ``edits`` alone breaks it, and none breaks a rule that is not in ``also``.

    ``given``: what is done first to the complete case, so that the rule is about it and holds. ``aside``: an edit by
    which the rule no longer is about the case. ``passing``: time alone breaks the rule, no edit.
    """

    edits: tuple[Edit, ...]
    also: frozenset[str] = frozenset()
    given: Edit | None = None
    aside: Edit | None = None
    passing: bool = False
    at_the_gate: str | None = None


def breach(*edits: Edit, also: str = "", **more: Any) -> Breach:
    """A breach; ``also`` names the other rules that the edits break, with blanks between."""
    return Breach(edits, frozenset(also.split()), **more)


def change(model: Any, where: dict[str, Any] | None = None, /, **values: Any) -> Edit:
    """One paper of the case says something else."""

    def apply(session: Session, case: Any) -> Mend:
        return _set(session, [part(session, case, model, **(where or {}))], values)

    return apply


def change_all(model: Any, /, **values: Any) -> Edit:
    """Every paper of a kind says something else."""

    def apply(session: Session, case: Any) -> Mend:
        return _set(session, list(session.scalars(parts(case, model))), values)

    return apply


def remove(model: Any, /, **where: Any) -> Edit:
    """The papers of a kind are gone."""

    def apply(session: Session, case: Any) -> Mend:
        part(session, case, model, **where)
        rows = list(session.scalars(parts(case, model).filter_by(**where)))
        for row in rows:
            session.delete(row)
        session.flush()

        def put_back() -> None:
            for row in rows:
                make_transient(row)
                session.add(row)
            session.flush()

        return put_back

    return apply


def bring(make: Callable[[Session, Any], Any], *, kept: bool = False) -> Edit:
    """A record comes that should not be there; ``kept``: it stays when all is mended."""

    def apply(session: Session, case: Any) -> Mend:
        row = make(session, case)
        session.flush()

        def take_away() -> None:
            if not kept:
                session.delete(row)
            session.flush()

        return take_away

    return apply


def point(model: Any, key: str, make: Callable[[Session, Any], Any], /, **where: Any) -> Edit:
    """One paper of the case points to another record than it should."""

    def apply(session: Session, case: Any) -> Mend:
        other = make(session, case)
        session.flush()
        value = other if isinstance(other, int) else other.id
        return _set(session, [part(session, case, model, **where)], {key: value})

    return apply


def all_of(*edits: Edit) -> Edit:
    """Several edits at once."""

    def apply(session: Session, case: Any) -> Mend:
        mends = [edit(session, case) for edit in edits]

        def mend() -> None:
            for step in reversed(mends):
                step()

        return mend

    return apply


def days_pass(days: int, mend: Callable[[Session, Any], Any]) -> Edit:
    """Nothing happens for some days; ``mend`` is what should have been done (a day never comes back)."""

    def apply(session: Session, case: Any) -> Mend:
        turn_to(session, TODAY + dt.timedelta(days=days))

        def do_it() -> None:
            mend(session, case)
            session.flush()

        return do_it

    return apply


def turn_to(session: Session, today: dt.date) -> None:
    """It is another business day."""
    session.execute(sa.update(BusinessDay).values(today=today))


def _set(session: Session, rows: list[Any], values: dict[str, Any]) -> Mend:
    before = [{name: getattr(row, name) for name in values} for row in rows]

    def write(row: Any, new: dict[str, Any]) -> None:
        for name, value in new.items():
            setattr(row, name, value)

    for row in rows:
        write(row, values)
    session.flush()

    def restore() -> None:
        for row, old in zip(rows, before, strict=True):
            write(row, old)
        session.flush()

    return restore
