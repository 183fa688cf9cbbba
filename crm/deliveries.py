"""From contract to training: what leaves the warehouse, where it stands, who was taught to use it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Case, Money, Rate, Row, Sourced, Stamped, fk, word


class Delivery(Row, Case, Sourced, Stamped, Base):
    """The installation of what one opportunity sold, from the order (ODM) to the hand-over (M11–M13).

    ``promised_on``: the day on which the client was told that everything would be there (004/E08).
    ``performs_as_promised``: what the client says of it at the check after the training (004/E09).
    """

    __tablename__ = "delivery"

    opportunity_id: Mapped[int] = fk("opportunity", unique=True, index=False)
    contract_id: Mapped[int | None] = fk("contract")
    account_id: Mapped[int | None] = fk("account")
    owner_id: Mapped[int | None] = fk("person")
    received_by_id: Mapped[int | None] = fk("person")
    received_on: Mapped[dt.date | None]
    promised_on: Mapped[dt.date | None]
    late_reason: Mapped[str | None] = mapped_column(String(240))
    site_address: Mapped[str | None] = mapped_column(String(240))
    site_checked_on: Mapped[dt.date | None]
    quality_checked_on: Mapped[dt.date | None]
    quality_checked_by_id: Mapped[int | None] = fk("person")
    toner_included: Mapped[bool | None]
    packed_on: Mapped[dt.date | None]
    follow_up_on: Mapped[dt.date | None]
    follow_up_result: Mapped[str | None] = mapped_column(Text)
    performs_as_promised: Mapped[bool | None]
    performance_note: Mapped[str | None] = mapped_column(Text)
    cancelled_reason: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        *Case.case_arguments("delivery"),
        Sourced.source_index("delivery"),
        Index("ix_delivery_stage_since", "stage_since"),
    )


class DeliveryOrder(Row, Stamped, Base):
    """The ODM: the order without which nothing is released (M11)."""

    __tablename__ = "delivery_order"

    delivery_id: Mapped[int] = fk("delivery", unique=True, index=False)
    number: Mapped[str] = word()
    issued_on: Mapped[dt.date]
    issued_by_id: Mapped[int | None] = fk("person")
    valid_until: Mapped[dt.date]

    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_delivery_order_valid_until", "valid_until"),
    )


class DeliveryOrderLine(Row, Base):
    """What the order sends where; it must equal annex A (M12)."""

    __tablename__ = "delivery_order_line"

    delivery_order_id: Mapped[int] = fk("delivery_order")
    model: Mapped[str] = mapped_column(String(120))
    location: Mapped[str | None] = mapped_column(String(160))
    quantity: Mapped[int] = mapped_column(default=1)


class Shipment(Row, Stamped, Base):
    """A truck-load: when it left and when it arrived. ``dispatched_on`` may be written only for a prepared case."""

    __tablename__ = "shipment"

    delivery_id: Mapped[int] = fk("delivery")
    scheduled_on: Mapped[dt.date | None]
    dispatched_on: Mapped[dt.date | None]
    delivered_on: Mapped[dt.date | None]
    carrier: Mapped[str | None] = mapped_column(String(120))
    incident: Mapped[str | None] = mapped_column(Text)


class Equipment(Row, Sourced, Stamped, Base):
    """One machine at a client, by its serial number, with the counters it started from and, once replaced, ended at.

    Without ``installed_on`` it came with the installation of its delivery.
    """

    __tablename__ = "equipment"

    delivery_id: Mapped[int | None] = fk("delivery")
    contract_id: Mapped[int | None] = fk("contract")
    model: Mapped[str] = mapped_column(String(120))
    serial: Mapped[str | None] = word(60)
    location: Mapped[str | None] = mapped_column(String(160))
    start_mono_pages: Mapped[int | None]
    start_colour_pages: Mapped[int | None]
    installed_on: Mapped[dt.date | None]
    removed_on: Mapped[dt.date | None]
    end_mono_pages: Mapped[int | None]
    end_colour_pages: Mapped[int | None]
    admin_password_changed: Mapped[bool] = mapped_column(default=False)
    reports_meters: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Sourced.source_index("equipment"), Index("ix_equipment_serial", "serial"))


class Installation(Row, Stamped, Base):
    """The visit that puts the equipment to work; its date is set only for a released case (M08)."""

    __tablename__ = "installation"

    delivery_id: Mapped[int] = fk("delivery", unique=True, index=False)
    scheduled_on: Mapped[dt.date | None]
    installed_on: Mapped[dt.date | None]
    technician_id: Mapped[int | None] = fk("person")
    network_ok: Mapped[bool | None]
    test_prints_ok: Mapped[bool | None]
    main_user_id: Mapped[int | None] = fk("contact")


class Training(Row, Stamped, Base):
    """One topic taught to one user: toner_request, failure_report or configuration (000/A25–A27)."""

    __tablename__ = "training"

    delivery_id: Mapped[int] = fk("delivery")
    topic: Mapped[str] = word(20)
    user_id: Mapped[int] = fk("contact")
    trainer_id: Mapped[int | None] = fk("person")
    trained_on: Mapped[dt.date | None]
    demonstrated: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("delivery_id", "topic", "user_id"),)


class Acceptance(Row, Stamped, Base):
    """The delivery and acceptance certificate (D&A) signed by the client."""

    __tablename__ = "acceptance"

    delivery_id: Mapped[int] = fk("delivery", unique=True, index=False)
    signed_on: Mapped[dt.date | None]
    signed_by_id: Mapped[int | None] = fk("contact")
    document_id: Mapped[int | None] = fk("document")


class BillingSetup(Row, Stamped, Base):
    """How the account will be billed, audited before the first invoice (000/A29)."""

    __tablename__ = "billing_setup"

    delivery_id: Mapped[int] = fk("delivery", unique=True, index=False)
    monthly_mxn: Mapped[Decimal | None] = mapped_column("monthly_centavos", Money, key="monthly_mxn")
    click_mono_mxn: Mapped[Decimal | None] = mapped_column("click_mono_mxn_e4", Rate, key="click_mono_mxn")
    click_colour_mxn: Mapped[Decimal | None] = mapped_column(
        "click_colour_mxn_e4", Rate, key="click_colour_mxn"
    )
    rfc: Mapped[str | None] = word(20)
    term_months: Mapped[int | None]
    included_mono_pages: Mapped[int | None]
    included_colour_pages: Mapped[int | None]
    meter_group: Mapped[str | None] = word()
    cycle_day: Mapped[int | None]
    audited_on: Mapped[dt.date | None]
    audited_by_id: Mapped[int | None] = fk("person")


class MeterReading(Row, Sourced, Stamped, Base):
    """The counters of a machine on a day; the base of every bill. A read that failed says its ``error`` and counts nothing."""

    __tablename__ = "meter_reading"

    equipment_id: Mapped[int] = fk("equipment")
    read_on: Mapped[dt.date]
    mono_pages: Mapped[int | None]
    colour_pages: Mapped[int | None]
    origin: Mapped[str] = word(20, default="manual")
    error: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (Sourced.source_index("meter_reading"),)
