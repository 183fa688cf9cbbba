"""``seiton quote``: a preview unless told otherwise, and stored quotes computed again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm.model import Proposal, ProposalLine
from tests import builders
from tests.cli.conftest import Call, House


@pytest.fixture
def sale(house: House) -> str:
    with house.write() as session:
        return f"OPP-{builders.an_opportunity(session, 'studied').id}"


def test_a_preview_shows_lines_margins_risk_and_who_must_approve_and_writes_nothing(
    call: Call, house: House, sale: str
) -> None:
    done = call("quote", sale, "--discount", "25")
    assert done.code == 0
    for words in ("MX-300", "Toner", "36 months", "quoter 2026.9", "below floor", "draws; one in twenty",
                  "Approve the discount (direction)", "Accept a margin below the floor (head of sales)", "Nothing was written"):  # fmt: skip
        assert words in done.out
    with house.read() as session:
        assert session.query(Proposal).count() == 2


def test_applied_it_is_the_official_quote_and_comes_out_the_same(call: Call, house: House, sale: str) -> None:
    done = call(
        "quote", "case", sale, "--line", "MX-300:2:Piso 1", "--line", "MX-100:1", "--term", 24, "--discount", "3.5", "--apply", "--json"
    ).json  # fmt: skip
    assert (done["applied_version"], done["term_months"], done["discount_percent"]) == (3, 24, "3.5")
    assert done["approvals"] == []
    assert sum(Decimal(line["monthly_mxn"]) for line in done["lines"]) == Decimal(done["monthly_mxn"])
    assert (done["included_mono_pages"], done["included_colour_pages"]) == (20_000, 2_000)
    checked = call("quote", "check", sale)
    assert checked.code == 0
    assert "come out the same to the cent: 1; that differ: 0." in checked.out
    assert "from before the quoter or made by hand 2" in checked.out


def test_m05_a_quote_that_comes_out_otherwise_fails_the_check(call: Call, house: House, sale: str) -> None:
    call("quote", sale, "--apply")
    with house.write() as session:
        line = session.query(ProposalLine).filter_by(kind="service").order_by(ProposalLine.id.desc()).first()
        line.monthly_mxn += 1
    done = call("quote", "check")
    assert done.code == 1
    assert f"{sale} v3 · line: service" in done.out
    assert call("quote", "check", "--json").json["differ"] == 1


def test_pages_and_inking_can_be_said(call: Call, sale: str) -> None:
    plain = call("quote", sale, "--json").json
    heavy = call(
        "quote", sale, "--mono-coverage", 12, "--colour-coverage", 14, "--a3", 10, "--mono", 30_000, "--json"
    ).json
    assert Decimal(heavy["monthly_mxn"]) > Decimal(plain["monthly_mxn"])
    assert (heavy["included_mono_pages"], heavy["included_colour_pages"]) == (30_000, 2_000)
    lines = ("--line", "MX-100:2", "--mono", 4_000, "--colour", 0)
    assert call("quote", sale, *lines, "--json").json["lines"][0]["quantity"] == 2


def test_a22_the_three_facts_are_confirmed_by_somebody_who_does_not_sell(
    call: Call, house: House, sale: str
) -> None:
    refused = call("quote", "confirm", sale, "stock", "--by", house.name_of("sales"))
    assert refused.code == 3
    assert "somebody else must answer" in refused.err
    by = house.name_of("warehouse")
    said = [call("quote", "confirm", sale, fact, "--by", by).out for fact in ("stock", "technician", "sla")]
    assert ["All three are confirmed" in text for text in said] == [False, False, True]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--term", "30"), 3, "30 months is no term of the quoter 2026.9"),
        (("--discount", "36"), 3, "at most 35 %"),
        (("--discount", "1e1"), 2, "is no percentage"),
        (("--line", "MX-300"), 2, "is no line"),
        (("--line", "MX-301:2"), 3, "near it: MX-3"),
        (("--line", "MX-100:2"), 3, "no line prints colour"),
    ],
)
def test_what_can_not_be_quoted_is_refused_with_what_can(
    call: Call, sale: str, words: tuple[str, ...], code: int, said: str
) -> None:
    done = call("quote", sale, *words)
    assert done.code == code
    assert said in done.err


def test_only_an_open_opportunity_is_quoted(call: Call, house: House) -> None:
    with house.write() as session:
        won = builders.an_opportunity(session, "won").id
        delivery = builders.a_delivery(session, "ordered").id
    assert call("quote", f"OPP-{won}").code == 3
    assert "is not an opportunity" in call("quote", f"DEL-{delivery}").err


def test_it_speaks_spanish(call: Call, house: House, sale: str, in_spanish: None) -> None:
    assert "bajo el mínimo" in call("quote", sale, "--discount", "25").out
