"""Where demand is made: campaigns, whom they address, with which words, and what comes of them (000/A08; 003/D16–D20)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Index, String, Text, UniqueConstraint, case, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm.base import Base, Money, Percent, Row, Sourced, Stamped, fk, word

CODE = "CAM"
"""What people call a campaign: CAM-3."""


class Campaign(Row, Sourced, Stamped, Base):
    """An action of demand generation (000/A08): planned, held, active or finished.

    ``offer_percent``, ``moment_percent`` and ``creativity_percent`` are judged by people, from 0 to 100. What follows is
    computed: the score with the counts of its audience, why it is held, and what came of it.
    """

    __tablename__ = "campaign"

    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str | None] = word(60)
    status: Mapped[str | None] = word()
    owner_id: Mapped[int | None] = fk("person")
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    budget_mxn: Mapped[Decimal | None] = mapped_column("budget_centavos", Money, key="budget_mxn")
    actual_cost_mxn: Mapped[Decimal | None] = mapped_column(
        "actual_cost_centavos", Money, key="actual_cost_mxn"
    )
    expected_revenue_mxn: Mapped[Decimal | None] = mapped_column(
        "expected_revenue_centavos", Money, key="expected_revenue_mxn"
    )
    # what is decided
    channel: Mapped[str | None] = word()
    target_segment: Mapped[str | None] = word()
    target_market_type: Mapped[str | None] = word()
    target_kind: Mapped[str | None] = word(20)
    message: Mapped[str | None] = word()
    offer: Mapped[str | None] = mapped_column(String(240))
    offer_percent: Mapped[Decimal | None] = mapped_column("offer_basis_points", Percent, key="offer_percent")
    moment_percent: Mapped[Decimal | None] = mapped_column("moment_basis_points", Percent, key="moment_percent")
    creativity_percent: Mapped[Decimal | None] = mapped_column(
        "creativity_basis_points", Percent, key="creativity_percent"
    )
    # what is computed before it runs (003/D18, D19)
    scored_on: Mapped[dt.date | None]
    score_percent: Mapped[Decimal | None] = mapped_column("score_basis_points", Percent, key="score_percent")
    database_percent: Mapped[Decimal | None] = mapped_column(
        "database_basis_points", Percent, key="database_percent"
    )
    audience: Mapped[int | None]
    audience_reachable: Mapped[int | None]
    audience_fresh: Mapped[int | None]
    audience_on_target: Mapped[int | None]
    audience_usable: Mapped[int | None]
    held_reasons: Mapped[str | None] = mapped_column(Text)
    # what came of it (003/D16, 004/E16)
    measured_on: Mapped[dt.date | None]
    sent: Mapped[int | None]
    answered: Mapped[int | None]
    leads: Mapped[int | None]
    won_mxn: Mapped[Decimal | None] = mapped_column("won_centavos", Money, key="won_mxn")

    __table_args__ = (
        Sourced.source_index("campaign"),
        Index("ix_campaign_name", "name"),
        Index("ix_campaign_status", "status"),
        Index("ix_campaign_starts_on", "starts_on"),
        Index("ix_campaign_ends_on", "ends_on"),
    )


class CampaignMember(Row, Sourced, Stamped, Base):
    """A contact that a campaign addresses: from a list that somebody brought, or from the target in the CRM.

    ``approach`` is individual (with a ``message`` of its own) or type (that of its ``audience_type``; 003/D20). ``sent_on``
    and ``answered_on`` are written by whoever sends and listens: the response is measured from them (003/D16).
    """

    __tablename__ = "campaign_member"

    campaign_id: Mapped[int] = fk("campaign", index=False)
    contact_id: Mapped[int] = fk("contact")
    chosen_from: Mapped[str] = word(10, default="list")
    approach: Mapped[str | None] = word(12)
    audience_type: Mapped[str | None] = word()
    message: Mapped[str | None] = mapped_column(Text)
    drafted_on: Mapped[dt.date | None]
    sent_on: Mapped[dt.date | None]
    answered_on: Mapped[dt.date | None]
    answer: Mapped[str | None] = mapped_column(String(240))

    __table_args__ = (Sourced.source_index("campaign_member"), UniqueConstraint("campaign_id", "contact_id"))


class CampaignMessage(Row, Base):
    """The message of a campaign to one type of audience (003/D20)."""

    __tablename__ = "campaign_message"

    campaign_id: Mapped[int] = fk("campaign", index=False)
    audience_type: Mapped[str] = word()
    message: Mapped[str] = mapped_column(Text)
    drafted_on: Mapped[dt.date]

    __table_args__ = (UniqueConstraint("campaign_id", "audience_type"),)


def shown_campaigns(session: Session, limit: int) -> Sequence[Campaign]:
    """The campaigns that people look for first: those at work and to come, then the latest."""
    order = case({"active": 0, "planned": 1, "held": 2}, value=Campaign.status, else_=3)
    return session.scalars(
        select(Campaign).order_by(order, Campaign.starts_on.desc(), Campaign.id).limit(limit)
    ).all()


def find_campaign(session: Session, name: str) -> Campaign | None:
    """The campaign of a number (``CAM-3`` or 3) or of a name, in any case of letters."""
    match = re.fullmatch(rf"\s*(?:{CODE}-?)?(\d{{1,9}})\s*", name, re.IGNORECASE)
    if match:
        return session.get(Campaign, int(match[1]))
    wanted = name.strip().casefold()
    named = session.execute(select(Campaign.id, Campaign.name).order_by(Campaign.id.desc()))
    found = next((number for number, known in named if known.strip().casefold() == wanted), None)
    return None if found is None else session.get(Campaign, found)
