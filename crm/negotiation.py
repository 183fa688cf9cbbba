"""How a sale is prepared and who speaks with whom: the plan and its grid, interests, competitors, factors, relations."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Row, Sourced, Stamped, fk, word


class SalesStrategy(Row, Sourced, Stamped, Base):
    """A strategy of sales and its term; plans rest on the one that was in force when they were made (002/C01)."""

    __tablename__ = "sales_strategy"

    name: Mapped[str] = mapped_column(String(160))
    summary: Mapped[str] = mapped_column(Text)
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    decided_by_id: Mapped[int | None] = fk("person")

    __table_args__ = (Sourced.source_index("sales_strategy"),)


class NegotiationPlan(Row, Sourced, Stamped, Base):
    """How one sale is negotiated, in four phases: what was analysed, what is sought, with which strategy (001/B21–B31)."""

    __tablename__ = "negotiation_plan"

    opportunity_id: Mapped[int] = fk("opportunity", unique=True, index=False)
    strategy_id: Mapped[int | None] = fk("sales_strategy")
    made_on: Mapped[dt.date]
    made_by_id: Mapped[int | None] = fk("person")
    general_environment: Mapped[str | None] = mapped_column(Text)
    specific_environment: Mapped[str | None] = mapped_column(Text)
    way_in: Mapped[str | None] = mapped_column(Text)
    own_objective: Mapped[str | None] = mapped_column(Text)
    client_objective: Mapped[str | None] = mapped_column(Text)
    client_issue: Mapped[str | None] = mapped_column(Text)
    adviser_issue: Mapped[str | None] = mapped_column(Text)
    supplier_issue: Mapped[str | None] = mapped_column(Text)
    analysis_strategy: Mapped[str | None] = mapped_column(Text)
    formulation_strategy: Mapped[str | None] = mapped_column(Text)
    implementation_strategy: Mapped[str | None] = mapped_column(Text)
    control_strategy: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Sourced.source_index("negotiation_plan"),)


class PlanRow(Row, Sourced, Stamped, Base):
    """A row of the grid of a plan, in its nine columns (001/B30)."""

    __tablename__ = "plan_row"

    plan_id: Mapped[int] = fk("negotiation_plan")
    place: Mapped[int]
    block: Mapped[str] = mapped_column(String(160))
    topic: Mapped[str | None] = mapped_column(String(240))
    minutes: Mapped[int | None]
    arguments: Mapped[str | None] = mapped_column(Text)
    documents: Mapped[str | None] = mapped_column(Text)
    concessions: Mapped[str | None] = mapped_column(Text)
    results: Mapped[str | None] = mapped_column(Text)
    observations: Mapped[str | None] = mapped_column(Text)
    evaluation: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Sourced.source_index("plan_row"),)


class Interest(Row, Sourced, Stamped, Base):
    """What one participant wants of this sale: the map of interests and of the buyer's priorities (001/B17, B24, B25, B27)."""

    __tablename__ = "interest"

    opportunity_id: Mapped[int] = fk("opportunity")
    contact_id: Mapped[int] = fk("contact")
    objective: Mapped[str | None] = mapped_column(Text)
    interest: Mapped[str | None] = mapped_column(Text)
    priority: Mapped[int | None]

    __table_args__ = (Sourced.source_index("interest"), UniqueConstraint("opportunity_id", "contact_id"))


class Competitor(Row, Sourced, Stamped, Base):
    """A competitor for this sale: what is strong there, and what we answer (001/B26)."""

    __tablename__ = "competitor"

    opportunity_id: Mapped[int] = fk("opportunity")
    name: Mapped[str] = mapped_column(String(160))
    company: Mapped[str | None] = mapped_column(Text)
    solutions: Mapped[str | None] = mapped_column(Text)
    brands: Mapped[str | None] = mapped_column(Text)
    sales_staff: Mapped[str | None] = mapped_column(Text)
    services: Mapped[str | None] = mapped_column(Text)
    our_arguments: Mapped[str | None] = mapped_column(Text)
    logistics: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Sourced.source_index("competitor"),)


class AccountFactor(Row, Sourced, Stamped, Base):
    """A factor of the client that was studied; of people only what is no sensitive data (001/B13–B16)."""

    __tablename__ = "account_factor"

    account_id: Mapped[int] = fk("account")
    contact_id: Mapped[int | None] = fk("contact")
    kind: Mapped[str] = word(20)
    factor: Mapped[str] = word()
    note: Mapped[str] = mapped_column(Text)
    noted_on: Mapped[dt.date]

    __table_args__ = (Sourced.source_index("account_factor"),)


class ValueVariable(Row, Sourced, Stamped, Base):
    """What value means to a client, and our individual answer to it (001/B11, B12)."""

    __tablename__ = "value_variable"

    account_id: Mapped[int] = fk("account")
    variable: Mapped[str] = word()
    meaning: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    noted_on: Mapped[dt.date]

    __table_args__ = (Sourced.source_index("value_variable"), UniqueConstraint("account_id", "variable"))


class PeerRelation(Row, Sourced, Stamped, Base):
    """Who of ours speaks with whom of theirs: what for, how it is kept, how well it works (002/C16, C17).

    ``effectiveness`` and ``efficiency`` are judged out of ten.
    """

    __tablename__ = "peer_relation"

    person_id: Mapped[int] = fk("person")
    contact_id: Mapped[int] = fk("contact")
    purpose: Mapped[str | None] = mapped_column(Text)
    plan: Mapped[str | None] = mapped_column(Text)
    since_on: Mapped[dt.date]
    last_contact_on: Mapped[dt.date | None]
    effectiveness: Mapped[int | None]
    efficiency: Mapped[int | None]

    __table_args__ = (
        Sourced.source_index("peer_relation"),
        UniqueConstraint("person_id", "contact_id"),
        Index("ix_peer_relation_last_contact_on", "last_contact_on"),
    )
