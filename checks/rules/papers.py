"""What was signed is what the CRM says: a contract that is edited after its signature closes the gates (000/A20, A23)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.rule import Rule, RuleWriter
from checks.signed import is_proof, says_what_the_contract_says
from config.company import Company
from crm.model import Contract, Delivery, Opportunity

SAYS = (
    "The signed contract says what the record of the contract says today",
    "El contrato firmado dice lo que hoy dice el registro del contrato",
)
MEND = (
    "Restore the record, or draft the contract anew and have it signed ('seiton documents draft').",
    "Restablezca el registro, o elabore de nuevo el contrato y recabe las firmas ('seiton documents draft').",
)


def rules(company: Company) -> Iterator[Rule]:
    yield _signed(
        RuleWriter(company, "opportunity"), "A20-contract-is-the-signed-paper", "contracted", Opportunity.id
    )
    yield _signed(RuleWriter(company, "delivery"), "A20-released-on-the-signed-paper", "released", Delivery.opportunity_id)  # fmt: skip


def _signed(rule: RuleWriter, key: str, stage: str, opportunity_id: Any) -> Rule:
    """A paper that proves nothing is another rule's."""
    return rule(
        key, "000/A20", says=SAYS, mend=MEND,
        when=is_proof("contract", Contract.document_id, opportunity_id),
        holds=says_what_the_contract_says(opportunity_id),
        from_stage=stage, mender="legal", consumers=("installation", "billing", "renewal"), weight=30,
    )  # fmt: skip
