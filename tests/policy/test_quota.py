"""The quota ledger (000/M01–M04): double entry, whatever the order, and always what the contracts say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.quota import (
    BILLING,
    ContractFacts,
    Ledgered,
    Posting,
    SaleFacts,
    attainment,
    client_kind,
    commission,
    contract_postings,
    deviates,
    difference,
    pace,
    sale_postings,
)

TODAY = dt.date(2026, 11, 20)
EMPTY = Ledgered()
SIGNED = ContractFacts(Decimal(10_000), signed_on=dt.date(2026, 11, 3))
LOST = dt.date(2026, 11, 18)


def told(postings: Sequence[Posting]) -> list[tuple[str, str, int]]:
    return [(p.kind, p.account, int(p.amount_mxn)) for p in postings]


def posted(postings: Sequence[Posting], before: Ledgered = EMPTY) -> Ledgered:
    """A ledger with the postings in it, summed from their entries."""
    sums = {"quota": before.quota_mxn, "exempt": before.exempt_mxn, BILLING: Decimal(0)}
    for one in postings:
        for account, amount in one.entries:
            sums[account] += amount
    return Ledgered(sums["quota"], sums["exempt"], before.postings + len(postings))


IN_THE_LEDGER = posted(contract_postings(SIGNED, EMPTY, TODAY))

M01_TO_M03 = {
    "M01 a new contract counts whole": (SIGNED, EMPTY, [("new", "quota", 10_000)]),
    "what is not signed counts nothing": (replace(SIGNED, signed_on=None), EMPTY, []),
    "M02 a renegotiation counts by its rise": (
        replace(SIGNED, replaced_mxn=Decimal(8_000)), EMPTY, [("renegotiated", "quota", 2_000)],
    ),
    "M02 … and hits by its fall": (
        replace(SIGNED, replaced_mxn=Decimal(13_000)), EMPTY, [("renegotiated", "quota", -3_000)],
    ),
    "M02 … and not at all at the same price": (replace(SIGNED, replaced_mxn=Decimal(10_000)), EMPTY, []),
    "M02 a contract that was raised counts by the rise": (
        replace(SIGNED, monthly_mxn=Decimal(11_500)), IN_THE_LEDGER, [("renegotiated", "quota", 1_500)],
    ),
    "M03 a cancellation hits": (replace(SIGNED, lost_on=LOST), IN_THE_LEDGER, [("cancelled", "quota", -10_000)]),
    "M03 … but for a tender lost on price alone": (
        replace(SIGNED, lost_on=LOST, is_exempt=True), IN_THE_LEDGER, [("cancelled", "exempt", -10_000)],
    ),
    "M03 of a renegotiated contract all billing is gone": (
        replace(SIGNED, replaced_mxn=Decimal(8_000), lost_on=LOST), Ledgered(Decimal(2_000), postings=1),
        [("cancelled", "quota", -10_000)],
    ),
    "both are posted of what was lost before it was seen": (
        replace(SIGNED, lost_on=LOST), EMPTY, [("new", "quota", 10_000), ("cancelled", "quota", -10_000)],
    ),
    "a tender found out later gives back what it took": (
        replace(SIGNED, lost_on=LOST, is_exempt=True), Ledgered(Decimal(0), postings=2),
        [("cancelled", "quota", 10_000), ("cancelled", "exempt", -10_000)],
    ),
    "a signature taken back is posted back": (
        replace(SIGNED, signed_on=None), IN_THE_LEDGER, [("corrected", "quota", -10_000)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", M01_TO_M03)
def test_a_contract_is_posted(case: str) -> None:
    facts, held, expected = M01_TO_M03[case]
    assert told(contract_postings(facts, held, TODAY)) == expected


def test_a_signature_is_posted_on_its_day_and_a_loss_on_its_own() -> None:
    days = [p.occurred_on for p in contract_postings(replace(SIGNED, lost_on=LOST), EMPTY, TODAY)]
    assert days == [SIGNED.signed_on, LOST]


@pytest.mark.parametrize(
    ("cost", "account"), [("85000", "quota"), ("85000.01", "quota"), ("85006", "exempt"), (None, "exempt")]
)
def test_m04_a_sale_counts_from_the_margin_floor_on(cost: str | None, account: str) -> None:
    sale = SaleFacts(Decimal(100_000), None if cost is None else Decimal(cost), dt.date(2026, 11, 5))
    assert told(sale_postings(sale, EMPTY, Decimal(15), TODAY)) == [("sold", account, 100_000)]


def test_m04_a_cost_that_comes_later_moves_the_sale_to_the_quota() -> None:
    sale = SaleFacts(Decimal(100_000), Decimal(50_000), dt.date(2026, 11, 5))
    held = Ledgered(exempt_mxn=Decimal(100_000), postings=1)
    assert told(sale_postings(sale, held, Decimal(15), TODAY)) == [
        ("corrected", "quota", 100_000),
        ("corrected", "exempt", -100_000),
    ]


# --- properties -------------------------------------------------------------------------------------------------------

few = settings(max_examples=40)
money = st.decimals(min_value=0, max_value=1_000_000, places=2)
days = st.dates(dt.date(2024, 1, 1), TODAY)
contracts = st.builds(
    ContractFacts,
    monthly_mxn=st.none() | money,
    signed_on=st.none() | days,
    replaced_mxn=st.none() | money,
    lost_on=st.none() | days,
    is_exempt=st.booleans(),
)
ledgers = st.builds(
    Ledgered,
    st.decimals(min_value=-10_000, max_value=10_000, places=2),
    st.decimals(min_value=-10_000, max_value=10_000, places=2),
    st.integers(0, 5),
)


@few
@given(contracts, ledgers)
def test_the_entries_of_each_posting_sum_to_nothing(facts: ContractFacts, held: Ledgered) -> None:
    for one in contract_postings(facts, held, TODAY):
        assert sum(amount for _, amount in one.entries) == 0
        assert one.amount_mxn != 0


@few
@given(contracts, ledgers)
def test_after_its_postings_the_ledger_holds_what_the_contract_bills_and_nothing_is_left(
    facts: ContractFacts, held: Ledgered
) -> None:
    after = posted(contract_postings(facts, held, TODAY), held)
    assert {"quota": after.quota_mxn, "exempt": after.exempt_mxn} == facts.due
    if after.postings:
        assert contract_postings(facts, after, TODAY) == ()


@few
@given(st.lists(contracts, min_size=1, max_size=6), st.permutations(range(6)))
def test_the_order_in_which_things_become_known_does_not_matter(
    versions: list[ContractFacts], order: list[int]
) -> None:
    """A contract goes through versions, posted at each or at the last only: what it comes to is the same."""
    last = versions[-1]
    shuffled = [versions[place] for place in order if place < len(versions)]

    def ledger_after(known: list[ContractFacts]) -> Ledgered:
        held = Ledgered()
        for facts in (*known, last):
            held = posted(contract_postings(facts, held, TODAY), held)
        return held

    sums = {(held.quota_mxn, held.exempt_mxn) for held in map(ledger_after, ([], versions, shuffled))}
    assert len(sums) == 1


@few
@given(st.lists(contracts, max_size=8), st.decimals(min_value=1, max_value=100_000, places=2))
def test_attainment_is_the_one_recomputed_from_the_contracts(
    portfolio: list[ContractFacts], quota: Decimal
) -> None:
    ledger = sum((posted(contract_postings(c, EMPTY, TODAY)).quota_mxn for c in portfolio), Decimal(0))
    sold = sum((c.sold_mxn for c in portfolio if c.signed_on), Decimal(0))
    hit = sum(
        (c.monthly_mxn or Decimal(0) for c in portfolio if c.signed_on and c.lost_on and not c.is_exempt), Decimal(0)
    )  # fmt: skip
    assert attainment(ledger, quota) == attainment(sold - hit, quota)


@few
@given(contracts)
def test_exempt_or_not_billing_changes_alike(facts: ContractFacts) -> None:
    assert replace(facts, is_exempt=True).bills_mxn == replace(facts, is_exempt=False).bills_mxn


# --- reconciliation ---------------------------------------------------------------------------------------------------

ENDED = replace(SIGNED, ends_on=dt.date(2026, 11, 19))
DIFFERENCES = {
    "they agree": (SIGNED, IN_THE_LEDGER, 1, None),
    "nobody sold it": (SIGNED, EMPTY, None, ("no_seller", 10_000)),
    "nobody knows what it bills": (replace(SIGNED, monthly_mxn=None), EMPTY, 1, ("no_billing", 0)),
    "the ledger has not heard of it": (SIGNED, EMPTY, 1, ("not_posted", 10_000)),
    "it ended and nobody said a word": (ENDED, IN_THE_LEDGER, 1, ("ended_in_silence", 0)),
    "it ended and was renewed": (replace(ENDED, has_successor=True), IN_THE_LEDGER, 1, None),
    "it ends today": (replace(SIGNED, ends_on=TODAY), IN_THE_LEDGER, 1, None),
    "it was never signed": (replace(SIGNED, signed_on=None), EMPTY, None, None),
}


@pytest.mark.parametrize("case", DIFFERENCES)
def test_ledger_and_contract_are_compared(case: str) -> None:
    facts, held, seller, expected = DIFFERENCES[case]
    assert difference(facts, held, seller, TODAY) == expected


# --- what follows from it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sold_as", "first", "kind"),
    [
        ("recovery", dt.date(2020, 1, 1), "rescued"),
        ("new", None, "new"),
        ("new", TODAY, "new"),
        ("renewal", dt.date(2023, 11, 20), "loyal"),
        ("renewal", dt.date(2023, 11, 21), "maintenance"),
        ("new", dt.date(2026, 1, 1), "maintenance"),
    ],
)
def test_b35_a_client_is_new_rescued_kept_or_loyal(sold_as: str, first: dt.date | None, kind: str) -> None:
    assert client_kind(sold_as, first, TODAY, 3) == kind


SCALE = [(Decimal(0), Decimal(0)), (Decimal(60), Decimal(40)), (Decimal(100), Decimal(60))]


@pytest.mark.parametrize(
    ("percent", "billing", "paid"),
    [
        ("-20", "-5000", "0"), ("0", "10000", "0"), ("59.9", "10000", "0"), ("60", "10000", "4000"),
        ("99.9", "10000", "4000"), ("100", "25000", "15000"), ("300", "10000.05", "6000.03"),
    ],
)  # fmt: skip
def test_e19_pay_follows_attainment(percent: str, billing: str, paid: str) -> None:
    assert commission(SCALE, Decimal(percent), Decimal(billing)) == Decimal(paid)


@few
@given(money, money)
def test_e19_more_billing_never_pays_less(quota: Decimal, billing: Decimal) -> None:
    quota += 1
    less, more = (commission(SCALE, attainment(b, quota), b) for b in (billing, billing + 1_000))
    assert less <= more


NOVEMBER = (dt.date(2026, 11, 1), dt.date(2026, 11, 30))


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-10-15", 0), ("2026-11-01", 0), ("2026-11-16", 15_000), ("2026-12-01", 30_000), ("2027-03-01", 30_000)],
)  # fmt: skip
def test_b39_a_goal_stands_beside_the_days_gone_by(today: str, expected: int) -> None:
    found = pace(Decimal(30_000), Decimal(6_000), NOVEMBER, dt.date.fromisoformat(today))
    assert found.expected == expected


@pytest.mark.parametrize(
    ("attained", "day", "behind"),
    [(7_999, 11, True), (8_000, 11, False), (7_999, 10, False), (-100, 20, True)],
)
def test_b39_a_goal_deviates_below_its_share_and_after_the_first_days(
    attained: int, day: int, behind: bool
) -> None:
    found = pace(Decimal(30_000), Decimal(attained), NOVEMBER, dt.date(2026, 11, 11))
    assert deviates(found, Decimal(80), day, 10) is behind
