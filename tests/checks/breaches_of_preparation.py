"""How each rule of the plan of a negotiation, of the buying centre and of our relations is broken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.model import (
    Account,
    AccountFactor,
    Activity,
    Agreement,
    Competitor,
    Concession,
    Contact,
    Interest,
    NegotiationPlan,
    Opportunity,
    PeerRelation,
    PlanRow,
    SalesStrategy,
    ValueVariable,
)
from tests.builders import NOW, add, an_activity, an_opportunity, day, part
from tests.checks.breaches_of_sales import members
from tests.checks.edits import Edit, Mend, breach, bring, change, change_all, point, remove

Plan = NegotiationPlan
_no_account = change(Opportunity, account_id=None)
_of_little_worth = change(Opportunity, amount_mxn=Decimal("119999.99"))
_unknown_worth = change(Opportunity, amount_mxn=None)


def member(where: dict[str, Any], **values: Any) -> Edit:
    """One of the client's people we know is otherwise."""
    return lambda session, case: change(Contact, where, **values)(session, part(session, case, Account))


def nobody_speaks_with(session: Session, case: Any) -> Mend:
    """Who decides at the client has nobody of ours."""
    boss = part(session, part(session, case, Account), Contact, buying_role="decider")
    return remove(PeerRelation)(session, boss)


def _strategy(**values: Any) -> Edit:
    def apply(session: Session, case: Any) -> Mend:
        strategy = session.get_one(SalesStrategy, part(session, case, Plan).strategy_id)
        return change(SalesStrategy, **values)(session, strategy)

    return apply


def _a_late_meeting(**values: Any) -> Edit:
    """A meeting to come, held otherwise than it should be."""
    return bring(
        lambda s, case: an_activity(s, kind="meeting", opportunity_id=case.id, account_id=case.account_id, due_on=day(3), **values)
    )  # fmt: skip


def _a_planned_concession(session: Session, case: Any) -> Mend:
    row = part(session, case, PlanRow)
    add(session, Concession(
        opportunity_id=case.id, subject="First month free", worth_mxn=Decimal(10_000), planned=True, plan_row_id=row.id,
        granted_on=day(-1), created_at=NOW,
    ))  # fmt: skip
    return lambda: None


def _row_of_another(session: Session, case: Any) -> Any:
    return part(session, an_opportunity(session), PlanRow)


def _sensitive(kind: str, factor: str) -> Edit:
    return bring(lambda s, account: add(s, AccountFactor(
        account_id=account.id, kind=kind, factor=factor, note="?", noted_on=day(-1), created_at=NOW
    )))  # fmt: skip


PLAN = {
    "B21-analysis": breach(
        change(Plan, specific_environment=" "),
        change(Plan, general_environment=None),
        change(Plan, way_in=None),
        change(Plan, strategy_id=None),
        change(Plan, made_on=day(-201)),
        _strategy(until_on=day(-18)),
        change_all(Activity, situation=None),
        change_all(Activity, needs=" "),
        change_all(Activity, interests=None),
        change(Interest, objective=None),
        change(Interest, interest=" "),
        change(Interest, priority=None),
        remove(Interest),
        change_all(Competitor, our_arguments=None),
        remove(Competitor),
        change(AccountFactor, {"kind": "external"}, factor="gossip"),
        remove(AccountFactor, kind="internal"),
        change(AccountFactor, {"kind": "interpersonal"}, kind="individual"),
        change(ValueVariable, variable="gossip"),
        aside=_of_little_worth,
    ),
    "B21-formulation": breach(
        change(Plan, own_objective=None),
        change(Plan, client_objective=" "),
        change(Plan, client_issue=None),
        change(Plan, adviser_issue=None),
        change(Plan, supplier_issue=None),
        *(change(Plan, **{f"{phase}_strategy": None}) for phase in ("analysis", "formulation", "implementation", "control")),
        change(PlanRow, topic=None),
        change(PlanRow, minutes=0),
        change(PlanRow, minutes=None),
        change(PlanRow, arguments=" "),
        change(PlanRow, concessions=None),
        change(PlanRow, documents=None),
        remove(PlanRow),
        change(ValueVariable, answer=None),
        member({"stance": "detractor"}, arguments=None),
        member({"stance": "champion"}, communication_plan=" "),
        _a_late_meeting(agenda=None),
        _a_late_meeting(our_roles=" "),
        _a_late_meeting(positions=None),
        nobody_speaks_with,
        aside=_unknown_worth,
    ),
    "B21-implementation": breach(
        change(Activity, {"kind": "demo"}, observations=None),
        change(Activity, {"kind": "demo"}, evaluation=" "),
        change_all(Activity, client_step=None),
        change(PlanRow, results=None),
        change(PlanRow, observations=None),
        change(PlanRow, evaluation=" "),
    ),
    "B21-control": breach(change(Agreement, due_on=None), aside=_of_little_worth),
    "C15-coverage-proposed": breach(members(function=None), aside=_no_account),
    "C15-coverage-negotiated": breach(member({"function": "board"}, function="buyer"), aside=_of_little_worth),
    "B42-planned-in-the-plan": breach(
        change(Concession, plan_row_id=None),
        point(Concession, "plan_row_id", _row_of_another),
        given=_a_planned_concession,
        aside=change(Concession, planned=False),
    ),
    "B38-agreements-kept": breach(change(Agreement, fulfilled_on=None)),
}  # fmt: skip

_prospect = change(Account, kind="prospect")
RELATION = {
    "C08-communication-plan": breach(change(Contact, {"stance": "champion"}, communication_plan=" "), aside=_prospect),
    "C09-arguments": breach(change(Contact, {"stance": "detractor"}, arguments=None), aside=_prospect),
    "C16-peers": breach(
        remove(PeerRelation), change(Contact, {"stance": "champion"}, signs_orders=True), aside=_prospect
    ),
    "C17-relations-planned": breach(
        change(PeerRelation, purpose=None), change(PeerRelation, plan=" "), change(PeerRelation, effectiveness=None),
        change(PeerRelation, efficiency=None), aside=_prospect,
    ),
    "C17-relations-kept": breach(
        change(PeerRelation, last_contact_on=day(-41)), change(PeerRelation, last_contact_on=None), aside=_prospect
    ),
}  # fmt: skip

POSITION = {
    "C13-supplier-position": breach(
        change(Account, supplier_position=None), change(Account, supplier_position="friend"), aside=_prospect
    ),
    "B16-no-sensitive-data": breach(
        _sensitive("individual", "religion"), _sensitive("external", "education"), _sensitive("gossip", "legal")
    ),
}

EVALUATION = {
    "B41-meeting-evaluated": breach(
        change(Activity, observations=None), change(Activity, evaluation=" "),
        given=change(Activity, kind="visit"), aside=change(Activity, opportunity_id=None),
    ),
}  # fmt: skip

PREPARATION = PLAN | RELATION | POSITION | EVALUATION
