"""The score is the share of records without a finding; the debt is worth × weight × urgency, to the centavo, by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from checks.audit import Audit, audit
from crm.model import AuditScore, Opportunity, Person
from tests.builders import NOW, a_lead, add, an_account, day, the_rulebook, who
from tests.conftest import World

NAME, SOURCE, ACCOUNT = "A16-opportunity-name", "A08-opportunity-lead-source", "A32-opportunity-account-id"
Lead = Callable[..., Opportunity]


def line(world: World, run: Audit, dimension: str, key: str) -> tuple[int, int, int, Decimal, Decimal]:
    """(records, failing, findings, score, debt) of one line of an audit; nothing where there is no line."""
    s = AuditScore
    query = sa.select(s.records, s.failing, s.findings, s.score_percent, s.debt_mxn).where(
        s.audit_run_id == run.id, s.dimension == dimension, s.key == key
    )
    with world.read() as session:
        found = session.execute(query).one_or_none()
    return (0, 0, 0, Decimal(100), Decimal(0)) if found is None else tuple(found)  # type: ignore[return-value]


@pytest.fixture
def zoe(world: World) -> Person:
    """A seller with a team and a region of her own, who reports to nobody and lacks nothing."""
    with world.write() as session:
        return add(
            session, Person(name="Zoe", email="zoe@imaginarias.mx", team="Z", region="Norte", created_at=NOW)
        )


@pytest.fixture
def lead(world: World, zoe: Person) -> Lead:
    """A lead of Zoe's that breaks no rule, but for what a test says."""
    with world.write() as session:
        account = an_account(session)

    def make(**changes: Any) -> Opportunity:
        complete: dict[str, Any] = {
            "name": "Prints", "account_id": account.id, "owner_id": zoe.id, "lead_source": "fair",
            "amount_mxn": Decimal(100_000), "expected_close_on": day(10),
        }  # fmt: skip
        with world.write() as session:
            return a_lead(session, **(complete | changes))

    return make


@pytest.fixture
def judged(world: World) -> Callable[[], Audit]:
    return lambda: audit(world.engine, world.installed, now=NOW)


def test_the_rules_that_these_tests_count_with_weigh_ten() -> None:
    assert {the_rulebook().by_key[key].weight for key in (NAME, SOURCE, ACCOUNT)} == {10}


def test_a_complete_record_scores_and_owes_nothing(world: World, lead: Lead, zoe: Person, judged: Any) -> None:
    lead()
    assert line(world, judged(), "owner", str(zoe.id)) == (1, 0, 0, Decimal(100), Decimal(0))


def test_owner_team_and_region_add_up_the_records_of_their_people(
    world: World, lead: Lead, zoe: Person, judged: Any
) -> None:
    lead()
    lead(name=None)  # 100,000 × 10 % × 1: it closes within the 20 days that are soon
    lead(
        name=None, lead_source=" ", amount_mxn=Decimal(200_000), expected_close_on=day(40)
    )  # twice 200,000 × 10 % ÷ 2
    lead(lead_source=None, amount_mxn=None, expected_close_on=None)  # 5,000, the default, × 10 % ÷ 4
    run = judged()
    whole = (4, 3, 4, Decimal(25), Decimal("30125.00"))
    assert line(world, run, "owner", str(zoe.id)) == whole
    assert line(world, run, "team", "Z") == whole
    assert line(world, run, "region", "Norte") == whole


@pytest.mark.parametrize(
    ("days", "urgency"), [(-90, 1), (0, 1), (20, 1), (21, "0.5"), (60, "0.5"), (61, "0.25"), (None, "0.25")]
)
def test_a_date_that_is_near_or_past_counts_in_full(
    world: World, lead: Lead, judged: Any, days: int | None, urgency: Any
) -> None:
    before = line(world, judged(), "rule", NAME)
    lead(name="", expected_close_on=None if days is None else day(days))
    assert line(world, judged(), "rule", NAME)[4] - before[4] == 10_000 * Decimal(urgency)


@pytest.mark.parametrize(
    ("amount", "worth"),
    [
        (None, 5_000),
        (0, 5_000),
        (-7, 5_000),
        ("0.99", 5_000),
        (1, 1),
        ("1.99", 1),
        (10**9, 10**9),
        (10**13, 10**9),
    ],
)
def test_an_unknown_worth_counts_as_the_default_and_an_impossible_one_as_a_billion(
    world: World, lead: Lead, zoe: Person, judged: Any, amount: Any, worth: int
) -> None:
    lead(name="", amount_mxn=None if amount is None else Decimal(amount))
    assert line(world, judged(), "owner", str(zoe.id))[4] == Decimal(worth) / 10


def test_what_is_nobodys_has_a_line_without_a_name(world: World, lead: Lead, judged: Any) -> None:
    before = line(world, judged(), "owner", "")
    lead(owner_id=None)
    after = line(world, judged(), "owner", "")
    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)


def test_a_rule_counts_the_records_that_it_is_asked_of(world: World, lead: Lead, judged: Any) -> None:
    before = line(world, judged(), "rule", NAME)
    lead()
    lead(name=None)
    after = line(world, judged(), "rule", NAME)
    assert [now - then for now, then in zip(after, before, strict=True)][:3] == [2, 1, 1]
    assert after[4] - before[4] == 10_000


def test_a_consumer_counts_only_its_own_rules(world: World, lead: Lead, judged: Any) -> None:
    before = line(world, judged(), "consumer", "proposal")
    lead(name=None, lead_source=None)  # no consumer waits for these
    lead(account_id=None)
    after = line(world, judged(), "consumer", "proposal")
    assert [now - then for now, then in zip(after, before, strict=True)][:3] == [2, 1, 1]
    assert after[4] - before[4] == 10_000


def test_the_headline_is_the_share_of_all_records_without_a_finding(
    world: World, lead: Lead, judged: Any
) -> None:
    before = judged()
    lead()
    lead(name=None, account_id=None)
    after = judged()
    assert (after.records - before.records, after.failing - before.failing) == (2, 1)
    assert after.open_findings - before.open_findings == 2
    assert after.debt_mxn - before.debt_mxn == 20_000
    share = Decimal(100) * (after.records - after.failing) / after.records
    assert 0 <= share - after.score_percent < Decimal("0.01")


def test_the_lines_of_a_dimension_add_up_to_the_whole(world: World, lead: Lead, judged: Any) -> None:
    lead(name=None)
    run = judged()
    s = AuditScore
    with world.read() as session:
        for dimension in ("owner", "team", "region", "record"):
            lines = session.execute(sa.select(s.records, s.failing, s.findings, s.debt_mxn).where(
                s.audit_run_id == run.id, s.dimension == dimension
            )).all()  # fmt: skip
            whole = [run.records, run.failing, run.open_findings, run.debt_mxn]
            assert [sum(column) for column in zip(*lines, strict=True)] == whole, dimension


def test_a_full_and_an_incremental_audit_score_alike(world: World, lead: Lead, judged: Any) -> None:
    judged()
    lead(name=None)
    changed = audit(world.engine, world.installed, now=NOW, full=False)
    whole = judged()
    assert (changed.score_percent, changed.debt_mxn) == (whole.score_percent, whole.debt_mxn)
    s = AuditScore
    with world.read() as session:
        found = sa.select(s.dimension, s.key, s.records, s.failing, s.findings, s.debt_mxn)
        tables = [
            sorted(session.execute(found.where(s.audit_run_id == run.id)).all()) for run in (changed, whole)
        ]
    assert tables[0] == tables[1]


def test_who_has_left_keeps_the_line_of_what_was_left_behind(
    world: World, lead: Lead, zoe: Person, judged: Any
) -> None:
    lead(name=None)
    with world.write() as session:
        session.get_one(Person, zoe.id).active = False
        assert who(session, "sales") != zoe.id
    assert line(world, judged(), "owner", str(zoe.id))[1] == 1
