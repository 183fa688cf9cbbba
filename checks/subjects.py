"""What each judged record is joined to, which edits reach it, whose it is and what it is worth.

``joins`` name at most one row each (the account, the official quote, the decision in force), so a rule may use their
columns as if they were the record's own. ``reach`` says from which rows of other tables an edit can change a verdict:
a path of equal columns that leads from the edited row to the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    inspect,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.visitors import iterate

from crm import model as m
from crm.base import Money

Successor = aliased(m.Opportunity, name="successor")
"""The opportunity through which a renewal sells."""

_CONTRACT_WORTH = type_coerce(m.Contract.monthly_mxn * m.Contract.term_months, Money())
"""In pesos: a product of centavos and months would be read as a plain number of centavos."""

Step = tuple[Any, Any]


@dataclass(frozen=True)
class Subject:
    """A record type that is judged."""

    name: str
    record: Any
    joins: tuple[tuple[Any, ColumnElement[bool]], ...] = ()
    reach: tuple[tuple[Step, ...], ...] = ()
    owner: Any = None
    value: Any = None
    due: Any = None

    @property
    def table(self) -> Table:
        return self.record.__table__  # type: ignore[no-any-return]

    @property
    def id(self) -> Any:
        return self.record.id

    def select(self, *columns: Any, where: ColumnElement[bool] | None = None) -> Select[Any]:
        """The columns, from the record joined to just the rows that they speak of."""
        used = {table for column in (*columns, where) if column is not None for table in _tables_of(column)}
        source: Any = self.table
        wanted = self._needed(used)
        for joined, condition in self.joins:
            if _from_clause(joined) in wanted:
                source = source.outerjoin(_from_clause(joined), condition)
        query = select(*columns).select_from(source)
        return query if where is None else query.where(where)

    def _needed(self, used: set[FromClause]) -> set[FromClause]:
        needed = set(used)
        for joined, condition in reversed(self.joins):
            if _from_clause(joined) in needed:
                needed |= _tables_of(condition)
        return needed


def _from_clause(entity: Any) -> FromClause:
    return inspect(entity).selectable  # type: ignore[no-any-return]


def _tables_of(expression: Any) -> set[FromClause]:
    element = expression.__clause_element__() if hasattr(expression, "__clause_element__") else expression
    tables = (getattr(node, "table", None) for node in iterate(element))
    return {table for table in tables if table is not None}


def path(*steps: Step) -> tuple[Step, ...]:
    """Pairs of equal columns from the edited table to the record: ``path((Study.opportunity_id, Opportunity.id))``."""
    return steps


def touched_ids(subject: Subject, steps: tuple[Step, ...], row: str) -> Select[Any]:
    """The records that an edit of one row (``NEW`` or ``OLD`` in a trigger) may give another verdict."""
    origin: Any = None
    source: Any = None
    query = select()
    for number, (left, right) in enumerate(steps):
        table = right.class_.__table__.alias("reached" if number == len(steps) - 1 else f"via_{number}")
        if origin is None:
            source = table
            query = query.where(table.c[right.key] == literal_column(f"{row}.{left.property.columns[0].name}"))
        else:
            source = source.join(table, table.c[right.key] == origin.c[left.key])
        origin = table
    return query.add_columns(origin.c.id).select_from(source)


Opp, D, R = m.Opportunity, m.Delivery, m.Renewal

SUBJECTS: dict[str, Subject] = {
    subject.name: subject
    for subject in (
        Subject(
            "opportunity",
            Opp,
            joins=(
                (m.Account, m.Account.id == Opp.account_id),
                (m.Contact, m.Contact.id == Opp.contact_id),
                (m.Person, m.Person.id == Opp.owner_id),
                (m.Study, m.Study.opportunity_id == Opp.id),
                (m.Proposal, and_(m.Proposal.opportunity_id == Opp.id, m.Proposal.is_official)),
                (m.QuoteVariables, m.QuoteVariables.proposal_id == m.Proposal.id),
                (m.CreditApplication, m.CreditApplication.opportunity_id == Opp.id),
                (
                    m.CreditDecision,
                    and_(m.CreditDecision.opportunity_id == Opp.id, m.CreditDecision.superseded_at.is_(None)),
                ),
                (m.Terms, m.Terms.request_id == m.CreditDecision.request_id),
                (m.Contract, m.Contract.opportunity_id == Opp.id),
                (m.LossCause, m.LossCause.opportunity_id == Opp.id),
            ),
            reach=(
                path((m.Account.id, Opp.account_id)),
                path((m.Contact.id, Opp.contact_id)),
                path((m.Contact.account_id, Opp.account_id)),
                path((m.Person.id, Opp.owner_id)),
                path((m.Study.opportunity_id, Opp.id)),
                path((m.FleetLine.study_id, m.Study.id), (m.Study.opportunity_id, Opp.id)),
                path((m.Proposal.opportunity_id, Opp.id)),
                path((m.ProposalLine.proposal_id, m.Proposal.id), (m.Proposal.opportunity_id, Opp.id)),
                path((m.QuoteVariables.proposal_id, m.Proposal.id), (m.Proposal.opportunity_id, Opp.id)),
                path(
                    (m.QuoteLine.proposal_line_id, m.ProposalLine.id),
                    (m.ProposalLine.proposal_id, m.Proposal.id),
                    (m.Proposal.opportunity_id, Opp.id),
                ),
                path((m.Agreement.opportunity_id, Opp.id)),
                path((m.Objection.opportunity_id, Opp.id)),
                path((m.Activity.opportunity_id, Opp.id)),
                path((m.CreditApplication.opportunity_id, Opp.id)),
                path((m.CreditDecision.opportunity_id, Opp.id)),
                path(
                    (m.PersonRole.person_id, m.CreditDecision.approver_id),
                    (m.CreditDecision.opportunity_id, Opp.id),
                ),
                path(
                    (m.PersonRole.person_id, m.CreditDecision.on_behalf_of_id),
                    (m.CreditDecision.opportunity_id, Opp.id),
                ),
                path((m.ApprovalDecision.opportunity_id, Opp.id)),
                path(
                    (m.PersonRole.person_id, m.ApprovalDecision.approver_id),
                    (m.ApprovalDecision.opportunity_id, Opp.id),
                ),
                path(
                    (m.PersonRole.person_id, m.ApprovalDecision.on_behalf_of_id),
                    (m.ApprovalDecision.opportunity_id, Opp.id),
                ),
                path(
                    (m.Terms.request_id, m.ApprovalDecision.request_id),
                    (m.ApprovalDecision.opportunity_id, Opp.id),
                ),
                path(
                    (m.TermsLine.terms_id, m.Terms.id),
                    (m.Terms.request_id, m.ApprovalDecision.request_id),
                    (m.ApprovalDecision.opportunity_id, Opp.id),
                ),
                path(
                    (m.Terms.request_id, m.CreditDecision.request_id), (m.CreditDecision.opportunity_id, Opp.id)
                ),
                path((m.Concession.opportunity_id, Opp.id)),
                path((m.Document.opportunity_id, Opp.id)),
                path((m.Document.account_id, Opp.account_id)),
                path((m.Terms.document_id, m.Document.draft_id), (m.Document.opportunity_id, Opp.id)),
                path(
                    (m.TermsLine.terms_id, m.Terms.id),
                    (m.Terms.document_id, m.Document.draft_id),
                    (m.Document.opportunity_id, Opp.id),
                ),
                path((m.Contract.opportunity_id, Opp.id)),
                path((m.Contract.account_id, Opp.account_id)),
                path(
                    (m.CreditDecision.opportunity_id, m.Contract.opportunity_id),
                    (m.Contract.account_id, Opp.account_id),
                ),
                path((m.Invoice.account_id, Opp.account_id)),
                path((m.Invoice.contract_id, m.Contract.id), (m.Contract.account_id, Opp.account_id)),
                path((m.TaxListEntry.rfc, m.Account.rfc), (m.Account.id, Opp.account_id)),
                path((m.ContractLine.contract_id, m.Contract.id), (m.Contract.opportunity_id, Opp.id)),
                path((m.Annex.contract_id, m.Contract.id), (m.Contract.opportunity_id, Opp.id)),
                path((m.LossCause.opportunity_id, Opp.id)),
            ),
            owner=Opp.owner_id,
            value=Opp.amount_mxn,
            due=Opp.expected_close_on,
        ),
        Subject(
            "delivery",
            D,
            joins=(
                (m.Opportunity, Opp.id == D.opportunity_id),
                (m.Account, m.Account.id == D.account_id),
                (m.Study, m.Study.opportunity_id == D.opportunity_id),
                (m.Proposal, and_(m.Proposal.opportunity_id == D.opportunity_id, m.Proposal.is_official)),
                (m.Contract, m.Contract.id == D.contract_id),
                (
                    m.CreditDecision,
                    and_(
                        m.CreditDecision.opportunity_id == D.opportunity_id,
                        m.CreditDecision.superseded_at.is_(None),
                    ),
                ),
                (m.Terms, m.Terms.request_id == m.CreditDecision.request_id),
                (m.DeliveryOrder, m.DeliveryOrder.delivery_id == D.id),
                (m.Installation, m.Installation.delivery_id == D.id),
                (m.Acceptance, m.Acceptance.delivery_id == D.id),
                (m.BillingSetup, m.BillingSetup.delivery_id == D.id),
            ),
            reach=(
                path((Opp.id, D.opportunity_id)),
                path((m.Account.id, D.account_id)),
                path((m.TaxListEntry.rfc, m.Account.rfc), (m.Account.id, D.account_id)),
                path((m.Study.opportunity_id, D.opportunity_id)),
                path((m.FleetLine.study_id, m.Study.id), (m.Study.opportunity_id, D.opportunity_id)),
                path((m.Proposal.opportunity_id, D.opportunity_id)),
                path(
                    (m.ProposalLine.proposal_id, m.Proposal.id), (m.Proposal.opportunity_id, D.opportunity_id)
                ),
                path((m.Contract.id, D.contract_id)),
                path((m.ContractLine.contract_id, D.contract_id)),
                path((m.Annex.contract_id, D.contract_id)),
                path((m.CreditDecision.opportunity_id, D.opportunity_id)),
                path(
                    (m.PersonRole.person_id, m.CreditDecision.approver_id),
                    (m.CreditDecision.opportunity_id, D.opportunity_id),
                ),
                path(
                    (m.PersonRole.person_id, m.CreditDecision.on_behalf_of_id),
                    (m.CreditDecision.opportunity_id, D.opportunity_id),
                ),
                path(
                    (m.Terms.request_id, m.CreditDecision.request_id),
                    (m.CreditDecision.opportunity_id, D.opportunity_id),
                ),
                path((m.ApprovalDecision.opportunity_id, D.opportunity_id)),
                path(
                    (m.PersonRole.person_id, m.ApprovalDecision.approver_id),
                    (m.ApprovalDecision.opportunity_id, D.opportunity_id),
                ),
                path(
                    (m.PersonRole.person_id, m.ApprovalDecision.on_behalf_of_id),
                    (m.ApprovalDecision.opportunity_id, D.opportunity_id),
                ),
                path((m.DeliveryOrder.delivery_id, D.id)),
                path(
                    (m.DeliveryOrderLine.delivery_order_id, m.DeliveryOrder.id),
                    (m.DeliveryOrder.delivery_id, D.id),
                ),
                path((m.Shipment.delivery_id, D.id)),
                path((m.Equipment.delivery_id, D.id)),
                path((m.Equipment.serial, m.Equipment.serial), (m.Equipment.delivery_id, D.id)),
                path((m.Installation.delivery_id, D.id)),
                path((m.Training.delivery_id, D.id)),
                path((m.Acceptance.delivery_id, D.id)),
                path((m.Document.opportunity_id, D.opportunity_id)),
                path((m.Terms.document_id, m.Document.draft_id), (m.Document.opportunity_id, D.opportunity_id)),
                path(
                    (m.TermsLine.terms_id, m.Terms.id),
                    (m.Terms.document_id, m.Document.draft_id),
                    (m.Document.opportunity_id, D.opportunity_id),
                ),
                path((m.BillingSetup.delivery_id, D.id)),
                path((m.Satisfaction.delivery_id, D.id)),
            ),
            owner=D.owner_id,
            value=Opp.amount_mxn,
            due=D.stage_since,
        ),
        Subject(
            "renewal",
            R,
            joins=(
                (m.Contract, m.Contract.id == R.contract_id),
                (m.Account, m.Account.id == R.account_id),
                (Successor, Successor.id == R.successor_id),
                (m.LossCause, m.LossCause.renewal_id == R.id),
            ),
            reach=(
                path((m.Contract.id, R.contract_id)),
                path((m.Account.id, R.account_id)),
                path((Opp.id, R.successor_id)),
                path((R.successor_id, R.successor_id)),
                path((m.LossCause.renewal_id, R.id)),
                path((m.Satisfaction.account_id, R.account_id)),
                path((m.Activity.account_id, R.account_id)),
                path((m.Invoice.account_id, R.account_id)),
                path((m.RenewalStep.renewal_id, R.id)),
                path((m.RenewalRisk.renewal_id, R.id)),
            ),
            owner=R.owner_id,
            value=_CONTRACT_WORTH,
            due=m.Contract.ends_on,
        ),
        Subject(
            "account",
            m.Account,
            joins=(
                (m.Territory, m.Territory.id == m.Account.territory_id),
                (m.ContactPlan, m.ContactPlan.account_id == m.Account.id),
            ),
            reach=(
                path((m.ContactPlan.account_id, m.Account.id)),
                path((m.Activity.account_id, m.Account.id)),
                path((m.Territory.id, m.Account.territory_id)),
                path((m.Person.id, m.Territory.owner_id), (m.Territory.id, m.Account.territory_id)),
                path((m.Person.id, m.Account.owner_id)),
                path((m.ServiceTicket.account_id, m.Account.id)),
                path((m.Account.rfc, m.Account.rfc)),
                path((m.TaxListEntry.rfc, m.Account.rfc)),
                path((m.Account.name, m.Account.name)),
                path((m.Contact.account_id, m.Account.id)),
                path((Opp.account_id, m.Account.id)),
                path((m.Contract.account_id, m.Account.id)),
            ),
            owner=m.Account.owner_id,
        ),
        Subject(
            "contact",
            m.Contact,
            joins=((m.Account, m.Account.id == m.Contact.account_id),),
            reach=(
                path((m.Account.id, m.Contact.account_id)),
                path((m.Contact.email, m.Contact.email)),
            ),
            owner=m.Contact.owner_id,
        ),
        Subject(
            "contract",
            m.Contract,
            joins=((m.Account, m.Account.id == m.Contract.account_id),),
            reach=(
                path((m.Account.id, m.Contract.account_id)),
                path((m.Annex.contract_id, m.Contract.id)),
                path((m.ContractLine.contract_id, m.Contract.id)),
                path((m.Contract.document_id, m.Contract.document_id)),
                path((m.Document.opportunity_id, m.Contract.opportunity_id)),
                path((D.contract_id, m.Contract.id)),
                path((R.contract_id, m.Contract.id)),
                path((m.BillingPreview.contract_id, m.Contract.id)),
                path((m.BillingPreview.id, m.Invoice.preview_id), (m.Invoice.contract_id, m.Contract.id)),
                path((m.Invoice.contract_id, m.Contract.id)),
                path((m.QuotaDifference.contract_id, m.Contract.id)),
            ),
            owner=m.Account.owner_id,
            value=_CONTRACT_WORTH,
            due=m.Contract.ends_on,
        ),
        Subject("activity", m.Activity, reach=(), owner=m.Activity.owner_id, due=m.Activity.due_on),
        Subject(
            "person",
            m.Person,
            reach=(
                path((m.PersonRole.person_id, m.Person.id)),
                path((m.Person.id, m.Person.manager_id)),
                path((m.Deputy.deputy_id, m.Person.id)),
                path((m.Goal.person_id, m.Person.id)),
                path((m.PersonTraining.person_id, m.Person.id)),
                path((m.JobDescription.role, m.PersonRole.role), (m.PersonRole.person_id, m.Person.id)),
            ),
            owner=m.Person.manager_id,
        ),
        Subject("goal", m.Goal, owner=m.Goal.set_by_id, value=m.Goal.target_mxn, due=m.Goal.starts_on),
        Subject(
            "deviation",
            m.Deviation,
            joins=((m.Goal, m.Goal.id == m.Deviation.goal_id),),
            reach=(path((m.Goal.id, m.Deviation.goal_id)), path((m.Lesson.deviation_id, m.Deviation.id))),
            owner=m.Deviation.owner_id,
            value=m.Goal.target_mxn,
            due=m.Deviation.due_on,
        ),
    )
}
"""The judged records, in the order the audit takes them."""
