"""How each rule of a renewal, an account, a contact, a contract, an activity and a colleague is broken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import (
    Account,
    Activity,
    Contact,
    Contract,
    Deputy,
    Invoice,
    LossCause,
    Opportunity,
    Person,
    PersonRole,
    Renewal,
    RenewalRisk,
    ServiceTicket,
    Territory,
)
from tests.builders import (
    NOW,
    TODAY,
    a_contact,
    a_delivery,
    a_lead,
    a_loss,
    add,
    an_account,
    an_opportunity,
    day,
    move,
    number,
    part,
    the_company,
    who,
)
from tests.checks.breaches_of_contracts import ANNEX_EDITS
from tests.checks.breaches_of_sales import GENERIC
from tests.checks.edits import Edit, Mend, all_of, breach, bring, change, change_all, days_pass, point, remove


def _window(stage: str) -> int:
    days = the_company().lifecycles["renewal"][stage].window_days
    assert days is not None
    return days


def _ends_in(days: int | None) -> Edit:
    return change(Contract, ends_on=None if days is None else day(days))


def _unsold(session: Session, case: Renewal) -> Opportunity:
    return a_lead(session, account_id=case.account_id)


def _sold_to_another(session: Session, case: Renewal) -> Opportunity:
    return an_opportunity(session, "won")


def _the_sale_of_the_contract_that_ends(session: Session, case: Renewal) -> int:
    return int(part(session, case, Contract).opportunity_id)


def _shared_with_another_renewal(session: Session, case: Renewal) -> Mend:
    rival = Renewal(
        successor_id=case.successor_id, stage="watched", stage_since=TODAY, moved_at=NOW, moved_by="tests", created_at=NOW
    )  # fmt: skip
    add(session, rival)

    def part_ways() -> None:
        rival.successor_id = None
        session.flush()

    return part_ways


def an_unpaid_invoice(session: Session, case: Renewal, **changes: Any) -> Invoice:
    """An invoice of five hundred pesos, of which nothing was paid, longer overdue than the company bears."""
    values = {
        "issued_on": day(-90),
        "due_on": day(-51),
        "amount_mxn": Decimal(500),
        "paid_mxn": Decimal(0),
    } | changes
    return add(session, Invoice(account_id=case.account_id, created_at=NOW, **values))


def _silence(session: Session, case: Renewal) -> Mend:
    """Nobody has called for longer than the company wants."""
    mine = sa.update(Activity).where(Activity.account_id == case.account_id)
    session.execute(mine.values(due_on=day(-46)))

    def call() -> None:
        session.execute(mine.values(due_on=day(-45)))

    return call


def _review(session: Session, case: Renewal) -> None:
    case.health_on = day(63)
    session.flush()
    move(session, case, "reviewed")


NOT_ITS_OWN = (
    point(Renewal, "successor_id", _unsold),
    point(Renewal, "successor_id", _sold_to_another),
    point(Renewal, "successor_id", _the_sale_of_the_contract_that_ends),
    change(Renewal, successor_id=None),
    _shared_with_another_renewal,
)

RENEWAL = {
    **{
        f"A11-window-{stage}": breach(_ends_in(_window(stage) + 1), _ends_in(None))
        for stage in ("planned", "reviewed", "proposed", "negotiated", "escalated")
    },
    **{
        f"A11-late-for-{stage}": breach(_ends_in(_window(stage) - 1), aside=_ends_in(None))
        for stage in ("planned", "reviewed", "proposed", "negotiated")
    },
    "A15-renewal-proposed": breach(*NOT_ITS_OWN),
    "A15-renewal-negotiated": breach(*NOT_ITS_OWN),
    "A15-renewal-same-gates": breach(*NOT_ITS_OWN),
    "A11-renewed-not-expanded": breach(change(Renewal, expands=True)),
    "A11-expanded": breach(change(Renewal, expands=False)),
    "A11-direction-informed": breach(change(Renewal, direction_informed_on=None)),
    "A11-no-silent-lapse": breach(_ends_in(-1), also="A11-late-for-planned", aside=_ends_in(None)),
    "A12-renewal-not-lost": breach(bring(a_loss)),
    "A12-client-loss-cause": breach(remove(LossCause), also="A12-exit-interview-late"),
    "A12-exit-interview": breach(
        change(LossCause, interviewed_on=None), change(LossCause, interviewed_by_id=None)
    ),
    "A12-exit-interview-late": breach(
        change(LossCause, lost_on=day(-13)),
        given=change(LossCause, interviewed_on=None),
        aside=change(LossCause, interviewed_on=day(0)),
    ),
    "A12-cause-closed": breach(
        change(Renewal, cause_closed_on=None), change(LossCause, remedy=None), change(LossCause, remedy=" ")
    ),
    "A12-cause-can-be-closed": breach(change(LossCause, cause="closure")),
    "A12-reentry-due": breach(change(Renewal, reentry_on=day(1))),
    "A12-reentry-not-early": breach(change(Renewal, reentry_on=day(-1)), change(Renewal, reentry_from=None)),
    "A12-no-bad-debt": breach(
        change(Renewal, has_bad_debt=True),
        change(Renewal, has_bad_debt=True, debt_cured_on=day(-29)),
        bring(an_unpaid_invoice),
    ),
    "D09-still-in-touch": breach(_silence),
    "M10-health-current": breach(change(Renewal, health_on=day(-26)), change(Renewal, health_on=None)),
    "M10-risks-told": breach(*(remove(RenewalRisk, kind=kind) for kind in the_company().retention.risk)),
    "M10-high-risk-answered": breach(
        change(RenewalRisk, {"kind": "service"}, level="high"),
        change(RenewalRisk, {"kind": "collection"}, level="high", action=" "),
    ),
    "A12-client-wants-us": breach(change(Renewal, account_id=None)),
    "A12-closed-for-good": breach(
        change(Renewal, closed_for_good_reason=None), change(Renewal, closed_for_good_reason=" ")
    ),
    "A02-renewal-days-in-stage": breach(days_pass(63, _review), also="A11-late-for-reviewed", passing=True),
}


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
    return {
        "account": account.id, "contact": contact.id, "activity": activity.id, "contract": contract.id,
        "person": who(session, "sales", other=True),
    }  # fmt: skip
