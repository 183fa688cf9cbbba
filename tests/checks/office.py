"""A question, the colleagues who may answer it, and the telephones that show their codes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa

from checks.decisions import Answer, DecisionRefused, Desk, answer
from checks.install import installed
from crm.identity import Keeper, enrol, new_key
from crm.model import ApprovalDecision, ApprovalRequest, CreditDecision, Opportunity, Person
from tests.builders import NOW, a_question, an_opportunity, part, the_rulebook, who
from tests.worlds import World

KEY = new_key()


class Office:
    """A question about an opportunity, the colleagues who may answer it, and their telephones."""

    def __init__(self, world: World, kind: str = "credit", **changes: Any) -> None:
        self.world, self.keeper, self.now = world, Keeper(KEY), NOW
        self.secrets: dict[int, str] = {}
        with world.write() as session:
            self.rules = installed(session, the_rulebook())
            self.sale = an_opportunity(session)
            self.analyst, self.other_analyst = who(session, "credit"), who(session, "credit", other=True)
            self.seller, self.manager = who(session, "sales"), who(session, "sales_manager")
            self.finance, self.direction = who(session, "finance"), who(session, "direction")
            for person in (
                self.analyst,
                self.other_analyst,
                self.manager,
                self.finance,
                self.direction,
                self.seller,
            ):
                self.secrets[person] = enrol(
                    session, self.keeper, session.get_one(Person, person), "Seiton", NOW
                ).secret
            self.request = a_question(session, self.sale, kind, **changes)

    def code(self, person: int) -> str:
        """What the telephone shows; each time it is looked at, the next half minute has come."""
        self.now += dt.timedelta(seconds=30)
        return pyotp.TOTP(self.secrets[person]).at(self.now)

    def answer(self, outcome: str = "approved", by: int | None = None, **more: Any) -> ApprovalDecision:
        person = by or self.analyst
        code = more.pop("code", None) or (self.code(person) if person in self.secrets else "000000")
        desk = Desk(self.world.engine, self.rules, lambda: self.keeper, "tests")
        return answer(desk, self.request.id, Answer(outcome, str(person), code, **more), self.now)

    def refuses(self, reason: str, *given: Any, **more: Any) -> DecisionRefused:
        before = self.everything()
        with pytest.raises(DecisionRefused) as refusal:
            self.answer(*given, **more)
        assert refusal.value.reason == reason
        assert refusal.value.to("es") != refusal.value.to("en")
        assert self.everything() == before
        return refusal.value

    def everything(self) -> list[Any]:
        with self.world.read() as session:
            tables = (ApprovalRequest, ApprovalDecision, CreditDecision)
            return [session.execute(sa.select(model.__table__).order_by(model.id)).all() for model in tables]

    def in_force(self) -> CreditDecision:
        with self.world.write() as session:
            found: CreditDecision = part(session, session.get_one(Opportunity, self.sale.id), CreditDecision)
            return found

    def change(self, model: Any, /, **values: Any) -> None:
        with self.world.write() as session:
            row = (
                session.get_one(Opportunity, self.sale.id)
                if model is Opportunity
                else part(session, self.sale, model)
            )
            for name, value in values.items():
                setattr(row, name, value)
