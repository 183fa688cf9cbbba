"""How each rule of a renewal, an account, a contact, a contract, an activity and a colleague is broken."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import (
    Account,
    Activity,
    Complaint,
    Contact,
    Contract,
    Deputy,
    Opportunity,
    Person,
    PersonRole,
    Renewal,
    Satisfaction,
    ServiceTicket,
    Territory,
)
from tests.builders import (
    NOW,
    TODAY,
    a_campaign,
    a_contact,
    a_delivery,
    a_lead,
    add,
    an_account,
    an_opportunity,
    day,
    number,
    part,
    who,
)
from tests.checks.breaches_of_clients import a_key_client
from tests.checks.breaches_of_contracts import ANNEX_EDITS
from tests.checks.breaches_of_sales import GENERIC
from tests.checks.edits import Edit, Mend, all_of, breach, bring, change, change_all, remove
from tests.company.parts import parts


def _double(values: Any) -> Edit:
    def apply(session: Session, case: Account) -> Mend:
        other = an_account(session, **values(case))

        def tell_apart() -> None:
            other.rfc, other.name = None, f"Another {number()}"
            session.flush()

        return tell_apart

    return apply


def _bad_rfc_digit(session: Session, case: Account) -> Mend:
    right = case.rfc
    case.rfc = right[:-1] + ("1" if right[-1] != "1" else "2")
    session.flush()

    def restore() -> None:
        case.rfc = right
        session.flush()

    return restore


def an_open_ticket(session: Session, case: Account, **changes: Any) -> ServiceTicket:
    """A ticket that nobody has solved, past its date."""
    values = {"opened_on": day(-3), "due_on": day(-1)} | changes
    return add(session, ServiceTicket(account_id=case.id, created_at=NOW, **values))


_bought_nothing = all_of(change_all(Contract, account_id=None), change_all(Opportunity, account_id=None))


def _keeper_gone(session: Session, case: Account) -> Mend:
    keeper = session.get_one(Person, session.get_one(Territory, case.territory_id).owner_id)
    return _leaves(session, keeper)


def _leaves(session: Session, colleague: Person) -> Mend:
    colleague.active = False
    session.flush()

    def back() -> None:
        colleague.active = True
        session.flush()

    return back


ACCOUNT = {
    "E11-duplicate-rfc": breach(_double(lambda a: {"rfc": a.rfc}), aside=change(Account, rfc=GENERIC)),
    "E11-duplicate-name": breach(_double(lambda a: {"name": a.name}), aside=change(Account, name=" ")),
    "A21-account-rfc-format": breach(
        change(Account, rfc="ABC"), change(Account, rfc="ABC010203AB"), aside=change(Account, rfc=None)
    ),
    "A21-account-rfc-digit": breach(_bad_rfc_digit, aside=change(Account, rfc=GENERIC)),
    "A33-account-clabe": breach(
        change(Account, clabe="032180000118359718"),
        change(Account, clabe="12"),
        aside=change(Account, clabe=None),
    ),
    "E15-account-billing-email": breach(
        change(Account, billing_email="pagos@escuela"), aside=change(Account, billing_email=" ")
    ),
    "E15-account-phone": breach(change(Account, phone="123"), aside=change(Account, phone=None)),
    "B08-account-fresh": breach(
        change(Account, verified_on=day(-201)),
        change(Account, verified_on=None),
        aside=change(Account, kind="prospect"),
    ),
    "E17-territory-owner": breach(
        change(Territory, owner_id=None), _keeper_gone, aside=change(Account, territory_id=None)
    ),
    "A33-client-rfc": breach(
        change(Account, rfc=None), change(Account, rfc=" "), aside=change(Account, kind="prospect")
    ),
    "M10-account-plan": breach(
        change(Account, plan=None),
        change(Account, plan=" "),
        change(Account, planned_on=day(-301)),
        change(Account, planned_on=None),
        aside=change(Account, kind="prospect"),
    ),
    "M10-account-owner": breach(change(Person, active=False), aside=change(Account, owner_id=None)),
    "M14-ticket-overdue": breach(bring(an_open_ticket)),
    "C03-account-has-contact": breach(change_all(Contact, account_id=None)),
    "B02-client-has-contract": breach(
        _bought_nothing,
        all_of(_bought_nothing, bring(lambda s, account: a_lead(s, account_id=account.id), kept=True)),
        aside=change(Account, kind="prospect"),
    ),
}

CONTACT = {
    "A32-orphan-contact": breach(change(Contact, account_id=None)),
    "E15-contact-reachable": breach(change(Contact, email=None, phone=" ")),
    "E15-contact-email": breach(change(Contact, email="a@b"), aside=change(Contact, email=None)),
    "E15-contact-phone": breach(change(Contact, phone="55"), aside=change(Contact, phone=None)),
    "E11-duplicate-contact": breach(
        bring(lambda s, case: a_contact(s, None, email=case.email)), aside=change(Contact, email=None)
    ),
}


def _with_the_same_paper(session: Session, case: Contract) -> Contract:
    return add(
        session, Contract(number=f"C-{number()}", document_id=case.document_id, created_at=case.created_at)
    )


CONTRACT = {
    "A24-contract-annex-overdue": breach(*ANNEX_EDITS),
    "A33-contract-dates": breach(
        change(Contract, ends_on=day(-90), starts_on=day(-90)), aside=change(Contract, ends_on=None)
    ),
    "A21-contract-rfc": breach(
        change(Contract, rfc=None), change(Contract, rfc=GENERIC), change(Contract, rfc="ABC")
    ),
    "A11-contract-watched": breach(change(Renewal, contract_id=None), aside=change(Contract, signed_on=None)),
    "A20-contract-number-unique": breach(bring(_with_the_same_paper), aside=change(Contract, document_id=None)),
}

_not_done = change(Activity, done_at=None, due_on=day(3))


def _named(what: str) -> Edit:
    return change(Activity, **{f"{what}_ref": "Somebody"})


ACTIVITY = {
    "A32-orphan-activity": breach(change(Activity, account_id=None, contact_id=None, opportunity_id=None)),
    **{
        f"A32-activity-{what}-known": breach(
            change(Activity, **{f"{what}_id": None}),
            given=_named(what),
            aside=change(Activity, **{f"{what}_ref": " "}),
        )
        for what in ("account", "contact", "opportunity")
    },
    "E10-activity-result": breach(
        change(Activity, result=None), change(Activity, result=" "), aside=change(Activity, kind="task")
    ),
    "E07-next-step-asked": breach(
        change(Activity, next_step=None),
        change(Activity, next_step=" "),
        given=change(Activity, kind="visit"),
        aside=change(Activity, opportunity_id=None),
    ),
    "D15-activity-overdue": breach(
        change(Activity, due_on=day(-1)), given=_not_done, aside=change(Activity, due_on=None)
    ),
    "D14-activity-due-date": breach(
        change(Activity, due_on=None), given=_not_done, aside=change(Activity, done_at=NOW)
    ),
}


def _manager_gone(session: Session, case: Person) -> Mend:
    return _leaves(session, session.get_one(Person, case.manager_id))


def a_deputy(**changes: Any) -> Edit:
    """The colleague is of the service, and decides for a credit analyst."""

    def apply(session: Session, case: Person) -> Mend:
        change(PersonRole, role="service")(session, case)
        values = {"from_on": TODAY, "until_on": day(9), "created_at": NOW} | changes
        named = Deputy(person_id=who(session, "credit", other=True), deputy_id=case.id, **values)
        return bring(lambda s, _: add(s, named))(session, case)

    return apply


def _deputy_is(**values: Any) -> Edit:
    def apply(session: Session, case: Person) -> Mend:
        session.execute(sa.update(Deputy).where(Deputy.deputy_id == case.id).values(**values))
        return session.flush

    return apply


def _may_authorise(role: str) -> Edit:
    return bring(lambda s, case: add(s, PersonRole(person_id=case.id, role=role)))


PERSON = {
    "E17-person-role": breach(remove(PersonRole), aside=change(Person, active=False)),
    "E17-seller-manager": breach(
        change(Person, manager_id=None), _manager_gone, aside=change(PersonRole, role="service")
    ),
    "A28-sells-or-authorises": breach(
        _may_authorise("credit"), _may_authorise("direction"), aside=change(PersonRole, role="credit")
    ),
    "A28-deputy-may-be-one": breach(
        change(Person, active=False),
        change(PersonRole, role="sales"),
        given=a_deputy(),
        aside=_deputy_is(until_on=day(-1)),
    ),
}


def samples(session: Session) -> dict[str, int]:
    """One complete record of each kind that walks no lifecycle."""
    sale = an_opportunity(session, "won")
    account = part(session, sale, Account)
    account.kind = "client"
    trait = a_key_client(session, account)
    contact = part(session, sale, Contact)
    activity = part(session, sale, Activity)
    activity.contact_id = contact.id
    delivered = a_delivery(session, "handed_over")
    contract = part(session, delivered, Contract)
    renewal = Renewal(
        contract_id=contract.id,
        account_id=contract.account_id,
        stage="watched",
        stage_since=TODAY,
        moved_at=NOW,
        moved_by="tests",
        created_at=NOW,
    )
    add(session, renewal)
    content, unhappy = session.scalars(parts(delivered, Satisfaction).order_by(Satisfaction.id)).all()
    complaint = session.scalars(sa.select(Complaint).where(Complaint.satisfaction_id == unhappy.id)).one()
    return {
        "account": account.id, "contact": contact.id, "activity": activity.id, "contract": contract.id,
        "person": who(session, "sales", other=True), "campaign": a_campaign(session).id, "client_trait": trait.id, "satisfaction": content.id,
        "complaint": complaint.id,
    }  # fmt: skip
