"""What happens at a client after the installation: the tickets of the service desk (M14)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Row, Sourced, Stamped, UtcDateTime, fk, word


class ServiceTicket(Row, Sourced, Stamped, Base):
    """A failure or a request that a client reported, and whether it was answered inside its service level (M10, M14)."""

    __tablename__ = "service_ticket"

    account_id: Mapped[int] = fk("account")
    equipment_id: Mapped[int | None] = fk("equipment")
    subject: Mapped[str | None] = mapped_column(String(240))
    severity: Mapped[str] = word(20, default="normal")
    opened_on: Mapped[dt.date]
    responded_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    sla_minutes: Mapped[int | None]
    sla_kept: Mapped[bool | None]
    due_on: Mapped[dt.date | None]
    solved_on: Mapped[dt.date | None]

    __table_args__ = (Sourced.source_index("service_ticket"), Index("ix_service_ticket_due_on", "due_on"))
