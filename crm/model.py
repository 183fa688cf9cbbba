"""Every record in one place, for whoever needs the whole: migrations, importers, the sample."""

from __future__ import annotations

from crm.accounts import Account, Contact, Product
from crm.approvals import (
    ApprovalDecision,
    ApprovalRequest,
    Concession,
    DecisionForm,
    RefusedAnswer,
    Terms,
    TermsLine,
)
from crm.base import IMPORTED, Base
from crm.billing import BillingLine, BillingPreview, BillingReceipt
from crm.cadence import ContactPlan
from crm.campaigns import Campaign, CampaignMember, CampaignMessage
from crm.clients import ClientChange, ClientTrait, Complaint, DevelopmentStep, WalletShare
from crm.contracts import Annex, Contract, ContractLine, Document
from crm.credit import CreditApplication, CreditDecision, Invoice, TaxList, TaxListEntry
from crm.deliveries import (
    Acceptance,
    BillingSetup,
    Delivery,
    DeliveryOrder,
    DeliveryOrderLine,
    Equipment,
    Installation,
    MeterReading,
    Shipment,
    Training,
)
from crm.findings import AuditRun, AuditScore, Finding, RulebookVersion, RuleRow, Verdict
from crm.ledger import BusinessDay, Hold, ImportBatch, ImportedRow, Outbox, StageHistory, Touched, TrailEntry
from crm.negotiation import (
    AccountFactor,
    Competitor,
    Interest,
    NegotiationPlan,
    PeerRelation,
    PlanRow,
    SalesStrategy,
    ValueVariable,
)
from crm.opportunities import (
    Activity,
    Agreement,
    FleetLine,
    LossCause,
    Objection,
    Opportunity,
    Proposal,
    ProposalLine,
    Study,
)
from crm.people import Deputy, Enrolment, Person, PersonRole, Territory
from crm.quotas import (
    Deviation,
    Goal,
    JobDescription,
    Lesson,
    OutrightSale,
    PersonTraining,
    QuotaDifference,
    QuotaPosting,
    StageChance,
)
from crm.quotes import QuoteLine, QuoteVariables
from crm.renewals import ExpansionCandidate, Renewal, RenewalRisk, RenewalStep, Satisfaction
from crm.service import ServiceTicket

CASES: dict[str, type[Opportunity] | type[Delivery] | type[Renewal]] = {
    "opportunity": Opportunity,
    "delivery": Delivery,
    "renewal": Renewal,
}
"""The records that walk a lifecycle, by name."""

CODES = {"opportunity": "OPP", "delivery": "DEL", "renewal": "REN"}
"""What people call a case: OPP-123."""

__all__ = [
    "CASES",
    "CODES",
    "IMPORTED",
    "Acceptance",
    "Account",
    "AccountFactor",
    "Activity",
    "Agreement",
    "Annex",
    "ApprovalDecision",
    "ApprovalRequest",
    "AuditRun",
    "AuditScore",
    "Base",
    "BillingLine",
    "BillingPreview",
    "BillingReceipt",
    "BillingSetup",
    "BusinessDay",
    "Campaign",
    "CampaignMember",
    "CampaignMessage",
    "ClientChange",
    "ClientTrait",
    "Competitor",
    "Complaint",
    "Concession",
    "Contact",
    "ContactPlan",
    "Contract",
    "ContractLine",
    "CreditApplication",
    "CreditDecision",
    "DecisionForm",
    "Delivery",
    "DeliveryOrder",
    "DeliveryOrderLine",
    "Deputy",
    "DevelopmentStep",
    "Deviation",
    "Document",
    "Enrolment",
    "Equipment",
    "ExpansionCandidate",
    "Finding",
    "FleetLine",
    "Goal",
    "Hold",
    "ImportBatch",
    "ImportedRow",
    "Installation",
    "Interest",
    "Invoice",
    "JobDescription",
    "Lesson",
    "LossCause",
    "MeterReading",
    "NegotiationPlan",
    "Objection",
    "Opportunity",
    "Outbox",
    "OutrightSale",
    "PeerRelation",
    "Person",
    "PersonRole",
    "PersonTraining",
    "PlanRow",
    "Product",
    "Proposal",
    "ProposalLine",
    "QuotaDifference",
    "QuotaPosting",
    "QuoteLine",
    "QuoteVariables",
    "RefusedAnswer",
    "Renewal",
    "RenewalRisk",
    "RenewalStep",
    "RuleRow",
    "RulebookVersion",
    "SalesStrategy",
    "Satisfaction",
    "ServiceTicket",
    "Shipment",
    "StageChance",
    "StageHistory",
    "Study",
    "TaxList",
    "TaxListEntry",
    "Terms",
    "TermsLine",
    "Territory",
    "Touched",
    "TrailEntry",
    "Training",
    "ValueVariable",
    "Verdict",
    "WalletShare",
]
