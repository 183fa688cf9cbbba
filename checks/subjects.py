"""The judged records: what each is joined to, which edits reach it, whose it is and what it is worth (``checks.subject``)."""

from __future__ import annotations

from sqlalchemy import and_, type_coerce
from sqlalchemy.orm import aliased

from checks.subject import Step, Subject, path, touched_ids
from crm import model as m
from crm.base import Money

__all__ = ["SUBJECTS", "Step", "Subject", "Successor", "path", "touched_ids"]

Successor = aliased(m.Opportunity, name="successor")
"""The opportunity through which a renewal sells."""

_CONTRACT_WORTH = type_coerce(m.Contract.monthly_mxn * m.Contract.term_months, Money())
"""In pesos: a product of centavos and months would be read as a plain number of centavos."""

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
                (m.NegotiationPlan, m.NegotiationPlan.opportunity_id == Opp.id),
                (m.SalesStrategy, m.SalesStrategy.id == m.NegotiationPlan.strategy_id),
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
                path((m.NegotiationPlan.opportunity_id, Opp.id)),
                path(
                    (m.SalesStrategy.id, m.NegotiationPlan.strategy_id),
                    (m.NegotiationPlan.opportunity_id, Opp.id),
                ),
                path((m.PlanRow.plan_id, m.NegotiationPlan.id), (m.NegotiationPlan.opportunity_id, Opp.id)),
                path((m.Interest.opportunity_id, Opp.id)),
                path((m.Competitor.opportunity_id, Opp.id)),
                path((m.AccountFactor.account_id, Opp.account_id)),
                path((m.ValueVariable.account_id, Opp.account_id)),
                path((m.PeerRelation.contact_id, m.Contact.id), (m.Contact.account_id, Opp.account_id)),
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
                path((m.Document.opportunity_id, m.Contract.opportunity_id), (m.Contract.id, D.contract_id)),
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
                path((m.Complaint.account_id, R.account_id)),
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
                path((m.AccountFactor.account_id, m.Account.id)),
                path((m.PeerRelation.contact_id, m.Contact.id), (m.Contact.account_id, m.Account.id)),
                path((R.account_id, m.Account.id)),
                path((m.WalletShare.account_id, m.Account.id)),
                path((m.DevelopmentStep.account_id, m.Account.id)),
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
        Subject("campaign", m.Campaign, owner=m.Campaign.owner_id, due=m.Campaign.starts_on),
        Subject(
            "client_trait",
            m.ClientTrait,
            joins=(
                (m.Account, m.Account.id == m.ClientTrait.account_id),
                (m.Activity, m.Activity.id == m.ClientTrait.activity_id),
            ),
            reach=(
                path((m.Account.id, m.ClientTrait.account_id)),
                path((m.Activity.id, m.ClientTrait.activity_id)),
            ),
            owner=m.Account.owner_id,
        ),
        Subject(
            "satisfaction",
            m.Satisfaction,
            joins=(
                (m.Account, m.Account.id == m.Satisfaction.account_id),
                (m.Complaint, m.Complaint.satisfaction_id == m.Satisfaction.id),
            ),
            reach=(
                path((m.Account.id, m.Satisfaction.account_id)),
                path((m.Complaint.satisfaction_id, m.Satisfaction.id)),
            ),
            owner=m.Account.owner_id,
        ),
        Subject("complaint", m.Complaint, owner=m.Complaint.owner_id, due=m.Complaint.due_on),
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
