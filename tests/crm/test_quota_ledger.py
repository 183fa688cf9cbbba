"""The ledger in the database: what contracts bring is posted once, and what does not agree is named (000/M01–M04)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import Contract, LossCause, Opportunity, OutrightSale, QuotaDifference, QuotaPosting
from crm.quota_ledger import differences, differing, post, reconcile
from tests.builders import (
    MONTHLY,
    NOW,
    TODAY,
    a_lead,
    a_renewal,
    add,
    an_account,
    an_opportunity,
    day,
    part,
    the_company,
    walk,
    who,
)

P = QuotaPosting


def lines_of(session: Session, *contracts: Contract) -> list[tuple[str, str, Decimal]]:
    """(kind, account, pesos) of everything that was posted of some contracts, in its order."""
    ids = [contract.id for contract in contracts]
    rows = session.scalars(sa.select(P).where(P.contract_id.in_(ids)).order_by(P.id))
    return [(row.kind, row.credit_account, row.amount_mxn) for row in rows]


def post_now(session: Session) -> int:
    return post(session, the_company(), NOW, TODAY)


def a_contract(session: Session, **changes: Any) -> Contract:
    contract: Contract = part(session, an_opportunity(session, "contracted"), Contract)
    for name, value in changes.items():
        setattr(contract, name, value)
    session.flush()
    return contract


def test_m01_a_signed_contract_is_posted_once_to_its_seller_on_its_day(session: Session) -> None:
    contract = a_contract(session)
    assert post_now(session) > 0
    (line,) = session.scalars(sa.select(P).where(P.contract_id == contract.id))
    sale = session.get_one(Opportunity, contract.opportunity_id)
    assert (line.person_id, line.amount_mxn, line.occurred_on) == (sale.owner_id, MONTHLY, contract.signed_on)
    assert (line.kind, line.client_kind, line.plan) == ("new", "new", "mps")
    assert post_now(session) == 0


def test_m02_a_renewal_counts_by_its_net_rise_and_the_old_contract_stays_as_it_was(session: Session) -> None:
    case = a_renewal(session, "renewed")
    old = part(session, case, Contract)
    new = session.scalars(sa.select(Contract).where(Contract.opportunity_id == case.successor_id)).one()
    new.monthly_mxn = MONTHLY + 1_500
    session.flush()
    post_now(session)
    assert lines_of(session, old, new) == [("new", "quota", MONTHLY), ("renegotiated", "quota", Decimal(1_500))]


def test_m02_a_rent_that_falls_hits_the_seller(session: Session) -> None:
    contract = a_contract(session)
    post_now(session)
    contract.monthly_mxn = MONTHLY - 2_000
    session.flush()
    post_now(session)
    assert lines_of(session, contract)[1:] == [("renegotiated", "quota", Decimal(-2_000))]


@pytest.mark.parametrize(
    ("cause", "by_price_alone", "account"),
    [
        ("tender", True, "exempt"),
        ("tender", False, "quota"),
        ("tender", None, "quota"),
        ("price", True, "quota"),
    ],
)
def test_m03_a_cancellation_hits_but_for_a_tender_lost_on_price_alone(
    session: Session, cause: str, by_price_alone: bool | None, account: str
) -> None:
    case = a_renewal(session, "lost")
    loss = session.scalars(sa.select(LossCause).where(LossCause.renewal_id == case.id)).one()
    loss.cause, loss.by_price_alone = cause, by_price_alone
    session.flush()
    post_now(session)
    found = lines_of(session, part(session, case, Contract))
    assert found == [("new", "quota", MONTHLY), ("cancelled", account, -MONTHLY)]
    assert reconcile(session, the_company(), TODAY).contracts == 0


def test_b35_a_client_won_back_is_rescued_and_counts_whole(session: Session) -> None:
    case = a_renewal(session, "recovered")
    again = an_opportunity(session, kind="recovery", account=None)
    case.successor_id = again.id
    walk(session, again, "contracted")
    post_now(session)
    contract = part(session, again, Contract)
    line = session.scalars(sa.select(P).where(P.contract_id == contract.id)).one()
    assert (line.kind, line.client_kind, line.amount_mxn) == ("new", "rescued", MONTHLY)


def test_what_becomes_of_a_contract_stays_with_who_sold_it(session: Session) -> None:
    contract = a_contract(session)
    post_now(session)
    sale = session.get_one(Opportunity, contract.opportunity_id)
    seller = sale.owner_id
    sale.owner_id, contract.monthly_mxn = who(session, "sales", other=True), MONTHLY + 100
    session.flush()
    post_now(session)
    assert set(session.scalars(sa.select(P.person_id).where(P.contract_id == contract.id))) == {seller}
    assert all(seller.agrees for seller in reconcile(session, the_company(), TODAY).sellers)


def test_m04_an_outright_sale_counts_from_the_margin_floor_on(session: Session) -> None:
    values = {"owner_id": who(session, "sales"), "kind": "parts", "sold_on": day(-3), "amount_mxn": Decimal(1_000), "created_at": NOW}  # fmt: skip
    good, poor = (add(session, OutrightSale(cost_mxn=Decimal(cost), **values)) for cost in (880, 881))
    post_now(session)
    rows = session.execute(sa.select(P.outright_sale_id, P.credit_account, P.plan).where(P.plan == "equipment"))
    assert {tuple(row) for row in rows} == {(good.id, "quota", "equipment"), (poor.id, "exempt", "equipment")}


def test_ledger_and_contracts_agree_seller_by_seller(session: Session) -> None:
    a_contract(session)
    a_renewal(session, "lost")
    post_now(session)
    found = reconcile(session, the_company(), TODAY)
    assert found.contracts == 0
    assert [seller for seller in found.sellers if not seller.agrees] == []
    assert any(seller.ledger_mxn > 0 for seller in found.sellers)


def test_what_is_not_posted_is_a_difference_of_its_seller_until_it_is(session: Session) -> None:
    contract = a_contract(session)
    found = reconcile(session, the_company(), TODAY)
    assert found.reasons["not_posted"] > 0
    assert [seller for seller in found.sellers if not seller.agrees]
    post_now(session)
    reconcile(session, the_company(), day(1))
    assert session.get(QuotaDifference, contract.id) is None


def test_a_difference_keeps_its_first_day_and_says_why(session: Session) -> None:
    silent = a_contract(session, ends_on=day(-1))
    orphan = a_contract(session)
    session.get_one(Opportunity, orphan.opportunity_id).owner_id = None
    account = an_account(session, owner_id=None)
    orphan.account_id = account.id
    session.flush()
    post_now(session)
    for today in (TODAY, day(1)):
        reconcile(session, the_company(), today)
    found = {row.contract_id: (row.reason, row.since) for row in session.scalars(sa.select(QuotaDifference))}
    assert found[silent.id] == ("ended_in_silence", TODAY)
    assert found[orphan.id] == ("no_seller", TODAY)
    assert differences(session)["ended_in_silence"] == (1, MONTHLY)
    assert silent.number in [one.contract for one in differing(session, None, 10)]


def test_an_unsigned_contract_brings_nothing(session: Session) -> None:
    contract = add(session, Contract(opportunity_id=a_lead(session).id, monthly_mxn=MONTHLY, created_at=NOW))
    post_now(session)
    assert lines_of(session, contract) == []


@pytest.mark.parametrize(
    "edit",
    ["UPDATE quota_posting SET amount_centavos = 1", "UPDATE quota_posting SET person_id = 1", "DELETE FROM quota_posting"],
)  # fmt: skip
def test_the_ledger_is_never_changed_whoever_writes(session: Session, edit: str) -> None:
    a_contract(session)
    post_now(session)
    with pytest.raises(sa.exc.DBAPIError, match="what happened is never"), session.begin_nested():
        session.execute(sa.text(edit))


def test_no_line_is_posted_twice(session: Session) -> None:
    contract = a_contract(session)
    post_now(session)
    line = session.scalars(sa.select(P).where(P.contract_id == contract.id)).one()
    copy = {c.key: getattr(line, c.key) for c in P.__table__.c if c.key != "id"}
    with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
        session.execute(sa.insert(P.__table__).values(**copy))
