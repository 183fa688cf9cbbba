"""Colleagues: each has a role, a seller has a manager, and nobody both sells and authorises (000/A21, A28, 004/E17)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_
from sqlalchemy.orm import aliased

from checks.expressions import in_force, reached, there_is
from checks.rule import Rule, RuleWriter
from config.company import Company
from crm.model import Deputy, Person, PersonRole
from crm.people import SELLS

Manager = aliased(Person, name="manager")


def rules(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "person")
    sells = there_is(PersonRole, PersonRole.person_id == Person.id, PersonRole.role == SELLS)
    deciders = sorted({tier.role for tier in company.approvals.credit.tiers})

    yield rule(
        "E17-person-role", "004/E17",
        says=("An active colleague has a role", "Un colaborador activo tiene un rol"),
        mend=("Give the colleague a role.", "Asigne un rol al colaborador."),
        when=Person.active.is_(True), holds=there_is(PersonRole, PersonRole.person_id == Person.id), mender="direction",
    )  # fmt: skip
    yield rule(
        "E17-seller-manager", "004/E17",
        says=("A seller reports to an active manager", "Un vendedor reporta a un gerente activo"),
        mend=("Name the seller's manager.", "Asigne el gerente del vendedor."),
        when=and_(Person.active.is_(True), sells),
        holds=there_is(Manager, Manager.id == Person.manager_id, Manager.active.is_(True)), mender="direction",
    )  # fmt: skip
    yield rule(
        "A28-sells-or-authorises", "000/A28",
        says=("Who sells does not authorise credit as well", "Quien vende no autoriza además crédito"),
        mend=("Take one of the two roles from the colleague.", "Retire al colaborador uno de los dos roles."),
        when=and_(Person.active.is_(True), sells),
        holds=~there_is(PersonRole, PersonRole.person_id == Person.id, PersonRole.role.in_(deciders)),
        mender="direction", weight=20,
    )  # fmt: skip
    yield rule(
        "A28-deputy-may-be-one", "000/A28",
        says=("Who decides for another today works here and does not sell",
              "Quien hoy decide por otra persona trabaja aquí y no vende"),
        mend=("End it and name another deputy.", "Termine la suplencia y nombre a otra persona."),
        when=there_is(Deputy, Deputy.deputy_id == Person.id, reached(Deputy.from_on), in_force(Deputy.until_on)),
        holds=and_(Person.active.is_(True), ~sells), mender="direction", weight=20,
    )  # fmt: skip
