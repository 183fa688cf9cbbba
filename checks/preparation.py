"""When a part of a negotiation plan is there, and how much of a buying centre is known: each condition once, as SQL.

The gates of the phases, the coverage before a stage, and what ``seiton plan`` says of one sale are made of these.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from checks.expressions import given, there_is
from config.company import Company
from config.negotiation import SoughtMember
from crm.model import (
    AccountFactor,
    Activity,
    Agreement,
    Competitor,
    Contact,
    Interest,
    NegotiationPlan,
    Opportunity,
    PeerRelation,
    PlanRow,
    SalesStrategy,
    ValueVariable,
)

Opp, Plan = Opportunity, NegotiationPlan
Member = aliased(Contact, name="member")
"""A contact of the client of a sale."""

MEETINGS = ("meeting", "visit", "demo")
"""A meeting is held in person, or by audio or video where time or distance prevents it (003/D03)."""

Condition = ColumnElement[bool]


def worth() -> ColumnElement[Any]:
    """The value of the sale; what is not known yet is nothing."""
    return func.coalesce(Opp.amount_mxn, 0)


def at_least(least: Decimal) -> Condition | None:
    """The sale is worth so much; no condition where every sale is."""
    return worth() >= least if least else None


def parts(company: Company) -> dict[str, Condition]:
    """For each part of a plan whether this sale has it, whatever it is worth (001/B11–B15, B17, B22–B30, B32, B38, B41; 002/C01, C08–C11, C16; 003/D03)."""
    words, circle = company.negotiation, company.negotiation.circle
    return {
        "specific_environment": given(Plan.specific_environment),
        "general_environment": given(Plan.general_environment),
        "situation": _met(given(Activity.situation), given(Activity.needs), given(Activity.interests)),
        "strategy": and_(Plan.made_on >= SalesStrategy.from_on, Plan.made_on <= SalesStrategy.until_on),
        "way_in": given(Plan.way_in),
        "interests": and_(
            there_is(Interest, Interest.opportunity_id == Opp.id),
            ~_somebody(
                or_(keeps(company, Member), Member.stance.in_(circle.opponents)),
                ~there_is(Interest, Interest.contact_id == Member.id, Interest.opportunity_id == Opp.id,
                          given(Interest.objective), given(Interest.interest)),
            ),
        ),
        "priorities": ~there_is(Interest, Interest.opportunity_id == Opp.id, Interest.priority.is_(None)),
        "values": _valued(ValueVariable.variable.in_(list(words.values))),
        "answers": ~_valued(~given(ValueVariable.answer)),
        "competitors": there_is(Competitor, Competitor.opportunity_id == Opp.id, given(Competitor.our_arguments)),
        "external_factors": _noted(company, "external"),
        "internal_factors": _noted(company, "internal"),
        "interpersonal_factors": _noted(company, "interpersonal"),
        "objectives": and_(given(Plan.own_objective), given(Plan.client_objective)),
        "central_issue": and_(given(Plan.client_issue), given(Plan.adviser_issue), given(Plan.supplier_issue)),
        "strategies": and_(
            given(Plan.analysis_strategy), given(Plan.formulation_strategy),
            given(Plan.implementation_strategy), given(Plan.control_strategy),
        ),
        "grid": and_(_row(), ~_row(or_(
            ~given(PlanRow.topic), func.coalesce(PlanRow.minutes, 0) <= 0, ~given(PlanRow.arguments), ~given(PlanRow.concessions)
        ))),
        "papers": ~_row(~given(PlanRow.documents)),
        "visits": ~_meeting(
            or_(Activity.due_on.is_(None), Activity.due_on >= Plan.made_on),
            or_(~given(Activity.agenda), ~given(Activity.our_roles), ~given(Activity.positions)),
        ),
        "opponents": ~_somebody(Member.stance.in_(circle.opponents), ~given(Member.arguments)),
        "supporters": ~_somebody(Member.stance.in_(circle.supporters), ~given(Member.communication_plan)),
        "peers": ~_somebody(keeps(company, Member), ~there_is(PeerRelation, PeerRelation.contact_id == Member.id)),
        "evaluated": ~_met(or_(~given(Activity.observations), ~given(Activity.evaluation))),
        "actions": _met(given(Activity.next_step), given(Activity.client_step)),
        "results": ~_row(or_(~given(PlanRow.results), ~given(PlanRow.observations), ~given(PlanRow.evaluation))),
        "agreements": ~there_is(Agreement, Agreement.opportunity_id == Opp.id, Agreement.due_on.is_(None)),
    }  # fmt: skip


def complete(company: Company, phase: str) -> Condition:
    """The phase has all that a sale of this value needs (001/B21, B41)."""
    there = parts(company)
    asked = [one for one in company.negotiation.asked() if one.phase == phase]
    return and_(
        *(or_(worth() < one.from_mxn, there[one.part]) if one.from_mxn else there[one.part] for one in asked)
    )


def asked_from(company: Company, phase: str) -> Decimal | None:
    """The value from which a phase asks for anything; none where it asks for nothing at all."""
    return min((one.from_mxn for one in company.negotiation.asked() if one.phase == phase), default=None)


def is_met_by(sought: SoughtMember, contact: Any) -> Condition:
    """Whether a contact is the one whom we seek: what ``policy.buying_centre.Sought.is_met_by`` says, as SQL."""
    if sought.signs_orders:
        return contact.signs_orders.is_(True)  # type: ignore[no-any-return]
    if sought.functions:
        return contact.function.in_(sought.functions)  # type: ignore[no-any-return]
    return or_(contact.buying_role.in_(sought.words), contact.stance.in_(sought.words))


def is_known(sought: SoughtMember) -> Condition:
    """We know somebody of the client by name who is the one whom we seek."""
    return _somebody(is_met_by(sought, Member))


def keeps(company: Company, contact: Any) -> Condition:
    """Somebody of ours must speak with this contact: who decides or signs (002/C16)."""
    return or_(contact.buying_role.in_(company.negotiation.circle.keepers), contact.signs_orders.is_(True))


def is_covered(company: Company, percent: int) -> Condition:
    """So much of the client's buying centre is known, by weight (002/C15); one look at the client's contacts."""
    sought = company.negotiation.sought.values()
    found = [one.weight * func.max(case((is_met_by(one, Member), 1), else_=0)) for one in sought]
    known = select(sum(found[1:], found[0])).where(Member.account_id == Opp.account_id)
    weight = func.coalesce(known.correlate_except(Member).scalar_subquery(), 0)
    return weight * 100 >= percent * sum(one.weight for one in sought)


def _somebody(*conditions: Condition) -> Condition:
    return there_is(Member, Member.account_id == Opp.account_id, *conditions)


def _meeting(*conditions: Condition) -> Condition:
    return there_is(Activity, Activity.opportunity_id == Opp.id, Activity.kind.in_(MEETINGS), *conditions)


def _met(*conditions: Condition) -> Condition:
    return _meeting(Activity.done_at.is_not(None), *conditions)


def _row(*conditions: Condition) -> Condition:
    return there_is(PlanRow, PlanRow.plan_id == Plan.id, *conditions)


def _valued(*conditions: Condition) -> Condition:
    return there_is(ValueVariable, ValueVariable.account_id == Opp.account_id, *conditions)


def _noted(company: Company, kind: str) -> Condition:
    factors = company.negotiation.factors[kind]  # type: ignore[index]
    mine = and_(
        AccountFactor.account_id == Opp.account_id, AccountFactor.kind == kind, AccountFactor.factor.in_(list(factors.names))
    )  # fmt: skip
    noted = select(func.count(AccountFactor.factor.distinct())).where(mine)
    return noted.correlate_except(AccountFactor).scalar_subquery() >= factors.least
