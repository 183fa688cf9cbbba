"""Colleagues, accounts, contacts, papers and calls of the invented company."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import (
    Account,
    AccountFactor,
    Activity,
    Campaign,
    CampaignMember,
    Contact,
    Document,
    Goal,
    JobDescription,
    PeerRelation,
    Person,
    PersonRole,
    PersonTraining,
    Territory,
    ValueVariable,
)
from tests.company.facts import NOW, a_clabe, add, an_rfc, day, edit, number, put, the_company


def hire_everybody(session: Session) -> None:
    """One colleague for each role, and a second seller and credit analyst."""
    boss = _colleague(session, "direction", None)
    for role in the_company().roles:
        if role != "direction":
            _colleague(session, role, boss.id)
    manager = who(session, "sales_manager")
    for role in ("sales", "credit"):
        _colleague(session, role, manager)
    session.get_one(Person, who(session, "sales")).manager_id = manager
    add(session, Territory(name="Bajío", region="Bajío", owner_id=manager, created_at=NOW))
    add(session, JobDescription(
        role="sales", valid_from=day(-400), purpose="Sell print services", traits=["listens", "keeps promises"], created_at=NOW
    ))  # fmt: skip
    for other in (False, True):
        seller = who(session, "sales", other)
        a_goal(session, person_id=seller)
        training = PersonTraining(person_id=seller, subject="The quoter", trained_on=day(-30), created_at=NOW)
        add(session, training)


def a_goal(session: Session, **changes: Any) -> Goal:
    """A goal of the month: of a seller who is named, or of the company."""
    values: dict[str, Any] = {
        "measure": "mps", "starts_on": dt.date(2026, 11, 1), "ends_on": dt.date(2026, 11, 30), "target_mxn": Decimal(40_000),
        "serves": "Budget 2026", "set_on": dt.date(2026, 10, 25), "set_by_id": who(session, "sales_manager"), "created_at": NOW,
    }  # fmt: skip
    values |= changes
    seller = values.get("person_id")
    of = {"dimension": "consultant", "key": str(seller)} if seller else {"dimension": "company", "key": ""}
    return add(session, Goal(**(of | values)))


def _colleague(session: Session, role: str, manager_id: int | None) -> Person:
    unique = number()
    person = Person(
        name=f"Colleague {unique} ({role})", email=f"colega{unique}@imaginarias.mx", region="Bajío", team="A",
        manager_id=manager_id, active=True, created_at=NOW,
    )  # fmt: skip
    add(session, person)
    add(session, PersonRole(person_id=person.id, role=role))
    return person


def who(session: Session, role: str, other: bool = False) -> int:
    """The colleague of a role, or the other one of that role."""
    known: dict[str, list[int]] = session.info.setdefault("colleagues", {})
    if role not in known:
        of = sa.select(PersonRole.person_id).where(PersonRole.role == role).order_by(PersonRole.id)
        known[role] = list(session.scalars(of))
    return known[role][1 if other else 0]


def an_account(session: Session, **changes: Any) -> Account:
    """A client with all its data, three contacts and the papers of its credit file."""
    unique = number()
    account = Account(
        name=f"Escuela {unique}", legal_name=f"Escuela {unique} SC", rfc=an_rfc(unique), tax_regime="601", kind="prospect",
        segment="schools", market_type="institutions", country="México", time_zone="America/Mexico_City",
        address="Av. Central 1", city="Querétaro", postal_code="76000", phone="442 212 3456", clabe=a_clabe(unique),
        billing_email=f"pagos{unique}@escuela.mx", payment_terms_days=30, owner_id=who(session, "sales"),
        territory_id=session.scalar(sa.select(Territory.id)), verified_on=day(-10), plan="A second school", planned_on=day(-10),
        supplier_position="supplying", created_at=NOW,
    )  # fmt: skip
    add(session, account)
    boss = a_contact(session, account, buying_role="decider", signs_orders=True)
    a_relation(session, boss)
    a_contact(session, account, stance="champion")
    a_contact(
        session, account, stance="detractor", function="board", arguments="Three clients of the same trade"
    )
    know(session, account)
    for kind in ("tax_opinion", "articles", "statements"):
        a_document(session, kind, account_id=account.id, issued_on=day(-5))
    return edit(session, account, changes)


def a_contact(session: Session, account: Account | None, **changes: Any) -> Contact:
    unique = number()
    values: dict[str, Any] = {
        "account_id": account.id if account else None, "name": f"Contact {unique}", "function": "buyer", "buying_role": "user",
        "email": f"contacto{unique}@escuela.mx", "phone": "442 212 3457", "signs_orders": False,
        "communication_plan": "A call each month", "created_at": NOW,
    }  # fmt: skip
    return add(session, Contact(**(values | changes)))


def a_relation(session: Session, contact: Contact, **changes: Any) -> PeerRelation:
    """A seller speaks with a contact."""
    relation = PeerRelation(
        person_id=who(session, "sales"), contact_id=contact.id, purpose="Renewal", plan="A breakfast each quarter",
        since_on=day(-300), last_contact_on=day(-5), effectiveness=8, efficiency=7, created_at=NOW,
    )  # fmt: skip
    return edit(session, add(session, relation), changes)


def know(session: Session, account: Account) -> None:
    """What a full analysis finds of a client."""
    stamp: dict[str, Any] = {"account_id": account.id, "noted_on": day(-30), "created_at": NOW}
    for kind, factors in the_company().negotiation.factors.items():
        for factor in list(factors.names)[: factors.least]:
            put(session, AccountFactor(kind=kind, factor=factor, note="Budget until June", **stamp))
    answer = ValueVariable(variable="operations", meaning="No queues", answer="Two machines a floor", **stamp)
    put(session, answer)


def a_document(session: Session, kind: str, **values: Any) -> Document:
    return add(
        session, Document(kind=kind, file_name=f"{kind}.pdf", sha256="0" * 64, **({"created_at": NOW} | values))
    )


def a_campaign(session: Session, **changes: Any) -> Campaign:
    """A campaign at work, scored well, on a list of its own."""
    campaign = Campaign(
        name=f"Campaign {number()}", status="active", owner_id=who(session, "sales"), starts_on=day(-3), ends_on=day(20),
        channel="e_mail", target_segment="schools", message="waiting", offer="A free count.", offer_percent=Decimal(80),
        moment_percent=Decimal(70), creativity_percent=Decimal(60), scored_on=day(-3), score_percent=Decimal(85),
        database_percent=Decimal(90), created_at=NOW,
    )  # fmt: skip
    return edit(session, add(session, campaign), changes)


def a_member(session: Session, campaign: Campaign, contact: Contact, **changes: Any) -> CampaignMember:
    """A contact on the list of a campaign."""
    member = CampaignMember(campaign_id=campaign.id, contact_id=contact.id, chosen_from="list", created_at=NOW)
    return edit(session, add(session, member), changes)


def an_activity(session: Session, **changes: Any) -> Activity:
    """A call that was made, with its preparation, result, evaluation and next step."""
    return add(session, _activity(session, **changes))


def talk(session: Session, *talks: dict[str, Any]) -> None:
    """So many activities, one after the other."""
    put(session, *(_activity(session, **changes) for changes in talks))


def _activity(session: Session, **changes: Any) -> Activity:
    values: dict[str, Any] = {
        "kind": "call", "subject": "Follow up", "owner_id": who(session, "sales"), "objective": "Agree the next step", "method": "phone",
        "due_on": day(-1), "done_at": NOW, "result": "Agreed", "next_step": "Visit", "next_step_on": day(5),
        "next_step_owner_id": who(session, "sales"), "client_step": "Send the plans", "client_step_on": day(4),
        "agenda": "Term and service", "our_roles": "One speaks, one writes", "positions": "36 months",
        "situation": "Six machines", "needs": "Scanning", "interests": "Fewer queues",
        "observations": "Purchasing was silent", "evaluation": "Good", "created_at": NOW,
    }  # fmt: skip
    return Activity(**(values | changes))
