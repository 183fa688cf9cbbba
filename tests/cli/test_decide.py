"""``seiton decide``: a decision is given once, by somebody who may, and written down with its conditions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pyotp
import pytest
import sqlalchemy as sa

from cli.desk import now
from crm.identity import enrol, keeper
from crm.model import ApprovalDecision, ApprovalRequest, CreditDecision, Person
from tests import builders
from tests.cli.conftest import Call, House, a_case_that_awaits_credit


@pytest.fixture
def case(house: House) -> int:
    """A case whose credit awaits a decision."""
    with house.write() as session:
        number = a_case_that_awaits_credit(session)
    house.sweep()
    return number


@pytest.fixture
def analyst(house: House) -> str:
    return house.name_of("credit")


@pytest.fixture
def code_of(house: House) -> Callable[[str], str]:
    """The next code on the telephone of a colleague, who is enrolled first."""
    phones: dict[str, pyotp.TOTP] = {}
    shown: Counter[str] = Counter()

    def look(name: str) -> str:
        if name not in phones:
            with house.write() as session:
                person = session.scalars(sa.select(Person).where(Person.name == name)).one()
                phones[name] = pyotp.TOTP(
                    enrol(session, keeper(create=True), person, "Seiton", builders.NOW).secret
                )
        shown[name] += 1
        return phones[name].at(now() + dt.timedelta(seconds=30 * (shown[name] - 1)))

    return look


def request_of(house: House, case: int) -> int:
    with house.read() as session:
        query = sa.select(ApprovalRequest.id).where(ApprovalRequest.opportunity_id == case)
        return int(session.scalars(query.where(ApprovalRequest.status == "open")).one())


def decisions(house: House) -> list[ApprovalDecision]:
    """What was decided by the command."""
    with house.read() as session:
        query = (
            sa.select(ApprovalDecision).where(ApprovalDecision.channel == "cli").order_by(ApprovalDecision.id)
        )
        found = list(session.scalars(query))
        session.expunge_all()
    return found


def test_nothing_awaits_a_decision_in_a_new_crm(call: Call, house: House) -> None:
    outcome = call("decide")
    assert outcome.code == 0
    assert outcome.out.strip() == "Nothing awaits a decision."


def test_the_list_says_what_is_asked_how_much_by_when_and_of_whom(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    (asked,) = call("decide", "--json").json
    assert (asked["case"], asked["kind"], asked["amount_mxn"]) == (f"OPP-{case}", "credit", "360000.00")
    assert asked["due_on"] == "2026-11-25"
    assert analyst in asked["may_decide"]
    said = call("decide").out
    assert "$360,000.00" in said and "authorise credit" in said and "2026-11-25" in said


def test_who_sells_the_opportunity_is_not_among_those_who_may_decide(
    call: Call, house: House, case: int
) -> None:
    (asked,) = call("decide", "--json").json
    assert house.name_of("sales") not in asked["may_decide"]


def test_a_colleague_sees_what_they_may_decide_and_no_more(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    assert len(call("decide", "--by", analyst, "--json").json) == 1
    trainer = house.name_of("trainer")
    assert f"Nothing awaits a decision of {trainer}" in call("decide", "--by", trainer).out


def test_an_authorisation_of_credit_is_recorded_with_limit_note_and_end(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    words = (
        "--by",
        analyst,
        "--limit",
        "$400,000.00",
        "--note",
        "Two references",
        "--until",
        "2026-12-31",
        "--code",
        code_of(analyst),
    )
    outcome = call("decide", f"OPP-{case}", "approve", *words)
    assert outcome.code == 0
    assert "is approved, valid until 2026-12-31" in outcome.out
    (decision,) = decisions(house)
    assert (str(decision.limit_mxn), decision.note, decision.outcome) == (
        "400000.00",
        "Two references",
        "approved",
    )
    in_force = sa.select(CreditDecision.expires_on).where(
        CreditDecision.opportunity_id == case, CreditDecision.superseded_at.is_(None)
    )
    with house.read() as session:
        assert session.scalars(in_force).one().isoformat() == "2026-12-31"


def test_without_an_end_credit_holds_as_long_as_the_company_says(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    call("decide", f"REQ-{request_of(house, case)}", "approve", "--by", analyst, "--code", code_of(analyst))
    (decision,) = decisions(house)
    assert (decision.valid_until - builders.TODAY).days == builders.the_company().credit_file.decision_days


def test_after_the_decision_the_case_is_no_longer_held(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    assert call("held", f"OPP-{case}", "--json").json["held"] is True
    outcome = call("decide", f"OPP-{case}", "approve", "--by", analyst, "--code", code_of(analyst), "--json")
    assert outcome.json["stage"] == "won"
    assert call("held", f"OPP-{case}", "--json").json["held"] is False


def test_a_request_that_is_declined_authorises_nothing(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    outcome = call(
        "decide", str(request_of(house, case)), "decline", "--by", analyst, "--code", code_of(analyst), "--json"
    )
    assert outcome.json["outcome"] == "declined"
    assert call("held", f"OPP-{case}", "--json").json["held"] is True


def test_who_may_not_decide_is_refused_and_told_who_may(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    keeper(create=True)
    outcome = call("decide", f"OPP-{case}", "approve", "--by", house.name_of("trainer"), "--code", "123456")
    assert outcome.code == 3
    assert "may not decide this" in outcome.err and analyst in outcome.err
    assert decisions(house) == []


def test_a_decision_is_given_once(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    request = request_of(house, case)
    call("decide", request, "approve", "--by", analyst, "--code", code_of(analyst))
    outcome = call("decide", request, "decline", "--by", analyst, "--code", code_of(analyst))
    assert outcome.code == 3
    assert "answered already: approved" in outcome.err
    assert len(decisions(house)) == 1


def test_a_colleague_is_meant_by_name_part_of_it_address_or_number(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    with house.read() as session:
        number = builders.who(session, "credit")
    for name in (analyst.upper(), analyst.split(" (")[0] + " ", number):
        assert len(call("decide", "--by", name, "--json").json) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("approve",), "add --by"),
        (("--by", "Ana"), "Say approve or decline"),
    ],
)
def test_a_decision_without_answer_or_author_is_a_wrong_call(
    call: Call, house: House, case: int, words: tuple[str, ...], sentence: str
) -> None:
    outcome = call("decide", f"OPP-{case}", *words)
    assert outcome.code == 2
    assert sentence in outcome.err
    assert decisions(house) == []


def test_a_case_that_awaits_nothing_says_where_to_look(call: Call, house: House) -> None:
    with house.write() as session:
        number = builders.a_lead(session).id
    outcome = call("decide", f"OPP-{number}", "approve", "--by", "x")
    assert outcome.code == 2
    assert f"seiton held OPP-{number}" in outcome.err


def test_a_case_that_awaits_two_decisions_asks_which(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    with house.write() as session:
        session.add(
            ApprovalRequest(
                tier=1, kind="discount", opportunity_id=case, required_role="sales_manager", requested_at=builders.NOW,
                percent=9, question="?", due_on=builders.day(1), created_at=builders.NOW,
            )
        )  # fmt: skip
    outcome = call("decide", f"OPP-{case}", "approve", "--by", analyst)
    assert outcome.code == 2
    assert "REQ-" in outcome.err and "(discount)" in outcome.err


def test_a_limit_is_for_credit_only(call: Call, house: House, code_of: Callable[[str], str]) -> None:
    with house.write() as session:
        case = builders.an_opportunity(session, "studied")
        number = builders.a_question(session, case, "margin", percent=Decimal(20)).id
    manager = house.name_of("sales_manager")
    words = ("decide", f"REQ-{number}", "approve", "--by", manager, "--code", code_of(manager))
    outcome = call(*words, "--limit", "5000")
    assert outcome.code == 3
    assert "authorisation of credit or to a concession" in outcome.err
    assert call(*words).code == 0
    (decision,) = decisions(house)
    assert (decision.valid_until - builders.TODAY).days == builders.the_company().pricing.quote_days


def test_a_decision_that_would_never_hold_is_refused(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    outcome = call(
        "decide", f"OPP-{case}", "approve", "--by", analyst, "--until", "2026-11-19", "--code", code_of(analyst)
    )
    assert outcome.code == 3
    assert "which is over: give 2026-11-20 or later" in outcome.err


def test_an_unknown_request_is_refused(call: Call, house: House) -> None:
    outcome = call("decide", "REQ-77", "approve", "--by", house.name_of("credit"), "--code", "123456")
    assert outcome.code == 3
    assert "no approval request 77" in outcome.err


def test_a_colleague_who_is_nobody_is_refused(call: Call, house: House, case: int) -> None:
    keeper(create=True)
    outcome = call("decide", f"OPP-{case}", "approve", "--by", "Nobody at all", "--code", "123456")
    assert outcome.code == 3
    assert "no active colleague" in outcome.err


def test_without_a_key_it_says_how_to_get_one(call: Call, house: House, case: int, analyst: str) -> None:
    outcome = call("decide", f"OPP-{case}", "approve", "--by", analyst, "--code", "123456")
    assert outcome.code in (3, 4)
    assert "seiton people enrol" in outcome.err


def test_a_wrong_code_is_refused_and_the_question_stays_open(
    call: Call, house: House, case: int, analyst: str, code_of: Callable[[str], str]
) -> None:
    code_of(analyst)
    outcome = call("decide", f"OPP-{case}", "approve", "--by", analyst, "--code", "000000")
    assert outcome.code == 3
    assert "not the code of" in outcome.err
    assert len(call("decide", "--json").json) == 1


def test_a_seller_may_not_decide_their_own_case(
    call: Call, house: House, case: int, code_of: Callable[[str], str]
) -> None:
    seller = house.name_of("sales")
    outcome = call("decide", f"OPP-{case}", "approve", "--by", seller, "--code", code_of(seller))
    assert outcome.code == 3
    assert "another must decide" in outcome.err
