"""Scoring the sample's opportunities as a sweep does, so that they pass the gate and their reasons are true."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from checks.gate import Scope
from checks.icp import score_what_changed
from checks.rule import standing
from config.company import Company
from crm.model import Opportunity
from sample.plan import OPPORTUNITIES
from sample.sales import QUALIFIED, UNWILLING


def of_chunk(connection: Connection, company: Company, today: dt.date, first: int) -> None:
    """Those of a chunk that come to be qualified; plain leads are left to the first sweep."""
    p = OPPORTUNITIES.c
    wanted = select(p.id).where(p.reach >= QUALIFIED, func.coalesce(p.lacks, "") != UNWILLING)
    with Session(connection, join_transaction_mode="rollback_only") as session:
        score_what_changed(session, company, Scope(), today, which=Opportunity.id.in_(wanted), after=first - 1)
        session.commit()


def of_the_whole(connection: Connection, company: Company, today: dt.date) -> None:
    """Whoever is past the first stage and was changed since, by a planted defect or a claim."""
    with Session(connection, join_transaction_mode="rollback_only") as session:
        score_what_changed(session, company, Scope(), today, which=standing("opportunity") != "lead")
        session.commit()
