"""What happened and what is due: stage history, holds, effects to deliver, imports, the business day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, Row, UtcDateTime, word


class BusinessDay(Base):
    """Today, as the company's calendar has it. One row; the database lets it move forward only."""

    __tablename__ = "business_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    today: Mapped[dt.date]

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class StageHistory(Row, Base):
    """Every stage a case has entered. Written by the database itself, never changed (000/A17)."""

    __tablename__ = "stage_history"

    record: Mapped[str] = word(20)
    record_id: Mapped[int]
    version: Mapped[int]
    from_stage: Mapped[str | None] = word(24)
    to_stage: Mapped[str] = word(24)
    moved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    moved_by: Mapped[str] = mapped_column(String(80))

    __table_args__ = (UniqueConstraint("record", "record_id", "version"),)


class Hold(Base):
    """A case that could not enter its next stage, and since when (000/A28: the attempt is logged).

    The masks hold one bit for each rule that failed (``crm.findings.RuleRow.bit``).
    """

    __tablename__ = "hold"

    record: Mapped[str] = mapped_column(String(20), primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True)
    target: Mapped[str] = word(24)
    mask_0: Mapped[int] = mapped_column(BigInteger)
    mask_1: Mapped[int] = mapped_column(BigInteger)
    mask_2: Mapped[int] = mapped_column(BigInteger, server_default="0")
    since: Mapped[dt.date]
    last_seen: Mapped[dt.date]

    __table_args__ = (Index("ix_hold_target", "record", "target"),)


class Outbox(Row, Base):
    """An effect to be delivered after the move that caused it: never lost, never twice (``key`` is unique)."""

    __tablename__ = "outbox"

    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = word()
    record: Mapped[str] = word(20)
    record_id: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_outbox_delivered_at", "delivered_at"),)


class ImportBatch(Row, Base):
    """One file read into one record type by ``seiton import``: what became of each of its rows.

    ``rows`` is the sum of the others. ``left_out`` are rows that the mapping leaves to another table of its own.
    """

    __tablename__ = "import_batch"

    source: Mapped[str] = word()
    file_name: Mapped[str] = mapped_column(String(240))
    sha256: Mapped[str] = mapped_column(String(64))
    record: Mapped[str] = word(20)
    rows: Mapped[int]
    created: Mapped[int]
    updated: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]
    left_out: Mapped[int] = mapped_column(default=0)
    imported_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class ImportedRow(Base):
    """What an outside system last said of a record: a short digest of each field, no second copy of the words.

    A later import writes only the fields of which the outside system says something new, so what our own people
    have corrected since is not written over (000/A32).
    """

    __tablename__ = "imported_row"

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    record: Mapped[str] = mapped_column(String(20), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    said: Mapped[str] = mapped_column(Text)

    __table_args__ = {"sqlite_with_rowid": False}


class TrailEntry(Row, Base):
    """One link of the trail: a row of what is never changed, with the hash of it and of the link before (000/A17).

    ``id`` is its place in the trail, from 1 on without a gap.
    """

    __tablename__ = "trail_entry"

    source: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("source", "source_id"),)


class Touched(Base):
    """Records that an edit may have given another verdict, one line an edit; the incremental audit judges just these.

    A line is only ever added, so that two who write at once never wait for each other, and none is lost while an
    audit reads.
    """

    __tablename__ = "touched"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    record: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int]
