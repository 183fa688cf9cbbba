"""What the audit found: the rules as installed, each record's verdict, findings with their age, scores."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Money, Percent, Row, UtcDateTime, word


class RuleRow(Row, Base):
    """A rule as installed in this database. Its ``bit`` never changes, so verdicts of past nights stay readable."""

    __tablename__ = "rule"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    record: Mapped[str] = word(20)
    bit: Mapped[int]
    mender: Mapped[str] = word()
    weight: Mapped[int]
    sentence_en: Mapped[str] = mapped_column(Text)
    sentence_es: Mapped[str] = mapped_column(Text)
    retired: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("record", "bit"),)


class Verdict(Base):
    """The rules that a record fails, one bit each (bits 0–61 in ``mask_0``, 62–123 in ``mask_1``); none: no row."""

    __tablename__ = "verdict"

    record: Mapped[str] = mapped_column(String(20), primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True)
    mask_0: Mapped[int] = mapped_column(BigInteger)
    mask_1: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = {"sqlite_with_rowid": False}


class Finding(Row, Base):
    """A rule that a record breaks, from the night it was first seen to the night it was gone.

    It was last seen on ``resolved_on`` less one night, or, while open, by the latest audit.
    """

    __tablename__ = "finding"

    record: Mapped[str] = word(20)
    record_id: Mapped[int]
    rule_id: Mapped[int]
    first_seen: Mapped[dt.date]
    resolved_on: Mapped[dt.date | None]

    __table_args__ = (
        Index(
            "uq_finding_open",
            "record",
            "record_id",
            "rule_id",
            unique=True,
            sqlite_where=text("resolved_on IS NULL"),
            postgresql_where=text("resolved_on IS NULL"),
        ),
    )


class AuditRun(Row, Base):
    """One audit: when, how much it judged, what it found."""

    __tablename__ = "audit_run"

    day: Mapped[dt.date]
    mode: Mapped[str] = word(12)
    rulebook: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    judged: Mapped[int]
    records: Mapped[int]
    failing: Mapped[int]
    open_findings: Mapped[int]
    new_findings: Mapped[int]
    resolved_findings: Mapped[int]
    score_percent: Mapped[Decimal] = mapped_column("score_basis_points", Percent, key="score_percent")
    debt_mxn: Mapped[Decimal] = mapped_column("debt_centavos", Money, key="debt_mxn")


class AuditScore(Row, Base):
    """The score of one owner, team, region, consumer, record type or rule in one audit."""

    __tablename__ = "audit_score"

    audit_run_id: Mapped[int] = mapped_column(index=True)
    dimension: Mapped[str] = word(12)
    name: Mapped[str] = mapped_column(String(160))
    records: Mapped[int]
    failing: Mapped[int]
    findings: Mapped[int]
    score_percent: Mapped[Decimal] = mapped_column("score_basis_points", Percent, key="score_percent")
    debt_mxn: Mapped[Decimal] = mapped_column("debt_centavos", Money, key="debt_mxn")
