"""All that the CRM holds about one sale, table by table, as plain values in a fixed order: what a dossier is made of."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, inspect, or_, select
from sqlalchemy.orm import Session

from crm.model import (
    Acceptance,
    Annex,
    ApprovalDecision,
    ApprovalRequest,
    Contract,
    ContractLine,
    CreditDecision,
    Delivery,
    Document,
    Finding,
    Opportunity,
    Person,
    RefusedAnswer,
    RuleRow,
    StageHistory,
    Terms,
    TermsLine,
)

Table = list[dict[str, Any]]
"""Rows of plain values: texts, whole numbers, yes or no, nothing."""


def tables_of(session: Session, opportunity_id: int) -> dict[str, Table]:
    """Every table of the dossier of a sale. The same records give the same tables."""
    requests = select(ApprovalRequest.id).where(ApprovalRequest.opportunity_id == opportunity_id)
    documents = select(Document.id).where(Document.opportunity_id == opportunity_id)
    contracts = select(Contract.id).where(Contract.opportunity_id == opportunity_id)
    deliveries = select(Delivery.id).where(Delivery.opportunity_id == opportunity_id)
    terms = or_(Terms.request_id.in_(requests), Terms.document_id.in_(documents))
    queries: dict[str, Select[Any]] = {
        "opportunity": select(Opportunity).where(Opportunity.id == opportunity_id),
        "contract": select(Contract).where(Contract.opportunity_id == opportunity_id),
        "contract_lines": select(ContractLine).where(ContractLine.contract_id.in_(contracts)),
        "annexes": select(Annex).where(Annex.contract_id.in_(contracts)),
        "delivery": select(Delivery).where(Delivery.opportunity_id == opportunity_id),
        "acceptance": select(Acceptance).where(Acceptance.delivery_id.in_(deliveries)),
        "documents": select(Document).where(Document.opportunity_id == opportunity_id),
        "requests": select(ApprovalRequest).where(ApprovalRequest.opportunity_id == opportunity_id),
        "decisions": select(ApprovalDecision).where(ApprovalDecision.opportunity_id == opportunity_id),
        "credit": select(CreditDecision).where(CreditDecision.opportunity_id == opportunity_id),
        "refused_answers": select(RefusedAnswer).where(RefusedAnswer.request_id.in_(requests)),
        "terms": select(Terms).where(terms),
        "terms_lines": select(TermsLine).where(TermsLine.terms_id.in_(select(Terms.id).where(terms))),
    }
    found = {
        name: [_plain_row(row) for row in session.scalars(query.order_by("id"))]
        for name, query in queries.items()
    }
    found["history"] = _history(session, opportunity_id, list(session.scalars(deliveries)))
    found["findings"] = _findings(session, found)
    found["people"] = _people(session, found)
    return found


def decisions_of(session: Session, opportunity_id: int) -> list[ApprovalDecision]:
    """The decisions of a sale, as they were taken."""
    query = select(ApprovalDecision).where(ApprovalDecision.opportunity_id == opportunity_id)
    return list(session.scalars(query.order_by(ApprovalDecision.id)))


def _history(session: Session, opportunity_id: int, deliveries: list[int]) -> Table:
    of_sale = (StageHistory.record == "opportunity") & (StageHistory.record_id == opportunity_id)
    of_delivery = (StageHistory.record == "delivery") & StageHistory.record_id.in_(deliveries)
    return [_plain_row(row) for row in session.scalars(select(StageHistory).where(or_(of_sale, of_delivery)).order_by(StageHistory.id))]  # fmt: skip


def _findings(session: Session, found: dict[str, Table]) -> Table:
    """Rules that the sale, its contract and its delivery broke, from the night they were seen to that when they were gone."""
    rows: Table = []
    for record in ("opportunity", "contract", "delivery"):
        numbers = [row["id"] for row in found[record]]
        query = (
            select(RuleRow, Finding)
            .join(Finding, Finding.rule_id == RuleRow.id)
            .where(RuleRow.record == record, Finding.record_id.in_(numbers))
            .order_by(RuleRow.key, Finding.record_id, Finding.first_seen)
        )
        for rule, finding in session.execute(query):
            rows.append({
                "record": record, "record_id": finding.record_id, "rule": rule.key, "sentence_en": rule.sentence_en,
                "sentence_es": rule.sentence_es, "first_seen": _plain(finding.first_seen), "resolved_on": _plain(finding.resolved_on),
            })  # fmt: skip
    return rows


def _people(session: Session, found: dict[str, Table]) -> Table:
    """Who the numbers in the other tables are."""
    keys = (
        "owner_id",
        "requested_by_id",
        "approver_id",
        "on_behalf_of_id",
        "person_id",
        "attested_by_id",
        "received_by_id",
    )
    numbers = {
        row[key] for table in found.values() for row in table for key in keys if row.get(key) is not None
    }
    query = select(Person.id, Person.name).where(Person.id.in_(numbers)).order_by(Person.id)
    return [{"id": number, "name": name} for number, name in session.execute(query)]


def _plain_row(row: Any) -> dict[str, Any]:
    return {attribute.key: _plain(getattr(row, attribute.key)) for attribute in inspect(type(row)).column_attrs}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, dt.date) else value
