"""Papers that bind: documents of any kind, the contract, its lines and annexes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Money, Rate, Row, Sourced, Stamped, UtcDateTime, fk, word


class Document(Row, Sourced, Stamped, Base):
    """A file that proves something: its kind, its dates and the hash of its bytes.

    ``state``: filed (kept, not examined), draft (ours, to be signed), proved (every signature verified), attested (a named
    person answers for a handwritten signature), refused (``reasons`` say why). A signed paper names its draft.
    """

    __tablename__ = "document"

    kind: Mapped[str] = word()
    title: Mapped[str | None] = mapped_column(String(200))
    account_id: Mapped[int | None] = fk("account")
    opportunity_id: Mapped[int | None] = fk("opportunity")
    file_name: Mapped[str | None] = mapped_column(String(240))
    sha256: Mapped[str | None] = mapped_column(String(64))
    issued_on: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    signed_on: Mapped[dt.date | None]
    number: Mapped[str | None] = word()
    state: Mapped[str] = word(12, default="filed", server_default="filed")
    draft_id: Mapped[int | None] = fk("document")
    stored_as: Mapped[str | None] = mapped_column(String(240))
    inspected_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    reasons: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)
    attested_by_id: Mapped[int | None] = fk("person")
    attested_on: Mapped[dt.date | None]
    statement: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Sourced.source_index("document"),
        Index("ix_document_valid_until", "valid_until"),
        Index("ix_document_issued_on", "issued_on"),
        Index("ix_document_account_kind", "account_id", "kind"),
    )


class Contract(Row, Sourced, Stamped, Base):
    """The master contract of one opportunity (000/A23: signed before equipment is sent)."""

    __tablename__ = "contract"

    opportunity_id: Mapped[int | None] = fk("opportunity", unique=True, index=False)
    account_id: Mapped[int | None] = fk("account")
    account_ref: Mapped[str | None] = mapped_column(String(200))
    number: Mapped[str | None] = word()
    rfc: Mapped[str | None] = word(20)
    monthly_mxn: Mapped[Decimal | None] = mapped_column("monthly_centavos", Money, key="monthly_mxn")
    term_months: Mapped[int | None]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    notice_days: Mapped[int | None]
    sla: Mapped[str | None] = word()
    signed_on: Mapped[dt.date | None]
    client_signatory: Mapped[str | None] = mapped_column(String(160))
    company_signatory: Mapped[str | None] = mapped_column(String(160))
    client_signatory_rfc: Mapped[str | None] = word(20)
    company_signatory_rfc: Mapped[str | None] = word(20)
    included_mono_pages: Mapped[int | None]
    included_colour_pages: Mapped[int | None]
    click_mono_mxn: Mapped[Decimal | None] = mapped_column("click_mono_mxn_e4", Rate, key="click_mono_mxn")
    click_colour_mxn: Mapped[Decimal | None] = mapped_column(
        "click_colour_mxn_e4", Rate, key="click_colour_mxn"
    )
    document_id: Mapped[int | None] = fk("document")

    __table_args__ = (
        Sourced.source_index("contract"),
        UniqueConstraint("number"),
        Index("ix_contract_ends_on", "ends_on"),
    )


class ContractLine(Row, Base):
    """Annex A: what equipment goes where."""

    __tablename__ = "contract_line"

    contract_id: Mapped[int] = fk("contract")
    model: Mapped[str] = mapped_column(String(120))
    location: Mapped[str | None] = mapped_column(String(160))
    quantity: Mapped[int] = mapped_column(default=1)


class Annex(Row, Base):
    """An annex A–E of a contract, due inside the established period (000/A24)."""

    __tablename__ = "annex"

    contract_id: Mapped[int] = fk("contract")
    letter: Mapped[str] = word(2)
    due_on: Mapped[dt.date]
    signed_on: Mapped[dt.date | None]
    document_id: Mapped[int | None] = fk("document")

    __table_args__ = (UniqueConstraint("contract_id", "letter"), Index("ix_annex_due_on", "due_on"))
