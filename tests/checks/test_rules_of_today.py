"""Rules that turn by themselves as the business day moves on: the last day on which each holds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from checks.expressions import turning_dates
from crm.model import (
    Account,
    Activity,
    Agreement,
    Annex,
    ApprovalDecision,
    Contract,
    Deviation,
    Goal,
    LossCause,
    Opportunity,
    Person,
    PersonRole,
    PersonTraining,
    Proposal,
    ProposalLine,
    Renewal,
    RenewalStep,
)
from tests.builders import a_document, an_account, an_approval, day, part, the_company, the_rulebook
from tests.checks.breaches_of_cadence import a_plan
from tests.checks.breaches_of_clients import an_open_complaint
from tests.checks.breaches_of_credit_files import a_contract_besides, an_invoice, becomes_a_person, paper
from tests.checks.breaches_of_pricing import quoted
from tests.checks.breaches_of_renewals import an_unpaid_invoice
from tests.checks.breaches_of_sales import GENERIC, allow_a_concession
from tests.checks.breaches_of_the_base import a_deputy, an_open_ticket
from tests.checks.edits import Edit, all_of, bring, change, change_all, turn_to
from tests.checks.gallery import Gallery, judged_in, judged_now, verdict

DAYS = {
    stage.id: stage.days or 0 for lifecycle in the_company().lifecycles.values() for stage in lifecycle.stage
}


def _window(stage: str) -> int:
    return the_company().lifecycles["renewal"][stage].window_days or 0


def _exception(kind: str, granted: int, **quote: Any) -> Edit:
    """The quote needs an exception, which holds for some days."""

    def apply(session: Session, case: Any) -> Callable[[], None]:
        mend = change(Proposal, **quote)(session, case)
        an_approval(session, case, kind, granted, valid_until=day(4))
        return mend

    return apply


def _a_tax_opinion_of_today(session: Session, case: Any) -> Callable[[], None]:
    a_document(session, "tax_opinion", account_id=case.account_id, issued_on=day(0))
    return lambda: None


def _covered_by_a_limit_besides(session: Session, case: Any) -> Callable[[], None]:
    """Arrears lie within what was granted for another contract, as long as it runs."""
    a_contract_besides(session, case, 1, 1_000, ends_on=day(6))
    an_invoice(session, case, 500)
    return lambda: None


def _pursued(session: Session, case: Any) -> Callable[[], None]:
    """The client is far from the ideal one; that it is pursued all the same holds for some days."""
    mend = change(Opportunity, icp_percent=Decimal(30))(session, case)
    an_approval(session, case, "profile", 30, valid_until=day(4))
    return mend


def _a_line_below_its_floor(session: Session, case: Any) -> Callable[[], None]:
    """A line of the quoter's is below the floor of its kind, which somebody allowed for some days."""
    quoted(session, case)
    mend = all_of(
        change(ProposalLine, {"kind": "equipment"}, cost_mxn=Decimal("2640.01")),
        change(ProposalLine, {"kind": "consumables"}, cost_mxn=Decimal("759.99")),
    )(session, case)
    an_approval(session, case, "margin", 20, valid_until=day(4))
    return mend


# rule: (the case as it is built, or edited so; the last day on which the rule holds)
HOLDS_UNTIL: dict[str, tuple[Edit | None, int]] = {
    "M07-next-step-overdue": (None, 5 + 2),
    "M07-close-date-past": (None, 15),
    "D04-lead-not-followed": (change_all(Activity, due_on=day(3)), 3 + 9),
    "A02-opportunity-days-in-stage": (None, DAYS["lead"]),
    "A02-delivery-days-in-stage": (None, DAYS["ordered"]),
    "A02-renewal-days-in-stage": (None, DAYS["planned"]),
    "M05-margin-floor": (_exception("margin", 20, margin_percent=21), 4),
    "A09-discount-limit": (_exception("discount", 12, discount_percent=11), 4),
    "B42-concessions-approved": (allow_a_concession, 30),
    "M05-quote-valid": (None, 9),
    "A21-credit-authorised": (None, 55),
    "A21-tax-opinion": (_a_tax_opinion_of_today, 20),
    "A21-articles": (paper("articles", valid_until=day(7)), 7),
    "A21-identification": (becomes_a_person, 9),
    "A21-statements": (None, 80 - 5),
    "A21-exposure-within-limit": (_covered_by_a_limit_besides, 6),
    "A24-annexes-in-period": (None, 8),
    "A24-no-annex-overdue": (None, 8),
    "A24-contract-annex-overdue": (None, 8),
    "M06-hold-reason": (None, 30),
    "M11-credit-valid-today": (None, 55),
    "M11-delivery-order-valid": (None, 20),
    "A11-no-silent-lapse": (change(Contract, ends_on=day(7)), 7),
    **{
        f"A11-late-for-{stage}": (change(Contract, ends_on=day(_window(stage) + 3)), 3)
        for stage in ("planned", "reviewed", "proposed", "negotiated")
    },
    "A12-no-bad-debt": (bring(lambda s, case: an_unpaid_invoice(s, case, due_on=day(2))), 2 + 50),
    "D09-still-in-touch": (None, 4 + 45),
    "M10-health-current": (None, 25 - 1),
    "M10-account-plan": (None, 300 - 10),
    "M14-ticket-overdue": (bring(lambda s, account: an_open_ticket(s, account, due_on=day(3))), 3),
    "A12-exit-interview-late": (change(LossCause, interviewed_on=None), 12 - 3),
    "B08-account-fresh": (None, 200 - 10),
    "D15-activity-overdue": (change(Activity, done_at=None, due_on=day(3)), 3),
    "D13-promised-client-contacted": (a_plan(), 2),
    "D09-former-client-followed": (all_of(a_plan(), change(Account, kind="former")), 2),
    "D11-class-current": (None, 32),
    "C14-key-share-recorded": (None, 80 - 10),
    "B10-falling-share-planned": (change(Account, share_trend="falling"), 30),
    "B18-development-goes-on": (None, 5),
    "B19-committee-planned": (None, 9 + 90),
    "B20-validator-invited": (None, 9 + 200),
    "B05-trait-fresh": (None, 400 - 3),
    "D07-complaint-answered": (None, 8),
    "D07-renewal-without-complaint": (bring(an_open_complaint), 4),
    "A03-icp-minimum": (_pursued, 4),
    "M05-line-margins": (_a_line_below_its_floor, 4),
    "M06-nurture-date": (None, 90),
    "B38-agreements-kept": (change(Agreement, fulfilled_on=None, due_on=day(3)), 3),
    "C17-relations-kept": (None, 40 - 5),
    "D16-ends": (None, 20),
    "B39-deviation-corrected": (change(Deviation, seen_on=day(0), cause=None), 4),
    "B39-action-overdue": (change(Deviation, due_on=day(3)), 3),
    "E13-seller-goals": (change(Goal, ends_on=day(6)), 6),
    "E18-seller-trained": (change(PersonTraining, trained_on=day(0)), 100),
    "A28-deputy-may-be-one": (all_of(a_deputy(from_on=day(6)), change(Person, active=False)), 6 - 1),
}

# rule: (the edit before which it does not hold; the first day on which it does)
HOLDS_FROM: dict[str, tuple[Edit, int]] = {
    **{
        f"A11-window-{stage}": (change(Contract, ends_on=day(_window(stage) + 6)), 6)
        for stage in ("planned", "reviewed", "proposed", "negotiated", "escalated")
    },
    "A12-reentry-due": (change(Renewal, reentry_on=day(9)), 9),
    "A12-no-bad-debt": (change(Renewal, has_bad_debt=True, debt_cured_on=day(-20)), 30 - 20),
    "M06-back-to-work": (change(Opportunity, hold_reason="Budget", hold_until=day(5)), 6),
}


def test_every_rule_that_turns_by_itself_is_tested() -> None:
    turning = {
        r.key
        for r in the_rulebook()
        if turning_dates(r.holds) or (r.when is not None and turning_dates(r.when))
    }
    assert turning == {*HOLDS_UNTIL, *HOLDS_FROM}


@pytest.mark.parametrize("key", HOLDS_UNTIL)
def test_a_rule_holds_until_its_day_and_no_longer(session: Session, gallery: Gallery, key: str) -> None:
    rule, (edit, last) = the_rulebook().by_key[key], HOLDS_UNTIL[key]
    case = gallery.show(session, rule.record, _stage(key))
    if edit:
        edit(session, case)
    turn_to(session, day(last))
    assert not judged_now(session, case, rule)
    turn_to(session, day(last + 1))
    assert judged_now(session, case, rule)


@pytest.mark.parametrize("key", HOLDS_FROM)
def test_a_rule_holds_from_its_day_on(session: Session, gallery: Gallery, key: str) -> None:
    rule, (edit, first) = the_rulebook().by_key[key], HOLDS_FROM[key]
    case = gallery.show(session, rule.record, _stage(key))
    edit(session, case)
    turn_to(session, day(first - 1))
    assert judged_now(session, case, rule)
    turn_to(session, day(first))
    assert not judged_now(session, case, rule)


def _stage(key: str) -> str | None:
    rule = the_rulebook().by_key[key]
    if rule.judged is None or rule.judged:
        return judged_in(rule)
    return {"M06-back-to-work": "on_hold", "A12-reentry-due": "scheduled"}.get(
        key, {"delivery": "ordered", "renewal": "watched"}.get(rule.record)
    )


def test_a_window_that_opens_on_a_closed_day_is_worked_on_the_day_of_its_step(
    session: Session, gallery: Gallery
) -> None:
    rule, case = the_rulebook().by_key["A11-late-for-planned"], gallery.show(session, "renewal", "watched")
    change(Contract, ends_on=day(_window("planned") - 1))(session, case)
    assert judged_now(session, case, rule)
    step = RenewalStep(renewal_id=case.id, stage="planned", due_on=day(2))
    session.add(step)
    session.flush()
    for today, late in ((0, False), (2, False), (3, True)):
        turn_to(session, day(today))
        assert judged_now(session, case, rule) is late


def test_a_ticket_that_is_solved_is_not_overdue(session: Session, gallery: Gallery) -> None:
    account = gallery.show(session, "account", None)
    an_open_ticket(session, account, due_on=day(-9), solved_on=day(-1))
    assert not judged_now(session, account, the_rulebook().by_key["M14-ticket-overdue"])


def test_a_paid_invoice_is_no_bad_debt(session: Session, gallery: Gallery) -> None:
    case = gallery.show(session, "renewal", "scheduled")
    an_unpaid_invoice(session, case, due_on=day(-200), paid_mxn=Decimal(500))
    assert not judged_now(session, case, the_rulebook().by_key["A12-no-bad-debt"])


# --- exceptions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "granted", "quoted", "enough"),
    [
        ("margin", 20, 20, True), ("margin", 20, 21, True), ("margin", 20, 19, False), ("discount", 20, 4, True),
        ("discount", 10, 10, True), ("discount", 10, 9, True), ("discount", 10, 11, False), ("margin", 20, 30, True),
    ],
)  # fmt: skip
def test_an_exception_covers_what_was_granted(
    session: Session, gallery: Gallery, kind: str, granted: int, quoted: int, enough: bool
) -> None:
    case = gallery.show(session, "opportunity", "proposed")
    _exception(kind, granted, **{f"{kind}_percent": quoted})(session, case)
    rule = the_rulebook().by_key["M05-margin-floor" if kind == "margin" else "A09-discount-limit"]
    assert judged_now(session, case, rule) is not enough


def _approve(session: Session, case: Any, kind: str = "margin", **changes: Any) -> ApprovalDecision:
    part(session, case, Proposal).margin_percent = Decimal(20)
    session.flush()
    return an_approval(session, case, kind, 20, **changes)


def _roles(session: Session, role: str) -> None:
    """Every manager has another role now."""
    session.execute(sa.update(PersonRole).where(PersonRole.role == "sales_manager").values(role=role))


WORTHLESS: dict[str, Callable[[Session, Any], Any]] = {
    "of another kind": lambda session, case: _approve(session, case, "discount"),
    "that was declined": lambda session, case: _approve(session, case, outcome="declined"),
    "by who sells now": lambda session, case: setattr(case, "owner_id", _approve(session, case).approver_id),
    "by who has another role now": lambda session, case: (_approve(session, case), _roles(session, "credit")),
    "on another price": lambda session, case: (
        _approve(session, case), setattr(part(session, case, Proposal), "click_mono_mxn", Decimal("0.26"))
    ),
    "on other equipment": lambda session, case: (
        _approve(session, case), setattr(part(session, case, ProposalLine, kind="equipment"), "quantity", 3)
    ),
}  # fmt: skip


def test_an_exception_holds(session: Session, gallery: Gallery) -> None:
    case = gallery.show(session, "opportunity", "proposed")
    _approve(session, case)
    assert not judged_now(session, case, the_rulebook().by_key["M05-margin-floor"])


@pytest.mark.parametrize("how", WORTHLESS)
def test_an_exception_is_worth_nothing(session: Session, gallery: Gallery, how: str) -> None:
    case = gallery.show(session, "opportunity", "proposed")
    WORTHLESS[how](session, case)
    session.flush()
    assert judged_now(session, case, the_rulebook().by_key["M05-margin-floor"])


# --- what other rows must not matter ----------------------------------------------------------------------------------


def test_credit_authorised_once_is_enough_for_a_won_sale(session: Session, gallery: Gallery) -> None:
    case = gallery.show(session, "opportunity", "won")
    turn_to(session, day(300))
    assert not judged_now(session, case, the_rulebook().by_key["A21-credit-decided"])


def test_a_signed_annex_is_never_overdue(session: Session, gallery: Gallery) -> None:
    case = gallery.show(session, "opportunity", "contracted")
    paper = part(session, case, Contract).document_id
    all_of(change_all(Annex, signed_on=day(0), document_id=paper))(session, case)
    turn_to(session, day(300))
    assert not judged_now(session, case, the_rulebook().by_key["A24-annexes-in-period"])


def test_two_accounts_with_a_generic_rfc_are_no_duplicates(session: Session, gallery: Gallery) -> None:
    first = an_account(session, rfc=GENERIC)
    an_account(session, rfc=GENERIC)
    assert not judged_now(session, first, the_rulebook().by_key["E11-duplicate-rfc"])


@pytest.mark.parametrize("stage", ["ordered", "billing"])
def test_a_contract_is_not_to_be_watched_before_it_is_handed_over(
    session: Session, gallery: Gallery, stage: str
) -> None:
    contract = part(session, gallery.show(session, "delivery", stage), Contract)
    assert verdict(session, contract, the_rulebook().by_key["A11-contract-watched"]) is None
