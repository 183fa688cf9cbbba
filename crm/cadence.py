"""The plan of each account: when, how, with whom and why it is contacted next, and by when at the latest (000/M10, 003/D14)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Row, UtcDateTime, fk, word


class ContactPlan(Row, Base):
    """The next contact of an account as the planner of each morning sees it; it writes a row only where something changes.

    ``contact_by_on``: the last day of the client's rhythm. ``next_contact_on``: the day that was found, or from which it is to be
    planned. ``obstacle``: why there is none, or none in time: no_owner, no_contact, no_common_hours, no_time.
    """

    __tablename__ = "contact_plan"

    account_id: Mapped[int] = fk("account", unique=True, index=False)
    abc_class: Mapped[str] = word(1)
    contact_by_on: Mapped[dt.date]
    next_contact_on: Mapped[dt.date | None]
    kind: Mapped[str | None] = word(10)
    method: Mapped[str | None] = word()
    contact_id: Mapped[int | None] = fk("contact")
    owner_id: Mapped[int | None] = fk("person")
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    obstacle: Mapped[str | None] = word(20)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_contact_plan_contact_by_on", "contact_by_on"),)
