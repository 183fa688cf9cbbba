"""Finding the papers of a case."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.model import (
    Account,
    AccountFactor,
    Annex,
    Contact,
    Contract,
    ContractLine,
    CreditDecision,
    DeliveryOrder,
    DeliveryOrderLine,
    FleetLine,
    NegotiationPlan,
    Opportunity,
    PeerRelation,
    Person,
    PlanRow,
    Product,
    Proposal,
    ProposalLine,
    QuoteLine,
    QuoteVariables,
    Renewal,
    Study,
    Territory,
    ValueVariable,
)


def part(session: Session, case: Any, model: Any, /, **where: Any) -> Any:
    """The record of one kind that belongs to a case: its quote, its contract, its first fleet line."""
    found = session.scalars(
        parts(case, model).filter_by(**where).order_by(*sa.inspect(model).primary_key)
    ).first()
    if found is None:
        raise LookupError(f"the {case.__tablename__} has no {model.__tablename__} with {where}")
    return found


def parts(case: Any, model: Any) -> sa.Select[Any]:
    query = sa.select(model)
    if model is type(case):
        return query.where(model.id == case.id)
    direct = {
        Account: "account_id", Contact: "contact_id", Person: "owner_id", Product: "product_id",
        Contract: "contract_id", Opportunity: "opportunity_id", Territory: "territory_id",
    }  # fmt: skip
    if isinstance(case, Renewal) and model is Opportunity:
        return query.where(model.id == case.successor_id)
    if model in direct and hasattr(case, direct[model]):
        return query.where(model.id == getattr(case, direct[model]))
    sale = case.id if isinstance(case, Opportunity) else getattr(case, "opportunity_id", None)
    if model is Proposal:
        return query.where(Proposal.opportunity_id == sale, Proposal.is_official)
    if model is Study:
        return query.where(Study.opportunity_id == sale)
    if model in (AccountFactor, ValueVariable) and not isinstance(case, Account):
        return query.where(model.account_id == case.account_id)
    if model is PeerRelation and isinstance(case, Account):
        return query.where(model.contact_id.in_(parts(case, Contact).with_only_columns(Contact.id)))
    if model is CreditDecision:
        return query.where(CreditDecision.opportunity_id == sale, CreditDecision.superseded_at.is_(None))
    for owner, key in _CHILDREN.get(model, ()):
        if owner is type(case):
            return query.where(getattr(model, key) == case.id)
        if owner in (Study, Proposal, ProposalLine, Contract, DeliveryOrder, NegotiationPlan):
            return query.where(getattr(model, key).in_(parts(case, owner).with_only_columns(owner.id)))
    return query.where(getattr(model, f"{case.__tablename__}_id") == case.id)


_CHILDREN: dict[Any, tuple[tuple[Any, str], ...]] = {
    FleetLine: ((Study, "study_id"),),
    ProposalLine: ((Proposal, "proposal_id"),),
    QuoteVariables: ((Proposal, "proposal_id"),),
    QuoteLine: ((ProposalLine, "proposal_line_id"),),
    ContractLine: ((Contract, "contract_id"),),
    Annex: ((Contract, "contract_id"),),
    DeliveryOrderLine: ((DeliveryOrder, "delivery_order_id"),),
    PlanRow: ((NegotiationPlan, "plan_id"),),
}
