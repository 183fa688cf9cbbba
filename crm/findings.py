"""What the audit found: the rules as installed, each record's verdict, findings with their age, scores."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String, Text, UniqueConstraint, text
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
    """The rules that a record fails, one bit each (0–61 in ``mask_0``, 62–123 in ``mask_1`` …); none: no row.

    Whose the record is, its worth and its date are kept as they were when it was judged: whatever changes them has
    the record judged again, so a score reads this table only, not the ten that the records are made of.
    """

    __tablename__ = "verdict"

    record: Mapped[str] = mapped_column(String(20), primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True)
    mask_0: Mapped[int] = mapped_column(BigInteger)
    mask_1: Mapped[int] = mapped_column(BigInteger)
    mask_2: Mapped[int] = mapped_column(BigInteger, server_default="0")
    owner_id: Mapped[int | None]
    value_mxn: Mapped[Decimal | None] = mapped_column("value_centavos", Money, key="value_mxn")
    due_on: Mapped[dt.date | None]

    __table_args__ = {"sqlite_with_rowid": False}


class Finding(Base):
    """A rule that a record breaks, from the night it was first seen to the night it was gone.

    The record's kind is that of the rule (``RuleRow.record``). It was last seen the night before ``resolved_on`` or,
    while open, by the latest audit. What comes back on the day it was resolved was never gone.
    """

    __tablename__ = "finding"

    rule_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_seen: Mapped[dt.date] = mapped_column(primary_key=True)
    resolved_on: Mapped[dt.date | None]

    __table_args__ = (
        Index(
            "ix_finding_resolved_on",
            "resolved_on",
            sqlite_where=text("resolved_on IS NOT NULL"),
            postgresql_where=text("resolved_on IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )


class RulebookVersion(Row, Base):
    """The rules of one version of the rulebook in full, kept by the first audit that judged by it (000/A02).

    ``rules`` says of each its ``key``, ``record``, both sentences (``en``, ``es``), the stages that it ``gates`` and the hash
    of its SQL.
    """

    __tablename__ = "rulebook_version"

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    since: Mapped[dt.date]
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


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
    """The score of one owner, team, region, consumer, record type or rule (``dimension``) in one audit.

    ``key`` tells it apart: the number of the owner, the key of the rule, else the name itself; empty: nobody's.
    """

    __tablename__ = "audit_score"

    audit_run_id: Mapped[int] = mapped_column(index=True)
    dimension: Mapped[str] = word(12)
    key: Mapped[str] = mapped_column(String(160))
    name: Mapped[str] = mapped_column(String(160))
    records: Mapped[int]
    failing: Mapped[int]
    findings: Mapped[int]
    score_percent: Mapped[Decimal] = mapped_column("score_basis_points", Percent, key="score_percent")
    debt_mxn: Mapped[Decimal] = mapped_column("debt_centavos", Money, key="debt_mxn")
