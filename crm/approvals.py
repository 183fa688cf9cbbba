"""What only a person may decide: what was asked, on what terms, who answered and with which proof of who they are.

Nothing here is ever deleted. A request names the terms it is about (``Terms``); a decision holds for those alone.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Money, Percent, Rate, Row, Stamped, UtcDateTime, fk, word


class ApprovalRequest(Row, Stamped, Base):
    """A question that only a person may answer: credit, margin, discount … One open request a kind and case.

    ``tier`` and ``required_role`` grow when nobody answers in time (config/approvals.toml). ``status``: open, approved,
    declined, more_wanted (the approver asks for more), superseded (the case changed before an answer).
    """

    __tablename__ = "approval_request"

    kind: Mapped[str] = word(20)
    opportunity_id: Mapped[int] = fk("opportunity")
    tier: Mapped[int] = mapped_column(default=1, server_default="1")
    required_role: Mapped[str] = word()
    requested_by_id: Mapped[int | None] = fk("person")
    requested_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    amount_mxn: Mapped[Decimal | None] = mapped_column("amount_centavos", Money, key="amount_mxn")
    percent: Mapped[Decimal | None] = mapped_column("basis_points", Percent, key="percent")
    question: Mapped[str] = mapped_column(String(240))
    due_on: Mapped[dt.date]
    status: Mapped[str] = word(12, default="open")

    __table_args__ = (
        Index(
            "uq_approval_request_open",
            "kind",
            "opportunity_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_approval_request_status", "status"),
    )


class Terms(Row, Base):
    """What a decision or a signed paper is about, as it was at that moment (000/A20, A21); rules compare it with today.

    It belongs to a request or to a document, and is never changed. What a paper does not speak of is empty.
    """

    __tablename__ = "terms"

    request_id: Mapped[int | None] = fk("approval_request", unique=True, index=False)
    document_id: Mapped[int | None] = fk("document", unique=True, index=False)
    rfc: Mapped[str | None] = word(20)
    amount_mxn: Mapped[Decimal | None] = mapped_column("amount_centavos", Money, key="amount_mxn")
    monthly_mxn: Mapped[Decimal | None] = mapped_column("monthly_centavos", Money, key="monthly_mxn")
    term_months: Mapped[int | None]
    included_mono_pages: Mapped[int | None]
    included_colour_pages: Mapped[int | None]
    click_mono_mxn: Mapped[Decimal | None] = mapped_column("click_mono_mxn_e4", Rate, key="click_mono_mxn")
    click_colour_mxn: Mapped[Decimal | None] = mapped_column(
        "click_colour_mxn_e4", Rate, key="click_colour_mxn"
    )
    margin_percent: Mapped[Decimal | None] = mapped_column("margin_basis_points", Percent, key="margin_percent")
    discount_percent: Mapped[Decimal | None] = mapped_column(
        "discount_basis_points", Percent, key="discount_percent"
    )
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    notice_days: Mapped[int | None]
    sla: Mapped[str | None] = word()


class TermsLine(Row, Base):
    """Equipment that the terms are about: as many machines of a model at a place."""

    __tablename__ = "terms_line"

    terms_id: Mapped[int] = fk("terms")
    model: Mapped[str] = mapped_column(String(120))
    location: Mapped[str | None] = mapped_column(String(160))
    quantity: Mapped[int] = mapped_column(default=1)


class ApprovalDecision(Row, Stamped, Base):
    """An answer to an approval request: who, what, when, until when, and the proof that it was they.

    ``on_behalf_of_id`` is the colleague whose deputy answered. ``code_step`` is the half minute of the one-time code; no
    code serves twice. ``sha256`` is the hash of what was decided, ``seal`` that hash under the company's key.
    """

    __tablename__ = "approval_decision"

    request_id: Mapped[int] = fk("approval_request", unique=True, index=False)
    kind: Mapped[str] = word(20)
    opportunity_id: Mapped[int] = fk("opportunity")
    approver_id: Mapped[int] = fk("person")
    on_behalf_of_id: Mapped[int | None] = fk("person")
    outcome: Mapped[str] = word(20)
    percent: Mapped[Decimal | None] = mapped_column("basis_points", Percent, key="percent")
    limit_mxn: Mapped[Decimal | None] = mapped_column("limit_centavos", Money, key="limit_mxn")
    conditions: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[dt.date]
    channel: Mapped[str | None] = word(20)
    code_step: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    seal: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("approver_id", "code_step"),
        Index("ix_approval_decision_valid_until", "valid_until"),
    )


class RefusedAnswer(Row, Base):
    """An answer that was not taken, and why: an unknown approver, a wrong code, a limit above the tier."""

    __tablename__ = "refused_answer"

    request_id: Mapped[int] = fk("approval_request")
    person_id: Mapped[int | None] = fk("person")
    approver: Mapped[str] = mapped_column(String(160))
    reason: Mapped[str] = word(40)
    sentence_en: Mapped[str] = mapped_column(Text)
    sentence_es: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = word(20)
    refused_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class DecisionForm(Base):
    """The run in Prefect whose form waits for an answer. If Prefect loses it, a new one is opened (``generation``)."""

    __tablename__ = "decision_form"

    request_id: Mapped[int] = fk("approval_request", primary_key=True, index=False)
    run_id: Mapped[str | None] = mapped_column(String(36))
    generation: Mapped[int] = mapped_column(default=1)
    tier: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Concession(Row, Stamped, Base):
    """Something given beyond the quote: planned in a row of the plan, or approved like a discount (001/B42)."""

    __tablename__ = "concession"

    opportunity_id: Mapped[int] = fk("opportunity")
    subject: Mapped[str] = mapped_column(String(200))
    worth_mxn: Mapped[Decimal] = mapped_column("worth_centavos", Money, key="worth_mxn")
    planned: Mapped[bool] = mapped_column(default=False)
    plan_row_id: Mapped[int | None] = fk("plan_row")
    granted_on: Mapped[dt.date]
