"""The contract: signed, congruent with the quote, its annexes inside their period (000/A20, A23, A24)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased

from checks.authority import may_decide
from checks.expressions import GENERIC_RFCS, given, in_force, looks_like_rfc, past, there_is
from checks.rule import Rule, RuleWriter
from checks.signed import annex_is_proved, is_proof
from config.company import Company
from crm.model import (
    Annex,
    ApprovalDecision,
    Contract,
    Delivery,
    Opportunity,
    Renewal,
)

Opp = Opportunity
ANNEX_MEND = (
    "Have the overdue annexes signed and file their papers ('seiton documents add').",
    "Recabe la firma de los anexos vencidos y archive sus documentos ('seiton documents add').",
)
SameNumber = aliased(Contract, name="same_number")


def rules(company: Company) -> Iterator[Rule]:
    yield from _of_the_opportunity(company)
    yield from _of_the_contract(company)


def signed_contract(opportunity_id: Any) -> ColumnElement[bool]:
    """Signed by both, dated, and proved by its file: a paper of this opportunity, not a promise."""
    return and_(
        Contract.signed_on.is_not(None), given(Contract.client_signatory),
        given(Contract.company_signatory), is_proof("contract", Contract.document_id, opportunity_id),
    )  # fmt: skip


def _of_the_opportunity(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")

    yield rule(
        "A23-contract-signed", "000/A23",
        says=("The contract is signed by both parties, and its file proves it",
              "El contrato está firmado por ambas partes y su archivo lo prueba"),
        mend=("Have the drafted contract signed and file it ('seiton documents add'), and record who signs for each party.",
              "Recabe las firmas del contrato elaborado, archívelo ('seiton documents add') y capture quién firma por cada parte."),
        holds=signed_contract(Opp.id),
        from_stage="contracted", mender="legal", consumers=("installation", "billing", "renewal"), weight=40,
    )  # fmt: skip
    yield rule(
        "A21-generic-rfc", "000/A21",
        says=("A contract is never made with a generic RFC", "Nunca se contrata con un RFC genérico"),
        mend=("Ask the client for its own RFC.", "Solicite al cliente su propio RFC."),
        when=Contract.id.is_not(None), holds=Contract.rfc.not_in(GENERIC_RFCS),
        from_stage="contracted", mender="legal", consumers=("billing",), weight=30,
    )  # fmt: skip
    yield rule(
        "A24-annexes-declared", "000/A24",
        says=(f"The contract has its annexes {', '.join(company.catalogues.annexes)}, each with its due date",
              f"El contrato tiene sus anexos {', '.join(company.catalogues.annexes)}, cada uno con su fecha límite"),
        mend=("Register the annexes with their due dates.", "Registre los anexos con su fecha límite."),
        when=Contract.id.is_not(None),
        holds=and_(*(
            there_is(Annex, Annex.contract_id == Contract.id, Annex.letter == letter)
            for letter in company.catalogues.annexes
        )),
        from_stage="contracted", mender="legal", weight=15,
    )  # fmt: skip
    yield rule(
        "A24-annexes-in-period", "000/A24",
        says=("No annex lacks its proved signature after the established period",
              "Ningún anexo carece de firma probada después del periodo establecido"),
        mend=ANNEX_MEND,
        when=Contract.id.is_not(None), holds=or_(no_annex_overdue(), annex_excused(company, Contract.opportunity_id)),
        from_stage="contracted", mender="legal", decision="annex", weight=20,
    )  # fmt: skip


def no_annex_overdue() -> ColumnElement[bool]:
    """Every annex of the contract is signed, by a paper that proves it, or still inside its period."""
    return ~there_is(Annex, Annex.contract_id == Contract.id, past(Annex.due_on), ~annex_is_proved(Annex))


def annex_excused(company: Company, opportunity: Any) -> ColumnElement[bool]:
    """Someone who may has accepted that annexes are late, until a day that has not passed."""
    decision = aliased(ApprovalDecision, name="annex_decision")
    return there_is(
        decision, decision.opportunity_id == opportunity, decision.kind == "annex", decision.outcome == "approved",
        may_decide(company, "annex", decision, decision.percent),
        in_force(decision.valid_until),
    )  # fmt: skip


def _of_the_contract(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "contract")

    yield rule(
        "A24-contract-annex-overdue", "000/A24",
        says=("No annex of the contract lacks its proved signature after the established period",
              "Ningún anexo del contrato carece de firma probada después del periodo establecido"),
        mend=ANNEX_MEND,
        holds=no_annex_overdue(),
        mender="legal", weight=20,
    )  # fmt: skip
    yield rule(
        "A33-contract-dates", "000/A33",
        says=("The contract ends after it starts, by its term", "El contrato termina después de iniciar, según su plazo"),
        mend=("Correct start, end or term.", "Corrija inicio, fin o plazo."),
        when=and_(Contract.starts_on.is_not(None), Contract.ends_on.is_not(None)),
        holds=Contract.ends_on > Contract.starts_on,
        mender="legal", consumers=("billing", "renewal"),
    )  # fmt: skip
    yield rule(
        "A21-contract-rfc", "000/A21",
        says=("The contract bears a real RFC, not a generic one", "El contrato lleva un RFC real, no genérico"),
        mend=("Correct the RFC of the contract.", "Corrija el RFC del contrato."),
        holds=and_(looks_like_rfc(Contract.rfc), Contract.rfc.not_in(GENERIC_RFCS)),
        mender="legal", consumers=("billing",), weight=25,
    )  # fmt: skip
    yield rule(
        "A11-contract-watched", "000/A11",
        says=("A signed contract whose equipment was handed over is watched for renewal",
              "Todo contrato firmado y entregado está en observación para su renovación"),
        mend=("Run the renewal lifecycle: it creates the case.", "Ejecute el ciclo de renovación: crea el caso."),
        when=and_(
            Contract.signed_on.is_not(None),
            there_is(Delivery, Delivery.contract_id == Contract.id, Delivery.stage == "handed_over"),
        ),
        holds=there_is(Renewal, Renewal.contract_id == Contract.id),
        mender="operations", consumers=("renewal",),
    )  # fmt: skip
    yield rule(
        "A20-contract-number-unique", "000/A20",
        says=("The file of the contract proves this contract only", "El archivo del contrato prueba sólo este contrato"),
        mend=("File each contract's own document.", "Archive el documento propio de cada contrato."),
        when=Contract.document_id.is_not(None),
        holds=~there_is(
            SameNumber, SameNumber.document_id == Contract.document_id, or_(SameNumber.id != Contract.id)
        ),
        mender="legal",
    )  # fmt: skip
