"""Attempts to get round the gates: each must be refused, and must leave everything as it was."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crm.model import (
    ApprovalRequest,
    Contract,
    CreditDecision,
    Opportunity,
)
from tests.builders import (
    NOW,
    TODAY,
    a_delivery,
    a_lead,
    a_renewal,
    add,
    an_approval,
    an_opportunity,
    day,
    part,
    who,
)
from tests.worlds import World

GUARDED = (
    "opportunity", "delivery", "renewal", "stage_history", "credit_decision", "approval_decision", "approval_request",
    "business_day", "shipment", "installation", "import_batch", "audit_run",
)  # fmt: skip


class Shop:
    """Cases that somebody would like to see further than they are, by what is known of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        with world.write() as session:
            self.bare = a_lead(session, name="Bare").id
            self.fresh = an_opportunity(session).id
            self.ready = an_opportunity(session, "contracted").id
            self.unsigned = self._unsigned(session)
            self.won = an_opportunity(session, "won").id
            self.claim = self._claim(session, "won")
            self.ordered = a_delivery(session, contract_id=None).id
            self.prepared = a_delivery(session, "prepared").id
            self.expired = self._expired(session)
            self.watched = a_renewal(session).id
            self.exception = an_approval(session, session.get_one(Opportunity, self.ready), "margin", 20).id
            self.question = self._question(session)

    def _unsigned(self, session: Session) -> int:
        case = an_opportunity(session, "credit_authorised")
        part(session, case, Contract).signed_on = None
        return case.id

    def _claim(self, session: Session, stage: str) -> int:
        claim = Opportunity(
            stage="imported", claimed_stage=stage, stage_since=day(-90), moved_at=NOW, moved_by="import", source="old",
            source_id=stage, created_at=NOW, needs_delivery=True,
        )  # fmt: skip
        return int(add(session, claim).id)

    def _expired(self, session: Session) -> int:
        case = a_delivery(session, "prepared")
        session.execute(
            sa.update(CreditDecision)
            .where(CreditDecision.opportunity_id == case.opportunity_id)
            .values(superseded_at=NOW)
        )
        return case.id

    def _question(self, session: Session) -> int:
        question = ApprovalRequest(
            kind="credit", opportunity_id=self.unsigned, required_role="credit", requested_by_id=who(session, "sales"),
            requested_at=NOW, question="?", due_on=day(2), created_at=NOW,
        )  # fmt: skip
        return int(add(session, question).id)

    def refuses(self, words: str, *statements: str | sa.Executable) -> None:
        """All statements, in one transaction, are refused with these words and change nothing.

        In a text ``{ready}`` is the number of the case of that name, ``{today}`` the business day.
        """
        before = self.state()
        with pytest.raises(DBAPIError) as refusal, self.world.write() as session:
            for statement in statements:
                if isinstance(statement, str):
                    session.connection().exec_driver_sql(self.spell(statement).replace("%", "%%"))
                else:
                    session.connection().execute(statement)
        assert words in str(refusal.value.orig)
        assert self.state() == before

    def spell(self, statement: str) -> str:
        """The statement with the numbers of the cases in it."""
        return statement.format(**vars(self), new=NEW, today=TODAY, now=f"{NOW:%Y-%m-%d %H:%M:%S.%f}")

    def state(self) -> dict[str, list[Any]]:
        """Everything that nobody may have changed."""
        with self.world.read() as session:
            return {
                name: session.execute(sa.text(f"SELECT * FROM {name} ORDER BY 1")).all() for name in GUARDED
            }


NEW = (
    "(kind, needs_delivery, stage_since, moved_at, moved_by, created_at, stage, version, source, claimed_stage)"
    f" VALUES ('new', true, '{TODAY}', '{NOW:%Y-%m-%d %H:%M:%S.%f}', 'me', '{NOW:%Y-%m-%d %H:%M:%S.%f}'"
)
"""What every new opportunity says; ``INSERT INTO opportunity {new}, 'lead', 1, NULL, NULL)`` adds what it claims."""
