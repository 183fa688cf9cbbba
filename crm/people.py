"""The company's own people: who sells, approves, prepares, trains and answers for whom."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Row, Sourced, Stamped, UtcDateTime, fk, word

SELLS = "sales"
"""The role of those who sell: they have goals, and decide nothing that only a person may decide."""


class Person(Row, Sourced, Stamped, Base):
    """A colleague. Every account, territory and case has one as its owner (004/E17).

    ``client_minutes_per_day``: what the day holds for clients, where it is not what the role gives (``config/cadence.toml``).
    """

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(String(160))
    email: Mapped[str | None] = mapped_column(String(200))
    team: Mapped[str | None] = word()
    region: Mapped[str | None] = word()
    manager_id: Mapped[int | None] = fk("person")
    manager_ref: Mapped[str | None] = mapped_column(String(160))
    active: Mapped[bool] = mapped_column(default=True)
    hired_on: Mapped[dt.date | None]
    client_minutes_per_day: Mapped[int | None]

    __table_args__ = (Sourced.source_index("person"), Index("ix_person_name", "name"))


class Territory(Row, Sourced, Stamped, Base):
    """A part of the market that one colleague answers for; every account lies in one (004/E17)."""

    __tablename__ = "territory"

    name: Mapped[str] = mapped_column(String(120))
    region: Mapped[str | None] = word()
    owner_id: Mapped[int | None] = fk("person")

    __table_args__ = (Sourced.source_index("territory"), UniqueConstraint("name"))


class Enrolment(Base):
    """How an approver proves who they are: the secret of their one-time codes, encrypted, and the last code used."""

    __tablename__ = "enrolment"

    person_id: Mapped[int] = fk("person", primary_key=True, index=False)
    secret: Mapped[str] = mapped_column(Text)
    enrolled_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Deputy(Row, Stamped, Base):
    """Who decides for whom, from one day to another. A deputy can't pass it on."""

    __tablename__ = "deputy"

    person_id: Mapped[int] = fk("person")
    deputy_id: Mapped[int] = fk("person")
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]

    __table_args__ = (CheckConstraint("person_id <> deputy_id", name="another"),)


class PersonRole(Row, Sourced, Base):
    """What a person may do: sales, credit, warehouse, trainer … (config/company.toml names them)."""

    __tablename__ = "person_role"

    person_id: Mapped[int] = fk("person")
    role: Mapped[str] = word()

    __table_args__ = (Sourced.source_index("person_role"), UniqueConstraint("person_id", "role"))
