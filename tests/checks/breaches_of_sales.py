"""How each rule of an opportunity is broken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import (
    Account,
    Activity,
    Agreement,
    Concession,
    Contact,
    CreditApplication,
    CreditDecision,
    FleetLine,
    LossCause,
    Objection,
    Opportunity,
    PersonRole,
    Proposal,
    ProposalLine,
    Study,
)
from tests.builders import (
    NOW,
    a_credit_decision,
    a_loss,
    a_question,
    add,
    an_account,
    an_activity,
    an_answer,
    day,
    move,
    part,
    supersede,
    who,
)
from tests.checks.edits import Edit, Mend, all_of, breach, bring, change, change_all, days_pass, point, remove

GENERIC = "XAXX010101000"


def decided(**answer: Any) -> Edit:
    """The credit decision in force is another one."""

    def apply(session: Session, case: Any) -> Mend:
        _decide_again(session, case, **answer)
        return lambda: _decide_again(session, case)

    return apply


def undecided(session: Session, case: Any) -> Mend:
    """No credit decision is in force."""
    supersede(session, part(session, case, CreditDecision))

    def decide() -> None:
        a_credit_decision(session, _sale(session, case))

    return decide


def _decide_again(session: Session, case: Any, **answer: Any) -> None:
    supersede(session, part(session, case, CreditDecision))
    values = {key: value(session) if callable(value) else value for key, value in answer.items()}
    a_credit_decision(session, _sale(session, case), **values)


def on_new_terms(edit: Edit) -> Edit:
    """The edit, after which credit is decided again on the terms that it made."""

    def apply(session: Session, case: Any) -> Mend:
        mend = edit(session, case)
        _decide_again(session, case)

        def back() -> None:
            mend()
            _decide_again(session, case)

        return back

    return apply


def _analyst_moves(session: Session, case: Any) -> Mend:
    """Who decided credit has another role now."""
    analyst = part(session, case, CreditDecision).approver_id
    role = session.scalars(sa.select(PersonRole).where(PersonRole.person_id == analyst)).one()
    role.role = "service"
    session.flush()

    def back() -> None:
        role.role = "credit"
        session.flush()

    return back


def _a_concession(session: Session, case: Any) -> Concession:
    concession = Concession(
        opportunity_id=case.id, subject="First month free", worth_mxn=Decimal(10_000), planned=False, granted_on=day(-1), created_at=NOW
    )  # fmt: skip
    return add(session, concession)


def allow_a_concession(session: Session, case: Any) -> Mend:
    _a_concession(session, case)
    question = a_question(session, case, "concession", amount_mxn=Decimal(10_000), status="approved")
    an_answer(session, question, limit_mxn=Decimal(10_000))
    return lambda: None


def _sale(session: Session, case: Any) -> Opportunity:
    return part(session, case, Opportunity)


def seller(session: Session) -> int:
    return who(session, "sales")


def other_seller(session: Session) -> int:
    return who(session, "sales", other=True)


def account_of_another(session: Session, case: Any) -> Account:
    return an_account(session)


def members(**values: Any) -> Edit:
    """All of the client's people we know are otherwise."""
    return lambda session, case: change_all(Contact, **values)(session, part(session, case, Account))


_no_official_quote = change(Proposal, is_official=False)
_no_account = change(Opportunity, account_id=None)
_no_study = all_of(remove(FleetLine), remove(Study))
_no_decision = undecided
STUDIED_OTHERWISE = (
    change(FleetLine, mono_pages_per_month=13_000),
    change(FleetLine, colour_pages_per_month=None),
    change(FleetLine, quantity=2),
)
"""The study finds a tenth more or less than the quote includes."""

FOLLOW_UP = {
    "M07-next-step": breach(
        change_all(Activity, next_step_on=None), change_all(Activity, next_step_owner_id=None), remove(Activity)
    ),
    "M07-next-step-overdue": breach(
        change_all(Activity, next_step_on=day(-3)), aside=change_all(Activity, next_step_on=None)
    ),
    "M07-close-date-past": breach(
        change(Opportunity, expected_close_on=day(-1)), aside=change(Opportunity, expected_close_on=None)
    ),
    "M08-not-yet-certain": breach(
        change(Opportunity, probability=100), aside=change(Opportunity, probability=None)
    ),
    "M08-not-hopeless": breach(change(Opportunity, probability=0), aside=change(Opportunity, probability=None)),
    "D04-lead-not-followed": breach(
        days_pass(
            14, lambda s, case: an_activity(s, opportunity_id=case.id, due_on=day(13), next_step_on=day(20))
        ),
        also="M07-next-step-overdue A02-opportunity-days-in-stage",
        passing=True,
    ),
    "A16-known-product": breach(
        change(Opportunity, product_id=None), aside=change(Opportunity, product_ref=None)
    ),
    "A32-known-account": breach(
        _no_account, also="A32-opportunity-account-id", aside=change(Opportunity, account_ref=" ")
    ),
    "E15-reachable-contact": breach(
        change(Contact, email="no address", phone=None),
        change(Contact, email=None, phone=" "),
        aside=change(Opportunity, contact_id=None),
    ),
    "A17-dates-in-order": breach(
        change(Opportunity, opened_on=day(1)), aside=change(Opportunity, closed_on=None)
    ),
    "C12-visits-documented": breach(
        change(Activity, {"kind": "demo"}, objective=None),
        change(Activity, {"kind": "demo"}, method=" "),
        change(Activity, {"kind": "demo"}, result=None),
    ),
    "A02-opportunity-days-in-stage": breach(
        days_pass(13, lambda s, case: move(s, case, "qualified")),
        also="M07-next-step-overdue D04-lead-not-followed",
        passing=True,
    ),
}

STUDY = {
    "A16-study": breach(change(Study, done_on=None)),
    "A16-study-fleet": breach(remove(FleetLine)),
    "A16-study-volumes": breach(change(FleetLine, mono_pages_per_month=None), aside=_no_study),
    "A16-study-cost-today": breach(
        change(Study, cost_today_mxn=None), change(Study, cost_today_mxn=Decimal(0)), aside=_no_study
    ),
    "C02-buying-process": breach(
        change(Study, buying_process=None), change(Study, buying_process="  "), aside=_no_study
    ),
    "C06-final-decider": breach(
        change(Contact, {"buying_role": "decider"}, buying_role=None), aside=_no_account
    ),
    "C04-champion": breach(members(stance="neutral"), aside=_no_account),
    "C07-order-signer": breach(change(Contact, {"signs_orders": True}, signs_orders=False), aside=_no_account),
    "C05-detractor": breach(members(stance="champion"), aside=_no_account),
    "D05-demo-where-complex": breach(
        change(Activity, {"kind": "demo"}, done_at=None),
        change(Activity, {"kind": "demo"}, kind="meeting"),
        aside=change(Study, needs_demo=False),
    ),
}

QUOTE = {
    "M05-official-quote": breach(
        change(Proposal, sent_on=None), change(Proposal, quoter_version=" "), _no_official_quote
    ),
    "A07-pricing-variables": breach(
        change(Proposal, included_mono_pages=None),
        change(Proposal, included_colour_pages=-1),
        change(Proposal, click_mono_mxn=Decimal(0)),
        change(Proposal, click_colour_mxn=None),
        change(Proposal, margin_percent=None),
        aside=_no_official_quote,
    ),
    "M05-margin-floor": breach(
        change(Proposal, margin_percent=Decimal("29.99")), aside=change(Proposal, margin_percent=None)
    ),
    "A09-discount-limit": breach(change(Proposal, discount_percent=Decimal("4.01")), aside=_no_official_quote),
    "B42-concessions-approved": breach(
        bring(_a_concession), given=allow_a_concession, aside=change_all(Concession, planned=True)
    ),
    "A14-complete-system": breach(
        *(remove(ProposalLine, kind=kind) for kind in ("consumables", "service", "follow_up", "equipment")),
        aside=_no_official_quote,
    ),
    "A20-quote-is-the-study": breach(
        *STUDIED_OTHERWISE,
        change(Proposal, included_mono_pages=17_999),
        change(Proposal, included_colour_pages=2_201),
        aside=_no_study,
    ),
    "A22-feasible": breach(
        change(Proposal, feasible_on=None), change(Proposal, feasible_by_id=None), aside=_no_official_quote
    ),
    "A22-feasible-by-another": breach(
        point(Proposal, "feasible_by_id", lambda s, case: case.owner_id),
        aside=change(Proposal, feasible_by_id=None),
    ),
    "M05-quote-valid": breach(
        change(Proposal, valid_until=day(-1)), change(Proposal, valid_until=None), aside=_no_official_quote
    ),
    "A20-amount-is-the-quote": breach(
        change(Opportunity, amount_mxn=Decimal("360000.01")),
        change(Opportunity, monthly_mxn=Decimal(9_000)),
        change(Proposal, term_months=24),
        aside=_no_official_quote,
    ),
}

NEGOTIATION = {
    "B31-framework-agreement": breach(
        change(Opportunity, framework_agreement=None), change(Opportunity, framework_agreement=" ")
    ),
    "B31-batna": breach(change(Opportunity, batna=None), change(Opportunity, batna="")),
    "E06-objections-answered": breach(change(Objection, response=None), change(Objection, response=" ")),
    "A18-internal-agreements-written": breach(change(Agreement, {"party": "internal"}, document_id=None)),
    "A19-client-agreements-written": breach(change(Agreement, {"party": "client"}, document_id=None)),
    "A20-agreements-congruent": breach(
        change(Agreement, matches_contract=None), change(Agreement, matches_contract=False)
    ),
}

CREDIT = {
    "A21-credit-application": breach(
        change(CreditApplication, signed_on=None), change(CreditApplication, amount_mxn=Decimal("359999.99"))
    ),
    "A21-credit-authorised": breach(
        undecided,
        decided(limit_mxn=Decimal("359999.99")),
        decided(expires_on=day(-1)),
    ),
    "A21-credit-decided": breach(
        undecided,
        decided(abroad=True, outcome="declined"),
        decided(limit_mxn=Decimal("359999.99")),
        at_the_gate="A21-credit-authorised",
    ),
    "A21-credit-by-role": breach(_analyst_moves, aside=_no_decision),
    "A21-credit-on-these-terms": breach(
        change(Proposal, click_mono_mxn=Decimal("0.2501")),
        change(Proposal, click_colour_mxn=Decimal("1.99")),
        change(Proposal, included_mono_pages=20_001),
        change(Proposal, included_colour_pages=1_999),
        change(Proposal, margin_percent=Decimal("33.01")),
        change(Proposal, discount_percent=Decimal("2.99")),
        change(ProposalLine, {"kind": "equipment"}, location="Piso 9"),
        decided(abroad=True),
        aside=_no_decision,
    ),
    "A21-credit-four-eyes": breach(
        point(CreditApplication, "requested_by_id", lambda s, _: who(s, "credit")),
        point(Opportunity, "owner_id", lambda s, _: who(s, "credit")),
        aside=_no_decision,
    ),
    "A21-rfc-format": breach(
        on_new_terms(change(Account, rfc="ABC")),
        on_new_terms(change(Account, rfc="AB")),
        aside=change(Account, rfc=None),
    ),
}

EXITS = {
    "M06-disqualified-reason": breach(
        change(Opportunity, disqualified_reason=None), change(Opportunity, disqualified_reason=" ")
    ),
    "M06-nurture-date": breach(change(Opportunity, nurture_on=None), change(Opportunity, nurture_on=day(-1))),
    "A12-loss-cause": breach(remove(LossCause)),
    "A12-competitor": breach(change(LossCause, competitor=None), aside=change(LossCause, cause="service")),
    "M06-hold-reason": breach(
        change(Opportunity, hold_reason=" "),
        change(Opportunity, hold_until=None),
        change(Opportunity, hold_until=day(-1)),
    ),
    "M06-back-to-work": breach(
        change(Opportunity, hold_reason="Budget", hold_until=day(0)),
        change(Opportunity, hold_reason="Budget", hold_until=None),
        change(Opportunity, disqualified_reason="No need"),
    ),
    "A12-not-lost": breach(bring(a_loss)),
}

SALE = FOLLOW_UP | STUDY | QUOTE | NEGOTIATION | CREDIT | EXITS
