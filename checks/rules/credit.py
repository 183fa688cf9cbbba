"""Credit is authorised before closing, by someone who may, and for enough (000/A21, A28)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func

from checks.authority import is_principal, may_decide
from checks.expressions import in_force, looks_like_rfc
from checks.rule import Rule, RuleWriter
from checks.terms import same_terms
from config.company import Company
from crm.model import Account, CreditApplication, CreditDecision, Opportunity

Opp = Opportunity


def rules(company: Company) -> Iterator[Rule]:
    rule = RuleWriter(company, "opportunity")

    yield rule(
        "A21-credit-application", "000/A21",
        says=("The client has signed a credit application for the value of the opportunity",
              "El cliente firmó una solicitud de crédito por el valor de la oportunidad"),
        mend=("Have the client sign the application for the whole value.",
              "Recabe la solicitud firmada por el valor total."),
        holds=and_(CreditApplication.signed_on.is_not(None), CreditApplication.amount_mxn >= Opp.amount_mxn),
        from_stage="credit_authorised", consumers=("billing",), weight=20,
    )  # fmt: skip
    yield rule(
        "A21-credit-authorised", "000/A21",
        says=("Credit is authorised, today, for at least the value of the opportunity",
              "El crédito está autorizado, al día de hoy, por al menos el valor de la oportunidad"),
        mend=("Ask the credit analyst to decide; a decision that has expired must be taken again.",
              "Solicite la decisión al analista de crédito; una decisión vencida debe renovarse."),
        holds=and_(
            CreditDecision.outcome == "approved",
            CreditDecision.limit_mxn >= Opp.amount_mxn,
            in_force(CreditDecision.expires_on),
        ),
        from_stage="credit_authorised", until="contracted", mender="credit", decision="credit", weight=40,
    )  # fmt: skip
    yield rule(
        "A21-credit-decided", "000/A21",
        says=("Credit was authorised for at least the value of the opportunity",
              "El crédito se autorizó por al menos el valor de la oportunidad"),
        mend=("Ask the credit analyst to decide.", "Solicite la decisión al analista de crédito."),
        holds=and_(CreditDecision.outcome == "approved", CreditDecision.limit_mxn >= Opp.amount_mxn),
        stages=["won"], mender="credit", consumers=("billing",), weight=40,
    )  # fmt: skip
    yield rule(
        "A21-credit-by-role", "000/A21",
        says=("Credit was decided by someone who may decide it", "Decidió el crédito alguien facultado para ello"),
        mend=("Have a credit analyst decide again.", "Solicite que un analista de crédito decida de nuevo."),
        when=CreditDecision.id.is_not(None),
        holds=may_decide(company, "credit", CreditDecision, CreditDecision.limit_mxn),
        from_stage="credit_authorised", mender="credit", weight=30,
    )  # fmt: skip
    yield rule(
        "A21-credit-four-eyes", "000/A21",
        says=("Who decided credit neither sells the opportunity nor asked for the credit",
              "Quien decidió el crédito no vende la oportunidad ni solicitó el crédito"),
        mend=("Have another credit analyst decide.", "Solicite que otro analista de crédito decida."),
        when=CreditDecision.id.is_not(None),
        holds=and_(
            CreditDecision.approver_id.is_distinct_from(Opp.owner_id),
            CreditDecision.approver_id.is_distinct_from(CreditApplication.requested_by_id),
            ~is_principal(func.coalesce(Opp.owner_id, 0), CreditDecision),
            ~is_principal(func.coalesce(CreditApplication.requested_by_id, 0), CreditDecision),
        ),
        from_stage="credit_authorised", mender="credit", weight=30,
    )  # fmt: skip
    yield rule(
        "A21-credit-on-these-terms", "000/A21",
        says=("Credit was decided here, on the terms of today: RFC, value, term, volumes, prices, margin and equipment",
              "El crédito se decidió aquí, sobre los términos de hoy: RFC, valor, plazo, volúmenes, precios, margen y equipo"),
        mend=("Have credit decided on the new terms, or restore those that were decided.",
              "Solicite la decisión sobre los términos nuevos o restablezca los decididos."),
        when=CreditDecision.id.is_not(None), holds=same_terms("credit"),
        from_stage="credit_authorised", until="contracted", mender="credit", decision="credit", weight=40,
    )  # fmt: skip
    yield rule(
        "A21-rfc-format", "000/A21",
        says=("The RFC of the account has the form of an RFC", "El RFC de la cuenta tiene formato de RFC"),
        mend=("Correct the RFC from the certificate of tax status.", "Corrija el RFC con la constancia de situación fiscal."),
        when=Account.rfc.is_not(None), holds=looks_like_rfc(Account.rfc),
        from_stage="credit_authorised", consumers=("billing",), weight=20,
    )  # fmt: skip
