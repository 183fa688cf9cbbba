"""Whom we sell to and what: accounts, contacts, the product catalogue."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Money, Percent, Row, Sourced, Stamped, fk, word


class Account(Row, Sourced, Stamped, Base):
    """A company that buys or may buy (001/B01: every account has a market type).

    The classification writes what follows from facts (``tasks.clients``): ``abc_class`` is A, B or C (003/D11) and was
    last found on ``abc_on``; ``value_points`` go from 0 to 100; ``relationship`` is the rung of the ladder (001/B02, 004/E15: buyer,
    client, pro, strategic), nothing where nothing was bought yet; ``share_percent`` is our part of what the client buys
    and ``share_trend`` its course (001/B10). ``supplier_position`` is our rung as a supplier (002/C13).
    """

    __tablename__ = "account"

    name: Mapped[str | None] = mapped_column(String(200))
    legal_name: Mapped[str | None] = mapped_column(String(200))
    rfc: Mapped[str | None] = mapped_column(String(20))
    tax_regime: Mapped[str | None] = word(10)
    kind: Mapped[str] = word(20, default="prospect")
    segment: Mapped[str | None] = word()
    market_type: Mapped[str | None] = word()
    country: Mapped[str | None] = word(60)
    time_zone: Mapped[str | None] = word()
    address: Mapped[str | None] = mapped_column(String(240))
    city: Mapped[str | None] = word(80)
    postal_code: Mapped[str | None] = word(10)
    phone: Mapped[str | None] = word()
    website: Mapped[str | None] = mapped_column(String(200))
    billing_email: Mapped[str | None] = mapped_column(String(200))
    clabe: Mapped[str | None] = word(24)
    payment_terms_days: Mapped[int | None]
    employees: Mapped[int | None]
    annual_revenue_mxn: Mapped[Decimal | None] = mapped_column(
        "annual_revenue_centavos", Money, key="annual_revenue_mxn"
    )
    parent_id: Mapped[int | None] = fk("account")
    parent_ref: Mapped[str | None] = mapped_column(String(200))
    owner_id: Mapped[int | None] = fk("person")
    owner_ref: Mapped[str | None] = mapped_column(String(120))
    territory_id: Mapped[int | None] = fk("territory")
    verified_on: Mapped[dt.date | None]
    abc_class: Mapped[str | None] = word(1)
    abc_on: Mapped[dt.date | None]
    value_points: Mapped[Decimal | None] = mapped_column("value_basis_points", Percent, key="value_points")
    relationship: Mapped[str | None] = word(12)
    share_percent: Mapped[Decimal | None] = mapped_column("share_basis_points", Percent, key="share_percent")
    share_trend: Mapped[str | None] = word(12)
    share_plan: Mapped[str | None] = mapped_column(Text)
    share_plan_due_on: Mapped[dt.date | None]
    plan: Mapped[str | None] = mapped_column(Text)
    planned_on: Mapped[dt.date | None]
    supplier_position: Mapped[str | None] = word()
    supplier_position_on: Mapped[dt.date | None]

    __table_args__ = (
        Sourced.source_index("account"),
        Index("ix_account_rfc", "rfc"),
        Index("ix_account_name", "name"),
        Index("ix_account_verified_on", "verified_on"),
        Index("ix_account_abc_on", "abc_on"),
        Index("ix_account_share_plan_due_on", "share_plan_due_on"),
        Index("ix_account_planned_on", "planned_on"),
    )


class Contact(Row, Sourced, Stamped, Base):
    """A person at the client, with the part they play in the decision (002/C03–C07).

    ``importance`` goes from 1 to 3, most important (003/D12); the classification writes it (``tasks.clients``).
    ``arguments``: what answers one who opposes (C09); ``communication_plan``: how we speak with one who supports (C08).
    """

    __tablename__ = "contact"

    account_id: Mapped[int | None] = fk("account")
    account_ref: Mapped[str | None] = mapped_column(String(120))
    name: Mapped[str | None] = mapped_column(String(160))
    job_title: Mapped[str | None] = mapped_column(String(120))
    function: Mapped[str | None] = word()
    level: Mapped[str | None] = word()
    email: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = word()
    buying_role: Mapped[str | None] = word()
    stance: Mapped[str | None] = word()
    signs_orders: Mapped[bool] = mapped_column(default=False)
    importance: Mapped[int | None]
    arguments: Mapped[str | None] = mapped_column(Text)
    communication_plan: Mapped[str | None] = mapped_column(Text)
    lead_source: Mapped[str | None] = word(60)
    owner_id: Mapped[int | None] = fk("person")
    owner_ref: Mapped[str | None] = mapped_column(String(120))

    __table_args__ = (Sourced.source_index("contact"), Index("ix_contact_email", "email"))


class Product(Row, Sourced, Stamped, Base):
    """What the catalogue offers: a model of equipment, a consumable, a service."""

    __tablename__ = "product"

    name: Mapped[str] = mapped_column(String(200))
    family: Mapped[str | None] = word(80)
    active: Mapped[bool] = mapped_column(default=True)
    list_price_mxn: Mapped[Decimal | None] = mapped_column("list_price_centavos", Money, key="list_price_mxn")
    description: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Sourced.source_index("product"), Index("ix_product_name", "name"))
