"""Goals in every dimension, sellers beside their quotas, and the goals that fall behind (001/B34–B39; 004/E12–E14, E19)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.goals import DIMENSIONS, goal_lines, note_deviations, open_deviations, reached, seller_lines
from crm.model import (
    Account,
    Contract,
    Deviation,
    Goal,
    Opportunity,
    OutrightSale,
    Person,
    Product,
    QuotaPosting,
)
from crm.quota_ledger import post
from tests.builders import MONTHLY, NOW, TODAY, a_goal, add, an_opportunity, day, part, the_company, who


@pytest.fixture
def session(own_session: Session) -> Session:
    """No other test's cases are in it: these tests count."""
    return own_session


NOVEMBER = (dt.date(2026, 11, 1), dt.date(2026, 11, 30))


@pytest.fixture
def sale(session: Session) -> Opportunity:
    """A contract signed this month, in the ledger, besides what others sold."""
    case = an_opportunity(session, "contracted")
    part(session, case, Product).family = "mono"
    session.execute(sa.update(Contract).where(Contract.opportunity_id != case.id).values(signed_on=None))
    add(session, OutrightSale(
        account_id=case.account_id, owner_id=case.owner_id, kind="parts", sold_on=day(-1), amount_mxn=Decimal(900),
        cost_mxn=Decimal(500), created_at=NOW,
    ))  # fmt: skip
    session.flush()
    post(session, the_company(), NOW, TODAY)
    return case


def key_of(session: Session, sale: Opportunity, dimension: str) -> str:
    account = session.get_one(Account, sale.account_id)
    return {
        "company": "", "consultant": str(sale.owner_id), "client": str(account.id), "zone": str(account.territory_id),
        "segment": "schools", "product": "mono", "client_kind": "new", "negotiation": str(sale.id),
    }[dimension]  # fmt: skip


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_b34_b36_what_counted_is_told_by_every_dimension(
    session: Session, sale: Opportunity, dimension: str
) -> None:
    found, key = reached(session, dimension, NOVEMBER), key_of(session, sale, dimension)
    assert (found[key, "mps"], found[key, "clients"]) == (MONTHLY, 1)
    sold_apart = dimension not in ("product", "client_kind", "negotiation")
    assert found.get((key, "equipment")) == (Decimal(900) if sold_apart else None)


@pytest.mark.parametrize(("language", "name"), [("en", "schools"), ("es", "escuelas")])
def test_b34_a_goal_of_a_segment_bears_its_name_in_the_language_of_the_company(
    session: Session, language: str, name: str
) -> None:
    a_goal(session, dimension="segment", key="schools")
    company = the_company().model_copy(update={"language": language})
    named = {line.name for line in goal_lines(session, company, TODAY, NOVEMBER) if line.dimension == "segment"}
    assert named == {name}


def test_what_counted_in_another_month_is_not_told(session: Session, sale: Opportunity) -> None:
    assert reached(session, "company", (dt.date(2026, 10, 1), dt.date(2026, 10, 31))) == {}


def test_m03_what_is_exempt_does_not_count(session: Session, sale: Opportunity) -> None:
    contract = part(session, sale, Contract)
    row: dict[str, Any] = {
        "key": "test", "plan": "mps", "kind": "cancelled", "credit_account": "exempt", "debit_account": "billing",
        "person_id": sale.owner_id, "contract_id": contract.id, "amount_mxn": -MONTHLY, "occurred_on": TODAY, "posted_at": NOW,
    }  # fmt: skip
    add(session, QuotaPosting(**row))
    assert reached(session, "company", NOVEMBER)["", "mps"] == MONTHLY


def test_m01_a_seller_stands_beside_the_quota_and_a_goal_of_their_own_replaces_it(
    session: Session, sale: Opportunity
) -> None:
    lines = {line.person_id: line for line in seller_lines(session, the_company(), NOVEMBER)}
    mine, other = lines[sale.owner_id or 0], lines[who(session, "sales", other=True)]
    assert (mine.quota_mxn, mine.percent, mine.equipment_quota_mxn) == (
        Decimal(40_000),
        Decimal(25),
        Decimal(90_000),
    )
    assert other.percent == 0
    goal = session.scalars(sa.select(Goal).where(Goal.person_id == sale.owner_id)).one()
    goal.target_mxn = Decimal(10_000)
    session.flush()
    (again,) = (
        line for line in seller_lines(session, the_company(), NOVEMBER) if line.person_id == sale.owner_id
    )
    assert (again.percent, again.commission_mxn) == (Decimal(100), MONTHLY / 2)


def test_who_left_and_who_does_not_sell_has_no_line(session: Session) -> None:
    gone = who(session, "sales", other=True)
    session.get_one(Person, gone).active = False
    session.flush()
    assert [line.person_id for line in seller_lines(session, the_company(), NOVEMBER)] == [
        who(session, "sales")
    ]


def test_b35_clients_are_counted_beside_their_goal(session: Session, sale: Opportunity) -> None:
    add(session, Goal(
        dimension="client_kind", key="new", measure="clients", starts_on=NOVEMBER[0], ends_on=NOVEMBER[1], target_clients=4,
        set_on=day(-40), created_at=NOW,
    ))  # fmt: skip
    (line,) = (
        one for one in goal_lines(session, the_company(), TODAY, NOVEMBER) if one.dimension == "client_kind"
    )
    assert (line.target, line.attained, line.percent, line.is_behind) == (4, 1, 25, True)


def test_b39_a_goal_that_falls_behind_becomes_a_deviation_once_for_the_manager(session: Session) -> None:
    lines = goal_lines(session, the_company(), TODAY, NOVEMBER)
    assert {line.name for line in lines if line.is_behind}
    assert note_deviations(session, lines, NOW, TODAY) == sum(line.is_behind for line in lines)
    assert note_deviations(session, lines, NOW, TODAY) == 0
    found = session.scalars(sa.select(Deviation)).all()
    assert {one.owner_id for one in found} == {who(session, "sales_manager")}
    assert {one.attained_percent for one in found} == {0}
    assert len(open_deviations(session)) == len(found)


def test_b39_what_is_corrected_is_no_longer_open(session: Session) -> None:
    goal = a_goal(session)
    add(
        session,
        Deviation(goal_id=goal.id, seen_on=TODAY, attained_percent=Decimal(9), done_on=TODAY, created_at=NOW),
    )
    assert open_deviations(session) == []


def test_a_goal_of_another_period_is_not_looked_at(session: Session) -> None:
    a_goal(session, starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2026, 12, 31))
    ends = {line.ends_on for line in goal_lines(session, the_company(), TODAY, NOVEMBER)}
    assert ends == {NOVEMBER[1]}
