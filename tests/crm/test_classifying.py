"""Every account gets the class and the rung that follow from its facts (003/D11, 001/B02)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm import client_facts
from crm.classifying import classify, open_complaints, weigh_contacts
from crm.client_facts import facts, ranges
from crm.model import (
    Account,
    ClientChange,
    ClientTrait,
    Complaint,
    Contact,
    Contract,
    Opportunity,
    Outbox,
    Renewal,
    Satisfaction,
    Touched,
    WalletShare,
)
from policy.abc import Worth
from policy.clients import Dealings, importance
from tests.builders import (
    MONTHLY,
    NOW,
    TODAY,
    a_contact,
    a_document,
    a_lead,
    add,
    an_account,
    an_activity,
    an_opportunity,
    day,
    part,
    the_company,
)
from tests.worlds import World


@pytest.fixture
def client(session: Session) -> Account:
    """A client with one sale that runs."""
    sale = an_opportunity(session, "won")
    part(session, sale, Contract).starts_on = day(-400)
    session.flush()
    return session.get_one(Account, sale.account_id)


def known(session: Session, account: Account) -> client_facts.Facts:
    (found,) = facts(session, the_company(), (account.id, account.id), TODAY)
    return found


def an_old_contract(session: Session, account: Account, **values: Any) -> Contract:
    """A contract that came with an import, without the sale that led to it."""
    given = {"starts_on": day(-900), "ends_on": day(100), "monthly_mxn": Decimal(1_000), "created_at": NOW}
    return add(session, Contract(account_id=account.id, **(given | values)))


def test_size_is_what_is_billed_a_year_and_a_client_is_as_old_as_its_first_purchase(
    session: Session, client: Account
) -> None:
    assert known(session, client).worth == Worth(12 * MONTHLY, 1, 400)
    an_old_contract(session, client)
    assert known(session, client).worth == Worth(12 * (MONTHLY + 1_000), 2, 900)


@pytest.mark.parametrize(
    ("values", "billed"),
    [
        ({"ends_on": None}, 1_000),
        ({"ends_on": TODAY}, 1_000),
        ({"ends_on": day(-1)}, 0),
        ({"starts_on": day(9)}, 1_000),
        ({"monthly_mxn": None}, 0),
    ],
)
def test_what_ended_is_billed_no_more_and_what_was_sold_counts_before_it_begins(
    session: Session, client: Account, values: dict[str, Any], billed: int
) -> None:
    an_old_contract(session, client, **values)
    assert known(session, client).worth.size_mxn == 12 * (MONTHLY + billed)


def test_a_project_in_the_making_counts_from_its_qualification_on(session: Session) -> None:
    account = an_account(session)
    a_lead(session, account_id=account.id, monthly_mxn=Decimal(5_000))
    assert known(session, account).worth.size_mxn == 0
    case = an_opportunity(session, "qualified", account=account)
    assert known(session, account).worth == Worth(12 * MONTHLY, 0, 0)
    case.kind = "renewal"  # sells again what is billed already
    session.flush()
    assert known(session, account).worth.size_mxn == 0


def test_the_new_contract_of_a_renewal_counts_when_the_old_one_ends(session: Session, client: Account) -> None:
    case = an_opportunity(session, "won", account=client, kind="renewal")
    part(session, case, Contract).starts_on = day(30)
    session.flush()
    assert known(session, client).worth.size_mxn == 12 * MONTHLY
    part(session, case, Contract).starts_on = day(0)
    session.flush()
    assert known(session, client).worth.size_mxn == 24 * MONTHLY


def test_an_imported_history_counts_by_what_it_claims(session: Session) -> None:
    account = an_account(session)
    stamp: dict[str, Any] = {
        "stage_since": TODAY,
        "moved_at": NOW,
        "moved_by": "tests",
        "created_at": NOW,
        "source": "old",
    }
    add(session, Opportunity(
        stage="imported", claimed_stage="won", source_id="1", account_id=account.id, closed_on=day(-700), **stamp
    ))  # fmt: skip
    add(session, Renewal(
        stage="imported", claimed_stage="renewed", source_id="2", account_id=account.id, **stamp
    ))  # fmt: skip
    assert known(session, account).dealings == Dealings(1, 1, day(-700))


def a_trait(session: Session, account: Account, trait: str, **values: Any) -> ClientTrait:
    given = {"evidence": "Spoke for us at a fair", "noted_on": day(-3), "created_at": NOW}
    return add(session, ClientTrait(account_id=account.id, trait=trait, **(given | values)))


def test_b05_a_paper_or_an_activity_that_took_place_proves_a_trait(session: Session, client: Account) -> None:
    a_trait(session, client, "product")
    a_trait(session, client, "promoter", document_id=a_document(session, "letter", account_id=client.id).id)
    a_trait(session, client, "proactive", activity_id=an_activity(session).id)
    a_trait(session, client, "research", activity_id=an_activity(session, done_at=None).id)
    proved = {one.trait: one.is_proved for one in known(session, client).noted}
    assert proved == {"product": False, "promoter": True, "proactive": True, "research": False}


# --- classifying ------------------------------------------------------------------------------------------------


@pytest.fixture
def clients(world: World) -> World:
    """A CRM with a large client, a middling one and a prospect."""
    with world.write() as session:
        for number, monthly in enumerate((30_000, 4_000), start=1):
            account = an_account(session, name=f"Client {number}")
            for place in range(3):
                an_old_contract(session, account, monthly_mxn=Decimal(monthly), number=f"X-{number}-{place}")
        an_account(session, name="Prospect")
    return world


def account(session: Session, name: str) -> Account:
    return session.scalars(sa.select(Account).where(Account.name == name)).one()


def test_d11_each_account_gets_its_class_its_points_and_the_day(clients: World) -> None:
    done = classify(clients.engine, the_company(), TODAY)
    with clients.read() as session:
        large, middling, prospect = (account(session, name) for name in ("Client 1", "Client 2", "Prospect"))
        assert (large.abc_class, large.abc_on, large.value_points) == ("A", TODAY, Decimal("84.25"))
        assert (middling.value_points, middling.relationship) == (Decimal("45.85"), "client")
        assert (prospect.abc_class, prospect.value_points, prospect.relationship) == ("C", Decimal(0), None)
        everybody = session.scalar(sa.select(sa.func.count()).select_from(Account))
        assert session.scalar(sa.select(sa.func.count()).where(Account.abc_class.is_(None))) == 0
    assert done.accounts == done.written == everybody
    assert not done.changed


def test_to_classify_again_writes_nothing_and_touches_nothing(clients: World) -> None:
    classify(clients.engine, the_company(), TODAY)
    with clients.write() as session:
        session.execute(sa.delete(Touched))
    assert classify(clients.engine, the_company(), TODAY).written == 0
    with clients.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Touched)) == 0


def test_a_class_that_stays_is_confirmed_before_it_goes_out_of_date(clients: World) -> None:
    first = classify(clients.engine, the_company(), TODAY)
    assert classify(clients.engine, the_company(), day(19)).written < first.written
    with clients.read() as session:
        assert account(session, "Prospect").abc_on == TODAY
    classify(clients.engine, the_company(), day(20))
    with clients.read() as session:
        assert account(session, "Prospect").abc_on == day(20)


def test_who_rises_is_noted_once_with_where_it_came_from(clients: World) -> None:
    classify(clients.engine, the_company(), TODAY)
    with clients.write() as session:
        client = account(session, "Client 2")
        for trait in ("product", "promoter"):
            a_trait(session, client, trait, activity_id=an_activity(session).id)
        an_old_contract(session, client, monthly_mxn=Decimal(90_000), number="X-new")
    for today in (day(1), day(1), day(2)):
        classify(clients.engine, the_company(), today)
    with clients.read() as session:
        client = account(session, "Client 2")
        found = session.scalars(sa.select(ClientChange).where(ClientChange.account_id == client.id)).all()
        assert ("client", "pro", day(1)) in {(one.before, one.after, one.changed_on) for one in found}
        assert len([one for one in found if one.what == "relationship"]) == 1
        assert client.relationship == "pro"


def test_b10_c14_the_last_share_and_its_course_are_written(clients: World) -> None:
    with clients.write() as session:
        client = account(session, "Client 1")
        for number, supplied in enumerate((40, 45, 60)):
            add(session, WalletShare(
                account_id=client.id, from_on=day(-90 * (number + 1)), until_on=day(-90 * number),
                potential_mxn=Decimal(100), supplied_mxn=Decimal(supplied), created_at=NOW,
            ))  # fmt: skip
    classify(clients.engine, the_company(), TODAY)
    with clients.read() as session:
        client = account(session, "Client 1")
        assert (client.share_percent, client.share_trend) == (Decimal(40), "falling")


def test_accounts_are_classified_the_same_few_at_a_time(
    clients: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = classify(clients.engine, the_company(), TODAY)
    monkeypatch.setattr(client_facts, "ACCOUNTS_AT_ONCE", 2)
    with clients.read() as session:
        assert len(ranges(session)) > 2
    again = classify(clients.engine, the_company(), TODAY)
    assert (again.classes, again.written) == (whole.classes, 0)


# --- contacts and complaints ------------------------------------------------------------------------------------


def test_d12_every_contact_weighs_what_the_policy_says(session: Session) -> None:
    client = an_account(session)
    for role in ("decider", "user", None):
        for level in ("strategic", "tactical", None):
            a_contact(session, client, buying_role=role, level=level, signs_orders=level == "strategic")
    clients = the_company().clients
    assert weigh_contacts(session, clients) > 9
    session.expire_all()
    for one in session.scalars(sa.select(Contact)):
        found = importance(one.buying_role, one.level, one.signs_orders, clients.importance.scale)
        assert one.importance == found
    assert weigh_contacts(session, clients) == 0


def test_d07_a_dissatisfied_answer_opens_one_complaint_that_falls_due(
    session: Session, client: Account
) -> None:
    asked: dict[str, Any] = {"account_id": client.id, "asked_on": day(-1), "created_at": NOW}
    unhappy = add(session, Satisfaction(score=5, comment="Nobody came", **asked))
    for other in ({"score": 6}, {"score": None}, {"score": 1, "processed_on": day(0)}):
        add(session, Satisfaction(**asked, **other))
    for _ in range(2):
        open_complaints(session, the_company(), NOW, TODAY)
    (found,) = session.scalars(sa.select(Complaint).where(Complaint.account_id == client.id))
    assert (found.satisfaction_id, found.owner_id) == (unhappy.id, client.owner_id)
    assert found.due_on - found.opened_on == dt.timedelta(days=8)
    (told,) = session.scalars(
        sa.select(Outbox).where(Outbox.record == "account", Outbox.record_id == client.id)
    )
    assert (told.kind, told.key) == ("complaint_opened", f"complaint:{found.id}")
    assert told.payload == {
        "person": client.owner_id,
        "role": None,
        "score": 5,
        "comment": "Nobody came",
        "due_on": str(found.due_on),
    }


def test_d07_the_complaint_of_a_client_without_an_owner_goes_to_service(
    session: Session, client: Account
) -> None:
    client.owner_id = None
    add(session, Satisfaction(score=5, account_id=client.id, asked_on=day(-1), created_at=NOW))
    open_complaints(session, the_company(), NOW, TODAY)
    told = session.scalars(sa.select(Outbox.payload).where(Outbox.record_id == client.id)).one()
    assert (told["person"], told["role"]) == (None, "service")
